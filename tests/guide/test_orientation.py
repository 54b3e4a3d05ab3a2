"""The guided choice: each point has its cell, ties are said, fiches go form, sector, territory."""

from itertools import product

import pytest

from carto_ess.couverture.matrice import build_matrice
from carto_ess.guide.guide import read_guide
from carto_ess.guide.orientation import (
    find_shared_words,
    rank_fiches,
    rank_formes,
    select_first,
)
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.referentiel.type_cooperation import TypeCooperation as Type
from carto_ess.territoire.niveau import Echelle
from petit_monde import EST, GEODATA, OUEST


@pytest.fixture(scope="module")
def guide():
    return read_guide(GEODATA / "referentiel")


def types(classees):
    return [c.type for c in classees]


def test_every_form_is_ranked_whatever_the_answers(guide):
    formes = rank_formes(guide, {"initiateur": "directions"})
    assert sorted(types(formes)) == sorted(guide.cellules)
    assert formes[0].type is Type.MUTUALISATION


def test_without_an_answer_no_form_comes_first(guide):
    formes = rank_formes(guide, {})
    assert {f.rang for f in formes} == {1}
    assert select_first(formes) == ()


def test_the_points_of_a_form_are_those_of_its_reasons(guide):
    reponses = {q.id: q.reponses[-1].id for q in guide.questions}
    for forme in rank_formes(guide, reponses):
        assert forme.points == sum(m.points for m in forme.motifs)


def test_each_reason_quotes_a_cell_of_its_own_form(guide):
    for question in guide.questions:
        for reponse in question.reponses:
            for forme in rank_formes(guide, {question.id: reponse.id}):
                for motif in forme.motifs:
                    assert motif.cellule in guide.cellules[forme.type].values()
                    assert (motif.question, motif.reponse) == (question, reponse)


def test_forms_with_the_same_points_share_their_rank_and_the_next_one_skips(guide):
    formes = rank_formes(guide, {"but": "connaitre"})
    assert [f.rang for f in formes] == [1, 1, 1, 4]
    assert types(select_first(formes)) == [
        Type.MUTUALISATION,
        Type.COLLECTIF_ACTEURS_ESS,
        Type.REGROUPEMENT,
    ]


def test_every_form_can_come_first_alone(guide):
    seules = set()
    choix = [[(q.id, r.id) for r in q.reponses] for q in guide.questions]
    for reponses in product(*choix):
        premieres = select_first(rank_formes(guide, dict(reponses)))
        if len(premieres) == 1:
            seules.add(premieres[0].type)
    assert seules == set(guide.cellules)


def test_the_column_of_a_form_read_as_answers_gives_that_form(guide):
    for forme in guide.cellules:
        reponses = {}
        for question in guide.questions:
            for reponse in question.reponses:
                if any(a.forme is forme and a.points == 2 for a in reponse.appuis):
                    reponses[question.id] = reponse.id
        assert forme in types(select_first(rank_formes(guide, reponses)))


def test_an_unknown_answer_is_an_error(guide):
    with pytest.raises(KeyError):
        rank_formes(guide, {"initiateur": "personne"})


@pytest.mark.parametrize(
    ("recherche", "texte", "mots"),
    [
        ("alimentation", "Circuits courts alimentaires", ("alimentation",)),
        ("ENERGIE solaire", "Énergies renouvelables", ("ENERGIE",)),
        ("éco-rénovation", "Eco rénovation", ("éco", "rénovation")),
        ("CHRS", "CHRS - ACI", ("CHRS",)),
        ("services pour les seniors", "Offre pour les services publics", ("services",)),
        ("art", "artisans", ()),
        ("", "Culture", ()),
    ],
)
def test_words_of_a_sector_meet_whatever_their_accents_and_endings(recherche, texte, mots):
    assert find_shared_words(recherche, texte) == mots


@pytest.fixture
def monde(write_referentiel, decoupages):
    """Four fiches: one type apart, two sectors, three coverages."""
    dossier = write_referentiel(
        [
            {"id": "ici", "type": "partenariat_projets", "secteur": "Culture"},
            {"id": "large", "type": "mutualisation", "secteur": "Services"},
            {"id": "loin", "type": "mutualisation", "secteur": "Services"},
            {"id": "pres", "type": "mutualisation", "secteur": "Services"},
            {"id": "insertion", "type": "mutualisation", "secteur": "Insertion"},
            {"id": "appui", "type": "structure_appui", "secteur": "Insertion"},
        ],
        [
            {"fiche": "ici", "code": OUEST},
            {"fiche": "large", "niveau": "departement", "code": "99"},
            {"fiche": "loin", "code": EST},
            {"fiche": "pres", "code": OUEST},
            {"fiche": "insertion", "code": EST},
            {"fiche": "appui", "code": OUEST},
        ],
    )
    fiches = read_referentiel(dossier, decoupages).fiches
    matrice = build_matrice(fiches, decoupages, millesime=2015, echelle=Echelle.TOUTES)
    return fiches, matrice, decoupages[2015]


def rank(guide, monde, secteur="", epci=None):
    fiches, matrice, decoupage = monde
    formes = rank_formes(guide, {"initiateur": "directions"})
    communes = decoupage.epci[epci].communes if epci else ()
    return rank_fiches(fiches, formes, secteur, communes, matrice)


def test_fiches_of_the_first_form_come_first_and_those_outside_the_table_last(guide, monde):
    ids = [p.fiche.id for p in rank(guide, monde)]
    assert ids == ["large", "loin", "pres", "insertion", "ici", "appui"]


def test_within_a_form_the_same_sector_comes_first(guide, monde):
    premiere = rank(guide, monde, secteur="insertion", epci=OUEST)[0]
    assert premiere.fiche.id == "insertion"
    assert premiere.mots == ("insertion",)


def test_within_a_sector_near_coverage_comes_before_wide_before_none(guide, monde):
    proches = rank(guide, monde, epci=OUEST)
    assert [p.fiche.id for p in proches[:3]] == ["pres", "large", "loin"]
    assert [(p.n_proximite, p.n_large) for p in proches[:3]] == [(3, 0), (0, 3), (0, 0)]


def test_without_a_territory_nothing_is_counted_as_covered(guide, monde):
    assert {(p.n_proximite, p.n_large) for p in rank(guide, monde)} == {(0, 0)}


def test_ranking_loses_no_fiche_and_leaves_the_input_as_it_was(guide, monde):
    avant = tuple(monde[0])
    assert {p.fiche for p in rank(guide, monde, secteur="Culture")} == set(avant)
    assert monde[0] == avant
