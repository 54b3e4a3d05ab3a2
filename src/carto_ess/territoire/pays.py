"""A Pays: a named group of EPCI. Never a country."""

from __future__ import annotations

from dataclasses import dataclass

from carto_ess.territoire.commune import CodeCommune


@dataclass(frozen=True, slots=True)
class Pays:
    """A Pays with its communes of one millésime in the département, by ascending code."""

    code: str
    nom: str
    communes: tuple[CodeCommune, ...]
