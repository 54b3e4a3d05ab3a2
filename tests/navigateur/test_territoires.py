"""The page of gaps as its reader uses it."""

import re

from playwright.sync_api import expect

from visiteur import Visite, serve


def test_the_map_hatches_what_nothing_covers(visite):
    etat = visite.open("/territoires").etat()
    assert etat["nDessinees"] == 887
    expect(visite.page.locator(".ce-entete .ce-accroche")).to_contain_text(
        "4 ou 5 intercommunalités"
    )


def test_a_row_chooses_the_territory_on_the_map_and_the_map_chooses_the_row(visite):
    visite.open("/territoires")
    visite.page.locator(".ce-lacunes").get_by_role("link", name="CC Flandre Lys").click()
    ligne = visite.page.locator("tr[aria-current='true']")
    expect(ligne).to_contain_text("CC Flandre Lys")
    expect(visite.page.locator(".ce-panneau h2")).to_have_text("CC Flandre Lys")
    visite.click_map(50.29, 2.78)
    expect(visite.page.locator(".ce-panneau h2")).to_have_text("CU d’Arras")
    expect(ligne).to_contain_text("CU d’Arras")
    expect(visite.page).to_have_url(re.compile("epci=200033579"))


def test_a_column_sorts_by_its_values_both_ways(visite):
    visite.open("/territoires")
    premiere = visite.page.locator(".ce-lacunes tbody tr").first
    expect(visite.page.locator("th[aria-sort]")).to_contain_text("Habitants sans coopération")
    bouton = visite.page.get_by_role("button", name="Structure d’appui")
    bouton.click()
    expect(premiere).to_contain_text("CA du Pays de Saint-Omer")
    expect(visite.page.locator("th[aria-sort='descending']")).to_have_text("Structure d’appui")
    bouton.click()
    expect(premiere).not_to_contain_text("CA du Pays de Saint-Omer")


def read_rows(visite):
    return visite.page.locator(".ce-lacunes tbody th").all_inner_texts()


def test_the_order_of_the_table_is_in_the_address_back_and_a_reload_keep_it(visite):
    page = visite.open("/territoires").page
    premiere, defaut = page.locator(".ce-lacunes tbody tr").first, read_rows(visite)
    bouton = page.get_by_role("button", name="Intercommunalité (EPCI)")
    bouton.click()
    expect(premiere).to_contain_text("CA d’Hénin-Carvin")
    expect(page).to_have_url(re.compile(r"\?ordre=nom$"))
    bouton.click()
    expect(page).to_have_url(re.compile(r"\?ordre=nom-inverse$"))
    expect(premiere).to_contain_text("CU d’Arras")
    triee = read_rows(visite)
    visite.page.reload()
    visite.wait_for_map()
    expect(premiere).to_contain_text("CU d’Arras")
    assert read_rows(visite) == triee
    page.go_back()
    expect(premiere).to_contain_text("CA d’Hénin-Carvin")
    page.go_back()
    expect(premiere).to_contain_text(defaut[0])
    expect(page).not_to_have_url(re.compile("ordre"))


def test_a_column_sorted_by_the_keyboard_keeps_the_focus_and_its_rows_do_not_move_again(visite):
    page = visite.open("/territoires").page
    bouton = page.get_by_role("button", name="Structure d’appui")
    bouton.focus()
    page.keyboard.press("Enter")
    au_clic = read_rows(visite)
    expect(page).to_have_url(re.compile("ordre=structure_appui"))
    expect(page.locator(".ce-lacunes a[data-id='structure_appui-inverse']")).to_be_attached()
    expect(bouton).to_be_focused()
    assert read_rows(visite) == au_clic


def test_the_order_and_the_pays_drawn_are_kept_from_page_to_page(visite):
    page = visite.open("/territoires?ordre=nom&couche=pays").page
    menu = page.get_by_test_id("stHeader")
    menu.get_by_role("link", name="Fiches", exact=True).click()
    expect(page).to_have_url(re.compile(r"/fiches\?.*ordre=nom.*couche=pays"))
    menu.get_by_role("link", name="Carte", exact=True).click()
    visite.wait_for_map()
    expect(page).to_have_url(re.compile("couche=pays"))
    expect(visite.open_options().get_by_label("Limites des Pays")).to_be_checked()
    page.keyboard.press("Escape")
    menu.get_by_role("link", name="Territoires à couvrir").click()
    expect(page.locator(".ce-lacunes tbody tr").first).to_contain_text("CA d’Hénin-Carvin")


def test_a_key_figure_keeps_the_rows_behind_it(visite):
    visite.open("/territoires")
    chiffre = visite.page.get_by_role("link", name=re.compile("intercommunalités sans coopération"))
    chiffre.click()
    expect(visite.page.locator(".ce-lacunes tbody tr")).to_have_count(4)
    expect(visite.page).to_have_url(re.compile("rangees=aucune"))
    chiffre.click()
    expect(visite.page.locator(".ce-lacunes tbody tr")).to_have_count(20)
    expect(visite.page).not_to_have_url(re.compile("rangees"))


def test_a_filter_keeps_the_frame(visite):
    visite.open("/territoires")
    visite.cadre.evaluate("window.temoin = 1")
    visite.choose("types", "structure_appui")
    expect(visite.page.locator(".ce-entete .ce-accroche")).to_contain_text("19 EPCI sur 20")
    visite.open_options().get_by_text("De 2015 (livret)").click()
    visite.wait_for_etat("e.millesime === 2015")
    assert visite.cadre.evaluate("window.temoin") == 1


def test_a_deep_link_on_a_fresh_server_opens_the_page_in_its_frame(navigateur):
    with serve() as adresse:
        contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
        visite = Visite(contexte.new_page(), adresse).open("/territoires?millesime=2026")
        expect(visite.page.get_by_role("link", name="Carte")).to_be_visible()
        expect(visite.page.locator(".ce-entete .ce-accroche")).to_contain_text(
            "4 ou 5 intercommunalités sur 20"
        )
        contexte.close()


def test_the_phone_shows_everything_in_its_width(telephone):
    telephone.open("/territoires?epci=200090751")
    assert telephone.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    expect(telephone.page.locator(".ce-panneau h2")).to_have_text("CA Grand Calais Terres et Mers")


def test_map_table_and_panel_are_one_view(visite):
    visite.open("/territoires?epci=200090751")
    for quoi in (
        "iframe[title^='Carte']",
        ".ce-lacunes thead",
        ".ce-panneau-pied",
        "tr[aria-current]",
    ):
        boite = visite.page.locator(quoi).bounding_box()
        assert boite["y"] + boite["height"] <= 900, quoi
    assert (
        visite.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 1440
    )


def test_communes_stand_under_their_epci(visite):
    visite.open("/territoires?niveau=commune")
    groupe = visite.page.locator("th[scope=rowgroup]").first
    expect(groupe).to_contain_text("CA Grand Calais Terres et Mers")
    visite.page.get_by_role("link", name="Calais", exact=True).click()
    expect(visite.page.locator(".ce-panneau h2")).to_have_text("Calais")
    expect(visite.page.locator("tr[aria-current='true']")).to_contain_text("Calais")
