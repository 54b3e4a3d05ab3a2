"""The map and the panel beside it: one fragment, so that a click reruns nothing else."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from carto_ess.carte.etat import build_state
from carto_ess.ui import session
from carto_ess.ui.cadre_carte import render_moteur
from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.panneau import render_panneau


@st.fragment
def render_carte(on_pret: Callable[[], None]) -> None:
    """Draw the map of the current view, its legend and its panel.

    A click is read before drawing, so that map and panel always show the same view. `on_pret` is
    called once the map is on screen.
    """
    donnees, vue = load_donnees(), session.current_vue()
    _, matrice = donnees.of(vue)
    session.publish_vue(donnees)
    carte, panneau = st.columns([13, 8], gap="medium")
    with carte:
        etat = build_state(donnees.decoupages, donnees.referentiel, vue, matrice)
        render_moteur(donnees, etat, cle="carte", on_clic=_on_clic, on_pret=on_pret)
    with panneau:
        render_panneau(donnees, vue)


def _on_clic(objet: str, identifiant: str) -> None:
    """Change the view; a choice that touches the filters, outside this fragment, redraws the page.

    Only a callback may ask for another fragment, and one run then does it all.
    """
    if session.select(objet, identifiant, load_donnees()):
        st.rerun(scope="page_carte")
