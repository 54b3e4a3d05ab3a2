"""XLSX: sheets Fiches, Couvertures, Communes and Sources, every code a text, no formula.

Written with XlsxWriter: it only writes, is kept up release after release, and has one call for a
cell of text (`write_string`) that no first character can turn into a formula or a link, where
openpyxl guesses from the value.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from carto_ess.export.extraction import Extraction
from carto_ess.export.tables import (
    Cellule,
    Table,
    build_communes,
    build_couvertures,
    build_fiches,
    build_sources,
)

LONGUEUR_CELLULE = 32_767
"""What Excel holds in one cell, in UTF-16 units; a longer text is cut, and says so."""

_COUPE = " […] texte coupé : la suite est dans l’export CSV"
_LARGEURS = (9, 48)
_LARGEUR_SOURCES = 120


def build_xlsx(extraction: Extraction, _geodata: Path) -> bytes:
    """Return the workbook; dated by the extraction, so that the same one gives the same bytes."""
    builders = (build_fiches, build_couvertures, build_communes, build_sources)
    tables = [build(extraction) for build in builders]
    return write_classeur(
        tables, titre=extraction.titre, metadonnees=extraction.metadonnees, date=extraction.date
    )


def write_classeur(
    tables: Iterable[Table],
    *,
    titre: str,
    metadonnees: Iterable[tuple[str, str]],
    date: dt.date,
) -> bytes:
    """Return a workbook of one sheet per table, with what it says of itself in its properties."""
    flux = io.BytesIO()
    with xlsxwriter.Workbook(flux, {"in_memory": True}) as classeur:
        classeur.set_properties(
            {
                "title": titre,
                "comments": "\n".join(f"{nom} : {texte}" for nom, texte in metadonnees),
                "created": dt.datetime.combine(date, dt.time()),
            }
        )
        texte = classeur.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        entete = classeur.add_format(
            {"bold": True, "bottom": 1, "num_format": "@", "valign": "top"}
        )
        for table in tables:
            _write_table(classeur.add_worksheet(table.nom), table, entete, texte)
    return flux.getvalue()


def _write_table(feuille: Worksheet, table: Table, entete: Format, texte: Format) -> None:
    for j, colonne in enumerate(table.colonnes):
        feuille.write_string(0, j, colonne, entete)
        feuille.set_column(j, j, _width(table, j), texte)
    for i, ligne in enumerate(table.lignes, start=1):
        for j, cellule in enumerate(ligne):
            _write_cell(feuille, i, j, cellule, texte)
    feuille.freeze_panes(1, 1)
    feuille.autofilter(0, 0, max(1, len(table.lignes)), len(table.colonnes) - 1)


def _write_cell(feuille: Worksheet, i: int, j: int, cellule: Cellule, texte: Format) -> None:
    if isinstance(cellule, str):
        feuille.write_string(i, j, _fit(cellule), texte)
    elif cellule is not None:
        feuille.write_number(i, j, cellule)


def _fit(texte: str) -> str:
    longueur = len(texte.encode("utf-16-le", "surrogatepass")) // 2
    if longueur <= LONGUEUR_CELLULE:
        return texte
    octets = texte.encode("utf-16-le", "surrogatepass")[: 2 * (LONGUEUR_CELLULE - len(_COUPE))]
    return octets.decode("utf-16-le", "ignore") + _COUPE


def _width(table: Table, j: int) -> float:
    """Return a readable width, in characters: that of the longest cell, between two bounds."""
    if table.colonnes[j] == "valeur":
        return _LARGEUR_SOURCES
    longueurs = [len(str(ligne[j] or "")) for ligne in table.lignes]
    return min(max(_LARGEURS[0], len(table.colonnes[j]) + 4, *longueurs, 0), _LARGEURS[1])
