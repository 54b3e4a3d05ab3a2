"""A plan of extensions: its steps, what each one reaches, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.lacune.plage import Plage, span
from carto_ess.plan.recherche import find_steps
from carto_ess.plan.terrain import Critere, Pas, build_terrain
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.voisinage import Voisinage

NOMBRE = 3
"""Extensions of a plan unless asked otherwise."""

NOMBRE_MAX = 8
"""Extensions that a plan may have: beyond, « where first » has no meaning."""


class Reste(NamedTuple):
    """What no cooperation reaches: communes of the millésime, and their inhabitants of today.

    Inhabitants are ``None`` where some are not known.
    """

    communes: int
    habitants: int | None


class Portee(NamedTuple):
    """What a step is first to reach by one reading of the fiches' words, and what is left after."""

    communes: tuple[CodeCommune, ...]
    habitants: int
    cumul_habitants: int
    cumul_communes: int
    reste: Reste


@dataclass(frozen=True, slots=True)
class Etape:
    """A fiche extended to a whole EPCI: what it is first to reach there, and what is left after.

    ``portees`` is what it reaches by each reading, the one shown first; the figures without more
    words are of that one. ``communes`` are those that nothing reached, by ascending code: none for
    a step that only opens the way. ``partielle`` says that the fiche covered a part of the EPCI
    already.
    """

    fiche: Fiche
    epci: Lacune
    portees: tuple[Portee, ...]
    partielle: bool

    @property
    def communes(self) -> tuple[CodeCommune, ...]:
        """What it is first to reach by the reading shown."""
        return self.portees[0].communes

    @property
    def habitants(self) -> int:
        """Inhabitants of `communes`; those that are not known count for none."""
        return self.portees[0].habitants

    @property
    def cumul_habitants(self) -> int:
        """Inhabitants that this step and those before it reach."""
        return self.portees[0].cumul_habitants

    @property
    def reste(self) -> Reste:
        """What is left once it is taken."""
        return self.portees[0].reste

    @property
    def plage_communes(self) -> Plage:
        """How many communes it reaches, over every reading."""
        return span(len(p.communes) for p in self.portees)

    @property
    def plage_habitants(self) -> Plage:
        """How many inhabitants it reaches, over every reading."""
        return span(p.habitants for p in self.portees)

    @property
    def plage_cumul(self) -> Plage:
        """How many inhabitants are reached so far, over every reading."""
        return span(p.cumul_habitants for p in self.portees)

    @property
    def pas(self) -> Pas:
        """What takes this step out of the next plan."""
        return Pas(self.fiche.id, Siren(self.epci.code))


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps that reach the most together, on the hypothesis that each is taken whole.

    ``avants`` is what nothing reaches today by each reading, the one shown first: steps are chosen
    by that one. ``exacte`` says that no other steps, as many, reach more; else they are the best
    ones one after the other. ``sans_habitants`` are the EPCI whose inhabitants are not known: they
    count for none.
    """

    bilan: Bilan
    critere: Critere
    nombre: int
    avants: tuple[Reste, ...]
    etapes: tuple[Etape, ...]
    exacte: bool
    sans_habitants: tuple[Lacune, ...]

    @property
    def avant(self) -> Reste:
        """What nothing reaches today by the reading shown."""
        return self.avants[0]

    @property
    def reste(self) -> Reste:
        """What is left when every step is taken."""
        return self.etapes[-1].reste if self.etapes else self.avant

    @property
    def restes(self) -> tuple[Reste, ...]:
        """What is left when every step is taken, by each reading."""
        return tuple(p.reste for p in self.etapes[-1].portees) if self.etapes else self.avants

    @property
    def plage_atteints(self) -> Plage:
        """What every step together reaches over every reading: inhabitants, or communes."""
        if not self.etapes:
            return Plage(0, 0)
        dernieres = self.etapes[-1].portees
        if self.critere is Critere.COMMUNES:
            return span(p.cumul_communes for p in dernieres)
        return span(p.cumul_habitants for p in dernieres)


def build_plan(
    bilan: Bilan,
    matrice: Matrice,
    voisinage: Voisinage,
    *,
    critere: Critere = Critere.HABITANTS,
    nombre: int = NOMBRE,
    exclus: Iterable[Pas] = (),
) -> Plan:
    """Choose the extensions that reach the most of what `bilan` finds uncovered.

    Parameters
    ----------
    bilan
        By EPCI, at the échelle of proximité; its types choose the fiches that extend.
    matrice
        What the fiches cover, of the same question.
    nombre
        Steps at most.
    exclus
        Steps that will not be taken: « celle-ci ne s’étendra pas ».
    """
    terrain = build_terrain(bilan, matrice, voisinage, critere).without(exclus)
    trouvaille = find_steps(terrain, nombre)
    return Plan(
        bilan=bilan,
        critere=critere,
        nombre=nombre,
        avants=tuple(_find_uncovered(b) for b in (bilan, *bilan.variantes)),
        etapes=tuple(_tell(trouvaille.pas, bilan, matrice)),
        exacte=trouvaille.exacte,
        sans_habitants=tuple(x for x in bilan.lacunes if x.population_non_couverte is None),
    )


def _find_uncovered(bilan: Bilan) -> Reste:
    total = bilan.total
    return Reste(len(total.communes_non_couvertes), total.population_non_couverte)


def _tell(pas: tuple[Pas, ...], bilan: Bilan, matrice: Matrice) -> Iterator[Etape]:
    """Yield each step with what it is first to reach by each reading."""
    fiches = {fiche.id: fiche for fiche in matrice.fiches}
    par_lecture = [_follow(pas, b) for b in (bilan, *bilan.variantes)]
    for (fiche, siren), *portees in zip(pas, *par_lecture, strict=True):
        yield Etape(
            fiche=fiches[fiche],
            epci=(epci := bilan[siren]),
            portees=tuple(portees),
            partielle=not matrice.communes_of(fiche).isdisjoint(epci.communes),
        )


def _follow(pas: Iterable[Pas], bilan: Bilan) -> Iterator[Portee]:
    """Yield what each step reaches, and what is left after it, where `bilan` is the answer."""
    atteints, reste, gens, n = set[Siren](), _find_uncovered(bilan), 0, 0
    for _, siren in pas:
        epci = bilan[siren]
        communes = () if siren in atteints else epci.communes_non_couvertes
        habitants = (epci.population_non_couverte or 0) if communes else 0
        atteints.add(siren)
        gens, n = gens + habitants, n + len(communes)
        reste = Reste(
            reste.communes - len(communes),
            None if reste.habitants is None else reste.habitants - habitants,
        )
        yield Portee(communes, habitants, gens, n, reste)
