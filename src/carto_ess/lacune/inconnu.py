"""What a faulty référentiel leaves unknown: communes that an unresolved coverage may hold."""

from __future__ import annotations

from collections.abc import Iterator

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.couverture.matrice import resolve_declaration
from carto_ess.lacune.question import Question
from carto_ess.referentiel.fiche import Declaration, Lecture
from carto_ess.referentiel.lecture import build_referentiel
from carto_ess.referentiel.saisie import Saisie, parse_declaration
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages, Territoire
from carto_ess.territoire.niveau import Niveau


def find_inconnus(
    question: Question, fiches: Tableau, couvertures: Tableau, decoupages: Decoupages
) -> frozenset[CodeCommune]:
    """Return the communes of the question's millésime that a faulty fiche may cover.

    A row of `couvertures` that cannot be read may mean any territory that bears its code or its
    name, in any millésime, or else a name that looks like it; when nothing does, and for a fiche
    without any row, it may be anywhere: all communes are returned. A fiche that cannot be read but
    whose rows can makes their communes unknown. Left out: fiches known to be of a type that the
    question does not ask, rows known to be of a niveau that its échelle leaves out.
    """
    lues = {fiche.id for fiche in build_referentiel(fiches, couvertures, decoupages).fiches}
    types = {ligne["id"]: ligne["type"] for ligne in fiches.lignes}
    hors = {t for t, type_ in types.items() if _is_left_out(type_, question)}
    inconnus: frozenset[CodeCommune] = frozenset()
    for ligne in couvertures.lignes:
        if ligne["fiche"] in hors or ligne["lecture"] in {Lecture.ETROITE, Lecture.LARGE}:
            continue
        declaration = parse_declaration(Saisie(couvertures.fichier, ligne, []), decoupages)
        if declaration is None:
            inconnus |= _guess_communes(ligne, question, decoupages)
        elif ligne["fiche"] not in lues and declaration.niveau in question.echelle.niveaux:
            inconnus |= resolve_declaration(declaration, decoupages, millesime=question.millesime)
    if set(types) - hors - {ligne["fiche"] for ligne in couvertures.lignes}:
        return frozenset(decoupages[question.millesime].communes)
    return inconnus


def _is_left_out(type_: str, question: Question) -> bool:
    """Tell whether `type_` is a type for sure, and not one that the question asks."""
    return type_ in tuple(TypeCooperation) and type_ not in question.types_demandes


def _guess_communes(
    ligne: Ligne, question: Question, decoupages: Decoupages
) -> frozenset[CodeCommune]:
    """Return the communes that a row which cannot be read may mean; all when nothing is like it."""
    permis = question.echelle.niveaux
    if ligne["niveau"] in tuple(Niveau):
        permis = tuple(n for n in permis if n == ligne["niveau"])
        if not permis:  # département or région, that this échelle leaves out
            return frozenset()
    trouves = [
        Declaration(t.niveau, t.code, t.nom, millesime, "", "interpretee", "")
        for millesime in decoupages.millesimes
        for niveau in permis
        for t in _guess_territoires(ligne, niveau, millesime, decoupages)
    ]
    if not trouves:
        return frozenset(decoupages[question.millesime].communes)
    return frozenset[CodeCommune]().union(
        *(resolve_declaration(d, decoupages, millesime=question.millesime) for d in trouves)
    )


def _guess_territoires(
    ligne: Ligne, niveau: Niveau, millesime: int, decoupages: Decoupages
) -> Iterator[Territoire]:
    decoupage = decoupages[millesime]
    if par_code := decoupage.territoires.get((niveau, ligne["code"])):
        yield par_code
    if not ligne["nom"]:
        return
    try:
        yield decoupage.find(niveau, ligne["nom"])
    except TerritoireNotFoundError as erreur:
        for proche in erreur.proches:
            yield decoupage.find(niveau, proche)
