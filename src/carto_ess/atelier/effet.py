"""What a publication would change for readers: communes reached or lost, fiches, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carto_ess.couverture.matrice import build_matrice
from carto_ess.francais import count, number
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Echelle


@dataclass(frozen=True, slots=True)
class Effet:
    """Communes of today that a cooperation of proximity begins or ceases to cover."""

    gagnees: tuple[CodeCommune, ...]
    perdues: tuple[CodeCommune, ...]
    n_couvertes: int
    n_communes: int


def measure_effet(avant: Iterable[Fiche], apres: Iterable[Fiche], decoupages: Decoupages) -> Effet:
    """Compare what two référentiels cover, on the most recent perimeters, in proximity."""
    ancien, neuf = (_cover(fiches, decoupages) for fiches in (avant, apres))
    return Effet(
        tuple(sorted(neuf - ancien)),
        tuple(sorted(ancien - neuf)),
        len(neuf),
        len(decoupages.actuel.communes),
    )


def describe_effet(effet: Effet) -> tuple[str, ...]:
    """Return what changes on the map and in the gaps, one sentence each."""
    phrases = []
    if effet.gagnees:
        verbe = "est couverte" if len(effet.gagnees) == 1 else "sont couvertes"
        phrases.append(f"{count(len(effet.gagnees), 'commune')} de plus {verbe}.")
    if effet.perdues:
        verbe = "n’est plus couverte" if len(effet.perdues) == 1 else "ne sont plus couvertes"
        phrases.append(f"{count(len(effet.perdues), 'commune')} {verbe}.")
    if not phrases:
        phrases.append("Les communes couvertes restent les mêmes.")
    phrases.append(
        f"En tout, {number(effet.n_couvertes)} communes sur {number(effet.n_communes)} auront une "
        "coopération de proximité recensée."
    )
    return tuple(phrases)


def _cover(fiches: Iterable[Fiche], decoupages: Decoupages) -> frozenset[CodeCommune]:
    fiches = tuple(fiches)
    matrice = build_matrice(
        fiches, decoupages, millesime=decoupages.actuel.millesime, echelle=Echelle.PROXIMITE
    )
    return matrice.merge(fiches)
