"""Proves that a geodata folder is whole: files, counts, areas, populations, geometry."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from carto_ess._errors import GeodataError
from carto_ess.construction.build import COLONNES, name_map
from carto_ess.construction.contours import CRS_METRES
from carto_ess.construction.couches import (
    COUCHE_COMMUNES,
    COUCHE_DEPARTEMENTS,
    COUCHE_PAYS,
    name_layer_epci,
)
from carto_ess.construction.ensemble import COUCHE_UNITES, name_detail
from carto_ess.construction.ensemble import OCTETS_MAXIMUM as OCTETS_ENSEMBLE
from carto_ess.construction.faits import read_table
from carto_ess.construction.installation import DOSSIER_SOURCES, DOSSIER_WEB
from carto_ess.construction.preuve import check_terres
from carto_ess.construction.topologie import decode_layer, find_octets_maximum
from carto_ess.geodata.dossier import read_file
from carto_ess.geodata.manifeste import find_fault, read_manifeste
from carto_ess.territoire.commune import find_departement
from carto_ess.territoire.maille import gather_unites
from carto_ess.territoire.manifeste import Manifeste

ECART_SURFACE = 0.005
"""How far the sum of areas may be from the published one: half a percent."""

ECART_MAILLES = 1.0
"""How far (m²) the sum of areas may be from the area of their union: no gap, no overlap."""

_CONTOURS = "contours.gpkg"
_REMEDE = "Relancez « carto-ess geodata build »."
_Lignes = list[dict[str, str]]


def check_geodata(folder: Path) -> list[str]:
    """Return one French sentence per fault of a geodata folder; an empty list when it is whole.

    Files come first (missing, truncated, edited, unknown): what is inside is only looked at when
    they are all as built.
    """
    try:
        manifeste = read_manifeste(folder)
        fautes = list(_check_files(folder, manifeste))
        return fautes or [*_check_tables(folder, manifeste), *_check_geometry(folder, manifeste)]
    except GeodataError as erreur:
        return [str(erreur)]


def _check_files(folder: Path, manifeste: Manifeste) -> Iterator[str]:
    for nom in (*(f"{table}.csv" for table in COLONNES), _CONTOURS, manifeste.topologie):
        if nom not in manifeste.fichiers:
            yield f"Le manifeste ne dit rien du fichier {nom}. {_REMEDE}"
    for nom, (octets, empreinte) in manifeste.fichiers.items():
        if faute := find_fault(folder, nom, octets, empreinte):
            yield faute
    for fichier in sorted((folder / DOSSIER_WEB).rglob("*")):
        nom = fichier.relative_to(folder).as_posix()
        if fichier.is_file() and nom not in manifeste.fichiers and not _is_old_map(fichier):
            yield (
                f"Le fichier {nom} n’a pas été construit : ce dossier est servi au public, "
                "déplacez-le."
            )


def _is_old_map(fichier: Path) -> bool:
    """Tell a map that a stopped build left, which only holds perimeters: its name is its hash."""
    return _is_named_by_content(fichier.name, fichier.read_bytes())


def _is_named_by_content(nom: str, contenu: bytes) -> bool:
    return nom in {name_map(contenu), name_detail(nom.partition("-")[0], contenu)}


def _check_tables(folder: Path, manifeste: Manifeste) -> Iterator[str]:
    communes = _read_table(folder, "communes.csv", COLONNES["communes"])
    epci = _read_table(folder, "epci.csv", COLONNES["epci"])
    yield from _check_counts(folder, manifeste, communes, epci)
    yield from _check_members(manifeste, communes, epci)
    yield from check_terres(folder, manifeste)
    recentes = _of(communes, manifeste.actuel)
    yield from _check_appellations(folder, {c["code_commune"] for c in recentes})
    population = sum(int(c["population"]) for c in recentes)
    if population != manifeste.population_totale:
        yield (
            f"La somme des populations des communes est {population}, le manifeste annonce "
            f"{manifeste.population_totale}. {_REMEDE}"
        )


def _of(lignes: _Lignes, millesime: int) -> _Lignes:
    """Return the rows that hold for a millésime: those whose span it is in."""
    return [x for x in lignes if int(x["premier"]) <= millesime <= int(x["dernier"])]


def _read_table(folder: Path, nom: str, colonnes: Collection[str]) -> _Lignes:
    return read_file(folder, nom, lambda chemin: read_table(chemin, colonnes))


def _check_counts(
    folder: Path, manifeste: Manifeste, communes: _Lignes, epci: _Lignes
) -> Iterator[str]:
    publies = {
        (p["departement"], p["millesime"]): p
        for p in _read_table(
            folder,
            f"{DOSSIER_SOURCES}/comptes_publies.csv",
            ("departement", "millesime", "communes", "epci", "surface_km2"),
        )
    }
    for millesime in manifeste.millesimes:
        publie = publies.get((manifeste.ressort.code, str(millesime)), {})
        for nom, lignes in (("communes", communes), ("epci", epci)):
            n = len(_of(lignes, millesime))
            attendu = manifeste.comptes.get(millesime, {}).get(nom)
            if n != attendu:
                yield (
                    f"{nom}.csv compte {n} lignes en {millesime}, le manifeste en annonce "
                    f"{attendu}. {_REMEDE}"
                )
            if publie and n != int(publie[nom]):
                yield (
                    f"{nom}.csv compte {n} lignes en {millesime}, le compte publié est "
                    f"{publie[nom]} ({publie['source']})."
                )
        yield from _check_area(manifeste, publie.get("surface_km2", ""))


def _check_area(manifeste: Manifeste, publiee: str) -> Iterator[str]:
    if publiee and abs(manifeste.surface_km2 / float(publiee) - 1) > ECART_SURFACE:
        yield (
            f"Les communes couvrent {_write_number(manifeste.surface_km2)} km², la surface publiée "
            f"est {_write_number(float(publiee))} km² : l’écart dépasse "
            f"{_write_number(100 * ECART_SURFACE)} %."
        )


def _write_number(valeur: float, decimales: int = 1) -> str:
    return f"{valeur:.{decimales}f}".replace(".", ",")


def _check_members(manifeste: Manifeste, communes: _Lignes, epci: _Lignes) -> Iterator[str]:
    for millesime in manifeste.millesimes:
        yield from _check_members_of(
            millesime, manifeste, _of(communes, millesime), _of(epci, millesime)
        )


def _check_members_of(
    millesime: int, manifeste: Manifeste, communes: _Lignes, epci: _Lignes
) -> Iterator[str]:
    connus = {e["siren"] for e in epci}
    for code, n in Counter(c["code_commune"] for c in communes).items():
        if n > 1:
            yield f"La commune {code} a {n} lignes en {millesime} au lieu d’une."
    for c in communes:
        attendu = c["siren_epci"] or c["code_commune"] not in manifeste.communes_sans_epci
        if attendu and c["siren_epci"] not in connus:
            yield (
                f"La commune {c['nom']} ({c['code_commune']}) n’a pas d’EPCI connu en "
                f"{millesime} : « {c['siren_epci']} » est venu."
            )
    membres = Counter(c["siren_epci"] for c in communes)
    for e in epci:
        n = membres[e["siren"]]
        if n != int(e["n_communes_departement"]):
            yield (
                f"L’EPCI {e['nom']} ({e['siren']}) a {n} communes en {millesime}, epci.csv en "
                f"annonce {e['n_communes_departement']}."
            )


def _check_appellations(folder: Path, actuelles: Collection[str]) -> Iterator[str]:
    """Check that what leads to a commune (postcodes, names inside it) leads to one of today."""
    postaux = _read_table(folder, "codes_postaux.csv", COLONNES["codes_postaux"])
    deleguees = _read_table(folder, "communes_deleguees.csv", COLONNES["communes_deleguees"])
    for nom, lignes in (("codes_postaux", postaux), ("communes_deleguees", deleguees)):
        for code in sorted({ligne["code_commune"] for ligne in lignes} - set(actuelles)):
            yield f"{nom}.csv mène à « {code} », qui n’est pas une commune d’aujourd’hui. {_REMEDE}"
    if sans := sorted(set(actuelles) - {ligne["code_commune"] for ligne in postaux}):
        yield f"codes_postaux.csv ne dit rien de {len(sans)} communes, dont {sans[0]}. {_REMEDE}"


def _check_geometry(folder: Path, manifeste: Manifeste) -> Iterator[str]:
    recent = manifeste.actuel
    codes = sorted(
        c["code_commune"]
        for c in _read_table(folder, "communes.csv", COLONNES["communes"])
        if int(c["dernier"]) == recent
        and find_departement(c["code_commune"]) not in manifeste.sans_contours
    )
    couches = read_file(folder, _CONTOURS, lambda f: dict(_read_layers(f, manifeste)))
    for nom, couche in couches.items():
        yield from _check_coverage(f"La couche {nom} de {_CONTOURS}", couche)
    communes = couches[COUCHE_COMMUNES]
    if sorted(communes["code_commune"]) != codes:
        yield f"La couche {COUCHE_COMMUNES} n’a pas les mêmes communes que communes.csv. {_REMEDE}"
    surface = float(communes.area.sum()) / 1e6
    if abs(surface - manifeste.surface_km2) > 0.001:
        yield (
            f"Les contours couvrent {_write_number(surface, 3)} km², le manifeste annonce "
            f"{_write_number(manifeste.surface_km2, 3)} km². {_REMEDE}"
        )
    yield from _check_outlines(couches, manifeste)
    yield from _check_topology(folder, manifeste, codes)


def _list_layers_epci(manifeste: Manifeste) -> list[str]:
    return [
        name_layer_epci(m) for m in sorted(set(map(manifeste.find_dessin, manifeste.millesimes)))
    ]


def _read_layers(fichier: Path, manifeste: Manifeste) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    epci = _list_layers_epci(manifeste)
    for nom in (COUCHE_COMMUNES, *epci, COUCHE_PAYS, COUCHE_DEPARTEMENTS):
        try:
            couche = gpd.read_file(fichier, layer=nom)
        except (OSError, ValueError, pyogrio.errors.DataSourceError) as erreur:
            raise GeodataError(
                f"La couche {nom} de {fichier.name} ne peut pas être lue. {_REMEDE}"
            ) from erreur
        if couche.crs is None or couche.crs.to_epsg() != CRS_METRES:
            raise GeodataError(
                f"La couche {nom} de {fichier.name} n’est pas en EPSG:{CRS_METRES}. {_REMEDE}"
            )
        yield nom, couche


def _check_coverage(ou: str, couche: gpd.GeoDataFrame) -> Iterator[str]:
    formes = couche.geometry.to_numpy()
    if shapely.is_missing(formes).any() or shapely.is_empty(formes).any():
        yield f"{ou} a un contour vide. {_REMEDE}"
    elif not shapely.is_valid(formes).all():
        yield f"{ou} a un contour invalide : {_name_invalid(couche, formes)}. {_REMEDE}"
    elif not shapely.coverage_is_valid(formes):
        yield f"{ou} a des contours qui se recouvrent ou ne se joignent pas. {_REMEDE}"


def _name_invalid(couche: gpd.GeoDataFrame, formes: Sequence[object]) -> str:
    rang = int(np.flatnonzero(~shapely.is_valid(formes))[0])
    return str(couche.iloc[rang, 0])


def _check_outlines(couches: dict[str, gpd.GeoDataFrame], manifeste: Manifeste) -> Iterator[str]:
    """Check that communes, EPCI and the département's outline cover the same land, once."""
    communes = couches[COUCHE_COMMUNES]
    total = float(communes.area.sum())
    avec_epci = communes[~communes["code_commune"].isin(manifeste.communes_sans_epci)]
    attendu = float(avec_epci.area.sum())
    departements = couches[COUCHE_DEPARTEMENTS]
    contour = float(departements[departements["principal"]].area.sum())
    if abs(contour - total) > ECART_MAILLES:
        yield f"Le contour des départements diffère de {contour - total:+.0f} m² de ses communes."
    for nom in _list_layers_epci(manifeste):
        ecart = float(couches[nom].area.sum()) - attendu
        if abs(ecart) > ECART_MAILLES:
            yield f"Les contours de la couche {nom} diffèrent de {ecart:+.0f} m² des communes."


