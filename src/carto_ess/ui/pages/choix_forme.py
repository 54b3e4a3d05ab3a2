"""« Quelle forme pour notre projet ? »: questions, the answer always in sight, whom to call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from carto_ess.couverture.proches import Proche, rank_proches
from carto_ess.guide.guide import Guide
from carto_ess.guide.orientation import FormeClassee, rank_fiches, rank_formes, select_first
from carto_ess.guide.parties import QuestionGuidee
from carto_ess.guide.phrases import say_forme
from carto_ess.guide.projet import (
    SECTEUR_MAX,
    Projet,
    clean_secteur,
    parse_projet,
    write_projet,
)
from carto_ess.lacune.phrases_constat import say_reach
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES_COURTS, TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.index import Genre
from carto_ess.territoire.niveau import Echelle
from carto_ess.ui import session
from carto_ess.ui.bilans import load_voisinage
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.recherche import render_recherche
from carto_ess.vue.vue import Vue, name_territoire

SECTION = "Quelle forme pour notre projet\u202f?"

N_CONTACTS = 3
"""Contacts given for a territory: more is a list, which the page of fiches holds."""

N_FICHES = 5
"""Fiches to look at, at most."""

_SECTEUR = "choix_secteur"
_CHERCHES = (Genre.COMMUNE, Genre.EPCI, Genre.PAYS)


@st.fragment(key="choix")
def render_choix(guide: Guide) -> None:
    """Draw the questions and, beside them, the form they lead to, why, and whom to call.

    Answers are in the address, as the territory is: a link shows the same to someone else.
    """
    donnees, vue = load_donnees(), session.current_vue()
    projet, avis = parse_projet(session.read_propres(), guide)
    session.mend_propres(write_projet(projet), avis)
    session.publish_vue(donnees)
    render_gabarit("avis.html", avis=session.take_avis())
    render_gabarit("cooperer/titre.html", ancre="choix", titre=SECTION, guide=guide)
    with st.container(key="choix"):
        with st.container(key="choix_questions"):
            render_recherche("choix_recherche", genres=_CHERCHES, page="choix")
            _render_territoire(donnees, vue)
            for question in guide.questions:
                _ask(question, projet, guide)
            _ask_secteur(projet, guide)
        with st.container(key="choix_reponse"):
            _render_reponse(guide, donnees, vue, projet)
    render_gabarit("cooperer/regles.html", guide=guide, types_courts=TYPES_COURTS)


def _render_territoire(donnees: Donnees, vue: Vue) -> None:
    """Draw the territory chosen, with what takes it off."""
    with st.container(key="choix_lieu", horizontal=True, vertical_alignment="center"):
        render_gabarit("cooperer/territoire.html", lieu=_name(donnees, vue))
        if vue.territoire:
            st.button(
                "Retirer",
                key="choix_retirer",
                type="tertiary",
                icon=":material/close:",
                on_click=session.change_vue,
                args=(donnees, Vue.leave),
            )


def _name(donnees: Donnees, vue: Vue) -> str:
    return name_territoire(vue, donnees.decoupages) if vue.territoire else ""


def _ask(question: QuestionGuidee, projet: Projet, guide: Guide) -> None:
    """Draw one question; its answer is empty while undecided."""
    textes = {"": "Pas encore décidé", **{r.id: r.texte for r in question.reponses}}
    cle = f"question_{question.id}"
    session.sync_widget(cle, projet.reponses.get(question.id, ""))
    st.radio(
        question.texte,
        tuple(textes),
        key=cle,
        format_func=textes.__getitem__,
        on_change=_on_reponse,
        args=(question.id, guide),
    )


def _on_reponse(question: str, guide: Guide) -> None:
    projet = _read_projet(guide)
    choisie = st.session_state[f"question_{question}"]
    autres = {q: r for q, r in projet.reponses.items() if q != question}
    reponses = {**autres, question: choisie} if choisie else autres
    session.change_propres(write_projet(replace(projet, reponses=reponses)))


def _read_projet(guide: Guide) -> Projet:
    """Return the project as it is now: the browser may send several answers at once."""
    return parse_projet(session.read_propres(), guide)[0]


def _ask_secteur(projet: Projet, guide: Guide) -> None:
    session.sync_widget(_SECTEUR, projet.secteur)
    st.text_input(
        "Votre secteur (facultatif)",
        key=_SECTEUR,
        max_chars=SECTEUR_MAX,
        placeholder="Insertion, culture, alimentation…",
        on_change=_on_secteur,
        args=(guide,),
    )


def _on_secteur(guide: Guide) -> None:
    projet = _read_projet(guide)
    secteur = clean_secteur(st.session_state[_SECTEUR] or "")
    session.change_propres(write_projet(replace(projet, secteur=secteur)))


def _render_reponse(guide: Guide, donnees: Donnees, vue: Vue, projet: Projet) -> None:
    formes = rank_formes(guide, projet.reponses)
    premieres = select_first(formes)
    phrase = say_forme(formes, len(projet.reponses), len(guide.questions))
    render_gabarit("cooperer/phrase.html", phrase=phrase, formes=premieres)
    render_gabarit(
        "cooperer/choix.html",
        formes=formes,
        dites=_list_reponses(guide, projet),
        projet=projet,
        livret=guide.livret,
        sans_fiche=not donnees.referentiel.fiches,
        **_find_contacts(donnees, vue, premieres),
        **_find_fiches(donnees, vue, formes, projet),
    )


def _list_reponses(guide: Guide, projet: Projet) -> list[tuple[str, str]]:
    """Return each question answered with its answer, in the guide's order."""
    return [
        (q.texte, r.texte)
        for q in guide.questions
        for r in q.reponses
        if projet.reponses.get(q.id) == r.id
    ]


