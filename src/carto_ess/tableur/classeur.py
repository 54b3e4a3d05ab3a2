"""Workbooks as officers keep them: XLSX, ODS, or the two tables in CSV, read as two `Tableau`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from carto_ess._errors import TableauError
from carto_ess.francais import count
from carto_ess.tableur.choix import Candidat, choose, grade, list_attendus, tell_others
from carto_ess.tableur.entete import RANGS_AVANT, Attendu
from carto_ess.tableur.grille import Grille, Jauge
from carto_ess.tableur.nature import Nature, identify
from carto_ess.tableur.ooxml import ClasseurXlsx
from carto_ess.tableur.opendocument import ClasseurOds
from carto_ess.tableur.ouverture import open_classeur
from carto_ess.tableur.paire_csv import read_paire_csv, read_zip
from carto_ess.tableur.schema import Schema
from carto_ess.tableur.tableau import Tableau, build_tableau

_FEUILLES_MAX = 40  # read when names do not tell which sheets are the tables


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
        return read_zip(source, nom, schema)
    return _read_feuilles(source, nature, nom, schema)


def _read_feuilles(
    octets: bytes, nature: Nature, nom: str, schema: Schema
) -> tuple[Tableau, Tableau]:
    with open_classeur(octets, nature, nom) as classeur:
        grilles, avis = _choose_feuilles(classeur, nom, list_attendus(schema))
        fiches, couvertures = (
            _read_feuille(grille, nom, attendu)
            for grille, attendu in zip(grilles, list_attendus(schema), strict=True)
        )
    return replace(fiches, avis=(*avis, *fiches.avis)), couvertures


def _choose_feuilles(
    classeur: ClasseurXlsx | ClasseurOds, nom: str, attendus: tuple[Attendu, Attendu]
) -> tuple[list[Grille], tuple[str, ...]]:
    """Return the sheets of the two tables: by their names, or else by their columns."""
    candidats = [Candidat(o.titre, o.titre, cache=o.cachee) for o in classeur.onglets]
    nommes = [[c for c in candidats if c.is_named(table) and not c.cache] for table in (0, 1)]
    jauge = Jauge(nom)
    if any(len(liste) != 1 for liste in nommes):
        titres = [c.titre for c in candidats[:_FEUILLES_MAX]]
        if len(set(titres)) == len(titres):
            lues = zip(candidats, classeur.read(titres, Jauge(nom)), strict=False)
            candidats = [replace(c, notes=_grade(grille, attendus)) for c, grille in lues]
    choisis = choose(candidats, nom, "feuille")
    avis = tell_others(candidats, choisis, nom, "feuille")
    return classeur.read([c.titre for c in choisis], jauge), avis


def _grade(grille: Grille, attendus: tuple[Attendu, Attendu]) -> tuple[int, ...]:
    rangs = sorted(grille.rangs.items())[:RANGS_AVANT]
    return grade(rangs, attendus)


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
