"""The best steps on a terrain: proven so where that is possible, else said to be the best found.

A depth-first search that gives up a branch as soon as what is left cannot better the best plan
found. It starts from the greedy plan, which is most often the best one: then nothing is explored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from carto_ess.plan.terrain import Pas, TerrainPlan
from carto_ess.territoire.epci import Siren

ESSAIS_MAX = 10_000
"""Plans tried before the best one found is kept without proof, and said to be so: half a second."""

MOUVEMENTS_MAX = 1_000_000
"""Steps looked at in all these plans: on a country each plan has many more, and fewer are tried."""

Note = tuple[int, int, int]
"""What a plan is worth: what is asked, what breaks ties, then the fewer steps the better."""


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """The steps found, in the order they should be taken; ``exacte`` when none can be better."""

    pas: tuple[Pas, ...]
    exacte: bool


def find_steps(terrain: TerrainPlan, nombre: int, *, essais: int = ESSAIS_MAX) -> Trouvaille:
    """Return the steps, `nombre` at most, that reach EPCI worth the most together.

    A step may be worth nothing by itself, when it opens the way to another one.
    """
    essais = min(essais, MOUVEMENTS_MAX // max(1, len(terrain.premiers)))
    recherche = _Recherche(terrain, nombre, essais)
    recherche.improve(_choose_greedily(terrain, nombre))
    recherche.explore((), terrain.premiers)
    return Trouvaille(_sort_steps(terrain, recherche.meilleur), recherche.essais > 0)


def _choose_greedily(terrain: TerrainPlan, nombre: int) -> tuple[Pas, ...]:
    """Take each time the step that is worth the most; stop when none is worth anything."""
    pris: list[Pas] = []
    possibles = set(terrain.premiers)
    while len(pris) < nombre:
        atteints = {p.epci for p in pris}
        utiles = (p for p in possibles if p.epci not in atteints and terrain.valeurs[p.epci][0])
        if (suivant := min(utiles, key=terrain.rank, default=None)) is None:
            break
        pris.append(suivant)
        possibles = (possibles | set(terrain.list_next(suivant))) - set(pris)
    return tuple(pris)


@dataclass
class _Recherche:
    """A search under way: the best plan so far, and how many more plans may be tried."""

    terrain: TerrainPlan
    nombre: int
    essais: int
    meilleur: tuple[Pas, ...] = ()
    vus: set[frozenset[Pas]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Sort what the EPCI within reach are worth, the most first."""
        self._utiles = sorted(
            (e for e in self._find_reachable() if self.terrain.valeurs[e][0]),
            key=lambda e: self.terrain.valeurs[e],
            reverse=True,
        )

    def _find_reachable(self) -> set[Siren]:
        """Return the EPCI that may be reached in as many steps as the plan has, and maybe more."""
        atteints = {p.epci for p in self.terrain.premiers}
        for _ in range(self.nombre - 1):
            atteints = atteints.union(*(self.terrain.voisins[epci] for epci in atteints))
        return atteints

    def improve(self, pas: tuple[Pas, ...]) -> None:
        """Keep `pas` when it is better than the best plan so far."""
        if self._note(pas) > self._note(self.meilleur):
            self.meilleur = pas

    def _note(self, pas: Iterable[Pas]) -> Note:
        pas = tuple(pas)
        valeurs = [self.terrain.valeurs[epci] for epci in {p.epci for p in pas}]
        return (sum(v[0] for v in valeurs), sum(v[1] for v in valeurs if v[0]), -len(pas))

    def _bound(self, pas: tuple[Pas, ...]) -> Note:
        """Return what no plan that begins with `pas` can be worth more than."""
        atteints = {p.epci for p in pas}
        valeurs = (self.terrain.valeurs[e] for e in self._utiles if e not in atteints)
        libres = tuple(islice(valeurs, self.nombre - len(pas)))
        principale, seconde, _ = self._note(pas)
        return (
            principale + sum(v[0] for v in libres),
            seconde + sum(v[1] for v in libres),
            -len(pas) - len(libres),
        )

    def explore(self, pas: tuple[Pas, ...], possibles: Iterable[Pas]) -> None:
        """Try every plan that begins with `pas` and may still be better than the best one."""
        if self.essais <= 0:
            return
        self.essais -= 1
        self.improve(pas)
        if len(pas) == self.nombre or self._bound(pas) <= self._note(self.meilleur):
            return
        possibles = [p for p in possibles if p not in pas]
        for suivant in possibles:
            suite = frozenset((*pas, suivant))
            if suite in self.vus:
                continue
            self.vus.add(suite)
            ouverts = dict.fromkeys((*possibles, *self.terrain.list_next(suivant)))
            self.explore((*pas, suivant), sorted(ouverts, key=self.terrain.rank))


def _sort_steps(terrain: TerrainPlan, pas: tuple[Pas, ...]) -> tuple[Pas, ...]:
    """Put the steps in the order that reaches the most the soonest, each after what opens it."""
    restent, ranges = set(pas), list[Pas]()
    while restent:
        ouverts = set(terrain.premiers).union(*map(terrain.list_next, ranges))
        suivant = min(restent & ouverts, key=terrain.rank)
        ranges.append(suivant)
        restent.remove(suivant)
    return tuple(ranges)
