"""A commune and what its code may look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, NewType

CodeCommune = NewType("CodeCommune", str)
"""INSEE code: five characters, always text (« 02A04 » and leading zeros survive)."""

_CODE_COMMUNE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])\d{3}")


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the ressort in one millésime.

    ``siren_epci`` is empty for the few islands that belong to no EPCI; ``pays`` is the slug of its
    Pays, ``None`` when it belongs to none. ``population`` is municipal,
    for the year the manifest of geodata names: that of a past commune when one of today has the
    same land and name, else ``None``.
    ``longitude`` and ``latitude`` (EPSG:4326, degrees) are of a point inside the commune.
    """

    code: CodeCommune
    nom: str
    siren_epci: str
    pays: str | None
    population: int | None
    longitude: float
    latitude: float

    @property
    def departement(self) -> str:
        """The code of its département."""
        return find_departement(self.code)


class Deleguee(NamedTuple):
    """A commune that lies inside another one of today, under a name of its own.

    A commune déléguée or associée, an arrondissement of Paris, Lyon or Marseille.
    """

    code: CodeCommune
    nom: str
    code_commune: CodeCommune


def find_departement(code: str) -> str:
    """Return the code of the département of a commune: two characters, three overseas."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def is_code_commune(texte: str) -> bool:
    """Tell whether `texte` has the shape of an INSEE commune code, leading zero included."""
    return _CODE_COMMUNE.fullmatch(texte) is not None
