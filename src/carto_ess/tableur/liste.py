"""A list that someone keeps, whatever the file: all its words, headings included, as one text."""

from __future__ import annotations

from collections.abc import Callable

from carto_ess.tableur.isoloir import read_libres_isole
from carto_ess.tableur.nature import Nature, identify


def read_liste(octets: bytes, nom: str, *, veille: Callable[[], None] = lambda: None) -> str:
    """Return the text of a file: a spreadsheet's cells, or a plain text as it is.

    `veille` is called while a spreadsheet is read, in a process of its own.

    Raises
    ------
    TableauError
        The file is no text and no spreadsheet, or is too large.
    """
    if not octets.strip():
        return ""
    if identify(octets, nom) is not Nature.CSV:
        tables = read_libres_isole(octets, nom, veille=veille)
        return "\n".join(
            " ; ".join(ligne)
            for table in tables
            for ligne in (table.entete, *(rang.values() for rang in table.rangs.values()))
        )
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")  # codes are the same in both
