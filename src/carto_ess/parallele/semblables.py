"""« Qui nous ressemble ? »: EPCI of the same nature, population and number of communes."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from carto_ess.francais import count, number
from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.epci import Siren

NOMBRE = 3
"""EPCI proposed."""


@dataclass(frozen=True, slots=True)
class Semblable:
    """An EPCI that looks like another one; ``meme_nature``: both are a CA, a CC or a CU."""

    lacune: Lacune
    nature: str
    meme_nature: bool
    ecart: float


def find_semblables(siren: str, bilan: Bilan, decoupage: Decoupage) -> tuple[Semblable, ...]:
    """Return the EPCI most like this one: of its nature first, then by size.

    The difference is the sum of the ratios (as logarithms) of inhabitants and of communes: twice as
    many people weighs as much as twice as many communes. EPCI whose inhabitants are not known are
    compared by communes alone.
    """
    ici, nature = bilan[siren], decoupage.epci[Siren(siren)].nature
    autres = [
        Semblable(x, n := decoupage.epci[Siren(x.code)].nature, n == nature, _measure(ici, x))
        for x in bilan.lacunes
        if x.code != siren
    ]
    autres.sort(key=lambda s: (not s.meme_nature, s.ecart, s.lacune.nom_court))
    return tuple(autres[:NOMBRE])


def _measure(a: Lacune, b: Lacune) -> float:
    ecart = abs(log(a.n_communes / b.n_communes)) if a.n_communes and b.n_communes else 0.0
    if a.population and b.population:
        ecart += abs(log(a.population / b.population))
    return ecart


def say_likeness(semblable: Semblable, ici: Lacune) -> str:
    """Return why: « CA aussi, 98 895 habitants contre 104 207, 14 communes contre 53 »."""
    x = semblable.lacune
    mots = [f"{semblable.nature} {'aussi' if semblable.meme_nature else '(autre nature)'}"]
    if x.population and ici.population:
        mots.append(f"{count(x.population, 'habitant')} contre {number(ici.population)}")
    mots.append(f"{count(x.n_communes, 'commune')} contre {number(ici.n_communes)}")
    return ", ".join(mots)
