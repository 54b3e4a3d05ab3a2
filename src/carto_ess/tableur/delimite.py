"""Tables in delimited text (CSV), read strictly: what is not certain is said with its line."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from carto_ess._errors import TableauError
from carto_ess.francais import number
from carto_ess.tableur.encodage import decode
from carto_ess.tableur.entete import RANGS_AVANT, Attendu
from carto_ess.tableur.grille import COLONNES_FEUILLE
from carto_ess.tableur.nature import read_octets
from carto_ess.tableur.tableau import (
    LIGNES_MAX,
    LIGNES_MAX_DOSSIER,
    Rang,
    Tableau,
    build_tableau,
)

OCTETS_MAX_DOSSIER = 200 * 1024**2
"""Bytes of a table of the folder that the app reads."""

SEPARATEURS = ";,\t"

_DEBUT = 1 << 16  # characters among which the separator is looked for
_ENTETE_MAX = 4_000  # characters of a line that may be a header
_FIN = re.compile(r"\r\n|\r|\n")
_LIGNE_SEP = re.compile(r"\"?sep=(.)\"?[;,\t]*(?:\r\n|\r|\n)", re.IGNORECASE)
_CONSEIL = "Enregistrez-le de nouveau en CSV, UTF-8, séparateur point-virgule."


def read_tableau(
    chemin: Path, *, colonnes: Iterable[str], requises: Iterable[str] | None = None
) -> Tableau:
    """Read a CSV file of the folder that the app shows; see `parse_csv`.

    Raises
    ------
    TableauError
        The file cannot be opened, is empty, or lacks a column.
    """
    octets = read_octets(chemin, OCTETS_MAX_DOSSIER)
    return parse_csv(
        octets,
        fichier=chemin.name,
        colonnes=colonnes,
        requises=requises,
        lignes_max=LIGNES_MAX_DOSSIER,
    )


def parse_csv(
    octets: bytes,
    *,
    fichier: str,
    colonnes: Iterable[str],
    requises: Iterable[str] | None = None,
    titres: Mapping[str, str] | None = None,
    lignes_max: int = LIGNES_MAX,
) -> Tableau:
    """Turn the bytes of a CSV file into a `Tableau`; see `build_tableau`.

    All of `colonnes` must be there, or only those of `requises`; `titres` maps titles to names. The
    separator (`;`, `,` or tabulation) is found in the first rows or in a line « sep=; », the
    encoding by `encodage.decode`. A row with more or fewer cells than the header is a fault.

    Raises
    ------
    TableauError
        It is no table, or not the one that is awaited.
    """
    noms = tuple(colonnes)
    attendu = Attendu(noms, frozenset(noms if requises is None else requises), titres or {})
    lu = decode(octets, fichier)
    source = _open(lu.texte, (attendu,))
    tableau = build_tableau(
        _read_rangs(source, fichier),
        attendu,
        fichier=fichier,
        lignes_max=lignes_max,
        separateur=source.separateur,
    )
    return Tableau(fichier, tableau.lignes, (*lu.avis, *tableau.avis))


def read_premiers(octets: bytes, fichier: str, attendus: Iterable[Attendu]) -> list[Rang]:
    """Return the first rows of a CSV file, among which its header is: that of one of `attendus`.

    Raises
    ------
    TableauError
        The bytes are not text.
    """
    rangs = _read_rangs(_open(decode(octets, fichier).texte, attendus), fichier)
    premiers: list[Rang] = []
    try:
        for rang in rangs:
            premiers.append(rang)
            if len(premiers) == RANGS_AVANT:
                break
    except TableauError:
        if not premiers:
            raise
    return premiers


def read_rangs(octets: bytes, fichier: str) -> Iterator[Rang]:
    """Yield the rows of a CSV whose columns nobody knows, as a spreadsheet numbers them.

    Raises
    ------
    TableauError
        The bytes are not text; while iterating: they are no CSV.
    """
    return _read_rangs(_open(decode(octets, fichier).texte, ()), fichier)


def _read_rangs(source: _Source, fichier: str) -> Iterator[Rang]:
    """Yield the rows of a CSV, header included, as a spreadsheet numbers them.

    Every cell is there, empty ones too: how many there are is what tells a broken row.

    Raises
    ------
    TableauError
        While iterating: a quote is never closed or stands where none may, a cell never ends.
    """
    lecteur = csv.reader(source, delimiter=source.separateur, strict=True)
    for numero in itertools.count(1):
        source.begin()
        try:
            rang = next(lecteur, None)
        except csv.Error as erreur:
            raise _explain(source, fichier) from erreur
        if rang is None:
            return
        if len(rang) > COLONNES_FEUILLE:
            raise TableauError(
                f"{fichier}, ligne {source.debut} : {number(len(rang))} cellules ; attendu : une "
                f"ligne de tableau, {number(COLONNES_FEUILLE)} au plus. {_CONSEIL}"
            )
        yield numero, dict(enumerate(rang))


def _open(texte: str, attendus: Iterable[Attendu]) -> _Source:
    """Return the lines of a text, that of « sep=; » left out: spreadsheets do not show it."""
    if trouve := _LIGNE_SEP.match(texte):
        return _Source(texte, trouve[1], place=trouve.end(), numero=1)
    return _Source(texte, _find_separateur(texte, tuple(attendus)))


def _find_separateur(texte: str, attendus: tuple[Attendu, ...]) -> str:
    """Return the separator that makes the most columns known among the first lines.

    When it tells nothing, the one that they hold most: a long text may hold more commas.
    """
    lignes = _FIN.split(texte[:_DEBUT], RANGS_AVANT)[:RANGS_AVANT]

    def grade(signe: str) -> tuple[int, int]:
        """Return the known columns that a sign makes, then how many of it a line holds."""
        titres = [[t.strip('" ') for t in ligne[:_ENTETE_MAX].split(signe)] for ligne in lignes]
        connues = max((a.count(t) for a in attendus for t in titres), default=0)
        return connues, max(ligne.count(signe) for ligne in lignes)

    return max(SEPARATEURS, key=grade)


@dataclass
class _Source:
    """The lines of a text one by one, and those of the row being read: to say where it broke."""

    texte: str
    separateur: str
    place: int = 0
    numero: int = 0
    debut: int = 1  # line where the row being read begins
    lignes: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Begin a row."""
        self.debut, self.lignes = self.numero + 1, []

    def __iter__(self) -> Iterator[str]:
        """Yield each line with its end, be it of Windows, of Unix or of an old Mac."""
        while self.place < len(self.texte):
            trouve = _FIN.search(self.texte, self.place)
            fin = trouve.end() if trouve else len(self.texte)
            ligne = self.texte[self.place : fin]
            self.place = fin
            self.numero += 1
            self.lignes.append(ligne)
            yield ligne