def _find_contacts(
    donnees: Donnees, vue: Vue, premieres: Collection[FormeClassee]
) -> Mapping[str, Any]:
    """Return the contacts nearest to the territory, of the forms that come first or of any.

    A fiche that nobody can be called at is none, unless all contacts are hidden.
    """
    types = {f.type for f in premieres} or set(TypeCooperation)
    du_type = [f for f in donnees.referentiel.fiches if f.type in types]
    masques = donnees.referentiel.contacts_masques
    joignables = [f for f in du_type if masques or f.telephones or f.courriels]
    decoupage = donnees.decoupages[vue.millesime]
    return {
        "lieu": _name(donnees, vue),
        "proches": _rank_proches(donnees, vue, joignables)[:N_CONTACTS],
        "n_du_type": len(du_type),
        "toutes": not premieres,
        "ou": partial(say_reach, decoupage=decoupage),
    }


def _rank_proches(donnees: Donnees, vue: Vue, fiches: Collection[Fiche]) -> tuple[Proche, ...]:
    communes = _list_communes(donnees, vue)
    if not communes:
        return ()
    matrice = donnees.matrice(vue.millesime, Echelle.TOUTES)
    return rank_proches(communes, fiches, matrice, load_voisinage())


def _list_communes(donnees: Donnees, vue: Vue) -> frozenset[CodeCommune]:
    return vue.find_communes(donnees.decoupages) or frozenset()


def _find_fiches(
    donnees: Donnees, vue: Vue, formes: tuple[FormeClassee, ...], projet: Projet
) -> Mapping[str, Any]:
    """Return the fiches to look at, once something was said of the project."""
    communes = _list_communes(donnees, vue)
    if not (projet.reponses or projet.secteur):
        return {"fiches": [], "appuis": [], "n_communes": len(communes)}
    matrice = donnees.matrice(vue.millesime, Echelle.TOUTES)
    rangees = rank_fiches(donnees.referentiel.fiches, formes, projet.secteur, communes, matrice)
    appuis = [p for p in rangees if p.fiche.type is TypeCooperation.STRUCTURE_APPUI]
    autres = [p for p in rangees if p not in appuis]
    return {"fiches": autres[:N_FICHES], "appuis": appuis, "n_communes": len(communes)}
