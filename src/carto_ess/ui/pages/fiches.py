"""The page of fiches: the rows of the map as a list or whole, and one fiche on its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from carto_ess.couverture.dependance import count_dependants
from carto_ess.couverture.filtre import Filtre
from carto_ess.francais import count, french_date
from carto_ess.guide.parente import find_parentes
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.niveau import Echelle
from carto_ess.ui import session
from carto_ess.ui.corps_fiche import describe_corps
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.entete import render_pied
from carto_ess.ui.filtres import describe_filtre, render_filtres
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.telechargement import render_telechargements
from carto_ess.vue import liste
from carto_ess.vue.adresse import write_params
from carto_ess.vue.extrait import find_extraits, mark_words
from carto_ess.vue.liste import Presentation, Tri, clip, sort_fiches
from carto_ess.vue.vue import Vue

FICHES_MAX = 60
"""Whole fiches on one page at most: the list shows them all, a page of more would be slow."""

TRIS = {
    Tri.TYPE: "Type (ordre du livret)",
    Tri.NOM: "Nom",
    Tri.SECTEUR: "Secteur",
    Tri.COMMUNES: "Nombre de communes",
    Tri.VERIFICATION: "Date de vérification",
    Tri.A_REVERIFIER: "À revérifier d’abord",
}
PRESENTATIONS = {Presentation.LISTE: "Liste", Presentation.FICHES: "Fiches complètes"}
RUBRIQUES = {
    "origine": "Origine",
    "composition": "Composition",
    "enjeux": "Enjeux",
    "travailler_ensemble": "Travailler ensemble",
    "telephones": "Téléphone",
    "courriels": "Courriel",
    "sites": "Site",
    "declarations": "Territoire",
}
"""Titles of the fields an extract may come from."""
_MONTRES = ("structure", "secteur", "couverture")


def render_page_fiches() -> None:
    """Draw the fiche of the view, or the list when the view has none."""
    donnees, vue = load_donnees(), session.current_vue()
    if vue.fiche is None:
        _render_liste()
        return
    fiche = donnees.referentiel[vue.fiche]
    render_gabarit("avis.html", avis=session.take_avis())
    render_gabarit("fiches/fiche.html", **describe_page(donnees, vue, fiche))
    render_pied(donnees, vue)


def list_fiches(donnees: Donnees, vue: Vue) -> tuple[Fiche, ...]:
    """Return the fiches that pass the filters of `vue`, the map's own, in the order asked."""
    _, matrice = donnees.of(widen(vue))
    communes = vue.find_communes(donnees.decoupages)
    gardees = liste.list_fiches(donnees.referentiel.fiches, vue.filtre, communes, matrice)
    proximite = donnees.matrice(vue.millesime, Echelle.PROXIMITE)
    return sort_fiches(gardees, vue.tri, proximite if vue.tri is Tri.A_REVERIFIER else matrice)


def widen(vue: Vue) -> Vue:
    """Return the view whose rows the list holds: all fiches, unless a territory is in focus."""
    return vue if vue.territoire else replace(vue, echelle=Echelle.TOUTES)


@st.fragment(key="page_fiches")
def _render_liste() -> None:
    """Draw the filters and the fiches that pass them: all that a filter reruns."""
    donnees, vue = load_donnees(), session.current_vue()
    session.publish_vue(donnees)
    fiches = list_fiches(donnees, vue)
    larges = _select_wide(donnees, vue)
    render_gabarit(
        "fiches/entete.html",
        legende=describe_filtre(vue, donnees, len(fiches)),
        n_larges=len(larges) - len(fiches),
        toutes=write_params(replace(vue, echelle=Echelle.TOUTES), donnees.decoupages),
        millesime=vue.millesime,
    )
    render_gabarit("avis.html", avis=session.take_avis())
    if not donnees.referentiel.fiches:  # nothing to filter, to sort or to take away
        render_gabarit("sans_fiche.html", dire=False)
        render_pied(donnees, vue)
        return
    with st.container(key="page_fiches"):
        gauche, droite = st.columns([5, 21], gap="medium")
        with gauche:
            render_filtres(donnees, textes=True)
        with droite:
            _render_choix(donnees, vue)
            _render_fiches(donnees, vue, fiches)
    render_telechargements(donnees, widen(vue), cle="fiches")
    render_pied(donnees, vue)


def _select_wide(donnees: Donnees, vue: Vue) -> tuple[Fiche, ...]:
    """Return the fiches that would pass the filters if every échelle counted."""
    return list_fiches(donnees, replace(vue, echelle=Echelle.TOUTES))


