"""GeoJSON, RFC 7946: what a GIS or a web map opens, and what it is told.

One FeatureCollection, two kinds of feature told apart by ``objet``. « couverture »: one per fiche,
a MultiPolygon of the communes it covers, every field in its properties; its geometry is null when
it covers no commune of the département. « point »: one per fiche with an address, the few fields a
label needs and ``nature`` (a seat is no contact). Two kinds rather than one GeometryCollection per
fiche, which the RFC discourages (3.1.8) and most software cannot style; QGIS shows them as two
layers. What the file says of itself is the foreign member ``metadonnees`` (RFC 7946, 6.1).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry import mapping

from carto_ess.export.extraction import Extraction
from carto_ess.export.tables import build_fiche
from carto_ess.geodata.contours import dissolve_contours, read_contours, to_web
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.saisie import SEPARATEUR

_LISTES = ("telephones", "courriels", "sites", "niveaux", "communes")


def build_geojson(extraction: Extraction, geodata: Path) -> bytes:
    """Return the collection, in UTF-8; longitude and latitude in degrees, WGS 84, no ``crs``."""
    objets = [*_list_surfaces(extraction, geodata), *_list_points(extraction)]
    return _write_collection(objets, extraction)


def build_points(extraction: Extraction, _geodata: Path) -> bytes:
    """Return the points alone, one per fiche with an address."""
    return _write_collection(_list_points(extraction), extraction)


def build_surfaces(extraction: Extraction, geodata: Path) -> bytes:
    """Return what each fiche covers alone, one MultiPolygon (or null) per fiche."""
    return _write_collection(_list_surfaces(extraction, geodata), extraction)


def _write_collection(objets: list[dict[str, Any]], extraction: Extraction) -> bytes:
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "metadonnees": [
            {"rubrique": nom, "valeur": texte} for nom, texte in extraction.metadonnees
        ],
        "features": objets,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _list_surfaces(extraction: Extraction, geodata: Path) -> list[dict[str, Any]]:
    formes = to_web(build_couvertures(extraction, geodata))
    return [_couverture(f, formes.loc[f.id], extraction) for f in extraction.fiches]


def _list_points(extraction: Extraction) -> list[dict[str, Any]]:
    return [_point(f, extraction) for f in extraction.fiches if f.point]


def build_couvertures(extraction: Extraction, geodata: Path) -> gpd.GeoSeries:
    """Return what each fiche covers as one MultiPolygon by id, EPSG:2154, ``None`` for nothing."""
    groupes = {fiche.id: extraction.communes_recentes(fiche) for fiche in extraction.fiches}
    return dissolve_contours(read_contours(geodata), groupes)


def _couverture(fiche: Fiche, forme: Any, extraction: Extraction) -> dict[str, Any]:  # noqa: ANN401
    champs: dict[str, Any] = dict(build_fiche(fiche, extraction))
    for nom in _LISTES:
        if nom in champs:
            champs[nom] = champs[nom].split(SEPARATEUR) if champs[nom] else []
    return {
        "type": "Feature",
        "id": f"couverture/{fiche.id}",
        "geometry": None if forme is None else mapping(forme),
        "properties": {
            "objet": "couverture", **champs, "millesime": extraction.vue.millesime,
            "interpretee": fiche.is_interpretee, "notes": list(fiche.notes),
        },
    }  # fmt: skip


def _point(fiche: Fiche, extraction: Extraction) -> dict[str, Any]:
    champs = build_fiche(fiche, extraction)
    degres = [round(float(champs[c] or 0), 6) for c in ("longitude", "latitude")]
    gardes = ("id", "type", "type_libelle", "structure", "secteur", "point_commune", "point_nom")
    return {
        "type": "Feature",
        "id": f"point/{fiche.id}",
        "geometry": {"type": "Point", "coordinates": degres},
        "properties": {
            "objet": "point", **{c: champs[c] for c in gardes},
            "nature": champs["point_nature"], "fiabilite": champs["point_fiabilite"],
        },
    }  # fmt: skip
