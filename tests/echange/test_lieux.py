"""Territories written in one cell: what is certain is read, what is not is a question."""

import pytest

from carto_ess.echange.lieux import LectureCodes, read_lieux
from carto_ess.territoire.niveau import Niveau


def read(texte, reel, **options):
    lecture = read_lieux(texte, reel[0], **options)
    return [(str(x.niveau), x.code) for x in lecture.lieux], lecture.questions


@pytest.mark.parametrize(("texte", "attendus"), [
    ("62765", [("commune", "62765")]),
    (" 62 765 ; 62.041 ", [("commune", "62765"), ("commune", "62041")]),
    ("200069037", [("epci", "200069037")]),
    ("Lumbres, Marquise et Desvres", [("commune", "62534"), ("commune", "62560"),
                                      ("commune", "62268")]),
    ("CA de Béthune-Bruay, Artois-Lys Romane", [("epci", "200072460")]),
    ("CA de Béthune-Bruay, Artois-Lys Romane, Lens / Billy-Montigny",
     [("epci", "200072460"), ("commune", "62498"), ("commune", "62133")]),
    ("tout le département", [("departement", "62")]),
    ("Pas-de-Calais", [("departement", "62")]),
    ("62", [("departement", "62")]),
    ("Pays du Ternois", [("pays", "pays-du-ternois")]),
    ("commune de Saint-Omer", [("commune", "62765")]),
    ("toutes les communes de la CC du Pays de Lumbres", [("epci", "246201016")]),
])  # fmt: skip
def test_what_names_one_territory_is_that_territory(texte, attendus, reel):
    assert read(texte, reel) == (attendus, ())


def test_a_territory_that_is_gone_keeps_the_year_that_has_it(reel):
    (lieu,) = read_lieux("CC du canton de Fauquembergues", reel[0]).lieux
    assert (lieu.code, lieu.millesime) == ("246200851", 2015)


def test_five_digits_that_mean_two_places_are_a_question(reel):
    lieux, (question,) = read("62500", reel)
    assert lieux == []
    assert "Lespesses" in question
    assert "Saint-Omer" in question
    assert read("62500", reel, codes=LectureCodes.INSEE)[0] == [("commune", "62500")]


def test_a_postcode_is_the_communes_that_it_serves_and_a_reading(reel):
    lecture = read_lieux("62500", reel[0], codes=LectureCodes.POSTAL)
    assert "62765" in {x.code for x in lecture.lieux}
    assert {x.code for x in lecture.lieux} == set(reel[0].codes_postaux["62500"])
    assert all("code postal 62500" in x.note for x in lecture.lieux)


def test_a_name_that_several_territories_bear_is_a_question_unless_the_niveau_is_said(reel):
    lieux, (question,) = read("Boulonnais", reel)
    assert lieux == []
    assert "CA du Boulonnais" in question or "Communauté d’agglomération" in question
    assert [n for n, _ in read("Boulonnais", reel, niveau=Niveau.EPCI)[0]] == ["epci"]


def test_except_takes_communes_away_and_says_how_many_are_left(reel):
    decoupages = reel[0]
    toutes = decoupages.actuel.select_communes(Niveau.EPCI, "246201016")
    for texte in (
        "CC du Pays de Lumbres sauf Lumbres et Acquin-Westbécourt",
        "CC du Pays de Lumbres (hors 62534, 62008)",
    ):
        lecture = read_lieux(texte, decoupages)
        assert {x.code for x in lecture.lieux} == toutes - {"62534", "62008"}
        assert all(f"{len(toutes) - 2} communes" in x.note for x in lecture.lieux)


@pytest.mark.parametrize("texte", [
    "CC du Pays de Lumbres sauf Lens", "CC du Pays de Lumbres sauf CC du Pays de Lumbres",
    "CA de Saint-Omre sauf Lumbres", "autour de chez nous", "75056", "123456789", "le littoral",
])  # fmt: skip
def test_what_is_not_certain_is_one_question_that_cites_it(texte, reel):
    lieux, questions = read(texte, reel)
    assert lieux == []
    assert len(questions) == 1
    assert texte[:10] in questions[0] or "Saint-Omre" in questions[0]


def test_two_names_that_make_a_third_one_are_a_question(reel):
    lieux, (question,) = read("Lens et Liévin", reel)
    assert lieux == []
    assert "Lens et Liévin, chacun pour soi" in question
    assert read("CA Lens et Liévin", reel) == ([("epci", "246200364")], ())


def test_one_part_in_doubt_does_not_lose_the_others(reel):
    lieux, questions = read("Lens; Nulle-Part-sur-Lys; Vimy", reel)
    assert lieux == [("commune", "62498"), ("commune", "62861")]
    assert "Nulle-Part-sur-Lys" in questions[0]
    assert len(questions) == 1


def test_an_endless_cell_is_a_question_and_takes_no_time(reel):
    lieux, questions = read("x, " * 20_000, reel)
    assert (lieux, len(questions)) == ([], 1)


def test_names_that_are_known_are_read_without_looking_for_near_ones(reel, monkeypatch):
    from carto_ess.echange import lieux
    from carto_ess.territoire import decoupage

    def look(*_, **__):
        raise AssertionError("it costs a look at every name of every year")

    monkeypatch.setattr(decoupage, "match_closest", look)
    monkeypatch.setattr(lieux, "match_closest", look)
    lecture = read_lieux("Vimy, Lens et CA du Pays de Saint-Omer", reel[0])
    assert {"Vimy", "Lens"} < {x.nom for x in lecture.lieux}
    assert lecture.questions == ()
