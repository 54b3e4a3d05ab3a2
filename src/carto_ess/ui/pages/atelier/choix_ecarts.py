"""Differences in a table: each one is ticked to be taken, or left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from carto_ess.atelier.ecarts import Ecart
from carto_ess.atelier.fusion import PRESENCE
from carto_ess.referentiel.comparaison import COUVERTURES
from carto_ess.tableur.schema import Schema

_PRENDRE = "Prendre"


def name_colonnes(schema: Schema) -> dict[str, str]:
    """Return what a person is told of each column."""
    titres = {colonne.nom: colonne.titre for colonne in schema.fiches}
    return {**titres, COUVERTURES: "Territoires couverts", PRESENCE: "Fiche"}


def render_ecarts(ecarts: Sequence[Ecart], schema: Schema, *, cle: str) -> None:
    """Draw `ecarts`, each with a tick, all of them taken at first."""
    titres = name_colonnes(schema)
    lignes = [
        {
            _PRENDRE: True, "Fiche": ecart.structure,
            "Champ": titres.get(ecart.colonne, ecart.colonne),
            "Avant": ecart.avant, "Après": ecart.apres,
        }
        for ecart in ecarts
    ]  # fmt: skip
    st.data_editor(
        lignes,
        key=cle,
        hide_index=True,
        disabled=["Fiche", "Champ", "Avant", "Après"],
        column_config={_PRENDRE: st.column_config.CheckboxColumn(width="small")},
    )


def read_taken(ecarts: Sequence[Ecart], cle: str) -> list[Ecart]:
    """Return those of `ecarts` that are still ticked; for a callback."""
    edits = read_edits(cle)
    return [e for rang, e in enumerate(ecarts) if edits.get(rang, {}).get(_PRENDRE, True)]


def read_edits(cle: str) -> Mapping[int, Mapping[str, object]]:
    """Return what was edited in a table since it was drawn: the cells of each row touched.

    A callback may be called before the run that would give the table's new value.
    """
    edits: Mapping[int, Mapping[str, object]] = st.session_state.get(cle, {}).get("edited_rows", {})
    return edits
