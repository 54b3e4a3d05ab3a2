"""How far the sheets of a workbook reach, found by streaming, before they are laid out in memory.

The spreadsheet reader allocates the whole rectangle from the first to the last filled cell, and
aborts the process when it cannot (tafia/calamine#693): two cells far apart in a 2 kB file would
stop the server. This pass costs no memory, and brings back what the reader drops: merged cells of
ODS, formulas in error.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.parsers import expat

from carto_ess._errors import TableauError
from carto_ess.francais import number
from carto_ess.tableur.nature import Nature

CELLULES_MAX = 5_000_000
"""Cells of the rectangle that a sheet fills: 160 MB once read."""

_MORCEAU = 1 << 18
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Etendue:
    """One sheet: rows and columns up to its last filled cell, and its singular cells, from (0, 0).

    ``fusions`` are rectangles (first row, first column, last row, last column); ``calculees`` the
    formulas that must give a value: the reader leaves those in error empty.
    """

    lignes: int = 0
    colonnes: int = 0
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    calculees: set[tuple[int, int]] = field(default_factory=set)

    def include(self, ligne: int, colonne: int) -> None:
        """Take a filled cell into account."""
        self.lignes = max(self.lignes, ligne + 1)
        self.colonnes = max(self.colonnes, colonne + 1)


def measure(octets: bytes, nature: Nature, nom: str) -> dict[str, Etendue]:
    """Return the extent of each sheet of a workbook, by the sheet's name.

    Raises
    ------
    TableauError
        A part is not well-formed XML, or a sheet reaches too far to be read.
    """
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        if nature is Nature.ODS:
            lecteur = _Ods()
            _parse(archive, "content.xml", lecteur, nom)
            etendues = lecteur.feuilles
        else:
            etendues = _measure_xlsx(archive, nom)
    for titre, etendue in etendues.items():
        if etendue.lignes * etendue.colonnes > CELLULES_MAX:
            raise TableauError(
                f"{nom}, feuille {titre} : remplie jusqu’à la ligne {number(etendue.lignes)} et la "
                f"colonne {number(etendue.colonnes)}. Un caractère égaré se trouve sans doute loin "
                "du tableau : recopiez les seules lignes utiles dans le modèle."
            )
    return etendues


def _measure_xlsx(archive: zipfile.ZipFile, nom: str) -> dict[str, Etendue]:
    """Measure every part, not only those that are called sheets: the reader follows links."""
    parties: dict[str, Etendue] = {}
    for partie in archive.namelist():
        if not partie.endswith(("/", ".vml")):  # old drawings of comments are not always XML
            feuille = _Xlsx()
            _parse(archive, partie, feuille, nom)
            parties[partie.lower()] = feuille.etendue
    try:
        return {titre: parties[partie] for titre, partie in _list_feuilles(archive)}
    except (KeyError, ET.ParseError) as erreur:
        raise TableauError(
            f"{nom} est abîmé : une de ses feuilles manque. "
            "Ouvrez-le dans le tableur et enregistrez-le de nouveau."
        ) from erreur


class _Xlsx:
    """Sheets may hold a million formatted empty cells: what an empty one costs is kept small."""

    def __init__(self) -> None:
        self.etendue = Etendue()
        self.ligne = self.colonne = -1
        self.reference = ""  # of the current cell, until it is worth a row and a column
        self.sorte = ""  # of the current cell: « str » is a formula that gives a text

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "c":
            if "r" in attributs:
                self.reference = attributs["r"]
            else:
                self._place()
                self.colonne += 1
            self.sorte = attributs.get("t", "")
        elif nom in {"v", "is", "f"}:
            self._fill(nom)
        elif nom == "row":
            self._start_row(attributs)
        elif nom == "mergeCell":
            premiere, _, derniere = attributs.get("ref", "").partition(":")
            self.etendue.fusions.append((*_locate(premiere), *_locate(derniere or premiere)))
        elif ":" in nom:
            self.start(nom.rpartition(":")[2], attributs)

    def _fill(self, nom: str) -> None:
        self._place()
        self.etendue.include(self.ligne, self.colonne)
        if self.sorte == "e" or (nom == "f" and self.sorte != "str"):
            self.etendue.calculees.add((self.ligne, self.colonne))

    def _start_row(self, attributs: dict[str, str]) -> None:
        self._place()
        self.ligne = int(attributs.get("r", self.ligne + 2)) - 1
        self.colonne = -1

    def _place(self) -> None:
        if self.reference:
            self.ligne, self.colonne = _locate(self.reference)
            self.reference = ""


class _Ods:
    def __init__(self) -> None:
        self.feuilles: dict[str, Etendue] = {}
        self.etendue = Etendue()
        self.ligne = self.colonne = 0
        self.repetees = self.largeur = 1
        self.pleine = False

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "table:table":
            self.etendue = Etendue()
            self.feuilles[attributs.get("table:name", "")] = self.etendue
            self.ligne = 0
        elif nom == "table:table-row":
            self.repetees = int(attributs.get("table:number-rows-repeated", 1))
            self.colonne = 0
        elif nom in {"table:table-cell", "table:covered-table-cell"}:
            self.largeur = int(attributs.get("table:number-columns-repeated", 1))
            self.pleine = "office:value-type" in attributs
            if attributs.get("calcext:value-type") == "error":
                self.etendue.calculees.add((self.ligne, self.colonne))
            self._merge(attributs)

    def _merge(self, attributs: dict[str, str]) -> None:
        hauteur = int(attributs.get("table:number-rows-spanned", 1))
        largeur = int(attributs.get("table:number-columns-spanned", 1))
        if hauteur > 1 or largeur > 1:
            self.etendue.fusions.append(
                (self.ligne, self.colonne, self.ligne + hauteur - 1, self.colonne + largeur - 1)
            )

    def end(self, nom: str) -> None:
        if nom in {"table:table-cell", "table:covered-table-cell"}:
            if self.pleine:
                self.etendue.include(
                    self.ligne + self.repetees - 1, self.colonne + self.largeur - 1
                )
            self.colonne += self.largeur
        elif nom == "table:table-row":
            self.ligne += self.repetees

    def text(self, texte: str) -> None:
        self.pleine = self.pleine or not texte.isspace()


def _locate(reference: str) -> tuple[int, int]:
    """Return (row, column) from 0 of « B3 »."""
    lettres = reference.rstrip("0123456789")
    colonne = 0
    for lettre in lettres.replace("$", "").upper():
        colonne = colonne * 26 + ord(lettre) - 64
    return int(reference[len(lettres) :]) - 1, colonne - 1


def _parse(archive: zipfile.ZipFile, partie: str, lecteur: _Xlsx | _Ods, nom: str) -> None:
    """Stream one part of a workbook through `lecteur`; what is not XML is left alone."""
    with archive.open(partie) as flux:
        debut = flux.read(_MORCEAU)
        if not debut.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return
        analyseur = expat.ParserCreate()  # names with their prefix, as the reader compares them
        analyseur.StartElementHandler = lecteur.start
        if isinstance(lecteur, _Ods):
            analyseur.EndElementHandler = lecteur.end
            analyseur.CharacterDataHandler = lecteur.text
        analyseur.StartDoctypeDeclHandler = _refuse_doctype
        try:
            analyseur.Parse(debut)
            while morceau := flux.read(_MORCEAU):
                analyseur.Parse(morceau)
            analyseur.Parse(b"", True)  # noqa: FBT003 - expat's own signature
        except (expat.ExpatError, ValueError) as erreur:
            raise TableauError(
                f"{nom} est abîmé : sa partie {partie} n’est pas lisible. "
                "Ouvrez-le dans le tableur et enregistrez-le de nouveau."
            ) from erreur


def _refuse_doctype(*_: object) -> None:
    raise ValueError("no part of a workbook has a document type")


def _list_feuilles(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (name, part) of each sheet of an XLSX."""
    classeur = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no DTD: see _parse
    liens = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    cibles = {lien.get("Id"): lien.get("Target", "") for lien in liens}
    for element in classeur.iter():
        if element.tag.endswith("}sheet"):
            cible = cibles.get(element.get(_REL), "")
            partie = posixpath.normpath(posixpath.join("/xl", cible)).lstrip("/")
            yield element.get("name", ""), partie.lower()
