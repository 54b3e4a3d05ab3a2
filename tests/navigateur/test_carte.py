"""The map's page as its reader uses it."""

import re

from playwright.sync_api import expect

CALAIS = (50.951, 1.858)
SAINT_OMER_VILLE = (50.7503, 2.2523)


def test_the_map_draws_every_commune_and_names_every_epci(visite):
    etat = visite.open().etat()
    assert etat["nCommunes"] == etat["nDessinees"] == 887
    assert etat["points"] == 0  # they come with a focus, or with one type
    assert len(etat["blocs"]) == 20
    assert etat["millesime"] == 2026


def test_the_finding_is_said_in_the_first_line(visite):
    visite.open()
    expect(visite.page.locator(".ce-accroche")).to_contain_text("111 communes sur 887")


def test_a_click_on_a_covered_commune_lists_what_covers_it_by_type(visite):
    visite.open()
    visite.click_map(50.72, 2.21)
    etat = visite.wait_for_etat("e.epci === '200069037'")
    assert (etat["points"], etat["focus"]) == (18 - 1, 53)  # 18 fiches, one of them without a point
    visite.wait_for_still_map()
    visite.click_map(50.72, 2.21)
    visite.wait_for_etat("e.commune !== null")
    expect(visite.panneau).to_contain_text("par EPCI")
    expect(visite.panneau).to_contain_text("GALILÉE")
    expect(visite.page).to_have_url(re.compile(r"commune=62\d{3}"))


def test_a_click_on_an_uncovered_commune_says_that_nothing_is_recorded(visite):
    visite.open("/?epci=200090751")
    visite.wait_for_still_map()
    visite.click_map(*CALAIS)
    expect(visite.panneau).to_contain_text("Aucune coopération de proximité recensée")


def test_a_link_of_the_panel_opens_the_whole_fiche_without_reloading(visite):
    visite.open()
    visite.page.evaluate("window.temoin = 1")
    visite.panneau.get_by_role("link", name="GALILÉE").click()
    expect(visite.panneau.get_by_role("heading", level=2)).to_have_text("GALILÉE")
    expect(visite.panneau.get_by_role("link", name="03 21 88 17 66")).to_have_attribute(
        "href", re.compile("^tel:.*66$")
    )
    assert visite.page.evaluate("window.temoin") == 1
    assert visite.etat()["fiche"] == "galilee"


def test_a_filter_changes_map_and_table_and_keeps_the_frame_and_the_zoom(visite):
    visite.open()
    visite.cadre.evaluate("window.temoin = 1; map.setZoom(map.getZoom() + 1, {animate: false})")
    zoom = visite.cadre.evaluate("map.getZoom()")
    visite.page.get_by_role("button", name=re.compile("Structure d’appui")).click()
    visite.wait_for_etat("e.points === 1")
    expect(visite.page.locator(".ce-tableau tbody tr")).to_have_count(1)
    expect(visite.page).to_have_url(re.compile("type=structure_appui"))
    assert visite.cadre.evaluate("window.temoin") == 1
    assert visite.cadre.evaluate("map.getZoom()") == zoom


def test_choosing_an_epci_frames_it_and_counts_its_fiches(visite):
    visite.open()
    visite.page.get_by_role("combobox").click()
    visite.page.get_by_role("option", name=re.compile(r"^CA du Pays de Saint-Omer \(6\)")).click()
    visite.wait_for_etat("e.epci === '200069037'")
    expect(visite.page.locator(".ce-tableau tbody tr")).to_have_count(6)


def test_an_address_frames_its_epci(visite, telephone):
    for visiteur, marge in ((visite, 0), (telephone, 0)):
        visiteur.open("/?epci=246200455&millesime=2015")
        visiteur.page.wait_for_timeout(500)  # the legend's style sheet may come last
        gauche, droite, largeur = visiteur.cadre.evaluate(
            "[2.002, 2.411].map((lon) => map.latLngToContainerPoint([50.75, lon]).x)"
            ".concat(map.getSize().x)"
        )  # the ends of the CA de Saint-Omer of 2015, in degrees
        assert 0 < gauche < droite < largeur - marge
        assert droite - gauche > largeur / 3


def test_the_switch_of_perimeters_moves_the_territory_and_says_so(visite):
    visite.open("/?epci=246200455&millesime=2015")
    visite.page.get_by_text("Actuel (2026)").click()
    visite.wait_for_etat("e.millesime === 2026")
    expect(visite.page.locator(".ce-avis")).to_contain_text("CA du Pays de Saint-Omer")
    expect(visite.page).to_have_url(re.compile("epci=200069037"))


def test_a_deep_link_opens_the_same_view_for_someone_else(visite):
    visite.open("/?type=regroupement&commune=62160&fiche=bou-sol")
    etat = visite.wait_for_etat("e.fiche === 'bou-sol'")
    assert (etat["millesime"], etat["commune"]) == (2026, "62160")
    expect(visite.panneau).to_contain_text("Retour à Boulogne-sur-Mer")


def test_a_territory_chosen_changes_nothing_of_what_is_covered(visite):
    """Lens, outside the EPCI chosen, keeps its cooperations; the finding and the legend too."""

    def read():
        legende = visite.cadre.locator(".carto-legende")
        expect(legende).to_contain_text("aucun type : 111 communes")
        return visite.page.locator(".ce-accroche").inner_text(), legende.inner_text()

    visite.open()
    avant = read()
    visite.open("/?epci=200033579")
    visite.wait_for_etat("e.epci === '200033579'")
    assert read() == avant
    visite.open("/?commune=62498")
    expect(visite.panneau).to_contain_text("3 coopérations")


def test_back_goes_back_to_the_view_before(visite):
    visite.open()
    visite.panneau.get_by_role("link", name="GALILÉE").click()
    visite.wait_for_etat("e.fiche === 'galilee'")
    visite.page.go_back()
    visite.wait_for_etat("e.fiche === null")
    expect(visite.panneau.get_by_role("heading", level=2)).to_have_text("Vue d’ensemble")


def test_a_bad_address_opens_with_a_notice(visite):
    visite.open("/?fiche=nulle&millesime=1999&epci=x")
    alertes = visite.page.locator(".ce-avis")
    expect(alertes).to_have_count(3)
    expect(alertes.first).to_contain_text("ignorée")


def test_clear_brings_every_fiche_back(visite):
    visite.open("/?type=structure_appui&echelle=toutes")
    visite.wait_for_etat("e.points === 1")
    visite.page.get_by_role("button", name="Effacer les filtres").click()
    visite.wait_for_etat("e.points === 0 && e.types.length === 0")
    expect(visite.page).to_have_url(re.compile(r"/$"))


def test_the_page_speaks_french(visite):
    visite.open()
    assert visite.page.evaluate("document.documentElement.lang") == "fr"
    assert visite.cadre.evaluate("document.documentElement.lang") == "fr"
    texte = visite.page.evaluate("document.body.innerText")
    assert not re.search(r"\b(Deploy|Rerun|Settings|Choose|Press|Enter|Running|Stop)\b", texte)


def test_the_phone_shows_the_map_before_the_filters_and_nothing_overflows(telephone):
    telephone.open()
    carte = telephone.page.locator("iframe[title^='Carte']").bounding_box()
    filtres = telephone.page.locator(".st-key-filtres").bounding_box()
    assert carte["y"] < filtres["y"]
    assert carte["width"] > 330
    largeur = telephone.page.evaluate("document.scrollingElement.scrollWidth")
    assert largeur <= 390
