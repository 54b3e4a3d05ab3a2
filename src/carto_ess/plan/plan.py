"""A plan of extensions: its steps, what each one reaches, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Bilan, Lacune
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


@dataclass(frozen=True, slots=True)
class Etape:
    """A fiche extended to a whole EPCI: what it is first to reach there, and what is left after.

    ``communes`` are those that nothing reached, by ascending code: none for a step that only opens
    the way. ``partielle`` says that the fiche covered a part of the EPCI already.
    """

    fiche: Fiche
    epci: Lacune
    communes: tuple[CodeCommune, ...]
    habitants: int
    cumul_habitants: int
    reste: Reste
    partielle: bool

    @property
    def pas(self) -> Pas:
        """What takes this step out of the next plan."""
        return Pas(self.fiche.id, Siren(self.epci.code))


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps that reach the most together, on the hypothesis that each is taken whole.

    ``avant`` is what nothing reaches today. ``exacte`` says that no other steps, as many, reach
    more; else they are the best ones one after the other. ``sans_habitants`` are the EPCI whose
    inhabitants are not known: they count for none.
    """

    bilan: Bilan
    critere: Critere
    nombre: int
    avant: Reste
    etapes: tuple[Etape, ...]
    exacte: bool
    sans_habitants: tuple[Lacune, ...]

    @property
    def reste(self) -> Reste:
        """What is left when every step is taken."""
        return self.etapes[-1].reste if self.etapes else self.avant


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
        avant=(avant := _find_uncovered(bilan)),
        etapes=tuple(_tell(trouvaille.pas, bilan, matrice, avant)),
        exacte=trouvaille.exacte,
        sans_habitants=tuple(x for x in bilan.lacunes if x.population_non_couverte is None),
    )


def _find_uncovered(bilan: Bilan) -> Reste:
    total = bilan.total
    return Reste(len(total.communes_non_couvertes), total.population_non_couverte)


def _tell(pas: Iterable[Pas], bilan: Bilan, matrice: Matrice, avant: Reste) -> Iterator[Etape]:
    """Yield each step with what it is first to reach, and what is left after it."""
    fiches = {fiche.id: fiche for fiche in matrice.fiches}
    atteints, reste, cumul = set[Siren](), avant, 0
    for fiche, siren in pas:
        epci = bilan[siren]
        communes = () if siren in atteints else epci.communes_non_couvertes
        habitants = (epci.population_non_couverte or 0) if communes else 0
        atteints.add(siren)
        cumul += habitants
        reste = Reste(
            reste.communes - len(communes),
            None if reste.habitants is None else reste.habitants - habitants,
        )
        yield Etape(
            fiche=fiches[fiche],
            epci=epci,
            communes=communes,
            habitants=habitants,
            cumul_habitants=cumul,
            reste=reste,
            partielle=not matrice.communes_of(fiche).isdisjoint(epci.communes),
        )
