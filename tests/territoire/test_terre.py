"""One year becomes another with its land, whatever happened to codes in between."""

from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.fusion import Mouvement, NatureMouvement
from carto_ess.territoire.population import count_population, share_population
from carto_ess.territoire.terre import trace_land
from histoires import ANNEES, histoires

RETABLIE = NatureMouvement.RETABLISSEMENT


def union(histoire, annee, codes):
    return frozenset().union(*(histoire.cellules[annee][c] for c in codes))


def choose(donnees, histoire, annee):
    return donnees.draw(st.sets(st.sampled_from(sorted(histoire.cellules[annee]))))


@given(histoires(), st.data())
def test_a_conversion_gives_the_communes_that_hold_the_land_and_no_other(histoire, donnees):
    decoupages = histoire.build()
    for depuis, vers in permutations(ANNEES, 2):
        codes = choose(donnees, histoire, depuis)
        terre = union(histoire, depuis, codes)
        attendues = {c for c, x in histoire.cellules[vers].items() if not terre.isdisjoint(x)}
        assert decoupages.convert(codes, depuis=depuis, vers=vers) == attendues


@given(histoires(), st.data())
def test_a_commune_held_in_part_is_never_said_whole(histoire, donnees):
    decoupages = histoire.build()
    for depuis, vers in permutations(ANNEES, 2):
        codes = choose(donnees, histoire, depuis)
        terre = union(histoire, depuis, codes)
        entieres, partielles = decoupages.convert_land(codes, depuis=depuis, vers=vers)
        assert entieres == {c for c, x in histoire.cellules[vers].items() if x <= terre}
        assert not entieres & partielles
        assert entieres | partielles == decoupages.convert(codes, depuis=depuis, vers=vers)


@given(histoires(), st.data())
def test_there_and_back_holds_the_land(histoire, donnees):
    decoupages = histoire.build()
    for depuis, vers in permutations(ANNEES, 2):
        codes = choose(donnees, histoire, depuis)
        aller = decoupages.convert(codes, depuis=depuis, vers=vers)
        assert codes <= decoupages.convert(aller, depuis=vers, vers=depuis)


@given(histoires())
def test_the_inhabitants_of_a_year_are_those_of_today(histoire):
    decoupages = histoire.build()
    total = sum(c.population for c in decoupages.actuel.communes.values())
    for annee in ANNEES:
        codes = list(histoire.cellules[annee])
        assert count_population(codes, annee, decoupages) == total
        moities = {"a": codes[::2], "b": codes[1::2]}
        assert sum(share_population(moities, annee, decoupages).values()) == total


@given(histoires())
def test_every_year_is_a_partition_of_the_same_land(histoire):
    decoupages = histoire.build()
    for annee in ANNEES:
        pieces = list(decoupages.terres[annee].values())
        assert all(a.isdisjoint(b) for a, b in combinations(pieces, 2))
        assert frozenset().union(*pieces) == frozenset().union(*decoupages.terres[2015].values())


def move(avant, code_avant, apres, code_apres, nature=NatureMouvement.FUSION):
    return Mouvement(avant, CodeCommune(code_avant), "", apres, CodeCommune(code_apres), "", nature)


def test_a_commune_merged_then_restored_finds_its_own_land_again():
    terres = trace_land(
        {2019: {"A", "B"}, 2021: {"A"}, 2024: {"A", "B"}},
        [move(2019, "B", 2021, "A"), move(2021, "A", 2024, "B", RETABLIE)],
    )
    assert terres[2019] == terres[2024]
    assert terres[2021] == {"A": terres[2019]["A"] | terres[2019]["B"]}


def test_a_commune_restored_that_no_year_held_cuts_all_the_years_before():
    terres = trace_land(
        {2019: {"A"}, 2020: {"A"}, 2024: {"A", "B"}}, [move(2020, "A", 2024, "B", RETABLIE)]
    )
    assert terres[2019]["A"] == terres[2020]["A"] == terres[2024]["A"] | terres[2024]["B"]
    assert terres[2024]["A"].isdisjoint(terres[2024]["B"])
