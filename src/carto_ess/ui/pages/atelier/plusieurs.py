"""Many fiches at once: a grid, or a spreadsheet whose differences are taken one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from carto_ess._errors import CartoEssError
from carto_ess.atelier.chantier import Chantier
from carto_ess.atelier.ecarts import Ecart, apply_ecarts, list_ecarts
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.tableur.isoloir import read_isole
from carto_ess.tableur.tableau import Tableau
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.pages.atelier.choix_ecarts import read_taken, render_ecarts
from carto_ess.ui.pages.atelier.etabli import Etabli, change_chantier

_TOUR = "atelier_tour"


def render_plusieurs(etabli: Etabli) -> None:
    """Draw the grid, then the place where a spreadsheet is dropped."""
    _render_grille(etabli)
    render_gabarit(
        "referentiel/etape.html",
        titre="Ou reprendre un classeur",
        texte="Un classeur .xlsx ou .ods, ou les deux tableaux .csv ensemble : chaque différence "
        "avec votre brouillon est montrée, vous prenez celles que vous voulez.",
    )
    recus = st.file_uploader(
        "Classeur à reprendre",
        accept_multiple_files=True,
        key="atelier_classeur",
        label_visibility="collapsed",
    )
    if recus:
        _render_classeur(etabli, recus)


def _render_grille(etabli: Etabli) -> None:
    chantier = etabli.chantier
    titres = {c.nom: c.titre for c in etabli.schema.fiches}
    tour = st.session_state.get(_TOUR, 0)
    rendues = st.data_editor(
        [{titres[nom]: rang[nom] for nom in COLONNES_FICHES} for rang in chantier.fiches],
        key=f"atelier_grille_{tour}",
        hide_index=True,
        disabled=[titres["id"]],
        height=420,
    )
    fiches = tuple(
        {**rang, **{nom: str(ligne[titres[nom]] or "") for nom in COLONNES_FICHES if nom != "id"}}
        for rang, ligne in zip(chantier.fiches, rendues, strict=True)
    )
    neuf = replace(chantier, fiches=fiches)
    if ecarts := list_ecarts(chantier, neuf):
        render_gabarit("atelier/ecarts.html", n=len(ecarts))
        cle = f"atelier_pris_{tour}"
        render_ecarts(ecarts, etabli.schema, cle=cle)
        st.button(
            "Garder dans mon brouillon",
            type="primary",
            icon=":material/save:",
            on_click=_keep,
            args=(neuf, ecarts, cle),
            key="atelier_garder_grille",
        )


def _keep(neuf: Chantier, ecarts: Sequence[Ecart], cle: str) -> None:
    """Take the differences ticked into the draft; the grid begins again on it."""
    pris = read_taken(ecarts, cle)
    change_chantier(lambda chantier: apply_ecarts(chantier, neuf, pris))
    st.session_state[_TOUR] = st.session_state.get(_TOUR, 0) + 1


def _render_classeur(etabli: Etabli, recus: Sequence[UploadedFile]) -> None:
    try:
        tables = read_isole({f.name: f.getvalue() for f in recus}, etabli.schema)
    except CartoEssError as erreur:
        render_alerte(str(erreur))
        return
    neuf = Chantier(
        _fill(tables[0], COLONNES_FICHES),
        _fill(tables[1], COLONNES_COUVERTURES),
        etabli.chantier.depuis,
    )
    fautes = neuf.read(etabli.decoupages).fautes
    ecarts = list_ecarts(etabli.chantier, neuf)
    render_gabarit("atelier/ecarts.html", n=len(ecarts))
    if fautes:
        render_gabarit("fautes.html", fautes=fautes[:50])
    if ecarts:
        cle = "atelier_pris_classeur"
        render_ecarts(ecarts, etabli.schema, cle=cle)
        st.button(
            "Prendre dans mon brouillon",
            type="primary",
            icon=":material/save:",
            on_click=_keep,
            args=(neuf, ecarts, cle),
            key="atelier_garder_classeur",
        )


def _fill(tableau: Tableau, colonnes: Sequence[str]) -> tuple[dict[str, str], ...]:
    return tuple({nom: ligne[nom] for nom in colonnes} for ligne in tableau.lignes)
