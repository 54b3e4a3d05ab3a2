"""XLSX: the one writer of workbooks, every text a text, no formula.

Written with XlsxWriter: it only writes, is kept up release after release, and has one call for a
cell of text (`write_string`) that no first character can turn into a formula or a link, where
openpyxl guesses from the value.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from carto_ess.tableur.formule import protect

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cellule = str | int | float | None

LONGUEUR_CELLULE = 32_767
"""What Excel holds in one cell, in UTF-16 units."""

LIGNES_MAX = 1_048_576
"""Rows that Excel holds in one sheet; the writer drops those below without a word."""

_JOUR = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's own date says no zone
_TEXTE = {"num_format": "@", "text_wrap": True, "valign": "top"}
_NOTE = {"x_scale": 2.2, "y_scale": 1.6, "author": "carto-ess"}
_LIGNES_VALIDEES = 2_000  # rows under the header where a list of values is offered


class Marque(NamedTuple):
    """A cell to look at: the note that it bears, and its ground, a colour « #RRGGBB »."""

    note: str
    fond: str


class FeuilleXlsx(NamedTuple):
    """A sheet: its rows, the header's among them, and the widths of its columns in characters.

    Rows above the header are advice. ``choix`` maps the rank of a column to what its cells may
    hold; see the option « list » of XlsxWriter's ``data_validation``.
    """

    nom: str
    largeurs: Sequence[float]
    rangs: Sequence[Sequence[Cellule]]
    rang_entete: int = 0
    choix: Mapping[int, Mapping[str, object]] = {}
    marques: Mapping[tuple[int, int], Marque] = {}


def measure_cellule(texte: str) -> int:
    """Return the length of a text as Excel counts it, in UTF-16 units."""
    return len(texte.encode("utf-16-le", "surrogatepass")) // 2


def write_xlsx(
    feuilles: Iterable[FeuilleXlsx],
    proprietes: Mapping[str, object],
    *,
    entete: Mapping[str, object],
) -> bytes:
    """Return a workbook: the same sheets and properties (``created`` among them), the same bytes.

    `entete` is the format of the header's cells, besides that of text.
    """
    import xlsxwriter  # noqa: PLC0415 -- in the process that writes, not in the server's

    flux = io.BytesIO()
    with xlsxwriter.Workbook(flux, {"in_memory": True}) as classeur:
        classeur.set_properties({"created": _JOUR, **proprietes})
        texte = classeur.add_format(_TEXTE)
        gras = classeur.add_format({"num_format": "@", "bold": True, **entete})
        for feuille in itertools.chain.from_iterable(map(_split, feuilles)):
            sortie = classeur.add_worksheet(feuille.nom)
            _write_feuille(sortie, feuille, gras, texte)
            for (i, j), marque in feuille.marques.items():
                fond = classeur.add_format({**_TEXTE, "bg_color": marque.fond})
                sortie.write_string(i, j, protect(str(feuille.rangs[i][j])), fond)
                sortie.write_comment(i, j, marque.note, _NOTE)
    return flux.getvalue()


def _split(feuille: FeuilleXlsx) -> Iterator[FeuilleXlsx]:
    """Yield a sheet, or as many as its rows need, each under the same header: none is lost."""
    tete = feuille.rang_entete + 1
    entete, rangs = feuille.rangs[:tete], feuille.rangs[tete:]
    place = LIGNES_MAX - len(entete)
    for numero, debut in enumerate(range(0, max(len(rangs), 1), place), start=1):
        nom = feuille.nom if numero == 1 else f"{feuille.nom} ({numero})"
        marques = feuille.marques if numero == 1 else {}
        yield feuille._replace(
            nom=nom, rangs=[*entete, *rangs[debut : debut + place]], marques=marques
        )


def _write_feuille(sortie: Worksheet, feuille: FeuilleXlsx, gras: Format, texte: Format) -> None:
    for j, largeur in enumerate(feuille.largeurs):
        sortie.set_column(j, j, largeur, texte)
    for i, rang in enumerate(feuille.rangs):
        for j, cellule in enumerate(rang):
            if isinstance(cellule, str):
                style = gras if i == feuille.rang_entete else texte
                sortie.write_string(i, j, protect(cellule), style)
            elif cellule is not None:
                sortie.write_number(i, j, cellule)
    for j, choix in feuille.choix.items():
        sortie.data_validation(1, j, _LIGNES_VALIDEES, j, dict(choix))
    if feuille.rang_entete == 0:  # under advice, nothing is to be sorted
        sortie.freeze_panes(1, 1)
        sortie.autofilter(0, 0, max(1, len(feuille.rangs) - 1), len(feuille.largeurs) - 1)
