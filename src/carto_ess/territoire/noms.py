"""Names of places as people write them, reduced to a key that their spellings share.

Everything that takes a name (a spreadsheet, an address, the search) goes through this key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from carto_ess.texte import fold

_NATURES_EPCI = re.compile(
    r"\b("
    r"communautes? (?:d )?agglo(?:meration)?s?|communautes? (?:de )?communes?"
    r"|communautes? urbaines?|comm? de comm?|comcom|codecom"
    r"|intercommunalites?|interco|agglo(?:meration)?s?|metropole|ca|cc|cu|c [acu](?= )"
    r")\b"
)
_MAIRIE = re.compile(r"^(?:mairie|hotel de ville|ville|commune|village) (?:de|du|des|d)\b")
_MOTS_VIDES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux"})
_ABREGES = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes",
    "nd": "notre dame", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6",
    "sept": "7", "huit": "8", "dix": "10",
}  # fmt: skip
_MOT = re.compile(r"[^\W_]+")
_PARENTHESE = re.compile(r"\A(?P<nom>[^()]*)\((?P<precision>[^()]*)\)\s*")

_LETTRES_MAX = 120  # of a name: a longer text is none, and costs its length
_RESSEMBLANCE = 65
"""How alike (of 100) two keys must be for one to be proposed for the other."""

_PRESQUE = 85
"""From which likeness (of 100) on one key is taken for a slip of the pen in the other."""


def cle_de_nom(libelle: str) -> str:
    """Return the key that every usual spelling of one territory's name shares.

    Case, accents, hyphens, apostrophes, spaces, articles, « Mairie de » and the nature of an EPCI
    (« CA », « Communauté de commune », « agglo »…) are dropped: « CC de la Terre des 2 -Caps » and
    « Communauté de communes Terre des Deux Caps » give the same key. « Saint » and « St » are one
    word, small numbers are digits. A name made of such words alone keeps them.
    """
    plie = fold(libelle)
    nu = _MAIRIE.sub(" ", _NATURES_EPCI.sub(" ", plie))
    mots = [m for m in _spell_out(nu) if m not in _MOTS_VIDES]
    return " ".join(mots or _spell_out(plie))


def _spell_out(plie: str) -> list[str]:
    return [m for mot in plie.split() for m in _ABREGES.get(mot, mot).split()]


def abbreviate(libelle: str) -> str:
    """Return the initials of a name, articles left out: « ccds » for « CC de Desvres-Samer »."""
    return "".join(mot[0] for mot in fold(libelle).split() if mot not in _MOTS_VIDES)


def names_epci(libelle: str) -> bool:
    """Tell whether the words say an EPCI: « CC du Ternois », « agglo de Lens »."""
    return _NATURES_EPCI.search(fold(libelle)) is not None


def is_nature(libelle: str) -> bool:
    """Tell whether nothing but the nature of an EPCI is said, maybe half typed: « CC de »."""
    mots = _NATURES_EPCI.sub(" ", fold(libelle)).split()
    return all(m in _MOTS_VIDES or "communautes".startswith(m) for m in mots)


def names_commune(libelle: str) -> bool:
    """Tell whether the words say a commune: « Mairie de Lens », « ville d’Arras »."""
    return _MAIRIE.search(fold(libelle)) is not None


def find_spans(nom: str, mots: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return where the words of `nom` begin with one of `mots` (of a key): (start, end).

    The whole word where its letters are not those of the key: « St » for « saint ».
    """
    cherches = sorted(mots, key=len, reverse=True)
    spans: list[tuple[int, int]] = []
    for trouve in _MOT.finditer(nom):
        plie = fold(trouve[0])
        forme = _ABREGES.get(plie, plie)
        debut = next((m for m in cherches if forme.startswith(m)), "")
        if debut:
            pareil = forme == plie and len(plie) == len(trouve[0])
            fin = trouve.start() + len(debut) if pareil else trouve.end()
            suit = spans and trouve.start() == spans[-1][1] + 1  # « Saint-Om » is one mark
            spans.append((spans.pop()[0] if suit else trouve.start(), fin))
    return tuple(spans)


def split_precision(libelle: str) -> tuple[str, str]:
    """Return a name and what its last parenthesis adds: « Saint-Omer (62500) », « … (CAPSO) »."""
    trouve = _PARENTHESE.fullmatch(libelle)
    if trouve is None or not re.search(r"\w", trouve["nom"]):
        return libelle.strip(), ""
    return trouve["nom"].strip(), trouve["precision"].strip()


def are_alike(un: str, autre: str) -> bool:
    """Tell whether two names differ by a slip of the pen at most: « Audruic », « Audruicq »."""
    cles = cle_de_nom(un), cle_de_nom(autre)
    return all(cles) and fuzz.ratio(*cles) >= _PRESQUE


def find_closest(libelle: str, candidats: Iterable[str], *, n: int = 3) -> tuple[str, ...]:
    """Return at most `n` of the `candidats` that `libelle` may stand for, the likeliest first.

    Names that begin alike come first (« Aire » → « Aire-sur-la-Lys », « Berck-sur-Mer » →
    « Berck »), then those that hold all its words, then those whose letters look alike. What is
    spelt like `libelle` but for case and accents is not a proposal: it is left out.
    """
    return match_closest(libelle, {cle_de_nom(c): c for c in candidats}, n=n)


def match_closest(libelle: str, par_cle: Mapping[str, str], *, n: int = 3) -> tuple[str, ...]:
    """Return the same among candidates given by their key, for whoever asks again and again."""
    demande = cle_de_nom(libelle[: 2 * _LETTRES_MAX])
    if not demande or len(demande) > _LETTRES_MAX:
        return ()
    ressemblances = process.extract(
        demande, par_cle.keys(), scorer=fuzz.ratio, score_cutoff=_RESSEMBLANCE, limit=n
    )
    parents = sorted((rang, len(cle), cle) for cle in par_cle if (rang := _relate(demande, cle)))
    proches = dict.fromkeys([cle for *_, cle in parents] + [cle for cle, *_ in ressemblances])
    return tuple(par_cle[cle] for cle in proches if par_cle[cle] != libelle)[:n]


def _relate(demande: str, cle: str) -> int:
    """Return how one key holds the other, 1 the closest; 0 when neither does."""
    if cle == demande:
        return 1
    if cle.startswith(f"{demande} ") or (len(cle) > 3 and demande.startswith(f"{cle} ")):
        return 2
    mots, les_siens = set(demande.split()), set(cle.split())
    if len(demande) > 2 and mots <= les_siens:
        return 3
    return 4 if len(cle) > 3 and les_siens <= mots else 0


def may_stand_for(libelle: str, nom: str) -> bool:
    """Tell whether one may write `libelle` for `nom`: misspelt, or shortened to some of its words.

    « St Omer », « CA Saint-Omer », « Henin Baumont »; what names another place is for the caller
    to exclude.
    """
    return bool(_relate(cle_de_nom(libelle), cle_de_nom(nom))) or are_alike(libelle, nom)
