"""What the geodata describe: one département, several or the country, and régions over them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from carto_ess.francais import count


@dataclass(frozen=True, slots=True)
class Region:
    """A région of one millésime; ``departements`` are the codes of those it holds."""

    code: str
    nom: str
    departements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    """A département that the geodata describe; ``type_liaison`` is Insee's TNCC (its article)."""

    code: str
    nom: str
    type_liaison: int


@dataclass(frozen=True, slots=True)
class Ressort:
    """All that the geodata describe, by ascending code; ``entier`` when it is the whole country."""

    departements: tuple[Departement, ...]
    entier: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its départements."""
        return tuple(d.code for d in self.departements)

    @property
    def code(self) -> str:
        """A short name for files and tables: « 01 », « 01-26 », « FR »."""
        return "FR" if self.entier else "-".join(self.codes)


NOMS_MAX = 2
"""Départements named in a sentence; more are counted."""

_FRANCE = Departement("FR", "France", 3)
_DE = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’", 6: "des "}
_DANS = {0: "à ", 1: "à ", 2: "dans le ", 3: "en ", 4: "dans les ", 5: "dans l’", 6: "dans les "}


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


class Designation(NamedTuple):
    """How a sentence calls the whole that a territory is compared with."""

    nom: str
    du: str
    hors: str


def name_ensemble(ressort: Ressort) -> Designation:
    """Return « département, du département, hors du département », or what stands for several."""
    if len(ressort.departements) == 1:
        return Designation("département", "du département", "hors du département")
    return Designation("ensemble", "de l’ensemble", "hors de ces départements")


def _join(ressort: Ressort, liaisons: Mapping[int, str], defaut: str) -> str:
    """Write the name of a ressort after the words that its articles (Insee's TNCC) ask for."""
    noms = [_FRANCE] if ressort.entier else ressort.departements
    if len(noms) > NOMS_MAX:
        return f"{defaut}{count(len(noms), 'département')}"
    return " et ".join(liaisons.get(d.type_liaison, defaut) + d.nom for d in noms)
