"""Who is next to whom: adjacency of the current communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carto_ess.territoire.commune import CodeCommune

PORTEE = 5
"""How many borders away a fiche is still proposed when none is next door."""


@dataclass(frozen=True, slots=True)
class Voisinage:
    """The communes of the most recent millésime, each with those that share a border with it.

    A commune without neighbour in the département may be absent. ``longueurs_m`` gives the length
    in metres of the border of each pair (smaller code first).
    """

    voisines: Mapping[CodeCommune, tuple[CodeCommune, ...]]
    longueurs_m: Mapping[tuple[CodeCommune, CodeCommune], int]

    def neighbours(self, code: CodeCommune) -> tuple[CodeCommune, ...]:
        """Return the communes that share a border with this one, by ascending code."""
        return self.voisines.get(code, ())

    def measure_steps(
        self, depuis: Iterable[CodeCommune], *, portee: int = PORTEE
    ) -> dict[CodeCommune, int]:
        """Return the communes within `portee` borders of `depuis`, each with how many to cross.

        Those of `depuis` are at 0; they come first, the farthest last.
        """
        pas = dict.fromkeys(depuis, 0)
        front = tuple(pas)
        for n in range(1, portee + 1):
            front = tuple(
                dict.fromkeys(v for code in front for v in self.neighbours(code) if v not in pas)
            )
            pas.update(dict.fromkeys(front, n))
        return pas
