"""The département that the geodata describe, and the régions that hold it."""

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
    """The département that the geodata describe; ``type_liaison`` is Insee's TNCC (its article)."""

    code: str
    nom: str
    type_liaison: int
