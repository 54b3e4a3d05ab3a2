"""Which fiches a reader keeps: OR inside a family of filters, AND between families.

A territory is no filter: it never changes what covers what. A list of fiches beside it keeps those
that concern it (`keep_concerned`), and that is all it does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from carto_ess.couverture.comptage import count_coverage, count_fiches
from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.perimetre import list_perimetres


@dataclass(frozen=True, slots=True)
class Filtre:
    """What the reader asked for; an empty family leaves everything in.

    ``types`` are alternatives; ``recherche`` keeps the fiches that hold every word of it.
    """

    types: tuple[TypeCooperation, ...] = ()
    recherche: str = ""


def select_fiches(fiches: Iterable[Fiche], filtre: Filtre, matrice: Matrice) -> tuple[Fiche, ...]:
    """Return the fiches that pass every family of `filtre` and cover something at this échelle."""
    return tuple(
        fiche
        for fiche in fiches
        if (not filtre.types or fiche.type in filtre.types)
        and matrice.etendues[fiche.id]
        and fiche.matches(filtre.recherche)
    )


def keep_concerned(
    fiches: Iterable[Fiche], communes: Collection[CodeCommune] | None, matrice: Matrice
) -> tuple[Fiche, ...]:
    """Return the fiches that cover one of `communes` at least, all of them when it is ``None``."""
    if communes is None:
        return tuple(fiches)
    return tuple(f for f in fiches if not matrice.communes_of(f.id).isdisjoint(communes))


def count_types(
    fiches: Iterable[Fiche], filtre: Filtre, matrice: Matrice
) -> dict[TypeCooperation, int]:
    """Return what each type would show: fiches that pass the *other* families, by type."""
    autres = select_fiches(fiches, replace(filtre, types=()), matrice)
    par_type = Counter(fiche.type for fiche in autres)
    return {type_: par_type[type_] for type_ in TypeCooperation}


def count_epci(
    fiches: Iterable[Fiche], filtre: Filtre, matrice: Matrice, decoupage: Decoupage
) -> dict[Siren, int]:
    """Return how many of the fiches that pass `filtre` concern each EPCI."""
    gardees = select_fiches(fiches, filtre, matrice)
    cadres = list_perimetres(decoupage, Niveau.EPCI)
    nombres = count_fiches(cadres, count_coverage(tuple(TypeCooperation), gardees, matrice))
    return {Siren(c.code): sum(n.values()) for c, n in zip(cadres, nombres, strict=True)}
