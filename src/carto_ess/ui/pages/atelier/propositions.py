"""What readers proposed: taken cell by cell, edited, or declined with a word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from carto_ess.atelier.chantier import Chantier
from carto_ess.atelier.propositions import (
    FILE_MAX,
    MOTS_MAX,
    PropositionLecteur,
    SortProposition,
    close_proposition,
    list_propositions,
)
from carto_ess.referentiel.lecture import COLONNES_FICHES
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.atelier.choix_ecarts import read_edits
from carto_ess.ui.pages.atelier.etabli import Etabli, attempt, change_chantier, now

_Cellule = tuple[str, str, str, str]

_MONTREES = 20
"""Proposals drawn at once; the next ones come as these are answered."""


def render_propositions(etabli: Etabli) -> None:
    """Draw the proposals that wait, the oldest first."""
    recues = list_propositions(etabli.base, etabli.personne)
    render_gabarit("atelier/file.html", n=len(recues), maximum=FILE_MAX, montrees=_MONTREES)
    for proposition in recues[:_MONTREES]:
        with st.container(border=True, key=f"proposition_{proposition.numero}"):
            _render_proposition(etabli, proposition)


def _render_proposition(etabli: Etabli, proposition: PropositionLecteur) -> None:
    fiche = proposition.fiche if proposition.fiche in etabli.chantier.ids else ""
    render_gabarit("atelier/proposition.html", proposition=proposition, connue=bool(fiche))
    cellules = _list_cellules(etabli, proposition, fiche)
    st.data_editor(
        [
            {"Prendre": bool(apres), "Champ": titre, "Aujourd’hui": avant, "Deviendrait": apres}
            for _, titre, avant, apres in cellules
        ],
        key=_name_table(proposition),
        hide_index=True,
        disabled=["Champ", "Aujourd’hui"],
    )
    st.text_input(
        "Un mot (obligatoire pour décliner)", key=_name_mot(proposition), max_chars=MOTS_MAX
    )
    with st.container(horizontal=True):
        st.button(
            "Prendre dans mon brouillon",
            key=f"prendre_{proposition.numero}",
            type="primary",
            on_click=partial(_take, proposition, fiche, cellules),
            icon=":material/check:",
        )
        st.button(
            "Décliner",
            key=f"decliner_{proposition.numero}",
            icon=":material/block:",
            on_click=partial(_decline, proposition),
        )


def _name_table(proposition: PropositionLecteur) -> str:
    return f"cellules_{proposition.numero}"


def _name_mot(proposition: PropositionLecteur) -> str:
    return f"mot_{proposition.numero}"


def _list_cellules(etabli: Etabli, proposition: PropositionLecteur, fiche: str) -> list[_Cellule]:
    """Return (column, title, value today, value proposed) of every field that can be taken."""
    actuelle = etabli.chantier[fiche] if fiche else dict.fromkeys(COLONNES_FICHES, "")
    proposees = {"structure": "" if fiche else proposition.structure, **proposition.changements}
    return [
        (c.nom, c.titre, actuelle[c.nom], proposees.get(c.nom, ""))
        for c in etabli.schema.fiches
        if c.nom != "id" and (proposees.get(c.nom) or c.nom in _USUELS)
    ]


_USUELS = ("secteur", "couverture", "telephones", "courriels", "sites")


def _take(proposition: PropositionLecteur, fiche: str, cellules: Iterable[_Cellule]) -> None:
    """Answer first: of two officers who take the same one, the second is told so."""
    edits = read_edits(_name_table(proposition))
    prises = {
        nom: str(edits.get(rang, {}).get("Deviendrait", apres) or "")
        for rang, (nom, _, _, apres) in enumerate(cellules)
        if edits.get(rang, {}).get("Prendre", bool(apres))
    }
    if not _close(proposition, SortProposition.REPRISE):
        return

    def prend(chantier: Chantier) -> Chantier:
        """Write what was proposed in its fiche, or in a new one."""
        if fiche in chantier.ids:
            return chantier.change(fiche, **prises)
        return chantier.add({"structure": proposition.structure, **prises})[0]

    change_chantier(prend)


def _decline(proposition: PropositionLecteur) -> None:
    _close(proposition, SortProposition.DECLINEE)


def _close(proposition: PropositionLecteur, sort: SortProposition) -> bool:
    mot = st.session_state.get(_name_mot(proposition)) or ""
    numero = proposition.numero
    return attempt(lambda e: close_proposition(e.base, numero, e.personne, sort, mot, now()))
