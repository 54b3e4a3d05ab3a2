"""Basemaps that an administrator may turn on; none is on by default, for it is a third party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carto_ess._errors import CartoEssError

_WMTS = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM"
    "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
FONDS: dict[str, dict[str, Any]] = {
    "ign": {
        "url": _WMTS,
        "attribution": "© IGN",
        "options": {"minZoom": 0, "maxZoom": 18, "opacity": 0.55},
    }
}
"""Plan IGN v2 of the Géoplateforme: no key; attribution required by its Licence Ouverte."""


def find_fond(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the basemap that ``CARTO_ESS_FOND`` names, ``None`` when there is none.

    Raises
    ------
    CartoEssError
        The variable names no known basemap.
    """
    nom = environ.get("CARTO_ESS_FOND", "")
    if not nom:
        return None
    if nom not in FONDS:
        raise CartoEssError(
            f"CARTO_ESS_FOND vaut « {nom} », attendu : {', '.join(FONDS)} ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return FONDS[nom]
