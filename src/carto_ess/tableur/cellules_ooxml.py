"""What the cells of an XLSX show: their formats, the texts that they share, their sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from carto_ess.tableur.grille import ERREUR, Grille, Jauge, Jour, Valeur, locate
from carto_ess.tableur.nombres import ZERO_1900, ZERO_1904, write_number
from carto_ess.tableur.partie_ooxml import VRAIS, PartieXlsx

_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERREURS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})

CARACTERES_PARTAGES = 20_001
"""Characters kept of one shared text: one more than a cell may hold is enough to tell."""


class Formats(PartieXlsx):
    """The number format of each style of cell."""

    def __init__(self) -> None:
        self.codes: list[int] = []  # by style
        self.formats: dict[int, str] = {}
        self._dans_cellules = False

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Keep the formats written out, and which of them each style of cell has."""
        if nom == "cellXfs":
            self._dans_cellules = True
        elif nom == "xf" and self._dans_cellules:
            self.codes.append(int(attributs.get("numFmtId", 0)))
        elif nom == "numFmt":
            self.formats.setdefault(
                int(attributs.get("numFmtId", 0)), attributs.get("formatCode", "")
            )

    def finish(self, nom: str) -> None:
        """End the styles of cells: the formats that follow are those of names."""
        if nom == "cellXfs":
            self._dans_cellules = False


class Textes(PartieXlsx):
    """The texts that cells share, counted as cells are; phonetic readings are no part of them."""

    def __init__(self, jauge: Jauge) -> None:
        self._jauge = jauge
        self.textes: list[str] = []
        self._morceaux: list[str] = []
        self._dans_texte = self._dans_lecture = False

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Begin a text; a phonetic reading inside it is passed over."""
        del attributs
        if nom == "si":
            self._morceaux = []
        elif nom == "rPh":
            self._dans_lecture = True
        elif nom == "t":
            self._dans_texte = not self._dans_lecture

    def text(self, texte: str, /) -> None:
        """Keep a piece of the text that has begun."""
        if self._dans_texte:
            self._morceaux.append(texte)

    def finish(self, nom: str) -> None:
        """End a text, counted once however many cells share it."""
        if nom == "t":
            self._dans_texte = False
        elif nom == "rPh":
            self._dans_lecture = False
        elif nom == "si":
            texte = _unescape("".join(self._morceaux))[:CARACTERES_PARTAGES]
            self._jauge.count(1, len(texte))
            self.textes.append(texte)
            self._morceaux = []


class FeuilleLue(PartieXlsx):
    """Fills a grid. What an empty cell costs is kept small: a sheet may hold a million of them."""

    def __init__(
        self, grille: Grille, textes: list[str], formats: Formats, *, dates_1904: bool
    ) -> None:
        self.grille = grille
        self._textes = textes
        self._formats = formats
        self._zero = ZERO_1904 if dates_1904 else ZERO_1900
        self._ligne = self._colonne = -1
        self._reference = ""  # of the current cell, until it is worth a row and a column
        self._attributs: Mapping[str, str] = {}
        self._morceaux: list[str] = []
        self._valuee = self._calculee = False
        self._ecoute = self._dans_lecture = self._dans_donnees = False

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Begin a cell, or what it holds; a merge is told to the grid."""
        if nom == "c":
            if "r" in attributs:
                self._reference = attributs["r"]
            else:
                self._colonne = self._find_colonne() + 1
            self._attributs = attributs
        elif nom in {"v", "t"}:
            self._ecoute = self._dans_donnees and not self._dans_lecture
            self._valuee = self._valuee or self._ecoute
        elif nom == "f":
            self._calculee = True
        elif nom == "row":
            self._begin_row(attributs)
        elif nom == "mergeCell":
            premiere, _, derniere = attributs.get("ref", "").partition(":")
            self.grille.merge((*locate(premiere), *locate(derniere or premiere)))
        elif nom in {"rPh", "sheetData"}:
            self._mark(nom, dedans=True)

    def text(self, texte: str, /) -> None:
        """Keep a piece of what the cell shows."""
        if self._ecoute:
            self._morceaux.append(texte)

    def finish(self, nom: str) -> None:
        """End a cell: its value goes to the grid."""
        if nom == "c":
            if self._valuee or self._calculee:
                self.grille.put(self._ligne, self._find_colonne(), self._read())
                self._morceaux, self._valuee, self._calculee = [], False, False
        elif nom in {"v", "t"}:
            self._ecoute = False
        elif nom in {"rPh", "sheetData"}:
            self._mark(nom, dedans=False)

    def _mark(self, nom: str, *, dedans: bool) -> None:
        if nom == "rPh":
            self._dans_lecture = dedans
        else:
            self._dans_donnees = dedans

    def _begin_row(self, attributs: Mapping[str, str]) -> None:
        ligne = int(attributs["r"]) - 1 if "r" in attributs else self._ligne + 1
        if ligne <= self._ligne:
            raise ValueError("rows out of order")
        self._ligne, self._colonne, self._reference = ligne, -1, ""

    def _find_colonne(self) -> int:
        """Return the column of the current cell: by its reference, or after the one before."""
        if self._reference:
            ligne, self._colonne = locate(self._reference)
            self._reference = ""
            if ligne != self._ligne:
                raise ValueError("a cell in the row of another")
        return self._colonne

    def _read(self) -> Valeur:
        texte, sorte = "".join(self._morceaux), self._attributs.get("t", "n")
        if sorte == "s":
            return self._find_texte(texte)
        if sorte in {"str", "inlineStr"}:
            return _unescape(texte)[:CARACTERES_PARTAGES]
        if sorte == "e" or not texte:
            return texte if texte in _ERREURS else ERREUR if self._calculee or texte else ""
        if sorte == "b":
            return "VRAI" if texte.strip() in VRAIS else "FAUX"
        if sorte == "d":
            jour = dt.date.fromisoformat(texte[:10])
            return Jour(jour, (jour - self._zero).days)
        style = int(self._attributs.get("s", 0))
        code = self._formats.codes[style] if style < len(self._formats.codes) else 0
        return write_number(texte.strip(), code, self._formats.formats, self._zero)

    def _find_texte(self, rang: str) -> str:
        if not rang:
            return ""
        numero = int(rang)
        if not 0 <= numero < len(self._textes):
            raise ValueError("no such shared text")
        return self._textes[numero]


def _unescape(texte: str) -> str:
    """Replace « _x000D_ », which stands for a sign that XML cannot hold."""
    if "_x" not in texte:
        return texte
    return _ECHAPPE.sub(lambda trouve: _read_sign(int(trouve[1], 16), trouve[0]), texte)


def _read_sign(numero: int, brut: str) -> str:
    return brut if 0xD800 <= numero <= 0xDFFF else chr(numero)
