"""The header of a table: which column each of its cells means, whatever stands above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from carto_ess._errors import TableauError
from carto_ess.tableur.grille import Valeur
from carto_ess.texte import fold

RANGS_AVANT = 10
"""Rows among which the header is looked for: a title, a date, empty rows may stand above it."""

_CONNUES_MIN = 2  # columns that a row must name to be a header


@dataclass(frozen=True, slots=True)
class Attendu:
    """The columns of a table: their names, their titles, those that must be there."""

    colonnes: tuple[str, ...]
    requises: Collection[str]
    titres: Mapping[str, str]  # name by title

    def match(self, recues: Iterable[str]) -> list[str | None]:
        """Return the name of the column that each header cell means, ``None`` for one unknown."""
        connues = {fold(titre): nom for titre, nom in self.titres.items()}
        connues |= {fold(nom): nom for nom in self.colonnes}
        return [connues.get(fold(cellule)) for cellule in recues]

    def count(self, recues: Iterable[str]) -> int:
        """Return how many columns of the table these header cells name."""
        return len(set(self.match(recues)) - {None})


@dataclass(frozen=True, slots=True)
class Entete:
    """A header that was read: what each column from 0 means, what it is called, what to say."""

    colonnes: Mapping[int, str]
    titres: Mapping[int, str]
    avis: tuple[str, ...]


def find_entete(rangs: Iterable[Mapping[int, Valeur]], attendu: Attendu) -> int:
    """Return the rank of the header among the first rows: the first that names most columns."""
    notes = [
        attendu.count(cellule for cellule in rang.values() if isinstance(cellule, str))
        for rang in rangs
    ]
    return notes.index(max(notes)) if notes and max(notes) >= _CONNUES_MIN else 0


def read_entete(rang: Mapping[int, str], attendu: Attendu, fichier: str) -> Entete:
    """Return what the cells of a header mean.

    Raises
    ------
    TableauError
        It lacks a column that must be there, or has one twice.
    """
    titres = {j: titre for j, titre in sorted(rang.items()) if titre}
    sens = dict(zip(titres, attendu.match(titres.values()), strict=True))
    colonnes = {j: nom for j, nom in sens.items() if nom}
    presentes = list(colonnes.values())
    manquantes = [c for c in attendu.colonnes if c in attendu.requises and c not in presentes]
    if manquantes:
        raise TableauError(
            f"{fichier} : colonnes manquantes : {', '.join(manquantes)}. Colonnes reçues : "
            f"{', '.join(titres.values())[:300] or 'aucune'}. Partez du modèle de référentiel."
        )
    doubles = sorted({c for c in presentes if presentes.count(c) > 1})
    if doubles:
        raise TableauError(
            f"{fichier} : colonnes en double : {', '.join(doubles)}. "
            "Gardez-en une de chaque et supprimez l’autre."
        )
    absentes = [c for c in attendu.colonnes if c not in presentes]
    ignorees = [titres[j] for j, nom in sens.items() if nom is None]
    avis = [f"{fichier} : colonnes ignorées : {', '.join(ignorees)}."] if ignorees else []
    if ignorees and absentes:  # a title may be misspelt: say what it could have been
        avis.append(f"{fichier} : colonnes absentes, lues comme vides : {', '.join(absentes)}.")
    return Entete(colonnes, titres, tuple(avis))
