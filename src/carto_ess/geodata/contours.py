"""Contours of the territories: how geometry is read, gathered, and put in degrees.

The contours shipped are those of the most recent millésime, a valid coverage in EPSG:2154: no gap,
no overlap, so a union of communes is exact. Import this module only where geometry is asked for:
geopandas is slow to load and no screen needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd
import pyogrio.errors
import shapely

from carto_ess._errors import GeodataError
from carto_ess.geodata.dossier import read_file
from carto_ess.territoire.commune import CodeCommune

FICHIER = "contours.gpkg"
CRS_METRES = "EPSG:2154"
CRS_WEB = "EPSG:4326"
PAS_WEB = 1e-6
"""Grid of the coordinates in degrees: 11 cm, far below what the contours know."""


def read_contours(dossier: Path, couche: str = "communes") -> gpd.GeoDataFrame:
    """Read one layer of the contours of a geodata folder (its README lists them), in EPSG:2154.

    Raises
    ------
    GeodataError
        The file is missing or damaged, or has no such layer.
    """
    try:
        return read_file(dossier, FICHIER, partial(gpd.read_file, layer=couche))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as erreur:
        raise GeodataError(
            f"La couche « {couche} » de {dossier / FICHIER} ne peut pas être lue. "
            "Restaurez le dossier geodata/ ou relancez « carto-ess geodata build »."
        ) from erreur


def select_contours(communes: gpd.GeoDataFrame, codes: Collection[CodeCommune]) -> gpd.GeoDataFrame:
    """Return the rows of `communes` (column ``code_commune``) whose code is one of `codes`."""
    return communes[communes["code_commune"].isin(codes)]


def dissolve_contours(
    communes: gpd.GeoDataFrame,
    groupes: Mapping[str, Collection[CodeCommune]],
    *,
    method: Literal["coverage", "unary"] = "coverage",
) -> gpd.GeoSeries:
    """Return one MultiPolygon per group of communes, in the CRS of `communes`.

    Parameters
    ----------
    groupes
        Communes by key; they may overlap from one group to another.
    method
        ``coverage`` is fast and exact on a valid coverage; ``unary`` bears any polygons.

    Returns
    -------
    geopandas.GeoSeries
        Indexed by the keys, in their order; ``None`` where a group has no commune with a contour.
    """
    paires = pd.DataFrame(
        [(cle, code) for cle, codes in groupes.items() for code in sorted(codes)],
        columns=["groupe", "code_commune"],
    )
    if paires.empty:
        return gpd.GeoSeries([None] * len(groupes), index=list(groupes), crs=communes.crs)
    lignes = communes[["code_commune", "geometry"]].merge(paires, on="code_commune")
    reunis = lignes.dissolve("groupe", method=method).geometry
    return promote_multi(reunis.reindex(list(groupes)))


def promote_multi(formes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return `formes` with every Polygon as a MultiPolygon of one part; ``None`` stays."""
    multi = [
        shapely.MultiPolygon([f]) if f is not None and f.geom_type == "Polygon" else f
        for f in formes
    ]
    return gpd.GeoSeries(multi, index=formes.index, crs=formes.crs)


def to_web(formes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return `formes` as GeoJSON wants them: EPSG:4326, outer rings counter-clockwise, 6 decimals.

    The only way out to degrees. Snapping to the grid keeps polygons valid.
    """
    degres = formes.to_crs(CRS_WEB).set_precision(PAS_WEB)
    tournees = shapely.orient_polygons(degres.array, exterior_cw=False)
    return gpd.GeoSeries(tournees, index=formes.index, crs=CRS_WEB)
