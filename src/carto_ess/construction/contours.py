"""Geometry of the build: one valid coverage from contours that almost fit, and its borders.

A *coverage* here is the geometric one (polygons side by side, shared edges identical, no gap, no
overlap), not the couverture of a fiche. Arrays of shapely polygons, in EPSG:2154 (metres).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from carto_ess._errors import GeodataError
from carto_ess.territoire.commune import find_departement

CRS_METRES = 2154
"""Lambert-93, the legal projection of metropolitan France: lengths and areas in metres."""

LARGEUR_FENTE = 50.0
"""Gaps narrower than this (metres) are faults of generalisation, not places: they are filled."""

AIRE_MINIMALE = 0.01
"""Below this (m²), an overlap is the rounding of a crossing, not a fault worth counting."""

Polygones = NDArray[Any]
"""A one-dimensional array of shapely Polygon or MultiPolygon."""


class Reparation(NamedTuple):
    """What mending changed: how many overlaps and gaps, and their areas in m²."""

    recouvrements: int
    surface_recouvrements_m2: float
    trous: int
    surface_trous_m2: float


def merge_by_key(contours: gpd.GeoDataFrame, cles: Sequence[str]) -> gpd.GeoDataFrame:
    """Return one row per distinct key (column ``cle``, ascending): the union of its contours."""
    groupes = gpd.GeoDataFrame({"cle": list(cles)}, geometry=contours.geometry.array)
    return groupes.dissolve("cle", sort=True).reset_index()


def mend_coverage(polygones: Polygones) -> tuple[Polygones, Reparation]:
    """Return the polygons as a valid coverage, in the same order, and what it took.

    Each overlap and each gap narrower than `LARGEUR_FENTE` goes to the neighbour with which it
    shares the longest border; edges are noded so that neighbours share the same vertices.

    Raises
    ------
    GeodataError
        The contours are too far from a coverage to be mended (a polygon would vanish).
    """
    propres = shapely.make_valid(polygones, method="structure")
    mailles = shapely.coverage_clean(propres, gap_width=LARGEUR_FENTE)
    if shapely.is_empty(mailles).any() or not shapely.coverage_is_valid(mailles):
        raise GeodataError(
            "Les contours se recouvrent trop pour être réparés : vérifiez que la source des "
            "contours est complète et qu’elle décrit un seul millésime."
        )
    return mailles, _measure_repair(propres, mailles)


def _measure_repair(avant: Polygones, apres: Polygones) -> Reparation:
    gauche, droite = shapely.STRtree(avant).query(avant, predicate="intersects")
    paires = gauche < droite
    communs = shapely.area(shapely.intersection(avant[gauche[paires]], avant[droite[paires]]))
    communs = communs[communs > AIRE_MINIMALE]
    combles = shapely.difference(shapely.union_all(apres), shapely.union_all(avant))
    trous = shapely.area(shapely.get_parts(combles))
    trous = trous[trous > AIRE_MINIMALE]
    return Reparation(
        len(communs), round(float(communs.sum()), 1), len(trous), round(float(trous.sum()), 1)
    )


def lighten_neighbours(dedans: Polygones, autour: Polygones, tolerance: float) -> Polygones:
    """Simplify `autour` (metres of tolerance) without moving any edge it shares with `dedans`.

    A frame drawn around everything gives a second side to the outer edges of `autour`; those that
    touch `dedans`, left out of the call, are then the only ones with a single side, which
    ``simplify_boundary=False`` keeps as they are.
    """
    if not len(autour):
        return autour
    tout = shapely.union_all(np.concatenate([dedans, autour]))
    marge = tolerance + 1.0
    xmin, ymin, xmax, ymax = shapely.bounds(tout)
    cadre = shapely.box(xmin - marge, ymin - marge, xmax + marge, ymax + marge)
    dehors = shapely.difference(cadre, tout)
    cotes = np.append(autour, dehors)
    legers: Polygones = shapely.coverage_simplify(cotes, tolerance, simplify_boundary=False)
    return legers[:-1]


def simplify_coverage(polygones: Polygones, tolerance: float) -> Polygones:
    """Simplify a coverage (metres of tolerance), shared edges staying shared; 0 changes nothing."""
    return shapely.coverage_simplify(polygones, tolerance) if tolerance else polygones


def merge(polygones: Polygones) -> Any:  # noqa: ANN401 - shapely ships no types
    """Return the outline of polygons of one coverage, with exactly their vertices."""
    return shapely.coverage_union_all(polygones)


def merge_departements(codes: Sequence[str], polygones: Polygones) -> dict[str, Any]:
    """Return the outline of each département, by code, from communes of one coverage."""
    de = np.array([find_departement(code) for code in codes])
    return {str(code): merge(polygones[de == code]) for code in np.unique(de)}


def measure_borders(codes: Sequence[str], polygones: Polygones) -> list[tuple[str, str, int]]:
    """Return (code_a, code_b, metres) for each pair that shares a border, code_a < code_b.

    Touching at a point is not sharing a border.
    """
    bords = shapely.boundary(polygones)
    a, b = shapely.STRtree(polygones).query(polygones, predicate="touches")
    une_fois = np.asarray(codes)[a] < np.asarray(codes)[b]
    a, b = a[une_fois], b[une_fois]
    longueurs = shapely.length(shapely.intersection(bords[a], bords[b]))
    paires = (
        (codes[i], codes[j], max(1, round(float(longueur))))
        for i, j, longueur in zip(a, b, longueurs, strict=True)
        if longueur > 0
    )
    return sorted(paires)
