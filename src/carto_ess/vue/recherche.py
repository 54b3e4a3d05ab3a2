"""What a reader may look for in one box: every territory, and the fiches by name or by phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from carto_ess.referentiel.coordonnees import list_chiffres
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.index import Destination, Entree, Genre, Index, Proposition
from carto_ess.territoire.repertoire import list_lieux

_NUMERO = re.compile(r"[\d\s.()+/-]+")
_CHIFFRES_MIN = 6
"""Digits from which numbers are looked for in phones: fewer are the beginning of a code."""


def build_index(decoupages: Decoupages, fiches: Iterable[Fiche]) -> Index:
    """Return the index of all that one may look for; fiches whose contacts are hidden have none."""
    return Index([*list_lieux(decoupages), *map(_enter_fiche, fiches)])


def _enter_fiche(fiche: Fiche) -> Entree:
    chiffres = tuple(c for telephone in fiche.telephones for c in list_chiffres(telephone))
    lieu = Destination(Genre.FICHE, fiche.id, fiche.structure, TYPES[fiche.type])
    return Entree(lieu, (fiche.structure, fiche.id), chiffres)


def search(
    index: Index, texte: str, *, limite: int = 8, genres: Sequence[Genre] = tuple(Genre)
) -> tuple[Proposition, ...]:
    """Return what `texte` may mean, the likeliest first; a phone in any form is read as one."""
    chiffres = list_chiffres(texte)
    if not chiffres and _NUMERO.fullmatch(texte):
        nus = re.sub(r"\D", "", re.sub(r"\(0\)", "", texte))
        chiffres = (re.sub(r"^(00)?33", "0", nus),) if len(nus) >= _CHIFFRES_MIN else ()
    return index.search(chiffres[0] if chiffres else texte, limite=limite, genres=genres)
