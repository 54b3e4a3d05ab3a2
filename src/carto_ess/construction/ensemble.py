"""The map of a territory whose communes are too many for one file: EPCI first, then communes.

The first file holds the units of `territoire.maille` and the départements, simplified as far as
its size asks; beside it one file for each EPCI holds its communes as they were mended. Files are
named after their content and the first one holds the names of the others: browsers may keep them
for good.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from carto_ess._errors import GeodataError
from carto_ess.construction.contours import (
    CRS_METRES,
    Polygones,
    lighten_neighbours,
    merge,
    simplify_coverage,
)
from carto_ess.construction.topologie import TOLERANCE_VOISINS, decode_layer, dump, encode_layers
from carto_ess.territoire.commune import find_departement
from carto_ess.territoire.maille import gather_unites

SEUIL_COMMUNES = 3_000
"""Beyond so many communes the map's first file holds EPCI: as communes it would weigh 300 KB."""

OCTETS_MAXIMUM = 270_000
"""Largest size of the first file once gzipped, in bytes: with its state, a view of 300 KB."""

TOLERANCES = (80, 160, 240, 320, 400, 480, 560, 640, 800)
"""Tolerances (metres) tried for the EPCI, finest first, until the first file is light enough."""

PAS = (40_000, 70_000, 100_000)
"""Steps of its quantisation grid on each axis, tried in turn: 25 metres or less over the country.

A coarse grid is lighter, and may make the neck of a narrow contour touch itself.
"""

PAS_DETAIL = (20_000, 50_000, 200_000, 1_000_000)
"""Steps of the grid of an EPCI on each axis: 1 to 5 metres, or less where that is too coarse."""

COUCHE_UNITES = "unites"


class Ensemble(NamedTuple):
    """The first file, its tolerance (m), and the files of communes by SIREN."""

    contenu: bytes
    tolerance: int
    details: Mapping[str, bytes]


class _Morceaux(NamedTuple):
    """The parts of units that each département holds: one coverage, and whose each part is."""

    formes: Polygones
    unites: NDArray[np.str_]
    departements: NDArray[np.str_]


def is_too_large(n_communes: int) -> bool:
    """Tell whether a territory of so many communes needs a map that shows EPCI first."""
    return n_communes > SEUIL_COMMUNES


def name_detail(siren: str, contenu: bytes) -> str:
    """Return the file name of an EPCI's communes, which holds a hash of them."""
    return f"{siren}-{hashlib.sha256(contenu).hexdigest()[:10]}.json"


def build_ensemble(
    communes: gpd.GeoDataFrame, departements: gpd.GeoDataFrame, carto: Mapping[str, Any]
) -> Ensemble:
    """Return the files of a large territory from its layers; see `couches.build_map_layers`.

    Properties of a unit: ``c`` SIREN or code of a commune, ``n`` name of a commune alone (an EPCI
    is named by `carto`), ``p`` population, ``e`` as that of a commune, ``m`` number of communes,
    ``d`` name of the file of these communes, ``None`` for a commune alone.

    Raises
    ------
    GeodataError
        No tolerance makes the first file light enough, or ``topojson`` is not installed.
    """
    epci = [siren for siren, _ in list(carto["epci"].values())[-1]]
    siren_of = {
        code: "" if (rang := rangs[-1]) is None else epci[rang]
        for code, rangs in zip(communes["c"], communes["e"], strict=True)
    }
    unites = gather_unites(siren_of.items())
    lignes = communes.set_index("c", drop=False)
    details = {
        cle: _encode_detail(cle, lignes.loc[list(codes)])
        for cle, codes in unites.items()
        if len(cle) == len("000000000")
    }
    proprietes = _describe_unites(unites, lignes, details)
    morceaux = _cut(communes, siren_of)
    contenu, tolerance = _fit(proprietes, morceaux, departements, carto)
    return Ensemble(contenu, tolerance, details)


