"""The units that the map draws first where communes are too many for one file: EPCI.

Communes that belong to no EPCI are units by themselves. The order of units, and of communes in
each, is made here alone: the builder writes the files in it, the app writes its states in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carto_ess.territoire.commune import CodeCommune

CleUnite = str
"""SIREN of an EPCI, or code of a commune that belongs to none."""


def gather_unites(
    appartenances: Iterable[tuple[str, str]],
) -> Mapping[CleUnite, tuple[CodeCommune, ...]]:
    """Return the units by ascending key, each with its communes by ascending code.

    `appartenances` are pairs (code of a commune, SIREN of its EPCI or an empty text), of the
    communes that the map draws, in the most recent millésime.
    """
    membres: dict[CleUnite, list[CodeCommune]] = {}
    for code, siren in sorted(appartenances):
        membres.setdefault(siren or code, []).append(CodeCommune(code))
    return {cle: tuple(membres[cle]) for cle in sorted(membres)}
