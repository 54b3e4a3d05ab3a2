"""Territories that are gone: communes merged into others; EPCI merged, shared out, renumbered."""

from __future__ import annotations

from enum import StrEnum
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


class Devenir(StrEnum):
    """What happened to an EPCI that is gone: merged, shared out, or under another SIREN."""

    FUSION = "fusion"
    PARTAGE = "partage"
    CHANGEMENT_DE_SIREN = "changement_de_siren"


class EvenementEpci(NamedTuple):
    """What happened to an EPCI that is gone, and where that is said.

    ``date`` is an ISO day, a year alone where sources disagree on the day, or empty where no single
    date is true; ``siren_apres`` is empty when its land went to several EPCI.
    """

    siren: Siren
    devenir: Devenir
    siren_apres: str
    date: str
    source: str
