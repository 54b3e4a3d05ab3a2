"""The model of a référentiel: a workbook to fill, which already holds the current fiches.

Sheets « Fiches », « Couvertures » and « Mode d’emploi »; the last one is written from the published
schema, so that it never says anything else than what is checked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import NamedTuple

from carto_ess._errors import TableauError
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.ecriture import Rang, build_rangs, write_csv
from carto_ess.referentiel.fiche import Fiche
from carto_ess.style import FOND_ENTETE
from carto_ess.tableur.choix import FEUILLES
from carto_ess.tableur.schema import Colonne, Schema
from carto_ess.tableur.xlsx import LONGUEUR_CELLULE, FeuilleXlsx, measure_cellule, write_xlsx

MODE_EMPLOI = "Mode d’emploi"

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
    feuilles = [_build_xlsx(feuille) for feuille in _build_feuilles(fiches, schema)]
    aide = FeuilleXlsx(MODE_EMPLOI, _LARGEURS_AIDE, _explain(schema), _RANG_ENTETE)
    titre = {"title": "Référentiel des coopérations"}
    return write_xlsx([*feuilles, aide], titre, entete={"bg_color": FOND_ENTETE})


def build_modele_ods(fiches: Iterable[Fiche], schema: Schema) -> bytes:
    """Return the model as ODS, in the same formats; see `modele_ods`."""
    from carto_ess.tableur.ods import Feuille, write_ods  # noqa: PLC0415 -- odfdo: see `xlsx`

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


def _build_xlsx(feuille: _Feuille) -> FeuilleXlsx:
    noms = [c.nom for c in feuille.colonnes]
    for rang in feuille.rangs:
        for nom in noms:
            if measure_cellule(rang[nom]) > LONGUEUR_CELLULE:
                raise TableauError(
                    f"Fiche « {rang[noms[0]]} », {nom} : le texte dépasse {LONGUEUR_CELLULE} "
                    "caractères, ce qu’Excel refuse. Prenez le modèle en ODS."
                )
    return FeuilleXlsx(
        feuille.nom,
        [_width(c) for c in feuille.colonnes],
        [noms, *([rang[nom] for nom in noms] for rang in feuille.rangs)],
        choix={j: _build_validation(c) for j, c in enumerate(feuille.colonnes) if c.valeurs},
    )


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
