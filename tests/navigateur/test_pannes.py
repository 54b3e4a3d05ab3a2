"""What fails around the browser is said, and the visit goes on."""

import re

import pytest
from playwright.sync_api import expect

from serveurs import serving, start, stop, wait_for
from visiteur import Visite

ATTENTE = "La carte se charge"


@pytest.mark.parametrize("fichier", ["moteur.js", "leaflet.js"])
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


def test_a_server_that_stops_and_comes_back_gives_the_same_view(navigateur, tmp_path):
    processus, port = start(tmp_path / "a.txt")
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    try:
        wait_for(port, processus)
        visite = Visite(contexte.new_page(), f"http://127.0.0.1:{port}")
        visite.open("/?millesime=2026&commune=62160")
        visite.panneau.locator("a[data-objet=fiche]").first.click()
        fiche = visite.wait_for_etat("e.fiche !== null")["fiche"]
        stop(processus, 9)
        visite.page.wait_for_timeout(1_500)
        with visite.page.expect_websocket(timeout=60_000):  # the page tries again by itself
            processus, _ = start(tmp_path / "b.txt", port=port)
            wait_for(port, processus)
        visite.page.wait_for_timeout(8_000)  # the first run of a new process
        assert visite.etat()["fiche"] == fiche
        visite.choose("types", "structure_appui")
        expect(visite.page).to_have_url(re.compile("type=structure_appui"), timeout=30_000)
        etat = visite.wait_for_etat("e.points === 1")
        assert (etat["commune"], etat["millesime"]) == ("62160", 2026)
        assert visite.erreurs == []
    finally:
        contexte.close()
        stop(processus)


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
