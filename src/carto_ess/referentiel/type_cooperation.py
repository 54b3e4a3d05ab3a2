"""The five types of cooperation, and how they are called."""

from __future__ import annotations

from enum import StrEnum


class TypeCooperation(StrEnum):
    """The five types of fiche, in the order of the booklet."""

    MUTUALISATION = "mutualisation"
    PARTENARIAT_PROJETS = "partenariat_projets"
    COLLECTIF_ACTEURS_ESS = "collectif_acteurs_ess"
    REGROUPEMENT = "regroupement"
    STRUCTURE_APPUI = "structure_appui"


TYPES: dict[TypeCooperation, str] = {
    TypeCooperation.MUTUALISATION: "Mutualisation",
    TypeCooperation.PARTENARIAT_PROJETS: "Partenariat de projets",
    TypeCooperation.COLLECTIF_ACTEURS_ESS: "Collectif d’acteurs ESS",
    TypeCooperation.REGROUPEMENT: "Regroupement ESS, entreprises, collectivités",
    TypeCooperation.STRUCTURE_APPUI: "Structure d’appui",
}

TYPES_COURTS: dict[TypeCooperation, str] = {
    **TYPES,
    TypeCooperation.REGROUPEMENT: "Regroupement d’acteurs",
}
"""The same, where room is short: the legend of the map, the filters."""

AUCUN: dict[TypeCooperation, str] = {
    TypeCooperation.MUTUALISATION: "aucune mutualisation",
    TypeCooperation.PARTENARIAT_PROJETS: "aucun partenariat",
    TypeCooperation.COLLECTIF_ACTEURS_ESS: "aucun collectif",
    TypeCooperation.REGROUPEMENT: "aucun regroupement",
    TypeCooperation.STRUCTURE_APPUI: "aucune structure d’appui",
}
"""What is said where a type, shown alone, is not recorded."""
