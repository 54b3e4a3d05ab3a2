"""What the map draws where communes are too many for one file: the state of EPCI, then communes."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

import grand_pays
from carto_ess.carte.codage import encode_numbers
from carto_ess.carte.configuration import build_config
from carto_ess.carte.etat import POINTS_MAX, build_state
from carto_ess.carte.etat_lacunes import build_state_lacunes
from carto_ess.carte.mosaique import Trace, build_trace
from carto_ess.cli.commandes import carto_ess
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import FORMATS, find_refusal
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from carto_ess.vue.liste import ENTIERE, clip
from carto_ess.vue.vue import Vue
from grand_pays import UNITES, A, B
from petit_monde import RACINE

VUE = Vue(2026)


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory):
    return grand_pays.build_grand_pays(tmp_path_factory.mktemp("grand"))


@pytest.fixture(scope="module")
def monde(dossiers):
    decoupages = read_decoupages(dossiers[0])
    referentiel = read_referentiel(dossiers[1], decoupages)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE
    )
    return decoupages, referentiel, matrice


def draw(monde, **vue):
    decoupages, referentiel, matrice = monde
    return build_state(decoupages, referentiel, replace(VUE, **vue), matrice)


def read_counts(etat):
    """Return the numbers of fiches by type of each thing drawn, zeros left out."""
    lignes = [etat["tables"][int(chiffre, 36)] for chiffre in etat["zones"]]
    types = list(TypeCooperation)
    return [{str(types[i]): n for i, n in enumerate(ligne) if n} for ligne in lignes]


def test_numbers_take_the_digits_of_the_largest():
    assert encode_numbers([0, 35]) == "0z"
    assert encode_numbers([0, 36, 1295]) == "0010zz"
    assert encode_numbers([1296, 1]) == "100001"
    assert encode_numbers([3, 7], chiffres=2) == "0307"
    assert encode_numbers([]) == ""


def test_units_stand_in_the_order_of_the_file_and_overseas_is_in_none(monde):
    decoupages, _, _ = monde
    assert list(decoupages.unites) == UNITES
    assert decoupages.unites[A] == ("91001", "91003", "91007")
    assert "97201" in decoupages[2026].communes
    assert "97201" not in decoupages.unite_of


def test_a_fiche_counts_in_an_epci_when_it_covers_one_commune_of_it(monde):
    etat = draw(monde)
    un_de_chaque = {"mutualisation": 1, "regroupement": 1}
    assert read_counts(etat) == [un_de_chaque, {"regroupement": 1}, {}, {}, {}]


def test_an_epci_covered_in_part_is_told_from_one_that_is_wholly(monde):
    assert draw(monde)["couvertes"] == "0204000000"
    assert draw(monde, types=(TypeCooperation.REGROUPEMENT,))["couvertes"] == ("0104000000")


def test_the_country_opens_on_epci_without_points(monde):
    etat = draw(monde)
    assert etat["ouverts"] == etat["points"] == []
    assert etat["vue"] == {"cle": "departement", "cadre": "departement"}
    assert len(etat["zones"]) == len(UNITES)


def test_an_epci_chosen_brings_its_communes_and_its_points(monde):
    etat = draw(monde, epci=A)
    assert etat["ouverts"] == [A]
    assert etat["foyer"] == ["epci", A]
    assert read_counts(etat)[len(UNITES) :] == [
        {"mutualisation": 1, "regroupement": 1}, {"mutualisation": 1}, {},
    ]  # fmt: skip
    assert [point[0] for point in etat["points"]] == ["alpha"]
    assert etat["vue"]["cadre"] == "territoire"
    assert etat["territoire"] == "87"  # the unit, and its three communes after the five units


def test_a_commune_found_by_a_search_opens_and_frames_its_epci(monde):
    etat = draw(monde, commune="91004")
    assert (etat["ouverts"], etat["foyer"]) == ([B], ["commune", "91004"])
    assert etat["vue"]["cadre"] == "territoire"
    assert draw(monde, commune="92002")["ouverts"] == []  # in no EPCI: drawn from the start
    assert draw(monde, commune="97201")["ouverts"] == []  # overseas: not drawn


def test_a_fiche_lights_epci_that_it_covers_whole_or_in_part(monde):
    assert draw(monde, fiche="beta")["fiche"]["communes"] == "40"
    assert draw(monde, fiche="beta")["fiche"]["parts"] == "80"
    ouvert = draw(monde, fiche="beta", epci=A)["fiche"]
    assert ouvert["communes"] == "44"  # five units, then 91001 and not the two others


def test_points_of_an_epci_are_counted(monde):
    decoupages, referentiel, matrice = monde
    beaucoup = tuple(replace(referentiel["alpha"], id=f"f{i}") for i in range(POINTS_MAX + 1))
    matrice = build_matrice(beaucoup, decoupages, millesime=2026, echelle=Echelle.PROXIMITE)
    vue = replace(VUE, epci=A)
    etat = build_state(decoupages, replace(referentiel, fiches=beaucoup), vue, matrice)
    assert len(etat["points"]) == POINTS_MAX


def draw_gaps(monde, **vue):
    decoupages, referentiel, matrice = monde
    bilan = build_bilan(Question(2026), referentiel.fiches, matrice, decoupages)
    vue = replace(VUE, **vue)
    choisie = bilan[vue.epci] if vue.epci else None
    trace = build_trace(decoupages, vue)
    return build_state_lacunes(
        bilan, referentiel.fiches, matrice, decoupages, choisie=choisie, trace=trace
    )


def test_gaps_hatch_an_epci_only_when_none_of_its_communes_is_covered(monde):
    etat = draw_gaps(monde)
    assert read_counts(etat)[:2] != [{}, {}]  # neither A, covered in part, nor B
    assert read_counts(etat)[2:] == [{}, {}, {}]
    assert etat["couvertes"] == "0204000000"
    ouvert = draw_gaps(monde, epci=A)
    assert ouvert["ouverts"] == [A]
    assert ouvert["territoire"] == "87"
    assert ouvert["vue"] == {"cle": A, "cadre": "ouverts"}


def test_a_map_of_communes_says_nothing_of_units(reel):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2015, echelle=Echelle.PROXIMITE
    )
    vue = Vue(2015, fiche="galilee", commune="62765")
    etat = build_state(decoupages, referentiel, vue, matrice)
    assert not {"ouverts", "couvertes"} & set(etat)
    assert len(etat["signes"]) == 2 * 34 * len(TypeCooperation)
    assert list(etat["fiche"]) == ["id", "type", "communes", "departements"]
    assert etat["vue"]["cadre"] == "fiche"
    assert "details" not in build_config(decoupages, topologie="x", tuiles=None)
    assert len(Trace(decoupages).communes) == 887


def test_the_state_of_a_country_stays_small(monde):
    """A unit costs a few bytes whatever its communes; communes, those of the EPCI opened only."""
    fermes, ouvert = (json.dumps(draw(monde, **v)) for v in ({}, {"epci": A}))
    assert len(fermes) < 1000
    assert len(ouvert) - len(fermes) < 350


def test_a_long_list_shows_its_first_rows_and_counts_the_rest():
    assert clip(range(ENTIERE)) == (range(ENTIERE), 0)
    lignes, n_caches = clip(range(ENTIERE + 1), 10)
    assert (list(lignes), n_caches) == (list(range(10)), ENTIERE - 9)


def test_the_map_in_one_file_is_refused_with_what_to_do_instead(monde, dossiers, tmp_path, reel):
    geodata, referentiel = dossiers
    environ = {"CARTO_ESS_GEODATA": str(geodata), "CARTO_ESS_REFERENTIEL": str(referentiel)}
    sortie = tmp_path / "carte.html"
    resultat = CliRunner().invoke(carto_ess, ["export", "--output", str(sortie)], env=environ)
    assert resultat.exit_code == 2
    assert "10 communes" in resultat.output
    assert "GeoJSON" in resultat.output
    assert not sortie.exists()
    sortie = tmp_path / "fiches.geojson"
    resultat = CliRunner().invoke(carto_ess, ["export", "--output", str(sortie)], env=environ)
    assert resultat.exit_code == 0, resultat.output
    assert sortie.stat().st_size
    assert [x for x in FORMATS if find_refusal(x, monde[0])] == ["html"]
    assert [x for x in FORMATS if find_refusal(x, reel[0])] == []


@pytest.fixture
def page(dossiers, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_GEODATA", str(dossiers[0]))
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(dossiers[1]))

    def run(**params):
        page = AppTest.from_file(RACINE / "app.py", default_timeout=60)
        for cle, valeur in params.items():
            page.query_params[cle] = valeur
        page.run().run()
        assert not page.exception
        return page

    return run


def read_texts(page):
    return "\n".join(element.proto.body for element in page.get("html"))


def test_the_choice_of_an_epci_is_left_to_the_map_and_the_search(page):
    for ouvert in (page(), page(epci=A)):
        assert not ouvert.exception
        assert not [s for s in ouvert.selectbox if s.label.startswith("EPCI")]
        assert "91001" not in read_texts(ouvert)
