"""Where a fiche holds the words searched: texts cut into segments that match or not.

Segments are plain text. Joined they give the text back, so whoever draws them only has to escape
each one and mark those that match.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from carto_ess.referentiel.fiche import Fiche
from carto_ess.texte import fold

LARGEUR = 160
"""Length of an extract, in characters, its matching word included."""

_SUITE = "…"


class Segment(NamedTuple):
    """A piece of a text, and whether it is a word that was searched."""

    texte: str
    trouve: bool


class Extrait(NamedTuple):
    """A piece of one field of a fiche, named as the attribute of `Fiche` that holds it."""

    champ: str
    segments: tuple[Segment, ...]


def mark_words(texte: str, recherche: str) -> tuple[Segment, ...]:
    """Cut `texte` so that each word that begins with a word of `recherche` stands alone.

    Accents, case and ligatures are forgiven, as in `Fiche.matches`.
    """
    cherches = tuple(fold(recherche).split())
    if not cherches:
        return (Segment(texte, trouve=False),) if texte else ()
    segments: list[Segment] = []
    for morceau in _cut(texte):
        trouve = bool(_find_beginnings(_fold_piece(morceau), cherches))
        if segments and not trouve and not segments[-1].trouve:
            segments[-1] = Segment(segments[-1].texte + morceau, trouve=False)
        else:
            segments.append(Segment(morceau, trouve))
    return tuple(segments)


def find_extraits(
    fiche: Fiche, recherche: str, *, deja_montres: Collection[str] = (), largeur: int = LARGEUR
) -> tuple[Extrait, ...]:
    """Return the fewest extracts, in the card's order, that show every word of `recherche`.

    Words found in the fields `deja_montres`, which the reader sees whole, ask for no extract.
    """
    restent, mots = set(fold(recherche).split()), fiche.mots_par_champ
    for champ in deja_montres:
        restent -= _find_beginnings(mots[champ], restent)
    extraits = []
    for champ in mots:
        if champ not in deja_montres and (trouves := _find_beginnings(mots[champ], restent)):
            segments = mark_words(fiche.champs[champ], " ".join(trouves))
            extraits.append(Extrait(champ, _shorten(segments, largeur)))
            restent -= trouves
    return tuple(extraits)


def _shorten(segments: tuple[Segment, ...], largeur: int) -> tuple[Segment, ...]:
    """Keep about `largeur` characters around the first word found, cut between words."""
    rang = next(i for i, s in enumerate(segments) if s.trouve)
    avant = "".join(s.texte for s in segments[:rang])
    reste = max(0, largeur - len(segments[rang].texte))
    debut = _cut_start(avant, reste // 3)
    fin: list[Segment] = []
    reste -= len(debut)
    for segment in segments[rang + 1 :]:
        if len(segment.texte) > reste:
            texte = _cut_end(segment.texte, reste).rstrip(" .,;:")
            fin.append(Segment(texte + _SUITE, trouve=False))
            break
        fin.append(segment)
        reste -= len(segment.texte)
    tete = [Segment(debut, trouve=False)] if debut else []
    return (*tete, segments[rang], *fin)


def _cut_start(texte: str, longueur: int) -> str:
    if len(texte) <= longueur:
        return texte
    return _SUITE + texte[len(texte) - longueur :].partition(" ")[2] if longueur else _SUITE


def _cut_end(texte: str, longueur: int) -> str:
    """Return the first words of `texte`; its first one may be cut when it is a long one."""
    garde = texte[:longueur]
    return garde.rpartition(" ")[0] or garde


def _find_beginnings(mots: Iterable[str], cherches: Iterable[str]) -> set[str]:
    mots = tuple(mots)
    return {c for c in cherches if any(mot.startswith(c) for mot in mots)}


def _fold_piece(morceau: str) -> tuple[str, ...]:
    """Fold what `_cut` yields; folding costs, and three words in four need none of it."""
    if morceau.isascii():
        return (morceau.lower(),) if morceau.isalnum() else ()
    return tuple(fold(morceau).split())


def _cut(texte: str) -> Iterator[str]:
    """Yield words and what stands between them, in order; nothing is lost."""
    debut, dans_mot = 0, False
    for i, caractere in enumerate(texte):
        mot = _is_of_word(caractere)
        if i and mot != dans_mot:
            yield texte[debut:i]
            debut = i
        dans_mot = mot
    if texte:
        yield texte[debut:]


@lru_cache(maxsize=4_000)
def _is_of_word(caractere: str) -> bool:
    """Tell whether a search sees a letter or a digit in `caractere`, or an accent on one."""
    return bool(fold(caractere)) or unicodedata.combining(caractere) > 0
