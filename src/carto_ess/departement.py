"""What the geodata describe: one département, several or the country, and régions over them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A région of one millésime; ``departements`` are the codes of those it holds."""

    code: str
    nom: str
    departements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    """A département that the geodata describe; ``type_liaison`` is Insee's TNCC (its article)."""

    code: str
    nom: str
    type_liaison: int


@dataclass(frozen=True, slots=True)
class Ressort:
    """All that the geodata describe, by ascending code; ``entier`` when it is the whole country."""

    departements: tuple[Departement, ...]
    entier: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its départements."""
        return tuple(d.code for d in self.departements)

    @property
    def code(self) -> str:
        """A short name for files and tables: « 01 », « 01-26 », « FR »."""
        return "FR" if self.entier else "-".join(self.codes)
