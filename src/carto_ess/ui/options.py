"""« Options »: what a figure depends on (perimeters, échelle), and what the map draws besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from carto_ess.francais import count
from carto_ess.territoire.niveau import Echelle
from carto_ess.ui import filtres, session
from carto_ess.ui.decoupage import render_decoupage
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.vue.vue import Couche, Vue

_COUCHES = {
    "noms": ("Noms et signes des intercommunalités", Couche.SANS_NOMS, True),
    "points": ("Structures (siège ou lieu d’action)", Couche.POINTS, False),
    "pays": ("Limites des Pays", Couche.PAYS, False),
}
"""The map's layers: what a reader sees of each, what asks for another state of it than its own."""


def render_options(donnees: Donnees, vue: Vue, *, couches: bool) -> None:
    """Draw the popover; an option that is not the default is a dot on its button.

    `couches`: with what the map draws besides. Types are in it on a phone, and where no small map
    of the frame chooses them.
    """
    change = _is_changed(donnees, vue) or (couches and bool(vue.couches))
    volet = st.popover(
        "Options", icon=":material/tune:", key="options" + "_changees" * change, on_change="rerun"
    )
    if not volet.open:  # nothing of it is sent before it is asked for
        return
    with volet:
        with st.container(key="options_types" if couches else "options_types_seuls"):
            filtres.render_types(donnees, vue)
        render_decoupage(donnees, vue)
        _render_echelle(donnees, vue)
        if couches:
            _render_couches(donnees, vue)


def list_couches(vue: Vue) -> Mapping[str, bool]:
    """Return what the map draws or leaves out as the reader asked, where it is not the default."""
    return {nom: not seule for nom, (_, couche, seule) in _COUCHES.items() if couche in vue.couches}


def _is_changed(donnees: Donnees, vue: Vue) -> bool:
    defaut = Vue(donnees.decoupages.actuel.millesime)
    return (vue.millesime, vue.echelle) != (defaut.millesime, defaut.echelle)


def _render_echelle(donnees: Donnees, vue: Vue) -> None:
    session.sync_widget("f_larges", vue.echelle is Echelle.TOUTES)
    st.checkbox(
        "Compter aussi les coopérations départementales et régionales",
        key="f_larges",
        on_change=session.on_widget,
        args=(
            "f_larges",
            donnees,
            lambda v, large: replace(v, echelle=Echelle.TOUTES if large else Echelle.PROXIMITE),
        ),
    )
    toutes = donnees.matrice(vue.millesime, Echelle.TOUTES)
    partout = [f for f in toutes.fiches if len(toutes.communes_of(f.id)) == len(toutes.codes)]
    if partout:
        se_dit = "se dit active" if len(partout) == 1 else "se disent actives"
        render_gabarit(
            "note.html",
            phrase=f"{count(len(partout), 'fiche')} {se_dit} partout : "
            "plus aucune commune ne serait sans coopération.",
        )


def _render_couches(donnees: Donnees, vue: Vue) -> None:
    render_gabarit("note.html", phrase="Sur la carte", fort=True)
    for nom, (libelle, couche, defaut) in _COUCHES.items():
        if nom != "pays" or donnees.decoupages.actuel.pays:
            session.sync_widget(f"o_{nom}", (couche in vue.couches) is not defaut)
            st.checkbox(
                libelle,
                key=f"o_{nom}",
                on_change=session.on_widget,
                args=(f"o_{nom}", donnees, partial(_draw, couche, defaut)),
            )


def _draw(couche: Couche, defaut: bool, vue: Vue, drawn: object) -> Vue:  # noqa: FBT001 -- a partial
    return vue.draw(couche, asked=drawn is not defaut)
