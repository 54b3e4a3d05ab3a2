"""Sheets of an XLSX, read as a stream: what the workbook links, what its cells show.

ECMA-376, part 1, chapter 18; both conformances, « transitional » and « strict ». python-calamine
and openpyxl were used or tried before: one lays out the whole rectangle of a sheet (and aborts the
process when it cannot) and drops formats; the other reads no strict workbook; neither bounds what
it reads.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carto_ess.tableur.cellules_ooxml import FeuilleLue, Formats, Textes
from carto_ess.tableur.grille import Grille, Jauge, Onglet
from carto_ess.tableur.partie_ooxml import VRAIS, PartieXlsx
from carto_ess.tableur.parties import Parties

_LIENS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class ClasseurXlsx:
    """The sheets of an XLSX by name, each read when it is asked for."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties
        racine = _read_relations(parties, "_rels/.rels", "")
        livre = next((r.cible for r in racine.values() if r.genre == "officeDocument"), "")
        self._livre = livre or "xl/workbook.xml"
        self._description = _Livre()
        parties.parse(self._livre, self._description)
        dossier, nom = posixpath.split(self._livre)
        self._relations = _read_relations(parties, f"{dossier}/_rels/{nom}.rels", dossier)
        self._textes: list[str] | None = None
        self._formats: Formats | None = None

    @property
    def onglets(self) -> tuple[Onglet, ...]:
        """The sheets in the workbook's order; those linked to no table of cells are left out."""
        return tuple(
            Onglet(titre, etat not in {"", "visible"})
            for titre, etat, lien in self._description.feuilles
            if self._find(lien)
        )

    def read(self, titres: Iterable[str], jauge: Jauge) -> list[Grille]:
        """Return the cells of the sheets of these names.

        Raises
        ------
        ValueError
            A part is missing or damaged.
        TableauError
            They hold more than any référentiel.
        """
        liens = {titre: lien for titre, _, lien in self._description.feuilles}
        grilles = []
        for titre in titres:
            feuille = FeuilleLue(
                Grille(titre, jauge),
                self._read_textes(jauge.nom),
                self._read_formats(),
                dates_1904=self._description.dates_1904,
            )
            self._parties.parse(self._find(liens[titre]), feuille)
            grilles.append(feuille.grille)
        return grilles

    def _find(self, lien: str) -> str:
        relation = self._relations.get(lien)
        return relation.cible if relation and relation.genre == "worksheet" else ""

    def _read_textes(self, nom: str) -> list[str]:
        if self._textes is None:
            lecteur = Textes(Jauge(nom))
            self._parse_linked("sharedStrings", lecteur)
            self._textes = lecteur.textes
        return self._textes

    def _read_formats(self) -> Formats:
        if self._formats is None:
            self._formats = Formats()
            self._parse_linked("styles", self._formats)
        return self._formats

    def _parse_linked(self, genre: str, lecteur: PartieXlsx) -> None:
        for relation in self._relations.values():
            if relation.genre == genre:
                self._parties.parse(relation.cible, lecteur)
                return


@dataclass(frozen=True, slots=True)
class _Relation:
    genre: str
    cible: str


def _read_relations(parties: Parties, nom: str, dossier: str) -> Mapping[str, _Relation]:
    """Return what a part links, by id; targets are resolved from its folder."""
    lecteur = _Relations(dossier)
    if nom in parties:
        parties.parse(nom, lecteur)
    return lecteur.relations


class _Relations(PartieXlsx):
    def __init__(self, dossier: str) -> None:
        self._dossier = dossier
        self.relations: dict[str, _Relation] = {}

    def start(self, nom: str, attributs: Mapping[str, str], /) -> None:
        """Keep a link to another part; those that lead out of the workbook are none."""
        if nom == _RELATION and attributs.get("TargetMode") != "External":
            cible = attributs.get("Target", "").replace("\\", "/")
            chemin = posixpath.normpath(posixpath.join("/", self._dossier, cible)).lstrip("/")
            genre = attributs.get("Type", "").rpartition("/")[2]
            self.relations.setdefault(attributs.get("Id", ""), _Relation(genre, chemin))


class _Livre(PartieXlsx):
    def __init__(self) -> None:
        self.feuilles: list[tuple[str, str, str]] = []  # name, state, link
        self.dates_1904 = False

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Keep each sheet in the order of the workbook, and the day that its dates count from."""
        if nom == "sheet":
            lien = next((attributs[a] for a in _LIENS if a in attributs), "")
            self.feuilles.append((attributs.get("name", ""), attributs.get("state", ""), lien))
        elif nom == "workbookPr":
            self.dates_1904 = attributs.get("date1904", "").lower() in VRAIS
