"""The frame around every page: styles, language, and French for what Streamlit says in English."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from carto_ess.ui.gabarit import render_gabarit

ICONE = Path(__file__).resolve().with_name("icone.svg")
_STYLES = ICONE.with_name("theme.css")
_INTEGRATION = ICONE.with_name("integration.css")
_SCRIPTS = ("francais", "tableaux", "liens", "acces")


def render_cadre() -> None:
    """Set the page's language and styles; first call of every run."""
    with st.container(key="cadre"):
        st.html(_STYLES)
        if st.context.is_embedded:
            st.html(_INTEGRATION)
        render_script(*_SCRIPTS)
    if st.context.is_embedded:
        render_gabarit("ouvrir.html")


def render_mentions() -> None:
    """Draw what the law wants at the foot of every page; last call of every run."""
    render_gabarit("mentions.html")


def render_script(*noms: str) -> None:
    """Run scripts of this folder in the page; each of them sees to it that it acts once."""
    textes = (ICONE.with_name(f"{nom}.js").read_text(encoding="utf-8") for nom in noms)
    st.html(f"<script>{''.join(textes)}</script>", unsafe_allow_javascript=True)
