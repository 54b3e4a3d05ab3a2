"""Differences in a table: each one is ticked to be taken, or left."""

from __future__ import annotations

from collections.abc import Sequence

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


def choose_ecarts(ecarts: Sequence[Ecart], schema: Schema, *, cle: str) -> list[Ecart]:
    """Draw `ecarts` and return those that are ticked, all of them at first."""
    titres = name_colonnes(schema)
    lignes = [
        {
            _PRENDRE: True, "Fiche": ecart.structure,
            "Champ": titres.get(ecart.colonne, ecart.colonne),
            "Avant": ecart.avant, "Après": ecart.apres,
        }
        for ecart in ecarts
    ]  # fmt: skip
    rendues = st.data_editor(
        lignes, key=cle, hide_index=True, disabled=["Fiche", "Champ", "Avant", "Après"],
        column_config={_PRENDRE: st.column_config.CheckboxColumn(width="small")},
    )  # fmt: skip
    return [ecart for ecart, ligne in zip(ecarts, rendues, strict=True) if ligne[_PRENDRE]]
