"""What became of the EPCI of one millésime in another, and of their gaps."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from carto_ess._errors import GeodataError
from carto_ess.decoupage import Decoupages, Niveau
from carto_ess.epci import Siren
from carto_ess.lacune import Bilan, Lacune
from carto_ess.manifeste import read_file


class Sort(StrEnum):
    """What became of an EPCI: same SIREN and same land, same SIREN on other land, or gone."""

    INCHANGE = "inchange"
    PERIMETRE = "perimetre"
    DISPARU = "disparu"


class FusionEpci(NamedTuple):
    """When an EPCI that is gone was merged (ISO date), and where that is said."""

    siren: Siren
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Successeur:
    """An EPCI that holds land of an older one: how many current communes of that land, its gap."""

    lacune: Lacune
    n_communes: int


@dataclass(frozen=True, slots=True)
class Evolution:
    """An EPCI of the older millésime, and those that hold its land since, the most of it first.

    ``fusion`` is ``None`` when no recorded source gives the date.
    """

    avant: Lacune
    sort: Sort
    successeurs: tuple[Successeur, ...]
    fusion: FusionEpci | None

    @property
    def date(self) -> str | None:
        """ISO date of the merger, ``None`` when unknown or when there was none."""
        return self.fusion.date if self.fusion else None


@dataclass(frozen=True, slots=True)
class Reunion:
    """An EPCI of the newer millésime and the older ones whose land it holds, by ascending SIREN."""

    apres: Lacune
    origines: tuple[Evolution, ...]


def compare_millesimes(
    avant: Bilan,
    apres: Bilan,
    decoupages: Decoupages,
    fusions: Mapping[Siren, FusionEpci] | None = None,
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
        _follow(lacune, avant, apres, decoupages, fusions or {}) for lacune in avant.lacunes
    )


def _follow(
    lacune: Lacune,
    avant: Bilan,
    apres: Bilan,
    decoupages: Decoupages,
    fusions: Mapping[Siren, FusionEpci],
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
    fusion = fusions.get(Siren(lacune.code)) if sort is Sort.DISPARU else None
    return Evolution(lacune, sort, successeurs, fusion)


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


def read_fusions_epci(dossier: Path) -> dict[Siren, FusionEpci]:
    """Read ``sources/epci_fusionnes.csv`` of a geodata folder; empty when it does not hold one.

    Raises
    ------
    GeodataError
        The table has not the columns ``siren,date,source``.
    """
    return read_file(dossier, "sources/epci_fusionnes.csv", _read_fusions)


def _read_fusions(chemin: Path) -> dict[Siren, FusionEpci]:
    if not chemin.exists():  # dates are a help, not a need
        return {}
    try:
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            lignes = [
                FusionEpci(Siren(ligne["siren"]), ligne["date"], ligne["source"])
                for ligne in csv.DictReader(flux)
            ]
    except (OSError, KeyError, ValueError, csv.Error) as erreur:
        raise GeodataError(
            f"La table {chemin.name} ne peut pas être lue ou n’a pas les colonnes siren, date et "
            f"source ({erreur})."
        ) from erreur
    return {fusion.siren: fusion for fusion in lignes}
