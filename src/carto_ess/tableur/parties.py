"""The parts of a workbook: XML inside a zip, named as any program names them, read as a stream."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

_MORCEAU = 1 << 18

DEGATS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
)
"""What `zipfile` and the readers of parts raise on a damaged file, one error or another."""


class Lecteur(Protocol):
    """What hears the elements of a part, in their order.

    Names are « namespace}name »; those of attributes too, when they have a prefix.
    """

    def start(self, nom: str, attributs: Mapping[str, str], /) -> None:
        """Hear an element begin."""

    def end(self, nom: str, /) -> None:
        """Hear it end."""

    def text(self, texte: str, /) -> None:
        """Hear characters, entities replaced."""


class Parties:
    """The parts of an open zip by name, whatever slashes and case its writer liked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entrees = {normalise(e.filename): e for e in archive.infolist()}

    def __contains__(self, partie: str) -> bool:
        """Tell whether there is a part of that name."""
        return normalise(partie) in self._entrees

    def parse(self, partie: str, lecteur: Lecteur) -> None:
        """Stream a part through `lecteur`.

        Raises
        ------
        ValueError
            There is none, it is not well-formed, its encoding is unknown, or it declares entities.
        """
        entree = self._entrees.get(normalise(partie))
        if entree is None:
            raise ValueError(f"no part {partie!r}")
        analyseur = expat.ParserCreate(namespace_separator="}")
        analyseur.buffer_text = True
        analyseur.StartElementHandler = lecteur.start
        analyseur.EndElementHandler = lecteur.end
        analyseur.CharacterDataHandler = lecteur.text
        analyseur.StartDoctypeDeclHandler = _refuse_doctype
        try:
            with self._archive.open(entree) as flux:
                while morceau := flux.read(_MORCEAU):
                    analyseur.Parse(morceau)
                analyseur.Parse(b"", True)  # noqa: FBT003 - expat's own signature
        except (expat.ExpatError, LookupError) as erreur:
            raise ValueError(f"{partie!r} is no XML") from erreur
        finally:
            _silence(analyseur)


def normalise(partie: str) -> str:
    """Return the name that a part goes by: some programs write it with backslashes."""
    return partie.replace("\\", "/").lstrip("/").lower()


def _refuse_doctype(*_: object) -> None:
    raise ValueError("no part of a workbook has a document type")


def _silence(analyseur: expat.XMLParserType) -> None:
    """Let go of the reader: a parser and its handlers would wait for the garbage collector."""
    rien: Callable[..., None] | None = None
    analyseur.StartElementHandler = rien
    analyseur.EndElementHandler = rien
    analyseur.CharacterDataHandler = rien
