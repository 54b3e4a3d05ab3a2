"""Sheets of an ODS, read as a stream: the paragraphs of each cell, and nothing drawn over it.

OpenDocument 1.3, part 3, chapter 9. No kept library reads one without laying out the whole
document in memory, or without mixing notes and drawings with the cells they hang on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from carto_ess.tableur.grille import ERREUR, Grille, Jauge, Jour, Onglet, Valeur
from carto_ess.tableur.nombres import ZERO_1900, write_plain
from carto_ess.tableur.parties import Parties

_NOMS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXTE = (f"{_NOMS}{nom}:1.0}}" for nom in ("office", "table", "text"))
_STYLE = f"{_NOMS}style:1.0}}"
_TYPE_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

_FEUILLE = f"{_TABLE}table"
_LIGNE = f"{_TABLE}table-row"
_CELLULES = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_GROUPES = frozenset(
    f"{_TABLE}{nom}" for nom in ("table-rows", "table-header-rows", "table-row-group")
)
_ESPACES_MAX = 1_000
_PROFONDEUR_MAX = 200  # elements around one: a workbook has some twenty
_CHIFFRES = re.compile(r"[\s\u00a0\u202f.-]")


class ClasseurOds:
    """The sheets of an ODS by name, each read when it is asked for."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties
        titres = _Titres()
        parties.parse("content.xml", titres)
        self._zero = titres.zero
        self.onglets = tuple(
            Onglet(titre, style in titres.caches) for titre, style in titres.feuilles
        )

    def read(self, titres: Iterable[str], jauge: Jauge) -> list[Grille]:
        """Return the cells of the sheets of these names.

        Raises
        ------
        ValueError
            The document is damaged.
        TableauError
            They hold more than any référentiel.
        """
        grilles = {titre: Grille(titre, jauge) for titre in titres}
        self._parties.parse("content.xml", _Feuilles(grilles, self._zero))
        return list(grilles.values())


class _Arbre:
    """Follows the branch from the root to the element being read."""

    def __init__(self) -> None:
        self.branche: list[str] = []

    def start(self, nom: str, attributs: Mapping[str, str], /) -> None:
        """Go down to an element."""
        self.branche.append(nom)
        if len(self.branche) > _PROFONDEUR_MAX:
            raise ValueError("elements inside elements without end")
        self.begin(nom, attributs)

    def end(self, nom: str, /) -> None:
        """Go back up from it."""
        self.finish(nom)
        self.branche.pop()

    def text(self, texte: str, /) -> None:
        """Hear a run of characters: nothing is kept unless a subclass does."""

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Hear that an element begins."""

    def finish(self, nom: str) -> None:
        """Hear that an element ends."""

    def is_sheet(self) -> bool:
        """Tell whether the element is a sheet: cells and changes hold tables too."""
        return len(self.branche) == 4 and self.branche[1:] == [
            f"{_OFFICE}body", f"{_OFFICE}spreadsheet", _FEUILLE,
        ]  # fmt: skip


class _Titres(_Arbre):
    """The names of the sheets, those that are hidden, and the day that dates count from."""

    def __init__(self) -> None:
        super().__init__()
        self.feuilles: list[tuple[str, str]] = []  # name, style
        self.caches: set[str] = set()
        self.zero = ZERO_1900
        self._style = ""

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Keep each sheet, the styles that hide one, and the day that dates count from."""
        if nom == f"{_STYLE}style":
            self._style = attributs.get(f"{_STYLE}name", "")
        elif nom == f"{_STYLE}table-properties" and attributs.get(f"{_TABLE}display") == "false":
            self.caches.add(self._style)
        elif nom == f"{_TABLE}null-date":
            self.zero = dt.date.fromisoformat(
                attributs.get(f"{_TABLE}date-value", ZERO_1900.isoformat())
            )
        elif self.is_sheet():
            self.feuilles.append(
                (attributs.get(f"{_TABLE}name", ""), attributs.get(f"{_TABLE}style-name", ""))
            )


