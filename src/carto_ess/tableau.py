"""Tables as people keep them: rows of text, whatever program wrote the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import TableauError

_ENCODAGES = ("utf-8-sig", "cp1252")  # what LibreOffice, then Excel in French, write by default


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: its number as a spreadsheet shows it (the header is 1) and its cells by column."""

    numero: int
    cellules: Mapping[str, str]

    def __getitem__(self, colonne: str) -> str:
        """Return the cell of that column, stripped; an absent column is an empty cell."""
        return self.cellules.get(colonne, "")


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table that was read: the file's name and its rows, empty rows left out."""

    fichier: str
    lignes: tuple[Ligne, ...]


def read_tableau(chemin: Path, *, colonnes: Iterable[str]) -> Tableau:
    """Read a CSV file whose header holds at least `colonnes`.

    The separator (`;`, `,` or tabulation) is found in the header; the encoding is UTF-8, or
    Windows-1252 when the bytes are not UTF-8.

    Raises
    ------
    TableauError
        The file cannot be opened, is empty, or lacks a column.
    """
    try:
        octets = chemin.read_bytes()
    except OSError as erreur:
        raise TableauError(
            f"Le fichier {chemin.name} ne peut pas être lu ({erreur.strerror}). "
            "Vérifiez le chemin et les droits de lecture."
        ) from erreur
    return parse_csv(octets, fichier=chemin.name, colonnes=colonnes)


def parse_csv(octets: bytes, *, fichier: str, colonnes: Iterable[str]) -> Tableau:
    """Turn the bytes of a CSV file into a `Tableau`; see `read_tableau`."""
    texte = _decode(octets, fichier)
    separateur = max(";,\t", key=texte.partition("\n")[0].count)
    try:
        rangs = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    except csv.Error as erreur:
        raise TableauError(
            f"{fichier} n’est pas un fichier CSV lisible ({erreur}). "
            "Enregistrez-le en CSV, UTF-8, séparateur point-virgule."
        ) from erreur
    return build_tableau(rangs, fichier=fichier, colonnes=colonnes)


def build_tableau(
    rangs: Sequence[Sequence[str]], *, fichier: str, colonnes: Iterable[str]
) -> Tableau:
    """Name the cells of `rangs` after the first one, the header; leave empty rows out.

    Raises
    ------
    TableauError
        There is no header, or it lacks one of `colonnes`.
    """
    entete = [c.strip() for c in rangs[0]] if rangs else []
    manquantes = [c for c in colonnes if c not in entete]
    if manquantes:
        raise TableauError(
            f"{fichier} : colonnes manquantes : {', '.join(manquantes)}. Colonnes reçues : "
            f"{', '.join(filter(None, entete)) or 'aucune'}. Partez du modèle de référentiel."
        )
    lignes = (
        Ligne(numero, {nom: _clean(cellule) for nom, cellule in zip(entete, rang, strict=False)})
        for numero, rang in enumerate(rangs[1:], start=2)
    )
    return Tableau(fichier, tuple(ligne for ligne in lignes if any(ligne.cellules.values())))


def _decode(octets: bytes, fichier: str) -> str:
    for encodage in _ENCODAGES:
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if "\0" not in texte:
            return texte
    raise TableauError(
        f"{fichier} n’est pas un fichier texte. Enregistrez le tableau en CSV, UTF-8."
    )


def _clean(cellule: str) -> str:
    return cellule.replace("\r\n", "\n").replace("\r", "\n").strip()
