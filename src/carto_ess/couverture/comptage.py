"""How many fiches touch a territory, and what each type covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.perimetre import Perimetre


@dataclass(frozen=True, slots=True)
class CouvertureParType:
    """What the fiches of some types cover: their territories by fiche, their communes by type.

    Fiches that declare the same territory share its set of communes: what is to be known of each
    is found once, whatever the number of fiches.
    """

    fiches: Mapping[TypeCooperation, tuple[Sequence[frozenset[CodeCommune]], ...]]
    par_type: Mapping[TypeCooperation, frozenset[CodeCommune]]


def count_coverage(
    types: Collection[TypeCooperation], fiches: Iterable[Fiche], matrice: Matrice
) -> CouvertureParType:
    """Gather what the fiches of `types` cover in the millésime and échelle of `matrice`."""
    par_type: dict[TypeCooperation, list[Sequence[frozenset[CodeCommune]]]] = {
        type_: [] for type_ in types
    }
    for fiche in fiches:
        if fiche.type in par_type:
            par_type[fiche.type].append(matrice.etendues[fiche.id])
    return CouvertureParType(
        {type_: tuple(siennes) for type_, siennes in par_type.items()},
        {
            type_: frozenset[CodeCommune]().union(*set(chain.from_iterable(siennes)))
            for type_, siennes in par_type.items()
        },
    )


def count_fiches(
    perimetres: Iterable[Perimetre], couverture: CouvertureParType
) -> list[dict[TypeCooperation, int]]:
    """Return the distinct fiches that touch each of `perimetres` (of one niveau), by type."""
    perimetres = tuple(perimetres)
    ou = {
        commune: rang for rang, perimetre in enumerate(perimetres) for commune in perimetre.communes
    }
    touches: dict[frozenset[CodeCommune], set[int | None]] = {}
    par_type: dict[TypeCooperation, Counter[int | None]] = {}
    for type_, siennes in couverture.fiches.items():
        rangs: list[int | None] = []
        for etendues in siennes:
            de_la_fiche: set[int | None] = set()
            for etendue in etendues:
                if len(etendue) == 1:  # as quick to look up as what is known of it
                    de_la_fiche.update(map(ou.get, etendue))
                    continue
                if (ici := touches.get(etendue)) is None:
                    ici = touches[etendue] = set(map(ou.get, etendue))
                de_la_fiche |= ici
            rangs.extend(de_la_fiche)
        par_type[type_] = Counter(rangs)
    return [{type_: n[rang] for type_, n in par_type.items()} for rang in range(len(perimetres))]
