"""Tables as people keep them: rows of text, whatever program wrote the file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from carto_ess._errors import Faute, TableauError
from carto_ess.francais import count
from carto_ess.tableur.entete import RANGS_AVANT, Attendu, Entete, find_entete, read_entete
from carto_ess.tableur.formule import restore
from carto_ess.tableur.grille import Jour, Valeur, name_column
from carto_ess.texte import remove_invisible

LIGNES_MAX = 5_000
"""Rows of one table, empty ones left out: far above any département's référentiel."""

LIGNES_MAX_DOSSIER = 100_000
"""The same for a table of the folder that the app reads, the country's too; nobody uploads it."""

LONGUEUR_MAX = 20_000
"""Characters of one cell: thirteen times the longest of the booklet. A longer one is a fault."""

_ANNEES = frozenset({"annee", "millesime"})

Rang = tuple[int, Mapping[int, Valeur]]
"""A row as it comes: its number in the spreadsheet, its cells by column from 0."""


@dataclass(frozen=True, slots=True)
class Repere:
    """Where the cells of a table stand: their sheet, none in a CSV, and the letters of columns."""

    feuille: str = ""
    lettres: Mapping[str, str] = field(default_factory=dict)

    def locate(self, numero: int, champ: str) -> str:
        """Return « Fiches!B23 », « B23 » without a sheet, empty for a column that is not there."""
        lettre = self.lettres.get(champ, "")
        return self.name(numero, lettre) if lettre else ""

    def name(self, numero: int, lettre: str) -> str:
        """Return « Fiches!B23 » of a row and the letters of a column."""
        return f"{self.feuille}!{lettre}{numero}" if self.feuille else f"{lettre}{numero}"


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
    lignes_max: int = LIGNES_MAX,
) -> Tableau:
    """Name the cells of `rangs` after the header, found in the first rows; leave empty rows out.

    Columns are known by their name or by their title, in any order, case and accents forgiven. One
    that need not be there may be absent: its cells are empty.

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
    lignes = tuple(
        Ligne(
            numero,
            {nom: rang.get(j, "") for j, nom in entete.colonnes.items()},
            _find_orphans(numero, rang, {*entete.titres, *numeros}, repere, fichier),
            repere,
        )
        for numero, rang in remplis
    )
    return Tableau(fichier, lignes, (*entete.avis, *_tell_numbering(numeros, fichier)))


def _keep_filled(
    rangs: Iterable[Rang], entete: Entete, fichier: str, lignes_max: int
) -> list[tuple[int, dict[int, str]]]:
    """Return the rows that hold something, cleaned; columns with a title that means none left out.

    Raises
    ------
    TableauError
        There are more than `lignes_max`.
    """
    remplis: list[tuple[int, dict[int, str]]] = []
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
        remplis.append((numero, textes))
    return remplis


def _find_numbering(rangs: list[tuple[int, dict[int, str]]], entete: Entete) -> set[int]:
    """Return the columns without a title that only number the rows, as pandas writes them."""
    seules = {j for _, rang in rangs for j in rang} - set(entete.titres)
    debuts = ([str(i + n) for i in range(len(rangs))] for n in (0, 1))
    suites = tuple(debuts)
    return {j for j in seules if [rang.get(j, "") for _, rang in rangs] in suites}


def _tell_numbering(numeros: set[int], fichier: str) -> tuple[str, ...]:
    lettres = ", ".join(map(name_column, sorted(numeros)))
    return (f"{fichier} : colonne {lettres} ignorée : elle numérote les lignes.",) * bool(numeros)


def _find_orphans(
    numero: int, rang: Mapping[int, str], connues: set[int], repere: Repere, fichier: str
) -> tuple[Faute, ...]:
    """Return the fault of the cells of a row that stand under no title: their sense is unknown."""
    seules = [j for j in sorted(rang) if j not in connues]
    if not seules:
        return ()
    autres = f" et {count(len(seules) - 1, 'autre')}" if len(seules) > 1 else ""
    return (
        Faute(
            fichier, numero, "", f"« {quote(rang[seules[0]])} »{autres}",
            "des cellules sous un titre de colonne",
            "Donnez un titre à la colonne, ou effacez la cellule.",
            repere.name(numero, name_column(seules[0])),
        ),
    )  # fmt: skip


def quote(texte: str, longueur: int = 160) -> str:
    """Return the beginning of a text on one line, to be cited in a fault."""
    ligne = " ↵ ".join(texte.split("\n"))
    return f"{ligne[:longueur]}…" if len(ligne) > longueur else ligne


def clean(cellule: Valeur, champ: str) -> str:
    """Return the text of a cell, stripped, a date as a year where `champ` is one.

    One character above `LONGUEUR_MAX` is enough to tell that it is longer.
    """
    if isinstance(cellule, Jour):
        return _write_annee(cellule) if champ in _ANNEES else cellule.date.isoformat()
    lignes = restore(cellule).replace("\r\n", "\n").replace("\r", "\n")
    return remove_invisible(lignes).strip()[: LONGUEUR_MAX + 1]


def _write_annee(jour: Jour) -> str:
    """Return the year of a date; 2015 typed in a cell of dates came as 7 July 1905."""
    return str(jour.rang if 1900 <= jour.rang <= 2100 else jour.date.year)
