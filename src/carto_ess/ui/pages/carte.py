"""The map's page: one fragment, so that a choice made anywhere on it is one short run."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from carto_ess.carte.etat import build_state
from carto_ess.ui import session
from carto_ess.ui.cadre_carte import render_moteur
from carto_ess.ui.donnees import Donnees, load_donnees, shown_donnees
from carto_ess.ui.entete import render_entete, render_pied
from carto_ess.ui.html import build_html, render_gabarit
from carto_ess.ui.options import list_couches, render_options
from carto_ess.ui.pages.panneau import render_panneau
from carto_ess.ui.recherche import name_focus, render_recherche
from carto_ess.ui.tableau import render_tableau
from carto_ess.ui.telechargement import open_volet, render_telechargements
from carto_ess.vue.vue import Vue

_CLE, _ECRAN = "carte", "ecran_carte"
_DESSINEE = "carte_dessinee"
_DEVANT = 3
"""What stands before the map on its page: title, notices, choice of a territory."""

_PATIENCE = 2.0
"""Seconds that the map is given to come before the rest of the page no longer waits for it."""


def render_page_carte() -> None:
    """Draw the map's page; its view is open."""
    _render_page(en_vue=True)


def keep_page_carte() -> None:
    """Keep the frame of the map, out of sight, while another page is shown: coming back is at once.

    Where this visit has drawn no map yet, or none that these data can draw, the place is emptied: a
    page that another process answers may still show the map of the one before.
    """
    donnees = shown_donnees()
    connus = donnees.decoupages.millesimes if donnees is not None else ()
    if st.session_state.get(_DESSINEE) and session.current_vue().millesime in connus:
        _render_page(en_vue=False)
    else:
        st.session_state.pop(_DESSINEE, None)
        st.empty()


@st.fragment(key="page_carte")
def _render_page(*, en_vue: bool) -> None:
    """Draw the page, or what keeps the frame of its map where it is, and as large as it is."""
    if en_vue:
        _render_ecran()
    elif (donnees := shown_donnees()) is not None:
        _render_hors_vue(donnees, session.current_vue())


def _render_ecran() -> None:
    """Draw the finding, the choice of a territory, the map, its panel, the table and the sources.

    The first run draws what one comes for, the map and its panel; the frame says when it is there
    and a second run draws the rest. A field first would keep the browser busy for longer than the
    map takes, and it is of no use before it; nor is the menu (`menu.wants_menu`). Places are
    the style sheet's (``ecran.css``): here things stand in the order of reading.

    Data are asked for again at each run: a référentiel published meanwhile is picked up.
    """
    donnees, vue = load_donnees(), session.current_vue()
    arrivee = session.is_first("carte") and not st.session_state.get(_DESSINEE)
    st.session_state[_DESSINEE] = True  # the browser has it, even where this run is cut short
    session.publish_vue(donnees)
    with st.container(key=_ECRAN):
        render_entete(donnees, vue)
        barre, carte = st.container(key="barre_recherche"), st.container(key=_CLE)
        if arrivee:  # an empty container is not drawn: its place would be another's
            barre.html(build_html("place.html"))
            _render_carte(donnees, vue, carte)
            render_panneau(donnees, vue)
        else:  # what a gesture asks for comes first
            render_panneau(donnees, vue)
            _render_carte(donnees, vue, carte)
            with barre:
                _render_barre(donnees, vue)
    if arrivee:
        _wait_for_map()
        return
    _render_suite(donnees, vue)


def _render_hors_vue(donnees: Donnees, vue: Vue) -> None:
    with st.container(key=_ECRAN):
        for _ in range(_DEVANT):
            render_gabarit("hors_vue.html")
        _render_carte(donnees, vue, st.container(key=_CLE))


def _render_barre(donnees: Donnees, vue: Vue) -> None:
    render_recherche(nom=name_focus(donnees, vue), page="page_carte")
    render_options(donnees, vue, couches=True)
    render_gabarit("vers_fiches.html")


def _render_carte(donnees: Donnees, vue: Vue, boite: DeltaGenerator) -> None:
    _, matrice = donnees.of(vue)
    etat = build_state(
        donnees.decoupages, donnees.referentiel, vue, matrice, remember=donnees.remember
    )
    if couches := list_couches(vue):
        etat["couches"] = dict(couches)
    with boite:
        render_moteur(donnees, etat, cle=_CLE, on_clic=_on_clic, on_pret=_on_pret)


def _on_clic(objet: str, identifiant: str) -> None:
    """Change the view before the run that the click asked for."""
    session.select(objet, identifiant, load_donnees())


def _on_pret() -> None:
    """Draw the rest of the page, unless the visitor has left it before its map was there."""
    if session.is_shown("carte"):
        st.rerun()


def _render_suite(donnees: Donnees, vue: Vue) -> None:
    """Draw what is under the map: the same rows as a table, once opened, files, sources."""
    volet = open_volet("Les fiches en tableau", ":material/table_rows:", "tableau")
    if volet.open:
        with volet:
            render_tableau(donnees, vue)
    render_telechargements(donnees, vue)
    render_pied(donnees, vue)


@st.fragment(run_every=_PATIENCE)
def _wait_for_map() -> None:
    """Draw the rest without the map where its script is blocked: the table answers all the same."""
    if not session.is_first("attente"):
        st.rerun()
