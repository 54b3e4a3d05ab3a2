"""The filters beside the map: each value says how many fiches it would show."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from carto_ess.couverture.filtre import Filtre, count_epci, count_types
from carto_ess.francais import count, number
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE
from carto_ess.referentiel.type_cooperation import TYPES, TYPES_COURTS
from carto_ess.style import STYLES
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import ECHELLES, Echelle, Niveau
from carto_ess.ui.decoupage import render_decoupage
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.session import change_vue, current_vue, on_widget, sync_widget
from carto_ess.vue.adresse import LONGUEUR_RECHERCHE, clean_recherche
from carto_ess.vue.vue import Vue, name_territoire


def render_filtres(donnees: Donnees, *, textes: bool) -> None:
    """Draw the filters of the current view; a choice changes the view before the next run.

    `textes`: whether the page also searches the texts of its fiches.
    """
    vue = current_vue()
    with st.container(key="filtres"):
        if textes:
            _render_recherche(donnees, vue)
        render_decoupage(donnees, vue)
        _render_epci(donnees, vue)
        seule = textes and not vue.territoire  # the list then holds every fiche
        render_types(donnees, replace(vue, echelle=Echelle.TOUTES) if seule else vue)
        if not seule:
            render_echelle(donnees, vue)
        if vue != _clear(vue):
            st.button(
                "Effacer les filtres",
                icon=":material/filter_alt_off:",
                key="f_effacer",
                on_click=change_vue,
                args=(donnees, _clear),
            )


def _clear(vue: Vue) -> Vue:
    return replace(vue.leave(), types=(), recherche="", echelle=Echelle.PROXIMITE)


def _render_recherche(donnees: Donnees, vue: Vue) -> None:
    sync_widget("f_recherche", vue.recherche)
    st.text_input(
        "Rechercher",
        key="f_recherche",
        type="search",
        max_chars=LONGUEUR_RECHERCHE,
        placeholder="Structure, commune, EPCI, Pays…",
        on_change=on_widget,
        args=("f_recherche", donnees, _with_recherche),
    )


def _with_recherche(vue: Vue, valeur: object) -> Vue:
    recherche = clean_recherche(str(valeur or ""))
    return replace(vue, recherche=recherche, fiche=None)


def _render_epci(donnees: Donnees, vue: Vue) -> None:
    """Draw the choice of an EPCI; where the map draws them first, only the one it chose."""
    if donnees.decoupages.unites and not vue.epci:
        st.caption("EPCI : choisissez-en un sur la carte, ou cherchez son nom.")
        return
    decoupage, matrice = donnees.of(vue)
    nombres = count_epci(donnees.referentiel.fiches, vue.filtre, matrice, decoupage)
    sirens = sorted(decoupage.epci, key=lambda s: decoupage.epci[s].nom_court)
    if donnees.decoupages.unites:  # 1,250 options would be sent at each change of their counts
        sirens = [s for s in sirens if s == vue.epci]
    sync_widget("f_epci", vue.epci)
    st.selectbox(
        f"EPCI ({number(len(decoupage.epci))})",
        sirens,
        key="f_epci",
        index=None,
        placeholder=f"Tous les EPCI {vue.millesime}",
        format_func=lambda s: f"{decoupage.epci[s].nom_court} ({nombres[s]})",
        on_change=on_widget,
        args=("f_epci", donnees, partial(_choose_epci, frozenset(decoupage.epci))),
    )


def _choose_epci(connus: frozenset[Siren], vue: Vue, choix: object) -> Vue:
    """Return the view on the EPCI chosen; a label is none.

    The browser may still hold the label of an option whose count a choice on the map has changed:
    Streamlit then gives that text in place of the option.
    """
    if choix is None:
        return vue.leave()
    return vue.focus(Niveau.EPCI, str(choix)) if choix in connus else vue


def render_types(donnees: Donnees, vue: Vue, filtre: Filtre | None = None) -> None:
    """Draw the choice of types; counts obey `filtre`, by default that of the view."""
    _, matrice = donnees.of(vue)
    filtre = vue.filtre if filtre is None else filtre
    nombres = count_types(donnees.referentiel.fiches, filtre, matrice)
    sync_widget("f_types", list(vue.types))
    st.pills(
        "Types de coopération",
        tuple(nombres),
        key="f_types",
        selection_mode="multi",
        format_func=lambda t: f"{STYLES[t].glyphe} {TYPES_COURTS[t]} ({number(nombres[t])})",
        on_change=on_widget,
        args=("f_types", donnees, lambda v, t: v.show_types(t or ())),
    )


def render_echelle(donnees: Donnees, vue: Vue) -> None:
    """Draw the choice of échelle."""
    sync_widget("f_echelle", vue.echelle)
    st.segmented_control(
        "Échelle",
        tuple(Echelle),
        key="f_echelle",
        required=True,
        width="stretch",
        format_func={Echelle.PROXIMITE: "Proximité", Echelle.TOUTES: "Toutes"}.__getitem__,
        help="\u202f; ".join(f"{texte}" for texte in ECHELLES.values()),
        on_change=on_widget,
        args=("f_echelle", donnees, lambda v, e: replace(v, echelle=e or v.echelle)),
    )


def describe_filtre(vue: Vue, donnees: Donnees, n: int) -> str:
    """Say in French how many fiches pass the filters, and which filters those are."""
    if not donnees.referentiel.fiches:
        return SANS_AUCUNE_FICHE.rstrip(".")
    mots = [TYPES[t] for t in vue.types]
    if vue.territoire:
        mots.append(name_territoire(vue, donnees.decoupages))
    if vue.recherche:
        mots.append(f"« {vue.recherche} »")
    suite = f" : {', '.join(mots)}" if mots else ""
    return f"{count(n, 'fiche')} sur {number(len(donnees.referentiel.fiches))}{suite}"
