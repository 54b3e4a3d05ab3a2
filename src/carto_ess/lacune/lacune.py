"""One territory that was judged: what covers it, what does not, who lives there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carto_ess.lacune.plage import Plage, find_plage, span
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.niveau import Niveau


class Etat(StrEnum):
    """What is known of a territory; a commune is never « partiel ».

    ``inconnu``: it cannot be told, because communes not known to be covered may be, by a fiche
    whose coverage could not be resolved.
    """

    COUVERT = "couvert"
    PARTIEL = "partiel"
    AUCUNE = "aucune"
    INCONNU = "inconnu"


@dataclass(frozen=True, slots=True)
class Lacune:
    """One territory before the question: what covers it, what does not.

    Communes are those of the question's millésime *in the département*; ``n_communes_ailleurs``
    counts the others of an EPCI that crosses its border, of which nothing is known here.
    Populations are today's (year: `Bilan.population_annee`), of the current communes that stand on
    the territory's land in the département; ``None`` when a current commune also stands on other
    land (a commune of the past that was merged). A current commune made of a covered one and an
    uncovered one counts as covered. ``n_fiches`` and ``par_type`` count distinct fiches of the
    types asked that cover one commune at least, ``par_type_communes`` the communes that each type
    covers. ``rang`` is 1 for the most fiches of its niveau (equals share a rank), ``ecart_mediane``
    the difference to the median of its niveau; both ``None`` for the département. ``variantes`` are
    the same territory as the other readings of the fiches' words make it.
    """

    niveau: Niveau
    code: str
    nom: str
    nom_court: str
    communes: tuple[CodeCommune, ...]
    communes_non_couvertes: tuple[CodeCommune, ...]
    communes_inconnues: tuple[CodeCommune, ...]
    n_communes_ailleurs: int
    population: int | None
    population_non_couverte: int | None
    n_fiches: int
    par_type: Mapping[TypeCooperation, int]
    par_type_communes: Mapping[TypeCooperation, int]
    rang: int | None = None
    ecart_mediane: float | None = None
    variantes: tuple[Lacune, ...] = ()

    def plage(self, compte: Callable[[Lacune], int | None]) -> Plage | None:
        """Return what `compte` gives over every reading; ``None`` when one is not known."""
        return find_plage(map(compte, (self, *self.variantes)))

    def plage_type(self, type_: TypeCooperation) -> Plage:
        """How many fiches of that type cover it, over every reading."""
        return span(x.par_type[type_] for x in (self, *self.variantes))

    def plage_communes(self, type_: TypeCooperation) -> Plage:
        """How many of its communes that type covers, over every reading."""
        return span(x.par_type_communes[type_] for x in (self, *self.variantes))

    @property
    def plage_couvertes(self) -> Plage:
        """How many of its communes are covered for sure, over every reading."""
        return span(x.n_communes_couvertes for x in (self, *self.variantes))

    @property
    def plage_fiches(self) -> Plage:
        """How many fiches cover one of its communes at least, over every reading."""
        return span(x.n_fiches for x in (self, *self.variantes))

    @property
    def plage_non_couvertes(self) -> Plage:
        """How many of its communes nothing covers, over every reading."""
        return span(len(x.communes_non_couvertes) for x in (self, *self.variantes))

    @property
    def plage_seuls(self) -> Plage | None:
        """The inhabitants of these communes, over every reading."""
        return self.plage(lambda x: x.population_non_couverte)

    @property
    def n_communes(self) -> int:
        """Number of communes in the département."""
        return len(self.communes)

    @property
    def n_communes_couvertes(self) -> int:
        """Number of communes that are covered for sure."""
        return self.n_communes - len(self.communes_non_couvertes) - len(self.communes_inconnues)

    @property
    def etat(self) -> Etat:
        """Its state, said only when unknown communes could not change it."""
        if self.n_communes_couvertes and self.communes_non_couvertes:
            return Etat.PARTIEL
        if self.communes_inconnues:
            return Etat.INCONNU
        return Etat.AUCUNE if self.communes_non_couvertes else Etat.COUVERT

    @property
    def types_manquants(self) -> tuple[TypeCooperation, ...]:
        """The types asked of which no fiche covers any of its communes."""
        return tuple(t for t, n in self.par_type.items() if not n)

    @property
    def types_incomplets(self) -> tuple[TypeCooperation, ...]:
        """The types asked that leave one of its communes at least uncovered."""
        return tuple(t for t, n in self.par_type_communes.items() if n < self.n_communes)


COMPTES: Mapping[str, Callable[[Lacune], int | None]] = {
    "n_communes_couvertes": lambda x: x.n_communes_couvertes,
    "population_non_couverte": lambda x: x.population_non_couverte,
    "n_fiches": lambda x: x.n_fiches,
}
"""The counts of a territory that may depend on a reading, by the name that files give them."""
