"""Where names go on a small map: none over another, none cut by the frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

TAILLE = 30
"""Height of a commune's name, in units of the drawing."""
TAILLE_VOISIN = 24
_CHASSE = 0.5  # mean width of a letter, in heights
_LARGEUR_VOISIN = 17  # letters on one line of a neighbour's name


class FormatVignette(NamedTuple):
    """Size of the drawing, in its units."""

    largeur: float
    hauteur: float


@dataclass(frozen=True, slots=True)
class Etiquette:
    """A name at a place, in units of the drawing.

    With ``point``, a dot at the place and the name beside it, ``ancre`` (SVG's text-anchor) saying
    on which side; without, the name in ``lignes`` centred on the place.
    """

    nom: str
    x: float
    y: float
    point: bool
    ancre: str = "start"

    @property
    def taille(self) -> int:
        """Height of its letters."""
        return TAILLE if self.point else TAILLE_VOISIN

    @property
    def lignes(self) -> tuple[str, ...]:
        """Its text, line by line."""
        return (self.nom,) if self.point else tuple(_wrap(self.nom))

    @property
    def depart(self) -> float:
        """Where SVG starts the text."""
        return self.x + {"start": 11, "end": -11, "middle": 0}[self.ancre]

    @property
    def boite(self) -> tuple[float, float, float, float]:
        """Its box: left, top, right, bottom."""
        largeur = self.taille * _CHASSE * max(map(len, self.lignes))
        hauteur = self.taille * len(self.lignes)
        gauche = self.depart - {"start": 0, "end": largeur, "middle": largeur / 2}[self.ancre]
        return (gauche, self.y - hauteur / 2, gauche + largeur, self.y + hauteur / 2)


def place_etiquettes(
    candidates: Iterable[Etiquette],
    cadre: FormatVignette,
    *,
    limite: int,
    deja: Iterable[Etiquette] = (),
) -> list[Etiquette]:
    """Return at most `limite` of `candidates`, in their order, that touch neither frame nor other.

    Parameters
    ----------
    deja
        Names already there, not returned.
    """
    occupees = [e.boite for e in deja]
    placees: list[Etiquette] = []
    for candidate in candidates:
        for essai in _try_sides(candidate):
            if _is_inside(essai.boite, cadre) and not any(
                _overlap(essai.boite, autre) for autre in occupees
            ):
                placees.append(essai)
                occupees.append(essai.boite)
                break
        if len(placees) == limite:
            break
    return placees


def _try_sides(etiquette: Etiquette) -> Iterator[Etiquette]:
    for ancre in ("start", "end") if etiquette.point else ("middle",):
        yield replace(etiquette, ancre=ancre)


def _is_inside(boite: tuple[float, float, float, float], cadre: FormatVignette) -> bool:
    gauche, haut, droite, bas = boite
    return gauche > 4 and haut > 4 and droite < cadre.largeur - 4 and bas < cadre.hauteur - 4


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] + 6 and b[0] < a[2] + 6 and a[1] < b[3] + 2 and b[1] < a[3] + 2


def _wrap(nom: str) -> list[str]:
    """Cut a long name in two lines, at the space nearest to its middle."""
    espaces = [i for i, c in enumerate(nom) if c == " "]
    if len(nom) <= _LARGEUR_VOISIN or not espaces:
        return [nom]
    milieu = min(espaces, key=lambda i: abs(i - len(nom) / 2))
    return [nom[:milieu], nom[milieu + 1 :]]
