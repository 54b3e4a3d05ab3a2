"""From opening to the page for the council, as an élu does it: three gestures, then a PDF."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

BOUTON = re.compile("^Page pour le conseil")


def take(visite):
    """Press the button of the panel; return what was downloaded."""
    with visite.page.expect_download() as attendu:
        visite.panneau.get_by_role("link", name=BOUTON).click()
    fichier = attendu.value
    assert Path(fichier.path()).read_bytes().startswith(b"%PDF-")
    return fichier.suggested_filename


@pytest.mark.parametrize(
    ("tape", "nom"),
    [
        ("calais terres", "ca-grand-calais-terres-et-mers"),
        ("cu d'arras", "cu-d-arras"),
        ("pays de saint-omer ca", "ca-du-pays-de-saint-omer"),
        ("7 vallees cc", "cc-des-7-vallees"),
        ("montreuil", "montreuil-sur-mer"),
    ],
)
def test_three_gestures_from_the_first_page_give_the_page_for_the_council(visite, tape, nom):
    visite.open()
    boite = visite.page.get_by_role("combobox", name="Votre commune ou territoire")
    boite.press_sequentially(tape)  # the first
    premiere = visite.page.get_by_role("option").first
    expect(premiere).to_be_visible()
    premiere.click()  # the second
    expect(visite.panneau.get_by_role("link", name=BOUTON)).to_be_visible()
    assert take(visite) == f"page-pour-le-conseil-{nom}.pdf"  # the third


def test_the_panel_of_the_page_of_gaps_gives_the_same_file(visite):
    visite.open("/territoires?epci=200069029")
    nom = take(visite)
    assert nom == "page-pour-le-conseil-ca-des-deux-baies-en-montreuillois.pdf"
    visite.open("/?epci=200069029")
    assert take(visite) == nom


def test_a_phone_takes_the_page_from_the_foot_of_the_sheet(telephone):
    telephone.open("/?epci=200069037")
    telephone.page.get_by_role("button", name="Voir le détail").click()
    bouton = telephone.panneau.get_by_role("link", name=BOUTON)
    expect(bouton).to_be_in_viewport()
    assert bouton.bounding_box()["height"] >= 44
    assert take(telephone) == "page-pour-le-conseil-ca-du-pays-de-saint-omer.pdf"


def test_the_page_stays_where_it_was_and_the_button_says_that_the_file_comes(visite):
    visite.open("/?epci=200069037")
    visite.cadre.evaluate("window.temoin = 1")
    take(visite)
    bouton = visite.panneau.get_by_role("link", name=re.compile("^Préparation…"))
    expect(bouton.or_(visite.panneau.get_by_role("link", name=BOUTON))).to_be_visible()
    expect(visite.panneau.get_by_role("link", name=BOUTON)).to_be_visible()
    assert visite.cadre.evaluate("window.temoin") == 1
    assert visite.page.url.endswith("/?epci=200069037")


def test_a_commune_and_a_year_of_the_past_have_their_own(visite):
    visite.open("/?commune=62765")
    assert take(visite) == "page-pour-le-conseil-saint-omer.pdf"
    visite.open("/?epci=246200455&millesime=2015")
    assert take(visite) == "page-pour-le-conseil-ca-de-saint-omer-2015.pdf"


def test_the_screen_of_the_page_gives_it_too(visite):
    visite.page.goto(f"{visite.adresse}/territoire?commune=62765")
    expect(visite.page.locator(".ce-portrait h1")).to_have_text("Saint-Omer")
    with visite.page.expect_download() as attendu:
        visite.page.get_by_role("button", name="PDF, une page A4").click()
    assert attendu.value.suggested_filename == "page-pour-le-conseil-saint-omer.pdf"