class _Feuilles(_Arbre):
    """Fills the grids of the sheets that are asked for; all the rest goes by."""

    def __init__(self, grilles: Mapping[str, Grille], zero: dt.date) -> None:
        super().__init__()
        self._grilles = dict(grilles)
        self._zero = zero
        self._grille: Grille | None = None
        self._profondeur = 0  # of the cell in the branch, 0 outside
        self._ligne = self._colonne = 0
        self._fois_ligne = self._fois_colonne = 1
        self._attributs: Mapping[str, str] = {}
        self._morceaux: list[str] = []
        self._rang: list[tuple[int, int, Valeur]] = []  # column, times, value

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Begin a sheet that is asked for, a row or a cell of it, or a part of a cell."""
        if self._profondeur:
            self._begin_in_cell(nom, attributs)
        elif nom == _FEUILLE and self.is_sheet():
            self._grille = self._grilles.pop(attributs.get(f"{_TABLE}name", ""), None)
            self._ligne = 0
        elif self._grille is None or not self._is_in_rows():
            return
        elif nom == _LIGNE:
            self._fois_ligne = _read_times(attributs, "number-rows-repeated")
            self._colonne, self._rang = 0, []
        elif nom in _CELLULES and self.branche[-2] == _LIGNE:
            self._profondeur = len(self.branche)
            self._fois_colonne = _read_times(attributs, "number-columns-repeated")
            self._attributs, self._morceaux = attributs, []
            self._merge(self._grille)

    def _is_in_rows(self) -> bool:
        """Tell whether only groups of rows stand between the sheet and the current element."""
        dessus = self.branche[4:-1]
        if dessus and dessus[-1] == _LIGNE:
            dessus = dessus[:-1]
        return _GROUPES.issuperset(dessus)

    def _begin_in_cell(self, nom: str, attributs: Mapping[str, str]) -> None:
        if not self._is_in_text():
            return
        if nom == f"{_TEXTE}p" and self._morceaux:
            self._morceaux.append("\n")
        elif nom == f"{_TEXTE}s":
            compte = int(attributs.get(f"{_TEXTE}c", 1))
            self._morceaux.append(" " * min(max(compte, 0), _ESPACES_MAX))
        elif nom == f"{_TEXTE}tab":
            self._morceaux.append(" ")
        elif nom == f"{_TEXTE}line-break":
            self._morceaux.append("\n")

    def _is_in_text(self) -> bool:
        """Tell whether only text stands between the cell and here: no note, no drawing."""
        dedans = self.branche[self._profondeur :]
        return (
            bool(dedans)
            and dedans[0] == f"{_TEXTE}p"
            and all(nom.startswith(_TEXTE) and nom != f"{_TEXTE}note" for nom in dedans)
        )

    def text(self, texte: str, /) -> None:
        """Keep a run of the current cell’s text."""
        if self._profondeur and self._is_in_text():
            self._morceaux.append(texte)

    def finish(self, nom: str) -> None:
        """End a cell, or a row, which goes to the grid as many times as it says."""
        if self._profondeur:
            if len(self.branche) == self._profondeur:
                self._profondeur = 0
                self._end_cell()
        elif nom == _LIGNE and self._grille is not None and self._is_in_rows():
            for colonne, fois, valeur in self._rang:
                self._grille.put(self._ligne, colonne, valeur, fois=(self._fois_ligne, fois))
            self._ligne += self._fois_ligne
        elif nom == _FEUILLE and self.is_sheet():
            self._grille = None

    def _end_cell(self) -> None:
        valeur = _read_valeur(self._attributs, "".join(self._morceaux), self._zero)
        if valeur != "":
            self._rang.append((self._colonne, self._fois_colonne, valeur))
        self._colonne += self._fois_colonne

    def _merge(self, grille: Grille) -> None:
        hauteur = _read_times(self._attributs, "number-rows-spanned")
        largeur = _read_times(self._attributs, "number-columns-spanned")
        if hauteur > 1 or largeur > 1:
            grille.merge(
                (self._ligne, self._colonne, self._ligne + hauteur - 1, self._colonne + largeur - 1)
            )


def _read_times(attributs: Mapping[str, str], nom: str) -> int:
    fois = int(attributs.get(f"{_TABLE}{nom}", 1))
    if fois < 1:
        raise ValueError("repeated less than once")
    return fois


def _read_valeur(attributs: Mapping[str, str], texte: str, zero: dt.date) -> Valeur:
    """Return what a cell shows: its paragraphs, unless its value says more exactly."""
    sorte = attributs.get(f"{_OFFICE}value-type", "")
    if attributs.get(_TYPE_CALC) == "error" or (not sorte and f"{_TABLE}formula" in attributs):
        return texte if texte.startswith("#") else ERREUR
    if sorte == "float":
        return _read_number(attributs.get(f"{_OFFICE}value", ""), texte)
    if sorte == "date":
        jour = dt.date.fromisoformat(attributs.get(f"{_OFFICE}date-value", "")[:10])
        return Jour(jour, (jour - zero).days)
    if sorte == "boolean":
        return "VRAI" if attributs.get(f"{_OFFICE}boolean-value") == "true" else "FAUX"
    return texte or attributs.get(f"{_OFFICE}string-value", "")


def _read_number(brut: str, texte: str) -> str:
    """Return a number as it was typed, with the zeros and spaces that its format shows before it.

    « 03 21 12 59 92 » is kept, « 62 765,00 » is 62765.
    """
    try:
        nombre = float(brut)
    except ValueError:
        return texte or brut
    ecrit = write_plain(nombre)
    chiffres = _CHIFFRES.sub("", texte)
    montre_plus = chiffres.isdecimal() and chiffres != ecrit and chiffres.lstrip("0") == ecrit
    return texte if montre_plus else ecrit