def _explain(source: _Source, fichier: str) -> TableauError:
    """Say what is wrong with the row being read, and on which line."""
    ouverture, ferme = _find_quote("".join(source.lignes), source.separateur)
    if ouverture is None:
        return TableauError(
            f"{fichier}, ligne {source.debut} : une cellule dépasse {csv.field_size_limit()} "
            f"caractères, ou une ligne n’est pas du CSV. {_CONSEIL}"
        )
    ligne = source.debut + len(_FIN.findall("".join(source.lignes)[:ouverture]))
    if ferme:
        return TableauError(
            f"{fichier}, ligne {ligne} : un guillemet s’ouvre au début d’une cellule et se referme "
            "avant sa fin. Doublez les guillemets du texte et entourez-en la cellule, ou "
            f"ôtez-les. {_CONSEIL}"
        )
    return TableauError(
        f"{fichier}, ligne {ligne} : un guillemet s’y ouvre et n’est jamais refermé : les lignes "
        f"suivantes seraient lues comme une seule cellule. Fermez-le ou ôtez-le. {_CONSEIL}"
    )


def _find_quote(brut: str, separateur: str) -> tuple[int | None, bool]:
    """Return where the faulty quote opens, and whether it closes before the end of its cell."""
    debut_de_cellule, i = re.compile(rf'(?:\A|[{re.escape(separateur)}\r\n])"'), 0
    while trouve := debut_de_cellule.search(brut, i):
        i = trouve.end()
        while (i := brut.find('"', i) + 1) and brut[i : i + 1] == '"':
            i += 1
        if not i:
            return trouve.end() - 1, False
        if brut[i : i + 1] not in {"", separateur, "\r", "\n"}:
            return trouve.end() - 1, True
    return None, False
