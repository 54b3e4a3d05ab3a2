"""The engine's settings, the same during a whole visit; their schema heads ``moteur/index.js``."""

from __future__ import annotations

from typing import Any

from carto_ess.referentiel.type_cooperation import AUCUN, TYPES_COURTS, TypeCooperation
from carto_ess.style import STYLES, build_style
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.ressort import in_ressort, name_ressort
from carto_ess.texte import slug


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