def _render_choix(donnees: Donnees, vue: Vue) -> None:
    """Draw the choice of order and of layout."""
    with st.container(key="presentation", horizontal=True, vertical_alignment="bottom"):
        session.sync_widget("f_presentation", vue.presentation)
        st.segmented_control(
            "Présentation",
            tuple(Presentation),
            key="f_presentation",
            required=True,
            format_func=PRESENTATIONS.__getitem__,
            on_change=session.on_widget,
            args=("f_presentation", donnees, lambda v, p: replace(v, presentation=p)),
        )
        session.sync_widget("f_tri", vue.tri)
        st.selectbox(
            "Trier par",
            tuple(Tri),
            key="f_tri",
            width=240,
            format_func=TRIS.__getitem__,
            on_change=session.on_widget,
            args=("f_tri", donnees, lambda v, t: replace(v, tri=t)),
        )


def _render_fiches(donnees: Donnees, vue: Vue, fiches: tuple[Fiche, ...]) -> None:
    if vue.presentation is Presentation.LISTE or not fiches:
        montrees, n_caches = clip(fiches)
        dependants = _count_dependants(donnees, vue)
        lignes = [_describe_ligne(donnees, vue, fiche, dependants) for fiche in montrees]
        render_gabarit(
            "fiches/liste.html",
            lignes=lignes,
            n_caches=n_caches,
            rubriques=RUBRIQUES,
            millesime=vue.millesime,
        )
        return
    render_gabarit(
        "fiches/completes.html",
        fiches=[
            {
                "corps": describe_corps(donnees, fiche, vue.millesime),
                "adresse": write_params(vue.open_fiche(fiche.id), donnees.decoupages),
            }
            for fiche in fiches[:FICHES_MAX]
        ],
        n_caches=max(0, len(fiches) - FICHES_MAX),
    )


def _count_dependants(donnees: Donnees, vue: Vue) -> Mapping[str, int] | None:
    """Return who depends on each fiche alone, where the list is sorted by it."""
    if vue.tri is not Tri.A_REVERIFIER:
        return None
    return count_dependants(donnees.matrice(vue.millesime, Echelle.PROXIMITE))


def _say_checked(fiche: Fiche, dependants: Mapping[str, int] | None) -> str:
    """Return when a fiche was last checked, and who has no other one."""
    date = (
        f"vérifiée le {french_date(fiche.verifie_le.isoformat())}"
        if fiche.verifie_le
        else f"fiche de {fiche.annee}, jamais revérifiée"
    )
    n = (dependants or {}).get(fiche.id, 0)
    if not n:
        return date
    return f"{date}\u202f; {count(n, 'habitant')} {'n’a' if n < 2 else 'n’ont'} que celle-ci"


def _describe_ligne(
    donnees: Donnees, vue: Vue, fiche: Fiche, dependants: Mapping[str, int] | None
) -> Mapping[str, Any]:
    _, matrice = donnees.of(widen(vue))
    par_date = vue.tri in {Tri.VERIFICATION, Tri.A_REVERIFIER}
    recherche = vue.recherche
    return {
        "fiche": fiche,
        "verification": _say_checked(fiche, dependants) if par_date else "",
        "n": len(matrice.communes_of(fiche.id)),
        "adresse": write_params(vue.open_fiche(fiche.id), donnees.decoupages),
        "montres": {champ: mark_words(getattr(fiche, champ), recherche) for champ in _MONTRES},
        "extraits": find_extraits(fiche, recherche, deja_montres=_MONTRES),
    }


def describe_page(donnees: Donnees, vue: Vue, fiche: Fiche) -> dict[str, Any]:
    """Return what the page of one fiche shows: itself, its neighbours in the list, its kin."""
    rangees = list_fiches(donnees, vue)
    dedans = fiche in rangees
    rangees = rangees if dedans else donnees.referentiel.fiches
    rang = rangees.index(fiche)
    sur_la_carte = vue if dedans else Vue(vue.millesime, Echelle.TOUTES)
    proximite = donnees.matrice(vue.millesime, Echelle.PROXIMITE)
    return {
        **describe_corps(donnees, fiche, vue.millesime),
        "rang": rang + 1,
        "n": len(rangees),
        "filtree": dedans and bool(vue.filtre != Filtre() or vue.territoire),
        "precedente": rangees[rang - 1] if rang else None,
        "suivante": rangees[rang + 1] if rang + 1 < len(rangees) else None,
        "parentes": find_parentes(fiche, donnees.referentiel.fiches, proximite),
        "locale": bool(proximite.communes_of(fiche.id)),
        "lien": lambda identifiant: write_params(vue.open_fiche(identifiant), donnees.decoupages),
        "carte": write_params(sur_la_carte.open_fiche(fiche.id), donnees.decoupages),
    }
