"""The map's page as one fragment: a filter reruns this much, a click only the map inside it."""

from __future__ import annotations

import streamlit as st

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.entete import render_entete, render_pied
from carto_ess.ui.filtres import render_filtres
from carto_ess.ui.pages.carte_et_panneau import render_carte
from carto_ess.ui.recherche import render_recherche
from carto_ess.ui.session import current_vue, is_first
from carto_ess.ui.tableau import render_tableau
from carto_ess.ui.telechargement import render_telechargements

_PATIENCE = 2.0
"""Seconds that the map is given to come before the rest of the page no longer waits for it."""


@st.fragment(key="page_carte")
def render_page_carte() -> None:
    """Draw the finding, the filters, the map with its panel, the table and the sources.

    The first run draws what one comes for, the map and its panel; the frame says when it is there
    and a second run draws the rest. Filters first would keep the browser busy for longer than the
    map takes, and they are of no use before it; nor is the menu (`session.wants_menu`).

    Data are asked for again at each run: a référentiel published meanwhile is picked up.
    """
    donnees, vue = load_donnees(), current_vue()
    arrivee = is_first("carte")
    render_entete(donnees, vue)
    filtres, carte = st.columns([5, 21], gap="medium")
    with carte:  # before the filters: what the browser gets first, it draws first
        render_carte(on_pret=st.rerun)
    if arrivee:
        _wait_for_map()
        return
    with filtres:
        render_recherche()
        render_filtres(donnees, textes=False)
    render_tableau(donnees, vue)
    render_telechargements(donnees, vue)
    render_pied(donnees, vue)


@st.fragment(run_every=_PATIENCE)
def _wait_for_map() -> None:
    """Draw the rest without the map where its script is blocked: the table answers all the same."""
    if not is_first("attente"):
        st.rerun()
