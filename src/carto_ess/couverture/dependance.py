"""« À revérifier »: who would be left without cooperation if a fiche were out of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.population import count_population


def count_dependants(matrice: Matrice) -> Mapping[str, int]:
    """Return, by fiche, today's inhabitants of the communes that it is alone to cover.

    Communes are those of the échelle of `matrice`; inhabitants that are not known count for none.
    """
    n = Counter(code for f in matrice.fiches for code in matrice.communes_of(f.id))
    toutes = frozenset(matrice.codes)
    dependants = {}
    for fiche in matrice.fiches:
        seules = frozenset(c for c in matrice.communes_of(fiche.id) if n[c] == 1)
        dependants[fiche.id] = (
            count_population(seules, matrice.millesime, matrice.decoupages, sauf=toutes - seules)
            or 0
        )
    return dependants


def rank_to_check(fiche: Fiche, dependants: Mapping[str, int]) -> tuple[int, str]:
    """Return what fiches to check are sorted by: who depends on them alone, then their age."""
    return (-dependants[fiche.id], date_of(fiche))


def date_of(fiche: Fiche) -> str:
    """Return since when a fiche stands unchecked, as an ISO date: its year when it never was."""
    return fiche.verifie_le.isoformat() if fiche.verifie_le else str(fiche.annee)
