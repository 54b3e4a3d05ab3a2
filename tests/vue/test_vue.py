"""A territory is a focus, types are what is shown: what each choice does to the view."""

from dataclasses import replace

import pytest

from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Niveau
from carto_ess.vue.choix import choose
from carto_ess.vue.vue import Couche, Vue
from petit_monde import EST, OUEST, UNION

IDS = ("alpha", "beta")
MUTUALISATION, APPUI = TypeCooperation.MUTUALISATION, TypeCooperation.STRUCTURE_APPUI


@pytest.mark.parametrize(
    ("niveau", "code"),
    [(Niveau.EPCI, UNION), (Niveau.PAYS, "pays-ouest"), (Niveau.COMMUNE, "99003")],
)
def test_one_territory_is_in_focus_the_last_one_chosen(niveau, code):
    vue = Vue(2026, epci=OUEST, fiche="alpha", types=(APPUI,)).focus(niveau, code)
    assert vue.territoire == (niveau, code)
    assert (vue.fiche, vue.types) == (None, (APPUI,))
    assert vue.leave() == Vue(2026, types=(APPUI,))


def test_a_territory_is_no_filter():
    vue = Vue(2026, types=(APPUI,), recherche="mer")
    assert vue.focus(Niveau.EPCI, UNION).filtre == vue.filtre


def test_the_communes_in_focus_are_those_of_the_perimeters_shown(decoupages):
    assert Vue(2026).find_communes(decoupages) is None
    assert Vue(2026, epci=UNION).find_communes(decoupages) == {"99001", "99003", "99004", "99005"}
    assert Vue(2015, pays="pays-ouest").find_communes(decoupages) == {"99001", "99002", "99003"}
    assert Vue(2015, commune="99001").find_communes(decoupages) == {"99001", "99002"}


def test_an_epci_of_the_other_year_becomes_the_epci_of_its_land_and_says_so(decoupages):
    vue, avis = Vue(2026).focus_epci(EST, decoupages)
    assert vue.epci == UNION
    dit = "CC de l’Est n’existe que dans le découpage 2015 : voici CC de l’Union (2026), qui tient"
    assert avis == (f"{dit} la plus grande part de ses communes.",)


def test_a_switch_of_year_keeps_the_largest_part_of_the_territory_and_the_fiche(decoupages):
    vue, avis = Vue(2026, epci=UNION, fiche="alpha").switch(2015, decoupages)
    assert vue == Vue(2015, epci=OUEST, fiche="alpha")
    assert "CC de l’Union" in avis[0]
    assert Vue(2026, pays="pays-ouest").switch(2015, decoupages) == (
        Vue(2015, pays="pays-ouest"),
        (),
    )


@pytest.mark.parametrize(
    ("objet", "identifiant", "change"),
    [
        ("epci", UNION, {"epci": UNION}),
        ("epci", EST, {"epci": UNION}),
        ("pays", "pays-ouest", {"pays": "pays-ouest"}),
        ("commune", "99003", {"commune": "99003"}),
        ("commune", "99002", {"commune": "99001"}),
        ("fiche", "beta", {"fiche": "beta"}),
        ("types", "structure_appui,mutualisation", {"types": (MUTUALISATION, APPUI)}),
        ("types", "", {"types": ()}),
        ("rien", "", {}),
        ("ensemble", "", {}),
    ],
)
def test_each_choice_gives_its_view(decoupages, objet, identifiant, change):
    vue, _ = choose(Vue(2026), objet, identifiant, decoupages, IDS)
    assert vue == Vue(2026, **change)


@pytest.mark.parametrize(
    ("objet", "identifiant"),
    [
        ("epci", "123"),
        ("commune", "62001"),
        ("pays", "pays-est"),
        ("fiche", "gamma"),
        ("types", "fusion"),
        ("types", "mutualisation,fusion"),
        ("", ""),
        ("pret", "<script>"),
    ],
)
def test_what_names_nothing_is_no_choice(decoupages, objet, identifiant):
    assert choose(Vue(2026), objet, identifiant, decoupages, IDS) is None


def test_closing_a_fiche_goes_back_to_the_territory_leaving_goes_back_to_the_whole(decoupages):
    vue = Vue(2026, epci=UNION, fiche="alpha", types=(APPUI,))
    assert choose(vue, "retour", "", decoupages, IDS) == (replace(vue, fiche=None), ())
    assert choose(vue, "rien", "", decoupages, IDS) == (Vue(2026, types=(APPUI,)), ())


def test_a_layer_asked_for_twice_is_one_and_given_back_is_none():
    vue = Vue(2026).draw(Couche.PAYS, asked=True).draw(Couche.SANS_NOMS, asked=True)
    assert vue.draw(Couche.PAYS, asked=True).couches == (Couche.SANS_NOMS, Couche.PAYS)
    assert vue.draw(Couche.PAYS, asked=False).draw(Couche.SANS_NOMS, asked=False) == Vue(2026)
