"""Perimeters of a year, and how one year becomes another."""

from dataclasses import replace

import pytest

from carto_ess._errors import GeodataError, TerritoireNotFoundError
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.territoire.commune import CodeCommune, Commune, find_departement
from carto_ess.territoire.epci import is_siren
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import Departement, Ressort
from petit_monde import EST, OUEST


def test_an_epci_holds_its_communes(decoupages):
    assert decoupages[2015].select_communes(Niveau.EPCI, EST) == {"99004", "99005"}


def test_a_departement_holds_every_commune(decoupages):
    assert len(decoupages[2015].select_communes(Niveau.DEPARTEMENT, "99")) == 5


def test_a_region_elsewhere_covers_nothing_here(decoupages):
    assert decoupages[2015].select_communes(Niveau.REGION, "22") == frozenset()


def test_a_departement_of_several_holds_its_own_communes(decoupages):
    ressort = Ressort((Departement("98", "Autre", 0), Departement("99", "Essai", 5)))
    autre = Commune(CodeCommune("97801"), "Île", "", None, 1, 2.0, 50.0)
    communes = {**decoupages[2026].communes, autre.code: autre}
    decoupage = replace(decoupages[2026], ressort=ressort, communes=communes)
    assert len(decoupage.select_communes(Niveau.DEPARTEMENT, "99")) == 4
    assert decoupage.select_communes(Niveau.DEPARTEMENT, "98") == frozenset()
    assert len(decoupage.select_communes(Niveau.REGION, "31")) == 4
    assert decoupage.select_communes(Niveau.REGION, "22") == frozenset()


def test_an_unknown_code_is_refused_with_its_niveau_and_year(decoupages):
    with pytest.raises(TerritoireNotFoundError, match=r"« epci ».*« 1 ».*2015"):
        decoupages[2015].select_communes(Niveau.EPCI, "1")


def test_a_merged_commune_becomes_its_successor(decoupages):
    assert decoupages.convert(["99002"], depuis=2015, vers=2026) == {"99001"}


def test_a_successor_becomes_all_the_communes_it_was_made_of(decoupages):
    assert decoupages.convert(["99001"], depuis=2026, vers=2015) == {"99001", "99002"}


def test_a_commune_that_did_not_change_stays_itself(decoupages):
    for depuis, vers in ((2015, 2026), (2026, 2015), (2015, 2015)):
        assert decoupages.convert(["99004"], depuis=depuis, vers=vers) == {"99004"}


@pytest.mark.parametrize("nom", ["CC de l'Ouest", "communaute de communes Ouest", "OUEST"])
def test_a_territory_is_found_by_any_spelling(decoupages, nom):
    assert decoupages[2015].find(Niveau.EPCI, nom).code == OUEST


def test_a_usage_name_finds_its_territory(decoupages):
    assert decoupages[2015].find(Niveau.EPCI, "L'Orient").code == EST


def test_a_pays_is_found_without_the_word_pays(decoupages):
    assert decoupages[2015].find(Niveau.PAYS, "L’Ouest").code == "pays-ouest"


def test_an_unknown_name_proposes_the_nearest(decoupages):
    with pytest.raises(TerritoireNotFoundError) as levee:
        decoupages[2015].find(Niveau.COMMUNE, "Saint Eloy")
    assert levee.value.proches == ("Saint-Éloi",)


def test_a_missing_table_is_one_sentence(tmp_path):
    with pytest.raises(GeodataError, match="manifeste"):
        read_decoupages(tmp_path)


def test_a_siren_has_nine_digits_and_a_luhn_sum():
    assert is_siren("246200455")
    assert not is_siren("246200456")
    assert not is_siren("2,46E+08")


def test_the_departement_of_a_commune_is_at_the_head_of_its_code():
    assert [find_departement(c) for c in ("01001", "2A004", "97411")] == ["01", "2A", "974"]


def test_the_current_decoupage_is_the_most_recent_one(decoupages):
    assert decoupages.actuel is decoupages[2026]
    assert decoupages.bring_forward(["99002"], depuis=2015) == {"99001"}
    assert decoupages.bring_back(["99001"], vers=2015) == {"99001", "99002"}
