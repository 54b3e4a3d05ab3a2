"""A list of fiches: the order and the layout that a reader may ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from carto_ess.couverture.dependance import count_dependants, date_of, rank_to_check
from carto_ess.couverture.filtre import Filtre, keep_concerned, select_fiches
from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.texte import fold

_RANGS = {type_: rang for rang, type_ in enumerate(TypeCooperation)}


ENTIERE = 200
"""Rows of a list shown whole: beyond, a page would be slow and nobody reads them on screen."""

T = TypeVar("T")


def clip(lignes: Sequence[T], premieres: int = 50) -> tuple[Sequence[T], int]:
    """Return what a page shows of a list, and how many rows it leaves out.

    All of them up to `ENTIERE`, else the first ones: the exports hold the rest.
    """
    if len(lignes) <= ENTIERE:
        return lignes, 0
    return lignes[:premieres], len(lignes) - premieres


class Rangees(StrEnum):
    """Which territories a table of gaps keeps, by their state."""

    TOUTES = "toutes"
    AUCUNE = "aucune"
    PARTIEL = "partiel"
    VIDES = "vides"


class Triable(StrEnum):
    """What the table of gaps is sorted by, besides how many communes a type covers."""

    HABITANTS = "habitants"
    NOM = "nom"
    COMMUNES = "communes"


INVERSE = "-inverse"
"""Ends an order that goes the other way than its column does at first."""

ORDRES = tuple(
    f"{colonne}{suffixe}" for colonne in (*Triable, *TypeCooperation) for suffixe in ("", INVERSE)
)
"""Orders of the table of gaps, as an address says them: ``nom``, ``mutualisation-inverse``."""

ORDRE = ORDRES[0]


class Tri(StrEnum):
    """What a list is sorted by; fiches that tie keep the référentiel's order."""

    TYPE = "type"
    NOM = "nom"
    SECTEUR = "secteur"
    COMMUNES = "communes"
    VERIFICATION = "verification"
    A_REVERIFIER = "a_reverifier"


class Presentation(StrEnum):
    """How the fiches of a list are shown: a few lines each, or whole."""

    LISTE = "liste"
    FICHES = "fiches"


def list_fiches(
    fiches: Iterable[Fiche],
    filtre: Filtre,
    communes: Collection[CodeCommune] | None,
    matrice: Matrice,
) -> tuple[Fiche, ...]:
    """Return the rows of a list: the fiches that pass `filtre` and concern one of `communes`.

    `communes` are those of the territory in focus (`Vue.find_communes`), ``None`` without one.
    """
    return keep_concerned(select_fiches(fiches, filtre, matrice), communes, matrice)


def sort_fiches(fiches: Iterable[Fiche], tri: Tri, matrice: Matrice) -> tuple[Fiche, ...]:
    """Return `fiches` sorted: types in the booklet's order, the widest coverage first.

    Accents and case are forgiven in names; communes are counted as `matrice` does. By date of
    verification, the oldest first, those never checked before all; « à revérifier », those that the
    most people depend on alone first, then the oldest.
    """
    dependants = count_dependants(matrice) if tri is Tri.A_REVERIFIER else {}

    def find_key(fiche: Fiche) -> Any:  # noqa: ANN401 -- a number or a text, one kind for a list
        """Return what the fiche is sorted by."""
        match tri:
            case Tri.TYPE:
                return _RANGS[fiche.type]
            case Tri.NOM:
                return fold(fiche.structure)
            case Tri.SECTEUR:
                return fold(fiche.secteur)
            case Tri.COMMUNES:
                return -len(matrice.communes_of(fiche.id))
            case Tri.VERIFICATION:
                return date_of(fiche)
            case Tri.A_REVERIFIER:
                return rank_to_check(fiche, dependants)

    return tuple(sorted(fiches, key=find_key))
