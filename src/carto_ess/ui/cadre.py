"""The frame around every page: styles, language, and French for what Streamlit says in English."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ICONE = Path(__file__).resolve().with_name("icone.svg")
_STYLES = ICONE.with_name("theme.css")
_SCRIPTS = (ICONE.with_name("francais.js"), ICONE.with_name("tableaux.js"))


def render_cadre() -> None:
    """Set the page's language and styles; first call of every run."""
    with st.container(key="cadre"):
        st.html(_STYLES)
        script = "".join(f.read_text(encoding="utf-8") for f in _SCRIPTS)
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
