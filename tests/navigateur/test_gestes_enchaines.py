"""Two gestures at once: what is typed or chosen and what is pressed next both count."""

import re

import pytest
from playwright.sync_api import expect

from acces import wait_for_calm
from relais import Relais
from visiteur import visiting

RETARDS = [0.0, 0.3]
"""Seconds that the server's answers take on their way."""


@pytest.fixture(params=RETARDS, ids=["sur place", "au loin"])
def visite_a(request, navigateur, serveur):
    """A visit whose answers take their time once it is told so: `presser_au_loin`."""
    relais = Relais(int(serveur.rsplit(":", 1)[1]))
    with visiting(navigateur, relais.port) as visite:
        visite.presser_au_loin = lambda: setattr(relais, "retard", request.param)
        yield visite
    relais.close()


def wait_for_rest(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    wait_for_calm(page)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def open_fiches(visite):
    page = visite.page
    page.goto(f"{visite.adresse}/fiches")
    page.locator(".ce-pied").first.wait_for(state="attached")
    wait_for_rest(page)
    return page


def press_menu(page):
    page.get_by_test_id("stTopNavLink").filter(has_text="Coopérer").click()


def press_footer(page):
    page.locator("[data-testid=stHtml] a[href*='propos']").last.click()


def press_fiche(page):
    page.locator(".ce-fiches h2 a").first.click()


SUITES = {
    "le menu": (press_menu, "/cooperer", "Coopérer"),
    "un lien du pied de page": (press_footer, "/a-propos", "À propos"),
}
"""What is pressed as soon as a word is typed, the address and the heading that it leads to."""


@pytest.mark.parametrize("suite", SUITES)
def test_a_link_pressed_as_soon_as_a_word_is_typed_is_followed_by_its_first_press(visite_a, suite):
    presser, adresse, titre = SUITES[suite]
    page = open_fiches(visite_a)
    champ = page.get_by_label("Rechercher")
    visite_a.presser_au_loin()
    champ.press_sequentially("insertion")
    presser(page)
    expect(page).to_have_url(re.compile(adresse))
    expect(page.locator("h1")).to_contain_text(titre)
    wait_for_rest(page)
    expect(page.locator("h1")).to_contain_text(titre)
    page.go_back()
    expect(page).to_have_url(re.compile("/fiches"))
    wait_for_rest(page)
    cherche = "insertion" if "q=insertion" in page.url else ""
    expect(page.get_by_label("Rechercher")).to_have_value(cherche)
    assert visite_a.erreurs == []


def test_a_fiche_pressed_as_soon_as_a_word_is_typed_opens_at_the_first_press(visite_a):
    page = open_fiches(visite_a)
    premiere = page.locator(".ce-fiches h2 a").first
    nom = premiere.inner_text()
    visite_a.presser_au_loin()
    page.get_by_label("Rechercher").press_sequentially("fauquembergues")  # in the first one’s name
    press_fiche(page)
    expect(page).to_have_url(re.compile(r"fiche=\w"))
    expect(page.locator("h1")).to_have_text(nom)
    wait_for_rest(page)
    expect(page.locator("h1")).to_have_text(nom)


def test_a_type_pressed_as_soon_as_a_territory_is_chosen_in_the_box_keeps_both(visite_a):
    visite_a.open("/")
    page, champ = visite_a.page, visite_a.page.locator(".st-key-barre_recherche input")
    champ.wait_for()
    wait_for_rest(page)
    champ.fill("ca grand calais")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    bouton = visite_a.cadre.get_by_role("button", name=re.compile("^Mutualisation"))
    boite = bouton.bounding_box()
    visite_a.presser_au_loin()
    page.keyboard.press("Enter")
    page.mouse.click(boite["x"] + 20, boite["y"] + 20)
    expect(page).to_have_url(re.compile("epci=200090751.*type=mutualisation"))
    wait_for_rest(page)
    expect(page).to_have_url(re.compile("epci=200090751.*type=mutualisation"))
    etat = visite_a.etat()
    assert (etat["epci"], etat["types"]) == ("200090751", ["mutualisation"])
