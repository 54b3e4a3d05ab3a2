"""What changed from a year to the next: what is said, and the years between which nothing did."""

from dataclasses import replace

import pytest

from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.territoire.changement import (
    describe,
    find_periode,
    list_changements,
    list_periodes,
    name_periode,
    summarize,
)
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.fusion import Devenir, EvenementEpci, Mouvement, NatureMouvement
from petit_monde import EST, GEODATA, OUEST, UNION, _commune, _decoupage, build_decoupages

NOMS = {OUEST: "Communauté de communes de l’Ouest", EST: "Communauté de communes de l’Est"}


def build(annees, mouvements=()):
    """Return découpages of communes given as {year: {code: SIREN, or (name, SIREN)}}."""
    par_annee = {}
    for annee, communes in annees.items():
        lignes = [(c, *(x if isinstance(x, tuple) else (c, x))) for c, x in communes.items()]
        noms = {s: NOMS.get(s, "Communauté de communes de l’Union") for _, _, s in lignes if s}
        par_annee[annee] = _decoupage(annee, [_commune(*ligne) for ligne in lignes], noms)
    manifeste = replace(build_decoupages().manifeste, millesimes=tuple(annees))
    return Decoupages(manifeste, par_annee, tuple(mouvements))


A, B, C = "99001", "99002", "99003"
AVANT = {A: OUEST, B: OUEST, C: EST}


def test_years_without_a_change_make_one_period():
    decoupages = build(
        {
            2019: AVANT,
            2020: AVANT,
            2021: {A: OUEST, B: EST, C: EST},
            2022: {A: OUEST, B: EST, C: EST},
        }
    )
    periodes = list_periodes(decoupages)
    assert [(p.premier, p.dernier, p.millesime) for p in periodes] == [
        (2019, 2020, 2019), (2021, 2022, 2022),
    ]  # fmt: skip
    assert find_periode(2020, decoupages) == periodes[0]
    assert [name_periode(p, 2020) for p in periodes] == ["De 2019 (livret)", "Actuel (2022)"]


def test_a_single_year_is_a_period():
    (periode,) = list_periodes(build({2026: AVANT}))
    assert periode.changement is None
    assert name_periode(periode) == "Actuel (2026)"


def test_a_name_that_is_spelt_anew_changes_nothing():
    assert list_changements(build({2019: AVANT, 2020: AVANT | {A: ("Autre nom", OUEST)}})) == ()


@pytest.mark.parametrize(("apres", "resume", "phrases"), [
    (
        {A: UNION, B: UNION, C: UNION}, "En 2020 : 1 EPCI au lieu de 2.",
        ("CC de l’Union (nouvel EPCI) réunit toute la CC de l’Ouest et toute la CC de l’Est.",),
    ),
    (
        {A: OUEST, B: EST, C: EST}, "En 2020 : 1 EPCI est créé ou agrandi.",
        ("CC de l’Est (agrandi) reçoit 1 des 2 communes de la CC de l’Ouest.",),
    ),
    ({A: OUEST, B: "", C: EST}, "En 2020 : des communes quittent leur EPCI.", ()),
])  # fmt: skip
def test_each_epci_formed_says_whose_land_it_has(apres, resume, phrases):
    (changement,) = list_changements(build({2019: AVANT, 2020: apres}))
    assert summarize(changement) == resume
    assert describe(changement) == phrases


def test_the_day_of_an_event_is_said_where_sources_agree():
    (changement,) = list_changements(build({2015: AVANT, 2019: dict.fromkeys(AVANT, UNION)}))
    evenements = {
        s: EvenementEpci(s, Devenir.FUSION, UNION, "2017-01-01", "") for s in (OUEST, EST)
    }
    assert "(nouvel EPCI, depuis le 01/01/2017)" in describe(changement, evenements)[0]
    evenements[EST] = evenements[EST]._replace(date="2018-01-01")
    assert "(nouvel EPCI)" in describe(changement, evenements)[0]
    assert summarize(changement).startswith("Entre 2015 et 2019 : ")


def test_communes_that_merge_and_come_back_are_said():
    decoupages = build(
        {2019: AVANT, 2020: {A: OUEST, C: EST}, 2021: AVANT},
        [
            Mouvement(2019, B, "Val", 2020, A, "Bourg"),
            Mouvement(2020, A, "Bourg", 2021, B, "Val", NatureMouvement.RETABLISSEMENT),
        ],
    )
    fusion, retour = list_changements(decoupages)
    assert summarize(fusion) == "En 2020 : 1 commune a rejoint une autre."
    assert describe(fusion) == ("Val a rejoint Bourg.",)
    assert summarize(retour) == "En 2021 : 1 commune est rétablie."
    assert describe(retour) == ("Val est de nouveau une commune ; elle était dans Bourg.",)


def test_the_years_shown_here_are_those_in_which_something_changed():
    decoupages, evenements = read_decoupages(GEODATA), read_evenements_epci(GEODATA)
    periodes = list_periodes(decoupages)
    assert [(p.premier, p.dernier) for p in periodes] == [
        (2015, 2015), (2019, 2019), (2020, 2024), (2025, 2026),
    ]  # fmt: skip
    assert [name_periode(p, 2015) for p in periodes] == [
        "De 2015 (livret)", "De 2019", "De 2020", "Actuel (2026)",
    ]  # fmt: skip
    assert [summarize(p.changement) for p in periodes[1:]] == [
        "Entre 2015 et 2019 : 20 EPCI au lieu de 34 ; 5 communes ont rejoint une autre.",
        "En 2020 : 1 EPCI est créé ou agrandi.",
        "En 2025 : 3 communes ont rejoint une autre.",
    ]
    calais = "CA Grand Calais Terres et Mers (nouvel EPCI, depuis 2019) réunit toute la CA du "
    assert describe(periodes[2].changement, evenements) == (
        f"{calais}Calaisis et 4 des 27 communes de la CC Pays d’Opale.",
    )
