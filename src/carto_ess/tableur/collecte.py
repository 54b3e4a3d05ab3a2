"""What the command line names, found on the disk: one file, or the two tables of a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import TableauError
from carto_ess.fichier import explain_oserror
from carto_ess.tableur.choix import FEUILLES, Candidat, choose, tell_others
from carto_ess.tableur.nature import read_head, read_octets
from carto_ess.tableur.paire_csv import EXTENSIONS, build_candidat, guess_candidat, is_table
from carto_ess.tableur.schema import Schema

_NOMS = tuple(f"{nom.lower()}.csv" for nom in FEUILLES)
_PROFONDEUR_MAX = 2
_FICHIERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Recu:
    """The bytes of one file, or of two tables, by name; and what is to be said of the choice."""

    fichiers: dict[str, bytes]
    avis: tuple[str, ...] = ()


def collect(source: Path, schema: Schema) -> Recu:
    """Return the file of that name; a folder stands for its two tables, one table for the pair.

    A table that is named is the one that is read: its fellow is found beside it, by its columns.

    Raises
    ------
    TableauError
        It cannot be read, is too large or no ordinary file; a table is missing or may be several.
    """
    if source.is_dir():
        return _collect_folder(source, schema)
    octets = read_octets(source)
    if source.suffix.lower() in EXTENSIONS:
        return _collect_fellow(source, octets, schema)
    return Recu({source.name: octets})


def _collect_folder(dossier: Path, schema: Schema) -> Recu:
    if all((dossier / nom).is_file() for nom in _NOMS):
        return Recu({nom: read_octets(dossier / nom) for nom in _NOMS})
    chemins = [c.relative_to(dossier) for c in _list_tables(dossier, _PROFONDEUR_MAX)]
    candidats = [guess_candidat(c.as_posix(), read_head(dossier / c), schema) for c in chemins]
    choisis = choose(candidats, dossier.name or str(dossier), "fichier")
    avis = tell_others(candidats, choisis, dossier.name, "fichier")
    return Recu({c.nom: read_octets(dossier / c.nom) for c in choisis}, avis)


def _collect_fellow(source: Path, octets: bytes, schema: Schema) -> Recu:
    """Return a table and its fellow: of all tables beside it, the one with the other columns."""
    sien = build_candidat(source.name, octets, schema)
    tables = [table for table in (0, 1) if sien.fits(table)]
    if not tables:
        raise TableauError(
            f"{source.name} n’a les colonnes d’aucun des deux tableaux. Attendu : fiches.csv ou "
            "couvertures.csv, avec les colonnes du modèle."
        )
    autre = 1 - tables[0]
    voisins = [c for c in _list_tables(source.parent, 0) if c.name != source.name]
    candidats = [guess_candidat(c.name, read_head(c), schema) for c in voisins]
    possibles = [c for c in candidats if c.fits(autre)]
    nommes = [c for c in possibles if c.is_named(autre)] or possibles
    if len(nommes) != 1:
        raise _refuse_fellow(source.name, nommes, autre)
    nom = nommes[0].nom
    fichiers = {source.name: octets, nom: read_octets(source.parent / nom)}
    return Recu(fichiers, (f"{source.name} est lu avec {nom}.",))


def _refuse_fellow(nom: str, possibles: list[Candidat], autre: int) -> TableauError:
    if possibles:
        return TableauError(
            f"{nom} : plusieurs fichiers du dossier peuvent être l’autre tableau : "
            f"{', '.join(c.nom for c in possibles[:6])}. Donnez les deux noms à la commande."
        )
    return TableauError(
        f"{nom} est un seul des deux tableaux, et {_NOMS[autre]} n’est pas à côté. "
        "Attendu : fiches et couvertures ensemble, dans un dossier, un .zip ou un classeur."
    )


def _list_tables(dossier: Path, profondeur: int) -> list[Path]:
    """Return the files of text of a folder that may be tables, those of its folders after."""
    try:
        entrees = sorted(dossier.iterdir())
    except OSError as erreur:
        raise TableauError(
            f"Le dossier {dossier.name} ne peut pas être lu ({explain_oserror(erreur)}). "
            "Vérifiez le chemin et les droits de lecture."
        ) from erreur
    fichiers = [c for c in entrees if is_table(c.name) and c.is_file()]
    if profondeur:
        dossiers: Iterable[Path] = (c for c in entrees if c.is_dir() and not c.name.startswith("."))
        fichiers += [f for d in dossiers for f in _list_tables(d, profondeur - 1)]
    return fichiers[:_FICHIERS_MAX]
