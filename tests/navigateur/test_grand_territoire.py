"""A territory too large for one file, as its reader uses it: EPCI, communes, and back."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from tests.benchmark.grand import visit

from acces import wait_for_calm
from grand_pays import A, B, build_grand_pays, find_place
from visiteur import Visite, serve

CHEZ_A = (0.5, 0.5)  # 91001, in the west
CHEZ_B = (1.5, 0.5)  # 91002, next door


@pytest.fixture(scope="module")
def grand_serveur(tmp_path_factory):
    geodata, referentiel = build_grand_pays(tmp_path_factory.mktemp("grand"))
    with serve(CARTO_ESS_GEODATA=str(geodata), CARTO_ESS_REFERENTIEL=str(referentiel)) as adresse:
        yield adresse


@pytest.fixture
def pays(grand_serveur, navigateur):
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    visite = Visite(contexte.new_page(), grand_serveur)
    yield visite
    contexte.close()
    assert visite.dehors == []
    assert visite.erreurs == []


def point_at(visite, place):
    """Put the mouse on a place of the map, without clicking."""
    visite.page.mouse.move(*visite.find_on_screen(*find_place(*place)))


def test_epci_first_then_its_communes_then_a_commune_then_back(pays):
    demandes = []
    pays.page.on("request", lambda r: demandes.append(r.url) if "/epci/" in r.url else None)
    etat = pays.open().etat()
    assert (etat["nCommunes"], etat["nDessinees"], etat["ouverts"]) == (5, 5, [])
    assert demandes == [], "no commune is fetched before it is asked for"
    assert "vide" in etat["regions"]

    pays.click_map(*find_place(*CHEZ_A))
    etat = pays.wait_for_etat(f"e.ouverts[0] === '{A}' && e.epci === '{A}'")
    assert etat["nDessinees"] == 4 + 3
    assert [re.sub(r".*/|-.*", "", url) for url in demandes] == [A]
    expect(pays.page).to_have_url(re.compile(f"epci={A}"))
    expect(pays.panneau.get_by_role("heading", level=2)).to_have_text("CA d’Ouest")

    pays.wait_for_still_map()
    pays.click_map(*find_place(*CHEZ_A))
    pays.wait_for_etat("e.commune === '91001'")
    # lost when the server was still answering, a click is sent again
    titre = pays.panneau.get_by_role("heading", level=2)
    expect(titre).to_have_text("L’Ain", timeout=15_000)
    expect(pays.panneau).to_contain_text("2 coopérations")
    expect(pays.page).to_have_url(re.compile("commune=91001"))

    for _ in range(2):  # a tooltip first, if there is one
        pays.page.keyboard.press("Escape")
    etat = pays.wait_for_etat("e.ouverts.length === 0 && e.epci === null")
    assert etat["nDessinees"] == 5
    expect(pays.page).to_have_url(re.compile(r"/$"))


def test_another_epci_takes_the_place_of_the_first_and_the_panel_leads_back(pays):
    pays.open(f"/?epci={A}")
    pays.wait_for_etat(f"e.ouverts[0] === '{A}'")
    pays.wait_for_still_map()
    pays.click_map(*find_place(*CHEZ_B))
    pays.wait_for_etat(f"e.ouverts.length === 1 && e.ouverts[0] === '{B}'")
    pays.panneau.locator(".ce-retour a").click()
    pays.wait_for_etat("e.ouverts.length === 0 && e.epci === null")


def test_the_tooltip_says_how_many_communes_of_an_epci_are_covered(pays):
    pays.open()
    infobulle = pays.cadre.locator(".carto-infobulle")
    point_at(pays, CHEZ_A)
    expect(infobulle).to_contain_text("2 communes sur 3 couvertes")
    point_at(pays, CHEZ_B)
    expect(infobulle).to_contain_text("ses 4 communes sont couvertes")
    assert pays.etat()["partiels"] == 1
    expect(pays.cadre.locator(".carto-legende")).to_contain_text("en partie")


def test_a_commune_found_by_its_name_is_drawn_with_its_neighbours(pays):
    pays.open("/?commune=91006")
    etat = pays.wait_for_etat("e.commune === '91006'")
    assert (etat["ouverts"], etat["epci"]) == ([B], None)


def test_communes_that_do_not_come_are_said_and_the_epci_stays(pays):
    pays.page.route("**/epci/*.json", lambda route: route.abort())
    pays.open()
    pays.click_map(*find_place(*CHEZ_A))
    alerte = pays.cadre.get_by_role("alert")
    expect(alerte).to_contain_text("Les communes de CA d’Ouest n’ont pas pu être chargées")
    etat = pays.wait_for_etat(f"e.epci === '{A}'")
    assert (etat["ouverts"], etat["nDessinees"]) == ([], 5)
    pays.page.unroute("**/epci/*.json")
    pays.panneau.locator(".ce-retour a").click()
    pays.wait_for_etat("e.epci === null")
    expect(alerte).to_have_count(0)
    pays.click_map(*find_place(*CHEZ_A))
    pays.wait_for_etat(f"e.ouverts[0] === '{A}'")


def test_on_the_page_of_gaps_an_epci_clicked_is_chosen_and_opened(pays):
    pays.open("/territoires")
    assert pays.etat()["nDessinees"] == 5
    wait_for_calm(pays.page)  # the map makes room for its legend
    pays.wait_for_still_map()
    pays.click_map(*find_place(*CHEZ_A))
    pays.wait_for_etat(f"e.ouverts[0] === '{A}'")
    detail = pays.page.locator(".ce-panneau")
    expect(detail.get_by_role("heading", level=2)).to_have_text("CA d’Ouest")
    expect(pays.page).to_have_url(re.compile(f"epci={A}"))


def test_a_click_weighs_less_than_eight_kilobytes(grand_serveur):
    with ThreadPoolExecutor(1) as fil:  # Playwright keeps a loop running in this one
        reponses = fil.submit(asyncio.run, visit(grand_serveur, A, B, "91001")).result()
    page = [reponses.pop(nom) for nom in ("first run", "rest of the page")]
    assert sum(reponse.fil for reponse in page) < 16 * 1024
    assert len(reponses) == 4
    for geste, reponse in reponses.items():
        assert 0 < reponse.fil < 8 * 1024, geste


def test_a_click_that_the_server_lost_is_sent_once_more(pays):
    pays.open(f"/?epci={A}")
    pays.wait_for_etat(f"e.ouverts[0] === '{A}'")
    pays.wait_for_still_map()
    pays.cadre.evaluate(
        "window.rappels = new Set(); const attendre = setTimeout, oublier = clearTimeout;"
        "setTimeout = (f, ms, ...a) => { const n = attendre(() => { rappels.delete(n); f(...a); },"
        " ms); if (ms > 1000) rappels.add(n); return n; };"
        "clearTimeout = (n) => { rappels.delete(n); oublier(n); };"
        "window.perdus = []; const dire = Streamlit.setComponentValue;"
        "Streamlit.setComponentValue = (v) => { perdus.push(v.id);"
        " if (perdus.length > 1) dire.call(Streamlit, v); }; null"
    )
    pays.click_map(*find_place(*CHEZ_A))
    titre = pays.panneau.get_by_role("heading", level=2)
    expect(titre).to_have_text("L’Ain", timeout=15_000)
    pays.cadre.wait_for_function("rappels.size === 0")  # nothing is to be sent any more
    assert pays.cadre.evaluate("perdus") == ["91001", "91001"]
