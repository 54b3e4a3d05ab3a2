"""What the map engine is given: its settings, once, and one state for each view.

No Streamlit and no geometry here: the app's map and the exported one show the same thing because
both are fed by these functions. The two schemas are at the head of ``carte/moteur/index.js``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Any

from carto_ess.carte.mosaique import Trace, build_trace, list_covered
from carto_ess.carte.zonage import count_covered
from carto_ess.couverture.filtre import Filtre, select_fiches
from carto_ess.couverture.matrice import Matrice, merge_communes
from carto_ess.francais import count
from carto_ess.lacune.doute import find_doutes, list_touched
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.referentiel.type_cooperation import TYPES, TYPES_COURTS
from carto_ess.style import STYLES
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import in_ressort
from carto_ess.vue.vue import Vue

TOUS = "tous"
"""Stands for every type of the state, where a mark is not of one of them."""

POINTS_MAX = 200
"""Points drawn at most in an EPCI that the map opened: beyond, they would hide the map."""


def build_config(
    decoupages: Decoupages, *, topologie: str, tuiles: dict[str, Any] | None, details: str = ""
) -> dict[str, Any]:
    """Return the engine's settings, the same during a whole visit.

    Parameters
    ----------
    topologie
        Address of the TopoJSON, relative to the map's page.
    tuiles
        The basemap; see ``fond.find_fond``.
    details
        Folder of the communes of each EPCI, relative to the same page, where the map needs it.
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
        **({"details": details} if details else {}),
        "types": types,
        "langue": "fr",
        "tuiles": tuiles,
        "textes": {
            **_name_pays(decoupages),
            "titre": f"Carte des coopérations de l’ESS {in_ressort(decoupages.ressort)}",
            "attribution": " ; ".join(s.nom for s in sources if "ontours" in s.nom),
        },
    }


def _name_pays(decoupages: Decoupages) -> dict[str, Any]:
    """Return the words of the legend's lines, with the year of the perimeter of the Pays."""
    annees = {pays.annee for pays in decoupages.actuel.pays.values()}
    if not annees:
        return {}
    pays = f"Pays (périmètre de {max(annees)})"
    return {"lignes": {"communes": "communes", "epci": "EPCI", "pays": pays, "points": "points"}}


def build_state(
    decoupages: Decoupages, referentiel: Referentiel, vue: Vue, matrice: Matrice
) -> dict[str, Any]:
    """Return what the engine needs to draw `vue`; `matrice` is of its millésime and échelle."""
    fiches = select_fiches(referentiel.fiches, Filtre(vue.types), matrice)
    trace = build_trace(decoupages, vue)
    zones = trace.build_zones(fiches, matrice)
    return {
        "millesime": vue.millesime,
        "mode": "types",
        "types": list(vue.types or TYPES),
        "zones": zones.numeros,
        "tables": zones.tables,
        "incertains": _encode_doubts(trace, matrice),
        "effectifs": _count_legend(fiches, matrice),
        "epci": vue.epci,
        "commune": vue.commune,
        "fiche": build_fiche(referentiel[vue.fiche], trace, vue) if vue.fiche else None,
        "points": _list_points(fiches, trace),
        "vue": _frame(vue, trace),
        **describe_unites(trace, lambda: list_covered(fiches, matrice, decoupages)),
    }


def _encode_doubts(trace: Trace, matrice: Matrice) -> dict[str, str]:
    """Return where the fiches of each type depend on how their words are read, if anywhere."""
    touchees = {type_: list_touched(find_doutes(matrice, (type_,))) for type_ in TYPES}
    return {
        str(type_): trace.encode(trace.decoupages.bring_forward(communes, depuis=matrice.millesime))
        for type_, communes in touchees.items()
        if communes
    }


def describe_unites(
    trace: Trace, list_couvertes: Callable[[], Collection[CodeCommune]]
) -> dict[str, Any]:
    """Return what a map that draws EPCI first needs besides; nothing for the others."""
    if not trace.unites:
        return {}
    return {"ouverts": list(trace.ouvertes), "couvertes": trace.count(list_couvertes())}


def _list_points(fiches: Iterable[Fiche], trace: Trace) -> list[list[object]]:
    """Return the points of `fiches`; where the map draws EPCI first, those in the EPCI opened."""
    communes = set(trace.communes)
    gardees = [
        f for f in fiches
        if not trace.unites or (f.point is not None and f.point.code_commune in communes)
    ]  # fmt: skip
    points = [p for f in gardees if (p := build_point(f, trace.decoupages))]
    return points[:POINTS_MAX] if trace.unites else points


def build_fiche(fiche: Fiche, trace: Trace, vue: Vue) -> dict[str, Any]:
    """Return a highlighted fiche: its coverage at the échelle of `vue`, or all when it has none."""
    decoupages = trace.decoupages
    proches = [d for d in fiche.declarations if d.niveau in vue.echelle.niveaux]
    communes = merge_communes(
        proches or fiche.declarations, decoupages, millesime=decoupages.actuel.millesime
    )
    departements = {
        code
        for d in fiche.declarations
        if d.niveau is Niveau.REGION
        for code in decoupages[d.millesime].regions[d.code].departements
    }
    return {
        "id": fiche.id,
        "type": fiche.type,
        "communes": trace.encode(communes),
        "departements": sorted(departements),
        **({"parts": trace.encode_parts(communes)} if trace.unites else {}),
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
    vides = len(matrice.codes) - count_covered(matrice, fiches)
    return {**par_type, "aucune": count(vides, "commune")}


def _frame(vue: Vue, trace: Trace) -> dict[str, str]:
    """Say what the map should frame: it moves only when this changes, never under a click."""
    if vue.epci:
        return {"cle": f"{vue.millesime}-{vue.epci}", "cadre": "epci"}
    if trace.ouvertes:
        return {"cle": " ".join(trace.ouvertes), "cadre": "ouverts"}
    return {"cle": "departement", "cadre": "departement"}
