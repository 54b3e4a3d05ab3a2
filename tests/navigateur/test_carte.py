"""The map's page as its reader uses it."""

import re

import pytest
from playwright.sync_api import expect

from acces import wait_for_calm

CALAIS = (50.951, 1.858)
SAINT_OMER_VILLE = (50.7503, 2.2523)


def test_the_map_draws_every_commune_and_names_every_epci(visite):
    etat = visite.open().etat()
    assert etat["nCommunes"] == etat["nDessinees"] == 887
    assert etat["points"] == 0  # they come with a focus, or with one type
    assert len(etat["blocs"]) == 20
    assert etat["millesime"] == 2026


@pytest.mark.parametrize("chemin", ["/", "/?epci=200069037"])
def test_the_first_view_is_drawn_once_in_the_box_that_the_styles_give_it(visite, chemin):
    etat = visite.open(chemin).etat()
    assert (etat["dessins"], etat["peints"]) == (1, 1)
    assert visite.cadre.evaluate("getComputedStyle(map.getPane('tilePane')).position") == "absolute"


def test_the_finding_is_said_in_the_first_line(visite):
    visite.open()
    expect(visite.page.locator(".ce-accroche")).to_contain_text("111 à 183 communes sur 887")


def test_a_click_on_a_covered_commune_lists_what_covers_it_by_type(visite):
    visite.open()
    visite.click_map(50.72, 2.21)
    etat = visite.wait_for_etat("e.epci === '200069037'")
    assert (etat["points"], etat["focus"]) == (18 - 1, 53)  # 18 fiches, one of them without a point
    visite.wait_for_still_map()
    visite.click_map(50.72, 2.21)
    visite.wait_for_etat("e.commune !== null")
    expect(visite.panneau).to_contain_text("au titre de la CA de Saint-Omer, EPCI de 2015")
    expect(visite.panneau).to_contain_text("GALILÉE")
    expect(visite.page).to_have_url(re.compile(r"commune=62\d{3}"))


def test_a_click_on_an_uncovered_commune_says_that_nothing_is_recorded(visite):
    visite.open("/?epci=200090751")
    visite.wait_for_still_map()
    visite.click_map(*CALAIS)
    expect(visite.panneau).to_contain_text("Aucune coopération recensée ne couvre")


def test_a_link_of_the_panel_opens_the_whole_fiche_without_reloading(visite):
    visite.open("/?epci=200069037")
    visite.page.evaluate("window.temoin = 1")
    visite.panneau.get_by_role("link", name="GALILÉE").first.click()
    expect(visite.panneau.get_by_role("heading", level=2)).to_have_text("GALILÉE")
    expect(visite.panneau.get_by_role("link", name="03 21 88 17 66")).to_have_attribute(
        "href", re.compile("^tel:.*66$")
    )
    assert visite.page.evaluate("window.temoin") == 1
    assert visite.etat()["fiche"] == "galilee"


def test_a_type_changes_map_and_panel_and_keeps_the_frame_and_the_zoom(visite):
    visite.open()
    visite.cadre.evaluate("window.temoin = 1; map.setZoom(map.getZoom() + 1, {animate: false})")
    zoom = visite.cadre.evaluate("map.getZoom()")
    visite.choose("types", "structure_appui")
    visite.wait_for_etat("e.points === 1")
    expect(visite.panneau.get_by_role("heading", level=2)).to_have_text("Structure d’appui")
    expect(visite.page).to_have_url(re.compile("type=structure_appui"))
    assert visite.cadre.evaluate("window.temoin") == 1
    assert visite.cadre.evaluate("map.getZoom()") == zoom


def test_choosing_an_epci_frames_it_and_tells_it(visite):
    visite.open()
    visite.page.get_by_role("combobox").fill("CA du Pays de Saint-Omer")
    visite.page.get_by_role("option", name="CA du Pays de Saint-Omer").first.click()
    visite.wait_for_etat("e.epci === '200069037'")
    expect(visite.panneau).to_contain_text("3 types sur 5")


def test_an_address_frames_its_epci(visite, telephone):
    for visiteur, marge in ((visite, 0), (telephone, 0)):
        visiteur.open("/?epci=246200455&millesime=2015")
        wait_for_calm(visiteur.cadre)  # the legend's style sheet may come last
        visiteur.wait_for_still_map()
        gauche, droite, largeur = visiteur.cadre.evaluate(
            "[2.002, 2.411].map((lon) => map.latLngToContainerPoint([50.75, lon]).x)"
            ".concat(map.getSize().x)"
        )  # the ends of the CA de Saint-Omer of 2015, in degrees
        assert 0 < gauche < droite < largeur - marge
        assert droite - gauche > largeur / 3


def test_the_switch_of_perimeters_moves_the_territory_and_says_so(visite):
    visite.open("/?epci=246200455&millesime=2015")
    visite.open_options().get_by_text("Actuel (2026)").click()
    visite.wait_for_etat("e.millesime === 2026")
    expect(visite.page.locator(".ce-avis")).to_contain_text("CA du Pays de Saint-Omer")
    expect(visite.page).to_have_url(re.compile("epci=200069037"))


def test_a_deep_link_opens_the_same_view_for_someone_else(visite):
    visite.open("/?type=regroupement&commune=62160&fiche=bou-sol")
    etat = visite.wait_for_etat("e.fiche === 'bou-sol'")
    assert (etat["millesime"], etat["commune"]) == (2026, "62160")
    expect(visite.panneau).to_contain_text("Boulogne-sur-Mer")


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
    expect(visite.panneau).to_contain_text("3 coopérations couvrent Lens")


