"""A sheet as it was read: its filled cells alone, and the gauge that bounds them all.

Everything that a file may repeat at no cost of its own (cells, the characters of one shared text,
merges) is counted before it is kept: what a sheet costs is known whatever it announces.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from carto_ess._errors import TableauError
from carto_ess.francais import number

CELLULES_MAX = 500_000
"""Filled cells of the sheets that are read, merged ones counted for each row they cover."""

CARACTERES_MAX = 10_000_000
"""Characters of these cells: 5 000 fiches as long as the booklet's longest."""

LIGNES_FEUILLE, COLONNES_FEUILLE = 1_048_576, 16_384
"""What a sheet of Excel and LibreOffice holds."""

ERREUR = "#ERREUR"
"""What stands for a formula without a value, when the file does not say which error it gave."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")

Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Jour:
    """A cell shown as a date: the day, and its rank in the workbook's own calendar."""

    date: dt.date
    rang: int


Valeur = str | Jour


@dataclass(frozen=True, slots=True)
class Onglet:
    """A sheet's name, and whether whoever opens the workbook sees it."""

    titre: str
    cachee: bool = False


@dataclass(frozen=True, slots=True)
class Repere:
    """Where the cells of a table stand: their sheet, none in a CSV, and the letters of columns."""

    feuille: str = ""
    lettres: Mapping[str, str] = field(default_factory=dict)

    def locate(self, numero: int, champ: str) -> str:
        """Return « Fiches!B23 », « B23 » without a sheet, empty for a column that is not there."""
        lettre = self.lettres.get(champ, "")
        return self.name(numero, lettre) if lettre else ""

    def name(self, numero: int, lettre: str) -> str:
        """Return « Fiches!B23 » of a row and the letters of a column."""
        return f"{self.feuille}!{lettre}{numero}" if self.feuille else f"{lettre}{numero}"


@dataclass(slots=True)
class Jauge:
    """What was read so far from one file, against the most that is read."""

    nom: str
    cellules: int = 0
    caracteres: int = 0

    def count(self, cellules: int, caracteres: int) -> None:
        """Add to what was read.

        Raises
        ------
        TableauError
            It is more than any référentiel.
        """
        self.cellules += cellules
        self.caracteres += caracteres
        if self.cellules > CELLULES_MAX or self.caracteres > CARACTERES_MAX:
            trop, maximum = (
                ("cellules remplies ou fusionnées", CELLULES_MAX)
                if self.cellules > CELLULES_MAX
                else ("caractères", CARACTERES_MAX)
            )
            raise TableauError(
                f"{self.nom} contient plus de {number(maximum)} {trop} : bien plus qu’un "
                "référentiel. Recopiez les seules lignes utiles dans le modèle."
            )


@dataclass(slots=True)
class Grille:
    """The filled cells of one sheet, by row then column from 0, and its merged rectangles.

    A rectangle is (first row, first column, last row, last column).
    """

    titre: str
    jauge: Jauge
    rangs: dict[int, dict[int, Valeur]] = field(default_factory=dict)
    fusions: list[Rectangle] = field(default_factory=list)

    def put(
        self, ligne: int, colonne: int, valeur: Valeur, *, fois: tuple[int, int] = (1, 1)
    ) -> None:
        """Fill a cell, repeated on ``fois`` rows and columns; an empty text fills nothing.

        Raises
        ------
        ValueError
            The cell lies outside any sheet, or is there already.
        TableauError
            There are too many of them.
        """
        if valeur == "":
            return
        lignes, colonnes = fois
        if ligne + lignes > LIGNES_FEUILLE or colonne + colonnes > COLONNES_FEUILLE:
            raise ValueError("a cell outside the sheet")
        taille = len(valeur) if isinstance(valeur, str) else 10
        self.jauge.count(lignes * colonnes, lignes * colonnes * taille)
        for i in range(ligne, ligne + lignes):
            rang = self.rangs.setdefault(i, {})
            for j in range(colonne, colonne + colonnes):
                if j in rang:
                    raise ValueError("a cell twice")
                rang[j] = valeur

    def merge(self, rectangle: Rectangle) -> None:
        """Note merged cells."""
        self.jauge.count(1, 0)
        self.fusions.append(rectangle)

    def fill_merged(self) -> int:
        """Repeat the value of cells merged downwards in the rows that hold something of their own.

        One fiche merged over the rows of its territories is what the officer meant. A row left
        empty by a merge stays empty, and nothing is repeated sideways: two columns never mean the
        same. Return how many cells were filled.
        """
        remplies = 0
        vivantes = sorted(self.rangs)
        for haut, gauche, bas, _ in self.fusions:
            valeur = self.rangs.get(haut, {}).get(gauche, "")
            if valeur == "":
                continue
            for ligne in _between(vivantes, haut + 1, bas):
                self.jauge.count(1, 0)
                if gauche not in self.rangs[ligne]:
                    self.put(ligne, gauche, valeur)
                    remplies += 1
        return remplies


def locate(reference: str) -> tuple[int, int]:
    """Return (row, column) from 0 of « B3 ».

    Raises
    ------
    ValueError
        It is the reference of no cell.
    """
    trouve = _REFERENCE.fullmatch(reference)
    if trouve is None:
        raise ValueError(f"{reference[:20]!r} is no cell")
    colonne = 0
    for lettre in trouve[1].upper():
        colonne = colonne * 26 + ord(lettre) - 64
    return int(trouve[2]) - 1, colonne - 1


def name_column(colonne: int) -> str:
    """Return « B » of 1: the inverse of `locate`."""
    lettres = ""
    colonne += 1
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres


def _between(rangs: list[int], premier: int, dernier: int) -> Iterable[int]:
    """Return the ranks of a sorted list from one to another, without looking at the others."""
    return rangs[bisect_left(rangs, premier) : bisect_right(rangs, dernier)]
