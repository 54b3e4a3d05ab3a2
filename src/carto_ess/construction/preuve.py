"""Proves that the years of a geodata folder are years of the same land, whatever codes became."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.manifeste import Manifeste

_REMEDE = "Relancez « carto-ess geodata build »."


def check_terres(folder: Path, manifeste: Manifeste) -> Iterator[str]:
    """Yield a French sentence for each commune whose land is lost, found twice, or from nowhere."""
    decoupages = read_decoupages(folder)
    for avant, apres in pairwise(manifeste.millesimes):
        yield from _check_explained(decoupages, avant, apres)
    for millesime in manifeste.millesimes:
        yield from _check_partition(decoupages, millesime)


def _check_explained(decoupages: Decoupages, avant: int, apres: int) -> Iterator[str]:
    """Check that a code that came or went between two years is in a movement."""
    ici = [m for m in decoupages.mouvements if m.millesime_apres == apres]
    dits = {code for m in ici for code in (m.code_avant, m.code_apres)}
    changes = decoupages[avant].communes.keys() ^ decoupages[apres].communes.keys()
    for code in sorted(changes - dits):
        yield (
            f"La commune {code} n’est pas à la fois en {avant} et en {apres}, et "
            f"communes_mouvements.csv ne dit pas pourquoi. {_REMEDE}"
        )


def _check_partition(decoupages: Decoupages, millesime: int) -> Iterator[str]:
    """Check that every piece of land is in one commune of that year, and no commune is empty."""
    terres = decoupages.terres[millesime]
    toutes = frozenset[str]().union(*decoupages.terres[decoupages.actuel.millesime].values())
    tenues = sorted(piece for pieces in terres.values() for piece in pieces)
    if tenues != sorted(toutes):
        yield (
            f"En {millesime}, des communes n’ont pas ensemble la terre de celles de "
            f"{decoupages.actuel.millesime} : communes_mouvements.csv est à refaire. {_REMEDE}"
        )
    for code in sorted(code for code, pieces in terres.items() if not pieces):
        yield f"La commune {code} n’a aucune terre en {millesime}. {_REMEDE}"
