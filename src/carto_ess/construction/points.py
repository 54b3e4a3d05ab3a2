"""One point inside each commune: its mairie where that is known, else a point of its land."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import shapely

from carto_ess.construction.contours import CRS_METRES

Point = tuple[float, float]
"""Longitude and latitude, EPSG:4326, degrees."""

_LIEUX = ["code", "mairie"]


def locate(communes: gpd.GeoDataFrame, contours: gpd.GeoDataFrame) -> dict[str, Point]:
    """Return a point of each row of `communes` (columns ``code_commune, geometry``, any CRS).

    `contours` is what ``read_contours`` returns: the mairie of a code is kept only if it lies
    inside the contour of that code in `communes`.
    """
    mairies = contours[(contours["type"] == "COM")].drop_duplicates("code").set_index("code")
    lieux = gpd.GeoSeries(mairies["mairie"].reindex(communes["code_commune"]), crs=contours.crs)
    mairie = lieux.to_crs(communes.crs).to_numpy()
    formes = communes.geometry.to_numpy()
    garde = shapely.contains(formes, mairie)
    points = shapely.point_on_surface(formes)
    points[garde] = mairie[garde]
    return _as_points(communes["code_commune"].tolist(), gpd.GeoSeries(points, crs=communes.crs))


def locate_past(
    codes: Mapping[str, str], contours: gpd.GeoDataFrame, actuels: Mapping[str, Point]
) -> dict[str, Point]:
    """Return a point of each past commune: its own contour's, else that of its successor.

    `codes` gives, for each past commune whose land was another, the one of today that holds it, and
    `actuels` the points of these.
    """
    points = {code: actuels[apres] for code, apres in codes.items()}
    propres = contours[contours["code"].isin(list(codes))]
    # A commune déléguée (COMA, COMD) draws the land of before; the COM of that code, that of after.
    propres = propres.assign(avant=propres["type"] != "COM").sort_values(
        ["code", "avant"], ascending=[True, False], kind="stable"
    )
    propres = propres.drop_duplicates("code").to_crs(CRS_METRES)
    if propres.empty:
        return points
    mairies = propres.set_geometry(gpd.GeoSeries(propres["mairie"], crs=contours.crs))
    mairie = mairies.geometry.to_crs(CRS_METRES).to_numpy()
    formes = propres.geometry.to_numpy()
    lieux = shapely.point_on_surface(formes)
    garde = shapely.contains(formes, mairie)
    lieux[garde] = mairie[garde]
    return points | _as_points(propres["code"].tolist(), gpd.GeoSeries(lieux, crs=CRS_METRES))


def _as_points(codes: Sequence[str], lieux: gpd.GeoSeries) -> dict[str, Point]:
    degres = lieux.to_crs(4326)
    return {
        code: (float(x), float(y)) for code, x, y in zip(codes, degres.x, degres.y, strict=True)
    }
