"""French words and grammar shared by the screen, the command line, exports and prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from carto_ess.decoupage import Echelle, Niveau
from carto_ess.departement import Departement, Ressort
from carto_ess.fiche import NaturePoint, TypeCooperation

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

NIVEAUX: dict[Niveau, str] = {
    Niveau.COMMUNE: "commune",
    Niveau.EPCI: "EPCI",
    Niveau.PAYS: "Pays",
    Niveau.DEPARTEMENT: "département",
    Niveau.REGION: "région",
}

ECHELLES: dict[Echelle, str] = {
    Echelle.PROXIMITE: "Proximité\u00a0: communes, EPCI, Pays",
    Echelle.TOUTES: "Toutes\u00a0: département et régions en plus",
}

NATURES: dict[NaturePoint, str] = {
    "siege": "siège",
    "contact": "contact",
    "lieu_action": "lieu d’action",
}

NOMS_MAX = 2
"""Départements named in a sentence; more are counted."""

_FRANCE = Departement("FR", "France", 3)
_DE = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’", 6: "des "}
_DANS = {0: "à ", 1: "à ", 2: "dans le ", 3: "en ", 4: "dans les ", 5: "dans l’", 6: "dans les "}


def count(n: int, singulier: str, pluriel: str = "") -> str:
    """Return « 0 fiche », « 1 fiche », « 2 fiches »: French counts as plural from two on."""
    mot = singulier if abs(n) < 2 else pluriel or f"{singulier}s"
    return f"{number(n)} {mot}"


def number(n: float, decimales: int = 0) -> str:
    """Write a number the French way: thin no-break spaces between thousands, a decimal comma."""
    return f"{n:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def percent(partie: float, total: float) -> str:
    """Write partie / total as a percentage; « – » without total.

    One decimal below 1 % and above 99 %: only nothing is 0 %, only all is 100 %.
    """
    if not total:
        return "–"
    taux = 100 * partie / total
    if 0 < taux < 0.05:
        return "moins de 0,1\u00a0%"
    if 99.95 <= taux < 100:
        return "plus de 99,9\u00a0%"
    return f"{number(taux, 1 if 0 < taux < 1 or 99 < taux < 100 else 0)}\u00a0%"


def of_ressort(ressort: Ressort) -> str:
    """Return « du Nord », « du Nord et de l’Aisne », « de 3 départements », « de la France »."""
    return _join(ressort, _DE, "de ")


def in_ressort(ressort: Ressort) -> str:
    """Return « dans le Nord et l’Aisne », « en Corse », « dans 3 départements », « en France »."""
    texte = _join(ressort, _DANS, "dans ")
    return re.sub(r"(^dans .* et )dans ", r"\1", texte)


def name_ressort(ressort: Ressort) -> str:
    """Return « Nord », « Nord et Aisne », « 3 départements », « France »."""
    return _join(ressort, {}, "")


class Ensemble(NamedTuple):
    """How a sentence calls the whole that a territory is compared with."""

    nom: str
    du: str
    hors: str


def name_ensemble(ressort: Ressort) -> Ensemble:
    """Return « département, du département, hors du département », or what stands for several."""
    if len(ressort.departements) == 1:
        return Ensemble("département", "du département", "hors du département")
    return Ensemble("ensemble", "de l’ensemble", "hors de ces départements")


def _join(ressort: Ressort, liaisons: Mapping[int, str], defaut: str) -> str:
    """Write the name of a ressort after the words that its articles (Insee's TNCC) ask for."""
    noms = [_FRANCE] if ressort.entier else ressort.departements
    if len(noms) > NOMS_MAX:
        return f"{defaut}{count(len(noms), 'département')}"
    return " et ".join(liaisons.get(d.type_liaison, defaut) + d.nom for d in noms)
