"""The page of comparisons: which territories, what each has, which ones are alike, all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from carto_ess.export.parallele import build_csv, render_corps, render_html, render_pdf
from carto_ess.francais import find_today
from carto_ess.lacune.bilan import Bilan, Question
from carto_ess.parallele.cases import build_cases
from carto_ess.parallele.parallele import MAXI, MINI, compare_territoires
from carto_ess.parallele.phrases import describe_parallele
from carto_ess.parallele.semblables import find_semblables, say_likeness
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.recherche import TerritoireDate, list_territoires
from carto_ess.ui import session
from carto_ess.ui.bilans import answer
from carto_ess.ui.conseil import find_matiere
from carto_ess.ui.decoupage import render_decoupage
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.entete import render_pied
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.streamlit_interne import whole
from carto_ess.ui.telechargement import render_impressions
from carto_ess.vue.liste import clip
from carto_ess.vue.vue import Vue

_CHAMPS = tuple(f"c_territoire_{rang}" for rang in range(MAXI))


@st.fragment(key="page_comparer")
def render_page_comparer() -> None:
    """Draw the choice of territories, their comparison, those that are alike, the whole matrix."""
    donnees = load_donnees()
    territoires = session.open_compares(donnees, page="comparer")
    vue = session.current_vue()
    sans_fiche = not donnees.referentiel.fiches
    render_gabarit("comparer/entete.html", mini=MINI, maxi=MAXI, sans_fiche=sans_fiche)
    render_gabarit("avis.html", avis=session.take_avis())
    if sans_fiche:
        render_gabarit("sans_fiche.html", dire=True)
        render_pied(donnees, vue)
        return
    _render_choix(donnees, vue, territoires)
    if len(territoires) >= MINI:
        _render_comparaison(donnees, territoires)
    if territoires and territoires[0].niveau is Niveau.EPCI:
        _render_semblables(donnees, vue, territoires)
    _render_matrice(donnees, vue)
    render_pied(donnees, vue)


def _render_choix(donnees: Donnees, vue: Vue, territoires: Sequence[TerritoireDate]) -> None:
    noms = dict(list_territoires(donnees.decoupages[vue.millesime]))
    with st.container(key="comparer_choix", horizontal=True, vertical_alignment="bottom"):
        for rang, champ in enumerate(_CHAMPS):
            session.sync_widget(champ, territoires[rang] if rang < len(territoires) else None)
            st.selectbox(
                f"Territoire {rang + 1}",
                tuple(noms),
                key=champ,
                index=None,
                width=300,
                placeholder="Choisir un EPCI ou un Pays",
                format_func=noms.__getitem__,
                on_change=_on_choice,
            )
    with st.container(width=420):
        render_decoupage(donnees, vue)


@whole
def _on_choice() -> None:
    """Compare what the four fields name; an empty one is no territory."""
    choisis: list[TerritoireDate | None] = [st.session_state.get(champ) for champ in _CHAMPS]
    session.keep_compares((t.niveau, t.code) for t in choisis if t is not None)


def _render_comparaison(donnees: Donnees, territoires: Sequence[TerritoireDate]) -> None:
    parallele = donnees.remember(
        ("parallele", tuple(territoires)),
        lambda: compare_territoires(territoires, find_matiere(donnees)),
    )
    page = describe_parallele(parallele, donnees.decoupages, find_today())
    nom = "comparaison_" + "_".join(t.code for t in territoires)
    st.html(render_corps(page))
    with st.container(key="comparer_boutons", horizontal=True):
        render_impressions(nom, page, pdf=render_pdf, html=render_html, cle="c")
        st.download_button(
            "CSV",
            data=partial(build_csv, parallele),
            file_name=f"{nom}.csv",
            mime="text/csv",
            key="c_csv",
            on_click="ignore",
        )


def _render_semblables(donnees: Donnees, vue: Vue, territoires: Sequence[TerritoireDate]) -> None:
    """Draw the EPCI that are like the first one, each with a link that compares them."""
    premier, bilan = territoires[0], _answer(donnees, vue)
    ici = bilan[premier.code]
    millesime = [str(vue.millesime)]
    render_gabarit(
        "comparer/semblables.html",
        ici=ici,
        lignes=[
            {
                "nom": s.lacune.nom_court,
                "pourquoi": say_likeness(s, ici),
                "params": {"epci": [premier.code, s.lacune.code], "millesime": millesime},
            }
            for s in find_semblables(premier.code, bilan, donnees.decoupages[vue.millesime])
        ],
    )


def _render_matrice(donnees: Donnees, vue: Vue) -> None:
    """Draw every EPCI by type: gaps, and their opposites."""
    lacunes, n_caches = clip(sorted(_answer(donnees, vue).lacunes, key=lambda x: x.nom_court))
    matrices = [donnees.matrice(vue.millesime, echelle) for echelle in Echelle]
    lignes: list[dict[str, Any]] = donnees.remember(
        ("cases", vue.millesime),
        lambda: [{"lacune": x, "cases": build_cases(x, *matrices)} for x in lacunes],
    )
    render_gabarit(
        "comparer/matrice.html", lignes=lignes, n_caches=n_caches, millesime=vue.millesime
    )


def _answer(donnees: Donnees, vue: Vue) -> Bilan:
    return answer(donnees, Question(vue.millesime))
