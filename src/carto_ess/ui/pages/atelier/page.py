"""The page « Atelier »: who may enter, and its five sections."""

from __future__ import annotations

from functools import partial

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.atelier.personne import ROLES
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.identite import (
    POSTE,
    Identite,
    find_identite,
    has_login,
    has_workshop,
    leave,
)
from carto_ess.ui.streamlit_interne import require_app_script

SECTIONS = {
    "fiche": "Une fiche",
    "plusieurs": "Plusieurs fiches",
    "propositions": "Propositions",
    "publier": "Publier",
    "historique": "Historique",
}


def render_page_atelier() -> None:
    """Draw the workshop, or say why it stays closed."""
    if require_app_script():
        st.rerun()
    try:
        identite = find_identite()
        if not has_workshop() or not identite.is_agent:
            _render_porte(identite)
            return
        _render_sections(identite)
    except CartoEssError as erreur:
        render_alerte(str(erreur), titre="Atelier")


def _render_porte(identite: Identite) -> None:
    """Say who may enter, and offer to log in where one can."""
    ouvert = has_workshop() and has_login() and not POSTE.is_set()
    render_gabarit("atelier/porte.html", identite=identite, atelier=has_workshop(), ouvert=ouvert)
    if not ouvert:
        return
    if identite.connectee:
        st.button("Se déconnecter", icon=":material/logout:", on_click=partial(leave, identite))
    if not identite.connectee or identite.expiree:
        st.button("Se connecter", icon=":material/login:", type="primary", on_click=st.login)


def _render_sections(identite: Identite) -> None:
    # SQLAlchemy, pandas: none of this is loaded for a reader
    from carto_ess.ui.pages.atelier import (  # noqa: PLC0415
        fiche,
        historique,
        plusieurs,
        propositions,
        publication,
    )
    from carto_ess.ui.pages.atelier.etabli import open_etabli, render_refus  # noqa: PLC0415

    etabli = open_etabli(identite.personne)
    with st.container(horizontal=True, vertical_alignment="bottom", key="atelier_entete"):
        render_gabarit(
            "atelier/entete.html",
            qui=identite.personne.nom,
            role=ROLES[identite.personne.role],
            version=etabli.actuel.depuis,
            n=len(etabli.ecarts),
        )
        if not POSTE.is_set():
            st.button("Se déconnecter", icon=":material/logout:", on_click=partial(leave, identite))
    render_refus()
    choix = st.segmented_control(
        "Section de l’atelier",
        list(SECTIONS),
        key="atelier_section",
        required=True,
        default="fiche",
        format_func=SECTIONS.__getitem__,
        label_visibility="collapsed",
    )
    rendus = {
        "fiche": fiche.render_fiche,
        "plusieurs": plusieurs.render_plusieurs,
        "propositions": propositions.render_propositions,
        "publier": publication.render_publication,
        "historique": historique.render_historique,
    }
    rendus[choix or "fiche"](etabli)
