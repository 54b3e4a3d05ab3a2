"""The layers of geodata: `contours.gpkg`, and what the browser's topology holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from carto_ess.construction.contours import CRS_METRES
from carto_ess.construction.maillage import Maillage
from carto_ess.construction.sources import CodeOfficiel
from carto_ess.construction.tables import Tables
from carto_ess.francais import typeset

COUCHE_COMMUNES = "communes"
COUCHE_DEPARTEMENTS = "departements"
COUCHE_PAYS = "pays"


def name_layer_epci(millesime: int) -> str:
    """Return the name of the layer that holds the EPCI of a millésime."""
    return f"epci_{millesime}"


def build_layers(
    officiel: CodeOfficiel, maillage: Maillage, tables: Tables
) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield (layer, frame in EPSG:2154) for `contours.gpkg`.

    EPCI have one layer for each year whose outlines or names are not those of a later one. They and
    the Pays are drawn inside the départements only: the land they have beyond is not known.
    """
    communes = maillage.communes.merge(_frame(tables), on="code_commune", validate="1:1")
    yield COUCHE_COMMUNES, communes[["code_commune", "nom", "geometry"]]
    for millesime in tables.dessines:
        sirens = communes["code_commune"].map(dict(tables.epci_of[millesime]))
        noms = {e["siren"]: e["nom"] for e in tables.of("epci", millesime)}
        traces = communes.assign(siren_trace=sirens)
        yield name_layer_epci(millesime), _gather(traces, "siren_trace", "siren", noms)
    noms = {p["code"]: p["nom"] for p in tables.pays}
    yield COUCHE_PAYS, _gather(communes, "pays", "code", noms)
    noms = {d["code"]: typeset(d["nom"]) for d in officiel.departements}
    departements = maillage.departements
    yield (
        COUCHE_DEPARTEMENTS,
        departements.assign(nom=departements["code"].map(noms))[
            ["code", "nom", "principal", "geometry"]
        ],
    )


def _frame(tables: Tables) -> pd.DataFrame:
    return pd.DataFrame(tables.of("communes", tables.actuel), dtype=object)


def _gather(
    communes: gpd.GeoDataFrame, colonne: str, cle: str, noms: Mapping[str, str]
) -> gpd.GeoDataFrame:
    groupes = communes[communes[colonne] != ""][[colonne, "geometry"]]
    if groupes.empty:
        vide = {cle: pd.Series(dtype="str"), "nom": pd.Series(dtype="str")}
        return gpd.GeoDataFrame(vide, geometry=[], crs=CRS_METRES)
    reunis = groupes.dissolve(colonne, method="coverage", sort=True).reset_index()
    reunis = reunis.rename(columns={colonne: cle})
    return reunis.assign(nom=reunis[cle].map(dict(noms)))[[cle, "nom", "geometry"]]


def write_layers(
    fichier: Path, couches: Iterator[tuple[str, gpd.GeoDataFrame]], date: str
) -> float:
    """Write the layers as a GeoPackage, the same bytes each time; return the communes' km².

    `date` (ISO) is what the file says of its last change, in place of the clock.
    """
    surface = 0.0
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{date}T00:00:00.000Z"})
    try:
        for nom, couche in couches:
            type_geometrie = {} if len(couche) else {"geometry_type": "MultiPolygon"}
            pyogrio.write_dataframe(
                couche, fichier, layer=nom, driver="GPKG", promote_to_multi=True, **type_geometrie
            )
            if nom == COUCHE_COMMUNES:
                surface = float(couche.area.sum()) / 1e6
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return surface


def build_map_layers(
    officiel: CodeOfficiel, maillage: Maillage, tables: Tables, annees: Sequence[int]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, dict[str, Any]]:
    """Return what the topology holds: communes, départements, and the tables they point to.

    `annees` are the years whose EPCI it draws. Properties of a commune: ``c`` code, ``n`` name,
    ``p`` population, ``e`` rank of its EPCI in each of these years, ``y`` rank of its Pays or
    ``None``; of a département: ``c, n, x``.
    """
    epci = {m: {e["siren"]: i for i, e in enumerate(tables.of("epci", m))} for m in annees}
    pays = {p["code"]: i for i, p in enumerate(tables.pays)}
    formes = maillage.communes.set_index("code_commune").geometry
    lignes = [c for c in tables.of("communes", tables.actuel) if c["code_commune"] in formes.index]
    proprietes = {
        "c": [c["code_commune"] for c in lignes],
        "n": [c["nom"] for c in lignes],
        "p": [c["population"] for c in lignes],
        "e": [[epci[m].get(tables.epci_of[m][c["code_commune"]]) for m in epci] for c in lignes],
        "y": [pays.get(c["pays"]) for c in lignes],
    }
    communes = gpd.GeoDataFrame(
        {c: pd.Series(valeurs, dtype=object) for c, valeurs in proprietes.items()},
        geometry=formes.loc[proprietes["c"]].to_numpy(),
        crs=CRS_METRES,
    )
    noms = {d["code"]: typeset(d["nom"]) for d in officiel.departements}
    departements = maillage.departements.rename(columns={"code": "c", "principal": "x"})
    departements = departements.assign(n=departements["c"].map(noms))[["c", "n", "x", "geometry"]]
    return communes, departements, _build_carto(tables, departements, annees)


def _build_carto(
    tables: Tables, departements: gpd.GeoDataFrame, annees: Sequence[int]
) -> dict[str, Any]:
    principaux = departements[departements["x"]]
    fiches = [{"code": c, "nom": n} for c, n in zip(principaux["c"], principaux["n"], strict=True)]
    return {
        **({"departements": fiches} if fiches[1:] else {"departement": fiches[0]}),
        "millesimes": list(annees),
        "dessins": {str(m): d for m, d in tables.dessins.items() if m != d and d in annees},
        "epci": {
            str(m): [[e["siren"], e["nom_court"]] for e in tables.of("epci", m)] for m in annees
        },
        "pays": [[p["code"], p["nom"]] for p in tables.pays],
    }