def test_back_goes_back_to_the_view_before(visite):
    visite.open("/?epci=200069037")
    visite.panneau.get_by_role("link", name="GALILÉE").first.click()
    visite.wait_for_etat("e.fiche === 'galilee'")
    visite.page.go_back()
    visite.wait_for_etat("e.fiche === null")
    titre = visite.panneau.get_by_role("heading", level=2)
    expect(titre).to_have_text("CA du Pays de Saint-Omer")


def test_a_bad_address_opens_with_a_notice(visite):
    visite.open("/?fiche=nulle&millesime=1999&epci=x")
    alertes = visite.page.locator(".ce-avis")
    expect(alertes).to_have_count(3)
    expect(alertes.first).to_contain_text("ignorée")


def test_the_page_speaks_french(visite):
    visite.open()
    assert visite.page.evaluate("document.documentElement.lang") == "fr"
    assert visite.cadre.evaluate("document.documentElement.lang") == "fr"
    texte = visite.page.evaluate("document.body.innerText")
    assert not re.search(r"\b(Deploy|Rerun|Settings|Choose|Press|Enter|Running|Stop)\b", texte)


def test_an_uncovered_epci_ends_on_whom_to_call_and_on_the_page_for_the_council(visite):
    visite.open("/?epci=200069029")
    panneau = visite.panneau
    expect(panneau.locator(".ce-types > li")).to_have_count(5)
    expect(panneau.locator(".ce-appels > li").first.get_by_role("link").first).to_be_visible()
    assert panneau.locator("a[href^='tel:']").count() >= 5
    expect(panneau.get_by_role("link", name=re.compile("Page pour le conseil"))).to_be_visible()


def test_the_panel_scrolls_on_its_own_and_its_foot_stays(visite):
    visite.open("/?epci=200069029")
    pied = visite.panneau.locator(".ce-panneau-pied")
    avant = pied.bounding_box()
    corps = visite.panneau.locator(".ce-panneau-corps")
    corps.evaluate("n => n.scrollTo(0, 9999)")
    assert corps.evaluate("n => n.scrollTop") > 0
    assert pied.bounding_box() == avant
    assert avant["y"] + avant["height"] <= 900


def test_the_link_is_copied_and_said(visite):
    visite.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visite.open("/?epci=200069029")
    bouton = visite.page.get_by_role("button", name="Copier le lien")
    bouton.click()
    expect(visite.page.get_by_role("button", name="Lien copié")).to_be_visible()
    assert visite.page.evaluate("navigator.clipboard.readText()").endswith("/?epci=200069029")


def test_the_phone_shows_the_map_first_and_nothing_overflows(telephone):
    telephone.open()
    carte = telephone.page.locator("iframe[title^='Carte']").bounding_box()
    assert carte["y"] < 200 + 60
    assert carte["x"] <= 0
    assert carte["width"] >= 390
    assert telephone.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert (
        telephone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    )


def test_on_a_phone_a_territory_is_a_sheet_that_peeks_opens_and_folds_back(telephone):
    """What a tap answers is in sight, not 900 px lower."""
    telephone.open("/?epci=200069037")
    feuille, page = telephone.panneau, telephone.page
    boite = feuille.bounding_box()
    assert boite["y"] + boite["height"] == 844
    assert boite["height"] < 200
    expect(feuille.get_by_role("heading", level=2)).to_be_visible()
    expect(feuille.locator(".ce-types")).to_be_hidden()
    feuille.get_by_role("button", name="Voir le détail").click()
    expect(feuille.locator(".ce-types")).to_be_visible()
    expect(feuille.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(feuille.locator(".ce-types")).to_be_hidden()
    feuille.get_by_role("button", name="Qui appeler").click()
    expect(feuille.get_by_role("heading", name="Qui appeler")).to_be_in_viewport()


def test_on_a_phone_a_fiche_by_link_shows_its_name_and_leaves_the_map_in_sight(telephone):
    telephone.open("/?fiche=galilee")
    boite = telephone.panneau.bounding_box()
    assert 300 < boite["y"] < 350
    expect(telephone.panneau.get_by_role("heading", level=2)).to_have_text("GALILÉE")
    expect(telephone.panneau.get_by_role("link", name="03 21 88 17 66")).to_be_in_viewport()


@pytest.mark.parametrize("chemin", ["/", "/territoires"])
def test_a_territory_is_printed_on_one_page(visite, chemin):
    visite.open(f"{chemin}?epci=200069235")
    visite.wait_for_still_map()
    papier = visite.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", papier)) == 1
    visite.page.emulate_media(media="print")
    doutes = visite.page.locator(".ce-doutes")
    expect(doutes).to_be_visible()
    expect(doutes).to_contain_text("au plus étroit, 25 communes en moins")


def test_what_the_map_draws_besides_is_kept_across_pages_and_by_the_link(visite, visiter):
    visite.open()
    visite.open_options().get_by_text("Limites des Pays").click()
    expect(visite.page).to_have_url(re.compile(r"\?couche=pays$"))
    visite.page.keyboard.press("Escape")
    visite.page.get_by_test_id("stTopNavLink").filter(has_text="Territoires à couvrir").click()
    expect(visite.page).to_have_url(re.compile(r"/territoires\?couche=pays$"))
    visite.page.get_by_test_id("stTopNavLink").filter(has_text="Carte").click()
    visite.wait_for_map()
    visite.wait_for_etat("e.couches.pays")
    autre = visiter()
    autre.open("/?couche=pays&couche=sans-noms")
    autre.wait_for_etat("e.couches.pays && !e.couches.noms")
    expect(autre.open_options().get_by_role("checkbox", name="Limites des Pays")).to_be_checked()
    autre.page.get_by_test_id("stPopoverBody").get_by_text("Limites des Pays").click()
    expect(autre.page).to_have_url(re.compile(r"\?couche=sans-noms$"))
