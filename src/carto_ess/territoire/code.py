"""Codes as spreadsheets and people write them: one cleaning, whatever the format they come in."""

from __future__ import annotations

import re
import unicodedata

from carto_ess.texte import remove_invisible

_MILLIERS = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+(?![.,]?\d)")
_DECIMALES = re.compile(r"(?<=\d)[.,]0+$")
_CODE = re.compile(r"[\dAB][\dAB .,'’]*", re.IGNORECASE)


def clean_code(texte: str) -> str:
    """Return a code without what programs and hands put around its digits.

    Spaces of any width, thousands (« 246.200.455 »), a decimal part that says nothing
    (« 62765.0 »), the apostrophe that keeps a cell as text; « 2a004 » becomes « 2A004 ». What is
    no code of digits (the slug of a Pays, a word) comes back stripped and otherwise as it was.
    """
    nu = remove_invisible(unicodedata.normalize("NFKC", texte)).strip().lstrip("'’")
    if not _CODE.fullmatch(nu):
        return nu
    serre = "".join(nu.split())
    if _MILLIERS.fullmatch(_DECIMALES.sub("", serre)):
        serre = re.sub(r"[.,'’]", "", _DECIMALES.sub("", serre))
    return _DECIMALES.sub("", serre).upper()
