"""Which fiches a reader keeps: OR inside a family of filters, AND between families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from carto_ess.couverture.comptage import count_coverage, count_fiches
from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.perimetre import list_perimetres


@dataclass(frozen=True, slots=True)
class Filtre:
    """What the reader asked for; an empty family leaves everything in.

    ``types`` are alternatives; ``epci`` keeps the fiches that cover one of its communes at least;
    ``recherche`` keeps those that hold every word of it.
    """

    types: tuple[TypeCooperation, ...] = ()
    epci: Siren | None = None
    recherche: str = ""


def select_fiches(
    fiches: Iterable[Fiche], filtre: Filtre, matrice: Matrice, decoupage: Decoupage
) -> tuple[Fiche, ...]:
    """Return the fiches that pass every family of `filtre` and cover something at this échelle."""
    communes = decoupage.epci[filtre.epci].communes if filtre.epci else None
    return tuple(
        fiche
        for fiche in fiches
        if (not filtre.types or fiche.type in filtre.types)
        and matrice.etendues[fiche.id]
        and (communes is None or not matrice.communes_of(fiche.id).isdisjoint(communes))
        and fiche.matches(filtre.recherche)
    )


def count_types(
    fiches: Iterable[Fiche], filtre: Filtre, matrice: Matrice, decoupage: Decoupage
) -> dict[TypeCooperation, int]:
    """Return what each type would show: fiches that pass the *other* families, by type."""
    autres = select_fiches(fiches, replace(filtre, types=()), matrice, decoupage)
    par_type = Counter(fiche.type for fiche in autres)
    return {type_: par_type[type_] for type_ in TypeCooperation}


def count_epci(
    fiches: Iterable[Fiche], filtre: Filtre, matrice: Matrice, decoupage: Decoupage
) -> dict[Siren, int]:
    """Return what each EPCI would show: fiches that pass the other families and cover it."""
    autres = select_fiches(fiches, replace(filtre, epci=None), matrice, decoupage)
    cadres = list_perimetres(decoupage, Niveau.EPCI)
    nombres = count_fiches(cadres, count_coverage(tuple(TypeCooperation), autres, matrice))
    return {Siren(c.code): sum(n.values()) for c, n in zip(cadres, nombres, strict=True)}
