"""The pages of fiches and « À propos » as their reader uses them."""

import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from acces import wait_for_calm
from visiteur import Visite, serve


def open_page(visite, chemin):
    visite.page.goto(visite.adresse + chemin)
    expect(visite.page.locator("h1")).to_be_visible()
    visite.page.evaluate("window.temoin = 1")
    return visite.page


def has_reloaded(page):
    return page.evaluate("window.temoin") != 1


def test_a_fiche_opens_without_a_reload_and_back_gives_the_list(visite):
    page = open_page(visite, "/fiches")
    page.get_by_role("link", name="GALILÉE").scroll_into_view_if_needed()
    place = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    page.get_by_role("link", name="GALILÉE").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GALILÉE")
    expect(page).to_have_url(re.compile(r"/fiches\?fiche=galilee$"))
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    page.go_back()
    expect(page.locator(".ce-fiches > li")).to_have_count(20)
    assert not has_reloaded(page)
    visite.wait_until(
        f"Math.abs(document.querySelector('[data-testid=stMain]').scrollTop - {place}) < 40"
    )


def test_the_address_of_a_fiche_opens_it_for_someone_else(visite):
    page = open_page(visite, "/fiches?fiche=bou-sol&millesime=2026")
    expect(page.locator("h1")).to_contain_text("Bou’Sol")
    expect(page).to_have_title(re.compile("Bou’Sol"))


def test_the_whole_way_from_the_map_to_a_fiche_and_back_to_the_map(visite):
    visite.open("/?type=structure_appui")
    page = visite.page
    page.evaluate("window.temoin = 1")
    visite.panneau.get_by_role("link", name="GALILÉE", exact=True).click()
    page.get_by_role("link", name="Sur une page, à imprimer").click()
    expect(page.locator("h1")).to_have_text("GALILÉE")
    expect(page.locator(".ce-fiche-nav")).to_contain_text("1 sur 1 filtrée")
    page.get_by_role("link", name="Toutes les fiches").click()
    expect(page.locator(".ce-fiches > li")).to_have_count(1)
    page.get_by_role("link", name="GALILÉE").click()
    page.get_by_role("link", name="Voir sur la carte").click()
    visite.wait_for_map()
    visite.wait_for_etat("e.fiche === 'galilee'")
    assert not has_reloaded(page)


def test_a_search_marks_its_words_and_a_filter_keeps_the_page(visite):
    page = open_page(visite, "/fiches")
    page.get_by_label("Rechercher").fill("insertion economique")
    page.get_by_label("Rechercher").press("Enter")
    expect(page.locator(".ce-fiches > li")).to_have_count(4)
    expect(page.locator(".ce-fiches > li").first.locator("mark")).to_have_count(3)
    expect(page).to_have_url(re.compile("q=insertion"))
    page.get_by_text("Fiches complètes", exact=True).click()
    expect(page.locator("article.ce-fiche")).to_have_count(4)
    expect(page).to_have_url(re.compile("vue=fiches"))
    assert not has_reloaded(page)


def test_the_keyboard_alone_reads_one_fiche_then_the_next(visite):
    page = open_page(visite, "/fiches?fiche=espace-36")
    page.get_by_role("link", name="Suivante").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Association des paralysés")
    expect(page.locator("h1")).to_be_focused()


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo n’est pas sur cette machine")
@pytest.mark.parametrize(
    ("chemin", "pages"),
    [
        ("/fiches?fiche=galilee", 1),
        ("/fiches?fiche=pc3e", 1),
        ("/fiches?vue=fiches&echelle=toutes", 20),
    ],
)
def test_paper_takes_one_sheet_per_fiche(visite, tmp_path, chemin, pages):
    page = open_page(visite, chemin)
    expect(page.locator(".ce-pied").first).to_be_attached()
    wait_for_calm(page)
    pdf = tmp_path / "fiche.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    dit = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {pages}\n" in dit
    assert "A4" in dit
    texte = subprocess.run(
        ["pdftotext", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Licence Ouverte" in texte
    assert "Rechercher" not in texte
    assert "Territoires à couvrir" not in texte


def test_the_phone_shows_the_pages_in_its_width(telephone):
    for chemin in ("/fiches", "/fiches?vue=fiches", "/fiches?fiche=pc3e", "/a-propos"):
        page = open_page(telephone, chemin)
        wait_for_calm(page)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, chemin
        principal = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"{principal}.scrollWidth <= {principal}.clientWidth"), chemin


def test_the_statement_is_reached_from_the_foot_of_a_page(visite):
    page = open_page(visite, "/fiches")
    page.get_by_role("link", name="Accessibilité : non conforme").click()
    titre = page.get_by_role("heading", level=2, name="Accessibilité : non conforme")
    expect(titre).to_be_in_viewport()
    assert not has_reloaded(page)


def test_a_deep_link_to_a_propos_on_a_fresh_server_is_found(navigateur):
    with serve(CARTO_ESS_CONTACT="ess@example.org") as adresse:
        contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
        page = contexte.new_page()
        page.goto(Visite(page, adresse).adresse + "/a-propos#citer")
        expect(page.get_by_role("heading", level=2, name="Citer, réutiliser")).to_be_in_viewport()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("link", name="ess@example.org").first).to_be_attached()
        expect(page.locator(".ce-lignes").first).to_contain_text(f'src="{adresse}/?embed=true"')
        contexte.close()


def test_lines_to_embed_are_copied_as_they_stand(visiter):
    visite = visiter(permissions=["clipboard-read", "clipboard-write"])
    page = open_page(visite, "/a-propos")
    lignes = page.locator(".ce-lignes").nth(1)
    lignes.get_by_role("button", name="Copier ces lignes").click()
    expect(lignes.get_by_role("button")).to_have_text("Lignes copiées")
    copie = page.evaluate("navigator.clipboard.readText()")
    assert copie == lignes.locator("pre").text_content()
    assert f'<iframe src="{visite.adresse}/territoires?embed=true"' in copie
    expect(lignes.get_by_role("button")).to_have_text("Copier ces lignes")


def test_the_only_cookie_is_the_one_that_a_propos_names(visite):
    page = open_page(visite, "/a-propos")
    noms = [cookie["name"] for cookie in page.context.cookies()]
    assert set(noms) <= {"_streamlit_xsrf"}
    expect(page.locator("body")).to_contain_text("_streamlit_xsrf")