def _check_topology(folder: Path, manifeste: Manifeste, codes: list[str]) -> Iterator[str]:
    yield from _check_names(folder, manifeste)
    topologie, octets = _read_topology(folder, manifeste.topologie)
    maximum = OCTETS_ENSEMBLE if manifeste.details else find_octets_maximum(len(codes))
    if octets > maximum:
        yield f"La topologie pèse {octets} octets compressée, le maximum est {maximum}."
    premiere = COUCHE_UNITES if manifeste.details else COUCHE_COMMUNES
    couches = {nom: decode_layer(topologie, nom) for nom in (premiere, COUCHE_DEPARTEMENTS)}
    for nom, couche in couches.items():
        yield from _check_coverage(f"La couche {nom} de la topologie", couche)
    if manifeste.details:
        yield from _check_details(folder, manifeste, couches[premiere])
    elif list(couches[premiere]["c"]) != codes:
        yield f"La topologie n’a pas les communes de communes.csv, dans leur ordre. {_REMEDE}"


def _check_names(folder: Path, manifeste: Manifeste) -> Iterator[str]:
    for nom in manifeste.fichiers:
        if nom.startswith(f"{DOSSIER_WEB}/") and not _is_named_by_content(
            Path(nom).name, read_file(folder, nom, Path.read_bytes)
        ):
            yield f"Le nom {nom} ne porte pas l’empreinte de son contenu. {_REMEDE}"


