"""Communes that are gone, or back; EPCI that are gone: merged, shared out, renumbered."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from carto_ess.francais import french_date
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.epci import Siren


class NatureMouvement(StrEnum):
    """What happened to the land of a commune between two millésimes that follow each other."""

    FUSION = "fusion"
    RETABLISSEMENT = "retablissement"
    CHANGEMENT_DE_CODE = "changement_de_code"


class Mouvement(NamedTuple):
    """Land that went from one code to another between two millésimes held, one after the other.

    Of a merger or a change of code, ``code_avant`` is gone and all its land is in ``code_apres``.
    Of a commune restored, ``code_apres`` is new and its land left ``code_avant``. ``date`` is ISO,
    empty when no source gives it: then it lies after 1 January of ``millesime_avant`` and not after
    that of ``millesime_apres``.
    """

    millesime_avant: int
    code_avant: CodeCommune
    nom_avant: str
    millesime_apres: int
    code_apres: CodeCommune
    nom_apres: str
    nature: NatureMouvement = NatureMouvement.FUSION
    date: str = ""


class Fusion(NamedTuple):
    """A commune of the past that no longer exists, and the one of today that holds its land.

    ``millesime`` is the first one held without it; ``date`` (ISO) is empty when no source gives it.
    """

    code_avant: CodeCommune
    nom_avant: str
    code_apres: CodeCommune
    nom_apres: str
    date: str
    millesime: int

    @property
    def depuis(self) -> str:
        """Since when, in French: « le 1er janvier 2017 », or « 2021 » when the day is not known."""
        return f"le {french_date(self.date)}" if self.date else str(self.millesime)


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
