"""One link holds one view; any address gives a view, and what was wrong is said."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from carto_ess.vue.adresse import parse_vue, write_params
from carto_ess.vue.vue import Couche, Vue
from petit_monde import EST, UNION

IDS = ("alpha", "beta")


def test_an_empty_address_is_today_s_perimeters_and_no_filter(decoupages):
    assert parse_vue({}, decoupages, IDS) == (Vue(millesime=2026), ())


@pytest.mark.parametrize(
    "territoire", [{"commune": "99003"}, {"epci": "200000172"}, {"pays": "pays-ouest"}]
)
def test_a_view_reads_back_from_its_own_address(decoupages, territoire):
    vue = Vue(
        millesime=2015,
        echelle=Echelle.TOUTES,
        types=(TypeCooperation.REGROUPEMENT,),
        recherche="éco pôle",
        fiche="beta",
        couches=(Couche.SANS_NOMS, Couche.PAYS),
        ordre="regroupement-inverse",
        **territoire,
    )
    assert parse_vue(write_params(vue, decoupages), decoupages, IDS) == (vue, ())


def test_what_equals_the_default_is_not_in_the_address(decoupages):
    assert write_params(Vue(millesime=2026), decoupages) == {}
    assert write_params(Vue(millesime=2015), decoupages) == {"millesime": ["2015"]}


@pytest.mark.parametrize(
    ("params", "dit"),
    [
        ({"millesime": ["2014"]}, "millesime = « 2014 »"),
        ({"type": ["fusion"]}, "type = « fusion »"),
        ({"couche": ["relief"]}, "couche = « relief »"),
        ({"ordre": ["taille"]}, "ordre = « taille »"),
        ({"ordre": ["type"]}, "ordre = « type »"),
        ({"echelle": ["large"]}, "echelle = « large »"),
        ({"epci": ["123"]}, "epci = « 123 »"),
        ({"commune": ["00000"]}, "commune = « 00000 »"),
        ({"fiche": ["gamma"]}, "fiche = « gamma »"),
        ({"pays": ["pays-est"]}, "pays = « pays-est »"),
        ({"utm": ["x"]}, "« utm » est inconnu"),
        ({"fiche": ["<script>" * 99]}, "…"),
    ],
)
def test_what_is_unknown_is_left_out_and_said(decoupages, params, dit):
    vue, avis = parse_vue(params, decoupages, IDS)
    assert vue == Vue(millesime=2026)
    assert len(avis) == 1
    assert dit in avis[0]
    assert len(avis[0]) < 200


def test_types_are_kept_in_the_booklet_s_order_whatever_the_address(decoupages):
    vue, _ = parse_vue({"type": ["structure_appui", "mutualisation"]}, decoupages, IDS)
    assert vue.types == (TypeCooperation.MUTUALISATION, TypeCooperation.STRUCTURE_APPUI)


def test_a_merged_commune_opens_its_successor_and_says_since_when(decoupages):
    vue, avis = parse_vue({"commune": ["99002"]}, decoupages, IDS)
    assert vue.commune == "99001"
    assert "Val (99002) fait partie de Bourg depuis le 01/01/2017." in avis


def test_a_link_made_in_the_booklet_s_perimeters_opens_on_today_s_epci_of_that_land(decoupages):
    vue, avis = parse_vue({"epci": [EST]}, decoupages, IDS)
    assert vue == Vue(2026, epci=UNION)
    assert "CC de l’Est" in avis[0]
    assert "CC de l’Union" in avis[0]


def test_of_several_territories_the_nearest_one_is_in_focus(decoupages):
    params = {"pays": ["pays-ouest"], "epci": [UNION], "commune": ["99004"]}
    assert parse_vue(params, decoupages, IDS) == (Vue(2026, commune="99004"), ())
    del params["commune"]
    assert parse_vue(params, decoupages, IDS) == (Vue(2026, epci=UNION), ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["millesime", "echelle", "type", "epci", "q", "commune", "fiche", "pays", "vue", "x"]
        )
        | st.text(),
        st.lists(
            st.sampled_from(["2015", "toutes", EST, "99002", "alpha", "pays-ouest"]) | st.text(),
            min_size=1,
        ),
    )
)
def test_any_address_gives_a_view_whose_own_address_is_stable(decoupages, params):
    vue, _ = parse_vue(params, decoupages, IDS)
    assert parse_vue(write_params(vue, decoupages), decoupages, IDS) == (vue, ())


def test_hundreds_of_unknown_things_are_said_in_two_notices(decoupages):
    params = {"type": [f"t{n}" for n in range(300)], **{f"x{n}": ["1"] for n in range(300)}}
    _, avis = parse_vue(params, decoupages, IDS)
    assert len(avis) == 2
    assert "« t0 », « t1 » et 298 autres" in avis[0]
    assert "« x0 », « x1 » et 298 autres" in avis[1]


def test_one_unknown_thing_too_many_is_said_in_the_singular(decoupages):
    _, avis = parse_vue({"a": ["1"], "b": ["1"], "c": ["1"]}, decoupages, IDS)
    assert avis == ("L’adresse a des paramètres inconnus : « a », « b » et 1 autre, ignorés.",)
