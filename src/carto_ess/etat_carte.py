"""What the map engine is given: its settings, once, and one state for each view.

No Streamlit and no geometry here: the app's map and the exported one show the same thing because
both are fed by these functions. The two schemas are at the head of ``carte/moteur.js``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from carto_ess.commune import CodeCommune
from carto_ess.couverture import Matrice, unite_communes
from carto_ess.decoupage import Decoupages, Niveau
from carto_ess.fiche import Fiche
from carto_ess.filtre import select_fiches
from carto_ess.libelles import TYPES, TYPES_COURTS, count, in_ressort
from carto_ess.referentiel import Referentiel
from carto_ess.style import STYLES
from carto_ess.vue import Vue
from carto_ess.zone import build_zonage, count_covered, encode_bits


def build_config(
    decoupages: Decoupages, *, topologie: str, tuiles: dict[str, Any] | None
) -> dict[str, Any]:
    """Return the engine's settings, the same during a whole visit.

    Parameters
    ----------
    topologie
        Address of the TopoJSON, relative to the map's page.
    tuiles
        The basemap; see ``fond.find_fond``.
    """
    types = [
        {
            "id": t,
            "nom": TYPES_COURTS[t],
            "couleur": s.couleur,
            "contour": s.contour,
            "glyphe": s.glyphe,
        }
        for t, s in STYLES.items()
    ]
    sources = decoupages.manifeste.sources
    return {
        "topologie": topologie,
        "types": types,
        "langue": "fr",
        "tuiles": tuiles,
        "textes": {
            "titre": f"Carte des coopérations de l’ESS {in_ressort(decoupages.ressort)}",
            "attribution": " ; ".join(s.nom for s in sources if "ontours" in s.nom),
        },
    }


def build_state(
    decoupages: Decoupages, referentiel: Referentiel, vue: Vue, matrice: Matrice
) -> dict[str, Any]:
    """Return what the engine needs to draw `vue`; `matrice` is of its millésime and échelle."""
    codes = list_codes(decoupages)
    fiches = select_fiches(referentiel.fiches, vue.filtre, matrice, decoupages[vue.millesime])
    zonage = build_zonage(codes, fiches, matrice, decoupages)
    return {
        "millesime": vue.millesime,
        "mode": "types",
        "types": list(vue.filtre.types or TYPES),
        "zones": zonage.chiffres,
        "tables": [[z.par_type.get(t, 0) for t in TYPES] for z in zonage.zones],
        "effectifs": _count_legend(fiches, matrice),
        "epci": vue.filtre.epci,
        "commune": vue.commune,
        "fiche": build_fiche(referentiel[vue.fiche], decoupages, vue) if vue.fiche else None,
        "points": [p for f in fiches if (p := build_point(f, decoupages))],
        "vue": _frame(vue),
    }


def list_codes(decoupages: Decoupages) -> tuple[CodeCommune, ...]:
    """Return the communes that the map draws, in its order: those of the most recent millésime."""
    return tuple(decoupages[decoupages.millesimes[-1]].communes)


def build_fiche(fiche: Fiche, decoupages: Decoupages, vue: Vue) -> dict[str, Any]:
    """Return a highlighted fiche: its coverage at the échelle of `vue`, or all when it has none."""
    codes: Sequence[CodeCommune] = list_codes(decoupages)
    proches = [d for d in fiche.declarations if d.niveau in vue.echelle.niveaux]
    recent = decoupages.millesimes[-1]
    communes = unite_communes(proches or fiche.declarations, decoupages, millesime=recent)
    departements = {
        code
        for d in fiche.declarations
        if d.niveau is Niveau.REGION
        for code in decoupages[d.millesime].regions[d.code].departements
    }
    return {
        "id": fiche.id,
        "type": fiche.type,
        "communes": encode_bits(codes, communes),
        "departements": sorted(departements),
    }


def build_point(fiche: Fiche, decoupages: Decoupages) -> list[object] | None:
    """Return a fiche's point: id, name, rank of its type, nature, longitude, latitude, commune.

    Degrees, EPSG:4326. ``None`` when no address is known.
    """
    if fiche.point is None:
        return None
    commune = decoupages.find_commune(fiche.point.code_commune)
    rang = list(TYPES).index(fiche.type)
    lieu = (commune.longitude, commune.latitude, commune.nom)
    return [fiche.id, fiche.structure, rang, fiche.point.nature, *lieu]


def _count_legend(fiches: Collection[Fiche], matrice: Matrice) -> dict[str, int | str]:
    """Return what the legend counts: fiches of each type, communes that none of them covers."""
    par_type: dict[str, int | str] = dict(Counter(str(f.type) for f in fiches))
    vides = len(matrice.par_commune) - count_covered(matrice, fiches)
    return {**par_type, "aucune": count(vides, "commune")}


def _frame(vue: Vue) -> dict[str, str]:
    """Say what the map should frame: it moves only when this changes, never under a click."""
    if vue.filtre.epci:
        return {"cle": f"{vue.millesime}-{vue.filtre.epci}", "cadre": "epci"}
    return {"cle": "departement", "cadre": "departement"}
