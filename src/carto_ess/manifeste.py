"""The manifest of geodata: what it describes, from which sources, and is it whole.

At rest a geodata folder holds its files. Several files cannot be replaced at once: while a build
puts the new ones in their places, those not yet there stand in a sub-folder, `EN_COURS`, which a
single renaming made appear; whoever reads a file looks there first. See `geodata.construction`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from carto_ess._errors import GeodataError
from carto_ess.departement import Departement, Ressort
from carto_ess.tableau import explain_oserror

NOM = "manifest.json"
EN_COURS = "construction"

Etat = tuple[tuple[str, int, int, int], ...]
T = TypeVar("T")

_ESSAIS = 50
_PAUSE = 0.02  # seconds: putting twenty files in their places takes a few milliseconds
_REMEDE = "Restaurez le dossier geodata/ ou relancez « carto-ess geodata build »."


@dataclass(frozen=True, slots=True)
class Source:
    """One source of the geodata: name, version, producer, licence, date (ISO) of last update."""

    nom: str
    version: str
    producteur: str
    licence: str
    date: str


@dataclass(frozen=True, slots=True)
class Manifeste:
    """What ``manifest.json`` says.

    ``topologie`` is the path, inside geodata, of the file that the browser fetches first;
    ``details`` that of the folder of the other ones, the communes of each EPCI, where the first
    holds EPCI: it is empty where the first holds every commune. ``reparations`` is what mending
    the contours took (numbers of overlaps and gaps, areas in m²); ``fichiers`` maps each file to
    its size in bytes and SHA-256; ``comptes`` each millésime to its numbers of communes and EPCI;
    ``surface_km2`` is the sum of the communes' areas; ``avertissements`` are French sentences on
    what could not be built; ``communes_sans_epci`` codes that belong to none;
    ``sans_contours`` codes of départements that the tables hold and the map cannot draw (overseas).
    """

    ressort: Ressort
    millesimes: tuple[int, ...]
    population_annee: int
    population_libelle: str
    population_totale: int
    surface_km2: float
    comptes: Mapping[int, Mapping[str, int]]
    topologie: str
    sources: tuple[Source, ...]
    fichiers: Mapping[str, tuple[int, str]]
    avertissements: tuple[str, ...] = ()
    communes_sans_epci: tuple[str, ...] = ()
    sans_contours: tuple[str, ...] = ()
    details: str = ""
    reparations: Mapping[str, float] = field(default_factory=dict)


def read_file(dossier: Path, nom: str, lire: Callable[[Path], T]) -> T:
    """Return what `lire` makes of one file of a geodata folder, wherever a build has put it.

    Raises
    ------
    Exception
        What `lire` raised on a file that a build was not moving meanwhile.
    """
    while True:
        chemin = dossier / EN_COURS / nom
        if not chemin.is_file():
            return lire(dossier / nom)
        try:
            lu = lire(chemin)
        except Exception:
            if chemin.exists():
                raise
        else:
            if chemin.exists():
                return lu


def sign_geodata(dossier: Path) -> Etat:
    """Return what changes whenever a file of a geodata folder does: dates, sizes, files.

    It stays the same while a build puts files in their places. The files of the communes of each
    EPCI are left out: they are named after their content, by a file that is in.
    """
    etats: dict[str, tuple[int, int, int]] = {}
    for base in (dossier / EN_COURS, dossier):  # in this order: a file that moves is seen
        for fichier in (f for d in (".", "web", "sources") for f in _list_files(base / d)):
            with contextlib.suppress(OSError):
                e = fichier.stat()
                nom = fichier.relative_to(base).as_posix()
                etats.setdefault(nom, (e.st_mtime_ns, e.st_size, e.st_ino))
    return tuple((nom, *etat) for nom, etat in sorted(etats.items()))


def _list_files(dossier: Path) -> list[Path]:
    """Return the files of a folder; none when a build takes it away meanwhile."""
    try:
        return list(dossier.glob("*.*"))
    except OSError:
        return []


def read_still(dossier: Path, lire: Callable[[Path], T]) -> T:
    """Return what `lire` finds in a geodata folder whose files did not change meanwhile.

    Raises
    ------
    GeodataError
        `lire` raised it on files that did not change, or they never stood still.
    """
    for _ in range(_ESSAIS):
        avant = sign_geodata(dossier)
        try:
            lu = lire(dossier)
        except GeodataError:
            if sign_geodata(dossier) == avant:
                raise
        else:
            if sign_geodata(dossier) == avant:
                return lu
        time.sleep(_PAUSE)
    raise GeodataError(
        f"Les périmètres de {dossier} sont remplacés sans arrêt par un autre programme. "
        "Réessayez quand la copie est finie."
    )


def read_manifeste(dossier: Path) -> Manifeste:
    """Read the manifest of a geodata folder.

    Raises
    ------
    GeodataError
        It is missing, is not JSON, or lacks a field.
    """
    try:
        brut = json.loads(read_file(dossier, NOM, Path.read_bytes))
        population = brut["population"]
        return Manifeste(
            ressort=_read_ressort(brut),
            millesimes=tuple(sorted(brut["millesimes"])),
            population_annee=population["annee"],
            population_libelle=population["libelle"],
            population_totale=population["total"],
            surface_km2=brut["surface_km2"],
            comptes={int(m): comptes for m, comptes in brut["comptes"].items()},
            topologie=brut["topologie"],
            sources=tuple(
                Source(s["nom"], s["version"], s["producteur"], s["licence"], s["date"])
                for s in brut["sources"]
            ),
            fichiers={nom: (f["octets"], f["sha256"]) for nom, f in brut["fichiers"].items()},
            avertissements=tuple(brut.get("avertissements", ())),
            communes_sans_epci=tuple(brut.get("communes_sans_epci", ())),
            sans_contours=tuple(brut.get("sans_contours", ())),
            details=brut.get("details", {}).get("dossier", ""),
            reparations=brut.get("reparations", {}),
        )
    except OSError as erreur:
        raise GeodataError(
            f"Le manifeste des périmètres ({dossier / NOM}) ne peut pas être lu. {_REMEDE}"
        ) from erreur
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as erreur:
        raise GeodataError(
            f"Le manifeste des périmètres ({dossier / NOM}) est abîmé ou incomplet. {_REMEDE}"
        ) from erreur


def _read_ressort(brut: Mapping[str, Any]) -> Ressort:
    """One département is written alone, several in a list: the first form is the older one."""
    fiches = brut.get("departements") or [brut["departement"]]
    return Ressort(
        tuple(Departement(f["code"], f["nom"], f["type_liaison"]) for f in fiches),
        entier=bool(brut.get("entier")),
    )


def verify_files(dossier: Path) -> None:
    """Verify that every file of geodata is there, whole and as it was built.

    Raises
    ------
    GeodataError
        One sentence on the first file that is missing, truncated or edited.
    """
    for nom, (octets, empreinte) in read_manifeste(dossier).fichiers.items():
        if faute := find_fault(dossier, nom, octets, empreinte):
            raise GeodataError(faute)


def find_fault(dossier: Path, nom: str, octets: int, empreinte: str) -> str | None:
    """Return a French sentence on what is wrong with one file, ``None`` when it is as built."""
    try:
        contenu = read_file(dossier, nom, Path.read_bytes)
    except FileNotFoundError:
        return f"Le fichier {nom} manque dans {dossier}. {_REMEDE}"
    except OSError as erreur:
        motif = explain_oserror(erreur)
        return f"Le fichier {nom} de {dossier} ne peut pas être lu ({motif}). {_REMEDE}"
    if len(contenu) < octets:
        return (
            f"Le fichier {nom} de {dossier} est tronqué : {len(contenu)} octets au lieu de "
            f"{octets}. {_REMEDE}"
        )
    if hashlib.sha256(contenu).hexdigest() != empreinte:
        return f"Le fichier {nom} de {dossier} a été modifié depuis sa construction. {_REMEDE}"
    return None
