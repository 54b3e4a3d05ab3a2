"""Names of places as people write them, reduced to a key that their spellings share."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from carto_ess.texte import fold

_NATURES_EPCI = re.compile(
    r"\b(communautes? (d agglomerations?|de communes|urbaines?)|metropole|ca|cc|cu)\b"
)
_MOTS_VIDES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux"})


def cle_de_nom(libelle: str) -> str:
    """Return the key that every usual spelling of one territory's name shares.

    Case, accents, hyphens, apostrophes, spaces, articles and the nature of an EPCI (« CA »,
    « Communauté de communes »…) are dropped: « CC de la Terre des Deux -Caps » and « Communauté de
    communes Terre des Deux Caps » give the same key. « Saint » and « St » are one word.
    """
    cle = _NATURES_EPCI.sub(" ", fold(libelle))
    mots = ["saint" if m == "st" else "sainte" if m == "ste" else m for m in cle.split()]
    return " ".join(m for m in mots if m not in _MOTS_VIDES)


_PRESQUE = 0.85
"""From which likeness on one name is taken for a slip of the pen in the other."""


def are_alike(un: str, autre: str) -> bool:
    """Tell whether two names differ by a slip of the pen at most: « Audruic », « Audruicq »."""
    cles = cle_de_nom(un), cle_de_nom(autre)
    return all(cles) and difflib.SequenceMatcher(None, *cles).ratio() >= _PRESQUE


def find_closest(libelle: str, candidats: Iterable[str], *, n: int = 3) -> tuple[str, ...]:
    """Return at most `n` of the `candidats` whose key looks most like that of `libelle`."""
    return match_closest(libelle, {cle_de_nom(c): c for c in candidats}, n=n)


def match_closest(libelle: str, par_cle: Mapping[str, str], *, n: int = 3) -> tuple[str, ...]:
    """Return the same among candidates given by their key, for whoever asks again and again."""
    cles = difflib.get_close_matches(cle_de_nom(libelle), par_cle, n=n, cutoff=0.6)
    return tuple(par_cle[cle] for cle in cles)
