"""One link holds one view; any address gives a view, and what was wrong is said."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_ess.couverture.filtre import Filtre
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from carto_ess.vue.vue import Vue, move_epci, parse_vue
from petit_monde import EST, OUEST, UNION

IDS = ("alpha", "beta")


def test_an_empty_address_is_the_oldest_perimeters_and_no_filter(decoupages):
    assert parse_vue({}, decoupages, IDS) == (Vue(millesime=2015), ())


def test_a_view_reads_back_from_its_own_address(decoupages):
    vue = Vue(
        millesime=2026,
        echelle=Echelle.TOUTES,
        filtre=Filtre((TypeCooperation.REGROUPEMENT,), UNION, "éco pôle"),
        commune="99003",
        fiche="beta",
    )
    assert parse_vue(vue.to_params(2015), decoupages, IDS) == (vue, ())


def test_what_equals_the_default_is_not_in_the_address():
    assert Vue(millesime=2015).to_params(2015) == {}


@pytest.mark.parametrize(
    ("params", "dit"),
    [
        ({"millesime": ["2014"]}, "millesime = « 2014 »"),
        ({"type": ["fusion"]}, "type = « fusion »"),
        ({"echelle": ["large"]}, "echelle = « large »"),
        ({"epci": ["123"]}, "epci = « 123 »"),
        ({"commune": ["00000"]}, "commune = « 00000 »"),
        ({"fiche": ["gamma"]}, "fiche = « gamma »"),
        ({"utm": ["x"]}, "« utm » est inconnu"),
        ({"fiche": ["<script>" * 99]}, "…"),
    ],
)
def test_what_is_unknown_is_left_out_and_said(decoupages, params, dit):
    vue, avis = parse_vue(params, decoupages, IDS)
    assert vue == Vue(millesime=2015)
    assert len(avis) == 1
    assert dit in avis[0]
    assert len(avis[0]) < 200


def test_types_are_kept_in_the_booklet_s_order_whatever_the_address(decoupages):
    vue, _ = parse_vue({"type": ["structure_appui", "mutualisation"]}, decoupages, IDS)
    assert vue.filtre.types == (TypeCooperation.MUTUALISATION, TypeCooperation.STRUCTURE_APPUI)


def test_a_merged_commune_opens_its_successor_and_says_since_when(decoupages):
    vue, avis = parse_vue({"commune": ["99002"]}, decoupages, IDS)
    assert vue.commune == "99001"
    assert "Val (99002) fait partie de Bourg depuis le 01/01/2017." in avis


def test_an_epci_of_the_other_year_becomes_the_epci_of_its_land(decoupages):
    vue, avis = parse_vue({"epci": [EST], "millesime": ["2026"]}, decoupages, IDS)
    assert vue.filtre.epci == UNION
    assert "CC de l’Est" in avis[0]
    assert "CC de l’Union" in avis[0]


def test_a_switch_of_year_keeps_the_largest_part_of_the_territory(decoupages):
    vue = Vue(millesime=2015, filtre=Filtre(epci=UNION))
    assert move_epci(vue, UNION, decoupages)[0].filtre.epci == OUEST


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["millesime", "echelle", "type", "epci", "q", "commune", "fiche", "vue", "x"]
        )
        | st.text(),
        st.lists(
            st.sampled_from(["2026", "toutes", EST, "99002", "alpha"]) | st.text(), min_size=1
        ),
    )
)
def test_any_address_gives_a_view_whose_own_address_is_stable(decoupages, params):
    vue, _ = parse_vue(params, decoupages, IDS)
    assert parse_vue(vue.to_params(2015), decoupages, IDS) == (vue, ())
    assert replace(vue) == vue


def test_a_pays_is_kept_in_the_address_and_an_unknown_one_is_said(decoupages):
    vue, avis = parse_vue({"pays": ["pays-ouest"]}, decoupages, IDS)
    assert (vue.pays, avis) == ("pays-ouest", ())
    assert vue.to_params(2015) == {"pays": ["pays-ouest"]}
    vue, avis = parse_vue({"pays": ["pays-est"]}, decoupages, IDS)
    assert vue.pays is None
    assert "pays = « pays-est »" in avis[0]
