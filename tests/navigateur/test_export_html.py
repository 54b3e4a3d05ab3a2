"""The exported map, opened from disk by a browser that has no network."""

import datetime as dt
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import build_export, build_extraction
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.referentiel.lecture import Referentiel, read_referentiel
from carto_ess.vue.vue import Vue

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
PRES_DE_SAINT_OMER = (50.72, 2.21)


def write_page(dossier, change=lambda fiche: fiche):
    decoupages = read_decoupages(GEODATA)
    lu = read_referentiel(GEODATA / "referentiel", decoupages)
    referentiel = Referentiel(tuple(map(change, lu.fiches)), ())
    vue = Vue(millesime=2015)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=vue.millesime, echelle=vue.echelle
    )
    extraction = build_extraction(vue, decoupages, referentiel, matrice, date=dt.date(2026, 3, 9))
    chemin = dossier / extraction.nom_fichier("html")
    chemin.write_bytes(build_export(extraction, "html", GEODATA))
    return chemin


@pytest.fixture(scope="module")
def fichier(tmp_path_factory):
    return write_page(tmp_path_factory.mktemp("export"))


def open_page(navigateur, fichier, largeur, hauteur):
    """Open the file in a browser cut from any network; return its page, requests and errors."""
    contexte = navigateur.new_context(
        viewport={"width": largeur, "height": hauteur}, offline=True, has_touch=largeur < 600
    )
    page = contexte.new_page()
    page.set_default_timeout(15_000)
    ecarts = []
    page.on("request", lambda r: ecarts.append(r.url) if not r.url.startswith("data:") else None)
    page.on("pageerror", lambda e: ecarts.append(str(e)))
    page.on("console", lambda m: ecarts.append(m.text) if m.type in ("error", "warning") else None)
    page.goto(fichier.as_uri())
    wait_for(lambda: page.evaluate("Boolean(window.cartoEss && cartoEss.etat().pret)"))
    return page, ecarts


def wait_for(condition):
    """Wait for a condition from here: the page's policy forbids to evaluate text in it."""
    fin = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < fin, "rien n’est venu en 15 secondes"
        time.sleep(0.05)


@pytest.fixture
def page(navigateur, fichier):
    page, ecarts = open_page(navigateur, fichier, 1440, 900)
    yield page
    page.context.close()
    assert ecarts == [fichier.as_uri()], "la page a demandé autre chose qu’elle-même"


@pytest.fixture
def telephone(navigateur, fichier):
    page, ecarts = open_page(navigateur, fichier, 390, 844)
    yield page
    page.context.close()
    assert ecarts == [fichier.as_uri()]


def etat(page):
    return page.evaluate("cartoEss.etat()")


def click_map(page, latitude, longitude):
    boite = page.locator("#carte").bounding_box()
    ouest, sud, est, nord = etat(page)["cadre"]

    def mercator(degres):
        return page.evaluate(f"Math.asinh(Math.tan({degres} * Math.PI / 180))")

    x = (longitude - ouest) / (est - ouest) * boite["width"]
    haut, bas = mercator(nord), mercator(sud)
    y = (haut - mercator(latitude)) / (haut - bas) * boite["height"]
    page.locator("#carte").click(position={"x": x, "y": y})


def test_the_map_is_drawn_from_disk_with_no_network(page):
    dessin = etat(page)
    assert dessin["nCommunes"] == dessin["nDessinees"] == 887
    assert (dessin["vides"], len(dessin["blocs"])) == (111, 34)  # EPCI of 2015
    expect(page.locator("#constat")).to_contain_text("111 communes sur 895")
    expect(page.locator("#panneau h2")).to_have_text("18 fiches")


def test_a_click_lists_what_covers_the_commune_and_by_what(page):
    click_map(page, *PRES_DE_SAINT_OMER)
    panneau = page.locator("#panneau")
    expect(panneau.locator("h2")).to_have_text("CA de Saint-Omer")
    wait_for(lambda: not page.evaluate("document.querySelector('.leaflet-zoom-anim')"))
    click_map(page, *PRES_DE_SAINT_OMER)
    expect(panneau).to_contain_text("couvrent cette commune")
    expect(panneau).to_contain_text("par EPCI")
    panneau.get_by_role("link", name="GALILÉE").click()
    expect(panneau.locator("h2")).to_have_text("GALILÉE")
    expect(panneau.get_by_role("link", name="03 21 88 17 66")).to_have_attribute(
        "href", re.compile("^tel:.*66$")
    )
    assert etat(page)["fiche"] == "galilee"
    panneau.get_by_role("link", name=re.compile("Retour à")).click()
    expect(panneau).to_contain_text("couvrent cette commune")