def _check_details(
    folder: Path, manifeste: Manifeste, dessinees: gpd.GeoDataFrame
) -> Iterator[str]:
    """Check that units and, file by file, their communes are those of communes.csv, in order."""
    unites = gather_unites(
        (c["code_commune"], c["siren_epci"])
        for c in _read_table(folder, "communes.csv", COLONNES["communes"])
        if int(c["dernier"]) == manifeste.actuel
        and find_departement(c["code_commune"]) not in manifeste.sans_contours
    )
    if list(dessinees["c"]) != list(unites):
        yield f"La topologie n’a pas les EPCI de communes.csv, dans leur ordre. {_REMEDE}"
        return
    for cle, fichier in zip(dessinees["c"], dessinees["d"], strict=True):
        if not isinstance(fichier, str):  # a commune alone has no other
            continue
        nom = f"{manifeste.details}/{fichier}"
        if nom not in manifeste.fichiers:
            yield f"Le manifeste ne dit rien du fichier {nom}, que la carte demande. {_REMEDE}"
            continue
        couche = decode_layer(_read_topology(folder, nom)[0], COUCHE_COMMUNES)
        yield from _check_coverage(f"Le fichier {nom}", couche)
        if tuple(couche["c"]) != unites[cle]:
            yield f"Le fichier {nom} n’a pas les communes de son EPCI, dans leur ordre. {_REMEDE}"


def _read_topology(folder: Path, nom: str) -> tuple[dict[str, Any], int]:
    """Return the topology of a file and its size once gzipped."""
    contenu = read_file(folder, nom, Path.read_bytes)
    try:
        return json.loads(contenu, parse_constant=_refuse), len(gzip.compress(contenu, 6))
    except ValueError as erreur:
        raise GeodataError(f"{nom} n’est pas du JSON valide ({erreur}). {_REMEDE}") from erreur


def _refuse(constante: str) -> float:
    raise ValueError(constante)
