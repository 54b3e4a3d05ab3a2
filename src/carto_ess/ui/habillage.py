"""The frame around every page: styles, language, and French for what Streamlit says in English."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cache
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from carto_ess.style import write_signes, write_variables
from carto_ess.ui.html import render_gabarit

ICONE = Path(__file__).resolve().parent / "statique" / "icone.svg"
_STYLES = (
    "theme",
    "barre",
    "ecran",
    "panneau",
    "territoires",
    "connexion",
    "recherche",
    "cooperer",
    "impression",
)
_INTEGRATION = ICONE.with_name("integration.css")
_TETE = ("icones", "protocole", "historique", "attente", "connexion")
_BALISAGES = ("recherche",)
_SCRIPTS = (
    "avance",
    "francais",
    "morceaux",
    "tableaux",
    "garde",
    "liens",
    "acces",
    "recherche",
    "panneau",
)

DEJA_DANS_LA_PAGE = threading.Event()
"""Set by our own server, which puts the common files in the page itself: earlier, and once."""


class Fichier(NamedTuple):
    """A file common to all pages, named after what it holds: a browser may keep it for good."""

    nom: str
    genre: str
    contenu: str


@cache
def list_communs() -> tuple[Fichier, ...]:
    """Return the style sheet and the scripts of every page, each in one file."""
    return (
        _name("css", "text/css", _read_styles()),
        _name("js", "text/javascript", _read_communs()),
    )


@cache
def read_tete() -> str:
    """Return the scripts that must run before Streamlit's own: see `connexion.js`."""
    return _read_scripts(*_TETE)


def _name(suffixe: str, genre: str, contenu: str) -> Fichier:
    empreinte = hashlib.sha256(contenu.encode()).hexdigest()[:10]
    return Fichier(f"cadre-{empreinte}.{suffixe}", genre, contenu)


def render_cadre() -> None:
    """Set the page's language and styles; first call of every run, the same all through a visit."""
    if not DEJA_DANS_LA_PAGE.is_set():
        with st.container(key="cadre"):
            st.html(f"<style>{_read_styles()}</style>")
            st.html(f"<script>{_read_communs()}</script>", unsafe_allow_javascript=True)
    if st.context.is_embedded:
        with st.container(key="integration"):
            st.html(_INTEGRATION)
        render_gabarit("ouvrir.html")


def render_mentions() -> None:
    """Draw what the law wants at the foot of every page; last call of every run."""
    render_gabarit("mentions.html")


def render_script(*noms: str) -> None:
    """Run scripts of this folder in the page; each of them sees to it that it acts once."""
    st.html(f"<script>{_read_scripts(*noms)}</script>", unsafe_allow_javascript=True)


@cache
def _read_styles() -> str:
    """Return the style sheets of every page as one, the colours of `style` before them."""
    feuilles = (ICONE.with_name(f"{nom}.css").read_text(encoding="utf-8") for nom in _STYLES)
    return "\n".join((write_variables(), write_signes(), *feuilles))


def _read_communs() -> str:
    """Return the scripts of every page, after the markup that they fill.

    Its tags are escaped: the sanitiser drops a script that holds one.
    """
    balisages = {
        nom: ICONE.with_name(f"{nom}.html").read_text(encoding="utf-8") for nom in _BALISAGES
    }
    ecrits = json.dumps(balisages).replace("<", "\\u003c")
    return f"window.cartoEssBalisage = {ecrits};\n{_read_scripts(*_SCRIPTS)}"


def _read_scripts(*noms: str) -> str:
    return "".join(ICONE.with_name(f"{nom}.js").read_text(encoding="utf-8") for nom in noms)
