"""What portraits are made from: coverage and gaps of every millésime, derived once for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from carto_ess.couverture.matrice import Matrice, build_matrice
from carto_ess.lacune.bilan import Bilan, Question, build_bilan
from carto_ess.lacune.evolution import Evolution, compare_millesimes
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.fusion import EvenementEpci
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.paresse import Paresseux
from carto_ess.territoire.voisinage import Voisinage

NIVEAUX_PORTRAIT = (Niveau.EPCI, Niveau.PAYS, Niveau.COMMUNE)
"""The niveaux that have a portrait."""


@dataclass(frozen=True)
class Matiere:
    """What portraits are made from, the same for all: coverage and gaps of every millésime.

    ``bilans`` are by (millésime, niveau), at the échelle of proximité; ``evolutions`` follow the
    EPCI of each past millésime into the most recent one.
    """

    decoupages: Decoupages
    fiches: tuple[Fiche, ...]
    voisinage: Voisinage
    matrices: Mapping[tuple[int, Echelle], Matrice]
    bilans: Mapping[tuple[int, Niveau], Bilan]
    evolutions: Mapping[int, tuple[Evolution, ...]]


def build_matiere(
    decoupages: Decoupages,
    fiches: Iterable[Fiche],
    voisinage: Voisinage,
    *,
    evenements: Mapping[Siren, EvenementEpci] | None = None,
    inconnus: Mapping[int, frozenset[CodeCommune]] | None = None,
) -> Matiere:
    """Derive coverage and gaps once for every portrait; a year that none asks for is left alone.

    Parameters
    ----------
    evenements
        What happened to EPCI; see `carto_ess.geodata.evenements.read_evenements_epci`.
    inconnus
        By millésime, the communes of which nothing is known; see `carto_ess.lacune.build_bilan`.
    """
    fiches = tuple(fiches)

    def cover(cle: tuple[int, Echelle]) -> Matrice:
        """Return who covers what, by year and échelle."""
        return build_matrice(fiches, decoupages, millesime=cle[0], echelle=cle[1])

    def judge(cle: tuple[int, Niveau]) -> Bilan:
        """Return the answers of a year and a niveau."""
        annee, niveau = cle
        return build_bilan(
            Question(annee, niveau=niveau),
            fiches,
            matrices[annee, Echelle.PROXIMITE],
            decoupages,
            inconnus=(inconnus or {}).get(annee, frozenset()),
        )

    annees = decoupages.millesimes
    matrices = Paresseux(product(annees, Echelle), cover)
    bilans = Paresseux(product(annees, NIVEAUX_PORTRAIT), judge)

    def follow(annee: int) -> tuple[Evolution, ...]:
        """Return what became of each EPCI of a year."""
        avant, apres = (bilans[m, Niveau.EPCI] for m in (annee, annees[-1]))
        return compare_millesimes(avant, apres, decoupages, evenements)

    evolutions = Paresseux(annees[:-1], follow)
    return Matiere(decoupages, fiches, voisinage, matrices, bilans, evolutions)
