"""The map's page as one fragment: a filter reruns this much, a click only the map inside it."""

from __future__ import annotations

import streamlit as st

from carto_ess.ui.carte import render_carte
from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.entete import render_entete, render_pied
from carto_ess.ui.filtres import render_filtres
from carto_ess.ui.session import current_vue
from carto_ess.ui.tableau import render_tableau
from carto_ess.ui.telechargement import render_telechargements


@st.fragment(key="page_carte")
def render_page_carte() -> None:
    """Draw the finding, the filters, the map with its panel, the table and the sources.

    Data are asked for again at each run: a référentiel published meanwhile is picked up.
    """
    donnees, vue = load_donnees(), current_vue()
    render_entete(donnees, vue)
    with st.container(key="page_carte"):
        filtres, carte = st.columns([5, 21], gap="medium")
        with carte:  # first in the script, so that its frame starts loading first
            render_carte()
        with filtres:
            render_filtres(donnees)
    render_tableau(donnees, vue)
    render_telechargements(donnees, vue)
    render_pied(donnees, vue)
