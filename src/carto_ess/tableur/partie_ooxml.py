"""A part of an XLSX as it is read: the names of its own vocabulary, whichever its conformance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_PRINCIPAUX = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "http://purl.oclc.org/ooxml/spreadsheetml/main}",
)

VRAIS = frozenset({"1", "true", "on"})
"""How a workbook writes that something is so."""


@lru_cache(maxsize=1024)
def _find_local(nom: str) -> str:
    """Return the name of an element of spreadsheets without its namespace, empty for others."""
    espace, _, local = nom.rpartition("}")
    return local if f"{espace}}}" in _PRINCIPAUX else ""


class PartieXlsx:
    """A part of the workbook: hears the names of its own vocabulary, without their namespace."""

    def start(self, nom: str, attributs: Mapping[str, str], /) -> None:
        """Pass on the elements of spreadsheets alone."""
        if local := _find_local(nom):
            self.begin(local, attributs)

    def end(self, nom: str, /) -> None:
        """Pass on their ends."""
        if local := _find_local(nom):
            self.finish(local)

    def text(self, texte: str, /) -> None:
        """Hear a run of characters: nothing is kept unless a subclass does."""

    def begin(self, nom: str, attributs: Mapping[str, str]) -> None:
        """Hear that an element begins."""

    def finish(self, nom: str) -> None:
        """Hear that an element ends."""
