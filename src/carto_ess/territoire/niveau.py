"""The kinds of territory a fiche may declare, which of them count, and their words."""

from __future__ import annotations

from enum import StrEnum


class Niveau(StrEnum):
    """The kinds of territory a fiche may declare, from the nearest to the widest."""

    COMMUNE = "commune"
    EPCI = "epci"
    PAYS = "pays"
    DEPARTEMENT = "departement"
    REGION = "region"


class Echelle(StrEnum):
    """Which niveaux count: a gap is judged on proximité, or none would ever show."""

    PROXIMITE = "proximite"
    TOUTES = "toutes"

    @property
    def niveaux(self) -> tuple[Niveau, ...]:
        """The niveaux that this échelle looks at."""
        proches = (Niveau.COMMUNE, Niveau.EPCI, Niveau.PAYS)
        return proches if self is Echelle.PROXIMITE else tuple(Niveau)


NIVEAUX: dict[Niveau, str] = {
    Niveau.COMMUNE: "commune",
    Niveau.EPCI: "EPCI",
    Niveau.PAYS: "Pays",
    Niveau.DEPARTEMENT: "département",
    Niveau.REGION: "région",
}

ECHELLES: dict[Echelle, str] = {
    Echelle.PROXIMITE: "Proximité\u00a0: communes, EPCI, Pays",
    Echelle.TOUTES: "Toutes\u00a0: département et régions en plus",
}
