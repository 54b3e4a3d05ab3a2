"""Tables as people keep them: rows of text, whatever program wrote the file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from carto_ess._errors import Faute, TableauError
from carto_ess.tableur.doutes import Relecture
from carto_ess.tableur.entete import RANGS_AVANT, Attendu, Entete, find_entete, read_entete
from carto_ess.tableur.formule import restore
from carto_ess.tableur.grille import Jour, Repere, Valeur, name_column
from carto_ess.texte import remove_invisible

LIGNES_MAX = 5_000
"""Rows of one table, empty ones left out: far above any département's référentiel."""

LIGNES_MAX_DOSSIER = 100_000
"""The same for a table of the folder that the app reads, the country's too; nobody uploads it."""

LONGUEUR_MAX = 20_000
"""Characters of one cell: thirteen times the longest of the booklet. A longer one is a fault."""

_ANNEES = frozenset({"annee", "millesime"})

_SIGNES = re.compile("[\x0b\x0c\x1d\x80-\x9f]")
# Text of Windows read as Latin-1; « \ufffd » for what was no sign there either.
_TRADUITS = {
    0x0B: "\n", 0x0C: "\n", 0x1D: "\n",  # ends of line inside a cell, of FileMaker and others
    **{n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xA0)},
}  # fmt: skip

Rang = tuple[int, Mapping[int, Valeur]]
"""A row as it comes: its number in the spreadsheet, its cells by column from 0."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: its number as a spreadsheet shows it (the header is 1) and its cells by column.

    ``fautes`` are those that reading found: what is in the row may not be what was written.
    """

    numero: int
    cellules: Mapping[str, str]
    fautes: tuple[Faute, ...] = ()
    repere: Repere = field(default_factory=Repere)

    def __getitem__(self, colonne: str) -> str:
        """Return the cell of that column, stripped; an absent column is an empty cell."""
        return self.cellules.get(colonne, "")

    def locate(self, champ: str) -> str:
        """Return where the cell of that column is: see `Repere.locate`."""
        return self.repere.locate(self.numero, champ)


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table that was read: the file's name and its rows, empty rows left out.

    ``avis`` are French sentences on what was forgiven: columns ignored, merged cells repeated.
    """

    fichier: str
    lignes: tuple[Ligne, ...]
    avis: tuple[str, ...] = ()


def build_tableau(
    rangs: Iterable[Rang],
    attendu: Attendu,
    *,
    fichier: str,
    feuille: str = "",
    separateur: str = "",
    lignes_max: int = LIGNES_MAX,
) -> Tableau:
    """Name the cells of `rangs` after the header, found in the first rows; leave empty rows out.

    Columns are known by their name or by their title, in any order, case and accents forgiven. One
    that need not be there may be absent: its cells are empty. `separateur` is that of a CSV, whose
    rows come with all their cells: one that has not as many as the header is a fault.

    Raises
    ------
    TableauError
        There is no header, it lacks a column or has one twice, or there are too many rows.
    """
    suite = iter(rangs)
    premiers = list(itertools.islice(suite, RANGS_AVANT))
    debut = find_entete((rang for _, rang in premiers), attendu)
    titres = {j: clean(c, "") for j, c in premiers[debut][1].items()} if premiers else {}
    entete = read_entete(titres, attendu, fichier)
    remplis = _keep_filled(
        itertools.chain(premiers[debut + 1 :], suite), entete, fichier, lignes_max
    )
    numeros = _find_numbering(remplis, entete)
    repere = Repere(feuille, {nom: name_column(j) for j, nom in entete.colonnes.items()})
    relecture = Relecture(
        fichier,
        repere,
        entete.colonnes,
        {*entete.titres, *numeros},
        separateur,
        1 + max(entete.titres, default=-1),
    )
    lignes = tuple(
        Ligne(
            rang.numero,
            {nom: rang.textes.get(j, "") for j, nom in entete.colonnes.items()},
            relecture.doubt(rang.numero, rang.textes, rang.compte),
            repere,
        )
        for rang in remplis
    )
    return Tableau(fichier, lignes, (*entete.avis, *_tell_numbering(numeros, fichier)))


class _Rempli(NamedTuple):
    """A row that holds something: its filled cells, cleaned, among as many as came."""

    numero: int
    textes: dict[int, str]
    compte: int


def _keep_filled(
    rangs: Iterable[Rang], entete: Entete, fichier: str, lignes_max: int
) -> list[_Rempli]:
    """Return the rows that hold something, cleaned; columns with a title that means none left out.

    Raises
    ------
    TableauError
        There are more than `lignes_max`.
    """
    remplis: list[_Rempli] = []
    for numero, rang in rangs:
        textes = {
            j: texte
            for j, cellule in rang.items()
            if (j in entete.colonnes or j not in entete.titres)
            and (texte := clean(cellule, entete.colonnes.get(j, "")))
        }
        if not textes:
            continue
        if len(remplis) == lignes_max:
            raise TableauError(
                f"{fichier} : plus de {lignes_max} lignes remplies. "
                "Un référentiel en compte bien moins : vérifiez que c’est le bon fichier."
            )
        remplis.append(_Rempli(numero, textes, len(rang)))
    return remplis


def _find_numbering(rangs: list[_Rempli], entete: Entete) -> set[int]:
    """Return the columns without a title that only number the rows, as pandas writes them."""
    seules = {j for rang in rangs for j in rang.textes} - set(entete.titres)
    suites = [[str(n) for n in range(debut, debut + len(rangs))] for debut in (0, 1)]
    return {j for j in seules if [rang.textes.get(j, "") for rang in rangs] in suites}


def _tell_numbering(numeros: set[int], fichier: str) -> tuple[str, ...]:
    lettres = ", ".join(map(name_column, sorted(numeros)))
    return (f"{fichier} : colonne {lettres} ignorée : elle numérote les lignes.",) * bool(numeros)


def clean(cellule: Valeur, champ: str) -> str:
    """Return the text of a cell, stripped, a date as a year where `champ` is one.

    One character above `LONGUEUR_MAX` is enough to tell that it is longer.
    """
    if isinstance(cellule, Jour):
        return _write_annee(cellule) if champ in _ANNEES else cellule.date.isoformat()
    texte = restore(cellule).replace("\r\n", "\n").replace("\r", "\n")
    if _SIGNES.search(texte):
        texte = texte.translate(_TRADUITS)
    return remove_invisible(texte).strip()[: LONGUEUR_MAX + 1]


def _write_annee(jour: Jour) -> str:
    """Return the year of a date; 2015 typed in a cell of dates came as 7 July 1905."""
    return str(jour.rang if 1900 <= jour.rang <= 2100 else jour.date.year)
