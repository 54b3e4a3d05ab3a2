"""Fiches that are near another one: by sector, by territory, by type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from carto_ess.couverture.matrice import Matrice
from carto_ess.guide.orientation import find_shared_words
from carto_ess.referentiel.fiche import Fiche
from carto_ess.texte import fold

N_PARENTES = 5
"""Fiches named at most for one kind of nearness."""

_GENERIQUES = (
    "accompagn",
    "acteur",
    "activite",
    "appui",
    "associ",
    "centre",
    "develop",
    "econom",
    "offre",
    "publi",
    "region",
    "service",
    "structure",
    "territoire",
)
"""Beginnings of words, folded, that say nothing of a sector: they bring no fiche near."""


class MemeSecteur(NamedTuple):
    """A fiche of the same sector (``mots`` is empty), or of one that shares ``mots``."""

    fiche: Fiche
    mots: tuple[str, ...] = ()


class MemeTerritoire(NamedTuple):
    """A fiche that covers ``n_communes`` of the same communes."""

    fiche: Fiche
    n_communes: int


class Parentes(NamedTuple):
    """The fiches near one, nearest first."""

    secteur: tuple[MemeSecteur, ...]
    territoire: tuple[MemeTerritoire, ...]
    type: tuple[Fiche, ...]


def find_parentes(
    fiche: Fiche, fiches: Iterable[Fiche], matrice: Matrice, *, limite: int = N_PARENTES
) -> Parentes:
    """Return what is near `fiche` among `fiches`, at most `limite` for each kind.

    Sectors are free texts: two are near when they are equal, or when the sector of one fiche shares
    a telling word with the sector or the name of the other. Fiches of the same type that share
    communes come before those that do not. Ties keep the référentiel's order.

    Parameters
    ----------
    matrice
        At proximité: a région would make every fiche a neighbour.
    """
    autres = [autre for autre in fiches if autre.id != fiche.id]
    communes = matrice.communes_of(fiche.id)
    partagees = {a.id: len(communes & matrice.communes_of(a.id)) for a in autres}
    secteur = [
        *(MemeSecteur(a) for a in autres if fold(a.secteur) == fold(fiche.secteur)),
        *_find_near_sectors(fiche, autres),
    ]
    territoire = [MemeTerritoire(a, partagees[a.id]) for a in autres if partagees[a.id]]
    types = [a for a in autres if a.type is fiche.type]
    return Parentes(
        tuple(secteur[:limite]),
        tuple(sorted(territoire, key=lambda t: -t.n_communes)[:limite]),
        tuple(sorted(types, key=lambda a: -partagees[a.id])[:limite]),
    )


def _find_near_sectors(fiche: Fiche, autres: Iterable[Fiche]) -> list[MemeSecteur]:
    """Return the fiches whose sector is not the same but shares words, most words first."""
    proches = []
    for autre in autres:
        mots = (
            *find_shared_words(fiche.secteur, f"{autre.secteur} {autre.structure}"),
            *find_shared_words(autre.secteur, fiche.structure),
        )
        parlants = {fold(m): m for m in mots if not fold(m).startswith(_GENERIQUES)}
        if parlants and fold(autre.secteur) != fold(fiche.secteur):
            proches.append(MemeSecteur(autre, tuple(parlants.values())))
    return sorted(proches, key=lambda s: -len(s.mots))
