"""The filters beside the map: each value says how many fiches it would show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from carto_ess.couverture.filtre import Filtre, count_epci, count_types
from carto_ess.francais import count, number
from carto_ess.referentiel.type_cooperation import TYPES, TYPES_COURTS
from carto_ess.style import STYLES
from carto_ess.territoire.niveau import ECHELLES, Echelle
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.session import change_vue, current_vue, sync_widget
from carto_ess.vue.vue import LONGUEUR_RECHERCHE, Vue, clean_recherche


def render_filtres(donnees: Donnees) -> None:
    """Draw the filters of the current view; a choice changes the view before the next run."""
    vue = current_vue()
    with st.container(key="filtres"):
        _render_recherche(donnees, vue)
        render_millesime(donnees, vue)
        _render_epci(donnees, vue)
        render_types(donnees, vue)
        render_echelle(donnees, vue)
        if vue.filtre != Filtre() or vue.echelle is not Echelle.PROXIMITE:
            st.button(
                "Effacer les filtres", icon=":material/filter_alt_off:", key="f_effacer",
                on_click=change_vue, args=(donnees, _clear),
            )  # fmt: skip


def _clear(vue: Vue) -> Vue:
    return replace(vue, filtre=Filtre(), echelle=Echelle.PROXIMITE, fiche=None)


def on_widget(cle: str, donnees: Donnees, change: Callable[[Vue, object], Vue]) -> None:
    """Change the view with the value that a widget has just taken."""
    valeur = st.session_state[cle]
    change_vue(donnees, lambda vue: change(vue, valeur))


def _render_recherche(donnees: Donnees, vue: Vue) -> None:
    sync_widget("f_recherche", vue.filtre.recherche)
    st.text_input(
        "Rechercher", key="f_recherche", type="search", max_chars=LONGUEUR_RECHERCHE,
        placeholder="Structure, commune, EPCI, Pays…", on_change=on_widget,
        args=("f_recherche", donnees, _with_recherche),
    )  # fmt: skip


def _with_recherche(vue: Vue, valeur: object) -> Vue:
    recherche = clean_recherche(str(valeur or ""))
    return replace(vue, filtre=replace(vue.filtre, recherche=recherche), fiche=None)


def render_millesime(donnees: Donnees, vue: Vue) -> None:
    """Draw the switch of perimeters, or say which ones there are when there is no choice."""
    millesimes = donnees.decoupages.millesimes
    if len(millesimes) == 1:
        st.caption(f"Périmètres {millesimes[0]}.")
        return
    sync_widget("f_millesime", vue.millesime)
    st.segmented_control(
        "Périmètres", millesimes, key="f_millesime", required=True, width="stretch",
        format_func=lambda m: f"{m} (livret)" if m == millesimes[0] else f"{m} (actuels)",
        on_change=on_widget,
        args=("f_millesime", donnees, lambda v, m: replace(v, millesime=m)),
    )  # fmt: skip


def _render_epci(donnees: Donnees, vue: Vue) -> None:
    """Draw the choice of an EPCI; where the map draws them first, only the one it chose."""
    if donnees.decoupages.unites and not vue.filtre.epci:
        st.caption("EPCI : choisissez-en un sur la carte, ou cherchez son nom.")
        return
    decoupage, matrice = donnees.of(vue)
    nombres = count_epci(donnees.referentiel.fiches, vue.filtre, matrice, decoupage)
    sirens = sorted(decoupage.epci, key=lambda s: decoupage.epci[s].nom_court)
    if donnees.decoupages.unites:  # 1,250 options would be sent at each change of their counts
        sirens = [s for s in sirens if s == vue.filtre.epci]
    sync_widget("f_epci", vue.filtre.epci)
    st.selectbox(
        f"EPCI ({number(len(decoupage.epci))})", sirens, key="f_epci", index=None,
        placeholder=f"Tous les EPCI {vue.millesime}",
        format_func=lambda s: f"{decoupage.epci[s].nom_court} ({nombres[s]})",
        on_change=on_widget,
        args=("f_epci", donnees, lambda v, s: replace(
            v, filtre=replace(v.filtre, epci=s), commune=None, fiche=None)),
    )  # fmt: skip


def render_types(donnees: Donnees, vue: Vue, filtre: Filtre | None = None) -> None:
    """Draw the choice of types; counts obey `filtre`, by default that of the view."""
    decoupage, matrice = donnees.of(vue)
    filtre = vue.filtre if filtre is None else filtre
    nombres = count_types(donnees.referentiel.fiches, filtre, matrice, decoupage)
    sync_widget("f_types", list(vue.filtre.types))
    st.pills(
        "Types de coopération", tuple(nombres), key="f_types", selection_mode="multi",
        format_func=lambda t: f"{STYLES[t].glyphe} {TYPES_COURTS[t]} ({number(nombres[t])})",
        on_change=on_widget,
        args=("f_types", donnees, lambda v, t: replace(
            v, filtre=replace(v.filtre, types=tuple(x for x in nombres if x in t)), fiche=None)),
    )  # fmt: skip


def render_echelle(donnees: Donnees, vue: Vue) -> None:
    """Draw the choice of échelle."""
    sync_widget("f_echelle", vue.echelle)
    st.segmented_control(
        "Échelle", tuple(Echelle), key="f_echelle", required=True, width="stretch",
        format_func={Echelle.PROXIMITE: "Proximité", Echelle.TOUTES: "Toutes"}.__getitem__,
        help="\u202f; ".join(f"{texte}" for texte in ECHELLES.values()),
        on_change=on_widget,
        args=("f_echelle", donnees, lambda v, e: replace(v, echelle=e)),
    )  # fmt: skip


def describe_filtre(vue: Vue, donnees: Donnees, n: int) -> str:
    """Say in French how many fiches pass the filters, and which filters those are."""
    decoupage = donnees.decoupages[vue.millesime]
    mots = [TYPES[t] for t in vue.filtre.types]
    if vue.filtre.epci:
        mots.append(decoupage.epci[vue.filtre.epci].nom_court)
    if vue.filtre.recherche:
        mots.append(f"« {vue.filtre.recherche} »")
    suite = f" : {', '.join(mots)}" if mots else ""
    return f"{count(n, 'fiche')} sur {number(len(donnees.referentiel.fiches))}{suite}"
