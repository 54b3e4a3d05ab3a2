"""What fails around the browser is said, and the visit goes on."""

import re

import pytest
from playwright.sync_api import expect

from serveurs import serving
from visiteur import Visite

ATTENTE = "La carte se charge"


@pytest.mark.parametrize("fichier", ["moteur-*.js", "leaflet.js"])
def test_without_the_script_of_the_map_a_sentence_is_seen_and_the_table_answers(visite, fichier):
    visite.page.route(f"**/{fichier}*", lambda route: route.abort())
    visite.page.goto(visite.adresse + "/?type=structure_appui")
    expect(visite.page.get_by_text(ATTENTE)).to_be_visible()
    expect(visite.page.locator(".ce-panneau .ce-appels li")).to_have_count(1)
    visite.page.locator(".ce-panneau .ce-appels a").first.click()
    expect(visite.page).to_have_url(re.compile("fiche="))
    expect(visite.page.locator(".ce-panneau h2")).to_be_visible()
    assert set(visite.erreurs) <= {"Event"}  # what streamlit-folium throws at a missing script
    visite.erreurs.clear()


def test_without_its_geometry_the_map_says_so(visite):
    visite.page.route("**/carte-*.json", lambda route: route.abort())
    visite.page.goto(visite.adresse)
    visite.page.wait_for_selector("iframe[title^='Carte']")
    expect(visite.cadre.get_by_role("alert")).to_contain_text("le tableau sous la carte")


def test_when_the_map_is_there_the_sentence_is_for_nobody_and_takes_no_room(visite):
    visite.open()
    expect(visite.page.get_by_text(ATTENTE)).to_be_hidden()
    haut = "e => e.getBoundingClientRect().top"
    cadre = visite.page.locator("iframe[title^='Carte']").evaluate(haut)
    assert cadre == visite.page.locator(".st-key-carte").evaluate(haut)


def test_a_piece_of_the_front_end_that_a_cut_took_away_is_asked_for_again(visite):
    visite.open("/?commune=62160")
    # pieces of the page of fiches, which the one of the map did not need
    visite.page.route("**/static/js/Selectbox.*.js", lambda route: route.abort(), times=1)
    visite.page.get_by_role("link", name="Fiches", exact=True).first.click()
    expect(visite.page.get_by_role("combobox", name="EPCI")).to_be_visible(timeout=30_000)
    expect(visite.page).to_have_url(re.compile(r"/fiches\?commune=62160"))


def test_a_piece_that_never_comes_is_told_in_french_and_not_asked_for_endlessly(visite):
    visite.open("/?commune=62160")
    demandes = []
    visite.page.route(
        "**/static/js/Selectbox.*.js", lambda route: (demandes.append(1), route.abort())
    )
    phrase = visite.page.get_by_text("n’a pas pu être chargé : rechargez-la").first
    with visite.page.expect_event("load", timeout=30_000):  # it asks once more by itself
        visite.page.get_by_role("link", name="Fiches", exact=True).first.click()
        expect(phrase).to_be_visible()
    genre = "performance.getEntriesByType('navigation')[0].type"
    assert visite.page.evaluate(genre) == "reload"
    expect(phrase).to_be_visible(timeout=30_000)
    assert len(demandes) == 2


def test_two_tabs_keep_their_own_view(visite):
    autre = Visite(visite.page.context.new_page(), visite.adresse)
    visite.open("/?millesime=2015&epci=246200455")
    autre.open("/?type=structure_appui")
    visite.panneau.locator("a[data-objet=fiche]").first.click()
    visite.wait_for_etat("e.fiche !== null")
    autre.page.reload()
    autre.wait_for_map()
    assert autre.etat()["fiche"] is None
    assert autre.etat()["millesime"] == 2026
    assert visite.etat()["millesime"] == 2015


def test_a_reload_in_the_middle_of_a_run_gives_the_view_asked(visite):
    visite.open()
    visite.open_options().get_by_text("De 2015 (livret)").click()
    visite.page.wait_for_url(re.compile("millesime=2015"))
    for _ in range(3):
        visite.page.goto(visite.page.url, wait_until="commit")
    visite.wait_for_map()
    assert visite.etat()["millesime"] == 2015


def test_a_visit_leaves_neither_its_search_nor_its_address_in_the_journal(navigateur, tmp_path):
    contexte = navigateur.new_context(user_agent="navigateur-de-dupont")
    with serving(tmp_path / "journal") as port:
        visite = Visite(contexte.new_page(), f"http://127.0.0.1:{port}")
        visite.page.goto(f"{visite.adresse}/fiches?q=dupont-jean")
        champ = visite.page.get_by_label("Rechercher")
        champ.fill("dupont-marie")
        champ.press("Enter")
        expect(visite.page.locator("main")).to_contain_text("« dupont-marie »")
        contexte.close()
    journal = (tmp_path / "journal").read_text("utf-8")
    assert "dupont" not in journal
    assert not re.search(r"\d+\.\d+\.\d+\.\d+:\d{4,5} - ", journal)


def test_an_upload_larger_than_the_limit_is_refused_and_nothing_is_read(visite, tmp_path):
    gros = tmp_path / "gros.csv"
    gros.write_bytes(b"id;type\n" * 2_700_000)
    visite.page.goto(visite.adresse + "/referentiel")
    champ = visite.page.locator("input[type=file][multiple]")  # not the one of a table to match
    champ.set_input_files(gros)
    depot = visite.page.get_by_test_id("stFileUploader").filter(has=champ)
    expect(depot.get_by_role("alert")).to_contain_text("dépasse 20 Mo")
    assert visite.page.locator(".ce-refus, .ce-fautes").count() == 0
