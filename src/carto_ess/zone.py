"""The map's partition: communes that the same fiches cover form one zone.

The browser holds the geometry; a state of the map is one short text, a digit or two per commune,
beside the table of zones. 887 communes weigh under 2 KB, whatever the number of fiches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from carto_ess.commune import CodeCommune
from carto_ess.couverture import Matrice
from carto_ess.decoupage import Decoupages
from carto_ess.fiche import Fiche, TypeCooperation

_CHIFFRES = "0123456789abcdefghijklmnopqrstuvwxyz"


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


def encode_numbers(numeros: Sequence[int], *, chiffres: int = 1) -> str:
    """Write numbers in base 36 side by side, each with as many digits as the largest one needs.

    `chiffres` is the least number of digits.
    """
    largest = max(numeros, default=0)
    while largest >= len(_CHIFFRES) ** chiffres:
        chiffres += 1
    rangs = [len(_CHIFFRES) ** i for i in reversed(range(chiffres))]
    return "".join(_CHIFFRES[n // r % len(_CHIFFRES)] for n in numeros for r in rangs)


def build_zonage(
    communes: Sequence[CodeCommune],
    fiches: Collection[Fiche],
    matrice: Matrice,
    decoupages: Decoupages,
) -> Zonage:
    """Group `communes` (of the most recent millésime) by the set of `fiches` that cover them.

    A commune made by a merger is covered when one of the communes it was made of is.
    """
    recent = decoupages.millesimes[-1]
    par_commune: dict[CodeCommune, list[str]] = {code: [] for code in communes}
    for fiche in fiches:
        couvertes = matrice.communes_of(fiche.id)
        for code in decoupages.convert(couvertes, depuis=matrice.millesime, vers=recent):
            if code in par_commune:
                par_commune[code].append(fiche.id)
    ensembles = [tuple(par_commune[code]) for code in communes]
    numero = {ids: i for i, ids in enumerate(dict.fromkeys(ensembles))}
    types = {fiche.id: fiche.type for fiche in fiches}
    zones = tuple(Zone(dict(Counter(types[i] for i in ids))) for ids in numero)
    return Zonage(tuple(numero[ids] for ids in ensembles), zones)


def encode_bits(communes: Sequence[str], choisies: Collection[str]) -> str:
    """Write which of `communes` are chosen: four per hexadecimal digit, the first one highest."""
    bits = "".join("1" if code in choisies else "0" for code in communes)
    bits += "0" * (-len(bits) % 4)
    return "".join(f"{int(bits[i : i + 4], 2):x}" for i in range(0, len(bits), 4))


def count_covered(matrice: Matrice, fiches: Iterable[Fiche]) -> int:
    """Return how many communes of the matrix one of `fiches` covers at least."""
    return len(matrice.unite(fiches))
