"""Text as people write it, reduced to what can be compared: folding, slugs, invisible signs."""

from __future__ import annotations

import re
import unicodedata


def slug(texte: str) -> str:
    """Return `texte` as ASCII letters and digits joined by hyphens, for a file name."""
    ascii_ = unicodedata.normalize("NFKD", fold(texte)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")


# Signs become spaces, they are not dropped: folding to ASCII would glue « d’agglo » into
# « dagglo », because the typographic apostrophe has no ASCII equivalent.
_SIGNES = re.compile(r"[\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


def fold(texte: str) -> str:
    """Return `texte` in lower case, without accents, signs turned into single spaces."""
    texte = unicodedata.normalize("NFKD", texte.translate(_LIGATURES)).casefold()
    lettres = (c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    return _SIGNES.sub(" ", "".join(lettres)).strip()


# What no eye sees and no keyboard types: control characters, and the signs that turn the direction
# of the text that follows, which could make a name read as another one.
_INVISIBLES = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def remove_invisible(texte: str) -> str:
    """Return `texte` without what no eye sees: see `_INVISIBLES`."""
    return _INVISIBLES.sub("", texte)


def clean_line(texte: str, longueur: int) -> str:
    """Return words that somebody typed: in one line, without invisible signs, not endless."""
    return " ".join(remove_invisible(texte[: 10 * longueur]).split())[:longueur].strip()


_CITES_MAX = 40


def quote_short(texte: str) -> str:
    """Return what an address held as a notice quotes it: printable signs, a few of them."""
    propre = "".join(c for c in texte if c.isprintable())
    return propre if len(propre) <= _CITES_MAX else propre[: _CITES_MAX - 1] + "…"
