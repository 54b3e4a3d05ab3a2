"""Workbooks as officers keep them: XLSX, ODS, or the two tables in CSV, read as two `Tableau`.

python-calamine reads XLSX and ODS alike, at the speed of Rust (50 000 formatted empty rows in a
fifth of a second, ten times less than openpyxl); what it lacks is in `archive` and `etendue`.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import stat
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PureWindowsPath

from python_calamine import CalamineError, CalamineWorkbook

from carto_ess._errors import TableauError
from carto_ess.fichier import explain_oserror
from carto_ess.francais import count
from carto_ess.tableur.dimensions import Etendue, measure
from carto_ess.tableur.nature import OCTETS_MAX, Nature, check_taille, identify
from carto_ess.tableur.schema import Colonne, Schema, list_titres
from carto_ess.tableur.tableau import Tableau, build_tableau, match_columns, parse_csv, read_rangs
from carto_ess.texte import fold

FEUILLES = ("Fiches", "Couvertures")
"""The sheets of a workbook, in the order of the two tables."""

ERREUR = "#ERREUR"
"""What stands for a formula in error: no reader of workbooks gives its value."""

_ANNEES = frozenset({"annee", "millesime"})
_JOUR_ZERO = dt.date(1899, 12, 30)  # of the dates of spreadsheets
_Cellule = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
_Rectangle = tuple[int, int, int, int]


def read_fichiers(fichiers: Mapping[str, bytes], schema: Schema) -> tuple[Tableau, Tableau]:
    """Read the tables of fiches and of couvertures from one file, or from two in CSV.

    What comes from outside is read so in a process of its own: `tableur.isoloir.read_isole`.

    Raises
    ------
    TableauError
        One sentence: what came, what was expected, what to do.
    """
    if len(fichiers) != 1:
        return read_paire_csv(fichiers, schema)
    ((nom, octets),) = fichiers.items()
    return read_classeur(octets, nom, schema)


def collect_octets(source: Path) -> dict[str, bytes]:
    """Return the bytes of a file by its name; a folder stands for its two CSV files.

    Raises
    ------
    TableauError
        A file cannot be read, is too large or is no ordinary file.
    """
    if source.is_dir() or source.suffix.lower() == ".csv":
        return _read_voisins(source)
    return {source.name: _read_octets(source)}


def read_classeur(source: bytes, nom: str, schema: Schema) -> tuple[Tableau, Tableau]:
    """Read the tables of fiches and of couvertures from one file, whatever its format.

    Raises
    ------
    TableauError
        One sentence: what came, what was expected, what to do.
    """
    nature = identify(source, nom)
    if nature is Nature.CSV:
        raise TableauError(
            f"{nom} est un seul des deux tableaux. Attendu : fiches et couvertures ensemble. "
            "Envoyez les deux fichiers CSV à la fois, ou l’archive .zip qui les contient."
        )
    if nature is Nature.ZIP:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            csv = [e for e in archive.namelist() if _is_csv(e)]
            return read_paire_csv({PureWindowsPath(e).name: archive.read(e) for e in csv}, schema)
    return _read_feuilles(source, nature, nom, schema)


def read_paire_csv(fichiers: Mapping[str, bytes], schema: Schema) -> tuple[Tableau, Tableau]:
    """Read the two tables from CSV files; which is which is told by their columns.

    Raises
    ------
    TableauError
        One of the two is missing, or none of the files has its columns.
    """
    tables: list[Tableau] = []
    entetes = {nom: _read_entete(octets, nom) for nom, octets in fichiers.items()}
    for feuille, colonnes in zip(FEUILLES, _colonnes(schema), strict=True):
        notes = {nom: _count_known(entete, colonnes) for nom, entete in entetes.items()}
        choisi = max(notes, key=lambda nom: notes[nom], default=None)
        if choisi is None or notes[choisi] < 2:
            raise TableauError(
                f"Le tableau « {feuille} » manque. Reçu : {', '.join(fichiers) or 'aucun CSV'}. "
                "Attendu : fiches.csv et couvertures.csv, avec les colonnes du modèle."
            )
        del entetes[choisi]
        noms = [c.nom for c in colonnes]
        titres = list_titres(colonnes)
        tables.append(parse_csv(fichiers[choisi], fichier=choisi, colonnes=noms, titres=titres))
    return tables[0], tables[1]


def _colonnes(schema: Schema) -> tuple[tuple[Colonne, ...], tuple[Colonne, ...]]:
    return schema.fiches, schema.couvertures


def _read_entete(octets: bytes, nom: str) -> list[str]:
    if identify(octets, nom) is not Nature.CSV:
        raise TableauError(
            f"{nom} n’est pas un CSV. Attendu : fiches.csv et couvertures.csv ensemble, "
            "ou un seul classeur .xlsx ou .ods."
        )
    return next(iter(read_rangs(octets, nom)), [])


def _count_known(entete: Iterable[str], colonnes: tuple[Colonne, ...]) -> int:
    noms = [c.nom for c in colonnes]
    return len({c for c in match_columns(entete, noms, list_titres(colonnes)) if c})


def _is_csv(entree: str) -> bool:
    chemin = PureWindowsPath(entree)  # some zips have « \ », and macOS adds « ._fiches.csv »
    return chemin.suffix.lower() == ".csv" and not chemin.name.startswith(".")


def _read_voisins(source: Path) -> dict[str, bytes]:
    """Return the two CSV files of a folder, or of the folder of one of them."""
    dossier = source if source.is_dir() else source.parent
    if source.suffix.lower() == ".csv" and not source.is_file():
        return {source.name: _read_octets(source)}
    return {f"{nom}.csv": _read_octets(dossier / f"{nom}.csv") for nom in ("fiches", "couvertures")}


def _read_octets(chemin: Path) -> bytes:
    """Return the bytes of an ordinary file: a pipe or a device may never end."""
    try:
        etat = chemin.stat()
        if not stat.S_ISREG(etat.st_mode):
            raise TableauError(
                f"{chemin.name} n’est pas un fichier ordinaire (un tube, un périphérique). "
                "Attendu : un classeur .xlsx ou .ods, ou les deux tableaux .csv. "
                "Enregistrez le tableau dans un fichier, puis recommencez."
            )
        check_taille(etat.st_size, chemin.name)
        with chemin.open("rb") as flux:
            octets = flux.read(OCTETS_MAX + 1)
    except OSError as erreur:
        raise TableauError(
            f"Le fichier {chemin.name} ne peut pas être lu ({explain_oserror(erreur)}). "
            "Vérifiez le chemin et les droits de lecture."
        ) from erreur
    check_taille(len(octets), chemin.name)
    return octets


def _read_feuilles(
    octets: bytes, nature: Nature, nom: str, schema: Schema
) -> tuple[Tableau, Tableau]:
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            classeur = (ClasseurOds if nature is Nature.ODS else ClasseurXlsx)(Parties(archive))
            titres = _find_feuilles([o.titre for o in classeur.onglets], nom)
            grilles = classeur.read(titres, Jauge(nom))
            fiches, couvertures = (
                _read_feuille(grille, nom, colonnes)
                for grille, colonnes in zip(grilles, _colonnes(schema), strict=True)
            )
    except TableauError:
        raise
    except DEGATS as erreur:
        raise TableauError(
            f"{nom} est abîmé : le classeur ne peut pas être lu. "
            "Ouvrez-le dans le tableur et enregistrez-le de nouveau."
        ) from erreur
    return fiches, couvertures


def _find_feuilles(titres: list[str], nom: str) -> list[str]:
    """Return the two sheets' own names: « fiches », « FICHE », « Couvertures 2026 » will do."""
    trouvees = []
    for feuille in FEUILLES:
        cle = fold(feuille)
        exactes = [t for t in titres if fold(t) in {cle, cle[:-1]}]
        proches = [t for t in titres if fold(t).startswith(cle[:-1])]
        if not (exactes or proches):
            raise TableauError(
                f"{nom} n’a pas de feuille « {feuille} ». Feuilles trouvées : "
                f"{', '.join(titres) or 'aucune'}. Renommez la bonne feuille en « {feuille} »."
            )
        trouvees.append((exactes or proches)[0])
    return trouvees


def _read_feuille(grille: Grille, nom: str, colonnes: tuple[Colonne, ...]) -> Tableau:
    remplies = grille.fill_merged()
    noms = [c.nom for c in colonnes]
    titres = list_titres(colonnes)
    rangs = sorted(grille.rangs.items())
    debut = _find_entete(rangs, noms, titres)
    champs = {
        j: champ
        for j, cellule in dict(rangs[debut : debut + 1]).get(debut, {}).items()
    }
    fichier = f"{nom}, feuille {grille.titre}"
    tableau = build_tableau(
        rangs, fichier=fichier, colonnes=noms, titres=titres,
    )  # fmt: skip
    if not remplies:
        return tableau
    avis = (
        f"{fichier} : {count(remplies, 'cellule fusionnée', 'cellules fusionnées')} : "
        "la valeur du haut est reprise à chaque ligne."
    )
    return Tableau(fichier, tableau.lignes, (*tableau.avis, avis))
