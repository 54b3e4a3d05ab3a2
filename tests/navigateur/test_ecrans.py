"""The screens at the three widths they are drawn for: what stands where, and nothing on nothing."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from acces import PAGES, open_etat, wait_for_calm
from petit_monde import GEODATA
from textes_visibles import ESPACEMENT, FAUTES, MOTS
from visiteur import Visite, serve

BORD = """(n) => { const r = document.createRange(); r.selectNodeContents(n);
  return r.getBoundingClientRect().right; }"""


@pytest.mark.parametrize("page", PAGES)
def test_with_wide_spacing_no_text_is_cut_nor_written_over_another(visiter, page):
    """WCAG 1.4.12, at every width between a phone and a wide screen."""
    visite, trouves = visiter(1280), {}
    open_etat(visite, PAGES[page])
    for cadre in visite.page.frames:
        cadre.add_style_tag(content=ESPACEMENT)
    for largeur in (1280, 1024, 768, 641):
        visite.page.set_viewport_size({"width": largeur, "height": 900})
        wait_for_calm(visite.page)
        if fautes := [x for cadre in visite.page.frames for x in cadre.evaluate(FAUTES)]:
            trouves[largeur] = fautes
    assert trouves == {}


def test_the_first_screen_says_its_message_in_few_words(visite):
    """Beside the map, 40 % less text than the first version had (1,253 letters and figures)."""
    mots = visite.open().page.evaluate(MOTS)
    assert {"Carte", "887", "sont", "Imprimer"} <= set(mots)
    assert len("".join(mots)) <= 0.6 * 1253


@pytest.mark.parametrize("epci", ["200069029", "200069037"], ids=["le plus long", "court"])
def test_the_cross_of_the_sheet_touches_no_letter(telephone, epci):
    telephone.open(f"/?epci={epci}")
    nom = telephone.panneau.get_by_role("heading", level=2).evaluate(BORD)
    croix = telephone.panneau.get_by_role("link", name="Revenir à").bounding_box()
    assert nom <= croix["x"]
    assert 376 < croix["x"] + croix["width"] <= 390  # in the corner, where a thumb looks for it


def test_on_a_phone_what_a_fiche_covers_is_over_its_sheet(telephone):
    telephone.open("/?fiche=galilee")
    expect(telephone.page.get_by_role("combobox")).to_be_hidden()
    telephone.wait_for_still_map()
    haut = telephone.panneau.bounding_box()["y"]
    for lieu in ((50.68, 2.42), (50.84, 2.15), (50.8, 2.02)):  # its south, its north, its west
        x, y = telephone.find_on_screen(*lieu)
        assert 0 < x < 390
        assert 52 < y < haut
    telephone.page.keyboard.press("Escape")
    expect(telephone.page.get_by_role("combobox")).to_be_visible()


def test_on_a_phone_options_open_as_a_sheet_within_reach(telephone):
    volet = telephone.open().open_options()
    expect(volet.get_by_text("Mutualisation")).to_be_in_viewport()
    expect(volet.get_by_text("Actuel (2026)")).to_be_in_viewport()
    boite = volet.bounding_box()
    assert (boite["x"], boite["width"], round(boite["y"] + boite["height"])) == (0, 390, 844)


def test_the_territories_their_map_and_the_panel_are_in_one_view(visite):
    visite.open("/territoires?epci=200090751")
    expect(visite.page.locator(".ce-lacunes tbody tr").last).to_be_in_viewport()
    expect(visite.panneau.get_by_role("link", name="Page pour le conseil")).to_be_in_viewport()
    boite = visite.page.locator("iframe[title^='Carte']").bounding_box()
    assert boite["y"] + boite["height"] < 900
    expect(visite.cadre.locator(".carto-retour")).to_be_hidden()  # it would hide what it leaves
    visite.wait_for_etat("['Arras', 'Berck', 'Béthune'].every((n) => e.noms.includes(n))")


def test_pages_that_do_not_fit_in_the_menu_are_told_in_french_however_late_they_come(navigateur):
    with serve() as adresse:  # its first page waits, and says so
        contexte = navigateur.new_context(viewport={"width": 800, "height": 900})
        page = contexte.new_page()
        page.goto(f"{adresse}/fiches")
        menu = page.get_by_test_id("stHeader")
        expect(menu.get_by_text(re.compile(r"^\d autres?$"))).to_be_visible()
        assert " more" not in menu.inner_text()
        contexte.close()


def test_what_comes_while_the_page_waits_is_told_in_french_too(visite):
    page = visite.open().page
    page.evaluate("""() => {
      document.documentElement.classList.add("ce-attend");
      const dit = document.body.appendChild(document.createElement("p"));
      dit.textContent = "No results";
    }""")
    expect(page.locator("body > p")).to_have_text("Aucun résultat")


EN_DEUX = """(noeuds) => noeuds.filter((n) => {
  const textes = document.createTreeWalker(n, NodeFilter.SHOW_TEXT), mot = document.createRange();
  for (let t = textes.nextNode(); t; t = textes.nextNode())
    for (const m of t.data.matchAll(/\\p{L}+/gu)) {
      mot.setStart(t, m.index);
      mot.setEnd(t, m.index + m[0].length);
      if (mot.getClientRects().length > 1) return true;
    }
  return n.scrollWidth > n.clientWidth + 1;
}).map((n) => n.textContent.trim())"""


@pytest.mark.parametrize("largeur", [1440, 1024, 768, 660])
def test_types_are_read_whole_in_the_filters_and_in_the_list_of_fiches(visiter, largeur):
    visite = visiter(largeur)
    visite.page.goto(f"{visite.adresse}/fiches")
    types = visite.page.locator(".st-key-filtres button p, .ce-fiches-type")
    expect(types).to_have_count(4 + 5 + 20)  # perimeters, types, fiches
    assert types.evaluate_all(EN_DEUX) == []


def test_on_a_strip_what_adds_a_type_hides_no_figure(visiter):
    visite = visiter(1024, 768).open("/?type=partenariat_projets")
    for tuile in visite.cadre.locator(".carto-tuile").all():
        signe = tuile.locator(".carto-plus:visible, .carto-coche:visible").bounding_box()
        for texte in (".carto-part", ".carto-nom"):
            autre = tuile.locator(texte).bounding_box()
            assert autre["x"] >= signe["x"] + signe["width"] or autre["y"] >= signe["y"] + 23
        presse = tuile.locator(".carto-presse")
        assert presse.evaluate("(n) => n.scrollHeight <= n.clientHeight")
    visite.cadre.get_by_role("button", name="Tout afficher").click()
    visite.wait_for_etat("e.types.length === 0")


def test_however_many_notices_the_map_keeps_its_room(visiter):
    fautes = "&".join(f"type=inconnu{i}&epci=9{i:08}&fiche=nulle{i}" for i in range(9))
    visite = visiter(1440, 620).open(f"/?{fautes}&millesime=1999&echelle=x")
    expect(visite.page.locator(".ce-avis").first).to_be_visible()
    assert visite.page.locator("iframe[title^='Carte']").bounding_box()["height"] >= 440


def test_a_faulty_referentiel_leaves_the_menu_that_leads_to_its_check(tmp_path, navigateur):
    shutil.copytree(GEODATA / "referentiel", tmp_path, dirs_exist_ok=True)
    table = tmp_path / "couvertures.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(";epci;", ";canton;"), "utf-8")
    with serve(CARTO_ESS_REFERENTIEL=str(tmp_path)) as adresse:
        contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
        visite = Visite(contexte.new_page(), adresse)
        visite.page.goto(adresse)
        expect(visite.page.get_by_role("cell", name="couvertures.csv").first).to_be_visible()
        visite.page.get_by_role("link", name="Référentiel", exact=True).click()
        expect(visite.page.locator("[data-testid=stFileUploader]").first).to_be_visible()
        contexte.close()
