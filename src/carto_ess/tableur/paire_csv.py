"""The two tables as delimited texts: in one archive, or two files; which is which, by columns."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PureWindowsPath

from carto_ess._errors import TableauError
from carto_ess.tableur.choix import Candidat, choose, grade, list_attendus, tell_others
from carto_ess.tableur.delimite import parse_csv, read_premiers
from carto_ess.tableur.nature import Nature, identify
from carto_ess.tableur.parties import DEGATS
from carto_ess.tableur.schema import Schema
from carto_ess.tableur.tableau import Tableau

EXTENSIONS = (".csv", ".tsv", ".txt")


def read_paire_csv(
    fichiers: Mapping[str, bytes], schema: Schema, *, nom: str = ""
) -> tuple[Tableau, Tableau]:
    """Read the two tables from CSV files, by their names then by their columns.

    `nom` is what they came in, when it is one file. Paths in it may have either slash.

    Raises
    ------
    TableauError
        One of the two is missing, or may be several files.
    """
    attendus = list_attendus(schema)
    build = build_candidat if len(fichiers) <= len(attendus) else guess_candidat
    candidats = [build(chemin, octets, schema) for chemin, octets in sorted(fichiers.items())]
    recu = nom or " + ".join(fichiers)
    choisis = choose(candidats, recu, "fichier")
    fiches, couvertures = (
        parse_csv(
            fichiers[candidat.nom],
            fichier=candidat.nom,
            colonnes=attendu.colonnes,
            requises=attendu.requises,
            titres=attendu.titres,
        )
        for candidat, attendu in zip(choisis, attendus, strict=True)
    )
    avis = tell_others(candidats, choisis, recu, "fichier")
    return replace(fiches, avis=(*avis, *fiches.avis)), couvertures


def build_candidat(chemin: str, octets: bytes, schema: Schema) -> Candidat:
    """Return what a CSV file may be, told by its first rows.

    Raises
    ------
    TableauError
        It is no text, or something else under that name.
    """
    if identify(octets, chemin) is not Nature.CSV:
        raise TableauError(
            f"{chemin} n’est pas un CSV. Attendu : fiches.csv et couvertures.csv ensemble, "
            "ou un seul classeur .xlsx ou .ods."
        )
    attendus = list_attendus(schema)
    place = PureWindowsPath(chemin)  # knows both slashes
    return Candidat(
        chemin,
        place.stem,
        grade(read_premiers(octets, chemin, attendus), attendus),
        lieu=str(place.parent),
        profondeur=len(place.parts) - 1,
    )


def guess_candidat(chemin: str, octets: bytes, schema: Schema) -> Candidat:
    """Return what one file among many may be: nothing when it cannot be read."""
    try:
        return build_candidat(chemin, octets, schema)
    except TableauError:
        place = PureWindowsPath(chemin)
        return Candidat(chemin, place.stem, lieu=str(place.parent), profondeur=len(place.parts) - 1)


def read_zip(octets: bytes, nom: str, schema: Schema) -> tuple[Tableau, Tableau]:
    """Read the two tables from an archive of CSV files.

    Raises
    ------
    TableauError
        See `read_paire_csv`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            entrees = [e for e in archive.namelist() if is_table(e)]
            csv = [e for e in entrees if not e.lower().endswith(".txt")]
            parties = {e: archive.read(e) for e in csv or entrees}
    except TableauError:
        raise
    except DEGATS as erreur:
        raise TableauError(
            f"{nom} est abîmé : ses fichiers ne peuvent pas être lus. Refaites l’archive."
        ) from erreur
    return read_paire_csv({e.replace("\\", "/"): o for e, o in parties.items()}, schema, nom=nom)


def is_table(entree: str) -> bool:
    """Tell whether a path may be that of a table: macOS and LibreOffice add « .hidden » files."""
    place = PureWindowsPath(entree)
    return place.suffix.lower() in EXTENSIONS and not any(p.startswith(".") for p in place.parts)
