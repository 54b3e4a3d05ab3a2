"""Tables as people keep them: rows of text, whatever program wrote the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import TableauError
from carto_ess.fichier import explain_oserror
from carto_ess.tableur.formule import restore
from carto_ess.texte import fold, remove_invisible

LIGNES_MAX = 5_000
"""Rows of one table, empty ones left out: far above any département's référentiel."""

LIGNES_MAX_DOSSIER = 100_000
"""The same for a table of the folder that the app reads, the country's too; nobody uploads it."""

LONGUEUR_MAX = 20_000
"""Characters of one cell: thirteen times the longest of the booklet. A longer one is a fault."""

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
    """A table that was read: the file's name and its rows, empty rows left out.

    ``avis`` are French sentences on what was forgiven: columns ignored, merged cells repeated.
    """

    fichier: str
    lignes: tuple[Ligne, ...]
    avis: tuple[str, ...] = ()


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
            f"Le fichier {chemin.name} ne peut pas être lu ({explain_oserror(erreur)}). "
            "Vérifiez le chemin et les droits de lecture."
        ) from erreur
    return parse_csv(octets, fichier=chemin.name, colonnes=colonnes, lignes_max=LIGNES_MAX_DOSSIER)


def parse_csv(
    octets: bytes,
    *,
    fichier: str,
    colonnes: Iterable[str],
    titres: Mapping[str, str] | None = None,
    lignes_max: int = LIGNES_MAX,
) -> Tableau:
    """Turn the bytes of a CSV file into a `Tableau`; see `read_tableau` and `build_tableau`."""
    try:
        return build_tableau(
            read_rangs(octets, fichier), fichier=fichier, colonnes=colonnes, titres=titres,
            lignes_max=lignes_max,
        )  # fmt: skip
    except csv.Error as erreur:
        raise TableauError(
            f"{fichier} n’est pas un fichier CSV lisible : un guillemet n’y est jamais refermé, ou "
            f"une cellule dépasse {csv.field_size_limit()} caractères. "
            "Enregistrez-le de nouveau en CSV, UTF-8, séparateur point-virgule."
        ) from erreur


def read_rangs(octets: bytes, fichier: str) -> Iterable[list[str]]:
    """Return the rows of a CSV file, header included, one at a time.

    Raises
    ------
    TableauError
        The bytes are not text. `csv.Error` is raised while iterating on what is no CSV.
    """
    texte = _decode(octets, fichier)
    separateur = max(";,\t", key=texte.partition("\n")[0].count)
    return (
        [restore(cellule) for cellule in rang]
        for rang in csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    )


def build_tableau(
    rangs: Iterable[Sequence[str]],
    *,
    fichier: str,
    colonnes: Iterable[str],
    titres: Mapping[str, str] | None = None,
    premiere: int = 1,
    lignes_max: int = LIGNES_MAX,
) -> Tableau:
    """Name the cells of `rangs` after the first one, the header; leave empty rows out.

    Columns are known by their name or by their title (`titres` maps titles to names), in any order,
    case and accents forgiven. `premiere` is the header's row number in the spreadsheet.

    Raises
    ------
    TableauError
        There is no header, it lacks one of `colonnes` or has it twice, or there are too many rows.
    """
    suite = iter(rangs)
    colonnes = tuple(colonnes)
    recues = [_clean(c) for c in next(suite, ())]
    entete, ignorees = _name_columns(recues, colonnes, titres or {}, fichier)
    lignes: list[Ligne] = []
    for numero, rang in enumerate(suite, start=premiere + 1):
        cellules = {nom: _clean(c) for nom, c in zip(entete, rang, strict=False) if nom}
        if not any(cellules.values()):
            continue
        if len(lignes) == lignes_max:
            raise TableauError(
                f"{fichier} : plus de {lignes_max} lignes remplies. "
                "Un référentiel en compte bien moins : vérifiez que c’est le bon fichier."
            )
        lignes.append(Ligne(numero, cellules))
    avis = (f"{fichier} : colonnes ignorées : {', '.join(ignorees)}.",) if ignorees else ()
    return Tableau(fichier, tuple(lignes), avis)


def match_columns(
    recues: Iterable[str], colonnes: Iterable[str], titres: Mapping[str, str]
) -> list[str | None]:
    """Return the name of the column that each header cell means, ``None`` for one unknown."""
    connues = {fold(titre): nom for titre, nom in titres.items()}
    connues |= {fold(nom): nom for nom in colonnes}
    return [connues.get(fold(cellule)) for cellule in recues]


def _name_columns(
    recues: list[str], colonnes: tuple[str, ...], titres: Mapping[str, str], fichier: str
) -> tuple[list[str | None], list[str]]:
    """Return the column of each header cell, and the header cells that mean none."""
    entete = match_columns(recues, colonnes, titres)
    manquantes = [c for c in colonnes if c not in entete]
    if manquantes:
        raise TableauError(
            f"{fichier} : colonnes manquantes : {', '.join(manquantes)}. Colonnes reçues : "
            f"{', '.join(filter(None, recues))[:300] or 'aucune'}. Partez du modèle de référentiel."
        )
    doubles = sorted({c for c in entete if c and entete.count(c) > 1})
    if doubles:
        raise TableauError(
            f"{fichier} : colonnes en double : {', '.join(doubles)}. "
            "Gardez-en une de chaque et supprimez l’autre."
        )
    ignorees = [brut for brut, nom in zip(recues, entete, strict=True) if brut and nom is None]
    return entete, ignorees


def _decode(octets: bytes, fichier: str) -> str:
    encodages: tuple[str, ...] = _ENCODAGES
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # « texte Unicode » of Excel
        encodages = ("utf-16",)
    for encodage in encodages:
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
    """Return a cell stripped; one character above `LONGUEUR_MAX` is enough to tell it is longer."""
    lignes = cellule.replace("\r\n", "\n").replace("\r", "\n")
    return remove_invisible(lignes).strip()[: LONGUEUR_MAX + 1]
