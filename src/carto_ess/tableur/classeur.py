"""Workbooks as officers keep them: XLSX, ODS, or the two tables in CSV, read as two `Tableau`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

from carto_ess._errors import TableauError
from carto_ess.francais import count
from carto_ess.tableur.delimite import parse_csv, read_rangs
from carto_ess.tableur.entete import Attendu
from carto_ess.tableur.grille import Grille, Jauge
from carto_ess.tableur.nature import Nature, identify, read_octets
from carto_ess.tableur.ooxml import ClasseurXlsx
from carto_ess.tableur.opendocument import ClasseurOds
from carto_ess.tableur.parties import DEGATS, Parties
from carto_ess.tableur.schema import Colonne, Schema, list_titres
from carto_ess.tableur.tableau import Tableau, build_tableau, clean
from carto_ess.texte import fold

FEUILLES = ("Fiches", "Couvertures")
"""The sheets of a workbook, in the order of the two tables."""


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
    return {source.name: read_octets(source)}


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
    for feuille, attendu in zip(FEUILLES, list_attendus(schema), strict=True):
        notes = {nom: attendu.count(entete) for nom, entete in entetes.items()}
        choisi = max(notes, key=lambda nom: notes[nom], default=None)
        if choisi is None or notes[choisi] < 2:
            raise TableauError(
                f"Le tableau « {feuille} » manque. Reçu : {', '.join(fichiers) or 'aucun CSV'}. "
                "Attendu : fiches.csv et couvertures.csv, avec les colonnes du modèle."
            )
        del entetes[choisi]
        tables.append(
            parse_csv(
                fichiers[choisi], fichier=choisi, colonnes=attendu.colonnes,
                requises=attendu.requises, titres=attendu.titres,
            )
        )  # fmt: skip
    return tables[0], tables[1]


def list_attendus(schema: Schema) -> tuple[Attendu, Attendu]:
    """Return the columns of the table of fiches and of the table of couvertures."""
    return _build_attendu(schema.fiches), _build_attendu(schema.couvertures)


def _build_attendu(colonnes: tuple[Colonne, ...]) -> Attendu:
    return Attendu(
        tuple(c.nom for c in colonnes),
        frozenset(c.nom for c in colonnes if c.requise),
        list_titres(colonnes),
    )


def _read_entete(octets: bytes, nom: str) -> list[str]:
    if identify(octets, nom) is not Nature.CSV:
        raise TableauError(
            f"{nom} n’est pas un CSV. Attendu : fiches.csv et couvertures.csv ensemble, "
            "ou un seul classeur .xlsx ou .ods."
        )
    _, rang = next(read_rangs(octets, nom), (1, {}))
    return [clean(cellule, "") for cellule in rang.values()]


def _is_csv(entree: str) -> bool:
    chemin = PureWindowsPath(entree)  # some zips have « \ », and macOS adds « ._fiches.csv »
    return chemin.suffix.lower() == ".csv" and not chemin.name.startswith(".")


def _read_voisins(source: Path) -> dict[str, bytes]:
    """Return the two CSV files of a folder, or of the folder of one of them."""
    dossier = source if source.is_dir() else source.parent
    if source.suffix.lower() == ".csv" and not source.is_file():
        return {source.name: read_octets(source)}
    return {f"{nom}.csv": read_octets(dossier / f"{nom}.csv") for nom in ("fiches", "couvertures")}


def _read_feuilles(
    octets: bytes, nature: Nature, nom: str, schema: Schema
) -> tuple[Tableau, Tableau]:
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            parties = Parties(archive)
            classeur = ClasseurOds(parties) if nature is Nature.ODS else ClasseurXlsx(parties)
            titres = _find_feuilles([o.titre for o in classeur.onglets], nom)
            grilles = classeur.read(titres, Jauge(nom))
            fiches, couvertures = (
                _read_feuille(grille, nom, attendu)
                for grille, attendu in zip(grilles, list_attendus(schema), strict=True)
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


def _read_feuille(grille: Grille, nom: str, attendu: Attendu) -> Tableau:
    remplies = grille.fill_merged()
    rangs = [(i + 1, rang) for i, rang in sorted(grille.rangs.items())]
    fichier = f"{nom}, feuille {grille.titre}"
    tableau = build_tableau(rangs, attendu, fichier=fichier, feuille=grille.titre)
    if not remplies:
        return tableau
    avis = (
        f"{fichier} : {count(remplies, 'cellule fusionnée', 'cellules fusionnées')} : "
        "la valeur du haut est reprise à chaque ligne."
    )
    return Tableau(fichier, tableau.lignes, (*tableau.avis, avis))
