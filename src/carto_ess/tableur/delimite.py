"""Tables in delimited text (CSV), read strictly: what is not certain is said with its line."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from carto_ess._errors import TableauError
from carto_ess.tableur.entete import Attendu
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

_ENCODAGES = ("utf-8-sig", "cp1252")  # what LibreOffice, then Excel in French, write by default


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
        octets, fichier=chemin.name, colonnes=colonnes, requises=requises,
        lignes_max=LIGNES_MAX_DOSSIER,
    )  # fmt: skip


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
    separator (`;`, `,` or tabulation) is found in the header; the encoding is UTF-8, or
    Windows-1252 when the bytes are not UTF-8.

    Raises
    ------
    TableauError
        It is no table, or not the one that is awaited.
    """
    noms = tuple(colonnes)
    attendu = Attendu(noms, frozenset(noms if requises is None else requises), titres or {})
    rangs = read_rangs(octets, fichier)
    return build_tableau(rangs, attendu, fichier=fichier, lignes_max=lignes_max)


def read_rangs(octets: bytes, fichier: str) -> Iterator[Rang]:
    """Return the rows of a CSV file, header included, one at a time.

    Raises
    ------
    TableauError
        The bytes are not text, or, while iterating, are no CSV.
    """
    texte = _decode(octets, fichier)
    separateur = max(";,\t", key=texte.partition("\n")[0].count)
    try:
        for numero, rang in enumerate(
            csv.reader(io.StringIO(texte, newline=""), delimiter=separateur), start=1
        ):
            yield numero, {j: cellule for j, cellule in enumerate(rang) if cellule}
    except csv.Error as erreur:
        raise TableauError(
            f"{fichier} n’est pas un fichier CSV lisible : un guillemet n’y est jamais refermé, ou "
            f"une cellule dépasse {csv.field_size_limit()} caractères. "
            "Enregistrez-le de nouveau en CSV, UTF-8, séparateur point-virgule."
        ) from erreur


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
