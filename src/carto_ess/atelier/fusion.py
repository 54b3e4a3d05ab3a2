"""Two officers changed the same version: what each of them changed, put together.

A cell that one of them changed is theirs; one that both changed differently is a `Desaccord`, in
which the cell of the one who merges stands until they choose. The territories of a fiche are one
cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from carto_ess.atelier.chantier import Chantier, Rang
from carto_ess.referentiel.comparaison import COUVERTURES
from carto_ess.referentiel.lecture import COLONNES_FICHES

T = TypeVar("T")

PRESENCE = "presence"
"""Stands among the columns for the fiche itself: one removed it, the other changed it."""


@dataclass(frozen=True, slots=True)
class Desaccord:
    """One cell that both changed: the fiche's id, the column, and what each wrote."""

    fiche: str
    colonne: str
    mien: str
    leur: str


def merge(
    origine: Chantier, mien: Chantier, leur: Chantier
) -> tuple[Chantier, tuple[Desaccord, ...]]:
    """Return `mien` with what `leur` changed since `origine`, and where both changed the same cell.

    The result is made from the version of `leur`. A fiche that one removed and the other changed
    stays, as it was changed.
    """
    desaccords: list[Desaccord] = []
    fiches: list[Rang] = []
    couvertures: list[Rang] = []
    for identifiant in dict.fromkeys((*leur.ids, *mien.ids)):
        o, m, nous = (_find(c, identifiant) for c in (origine, mien, leur))
        if (m is None and nous == o) or (nous is None and m == o):
            continue  # one removed it, the other left it as it was
        if m is None or nous is None:
            present = nous if m is None else m
            if o is not None:
                dits = ("retirée", "modifiée") if m is None else ("modifiée", "retirée")
                desaccords.append(Desaccord(identifiant, PRESENCE, *dits))
        else:
            present = _merge_fiche(identifiant, o, m, nous, desaccords)
        assert present is not None  # noqa: S101 -- for the type checker
        fiches.append(present[0])
        couvertures += present[1]
    return Chantier(tuple(fiches), tuple(couvertures), leur.depuis), tuple(desaccords)


_Entiere = tuple[Rang, tuple[Rang, ...]]


def _find(chantier: Chantier, identifiant: str) -> _Entiere | None:
    """Return the row of a fiche and those of its territories, in an order of their own."""
    if identifiant not in chantier:
        return None
    couvertures = sorted(chantier.list_couvertures(identifiant), key=lambda r: tuple(r.values()))
    return dict(chantier[identifiant]), tuple(dict(r) for r in couvertures)


def _merge_fiche(
    identifiant: str, o: _Entiere | None, m: _Entiere, leur: _Entiere, desaccords: list[Desaccord]
) -> _Entiere:
    def choose(colonne: str, avant: T | None, mien: T, autre: T) -> T:
        """Return the value on which both agree, or note that they do not."""
        if mien in (avant, autre):
            return autre
        if autre != avant:
            desaccords.append(Desaccord(identifiant, colonne, _say(mien), _say(autre)))
        return mien

    rang = {c: choose(c, o[0][c] if o else None, m[0][c], leur[0][c]) for c in COLONNES_FICHES}
    return rang, choose(COUVERTURES, o[1] if o else None, m[1], leur[1])


def _say(valeur: object) -> str:
    if isinstance(valeur, tuple):
        return ", ".join(str(rang["nom"] or rang["code"]) for rang in valeur)
    return str(valeur)
