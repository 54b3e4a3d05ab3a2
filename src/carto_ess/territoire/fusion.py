"""Territories that are gone: communes merged into others, EPCI merged since."""

from __future__ import annotations

from typing import NamedTuple

from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.epci import Siren


class Fusion(NamedTuple):
    """A commune of a past millésime that no longer exists, and the one that took it over."""

    code_avant: CodeCommune
    nom_avant: str
    code_apres: CodeCommune
    nom_apres: str
    date: str


class FusionEpci(NamedTuple):
    """When an EPCI that is gone was merged (ISO date), and where that is said."""

    siren: Siren
    date: str
    source: str
