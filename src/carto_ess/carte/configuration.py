"""The engine's settings, the same during a whole visit; their schema heads ``moteur/index.js``."""

from __future__ import annotations

from typing import Any

from carto_ess.referentiel.type_cooperation import AUCUN, TYPES_COURTS, TypeCooperation
from carto_ess.style import STYLES, build_style
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.ressort import in_ressort, name_ressort
from carto_ess.texte import slug

MERS: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = (
    ("Manche", ((50.97, 1.59), (50.94, 1.5), (50.72, 1.38), (50.4, 1.3), (49.6, -0.6), (48.9, -3))),
    ("mer du Nord", ((51.1, 2.1), (51.15, 2.4))),
    ("océan Atlantique", ((47.2, -3.2), (46.2, -1.9), (44.6, -1.6))),
    ("mer Méditerranée", ((43.1, 3.9), (42.9, 5.4), (43.2, 7.2))),
)
"""Seas along the coasts, with places (latitude, longitude, WGS 84) where their names may stand, the
best first. The Channel ends, and the North Sea begins, at Walde lighthouse, 1°55′ E (IHO, S-23)."""


def build_config(
    decoupages: Decoupages,
    *,
    topologie: str,
    tuiles: dict[str, Any] | None,
    details: str = "",
    police: str = "",
) -> dict[str, Any]:
    """Return the engine's settings, the same during a whole visit.

    Parameters
    ----------
    topologie
        Address of the TopoJSON, relative to the map's page.
    tuiles
        The basemap; see ``reglages.find_fond``.
    details
        Folder of the communes of each EPCI, relative to the same page, where the map needs it.
    police
        Address of the letters of the map, relative to the same page; the system's own without it.
    """
    types = [
        {"id": t, "nom": TYPES_COURTS[t], "aucun": AUCUN[t], **STYLES[t]._asdict()}
        for t in TypeCooperation
    ]
    return {
        "topologie": topologie,
        **({"details": details} if details else {}),
        **({"police": police} if police else {}),
        "types": types,
        "langue": "fr",
        "mers": [[nom, [list(lieu) for lieu in lieux]] for nom, lieux in MERS],
        "tuiles": tuiles,
        "style": build_style(),
        "textes": _write_textes(decoupages),
    }


def _write_textes(decoupages: Decoupages) -> dict[str, str]:
    """Return what the frame says of the département: title, sources, the year of the Pays."""
    contours = [s.nom for s in decoupages.manifeste.sources if "ontours" in s.nom]
    annees = {pays.annee for pays in decoupages.actuel.pays.values()}
    attribution = " ; ".join(nom.partition(" (")[0] for nom in contours)
    return {
        "titre": f"Carte des coopérations de l’ESS {in_ressort(decoupages.ressort)}",
        "attribution": attribution,
        "sources": f"Sources : {attribution} ; référentiel des coopérations de l’ESS "
        f"({name_ressort(decoupages.ressort)}).",
        "pays": "Pays" + (f" (périmètre de {max(annees)})" if annees else ""),
        "fichier": f"carte-ess-{slug(name_ressort(decoupages.ressort))}",
    }
