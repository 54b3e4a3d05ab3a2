"""What a faulty référentiel leaves unknown: communes that an unresolved coverage may hold.

Two promises, on any pair of tables: what is said covered is covered by a row that stands, of a
fiche that stands; what a row that does not stand may hold is unknown, never « aucune ».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.couverture.matrice import resolve_declaration
from carto_ess.lacune.question import Question
from carto_ess.referentiel.codes_nus import select_fiches_insee
from carto_ess.referentiel.fiche import Declaration, Lecture
from carto_ess.referentiel.lecture import build_referentiel
from carto_ess.referentiel.saisie import Saisie, parse_declaration
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages, Territoire
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.noms import are_alike


def find_inconnus(
    question: Question, fiches: Tableau, couvertures: Tableau, decoupages: Decoupages
) -> frozenset[CodeCommune]:
    """Return the communes of the question's millésime that a faulty fiche may cover.

    A row of `couvertures` that cannot be read may mean what bears its code or its name, at any
    niveau and in any millésime, or a name almost the same; when neither tells enough, it may be
    anywhere: all communes are returned. So they are for a fiche without any row, and for several
    fiches of one id, whose rows cannot be told apart. A fiche that cannot be read but whose rows
    can makes their communes unknown. Left out: fiches known to be of a type that the question does
    not ask, rows known to be of a niveau that its échelle leaves out.
    """
    lues = {fiche.id for fiche in build_referentiel(fiches, couvertures, decoupages).fiches}
    types = defaultdict[str, list[str]](list)
    for ligne in fiches.lignes:
        types[ligne["id"]].append(ligne["type"])
    hors = {t for t, siens in types.items() if all(_is_left_out(s, question) for s in siens)}
    retenues = [
        ligne for ligne in couvertures.lignes
        if ligne["lecture"] not in {Lecture.ETROITE, Lecture.LARGE}
    ]  # fmt: skip
    portees = {ligne["fiche"] for ligne in retenues}
    if any(t not in hors and (len(s) > 1 or t not in portees) for t, s in types.items()):
        return frozenset(decoupages[question.millesime].communes)
    inconnus: frozenset[CodeCommune] = frozenset()
    insee = select_fiches_insee(couvertures, decoupages)
    for ligne in retenues:
        if ligne["fiche"] in hors:
            continue
        saisie = Saisie(couvertures.fichier, ligne, [])
        declaration = parse_declaration(saisie, decoupages, insee=ligne["fiche"] in insee)
        if declaration is None:
            inconnus |= _guess_communes(ligne, question, decoupages)
        elif ligne["fiche"] not in lues and declaration.niveau in question.echelle.niveaux:
            inconnus |= resolve_declaration(declaration, decoupages, millesime=question.millesime)
    return inconnus


def _is_left_out(type_: str, question: Question) -> bool:
    """Tell whether `type_` is a type for sure, and not one that the question asks."""
    return type_ in tuple(TypeCooperation) and type_ not in question.types_demandes


def _guess_communes(
    ligne: Ligne, question: Question, decoupages: Decoupages
) -> frozenset[CodeCommune]:
    """Return the communes that a row which cannot be read may mean."""
    permis = question.echelle.niveaux
    dits = _read_niveaux(ligne)
    par_code = tuple(_find_by_code(clean_code(ligne["code"]), decoupages))
    par_nom = tuple(_find_by_name(ligne["nom"], dits, decoupages))
    # a code that the niveau said has tells the place; one of another niveau may be the fault itself
    sur = par_nom or any(t.niveau in dits for _, t in par_code)
    if not sur and (not par_code or any(niveau in permis for niveau in dits)):
        return frozenset(decoupages[question.millesime].communes)
    return frozenset[CodeCommune]().union(
        *(
            resolve_declaration(
                Declaration(t.niveau, t.code, t.nom, annee, "", "interpretee", ""),
                decoupages,
                millesime=question.millesime,
            )
            for annee, t in {*par_code, *par_nom}
            if t.niveau in permis
        )
    )


def _read_niveaux(ligne: Ligne) -> Collection[Niveau]:
    """Return the niveau that a row says; all when what it says is none."""
    return tuple(n for n in Niveau if n == ligne["niveau"]) or tuple(Niveau)


def _find_by_code(code: str, decoupages: Decoupages) -> Iterator[tuple[int, Territoire]]:
    for annee in decoupages.millesimes:
        for niveau in Niveau:
            if trouve := decoupages[annee].territoires.get((niveau, code)):
                yield annee, trouve
    for commune in decoupages.codes_postaux.get(code, ()):  # what the code may have been for
        yield decoupages.actuel.millesime, decoupages.actuel.territoires[Niveau.COMMUNE, commune]


def _find_by_name(
    nom: str, dits: Iterable[Niveau], decoupages: Decoupages
) -> Iterator[tuple[int, Territoire]]:
    """Yield what bears this name at any niveau, or one almost the same at a niveau of `dits`."""
    for annee in decoupages.millesimes if nom else ():
        decoupage = decoupages[annee]
        for niveau in Niveau:
            try:
                yield annee, decoupage.find(niveau, nom)
            except TerritoireNotFoundError as erreur:
                proches = (p for p in erreur.proches if niveau in dits and are_alike(p, nom))
                for semblable in (nom, *proches):
                    for trouve in decoupage.find_all(niveau, semblable):
                        yield annee, trouve
