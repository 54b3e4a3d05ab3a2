"""What became of the EPCI of one millésime in another."""

import pytest

from carto_ess._errors import GeodataError
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.lacune.bilan import Etat
from carto_ess.lacune.evolution import Sort, compare_millesimes, list_reunions
from carto_ess.lacune.phrases import phrase_evolution
from carto_ess.territoire.fusion import Devenir, EvenementEpci
from carto_ess.territoire.niveau import Niveau
from petit_monde import EST, GEODATA, OUEST, UNION, fiche, judge


@pytest.fixture
def compare(decoupages):
    def compare(*fiches, evenements=None):
        avant, apres = (judge(decoupages, *fiches, millesime=m) for m in (2015, 2026))
        return compare_millesimes(avant, apres, decoupages, evenements), apres

    return compare


@pytest.fixture(scope="module")
def reelles(reel):
    decoupages, referentiel = reel
    avant, apres = (judge(decoupages, *referentiel.fiches, millesime=m) for m in (2015, 2026))
    evolutions = compare_millesimes(avant, apres, decoupages, read_evenements_epci(GEODATA))
    return {e.avant.code: e for e in evolutions}, apres


def test_an_epci_that_is_gone_names_its_successor_and_both_states(compare):
    evolutions, _ = compare(fiche("a", ("epci", EST)))
    est = next(e for e in evolutions if e.avant.code == EST)
    (suivant,) = est.successeurs
    assert (est.sort, est.avant.etat) == (Sort.DISPARU, Etat.COUVERT)
    assert (suivant.lacune.code, suivant.n_communes) == (UNION, 2)
    assert suivant.lacune.etat is Etat.PARTIEL


def test_land_is_counted_in_today_s_communes(compare):
    evolutions, _ = compare()
    ouest = next(e for e in evolutions if e.avant.code == OUEST)
    assert ouest.avant.n_communes == 3
    assert ouest.successeurs[0].n_communes == 2


def test_a_date_is_said_only_when_a_source_gives_it(compare):
    evenements = {
        EST: EvenementEpci(EST, Devenir.FUSION, UNION, "2017-01-01", "une source"),
        OUEST: EvenementEpci(OUEST, Devenir.PARTAGE, "", "", "une autre"),
    }
    evolutions, _ = compare(evenements=evenements)
    assert {e.avant.code: e.date for e in evolutions} == {OUEST: None, EST: "2017-01-01"}


MOTS_DU_DEVENIR = {
    (Devenir.FUSION, "2017-01-01"): "fusionnée le 01/01/2017 dans la CC de l’Union",
    (Devenir.FUSION, ""): "fusionnée dans la CC de l’Union",
    (Devenir.PARTAGE, "2017-01-01"): "partagée le 01/01/2017, et aujourd’hui dans la CC de l’Union",
    (Devenir.PARTAGE, ""): "partagée, et aujourd’hui dans la CC de l’Union",
    (Devenir.CHANGEMENT_DE_SIREN, "2019"): (
        "continuée en 2019 sous un autre SIREN par la CC de l’Union"
    ),
    None: "aujourd’hui dans la CC de l’Union",
}


@pytest.mark.parametrize("cas", MOTS_DU_DEVENIR)
def test_only_a_merger_that_a_source_tells_is_called_one(compare, cas):
    evenements = {} if cas is None else {EST: EvenementEpci(EST, cas[0], "", cas[1], "s")}
    evolutions, _ = compare(evenements=evenements)
    dite = next(phrase_evolution(e) for e in evolutions if e.avant.code == EST)
    assert dite == f"CC de l’Est, {MOTS_DU_DEVENIR[cas]}"


def test_a_new_epci_knows_the_older_ones_it_holds_land_of(compare):
    evolutions, apres = compare()
    (reunion,) = list_reunions(evolutions, apres)
    assert [o.avant.code for o in reunion.origines] == [OUEST, EST]


def test_only_epci_are_followed(decoupages):
    pays = judge(decoupages, niveau=Niveau.PAYS)
    with pytest.raises(ValueError, match="epci"):
        compare_millesimes(pays, pays, decoupages)


def test_a_geodata_without_dates_has_none_and_a_foreign_table_is_refused(tmp_path):
    assert read_evenements_epci(tmp_path) == {}
    (tmp_path / "sources").mkdir()
    table = tmp_path / "sources" / "epci_evenements.csv"
    table.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(GeodataError, match="siren"):
        read_evenements_epci(tmp_path)
    table.write_text("siren,evenement,siren_apres,date,source\n1,naissance,,,s\n", "utf-8")
    with pytest.raises(GeodataError, match="naissance"):
        read_evenements_epci(tmp_path)


def test_fauquembergues_was_merged_on_the_first_of_january_2017(reelles):
    evolution = reelles[0]["246200851"]
    assert evolution.date == "2017-01-01"
    assert [s.lacune.nom_court for s in evolution.successeurs] == ["CA du Pays de Saint-Omer"]


def test_dates_are_only_of_epci_that_are_gone(reel):
    decoupages, _ = reel
    for siren in read_evenements_epci(GEODATA):
        assert siren in decoupages[2015].epci
        assert siren not in decoupages[2026].epci


def test_the_deux_baies_unite_three_epci_that_nothing_covered(reelles):
    evolutions, apres = reelles
    (deux_baies,) = (
        r for r in list_reunions(evolutions.values(), apres) if r.apres.code == "200069029"
    )
    assert {o.avant.nom_court: o.avant.etat for o in deux_baies.origines} == {
        "CC Opale Sud": Etat.AUCUNE, "CC du Montreuillois": Etat.AUCUNE,
        "CC Mer et Terres d’Opale": Etat.AUCUNE,
    }  # fmt: skip


def test_no_land_is_lost_between_the_two_years(reelles):
    evolutions, _ = reelles
    assert sum(s.n_communes for e in evolutions.values() for s in e.successeurs) == 887
    sorts = [e.sort for e in evolutions.values()]
    assert {s: sorts.count(s) for s in Sort} == {
        Sort.INCHANGE: 9, Sort.PERIMETRE: 3, Sort.DISPARU: 22,
    }  # fmt: skip
    assert evolutions["200044030"].sort is Sort.INCHANGE  # 7 Vallées: 69 communes, then 66
