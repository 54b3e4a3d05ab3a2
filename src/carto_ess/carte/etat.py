"""What the map engine is given: one state for each view; its settings are in `configuration`.

No Streamlit and no geometry here: the app's map and the exported one show the same thing because
both are fed by these functions. The schema is at the head of ``carte/moteur/index.js``. Coverage is
that of every fiche: a territory is a focus and types are layers, so that neither changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

from carto_ess.carte.mosaique import Trace, build_trace, list_covered
from carto_ess.carte.signes import count_effectifs, encode_signes
from carto_ess.couverture.filtre import Filtre, select_fiches
from carto_ess.couverture.matrice import Matrice, merge_communes
from carto_ess.lacune.doute import find_doutes, list_touched
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.vue.vue import Vue

TOUS = "tous"
"""Stands for every type of the state, where a mark is not of one of them."""

Terrain = Mapping[str, Any]
"""What is there whatever is in focus: most of a state, the same for all who look at the whole."""

POINTS_MAX = 200
"""Points drawn at most in an EPCI that the map opened: beyond, they would hide the map."""


def build_state(
    decoupages: Decoupages,
    referentiel: Referentiel,
    vue: Vue,
    matrice: Matrice,
    *,
    remember: Callable[[Hashable, Callable[[], Terrain]], Terrain] = lambda _cle, build: build(),
) -> dict[str, Any]:
    """Return what the engine needs to draw `vue`; `matrice` is of its millésime and échelle.

    `remember` keeps by a key what is made of these data, where someone does.
    """
    trace = build_trace(decoupages, vue)
    cle = ("terrain", matrice.millesime, matrice.echelle, trace.ouvertes)
    return {
        **remember(cle, lambda: _describe_terrain(referentiel, matrice, trace)),
        "types": list(vue.types),
        "fiche": build_fiche(referentiel[vue.fiche], trace, vue) if vue.fiche else None,
        **_describe_sujet(vue, referentiel, trace),
        "vue": _frame(vue, trace),
        **describe_unites(trace, lambda: _list_shown(referentiel, vue, matrice, decoupages)),
    }


def _describe_terrain(referentiel: Referentiel, matrice: Matrice, trace: Trace) -> Terrain:
    """Return what is there whatever is in focus, chosen or left out: most of a state."""
    fiches = select_fiches(referentiel.fiches, Filtre(), matrice)
    return {
        **describe_couverture(fiches, matrice, trace),
        "incertains": _encode_doubts(trace, matrice),
        "points": _list_points(fiches, trace),
    }


def _list_shown(
    referentiel: Referentiel, vue: Vue, matrice: Matrice, decoupages: Decoupages
) -> frozenset[CodeCommune]:
    montrees = select_fiches(referentiel.fiches, Filtre(vue.types), matrice)
    return list_covered(montrees, matrice, decoupages)


def _encode_doubts(trace: Trace, matrice: Matrice) -> dict[str, str]:
    """Return where the fiches of each type depend on how their words are read, if anywhere."""
    touchees = {type_: list_touched(find_doutes(matrice, (type_,))) for type_ in TYPES}
    return {
        str(type_): trace.encode(trace.decoupages.bring_forward(communes, depuis=matrice.millesime))
        for type_, communes in touchees.items()
        if communes
    }


def describe_couverture(
    fiches: Collection[Fiche],
    matrice: Matrice,
    trace: Trace,
    *,
    inconnues: Collection[CodeCommune] = (),
) -> dict[str, Any]:
    """Return what `fiches`, of every type, cover; of `inconnues`, communes, nothing is known.

    A map that draws EPCI first has no signs: each EPCI is then a few pixels wide.
    """
    zones = trace.build_zones(fiches, matrice)
    decoupage = trace.decoupages[matrice.millesime]
    signes = encode_signes(fiches, matrice, decoupage, inconnues=inconnues)
    return {
        "millesime": matrice.millesime,
        "zones": zones.numeros,
        "tables": zones.tables,
        **({} if trace.unites else {"signes": signes}),
        "effectifs": count_effectifs(fiches, matrice),
    }


def describe_focus(
    niveau: Niveau, code: str, communes: Collection[CodeCommune], trace: Trace
) -> dict[str, Any]:
    """Return the territory that the map frames and keeps clear; `communes` are today's."""
    return {
        "territoire": trace.encode(communes),
        "niveau": niveau,
        "foyer": [niveau, code],
        **({"commune": code} if niveau is Niveau.COMMUNE else {}),
    }


def _describe_sujet(vue: Vue, referentiel: Referentiel, trace: Trace) -> dict[str, Any]:
    """Return the territory in focus, and the name of what is shown: a fiche, or that territory."""
    decoupages = trace.decoupages
    sujet = {"sujet": referentiel[vue.fiche].structure} if vue.fiche else {}
    if vue.territoire is None:
        return sujet
    niveau, code = vue.territoire
    if niveau is Niveau.COMMUNE:
        commune = CodeCommune(code)
        nom = decoupages.find_commune(commune).nom
        return {"sujet": nom, **describe_focus(niveau, code, {commune}, trace), **sujet}
    decoupage = decoupages[vue.millesime]
    communes = decoupages.bring_forward(
        decoupage.select_communes(niveau, code), depuis=vue.millesime
    )
    nom = decoupage.territoires[niveau, code].nom
    return {"sujet": nom, **describe_focus(niveau, code, communes, trace), **sujet}


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


def _frame(vue: Vue, trace: Trace) -> dict[str, str]:
    """Say what the map should frame: it moves only when this changes, never under a click."""
    if vue.fiche:
        return {"cle": f"{vue.millesime} fiche {vue.fiche}", "cadre": "fiche"}
    if vue.territoire:
        niveau, code = vue.territoire
        return {"cle": f"{vue.millesime} {niveau} {code}", "cadre": "territoire"}
    if trace.ouvertes:
        return {"cle": " ".join(trace.ouvertes), "cadre": "ouverts"}
    return {"cle": "departement", "cadre": "departement"}
