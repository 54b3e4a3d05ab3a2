"""CSV: one row per fiche, `;`, UTF-8 with BOM, codes as text, no cell that could run.

What the file says of itself stands in trailing columns, repeated on each row: lines of comment
above the header would be a first row of data for Excel and an error for most readers, while a
column survives a sort, a copy and two exports pasted together. CSV has no types: a spreadsheet may
read « 01004 » as 1004; who opens a file by a double click takes the XLSX.

The way back is the project's own reader, `tableau.parse_csv`, which takes the protection away.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from carto_ess.export.extraction import Extraction
from carto_ess.export.tables import build_fiches
from carto_ess.tableur.formule import neutralise
from carto_ess.tableur.xlsx import Cellule

METADONNEES = ("millesime", "echelle", "filtres", "contacts", "sources", "date_export")
"""The trailing columns, the same on each row."""


def build_csv(extraction: Extraction, _geodata: Path) -> bytes:
    """Return the CSV file; without any fiche it holds its header alone."""
    table = build_fiches(extraction)
    dits = (
        str(extraction.vue.millesime),
        str(extraction.vue.echelle),
        " ; ".join(extraction.filtres) or "aucun",
        "inclus" if extraction.avec_contacts else "retirés",
        " ; ".join(extraction.sources),
        extraction.date.isoformat(),
    )
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow((*table.colonnes, *METADONNEES))
    ecrivain.writerows([_write(c) for c in (*ligne, *dits)] for ligne in table.lignes)
    return flux.getvalue().encode("utf-8-sig")


def _write(cellule: Cellule) -> str:
    if isinstance(cellule, str):
        return neutralise(cellule)
    return "" if cellule is None else str(cellule)
