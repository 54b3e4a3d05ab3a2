"""Cells of a CSV that no spreadsheet may run, and the way back.

Excel and LibreOffice read a cell that begins with ``= + - @``, a tabulation or a line's end as a
formula. Such a cell gets one apostrophe in front. A cell that already begins with apostrophes and
then such a sign gets one more, so that taking one away gives every cell back, whatever it was.
"""

from __future__ import annotations

import re

_DANGER = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEUTRE = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def neutralise(texte: str) -> str:
    """Return `texte` as a cell that is never a formula."""
    return f"'{texte}" if _DANGER.match(texte) else texte


def protect(texte: str) -> str:
    """Return `texte` for a cell that is a text whatever it begins with: that of a workbook.

    Only what `restore` would change is written otherwise than it is.
    """
    return f"'{texte}" if _NEUTRE.match(texte) else texte


def restore(cellule: str) -> str:
    """Return the text that `neutralise` or `protect` was given.

    Workbooks are read so too: a spreadsheet that opens a CSV keeps the apostrophe it finds.
    """
    return cellule[1:] if _NEUTRE.match(cellule) else cellule
