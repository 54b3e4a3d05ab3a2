"""What became of the EPCI of one millésime in another, and of their gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.fusion import EvenementEpci
from carto_ess.territoire.niveau import Niveau


class Sort(StrEnum):
    """What became of an EPCI: same SIREN and same land, same SIREN on other land, or gone."""

    INCHANGE = "inchange"
    PERIMETRE = "perimetre"
    DISPARU = "disparu"


@dataclass(frozen=True, slots=True)
class Successeur:
    """An EPCI that holds land of an older one: how many current communes of that land, its gap."""

    lacune: Lacune
    n_communes: int


@dataclass(frozen=True, slots=True)
class Evolution:
    """An EPCI of the older millésime, and those that hold its land since, the most of it first.

    ``evenement`` is ``None`` when no recorded source tells what happened.
    """

    avant: Lacune
    sort: Sort
    successeurs: tuple[Successeur, ...]
    evenement: EvenementEpci | None

    @property
    def date(self) -> str | None:
        """ISO day, or year, of what happened; ``None`` when unknown or when nothing did."""
        return (self.evenement.date or None) if self.evenement else None


@dataclass(frozen=True, slots=True)
class Reunion:
    """An EPCI of the newer millésime and the older ones whose land it holds, by ascending SIREN."""

    apres: Lacune
    origines: tuple[Evolution, ...]


def compare_millesimes(
    avant: Bilan,
    apres: Bilan,
    decoupages: Decoupages,
    evenements: Mapping[Siren, EvenementEpci] | None = None,
) -> tuple[Evolution, ...]:
    """Return what each EPCI of `avant` became in `apres`, by ascending SIREN.

    Both answer the same question at niveau EPCI, in two millésimes.

    Raises
    ------
    ValueError
        One of them is not of niveau EPCI.
    """
    for bilan in (avant, apres):
        if bilan.question.niveau is not Niveau.EPCI:
            raise ValueError(f"Bilan par {bilan.question.niveau} : attendu par epci.")
    return tuple(
        _follow(lacune, avant, apres, decoupages, evenements or {}) for lacune in avant.lacunes
    )


def _follow(
    lacune: Lacune,
    avant: Bilan,
    apres: Bilan,
    decoupages: Decoupages,
    evenements: Mapping[Siren, EvenementEpci],
) -> Evolution:
    annee = apres.question.millesime
    terres = decoupages.convert(lacune.communes, depuis=avant.question.millesime, vers=annee)
    membres = Counter(decoupages[annee].communes[code].siren_epci for code in sorted(terres))
    successeurs = tuple(Successeur(apres[siren], n) for siren, n in membres.most_common())
    if lacune.code not in decoupages[annee].epci:
        sort = Sort.DISPARU
    elif terres == set(apres[lacune.code].communes):
        sort = Sort.INCHANGE
    else:
        sort = Sort.PERIMETRE
    evenement = evenements.get(Siren(lacune.code)) if sort is Sort.DISPARU else None
    return Evolution(lacune, sort, successeurs, evenement)


def list_reunions(evolutions: Iterable[Evolution], apres: Bilan) -> tuple[Reunion, ...]:
    """Return the EPCI of `apres` with the older ones they hold land of, by ascending SIREN."""
    evolutions = tuple(evolutions)
    return tuple(
        Reunion(
            lacune,
            tuple(e for e in evolutions if any(s.lacune is lacune for s in e.successeurs)),
        )
        for lacune in apres.lacunes
    )
