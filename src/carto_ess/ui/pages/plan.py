"""« Où agir d’abord ? »: the extensions that reach the most people, chosen again as one wishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from carto_ess.lacune.bilan import Question
from carto_ess.plan.courbe import draw_courbe
from carto_ess.plan.phrases import HYPOTHESE, say_method, say_plan, say_rest, say_step
from carto_ess.plan.plan import NOMBRE, NOMBRE_MAX, Etape, Plan, build_plan
from carto_ess.plan.terrain import Critere, Pas
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.ui.bilans import answer, load_voisinage
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

_NOMBRE, _CRITERE, _EXCLUS = "p_nombre", "p_critere", "plan_exclus"
CRITERES = {Critere.HABITANTS: "habitants", Critere.COMMUNES: "communes"}


def find_plan(donnees: Donnees, vue: Vue) -> Plan:
    """Return the plan of this session: its types and perimeters are those of `vue`."""
    exclus = _list_exclus()
    nombre = int(st.session_state.get(_NOMBRE, NOMBRE))
    critere = Critere(st.session_state.get(_CRITERE, Critere.HABITANTS))
    question = Question(vue.millesime, types=vue.types)
    return donnees.remember(
        ("plan", question, nombre, critere, exclus),
        lambda: build_plan(
            answer(donnees, question),
            donnees.matrice(vue.millesime, Echelle.PROXIMITE),
            load_voisinage(),
            critere=critere,
            nombre=nombre,
            exclus=exclus,
        ),
    )


def list_etapes(donnees: Donnees, vue: Vue) -> list[tuple[str, int]]:
    """Return what the map writes on EPCI: (SIREN, number of the step), the first step first."""
    if vue.niveau is not Niveau.EPCI:
        return []
    return [(x.epci.code, rang) for rang, x in enumerate(find_plan(donnees, vue).etapes, start=1)]


def render_plan(donnees: Donnees, vue: Vue) -> None:
    """Draw the finding, how many steps, the curve of what is left, the steps."""
    with st.container(key="plan"):
        plan = find_plan(donnees, vue)
        render_gabarit(
            "plan/entete.html", titre=say_plan(plan), methode=say_method(plan), hypothese=HYPOTHESE
        )
        with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
            st.slider("Nombre d’extensions", 1, NOMBRE_MAX, NOMBRE, key=_NOMBRE, width=320)
            st.segmented_control(
                "Atteindre le plus de…",
                tuple(Critere),
                key=_CRITERE,
                required=True,
                default=Critere.HABITANTS,
                format_func=CRITERES.__getitem__,
            )
        if plan.etapes:
            render_gabarit("plan/courbe.html", courbe=draw_courbe(plan), resume=say_rest(plan))
        for rang, etape in enumerate(plan.etapes, start=1):
            _render_etape(donnees, vue, plan, etape, rang)
        _render_exclus(donnees)


def _render_etape(donnees: Donnees, vue: Vue, plan: Plan, etape: Etape, rang: int) -> None:
    with st.container(key=f"plan_etape_{rang}", horizontal=True, vertical_alignment="center"):
        render_gabarit(
            "plan/etape.html",
            rang=rang,
            etape=etape,
            gain=say_step(etape, plan),
            types_choisis=bool(vue.types),
            fiche=write_params(vue.open_fiche(etape.fiche.id), donnees.decoupages),
            epci=write_params(vue.focus(Niveau.EPCI, etape.epci.code), donnees.decoupages),
        )
        st.button(
            "Celle-ci ne s’étendra pas",
            key=f"plan_sans_{rang}",
            on_click=_exclude,
            args=(etape.pas,),
            help="Le plan est refait sans cette extension.",
        )


def _render_exclus(donnees: Donnees) -> None:
    """Draw the steps taken out, and how to put them back."""
    lignes = list(_name_exclus(donnees))
    if not lignes:
        return
    render_gabarit("plan/exclus.html", lignes=lignes)
    st.button("Les remettre toutes", icon=":material/undo:", key="plan_remettre", on_click=_reset)


def _name_exclus(donnees: Donnees) -> Iterator[dict[str, Any]]:
    fiches = {f.id: f for f in donnees.referentiel.fiches}
    for pas in _list_exclus():
        for annee in reversed(donnees.decoupages.millesimes):
            if epci := donnees.decoupages[annee].epci.get(pas.epci):
                if pas.fiche in fiches:
                    yield {"fiche": fiches[pas.fiche], "epci": epci}
                break


def _list_exclus() -> tuple[Pas, ...]:
    return tuple(st.session_state.get(_EXCLUS, ()))


def _exclude(pas: Pas) -> None:
    st.session_state[_EXCLUS] = (*_list_exclus(), pas)


def _reset() -> None:
    st.session_state.pop(_EXCLUS, None)
