"""What a new référentiel changes to the current one, fiche by fiche."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carto_ess.referentiel.ecriture import write_couvertures, write_fiche
from carto_ess.referentiel.fiche import Fiche

COUVERTURES = "couvertures"
"""Stands for the second table among the names of changed columns."""


@dataclass(frozen=True, slots=True)
class Modification:
    """A fiche of both référentiels, as it was, as it becomes, and the columns that differ."""

    avant: Fiche
    apres: Fiche
    champs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The fiches of two référentiels, each once; matched by their id, the order is indifferent."""

    ajoutees: tuple[Fiche, ...]
    modifiees: tuple[Modification, ...]
    retirees: tuple[Fiche, ...]
    inchangees: tuple[Fiche, ...]


def compare(
    actuel: Iterable[Fiche], nouveau: Iterable[Fiche], *, illisibles: Iterable[str] = ()
) -> Comparaison:
    """Tell what changes from `actuel` to `nouveau`.

    `illisibles` are ids of rows that hold a fault: there, but no fiche yet. They are not counted as
    removed.
    """
    avant = {f.id: f for f in actuel}
    apres = {f.id: f for f in nouveau}
    presents = set(apres) | set(illisibles)
    modifications = {
        identifiant: _list_changes(avant[identifiant], fiche)
        for identifiant, fiche in apres.items()
        if identifiant in avant
    }
    return Comparaison(
        ajoutees=tuple(f for i, f in apres.items() if i not in avant),
        modifiees=tuple(
            Modification(avant[i], apres[i], champs)
            for i, champs in modifications.items()
            if champs
        ),
        retirees=tuple(f for i, f in avant.items() if i not in presents),
        inchangees=tuple(apres[i] for i, champs in modifications.items() if not champs),
    )


def _list_changes(avant: Fiche, apres: Fiche) -> tuple[str, ...]:
    """Return the columns that differ; territories in another order are the same."""
    ancien, neuf = write_fiche(avant), write_fiche(apres)
    champs = [nom for nom, valeur in neuf.items() if ancien[nom] != valeur]
    if _sort_couvertures(avant) != _sort_couvertures(apres):
        champs.append(COUVERTURES)
    return tuple(champs)


def _sort_couvertures(fiche: Fiche) -> list[tuple[str, ...]]:
    return sorted(tuple(rang.values()) for rang in write_couvertures(fiche))
