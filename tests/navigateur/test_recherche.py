"""The box that finds a territory: by keyboard, by touch, with axe; nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from acces import AXE, OPTIONS_AXE


def find_boite(visite, chemin="/"):
    visite.open(chemin)
    boite = visite.page.get_by_role("combobox", name="Votre commune ou territoire")
    expect(boite).to_be_visible()
    return boite


def options(visite):
    return visite.page.get_by_role("listbox", name="Propositions").get_by_role("option")


def test_a_misspelt_name_an_arrow_and_enter_open_the_commune(visite):
    boite = find_boite(visite)
    boite.press_sequentially("henin baumont")
    expect(options(visite)).to_have_count(1)
    expect(options(visite).first).to_contain_text("Commune Hénin-Beaumont 62110")
    boite.press("ArrowDown")
    expect(options(visite).first).to_have_attribute("aria-selected", "true")
    assert boite.get_attribute("aria-activedescendant") == options(visite).first.get_attribute("id")
    boite.press("Enter")
    visite.page.wait_for_url(re.compile("commune=62427"))
    expect(visite.page.locator(".ce-panneau h2")).to_contain_text("Hénin-Beaumont")
    expect(boite).to_have_value("Hénin-Beaumont (62110)")
    expect(boite).to_have_attribute("aria-expanded", "false")


def test_a_choice_is_one_run_of_the_page_alone(visite):
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    tours = []

    def listen(octets):
        if isinstance(octets, bytes):
            message = ForwardMsg.FromString(octets)
            if message.WhichOneof("type") == "new_session":
                tours.append(set())
            elif message.WhichOneof("type") == "delta":
                tours[-1].add(bool(message.delta.fragment_id))

    visite.page.on("websocket", lambda flux: flux.on("framereceived", listen))
    boite = find_boite(visite)
    boite.fill("henin beaumont")
    expect(options(visite)).to_have_count(1)
    avant = len(tours)
    options(visite).first.click()
    visite.page.wait_for_url(re.compile("commune=62427"))
    expect(visite.page.locator(".ce-panneau h2")).to_contain_text("Hénin-Beaumont")
    assert [tour for tour in tours[avant:] if tour] == [{True}]  # drawn once, by a fragment


def test_enter_before_the_answer_opens_the_only_thing_found(visite):
    boite = find_boite(visite)
    boite.fill("tatinghem")
    boite.press("Enter")
    visite.page.wait_for_url(re.compile("commune=62757"))


def test_enter_never_chooses_among_several_in_silence(visite):
    boite = find_boite(visite)
    boite.fill("62500")
    boite.press("Enter")
    expect(options(visite).first).to_have_attribute("aria-selected", "true")
    expect(options(visite)).to_have_count(8)
    assert "commune=" not in visite.page.url
    boite.press("ArrowUp")
    expect(options(visite).last).to_have_attribute("aria-selected", "true")
    expect(options(visite).last).to_contain_text("Lespesses")
    boite.press("ArrowDown")
    boite.press("Enter")
    visite.page.wait_for_url(re.compile("commune=62765"))


@pytest.mark.parametrize(
    ("tape", "lu", "adresse"),
    [
        ("St Omer", "Commune Saint-Omer", "commune=62765"),
        ("grand calais", "EPCI CA Grand Calais Terres et Mers", "epci=200090751"),
        ("audomarois", "Pays Pays de Saint-Omer", "pays=pays-de-saint-omer"),
        ("bousol", "Fiche Bou’Sol", "fiche=bou-sol"),
        ("canton de fauquembergues", "EPCI CC du Canton de Fauquembergues", "epci=200069037"),
    ],
)
def test_each_kind_opens_by_a_click(visite, tape, lu, adresse):
    boite = find_boite(visite)
    boite.press_sequentially(tape)
    expect(options(visite).first).to_contain_text(lu)
    options(visite).first.click()
    visite.page.wait_for_url(re.compile(adresse))


def test_what_is_not_found_says_what_to_do(visite):
    boite = find_boite(visite)
    boite.press_sequentially("xyzzyx")
    note = visite.page.locator(".ce-recherche-note")
    expect(note).to_contain_text("Aucun territoire ni fiche")
    expect(note).to_contain_text("code postal")
    expect(visite.page.locator(".ce-recherche [role=status]")).to_contain_text("Aucun territoire")
    note.get_by_role("link").click()
    visite.page.wait_for_url(re.compile("/fiches.*q=xyzzyx"))


def test_a_box_that_finds_no_fiche_does_not_speak_of_them(visite):
    boite = find_boite(visite, "/territoires")
    boite.press_sequentially("galilee")
    note = visite.page.locator(".ce-recherche-note")
    expect(note).to_contain_text("Aucun territoire ne s’appelle")
    expect(note).not_to_contain_text("ni fiche")


def test_a_word_typed_then_a_click_elsewhere_is_kept_and_the_click_counts(visite):
    boite = find_boite(visite)
    boite.press_sequentially("lens")
    visite.cadre.get_by_role("button", name="Mutualisation").click()
    visite.page.wait_for_url(re.compile("type=mutualisation"))
    expect(boite).to_have_value("lens")
    expect(options(visite)).to_have_count(0)
    boite.click()
    expect(options(visite).first).to_contain_text("Lens")


def test_escape_closes_the_list_then_clears_the_text_and_leaves_the_territory_alone(visite):
    boite = find_boite(visite, "/?epci=200069037")
    boite.click()
    boite.press_sequentially("lens")
    expect(options(visite).first).to_be_visible()
    boite.press("Escape")
    expect(options(visite)).to_have_count(0)
    expect(boite).to_have_value("lens")
    boite.press("Escape")
    expect(boite).to_have_value("CA du Pays de Saint-Omer")
    assert "epci=200069037" in visite.page.url


def test_the_box_shows_what_is_in_focus_and_its_cross_leaves_it(visite):
    boite = find_boite(visite, "/?epci=200069235")
    expect(boite).to_have_value("CC du Haut Pays du Montreuillois")
    visite.choose("commune", "62765")
    expect(boite).to_have_value("Saint-Omer (62500)")
    boite.click()
    visite.page.keyboard.type("lens")  # in the place of the name, without a key to clear it
    expect(boite).to_have_value("lens")
    boite.fill("")
    visite.page.keyboard.press("Tab")
    expect(boite).to_have_value("Saint-Omer (62500)")
    visite.page.get_by_role("button", name="Quitter Saint-Omer (62500)").click()
    expect(boite).to_have_value("")
    expect(boite).to_be_focused()
    expect(visite.panneau.get_by_role("heading", level=2)).to_have_text("Pas-de-Calais")
    assert "commune=" not in visite.page.url


def test_the_button_clears_and_gives_the_focus_back(visite):
    boite = find_boite(visite)
    boite.press_sequentially("lens")
    visite.page.get_by_role("button", name="Effacer le texte").click()
    expect(boite).to_have_value("")
    expect(boite).to_be_focused()


def test_an_answer_to_a_word_that_was_changed_is_not_shown(visite):
    boite = find_boite(visite)
    boite.press_sequentially("calais")
    expect(options(visite).first).to_contain_text("Calais")
    boite.fill("arras")
    expect(options(visite).first).to_contain_text("Arras")


def test_markup_typed_is_text(visite):
    boite = find_boite(visite)
    boite.fill("<img src=x onerror=alert(1)>")
    expect(visite.page.locator(".ce-recherche-note")).to_contain_text("<img")
    expect(visite.page.locator(".ce-recherche img")).to_have_count(0)


@pytest.mark.parametrize("tape", ["saint-om", "xyzzyx"])
def test_axe_finds_nothing_against_the_open_box(visite, tape):
    boite = find_boite(visite)
    boite.press_sequentially(tape)
    expect(visite.page.locator(".ce-recherche-volet")).to_be_visible()
    if tape == "saint-om":
        expect(options(visite).first).to_be_visible()
        boite.press("ArrowDown")
    visite.page.evaluate(AXE)
    resultat = visite.page.evaluate("o => axe.run({include: ['.ce-recherche']}, o)", OPTIONS_AXE)
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in resultat["violations"]] == []


def test_on_a_phone_a_tap_chooses_and_the_targets_are_large(telephone):
    boite = find_boite(telephone)
    boite.scroll_into_view_if_needed()
    boite.tap()
    boite.press_sequentially("berck")
    premiere = options(telephone).first
    expect(premiere).to_contain_text("Berck")
    assert premiere.bounding_box()["height"] >= 44
    volet = telephone.page.locator(".ce-recherche-volet").bounding_box()
    assert volet["x"] >= 0
    assert volet["x"] + volet["width"] <= 390
    premiere.tap()
    telephone.page.wait_for_url(re.compile("commune=62108"))


def test_a_choice_is_made_once_on_each_page(visite):
    boite = find_boite(visite)
    for tape, code in (("Étaples", "62318"), ("Arras", "62041")):
        boite.fill(tape)
        expect(options(visite).first).to_contain_text(tape)
        boite.press("ArrowDown")
        boite.press("Enter")
        visite.page.wait_for_url(re.compile(f"commune={code}"))
    visite.page.go_back()
    visite.page.wait_for_url(re.compile("commune=62318"))


@pytest.mark.parametrize(
    ("tape", "adresse", "titre"),
    [
        ("lens", "commune=62498", "Lens"),
        ("cc sud artois", "epci=200035442", "Sud"),
        ("arrageois", "pays=pays-d-artois", "Artois"),
    ],
)
def test_a_page_for_the_council_is_opened_from_the_box(visite, tape, adresse, titre):
    visite.page.goto(f"{visite.adresse}/territoire")
    boite = visite.page.get_by_role("combobox", name="Votre commune ou territoire")
    boite.press_sequentially(tape)
    expect(options(visite).first).to_be_visible()
    options(visite).first.click()
    visite.page.wait_for_url(re.compile(adresse))
    expect(visite.page.locator(".ce-portrait h1")).to_contain_text(titre)


def test_a_pays_found_on_the_page_of_gaps_is_shown_among_pays(visite):
    visite.page.goto(f"{visite.adresse}/territoires")
    boite = visite.page.get_by_role("combobox", name="Votre commune ou territoire")
    boite.press_sequentially("pays du ternois")
    expect(options(visite).first).to_contain_text("Pays du Ternois")
    options(visite).first.click()
    visite.page.wait_for_url(re.compile("pays=pays-du-ternois"))
    assert "niveau=pays" in visite.page.url
    expect(visite.page.locator("[aria-current=true]")).to_contain_text("Ternois")


def test_a_fiche_is_not_offered_where_a_territory_is_chosen(visite):
    visite.page.goto(f"{visite.adresse}/territoires")
    boite = visite.page.get_by_role("combobox", name="Votre commune ou territoire")
    assert "fiche" not in boite.get_attribute("placeholder")
    boite.press_sequentially("bousol")
    expect(visite.page.locator(".ce-recherche-note")).to_contain_text("Aucun territoire")


LOSE = """() => {
  const flux = cartoEssConnexion.flux;
  window.perdus = 0;
  flux.send = () => { window.perdus += 1; delete flux.send; };
}"""
"""Loses the next message of the page, as a run that ends may."""


def test_what_the_server_did_not_hear_is_said_again(visite):
    boite = find_boite(visite)
    visite.page.evaluate(LOSE)
    boite.fill("62193")
    expect(options(visite)).to_have_count(1, timeout=30_000)
    assert visite.page.evaluate("window.perdus") == 1
    visite.page.evaluate(LOSE)
    options(visite).first.click()
    expect(visite.page).to_have_url(re.compile("commune=62193"), timeout=30_000)
    assert visite.page.evaluate("window.perdus") == 1
    visite.wait_for_etat("e.commune === '62193'")
