"""A figure that depends on how the words of a coverage are read: from the least to the most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from carto_ess.francais import count, number, percent

_POURCENT = "\u00a0%"


class Plage(NamedTuple):
    """The least and the most that a figure is worth over the readings."""

    mini: int
    maxi: int

    @property
    def is_sure(self) -> bool:
        """Whether every reading gives the same figure."""
        return self.mini == self.maxi


def span(valeurs: Iterable[int]) -> Plage:
    """Return the range of these figures, of which there is one at least."""
    toutes = tuple(valeurs)
    return Plage(min(toutes), max(toutes))


def find_plage(valeurs: Iterable[int | None]) -> Plage | None:
    """Return the range of these figures; ``None`` when one of them is not known."""
    valeurs = tuple(valeurs)
    connues = [v for v in valeurs if v is not None]
    return span(connues) if len(connues) == len(valeurs) else None


def say_plage(plage: Plage) -> str:
    """Return « 111 », « 4 ou 5 », « au plus 3 », « entre 111 et 183 »."""
    if plage.is_sure:
        return number(plage.mini)
    if not plage.mini:
        return f"au plus {number(plage.maxi)}"
    deux = number(plage.mini), number(plage.maxi)
    return " ou ".join(deux) if plage.maxi == plage.mini + 1 else f"entre {' et '.join(deux)}"


def count_plage(plage: Plage, singulier: str, pluriel: str = "") -> str:
    """Return « 111 communes », or « entre 111 et 183 communes » when readings differ."""
    mot = count(plage.maxi, singulier, pluriel).partition(" ")[2]
    return f"{say_plage(plage)} {mot}"


def number_plage(plage: Plage) -> str:
    """Return « 111 », or « 111 à 183 » where room is short."""
    if plage.is_sure:
        return number(plage.mini)
    return f"{number(plage.mini)} à {number(plage.maxi)}"


def number_inconnu(plage: Plage | None) -> str:
    """Return `number_plage`, or « – » for what is not known."""
    return "–" if plage is None else number_plage(plage)


def percent_plage(plage: Plage, total: float) -> str:
    """Return « 13 % », or « 13 à 21 % » when readings print differently."""
    bas, haut = percent(plage.mini, total), percent(plage.maxi, total)
    if bas == haut:
        return bas
    return f"{bas.removesuffix(_POURCENT)} à {haut}"
