"""An EPCI and what its SIREN may look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from carto_ess.territoire.commune import CodeCommune

Siren = NewType("Siren", str)
"""SIREN of an EPCI: nine digits, always text."""


@dataclass(frozen=True, slots=True)
class Epci:
    """An intercommunality (CC, CA, CU, métropole) in one millésime.

    ``communes`` holds its communes *in the département*, by ascending code; ``n_communes`` counts
    all of them, outside included. ``population`` is today's of the whole EPCI, ``None`` for one
    whose communes or name have changed since.
    """

    siren: Siren
    nature: str
    nom: str
    nom_court: str
    communes: tuple[CodeCommune, ...]
    n_communes: int
    population: int | None

    @property
    def is_partial(self) -> bool:
        """Whether some of its communes lie outside the département."""
        return len(self.communes) < self.n_communes


def is_siren(texte: str) -> bool:
    """Tell whether `texte` is a SIREN: nine digits whose Luhn sum is a multiple of ten."""
    if not (len(texte) == 9 and texte.isascii() and texte.isdigit()):
        return False
    doubles = (int(c) * (1 + i % 2) for i, c in enumerate(texte))
    return sum(d - 9 if d > 9 else d for d in doubles) % 10 == 0
