"""OR inside a family of filters, AND between families; counts say what a value would show."""

import pytest

from carto_ess.carte.codage import encode_bits
from carto_ess.carte.zonage import Zonage, Zone, build_zonage, count_covered
from carto_ess.couverture.filtre import (
    Filtre,
    count_epci,
    count_types,
    keep_concerned,
    select_fiches,
)
from carto_ess.couverture.matrice import build_matrice
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from petit_monde import EST, OUEST

MUTUALISATION, APPUI = TypeCooperation.MUTUALISATION, TypeCooperation.STRUCTURE_APPUI


@pytest.fixture
def monde(decoupages, write_referentiel):
    """Alpha (mutualisation, Ouest), Beta (appui, Ouest and Est), Gamma (appui, region only)."""
    dossier = write_referentiel(
        [
            {},
            {"id": "beta", "type": APPUI, "structure": "Bêta d’appui"},
            {"id": "gamma", "type": APPUI, "structure": "Gamma"},
        ],
        [
            {},
            {"fiche": "beta"},
            {"fiche": "beta", "code": EST},
            {"fiche": "gamma", "niveau": "region", "code": "31"},
        ],
    )
    fiches = read_referentiel(dossier, decoupages).fiches
    matrice = build_matrice(fiches, decoupages, millesime=2015, echelle=Echelle.PROXIMITE)
    return fiches, matrice, decoupages[2015], decoupages


def ids(monde, filtre):
    fiches, matrice, _, _ = monde
    return [f.id for f in select_fiches(fiches, filtre, matrice)]


def test_no_filter_keeps_every_fiche_that_covers_something_at_this_echelle(monde):
    assert ids(monde, Filtre()) == ["alpha", "beta"]


def test_two_types_are_alternatives(monde):
    assert ids(monde, Filtre(types=(MUTUALISATION, APPUI))) == ["alpha", "beta"]


def test_families_add_up(monde):
    assert ids(monde, Filtre(types=(MUTUALISATION,), recherche="beta")) == []
    assert ids(monde, Filtre(types=(APPUI,), recherche="beta")) == ["beta"]


def test_a_list_keeps_what_concerns_a_territory_and_all_of_it_without_one(monde):
    fiches, matrice, decoupage, _ = monde
    est = keep_concerned(fiches, frozenset(decoupage.epci[EST].communes), matrice)
    assert [f.id for f in est] == ["beta"]
    assert keep_concerned(fiches, None, matrice) == fiches
    assert keep_concerned(fiches, frozenset(), matrice) == ()


@pytest.mark.parametrize("recherche", ["beta", "BÊTA", "appui beta", "d'appui"])
def test_a_search_forgives_accents_and_case_and_wants_every_word(monde, recherche):
    assert ids(monde, Filtre(recherche=recherche)) == ["beta"]


def test_a_search_finds_the_names_of_the_territories_declared(monde):
    assert ids(monde, Filtre(recherche="communes est")) == ["beta"]


def test_a_count_ignores_its_own_family_and_obeys_the_others(monde):
    fiches, matrice, decoupage, _ = monde
    filtre = Filtre(types=(MUTUALISATION,), recherche="beta")
    assert count_types(fiches, filtre, matrice) == {
        **dict.fromkeys(TypeCooperation, 0), APPUI: 1
    }  # fmt: skip
    filtre = Filtre(types=(MUTUALISATION,))
    assert count_epci(fiches, filtre, matrice, decoupage) == {OUEST: 1, EST: 0}


def test_communes_that_the_same_fiches_cover_form_one_zone(monde):
    fiches, matrice, _, decoupages = monde
    codes = tuple(decoupages[2026].communes)
    zonage = build_zonage(codes, fiches, matrice)
    assert zonage.chiffres == "0011"
    assert [z.par_type for z in zonage.zones] == [{MUTUALISATION: 1, APPUI: 1}, {APPUI: 1}]


def test_beyond_36_zones_each_number_takes_two_digits():
    zonage = Zonage((0, 36, 37), tuple(Zone({}) for _ in range(38)))
    assert zonage.chiffres == "001011"


def test_bits_are_written_four_to_a_digit_first_commune_highest():
    assert encode_bits(["a", "b", "c", "d", "e"], {"a", "d", "e"}) == "98"


def test_a_commune_counts_as_covered_once(monde):
    fiches, matrice, _, _ = monde
    assert count_covered(matrice, fiches) == 5
    assert count_covered(matrice, fiches[:1]) == 3