def test_the_search_forgives_accents_keeps_the_fiches_found_and_never_repaints(page):
    avant = etat(page)
    page.get_by_label("Rechercher").fill("galilee")
    expect(page.locator("#panneau h2")).to_have_text("1 fiche")
    assert (etat(page)["vides"], etat(page)["regions"]) == (avant["vides"], avant["regions"])
    page.get_by_label("Rechercher").fill("ETAPLES")
    page.locator("#panneau").get_by_role("link", name="Étaples", exact=True).click()
    expect(page.locator("#panneau h2")).to_have_text("Étaples")
    assert etat(page)["commune"] == "62318"


def test_a_search_without_result_says_so(page):
    page.get_by_label("Rechercher").fill("xylophone")
    expect(page.locator("#panneau")).to_contain_text("Aucune fiche ne correspond")


def test_a_small_map_shows_its_type_alone_on_the_map_and_in_the_list(page):
    tuile = page.get_by_role("button", name=re.compile("^Structure d’appui : 2"))
    tuile.click()
    expect(page.locator("#panneau h2")).to_have_text("1 fiche")
    expect(page.locator("#panneau")).to_contain_text("GALILÉE")
    expect(page.locator("#constat")).to_contain_text("aucune structure d’appui")
    assert (etat(page)["types"], etat(page)["points"]) == (["structure_appui"], 1)
    tuile.click()
    expect(page.locator("#panneau h2")).to_have_text("18 fiches")
    assert etat(page)["types"] == []


def test_the_switch_of_perimeters_counts_the_communes_of_its_year(page):
    page.get_by_label("Actuel (2026)").check()
    expect(page.locator("#constat")).to_contain_text("communes sur 887")
    expect(page.locator("#constat")).to_contain_text("découpage 2026")
    assert etat(page)["millesime"] == 2026


def test_everything_is_reached_from_the_keyboard(page):
    page.locator("#panneau").get_by_role("link", name="GALILÉE").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panneau h2")).to_be_focused()
    expect(page.locator("#panneau h2")).to_have_text("GALILÉE")


def test_the_phone_shows_the_map_first_and_nothing_overflows(telephone):
    assert etat(telephone)["nDessinees"] == 887
    assert telephone.evaluate("document.documentElement.scrollWidth") == 390
    carte = telephone.locator("#carte").bounding_box()
    assert carte["y"] < telephone.locator("#reglages").bounding_box()["y"]
    assert carte["height"] >= 300


def test_a_hostile_fiche_is_text_on_the_map_in_the_list_and_in_its_panel(navigateur, tmp_path):
    texte = "</script><img src=x onerror='document.title=1'><b>{{ 7*7 }}</b>"
    fichier = write_page(
        tmp_path,
        lambda f: (
            replace(f, structure=texte, enjeux=texte, sites=("javascript:document.title=1",))
            if f.id == "galilee"
            else f
        ),
    )
    page, ecarts = open_page(navigateur, fichier, 1440, 900)
    titre = page.title()
    page.locator("#panneau").get_by_role("link", name=texte, exact=True).click()
    expect(page.locator("#panneau h2")).to_have_text(texte)
    assert page.locator("img, #panneau b").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.title() == titre
    page.context.close()
    assert ecarts == [fichier.as_uri()]


COUPES = """noms => noms.filter(e => {
  const presse = e.closest(".carto-presse");
  return presse.scrollWidth > presse.clientWidth || presse.scrollHeight > presse.clientHeight;
}).map(e => e.innerText)"""


@pytest.mark.parametrize(("largeur", "hauteur"), [(1440, 900), (1024, 768), (390, 844)])
def test_no_tile_cuts_its_name_where_the_readers_letters_are_wide(
    navigateur, fichier, largeur, hauteur
):
    contexte = navigateur.new_context(
        viewport={"width": largeur, "height": hauteur}, bypass_csp=True, offline=True
    )
    page = contexte.new_page()
    page.goto(fichier.as_uri())
    expect(page.locator(".carto-tuile")).to_have_count(5)
    page.add_style_tag(content="* { letter-spacing: .08em !important }")
    assert page.eval_on_selector_all(".carto-tuile .carto-nom", COUPES) == []
    contexte.close()
