"""The differences between two drafts, cell by cell: each one is taken or left by an officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carto_ess.atelier.chantier import Chantier, Rang
from carto_ess.atelier.fusion import PRESENCE
from carto_ess.referentiel.comparaison import COUVERTURES
from carto_ess.referentiel.designation import split_commune
from carto_ess.referentiel.lecture import COLONNES_FICHES


@dataclass(frozen=True, slots=True)
class Ecart:
    """One cell that differs; ``colonne`` may be `PRESENCE` or `COUVERTURES` too.

    ``avant`` and ``apres`` are what to show: a cell, or the names of territories.
    """

    fiche: str
    structure: str
    colonne: str
    avant: str
    apres: str


def list_ecarts(ancien: Chantier, neuf: Chantier) -> tuple[Ecart, ...]:
    """Return what `neuf` changes to `ancien`, fiche by fiche."""
    return tuple(_list_ecarts(ancien, neuf))


def _list_ecarts(ancien: Chantier, neuf: Chantier) -> Iterator[Ecart]:
    for identifiant in dict.fromkeys((*ancien.ids, *neuf.ids)):
        if identifiant not in neuf:
            structure = ancien[identifiant]["structure"]
            yield Ecart(identifiant, structure, PRESENCE, "présente", "retirée")
            continue
        rang = neuf[identifiant]
        if identifiant not in ancien:
            yield Ecart(identifiant, rang["structure"], PRESENCE, "", "ajoutée")
            continue
        avant = ancien[identifiant]
        for colonne in COLONNES_FICHES:
            if _tell(colonne, avant[colonne]) != _tell(colonne, rang[colonne]):
                yield Ecart(identifiant, rang["structure"], colonne, avant[colonne], rang[colonne])
        anciennes, neuves = (_sort(c.list_couvertures(identifiant)) for c in (ancien, neuf))
        if anciennes != neuves:
            yield Ecart(
                identifiant, rang["structure"], COUVERTURES, _name(anciennes), _name(neuves)
            )


def apply_ecarts(ancien: Chantier, neuf: Chantier, pris: Iterable[Ecart]) -> Chantier:
    """Return `ancien` with the differences of `list_ecarts` that were taken, and no other."""
    for ecart in pris:
        if ecart.colonne == PRESENCE and ecart.fiche in neuf:
            ancien = Chantier(
                (*ancien.fiches, neuf[ecart.fiche]), ancien.couvertures, ancien.depuis
            ).cover(ecart.fiche, neuf.list_couvertures(ecart.fiche))
        elif ecart.colonne == PRESENCE:
            ancien = ancien.remove(ecart.fiche)
        elif ecart.colonne == COUVERTURES:
            ancien = ancien.cover(ecart.fiche, neuf.list_couvertures(ecart.fiche))
        else:
            ancien = ancien.change(ecart.fiche, **{ecart.colonne: ecart.apres})
    return ancien


def _tell(colonne: str, cellule: str) -> str:
    """Return what a cell says: a point's commune is its code, its name beside or not."""
    return split_commune(cellule)[0] if colonne == "point_commune" else cellule


def _sort(rangs: Iterable[Rang]) -> list[tuple[str, ...]]:
    return sorted(tuple(rang.values()) for rang in rangs)


def _name(rangs: list[tuple[str, ...]]) -> str:
    """Return the names, or codes, of territories: see `COLONNES_COUVERTURES`."""
    return ", ".join(rang[3] or rang[2] for rang in rangs)
