"""Contours of communes from an IGN ADMIN EXPRESS file that an officer has on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pyogrio

from carto_ess._errors import GeodataError
from carto_ess.construction.contours import CRS_METRES

_COUCHES = ("commune", "commune_carto")
_CODES = ("insee_com", "code_insee")
_DEPARTEMENTS = ("insee_dep", "code_insee_du_departement")


def read_admin_express(fichier: Path, departements: Sequence[str]) -> gpd.GeoDataFrame:
    """Read the communes of `departements` from the ``commune`` layer of a GeoPackage.

    Both schemas are known, in any case: ``INSEE_COM, INSEE_DEP`` (until 2024) and ``code_insee,
    code_insee_du_departement`` (since). Columns returned: ``code``, ``geometry``, in EPSG:2154.

    Raises
    ------
    GeodataError
        The file cannot be read, has no such layer, no such column, or no CRS.
    """
    couche = _find(
        [str(nom) for nom, _ in _list_layers(fichier)], _COUCHES, f"une couche dans {fichier.name}"
    )
    champs = [str(c) for c in pyogrio.read_info(fichier, layer=couche)["fields"]]
    ou = f"une colonne dans la couche {couche} de {fichier.name}"
    code, departement = _find(champs, _CODES, ou), _find(champs, _DEPARTEMENTS, ou)
    liste = ", ".join(f"'{d}'" for d in departements)
    table = gpd.read_file(
        fichier, layer=couche, columns=[code], where=f"{json.dumps(departement)} IN ({liste})"
    )
    if table.crs is None:
        raise GeodataError(
            f"La couche {couche} de {fichier.name} ne dit pas son système de coordonnées : "
            "prenez le fichier ADMIN EXPRESS tel que l’IGN le publie."
        )
    table = table.rename(columns={code: "code"})[["code", "geometry"]].to_crs(CRS_METRES)
    return table.set_geometry(table.geometry.force_2d())


def _list_layers(fichier: Path) -> list[tuple[str, str | None]]:
    try:
        return list(pyogrio.list_layers(fichier))
    except (OSError, pyogrio.errors.DataSourceError) as erreur:
        raise GeodataError(
            f"Le fichier {fichier.name} ne peut pas être lu : il faut le GeoPackage (.gpkg) "
            "ADMIN EXPRESS de l’IGN, décompressé."
        ) from erreur


def _find(presents: Sequence[str], attendus: Sequence[str], quoi: str) -> str:
    for attendu in attendus:
        for present in presents:
            if present.casefold() == attendu:
                return present
    raise GeodataError(
        f"Il manque {quoi} : « {attendus[0]} » ou « {attendus[1]} » était attendu, "
        f"« {', '.join(presents)} » est venu."
    )
