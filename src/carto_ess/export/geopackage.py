"""GeoPackage for QGIS: layers `fiches`, `couvertures`, `communes`, drawn as on screen.

All in EPSG:2154. `fiches` holds every fiche, with an empty geometry when no address is known;
`couvertures` one multipolygon per fiche; `communes` the contours of the most recent millésime with
their numbers of fiches (a merged commune is covered when one of those it was made of is). `sources`
has no geometry: what the file says of itself. `layer_styles` is the table where QGIS keeps the
styles of a database and looks for the default one of each layer that it opens.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from carto_ess._errors import CartoEssError
from carto_ess.export.extraction import Extraction
from carto_ess.export.gabarit import render_export
from carto_ess.export.tables import build_fiches, build_sources
from carto_ess.fichier import explain_oserror
from carto_ess.geodata.contours import CRS_METRES, CRS_WEB, dissolve_contours, read_contours
from carto_ess.geodata.gpkg import writing
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.style import BLEUS, STYLES
from carto_ess.territoire.epci import Siren

GEOMETRIES = {"fiches": "Point", "couvertures": "MultiPolygon", "communes": "MultiPolygon"}
"""Layers with a geometry, in the order that QGIS lists them."""

_PROVISOIRE = "export.gpkg"
_FORMES = ("circle", "square", "triangle", "diamond", "star")
_HACHURES = ("b_diagonal", "horizontal", "f_diagonal", "vertical", "diagonal_x")
_CLASSES = ((1, 1, "1 fiche"), (2, 3, "2 ou 3 fiches"), (4, 999, "4 fiches et plus"))


def build_geopackage(extraction: Extraction, geodata: Path) -> bytes:
    """Return the file; dated by the extraction, so that the same one gives the same bytes.

    Raises
    ------
    GeodataError
        The contours cannot be read.
    CartoEssError
        The temporary folder cannot be written.
    """
    contours = read_contours(geodata)
    fiches = _build_points(extraction)
    groupes = {f.id: extraction.communes_recentes(f) for f in extraction.fiches}
    couvertures = fiches.set_geometry(
        dissolve_contours(contours, groupes).reindex(fiches["id"]).array
    )
    couches = {
        "fiches": fiches,
        "couvertures": couvertures,
        "communes": _build_communes(extraction, contours),
    }
    sources = build_sources(extraction)
    tables = {
        "sources": pd.DataFrame(sources.lignes, columns=list(sources.colonnes), dtype=str),
        "layer_styles": _build_styles(),
    }
    try:
        with tempfile.TemporaryDirectory() as dossier, writing(Path(dossier) / _PROVISOIRE):
            fichier = Path(dossier) / _PROVISOIRE
            _write(fichier, couches, tables, extraction.date.isoformat())
            return fichier.read_bytes()
    except OSError as erreur:
        raise CartoEssError(
            f"Le GeoPackage ne peut pas être écrit ({explain_oserror(erreur)}). Libérez de la "
            "place dans le dossier temporaire de la machine, puis recommencez."
        ) from erreur


def _write(
    fichier: Path,
    couches: dict[str, gpd.GeoDataFrame],
    tables: dict[str, pd.DataFrame],
    date: str,
) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{date}T00:00:00.000Z"})
    try:
        for nom, couche in couches.items():
            pyogrio.write_dataframe(
                couche,
                fichier,
                layer=nom,
                driver="GPKG",
                geometry_type=GEOMETRIES[nom],
                layer_options={"GEOMETRY_NAME": "geom"},
            )
        for nom, table in tables.items():
            cle = "id" if nom == "layer_styles" else "fid"
            pyogrio.write_dataframe(
                table, fichier, layer=nom, driver="GPKG", layer_options={"FID": cle}
            )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _build_points(extraction: Extraction) -> gpd.GeoDataFrame:
    table = build_fiches(extraction)
    lignes = pd.DataFrame(table.lignes, columns=list(table.colonnes))
    degres = gpd.points_from_xy(
        lignes["longitude"].astype(float), lignes["latitude"].astype(float), crs=CRS_WEB
    )
    points = gpd.GeoSeries(degres).where(lignes["longitude"].notna(), None)
    nombres = {"n_communes": "int32", "longitude": "float64", "latitude": "float64"}
    lignes = lignes.astype({c: nombres.get(c, "str") for c in lignes.columns})
    lignes["interpretee"] = [fiche.is_interpretee for fiche in extraction.fiches]
    lignes["millesime"] = extraction.vue.millesime
    return gpd.GeoDataFrame(lignes, geometry=points, crs=CRS_WEB).to_crs(CRS_METRES)


def _build_communes(extraction: Extraction, contours: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the contours with what they belong to in the view's millésime and their counts."""
    decoupages, decoupage = extraction.decoupages, extraction.decoupage
    recent = extraction.recent
    couvertes = {f: extraction.communes_recentes(f) for f in extraction.fiches}
    lignes = []
    for code in contours["code_commune"]:
        avant = decoupages.bring_back([code], vers=decoupage.millesime)
        commune = decoupage.communes[min(avant)]
        epci = decoupage.epci.get(Siren(commune.siren_epci))
        par_type = {
            f"n_{t}": sum(code in c for f, c in couvertes.items() if f.type is t)
            for t in TypeCooperation
        }
        lignes.append(
            {
                "siren_epci": commune.siren_epci,
                "epci": epci.nom if epci else "",
                "pays": decoupage.pays[commune.pays].nom_date if commune.pays else "",
                "population": recent.communes[code].population,
                "millesime": decoupage.millesime,
                "n_fiches": sum(par_type.values()),
                **par_type,
            }
        )
    comptes = pd.DataFrame(lignes, index=contours.index)
    return gpd.GeoDataFrame(
        pd.concat([contours[["code_commune", "nom"]], comptes], axis=1), geometry=contours.geometry
    )


def _build_styles() -> pd.DataFrame:
    """Return the rows of QGIS's table of styles: one default style per layer.

    Schema and catalogue must be empty texts: QGIS looks for them so in a file.
    """
    return pd.DataFrame(
        [
            {
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": nom,
                "f_geometry_column": "geom",
                "styleName": nom,
                "styleQML": _write_qml(nom),
                "styleSLD": "",
                "useAsDefault": True,
                "description": "Couleurs de la carte",
                "owner": "",
                "ui": "",
                "update_time": "",
            }
            for nom in GEOMETRIES
        ]
    )


def _write_qml(couche: str) -> str:
    types = [
        {
            "id": t, "nom": f"{STYLES[t].glyphe} {TYPES[t]}", "couleur": STYLES[t].couleur,
            "contour": STYLES[t].contour, "forme": forme, "hachure": hachure,
        }
        for t, forme, hachure in zip(TypeCooperation, _FORMES, _HACHURES, strict=True)
    ]  # fmt: skip
    classes = [
        {"de": de, "a": a, "nom": nom, "couleur": couleur}
        for (de, a, nom), couleur in zip(_CLASSES, BLEUS, strict=True)
    ]
    return render_export("style.qml", couche=couche, modes=types, classes=classes)
