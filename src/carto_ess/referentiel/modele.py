"""The model of a référentiel: a workbook to fill, which already holds the current fiches.

Sheets « Fiches », « Couvertures » and « Mode d’emploi »; the last one is written from the published
schema, so that it never says anything else than what is checked.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from carto_ess._errors import TableauError
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.ecriture import Rang, build_rangs, write_csv
from carto_ess.referentiel.fiche import Fiche
from carto_ess.tableur.classeur import FEUILLES
from carto_ess.tableur.ods import Feuille, write_ods
from carto_ess.tableur.schema import Colonne, Schema

MODE_EMPLOI = "Mode d’emploi"

LONGUEUR_CELLULE = 32_767
"""Characters that Excel holds in one cell."""

_LIGNES_VALIDEES = 2_000  # rows under the header where a list of values is offered
_JOUR = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the same fiches give the same bytes
_LARGEUR_LONGUE = 48
_LARGEURS_AIDE = (14, 22, 40, 12, 70, 60)


class _Feuille(NamedTuple):
    nom: str
    colonnes: tuple[Colonne, ...]
    rangs: list[Rang]


def build_modele_xlsx(fiches: Iterable[Fiche], schema: Schema) -> bytes:
    """Return the model as XLSX: codes as text, lists of allowed values, header kept in view.

    Raises
    ------
    TableauError
        A text is longer than a cell of Excel may be.
    """
    flux = io.BytesIO()
    with xlsxwriter.Workbook(flux, {"in_memory": True}) as classeur:
        classeur.set_properties({"title": "Référentiel des coopérations", "created": _JOUR})
        texte = classeur.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        gras = classeur.add_format({"num_format": "@", "bold": True, "bg_color": "#E6EBF0"})
        for feuille in _build_feuilles(fiches, schema):
            _write_feuille(classeur.add_worksheet(feuille.nom), feuille, gras, texte)
        aide = classeur.add_worksheet(MODE_EMPLOI)
        for j, largeur in enumerate(_LARGEURS_AIDE):
            aide.set_column(j, j, largeur, texte)
        for i, rang in enumerate(_explain(schema)):
            for j, cellule in enumerate(rang):
                aide.write_string(i, j, cellule, gras if i == _RANG_ENTETE else texte)
    return flux.getvalue()


def build_modele_ods(fiches: Iterable[Fiche], schema: Schema) -> bytes:
    """Return the model as ODS, in the same formats; see `modele_ods`."""
    tables = [
        Feuille(
            feuille.nom,
            [_width(c) for c in feuille.colonnes],
            [[c.nom for c in feuille.colonnes], *(list(r.values()) for r in feuille.rangs)],
            rang_entete=0,
        )
        for feuille in _build_feuilles(fiches, schema)
    ]
    aide = Feuille(MODE_EMPLOI, _LARGEURS_AIDE, _explain(schema), rang_entete=_RANG_ENTETE)
    return write_ods([*tables, aide])


def build_modele_csv(fiches: Iterable[Fiche], schema: Schema) -> bytes:
    """Return a zip of the two tables in CSV, and the instructions in a text file."""
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, feuille in zip(FICHIERS, _build_feuilles(fiches, schema), strict=True):
            octets = write_csv(feuille.rangs, [c.nom for c in feuille.colonnes])
            archive.writestr(zipfile.ZipInfo(nom), octets, zipfile.ZIP_DEFLATED)
        aide = "\r\n".join(" | ".join(rang).rstrip(" |") for rang in _explain(schema))
        archive.writestr(
            zipfile.ZipInfo("mode-d-emploi.txt"), aide.encode("utf-8-sig"), zipfile.ZIP_DEFLATED
        )
    return flux.getvalue()


MODELES: dict[str, Callable[[Iterable[Fiche], Schema], bytes]] = {
    "xlsx": build_modele_xlsx,
    "ods": build_modele_ods,
    "zip": build_modele_csv,
}
"""What writes each format, by the file's extension."""


def _build_feuilles(fiches: Iterable[Fiche], schema: Schema) -> list[_Feuille]:
    tables = zip(FEUILLES, (schema.fiches, schema.couvertures), build_rangs(fiches), strict=True)
    return [_Feuille(nom, colonnes, rangs) for nom, colonnes, rangs in tables]


def _write_feuille(sortie: Worksheet, feuille: _Feuille, gras: Format, texte: Format) -> None:
    for j, colonne in enumerate(feuille.colonnes):
        sortie.set_column(j, j, _width(colonne), texte)
        sortie.write_string(0, j, colonne.nom, gras)
        if colonne.valeurs:
            sortie.data_validation(1, j, _LIGNES_VALIDEES, j, _build_validation(colonne))
    for i, rang in enumerate(feuille.rangs, start=1):
        for j, colonne in enumerate(feuille.colonnes):
            if len(rang[colonne.nom]) > LONGUEUR_CELLULE:
                raise TableauError(
                    f"Fiche « {rang[feuille.colonnes[0].nom]} », {colonne.nom} : le texte dépasse "
                    f"{LONGUEUR_CELLULE} caractères, ce qu’Excel refuse. Prenez le modèle en ODS."
                )
            sortie.write_string(i, j, rang[colonne.nom], texte)
    sortie.freeze_panes(1, 1)
    sortie.autofilter(0, 0, max(1, len(feuille.rangs)), len(feuille.colonnes) - 1)


def _build_validation(colonne: Colonne) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(colonne.valeurs),
        "ignore_blank": not colonne.requise,
        "error_title": colonne.titre[:32],
        "error_message": "Choisissez une valeur de la liste.",
    }


def _width(colonne: Colonne) -> int:
    """Return a comfortable width, in characters, for what the column holds."""
    if colonne.valeurs or colonne.nom in {"code", "annee", "millesime", "point_commune"}:
        return 22 if colonne.nom == "type" else 14
    longues = {"couverture", "origine", "composition", "enjeux", "travailler_ensemble", "note"}
    return _LARGEUR_LONGUE if colonne.nom in longues else 22


_CONSIGNES = (
    "Une ligne par fiche dans « Fiches » ; une ligne par territoire couvert dans « Couvertures ».",
    "Gardez les noms des colonnes ; leur ordre est libre, une colonne en plus est ignorée.",
    "Les codes sont du texte : gardez leurs zéros, ne les laissez pas devenir des nombres.",
    "Contrôlez le fichier sur la page « Référentiel » avant de le faire publier.",
)
_RANG_ENTETE = len(_CONSIGNES) + 1


def _explain(schema: Schema) -> list[tuple[str, ...]]:
    """Return the rows of the instructions: advice, then one row per column of each sheet."""
    rangs: list[tuple[str, ...]] = [(phrase,) for phrase in _CONSIGNES]
    rangs += [("",), ("feuille", "colonne", "titre", "obligatoire", "ce qu’on y écrit", "valeurs")]
    for feuille, colonnes in zip(FEUILLES, (schema.fiches, schema.couvertures), strict=True):
        rangs += [
            (feuille, c.nom, c.titre, "oui" if c.requise else "non", c.description,
             ", ".join(c.valeurs))
            for c in colonnes
        ]  # fmt: skip
    return rangs
