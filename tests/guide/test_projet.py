"""A project in an address: it reads back as it was written, and what is wrong in it is said."""

import pytest

from carto_ess.guide.guide import read_guide
from carto_ess.guide.orientation import rank_formes
from carto_ess.guide.phrases import say_forme
from carto_ess.guide.projet import SECTEUR_MAX, Projet, parse_projet, write_projet
from petit_monde import GEODATA


@pytest.fixture(scope="module")
def guide():
    return read_guide(GEODATA / "referentiel")


@pytest.mark.parametrize(
    "projet",
    [
        Projet(),
        Projet({"taille": "stable"}),
        Projet({"but": "commun", "taille": "divers"}, "a.b ?"),
    ],
)
def test_a_project_reads_back_from_its_own_address(guide, projet):
    assert parse_projet(write_projet(projet), guide) == (projet, ())


@pytest.mark.parametrize(
    ("params", "dit"),
    [
        ({"reponse": ["taille.geante"]}, "« taille.geante »"),
        ({"reponse": ["<script>"]}, "« <script> »"),
        ({"reponse": ["x" * 500]}, "x…"),
        ({"reponse": [""]}, "inconnue"),
    ],
)
def test_an_unknown_answer_is_left_out_and_said(guide, params, dit):
    projet, (avis,) = parse_projet(params, guide)
    assert projet == Projet()
    assert dit in avis
    assert len(avis) < 120


def test_of_two_answers_to_a_question_the_last_one_is_kept_and_said(guide):
    projet, avis = parse_projet({"reponse": ["taille.stable", "taille.divers"]}, guide)
    assert projet.reponses == {"taille": "divers"}
    assert len(avis) == 1
    assert parse_projet({"reponse": ["taille.stable"] * 2}, guide)[1] == ()


def test_a_sector_is_one_short_line(guide):
    long = {"secteur": ["a\n\u200b b" + "c" * 5000]}
    assert parse_projet(long, guide)[0].secteur == ("a b" + "c" * 5000)[:SECTEUR_MAX]


def say(guide, **reponses):
    return str(say_forme(rank_formes(guide, reponses), len(reponses), len(guide.questions)))


def test_the_answer_is_one_sentence_whatever_was_answered(guide):
    assert say(guide).startswith("Répondez à une question au moins")
    assert say(guide, initiateur="directions", taille="stable") == (
        "La forme la plus proche : mutualisation (4 points sur 4 possibles)."
    )
    assert say(guide, structuration="comptes_rendus").endswith(
        "(2 points sur 2 possibles) ; une autre réponse peut les départager."
    )


def test_answers_that_contradict_each_other_are_said_to(guide):
    dites = set()
    for but in ("connaitre", "moyens", "action", "commun", "economie"):
        for taille in ("stable", "besoins", "variable", "divers"):
            phrase = say(guide, initiateur="directions", but=but, taille=taille)
            formes = rank_formes(guide, {"initiateur": "directions", "but": but, "taille": taille})
            premieres = [f for f in formes if f.rang == 1]
            suivent = any(len(f.motifs) == 3 for f in premieres)
            dites.add(suivent)
            assert ("sens" in phrase) is not suivent, phrase
    assert dites == {True, False}
