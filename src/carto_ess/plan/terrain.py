"""Where each cooperation could extend to, and what each EPCI would gain: the ground of a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.population import count_population
from carto_ess.territoire.voisinage import Voisinage


class Critere(StrEnum):
    """What a plan reaches the most of."""

    HABITANTS = "habitants"
    COMMUNES = "communes"


class Pas(NamedTuple):
    """A cooperation that extends to a whole EPCI."""

    fiche: str
    epci: Siren


Valeur = tuple[int, int]
"""What reaching an EPCI is worth: what is asked, then what breaks ties."""


@dataclass(frozen=True)
class TerrainPlan:
    """Who may extend where; EPCI share no commune, so that what they are worth adds up.

    ``departs`` are the EPCI that each fiche could extend to from what it covers: those it covers in
    part and those that share a border with it. ``couverts`` are those it covers wholly, ``voisins``
    those that share a border with each EPCI. ``valeurs`` tells what each EPCI is worth, ``rangs``
    which of two equal ones comes first: EPCI by name; fiches by the people they reach today, then
    by name. ``exclus`` are the steps that will not be taken.
    """

    departs: Mapping[str, frozenset[Siren]]
    couverts: Mapping[str, frozenset[Siren]]
    voisins: Mapping[Siren, frozenset[Siren]]
    valeurs: Mapping[Siren, Valeur]
    rangs: Mapping[str, int]
    exclus: frozenset[Pas] = frozenset()

    def without(self, exclus: Iterable[Pas]) -> TerrainPlan:
        """Return the same ground where these steps are not possible either."""
        return replace(self, exclus=self.exclus | frozenset(exclus))

    @cached_property
    def premiers(self) -> tuple[Pas, ...]:
        """The steps possible from what is covered today, the ones worth the most first."""
        pas = (Pas(fiche, epci) for fiche, epcis in self.departs.items() for epci in epcis)
        return tuple(sorted(filter(self._is_open, pas), key=self.rank))

    def list_next(self, dernier: Pas) -> list[Pas]:
        """Return the steps that `dernier` makes possible: its fiche goes on to its neighbours."""
        pas = (Pas(dernier.fiche, epci) for epci in self.voisins[dernier.epci])
        return [p for p in pas if self._is_open(p)]

    def _is_open(self, pas: Pas) -> bool:
        return pas.epci not in self.couverts[pas.fiche] and pas not in self.exclus

    def rank(self, pas: Pas) -> tuple[int, int, int, int]:
        """Return what steps are sorted by, the best first."""
        principale, seconde = self.valeurs[pas.epci]
        return (-principale, -seconde, self.rangs[pas.epci], self.rangs[pas.fiche])


def build_terrain(
    bilan: Bilan, matrice: Matrice, voisinage: Voisinage, critere: Critere = Critere.HABITANTS
) -> TerrainPlan:
    """Tell where the fiches of the types that `bilan` asks could extend to.

    `bilan` judges EPCI; `matrice` is of its question, at the échelle of proximité: what a fiche
    reaches by the département or the région has nowhere to extend to.

    Raises
    ------
    ValueError
        They are not.
    """
    if bilan.question.niveau is not Niveau.EPCI or matrice.echelle is not Echelle.PROXIMITE:
        raise ValueError("Un plan se fait par EPCI, à l’échelle de proximité.")
    decoupages, millesime = matrice.decoupages, matrice.millesime
    fiches = [f for f in matrice.fiches if f.type in bilan.question.types_demandes]
    actuelles = {f.id: communes for f in fiches if (communes := matrice.actuelles(f))}
    siens = {e.siren: frozenset(e.communes) for e in decoupages[millesime].epci.values()}
    departs = {f: _find_reach(c, millesime, decoupages, voisinage) for f, c in actuelles.items()}
    couvertes = {f: matrice.communes_of(f) for f in actuelles}
    return TerrainPlan(
        departs=departs,
        couverts={
            f: frozenset(s for s in epcis if siens[s] <= couvertes[f])
            for f, epcis in departs.items()
        },
        voisins={
            siren: _find_reach(
                decoupages.bring_forward(communes, depuis=millesime),
                millesime,
                decoupages,
                voisinage,
            )
            - {siren}
            for siren, communes in siens.items()
        },
        valeurs={Siren(x.code): _value(critere, x) for x in bilan.lacunes},
        rangs={
            **_rank_epci(bilan),
            **_rank_fiches(fiches, matrice),
        },
    )


def _find_reach(
    actuelles: Collection[CodeCommune],
    millesime: int,
    decoupages: Decoupages,
    voisinage: Voisinage,
) -> frozenset[Siren]:
    """Return the EPCI that hold one of these communes of today, or one that borders them."""
    autour = {v for code in actuelles for v in voisinage.neighbours(code)} | set(actuelles)
    communes = decoupages[millesime].communes
    sirens = {communes[c].siren_epci for c in decoupages.bring_back(autour, vers=millesime)}
    return frozenset(Siren(s) for s in sirens if s)


def _value(critere: Critere, lacune: Lacune) -> Valeur:
    """Return what an EPCI is worth; inhabitants that are not known count for none."""
    communes, habitants = len(lacune.communes_non_couvertes), lacune.population_non_couverte or 0
    if critere is Critere.COMMUNES:
        return communes, habitants
    return habitants, lacune.population or 0


def _rank_epci(bilan: Bilan) -> dict[str, int]:
    rangees = sorted(bilan.lacunes, key=lambda x: (x.nom_court, x.code))
    return {x.code: rang for rang, x in enumerate(rangees)}


def _rank_fiches(fiches: Collection[Fiche], matrice: Matrice) -> dict[str, int]:
    def reach(fiche: Fiche) -> int:
        """Return the inhabitants of the communes that a fiche covers."""
        communes = matrice.communes_of(fiche.id)
        return count_population(communes, matrice.millesime, matrice.decoupages) or 0

    rangees = sorted(fiches, key=lambda f: (-reach(f), f.structure, f.id))
    return {f.id: rang for rang, f in enumerate(rangees)}
