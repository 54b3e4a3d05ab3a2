"""The matrix territory × type: gaps, and their opposites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Lacune
from carto_ess.lacune.plage import Plage
from carto_ess.referentiel.type_cooperation import TypeCooperation


@dataclass(frozen=True, slots=True)
class Case:
    """One type in one territory, over every reading of the fiches' words.

    ``n_doubles`` counts the communes that two fiches of the type or more cover; ``n_larges`` the
    fiches of the type that reach the territory by the département or the région alone.
    """

    type: TypeCooperation
    fiches: Plage
    communes: Plage
    n_doubles: int
    n_larges: int

    @property
    def is_only_wide(self) -> bool:
        """Whether the département or the région alone covers it: « seulement couvert par… »."""
        return not self.fiches.maxi and self.n_larges > 0


def build_cases(lacune: Lacune, matrice: Matrice, toutes: Matrice) -> tuple[Case, ...]:
    """Return what each type is in a territory.

    `matrice` is of the échelle of proximité, `toutes` of the same millésime where every échelle
    counts; `lacune` answers for every type.
    """
    communes = frozenset(lacune.communes)
    return tuple(_build_case(type_, lacune, communes, matrice, toutes) for type_ in TypeCooperation)


def _build_case(
    type_: TypeCooperation,
    lacune: Lacune,
    communes: frozenset[str],
    matrice: Matrice,
    toutes: Matrice,
) -> Case:
    siennes = [f for f in matrice.fiches if f.type is type_]
    n = Counter(c for f in siennes for c in matrice.communes_of(f.id) if c in communes)
    larges = [
        f
        for f in siennes
        if matrice.communes_of(f.id).isdisjoint(communes)
        and not toutes.communes_of(f.id).isdisjoint(communes)
    ]
    return Case(
        type_,
        lacune.plage_type(type_),
        lacune.plage_communes(type_),
        sum(fois > 1 for fois in n.values()),
        len(larges),
    )
