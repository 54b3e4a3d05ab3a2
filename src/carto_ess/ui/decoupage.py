"""The choice of a year of perimeters: only years in which something changed here, and what did."""

from __future__ import annotations

import os
from dataclasses import replace

import streamlit as st

from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.referentiel.fiche import find_livret
from carto_ess.reglages import find_geodata
from carto_ess.territoire.changement import (
    Changement,
    Periode,
    describe,
    list_periodes,
    name_periode,
    summarize,
)
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.session import on_widget, sync_widget
from carto_ess.vue.vue import Vue

SEGMENTS_MAX = 4
"""Years shown side by side; more are a list."""


def render_decoupage(donnees: Donnees, vue: Vue) -> None:
    """Draw the choice of perimeters and what changed, or say the year when there is no choice."""
    periodes = find_periodes(donnees)
    if len(periodes) == 1:
        st.caption(f"Découpage {vue.millesime}.")
        return
    noms = {p.millesime: name_periode(p, _find_livret(donnees)) for p in periodes[::-1]}
    choisie = next(p for p in periodes if vue.millesime in p)
    sync_widget("f_millesime", choisie.millesime)
    # A choice of the map may redraw the page while this widget is away: it then reports None.
    args = ("f_millesime", donnees, lambda v, m: replace(v, millesime=m or v.millesime))
    if len(noms) > SEGMENTS_MAX:
        st.selectbox(
            "Découpage",
            list(noms),
            key="f_millesime",
            format_func=noms.__getitem__,
            on_change=on_widget,
            args=args,
        )
    else:
        st.segmented_control(
            "Découpage",
            list(noms),
            key="f_millesime",
            format_func=noms.__getitem__,
            required=True,
            width="stretch",
            on_change=on_widget,
            args=args,
        )
    _render_changement(donnees, vue, periodes, choisie)


def find_periodes(donnees: Donnees) -> tuple[Periode, ...]:
    """Return the periods of the years held, compared once for all visitors."""
    return donnees.remember("periodes", lambda: list_periodes(donnees.decoupages))


def _find_livret(donnees: Donnees) -> int | None:
    return donnees.remember("livret", lambda: find_livret(donnees.referentiel.fiches))


def _render_changement(
    donnees: Donnees, vue: Vue, periodes: tuple[Periode, ...], choisie: Periode
) -> None:
    """Say what changed when the period began; of the oldest, what changed when it ended."""
    changement = choisie.changement or periodes[1].changement
    assert changement is not None  # noqa: S101 -- only the oldest period has none
    render_gabarit(
        "decoupage.html",
        resume=summarize(changement),
        phrases=donnees.remember(f"changement {changement.apres}", lambda: _describe(changement)),
        meme_que=choisie.millesime if vue.millesime != choisie.millesime else None,
        millesime=vue.millesime,
    )


def _describe(changement: Changement) -> tuple[str, ...]:
    return describe(changement, read_evenements_epci(find_geodata(os.environ)))
