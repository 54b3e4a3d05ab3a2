"""A Pays: a named group of EPCI. Never a country."""

from __future__ import annotations

from dataclasses import dataclass

from carto_ess.territoire.commune import CodeCommune


@dataclass(frozen=True, slots=True)
class Pays:
    """A Pays with its communes of one millésime in the département, by ascending code.

    ``annee`` is the year of its perimeter: no later one is known, whatever the millésime whose
    communes stand on that land.
    """

    code: str
    nom: str
    communes: tuple[CodeCommune, ...]
    annee: int

    @property
    def nom_date(self) -> str:
        """Its name with the year of its perimeter, as it is shown everywhere."""
        return f"{self.nom} (périmètre de {self.annee})"
