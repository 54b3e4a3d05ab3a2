"""A référentiel on disk: two tables, `fiches` and `couvertures`, read with a fault per wrong cell.

The schema is published beside the data, in ``datapackage.json`` (Frictionless Table Schema); a
test holds it against the columns below. A column that is not required may be left out: its cells
are then empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import Faute, ReferentielError
from carto_ess.referentiel.codes_nus import are_points_insee, select_fiches_insee
from carto_ess.referentiel.depot import FICHIERS, read_paire
from carto_ess.referentiel.fiche import CHAMPS_LISTES, CHAMPS_TEXTES, Declaration, Fiche, Lecture
from carto_ess.referentiel.saisie import Saisie, parse_declaration, parse_fiche
from carto_ess.tableur.delimite import read_tableau
from carto_ess.tableur.tableau import Tableau
from carto_ess.territoire.decoupage import Decoupages

COLONNES_FICHES = (
    "id",
    "type",
    *CHAMPS_TEXTES,
    *CHAMPS_LISTES,
    "point_commune",
    "point_nature",
    "point_fiabilite",
    "point_source",
    "annee",
    "verifie_le",
)
COLONNES_COUVERTURES = (
    "fiche",
    "niveau",
    "code",
    "nom",
    "millesime",
    "texte",
    "certitude",
    "note",
    "lecture",
)

COLONNES_FACULTATIVES = frozenset({
    "telephones", "courriels", "sites", "point_commune", "point_nature", "point_fiabilite",
    "point_source", "verifie_le", "code", "nom", "millesime", "texte", "certitude", "note",
    "lecture",
})  # fmt: skip
"""Those of both tables that may be absent, which means empty."""

FAUTES_MAX = 1_000
"""Faults after which a référentiel is not read further: looking for nearest names takes time."""


@dataclass(frozen=True, slots=True)
class Referentiel:
    """The fiches that could be read, in the table's order, and the faults of those that could not.

    A `Referentiel` with faults is for reports only; `read_referentiel` never returns one.
    ``contacts_masques`` says that the administrator hides contacts: see `carto_ess.contacts`.
    """

    fiches: tuple[Fiche, ...]
    fautes: tuple[Faute, ...]
    contacts_masques: bool = False

    def __getitem__(self, id_fiche: str) -> Fiche:
        """Return the fiche of that id; raises `KeyError` when there is none."""
        for fiche in self.fiches:
            if fiche.id == id_fiche:
                return fiche
        raise KeyError(id_fiche)


def read_referentiel(dossier: Path, decoupages: Decoupages) -> Referentiel:
    """Read the référentiel of `dossier` (``fiches.csv``, ``couvertures.csv``).

    Raises
    ------
    TableauError
        A table cannot be opened or lacks a column.
    ReferentielError
        One cell at least is faulty; ``fautes`` lists them all.
    """
    referentiel = check_referentiel(dossier, decoupages)
    if referentiel.fautes:
        raise ReferentielError(referentiel.fautes)
    return referentiel


def check_referentiel(dossier: Path, decoupages: Decoupages) -> Referentiel:
    """Read the référentiel of `dossier` and gather its faults instead of raising them."""
    fiches, couvertures = read_paire(dossier, read_tableaux)
    return build_referentiel(fiches, couvertures, decoupages)


def read_tableaux(dossier: Path) -> tuple[Tableau, Tableau]:
    """Read ``fiches.csv`` and ``couvertures.csv`` of the folder that the app shows.

    Raises
    ------
    TableauError
        One of them cannot be opened or lacks a column.
    """
    fiches, couvertures = (
        read_tableau(
            dossier / nom, colonnes=colonnes, requises=set(colonnes) - COLONNES_FACULTATIVES
        )
        for nom, colonnes in zip(FICHIERS, (COLONNES_FICHES, COLONNES_COUVERTURES), strict=True)
    )
    return fiches, couvertures


def build_referentiel(fiches: Tableau, couvertures: Tableau, decoupages: Decoupages) -> Referentiel:
    """Turn two tables into fiches; each wrong cell is a fault, no fiche is lost in silence."""
    fautes: list[Faute] = []
    ids, doubles = _index_ids(fiches, fautes)
    declarations = _read_declarations(couvertures, ids, decoupages, fautes)
    lues: list[Fiche] = []
    points_insee = are_points_insee(fiches, decoupages)
    for ligne in fiches.lignes:
        if len(fautes) >= FAUTES_MAX:
            break
        saisie = Saisie(fiches.fichier, ligne, fautes)
        saisie.reject_errors()
        siennes = tuple(declarations.get(ligne["id"], ()))
        if ligne["id"] and ids[ligne["id"]] == ligne.numero:
            _check_coverage(saisie, declarations.get(ligne["id"]), couvertures.fichier)
        fiche = parse_fiche(
            saisie, declarations=siennes, decoupages=decoupages, points_insee=points_insee
        )
        if fiche is not None and fiche.id not in doubles:  # whose territories are those?
            lues.append(fiche)
    if len(fautes) >= FAUTES_MAX:
        fautes.append(
            Faute(
                fiches.fichier,
                None,
                "",
                f"{FAUTES_MAX} fautes ou plus",
                "peu de fautes",
                "La lecture s’arrête là : corrigez celles-ci, ou vérifiez le fichier.",
            )
        )
    return Referentiel(tuple(lues), tuple(fautes))


def _check_coverage(saisie: Saisie, siennes: list[Declaration] | None, fichier: str) -> None:
    """Note that a fiche declares no territory at all, or none in the reading that is shown."""
    if siennes is None:
        saisie.reject(
            "",
            "aucune couverture",
            "au moins un territoire par fiche",
            f"Ajoutez à {fichier} une ligne dont la colonne « fiche » "
            f"vaut « {saisie.ligne['id']} ».",
        )
    elif siennes and all(d.lecture is not Lecture.RETENUE for d in siennes):
        saisie.reject(
            "",
            "des couvertures d’autres lectures, aucune retenue",
            "au moins une retenue",
            f"Ajoutez à {fichier} ce que la fiche couvre d’après vous, colonne « lecture » vide.",
        )


def _index_ids(fiches: Tableau, fautes: list[Faute]) -> tuple[Mapping[str, int], frozenset[str]]:
    """Map each id to the row that holds it first, and tell those that a second one holds."""
    ids: dict[str, int] = {}
    doubles: set[str] = set()
    for ligne in fiches.lignes:
        identifiant = ligne["id"]
        if not identifiant:
            continue
        if identifiant in ids:
            doubles.add(identifiant)
            Saisie(fiches.fichier, ligne, fautes).reject(
                "id",
                f"« {identifiant} », déjà pris ligne {ids[identifiant]}",
                "un identifiant par fiche",
                "Donnez-lui un autre identifiant.",
            )
        ids.setdefault(identifiant, ligne.numero)
    return ids, frozenset(doubles)


def _read_declarations(
    couvertures: Tableau, ids: Mapping[str, int], decoupages: Decoupages, fautes: list[Faute]
) -> dict[str, list[Declaration]]:
    """Group the declared territories by fiche; one whose rows are all faulty has its key too."""
    par_fiche: dict[str, list[Declaration]] = {}
    insee = select_fiches_insee(couvertures, decoupages)
    for ligne in couvertures.lignes:
        if len(fautes) >= FAUTES_MAX:
            break
        saisie = Saisie(couvertures.fichier, ligne, fautes)
        saisie.reject_errors()
        identifiant = saisie.require("fiche", "l’identifiant d’une fiche")
        if identifiant and identifiant not in ids:
            saisie.reject_unknown("fiche", ids, "l’identifiant d’une fiche du premier tableau")
        declaration = parse_declaration(saisie, decoupages, insee=identifiant in insee)
        siennes = par_fiche.setdefault(identifiant, [])
        if declaration is not None:
            siennes.append(declaration)
    return par_fiche
