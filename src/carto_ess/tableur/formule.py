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


def restore(cellule: str) -> str:
    """Return the text that `neutralise` was given."""
    return cellule[1:] if _NEUTRE.match(cellule) else cellule
