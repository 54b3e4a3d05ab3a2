"""The page « Coopérer »: the référentiel’s guide, and a choice of form that gives its reasons."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from carto_ess._errors import GuideError
from carto_ess.guide.guide import NOM, Guide, read_guide
from carto_ess.reglages import find_referentiel
from carto_ess.texte import fold
from carto_ess.ui import session
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.pages.choix_forme import SECTION, render_choix

SECTIONS = {
    "choix": SECTION,
    "raisons": "Pourquoi coopérer",
    "types": "Les cinq types de fiches",
    "tableau": "Comparer les quatre formes",
    "acteurs": "Qui mobiliser",
    "collectivites": "Ce qu’une collectivité peut faire",
    "loi": "L’ESS selon la loi",
    "cdess": "Le CDESS",
    "origine": "D’où vient le livret",
    "editorial": "Les mots d’ouverture",
    "champs": "Lire une fiche",
    "glossaire": "Glossaire",
}
"""Titles of the sections, by anchor, in the page's order."""

_ANCRE = Path(__file__).resolve().parents[1] / "statique" / "ancre.js"


def render_page_cooperer() -> None:
    """Draw the guide, or one sentence when this référentiel has none or a faulty one."""
    donnees = load_donnees()
    sans_fiche = not donnees.referentiel.fiches
    try:
        guide = _load_guide(find_referentiel(os.environ))
    except GuideError as erreur:
        render_gabarit("cooperer/page.html", guide=None, sans_fiche=sans_fiche)
        render_alerte(f"Le guide ne peut pas être affiché. {erreur}")
        return
    render_gabarit(
        "cooperer/page.html", guide=guide, sections=SECTIONS.items(), sans_fiche=sans_fiche
    )
    if guide is None:
        render_gabarit("avis.html", avis=session.take_avis())
        render_gabarit("cooperer/sans_guide.html", sans_fiche=sans_fiche)
        return
    render_choix(guide)
    _render_guide(guide, donnees)


def _load_guide(dossier: Path) -> Guide | None:
    try:
        etat = (dossier / NOM).stat()
    except OSError:
        return read_guide(dossier)
    return _read_guide(dossier, (etat.st_mtime_ns, etat.st_size))


@st.cache_resource(show_spinner=False, max_entries=4)
def _read_guide(dossier: Path, signature: tuple[int, int]) -> Guide | None:
    """`signature` names one state of the file: an edited guide is read anew."""
    del signature
    return read_guide(dossier)


def _render_guide(guide: Guide, donnees: Donnees) -> None:
    valeurs = {
        "guide": guide,
        "titres": SECTIONS,
        "fiches": {fiche.id: fiche for fiche in donnees.referentiel.fiches},
        "termes": {t.terme: fold(t.terme).replace(" ", "-") for t in guide.glossaire},
    }
    for gabarit in ("cooperer/formes.html", "cooperer/acteurs.html", "cooperer/livret.html"):
        render_gabarit(gabarit, **valeurs)
    script = _ANCRE.read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