def _encode_detail(siren: str, communes: gpd.GeoDataFrame) -> bytes:
    for pas in PAS_DETAIL:
        topologie = encode_layers({"communes": communes}, pas)
        if _is_valid(topologie):
            return dump(topologie)
    raise GeodataError(
        f"Les contours des communes de l’EPCI {siren} ne tiennent dans aucune grille : "
        "vérifiez la source des contours."
    )


def _is_valid(topologie: Mapping[str, Any]) -> bool:
    """Tell whether each layer is still a coverage of valid contours once on its grid."""
    couches = [decode_layer(dict(topologie), nom).geometry for nom in topologie["objects"]]
    return all(c.is_valid.all() and shapely.coverage_is_valid(c.to_numpy()) for c in couches)


def _describe_unites(
    unites: Mapping[str, tuple[str, ...]],
    lignes: gpd.GeoDataFrame,
    details: Mapping[str, bytes],
) -> list[dict[str, Any]]:
    populations, rangs = lignes["p"].to_dict(), lignes["e"].to_dict()
    return [
        {
            "c": cle,
            "n": None if cle in details else lignes.loc[cle, "n"],
            "p": sum(populations[code] or 0 for code in codes),
            "e": [*(None for _ in rangs[codes[0]][1:]), rangs[codes[0]][-1]],
            "m": len(codes),
            "d": name_detail(cle, details[cle]) if cle in details else None,
        }
        for cle, codes in unites.items()
    ]


def _cut(communes: gpd.GeoDataFrame, siren_of: Mapping[str, str]) -> _Morceaux:
    """Cut units along départements: simplified once, the borders of both stay the same lines."""
    rangs: dict[tuple[str, str], list[int]] = {}
    for i, code in enumerate(communes["c"]):
        rangs.setdefault((siren_of[code] or code, find_departement(code)), []).append(i)
    formes = communes.geometry.to_numpy()
    return _Morceaux(
        np.array([merge(formes[r]) for r in rangs.values()]),
        np.array([cle for cle, _ in rangs]),
        np.array([departement for _, departement in rangs]),
    )


def _fit(
    proprietes: list[dict[str, Any]],
    morceaux: _Morceaux,
    departements: gpd.GeoDataFrame,
    carto: Mapping[str, Any],
) -> tuple[bytes, int]:
    voisins = ~departements["x"].to_numpy(dtype=bool)
    tout = np.concatenate([morceaux.formes, departements.geometry.to_numpy()[voisins]])
    for tolerance in TOLERANCES:
        simples = simplify_coverage(tout, tolerance)
        dedans, autour = simples[: len(morceaux.formes)], simples[len(morceaux.formes) :]
        dessins = departements.geometry.to_numpy().copy()
        dessins[voisins] = lighten_neighbours(
            dedans, autour, max(TOLERANCE_VOISINS, 2.0 * tolerance)
        )
        dessins[~voisins] = list(
            _merge_by(dedans, morceaux.departements, departements["c"][~voisins])
        )
        formes = _merge_by(dedans, morceaux.unites, [p["c"] for p in proprietes])
        couches = {
            COUCHE_UNITES: _frame(proprietes, formes),
            "departements": departements.set_geometry(
                gpd.GeoSeries(dessins, departements.index, crs=CRS_METRES)
            ),
        }
        for pas in PAS:
            topologie = encode_layers(couches, pas)
            contenu = dump({**topologie, "carto": dict(carto)})
            if len(gzip.compress(contenu, 6)) > OCTETS_MAXIMUM:
                break
            if _is_valid(topologie):
                return contenu, tolerance
    raise GeodataError(
        f"La carte des EPCI dépasse {OCTETS_MAXIMUM // 1000} Ko compressés même très simplifiée : "
        "construisez moins de départements à la fois."
    )


def _merge_by(formes: Polygones, cles: NDArray[np.str_], ordre: Any) -> Iterator[Any]:  # noqa: ANN401
    for cle in ordre:
        yield merge(formes[cles == cle])


def _frame(proprietes: list[dict[str, Any]], formes: Iterator[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {nom: [p[nom] for p in proprietes] for nom in proprietes[0]},
        geometry=list(formes),
        crs=CRS_METRES,
        dtype=object,
    )
