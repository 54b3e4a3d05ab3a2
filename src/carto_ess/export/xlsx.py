"""XLSX: sheets Fiches, Couvertures, Communes and Sources, every code a text, no formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from carto_ess.export.extraction import Extraction
from carto_ess.export.tables import (
    Table,
    build_communes,
    build_couvertures,
    build_fiches,
    build_sources,
)
from carto_ess.tableur.xlsx import (
    LONGUEUR_CELLULE,
    Cellule,
    FeuilleXlsx,
    measure_cellule,
    write_xlsx,
)

_COUPE = " […] texte coupé : la suite est dans l’export CSV"
_LARGEURS = (9, 48)
_LARGEUR_SOURCES = 120
_ENTETE = {"bottom": 1, "valign": "top"}


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
    proprietes = {
        "title": titre,
        "comments": "\n".join(f"{nom} : {texte}" for nom, texte in metadonnees),
        "created": dt.datetime.combine(date, dt.time()),
    }
    return write_xlsx(map(_build_feuille, tables), proprietes, entete=_ENTETE)


def _build_feuille(table: Table) -> FeuilleXlsx:
    rangs = [table.colonnes, *([_fit(cellule) for cellule in ligne] for ligne in table.lignes)]
    return FeuilleXlsx(table.nom, [_width(table, j) for j in range(len(table.colonnes))], rangs)


def _fit(cellule: Cellule) -> Cellule:
    """Return a cell that Excel can hold: a longer text is cut, and says so."""
    if not isinstance(cellule, str) or measure_cellule(cellule) <= LONGUEUR_CELLULE:
        return cellule
    octets = cellule.encode("utf-16-le", "surrogatepass")[: 2 * (LONGUEUR_CELLULE - len(_COUPE))]
    return octets.decode("utf-16-le", "ignore") + _COUPE


def _width(table: Table, j: int) -> float:
    """Return a readable width, in characters: that of the longest cell, between two bounds."""
    if table.colonnes[j] == "valeur":
        return _LARGEUR_SOURCES
    longueurs = [len(str(ligne[j] or "")) for ligne in table.lignes]
    return min(max(_LARGEURS[0], len(table.colonnes[j]) + 4, *longueurs, 0), _LARGEURS[1])
