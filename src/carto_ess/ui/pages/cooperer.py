"""The page « Coopérer »: the référentiel’s guide, and a choice of form that gives its reasons."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from carto_ess._errors import GuideError
from carto_ess.guide.guide import NOM, Guide, read_guide
from carto_ess.guide.orientation import Projet, rank_fiches, rank_formes, select_first
from carto_ess.guide.parties import QuestionGuidee
from carto_ess.referentiel.type_cooperation import TYPES_COURTS, TypeCooperation
from carto_ess.reglages import find_referentiel
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle
from carto_ess.texte import fold
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.html import render_alerte, render_gabarit

SECTIONS = {
    "choix": "Quelle forme pour notre projet\u202f?",
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

N_PROCHES = 5
"""Fiches proposed at most for a project."""

_ANCRE = Path(__file__).resolve().parents[1] / "statique" / "ancre.js"
_REPONSES = "choix_reponses"
_SECTEUR = "choix_secteur"
_EPCI = "choix_epci"


def render_page_cooperer() -> None:
    """Draw the guide, or one sentence when this référentiel has none or a faulty one."""
    donnees = load_donnees()
    try:
        guide = _load_guide(find_referentiel(os.environ))
    except GuideError as erreur:
        render_gabarit("cooperer/page.html", guide=None)
        render_alerte(f"Le guide ne peut pas être affiché. {erreur}")
        return
    render_gabarit("cooperer/page.html", guide=guide, sections=SECTIONS.items())
    if guide is None:
        st.info(
            "Le référentiel en place n’a pas de guide. Pour en donner un, ajoutez "
            f"un fichier {NOM} à côté de ses tableaux."
        )
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


@st.fragment(key="choix")
def render_choix(guide: Guide) -> None:
    """Draw the questions and, beside them, the forms they lead to with every reason."""
    donnees = load_donnees()
    recent = donnees.decoupages.actuel
    render_gabarit("cooperer/titre.html", ancre="choix", titre=SECTIONS["choix"], guide=guide)
    with st.container(key="choix"):
        gauche, droite = st.columns([5, 7], gap="large")
        with gauche:
            reponses = {q.id: r for q in guide.questions if (r := _ask(q))}
            projet = _ask_projet(recent)
        with droite:
            _render_resultat(guide, donnees, reponses, projet)
    render_gabarit("cooperer/regles.html", guide=guide, types_courts=TYPES_COURTS)


def _ask(question: QuestionGuidee) -> str:
    """Draw one question; return the id of its answer, empty while undecided."""
    textes = {"": "Pas encore décidé", **{r.id: r.texte for r in question.reponses}}
    cle = f"question_{question.id}"
    memoire: dict[str, str] = st.session_state.setdefault(_REPONSES, {})
    if st.session_state.get(cle) not in textes:  # its page was left, or the guide was changed
        gardee = memoire.get(cle, "")
        st.session_state[cle] = gardee if gardee in textes else ""
    choisie = st.radio(question.texte, tuple(textes), key=cle, format_func=textes.__getitem__)
    memoire[cle] = choisie or ""
    return choisie or ""


def _ask_projet(decoupage: Decoupage) -> Projet:
    memoire: dict[str, str] = st.session_state.setdefault(_REPONSES, {})
    sirens = sorted(decoupage.epci, key=lambda s: decoupage.epci[s].nom_court)
    if _SECTEUR not in st.session_state:
        st.session_state[_SECTEUR] = memoire.get(_SECTEUR, "")
    if _EPCI not in st.session_state:
        st.session_state[_EPCI] = memoire.get(_EPCI) or None
    secteur = st.text_input(
        "Votre secteur (facultatif)", key=_SECTEUR, max_chars=100,
        placeholder="Insertion, culture, alimentation…",
    )  # fmt: skip
    epci: Siren | None = st.selectbox(
        f"Votre EPCI en {decoupage.millesime} (facultatif)", sirens, key=_EPCI, index=None,
        placeholder="Choisir un EPCI", format_func=lambda s: decoupage.epci[s].nom_court,
    )  # fmt: skip
    memoire[_SECTEUR], memoire[_EPCI] = secteur, epci or ""
    return Projet(secteur, epci)


def _render_resultat(
    guide: Guide, donnees: Donnees, reponses: dict[str, str], projet: Projet
) -> None:
    recent = donnees.decoupages.actuel
    formes = rank_formes(guide, reponses)
    matrice = donnees.matrice(recent.millesime, Echelle.TOUTES)
    proches = rank_fiches(donnees.referentiel.fiches, formes, projet, matrice, recent)
    appuis = [p for p in proches if p.fiche.type is TypeCooperation.STRUCTURE_APPUI]
    autres = [p for p in proches if p not in appuis]
    demande = bool(reponses or projet.secteur.strip() or projet.epci)
    render_gabarit(
        "cooperer/choix.html",
        formes=formes,
        premieres=select_first(formes),
        maximum=2 * len(reponses),
        proches=autres[:N_PROCHES] if demande else [],
        appuis=appuis if demande else [],
        epci=recent.epci[projet.epci] if projet.epci else None,
    )
