"""The file that the browser fetches first: a quantised TopoJSON whose arcs are shared.

The topology is computed by the ``topojson`` package, an optional extra: only a build needs it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from carto_ess._errors import GeodataError
from carto_ess.construction.contours import (
    CRS_METRES,
    Polygones,
    lighten_neighbours,
    merge_departements,
    simplify_coverage,
)

PAS = 100_000
"""Steps of the quantisation grid on each axis: about 2 metres over a région."""

TOLERANCE_VOISINS = 500.0
"""Neighbouring départements are a backdrop: tolerance (metres) of their own edges."""

TOLERANCES = (0, 10, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640)
"""Tolerances (metres) tried for the communes, finest first, until the file is light enough."""

OCTETS_MAXIMUM = 120_000
"""Largest size of the file of one département once gzipped, in bytes."""

OCTETS_PAR_COMMUNE = 110
"""What each commune may add to that size where there are several départements."""

POINTS_PAR_OCTET = 0.5
"""Beyond this many points per byte allowed no encoding fits: not worth an attempt."""

Topologie = dict[str, Any]


def find_octets_maximum(n_communes: int) -> int:
    """Return the largest size, in bytes once gzipped, of a file of so many communes."""
    return max(OCTETS_MAXIMUM, OCTETS_PAR_COMMUNE * n_communes)


def build_topology(
    communes: gpd.GeoDataFrame, departements: gpd.GeoDataFrame, carto: Mapping[str, Any]
) -> Topologie:
    """Return the TopoJSON of two layers of one coverage, `carto` added at its root."""
    topologie = encode_layers({"communes": communes, "departements": departements}, PAS)
    return {**topologie, "carto": dict(carto)}


def encode_layers(couches: Mapping[str, gpd.GeoDataFrame], pas: int) -> Topologie:
    """Return the TopoJSON of layers of one coverage, by name, on a grid of `pas` steps by axis.

    Columns other than ``geometry`` become the properties of each object, in their order.
    """
    try:
        from topojson.core.topology import Topology  # noqa: PLC0415 - optional extra
    except ImportError as erreur:
        raise GeodataError(
            "Le paquet « topojson » manque pour construire la carte : "
            "installez-le avec « pip install 'carto-ess[geodata]' »."
        ) from erreur
    topologie: Topologie = Topology(
        [couche[["geometry"]].to_crs(4326) for couche in couches.values()],
        object_name=list(couches),
        prequantize=False,
        topoquantize=pas,
    ).to_dict()
    for nom, couche in couches.items():
        colonnes = [c for c in couche.columns if c != "geometry"]
        proprietes = couche[colonnes].astype(object).to_dict("records")
        for objet, valeurs in zip(topologie["objects"][nom]["geometries"], proprietes, strict=True):
            objet.pop("id", None)
            objet["properties"] = valeurs
    return topologie


def fit_topology(
    communes: gpd.GeoDataFrame, departements: gpd.GeoDataFrame, carto: Mapping[str, Any]
) -> tuple[bytes, int]:
    """Return the finest TopoJSON that is light enough once gzipped, and its tolerance (m).

    `communes` and `departements` are mended layers in EPSG:2154; the rows of `departements`
    whose ``x`` is true are drawn from the communes (column ``c``: their codes) themselves.

    Raises
    ------
    GeodataError
        No tolerance is enough, or ``topojson`` is not installed.
    """
    voisins = ~departements["x"].to_numpy(dtype=bool)
    tout = np.concatenate([communes.geometry.to_numpy(), departements.geometry.to_numpy()[voisins]])
    maximum = find_octets_maximum(len(communes))
    for tolerance in TOLERANCES:
        simples = simplify_coverage(tout, tolerance)
        if shapely.get_num_coordinates(simples).sum() > maximum * POINTS_PAR_OCTET:
            continue
        dedans, autour = simples[: len(communes)], simples[len(communes) :]
        autour = lighten_neighbours(dedans, autour, max(TOLERANCE_VOISINS, 2.0 * tolerance))
        contours = merge_departements(communes["c"].tolist(), dedans)
        contenu = dump(
            build_topology(
                communes.set_geometry(gpd.GeoSeries(dedans, communes.index, crs=CRS_METRES)),
                _redraw(departements, voisins, contours, autour),
                carto,
            )
        )
        if len(gzip.compress(contenu, 6)) <= maximum:
            return contenu, tolerance
    raise GeodataError(
        f"La carte dépasse {maximum // 1000} Ko compressés même très simplifiée : "
        "ce territoire est trop grand pour un seul fichier."
    )


def _redraw(
    departements: gpd.GeoDataFrame,
    voisins: NDArray[np.bool_],
    contours: Mapping[str, Any],
    autour: Polygones,
) -> gpd.GeoDataFrame:
    dessins = departements.geometry.to_numpy().copy()
    dessins[voisins] = autour
    dessins[~voisins] = [contours[code] for code in departements["c"][~voisins]]
    return departements.set_geometry(gpd.GeoSeries(dessins, departements.index, crs=CRS_METRES))


def dump(topologie: Topologie) -> bytes:
    """Write a topology as compact UTF-8 JSON; a NaN would give a blank map, so it is refused."""
    texte = json.dumps(topologie, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return texte.encode("utf-8")


def decode_layer(topologie: Topologie, nom: str) -> gpd.GeoDataFrame:
    """Return one object of a TopoJSON as a frame in EPSG:4326: its properties and ``geometry``.

    Raises
    ------
    GeodataError
        The object is missing, or one of its geometries is null.
    """
    try:
        objets = topologie["objects"][nom]["geometries"]
        arcs = list(_decode_arcs(topologie))
        formes = [_decode_geometry(objet, arcs) for objet in objets]
    except (KeyError, TypeError, IndexError, ValueError) as erreur:
        raise GeodataError(
            f"La couche « {nom} » de la topologie est absente ou abîmée. "
            "Relancez « carto-ess geodata build »."
        ) from erreur
    return gpd.GeoDataFrame([o["properties"] for o in objets], geometry=formes, crs=4326)


def _decode_arcs(topologie: Topologie) -> Iterator[list[tuple[float, float]]]:
    (kx, ky), (tx, ty) = topologie["transform"]["scale"], topologie["transform"]["translate"]
    for arc in topologie["arcs"]:
        xs, ys = (accumulate(axe) for axe in zip(*arc, strict=True))
        yield [(x * kx + tx, y * ky + ty) for x, y in zip(xs, ys, strict=True)]


def _decode_geometry(objet: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Any:  # noqa: ANN401
    parties = objet["arcs"] if objet["type"] == "MultiPolygon" else [objet["arcs"]]
    polygones = []
    for anneaux in parties:
        trace = [
            [p for i, a in enumerate(anneau) for p in _follow(arcs, a)[bool(i) :]]
            for anneau in anneaux
        ]
        polygones.append(shapely.Polygon(trace[0], trace[1:]))
    return polygones[0] if len(polygones) == 1 else shapely.MultiPolygon(polygones)


def _follow(arcs: list[list[tuple[float, float]]], numero: int) -> list[tuple[float, float]]:
    return arcs[numero] if numero >= 0 else arcs[~numero][::-1]
