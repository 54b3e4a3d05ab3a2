"""The land of communes through the years, as pieces that no merger and no split ever cut.

A code says little: Bourg absorbs Val and keeps its own, a commune restored takes back one that was
gone, another changes département and code. What stays is land. Each commune of each year is the set
of the smallest pieces that the years held tell apart; two communes of different years share land
when they share a piece. Only codes that some year changes are traced: the others are themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.fusion import Mouvement, NatureMouvement

Piece = str
"""A piece of land, named after the commune that was it."""

Terres = Mapping[CodeCommune, frozenset[Piece]]
"""The pieces of each commune of one millésime, codes that never change left out."""

_Terres = dict[CodeCommune, frozenset[Piece]]


def trace_land(
    communes: Mapping[int, Collection[CodeCommune]], mouvements: Iterable[Mouvement]
) -> Mapping[int, Terres]:
    """Return, by millésime, the pieces of each commune that one of `mouvements` touches.

    Parameters
    ----------
    communes
        The communes of each millésime, oldest first.
    mouvements
        All that happened between each millésime and the next one.
    """
    mouvements = tuple(mouvements)
    touches = {code for m in mouvements for code in (m.code_avant, m.code_apres)}
    annees = tuple(communes)
    if not annees:
        return {}
    terres: dict[int, _Terres] = {
        annees[0]: {c: frozenset({str(c)}) for c in touches if c in communes[annees[0]]}
    }
    for avant, apres in pairwise(annees):
        ici = [m for m in mouvements if m.millesime_apres == apres]
        presents = [c for c in touches if c in communes[apres]]
        terres[apres] = _step(terres, avant, presents, ici)
    return terres


def _step(
    terres: dict[int, _Terres],
    avant: int,
    presents: Iterable[CodeCommune],
    mouvements: Sequence[Mouvement],
) -> _Terres:
    """Return the land of the communes `presents` a year later.

    A commune restored whose land no year held knows apart cuts a piece of all years before.
    """
    restaurees = {}
    for m in mouvements:
        if m.nature is NatureMouvement.RETABLISSEMENT:
            restaurees[m.code_apres] = _find_restored(terres, avant, m)
    suivantes = {code: terres[avant].get(code, frozenset()) for code in presents}
    for m in mouvements:
        if m.nature is not NatureMouvement.RETABLISSEMENT:
            partie = terres[avant].get(m.code_avant, frozenset())
            suivantes[m.code_apres] = suivantes.get(m.code_apres, frozenset()) | partie
    rendues = frozenset[Piece]().union(*restaurees.values())
    restantes = {code: pieces - rendues for code, pieces in suivantes.items()}
    return {**restantes, **{c: restantes.get(c, frozenset()) | p for c, p in restaurees.items()}}


def _find_restored(terres: dict[int, _Terres], avant: int, m: Mouvement) -> frozenset[Piece]:
    origine = terres[avant].get(m.code_avant, frozenset())
    for annee in sorted(terres, reverse=True):
        connue = terres[annee].get(m.code_apres, frozenset())
        if connue and connue < origine:
            return connue
    mere = str(m.code_avant) if m.code_avant in origine else min(origine, default="")
    piece = f"{m.code_apres}@{m.millesime_apres}"
    for annee, codes in terres.items():
        terres[annee] = {c: p | {piece} if mere in p else p for c, p in codes.items()}
    return frozenset({piece})
