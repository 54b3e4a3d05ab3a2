"""Which sheet or file holds each table: the exact name first, then the columns, never at random.

What is hidden is not read, the shallowest folder goes before the others. When two candidates are
left, they are named and the officer chooses; what was left aside is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from carto_ess._errors import TableauError
from carto_ess.tableur.entete import RANGS_AVANT, Attendu
from carto_ess.tableur.schema import Colonne, Schema, list_titres
from carto_ess.tableur.tableau import Rang, clean
from carto_ess.texte import fold

FEUILLES = ("Fiches", "Couvertures")
"""The sheets of a workbook, in the order of the two tables."""

Sorte = Literal["feuille", "fichier"]

_CONNUES_MIN = 2  # columns of a table that a candidate must name
_CITES = 6
_CONSEILS = {
    "feuille": "Renommez la bonne feuille en « {0} », et masquez ou renommez les autres.",
    "fichier": "Nommez le bon fichier {1}.csv, ou envoyez seulement les deux fichiers voulus.",
}


@dataclass(frozen=True, slots=True)
class Candidat:
    """A sheet or a file that may hold a table.

    ``titre`` is what its name means, ``notes`` how many columns of each table it names, ``lieu``
    its folder and ``profondeur`` how deep that is.
    """

    nom: str
    titre: str
    notes: tuple[int, ...] = (0, 0)
    lieu: str = ""
    profondeur: int = 0
    cache: bool = False

    def is_named(self, table: int) -> bool:
        """Tell whether it has the very name of a table: « fiches », « Fiche »."""
        cle = fold(FEUILLES[table])
        return fold(self.titre) in {cle, cle[:-1]}

    def fits(self, table: int) -> bool:
        """Tell whether its columns are those of a table."""
        return self.notes[table] >= _CONNUES_MIN and self.notes[table] == max(self.notes)


def list_attendus(schema: Schema) -> tuple[Attendu, Attendu]:
    """Return the columns of the table of fiches and of the table of couvertures."""
    return _build_attendu(schema.fiches), _build_attendu(schema.couvertures)


def grade(premiers: Sequence[Rang], attendus: Iterable[Attendu]) -> tuple[int, ...]:
    """Return how many columns of each table the header among these first rows names."""
    rangs = [[clean(c, "") for c in rang.values()] for _, rang in premiers[:RANGS_AVANT]]
    return tuple(max((a.count(rang) for rang in rangs), default=0) for a in attendus)


def choose(candidats: Sequence[Candidat], nom: str, sorte: Sorte) -> tuple[Candidat, Candidat]:
    """Return which candidate is each of the two tables of `nom`.

    Raises
    ------
    TableauError
        A table is missing, hidden, or may be several candidates: they are named.
    """
    listes = [_select(candidats, table) for table in (0, 1)]
    for table, liste in enumerate(listes):
        if len(liste) != 1:
            raise _refuse(candidats, liste, table, nom, sorte)
    (fiches,), (couvertures,) = listes
    doubles = [c for c in candidats if c.fits(0) or c.fits(1)]
    if fiches.lieu != couvertures.lieu and len(doubles) > 2:
        raise TableauError(
            f"{nom} : {fiches.nom} et {couvertures.nom} ne sont pas dans le même dossier, et "
            f"d’autres tableaux s’y trouvent ({_cite(doubles)}). "
            "Envoyez seulement les deux fichiers voulus."
        )
    return fiches, couvertures


def tell_others(
    candidats: Iterable[Candidat], choisis: Iterable[Candidat], nom: str, sorte: Sorte
) -> tuple[str, ...]:
    """Return the sentence that names what was left aside, if anything was."""
    pris = {c.nom for c in choisis}
    autres = [c for c in candidats if c.nom not in pris and fold(c.titre) != "mode d emploi"]
    if not autres:
        return ()
    accord = "laissée" if sorte == "feuille" else "laissé"
    pluriel = "s" if len(autres) > 1 else ""
    return (f"{nom} : {sorte}{pluriel} {accord}{pluriel} de côté : {_cite(autres)}.",)


def _build_attendu(colonnes: tuple[Colonne, ...]) -> Attendu:
    return Attendu(
        tuple(c.nom for c in colonnes),
        frozenset(c.nom for c in colonnes if c.requise),
        list_titres(colonnes),
    )


def _select(candidats: Sequence[Candidat], table: int) -> list[Candidat]:
    visibles = [c for c in candidats if not c.cache]
    possibles = [c for c in visibles if c.is_named(table)] or [c for c in visibles if c.fits(table)]
    haut = min((c.profondeur for c in possibles), default=0)
    return [c for c in possibles if c.profondeur == haut]


def _refuse(
    candidats: Sequence[Candidat], liste: list[Candidat], table: int, nom: str, sorte: Sorte
) -> TableauError:
    voulu = FEUILLES[table]
    conseil = _CONSEILS[sorte].format(voulu, voulu.lower())
    if liste:
        return TableauError(
            f"{nom} : plusieurs {sorte}s peuvent être le tableau « {voulu} » : {_cite(liste)}. "
            f"{conseil}"
        )
    caches = [c for c in candidats if c.cache and (c.is_named(table) or c.fits(table))]
    if caches:
        return TableauError(
            f"{nom} : le tableau « {voulu} » est dans une feuille masquée ({_cite(caches)}). "
            "Affichez-la, ou donnez ce nom à la bonne feuille."
        )
    if sorte == "feuille":
        return TableauError(
            f"{nom} n’a pas de feuille « {voulu} ». Feuilles trouvées : "
            f"{_cite(candidats) or 'aucune'}. Renommez la bonne feuille en « {voulu} »."
        )
    return TableauError(
        f"{nom} : le tableau « {voulu} » manque. Reçu : {_cite(candidats) or 'aucun CSV'}. "
        "Attendu : fiches.csv et couvertures.csv, avec les colonnes du modèle."
    )


def _cite(candidats: Sequence[Candidat]) -> str:
    noms = ", ".join(f"{c.nom} (masquée)" if c.cache else c.nom for c in candidats[:_CITES])
    return f"{noms}…" if len(candidats) > _CITES else noms
