"""A référentiel seen by one visitor before it is published, and the banner that says so."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from carto_ess.referentiel.lecture import Referentiel
from carto_ess.ui.html import render_gabarit

_APERCU = "apercu"


@dataclass(frozen=True, slots=True)
class Apercu:
    """A référentiel without fault, and the name of the file it was read from."""

    nom: str
    referentiel: Referentiel


def current_apercu() -> Apercu | None:
    """Return what this session previews, ``None`` when it looks at the published référentiel."""
    apercu: Apercu | None = st.session_state.get(_APERCU)
    return apercu


def enter_apercu(nom: str, referentiel: Referentiel) -> None:
    """Show the whole app on `referentiel`, to this session only, until it leaves."""
    st.session_state[_APERCU] = Apercu(nom, referentiel)


def leave_apercu() -> None:
    """Show the published référentiel again."""
    st.session_state.pop(_APERCU, None)


def render_apercu() -> None:
    """Draw the banner of the preview, if there is one.

    A map on screen when it ends is built again with all the rest: an empty place kept above every
    map would cost each visit more than that.
    """
    if (apercu := current_apercu()) is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="apercu_bandeau"):
        render_gabarit("apercu.html", fichier=apercu.nom, fiches=apercu.referentiel.fiches)
        st.button("Quitter l’aperçu", icon=":material/close:", on_click=leave_apercu)
