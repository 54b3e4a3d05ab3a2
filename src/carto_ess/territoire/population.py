"""Inhabitants of the land of communes of any millésime.

Populations are those of the most recent millésime's communes (year: the manifest of geodata).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages

E = TypeVar("E")


def count_population(
    communes: Collection[CodeCommune],
    millesime: int,
    decoupages: Decoupages,
    *,
    sauf: Collection[CodeCommune] = (),
) -> int | None:
    """Return today's inhabitants of the land of `communes`, without the current ones of `sauf`.

    ``None`` when a current commune of that land also stands on land outside both, or has no known
    population.
    """
    if millesime == decoupages.actuel.millesime:
        return sum_population(
            [c for c in communes if c not in sauf] if sauf else communes, decoupages
        )
    actuelles = decoupages.bring_forward(communes, depuis=millesime)
    origine = decoupages.bring_back(actuelles, vers=millesime)
    if not origine <= {*communes, *sauf}:
        return None
    actuelles -= decoupages.bring_forward(sauf, depuis=millesime)
    return sum_population(actuelles, decoupages)


def share_population(
    parts: Mapping[E, Collection[CodeCommune]], millesime: int, decoupages: Decoupages
) -> dict[E, int | None]:
    """Return today's inhabitants of the land of each part; an earlier part wins a shared commune.

    A current commune made of communes of the past that are in two parts counts once.
    """
    habitants: dict[E, int | None] = {}
    faites: frozenset[CodeCommune] = frozenset()
    for part, communes in parts.items():
        actuelles = decoupages.bring_forward(communes, depuis=millesime) - faites
        habitants[part] = sum_population(actuelles, decoupages)
        faites |= actuelles
    return habitants


def sum_population(actuelles: Iterable[CodeCommune], decoupages: Decoupages) -> int | None:
    """Return the inhabitants of current communes; ``None`` when one has no known population."""
    recents = decoupages.actuel.populations
    return sum_known(map(recents.__getitem__, actuelles))


def sum_known(populations: Iterable[int | None]) -> int | None:
    """Return the sum; ``None`` when one of `populations` is not known."""
    populations = list(populations)
    connues = [n for n in populations if n is not None]
    return sum(connues) if len(connues) == len(populations) else None
