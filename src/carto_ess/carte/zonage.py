"""The map's partition: communes that the same fiches cover form one zone.

The browser holds the geometry; a state of the map is one short text, a digit or two per commune,
beside the table of zones. 887 communes weigh under 2 KB, whatever the number of fiches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from carto_ess.carte.codage import encode_numbers
from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune


class Zone(NamedTuple):
    """What covers every commune of one zone: number of fiches by type, types at zero left out."""

    par_type: dict[TypeCooperation, int]

    @property
    def n(self) -> int:
        """Number of fiches."""
        return sum(self.par_type.values())


class Zonage(NamedTuple):
    """Zone numbers of the communes of the map, in its order, and the zones by number."""

    numeros: tuple[int, ...]
    zones: tuple[Zone, ...]

    @property
    def chiffres(self) -> str:
        """The numbers in base 36, one digit per commune, or two beyond 36 zones."""
        return encode_numbers(self.numeros)


def build_zonage(
    communes: Sequence[CodeCommune],
    fiches: Collection[Fiche],
    matrice: Matrice,
) -> Zonage:
    """Group `communes` (of the most recent millésime) by the set of `fiches` that cover them.

    A commune made by a merger is covered when one of the communes it was made of is.
    """
    par_commune: dict[CodeCommune, list[str]] = {code: [] for code in communes}
    for fiche in fiches:
        for code in matrice.actuelles(fiche):
            if code in par_commune:
                par_commune[code].append(fiche.id)
    ensembles = [tuple(par_commune[code]) for code in communes]
    numero = {ids: i for i, ids in enumerate(dict.fromkeys(ensembles))}
    types = {fiche.id: fiche.type for fiche in fiches}
    zones = tuple(Zone(dict(Counter(types[i] for i in ids))) for ids in numero)
    return Zonage(tuple(numero[ids] for ids in ensembles), zones)


def count_covered(matrice: Matrice, fiches: Iterable[Fiche]) -> int:
    """Return how many communes of the matrix one of `fiches` covers at least."""
    return len(matrice.merge(fiches))
