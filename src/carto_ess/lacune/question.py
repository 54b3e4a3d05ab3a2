"""What a reader asks of gaps: which perimeters, which fiches count, when a commune is uncovered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle, Niveau

NIVEAUX_LACUNES = (Niveau.EPCI, Niveau.PAYS, Niveau.COMMUNE)
"""The niveaux of which gaps are judged."""


class Regle(StrEnum):
    """When a commune counts as uncovered.

    ``aucune``: no fiche of the types asked covers it. ``manque``: one at least of the types asked
    has no fiche that covers it (so it is covered when it has *all* of them). ``moins_de``: fewer
    than ``seuil`` fiches of the types asked cover it.
    """

    AUCUNE = "aucune"
    MANQUE = "manque"
    MOINS_DE = "moins_de"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which perimeters, which fiches count, and when a commune is uncovered.

    No ``types`` means all five. ``seuil`` (a number of fiches, 1 or more) serves
    `Regle.MOINS_DE` alone.
    """

    millesime: int
    echelle: Echelle = Echelle.PROXIMITE
    niveau: Niveau = Niveau.EPCI
    types: tuple[TypeCooperation, ...] = ()
    regle: Regle = Regle.AUCUNE
    seuil: int = 1

    def __post_init__(self) -> None:
        """Refuse a niveau that gaps are not judged on, and a threshold below one fiche."""
        if self.niveau not in NIVEAUX_LACUNES:
            raise ValueError(f"Niveau {self.niveau} : attendu {', '.join(NIVEAUX_LACUNES)}.")
        if self.seuil < 1:
            raise ValueError(f"Seuil {self.seuil} : attendu un nombre de fiches d’au moins 1.")

    @property
    def types_demandes(self) -> tuple[TypeCooperation, ...]:
        """The types that count, each once, in the order of the booklet."""
        return tuple(t for t in TypeCooperation if not self.types or t in self.types)
