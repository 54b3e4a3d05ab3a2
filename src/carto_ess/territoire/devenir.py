"""What became of a territory that one perimeter has and another has not: its heirs, its year."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from carto_ess.territoire.decoupage import Decoupages, Territoire
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Niveau


class Disparu(NamedTuple):
    """A territory of another millésime, and those that hold its land in the one asked about.

    ``date`` (ISO) is that of the merger of a commune, empty when it is not known. ``millesime`` is
    ``None`` for what the law still names inside a commune (see `Deleguee`).
    """

    territoire: Territoire
    millesime: int | None
    heritiers: tuple[Territoire, ...]
    date: str = ""


def find_disparus(
    niveau: Niveau, libelle: str, millesime: int, decoupages: Decoupages
) -> tuple[Disparu, ...]:
    """Return what `libelle` named in other perimeters, and who holds its land in `millesime`.

    The most recent year that has the name comes first, and alone for one territory.
    """
    trouves: dict[str, Disparu] = {}
    autres = [m for m in reversed(decoupages.millesimes) if m != millesime]
    for annee in autres:
        for t in decoupages[annee].find_all(niveau, libelle):
            heritiers = find_heritiers(t, annee, millesime, decoupages)
            trouves.setdefault(t.code, Disparu(t, annee, heritiers, _find_date(t, decoupages)))
    if niveau is Niveau.COMMUNE and not trouves:
        for t, entiere in decoupages.select_deleguees(libelle):
            communes = decoupages.convert(
                [entiere], depuis=decoupages.millesimes[-1], vers=millesime
            )
            noms = decoupages[millesime].territoires
            heritiers = tuple(noms[niveau, c] for c in sorted(communes) if (niveau, c) in noms)
            trouves[t.code] = Disparu(t, None, heritiers)
    return tuple(trouves.values())


def find_heritiers(
    territoire: Territoire, depuis: int, vers: int, decoupages: Decoupages
) -> tuple[Territoire, ...]:
    """Return the territories of the same niveau, in `vers`, on the land of one of `depuis`.

    The one that holds the most communes of it comes first.
    """
    communes = decoupages.convert(
        decoupages[depuis].etendues[territoire.niveau, territoire.code], depuis=depuis, vers=vers
    )
    connus = decoupages[vers].territoires
    if territoire.niveau is Niveau.COMMUNE:
        codes = [str(code) for code in sorted(communes)]
    elif territoire.niveau is Niveau.EPCI:
        parts = Counter(
            decoupages[vers].communes[c].siren_epci
            for c in communes
            if c in decoupages[vers].communes
        )
        codes = sorted(parts, key=lambda siren: (-parts[Siren(siren)], siren))
    else:
        codes = [territoire.code]
    return tuple(connus[territoire.niveau, c] for c in codes if (territoire.niveau, c) in connus)


def _find_date(territoire: Territoire, decoupages: Decoupages) -> str:
    if territoire.niveau is not Niveau.COMMUNE:
        return ""
    dates = [f.date for f in decoupages.fusions if f.code_avant == territoire.code]
    return dates[0] if dates else ""
