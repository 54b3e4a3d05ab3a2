"""« Quelle forme pour notre projet ? »: forms ranked by the comparison table, then fiches.

Every point comes from a cell of the table and carries it: no answer weighs without its reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from carto_ess.couverture.matrice import Matrice
from carto_ess.guide.guide import Guide
from carto_ess.guide.parties import QuestionGuidee, Reponse
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.niveau import Echelle
from carto_ess.texte import fold

_RACINE = 5  # letters: « alimentation » meets « alimentaires », not « aliéner »
_MOTS_VIDES = frozenset({"aux", "avec", "dans", "des", "les", "par", "pour", "sur", "une"})


class Motif(NamedTuple):
    """Why a form has points: an answer, and the cell of the table that speaks for it."""

    question: QuestionGuidee
    reponse: Reponse
    points: int
    titre_ligne: str
    cellule: str


class FormeClassee(NamedTuple):
    """A form, its points, and its rank from 1; forms with the same points share their rank."""

    type: TypeCooperation
    rang: int
    points: int
    motifs: tuple[Motif, ...]


class FicheProche(NamedTuple):
    """A fiche and what brings it near: its form's rank, words of its sector, its territory.

    ``n_proximite`` and ``n_large`` count the project's communes that it covers by commune, EPCI or
    Pays, and only more widely; both are 0 when no territory was given.
    """

    fiche: Fiche
    rang: int
    mots: tuple[str, ...]
    n_proximite: int
    n_large: int


def rank_formes(guide: Guide, reponses: Mapping[str, str]) -> tuple[FormeClassee, ...]:
    """Rank the forms of the comparison table by what the answers give them, most points first.

    Parameters
    ----------
    reponses
        Id of the answer chosen, by id of question; a question left out gives nothing.

    Raises
    ------
    KeyError
        A question or an answer is not in `guide`.
    """
    motifs = _gather_motifs(guide, reponses)
    points = {forme: sum(m.points for m in siens) for forme, siens in motifs.items()}
    ordre = sorted(points, key=lambda forme: -points[forme])  # stable: ties keep the table's order
    return tuple(
        FormeClassee(
            type=forme,
            rang=1 + sum(autre > points[forme] for autre in points.values()),
            points=points[forme],
            motifs=motifs[forme],
        )
        for forme in ordre
    )


def select_first(formes: Iterable[FormeClassee]) -> tuple[FormeClassee, ...]:
    """Return the forms that come first, several when tied, none when no answer was given."""
    return tuple(f for f in formes if f.rang == 1 and f.points)


def _gather_motifs(
    guide: Guide, reponses: Mapping[str, str]
) -> dict[TypeCooperation, tuple[Motif, ...]]:
    questions = {question.id: question for question in guide.questions}
    motifs: dict[TypeCooperation, tuple[Motif, ...]] = dict.fromkeys(guide.cellules, ())
    for id_question, id_reponse in reponses.items():
        question = questions[id_question]
        reponse = {r.id: r for r in question.reponses}[id_reponse]
        for appui in reponse.appuis:
            motif = Motif(
                question,
                reponse,
                appui.points,
                guide.ligne(appui.ligne).titre,
                guide.cellules[appui.forme][appui.ligne],
            )
            motifs[appui.forme] = (*motifs[appui.forme], motif)
    return motifs


def rank_fiches(
    fiches: Iterable[Fiche],
    formes: Iterable[FormeClassee],
    secteur: str,
    communes: Collection[CodeCommune],
    matrice: Matrice,
) -> tuple[FicheProche, ...]:
    """Rank `fiches` for a project: nearest in form, then in sector, then in territory.

    Within one form, the fiche that shares more words with the sector comes first; within those, the
    one that covers more of the territory at proximité, then more widely; then the référentiel's
    order. A type that the comparison table leaves out (structure d’appui) comes after all forms.

    Parameters
    ----------
    secteur
        Words of the project's sector, empty when it has none.
    communes
        Those of its territory, in the millésime of `matrice`; none when it has none.
    matrice
        At échelle « toutes ».
    """
    rangs = {forme.type: forme.rang for forme in formes}
    dernier = len(rangs) + 1
    siennes = frozenset(communes)
    proches = [
        FicheProche(
            fiche,
            rangs.get(fiche.type, dernier),
            find_shared_words(secteur, f"{fiche.secteur} {fiche.structure}"),
            *_count_covered(fiche.id, siennes, matrice),
        )
        for fiche in fiches
    ]
    return tuple(sorted(proches, key=lambda p: (p.rang, -len(p.mots), -p.n_proximite, -p.n_large)))


def find_shared_words(recherche: str, texte: str) -> tuple[str, ...]:
    """Return the words of `recherche` that `texte` holds, accents and endings forgiven.

    Two words are one when they start with the same five letters; shorter words must be equal.
    """
    racines = {mot[:_RACINE] for mot in fold(texte).split()}
    mots = dict.fromkeys(re.findall(r"\w+", recherche))
    return tuple(mot for mot in mots if _find_root(mot) in racines)


def _find_root(mot: str) -> str:
    racine = fold(mot)
    return racine[:_RACINE] if len(racine) > 2 and racine not in _MOTS_VIDES else ""


def _count_covered(id_fiche: str, communes: frozenset[str], matrice: Matrice) -> tuple[int, int]:
    """Count `communes` covered by a near niveau, and those covered by a wide one only."""
    par_niveau = matrice.par_fiche[id_fiche]
    pres: frozenset[str] = frozenset().union(
        *(c for niveau, c in par_niveau.items() if niveau in Echelle.PROXIMITE.niveaux)
    )
    return len(communes & pres), len(communes & matrice.communes_of(id_fiche) - pres)
