"""Everything is done without a mouse, the focus is never lost, and what changes is said."""

import re

from playwright.sync_api import expect

from acces import wait_for_calm

VOIX = "body > .ce-lecteur[role=status]"
RETENU = "document.activeElement !== document.body"
TRACE = """() => {
  const e = document.activeElement;
  const visible = (n, partie) => {
    const s = getComputedStyle(n, partie);
    return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  };
  for (let n = e, i = 0; n && i < 3; n = n.parentElement, i++) if (visible(n)) return true;
  return getComputedStyle(e, "::after").boxShadow !== "none" || e.matches("main");
}"""
ACTIF = """() => {
  const e = document.activeElement;
  const dit = e.labels?.[0]?.innerText || e.innerText || e.ariaLabel || "";
  const nom = dit.trim().split("\\n").pop();
  return `${e.tagName} ${nom.slice(0, 60)}`;
}"""


def focused(page):
    return page.evaluate(ACTIF)


def open_calmly(visite, chemin="/"):
    """Open a page and let it come to rest: what was there is heard of no more, changes are."""
    visite.open(chemin)
    visite.page.locator(".ce-pied:not(.ce-mentions)").wait_for()
    wait_for_calm(visite.page)


def follow(page, lien):
    """Activate a link by keyboard and wait until the focus is on a heading."""
    lien.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1:focus, h2:focus")).to_have_count(1)


def tab_through(page, n):
    """Press Tab `n` times; return, each time: in the map or not, what has the focus, if seen."""
    suite = []
    for _ in range(n):
        page.keyboard.press("Tab")
        cadre = page
        if page.evaluate("document.activeElement.matches('iframe')"):
            cadre = next(f for f in page.frames if "st_folium" in f.url)
        suite.append((cadre is not page, focused(cadre), cadre.evaluate(TRACE)))
    return suite


def test_tab_crosses_the_page_enters_the_map_leaves_it_and_always_shows_where_it_is(visite):
    visite.open()
    suite = tab_through(visite.page, 34)
    assert [quoi for _, quoi, montre in suite if not montre] == []
    dans = [rang for rang, (carte, _, _) in enumerate(suite) if carte]
    assert dans == list(range(dans[0], dans[-1] + 1))
    assert len(dans) >= 10  # five tiles, map, two zooms, full screen, picture
    avant, apres = suite[: dans[0]], suite[dans[-1] + 1 :]
    assert any("Votre commune ou territoire" in quoi for _, quoi, _ in avant)
    assert any("CA Grand Calais" in quoi for _, quoi, _ in apres)


def test_the_skip_link_goes_to_the_content(visite):
    visite.open()
    visite.page.keyboard.press("Tab")
    assert "Aller au contenu" in focused(visite.page)
    visite.page.keyboard.press("Enter")
    assert visite.page.evaluate("document.activeElement.matches('main')")


def test_the_map_moves_and_zooms_by_keyboard_and_its_tiles_too(visite):
    visite.open()
    cadre = visite.cadre
    cadre.locator(".leaflet-container").focus()
    avant = cadre.evaluate("[map.getZoom(), map.getCenter().lng]")
    visite.page.keyboard.press("+")
    cadre.wait_for_function(f"map.getZoom() > {avant[0]}")
    visite.wait_for_still_map()
    visite.page.keyboard.press("ArrowRight")
    cadre.wait_for_function(f"map.getCenter().lng > {avant[1]}")
    visite.page.keyboard.press("-")
    cadre.wait_for_function(f"map.getZoom() <= {avant[0]}")
    tuile = cadre.get_by_role("button", name=re.compile("^Structure d’appui : 24 communes, 3"))
    tuile.focus()
    visite.page.keyboard.press("Space")
    expect(tuile).to_have_attribute("aria-pressed", "true")
    annonce = cadre.locator(".carto-annonce")
    expect(annonce).to_have_text("Structure d’appui : 24 communes couvertes, 863 sans.")
    expect(visite.page).to_have_url(re.compile("type=structure_appui"))
    visite.page.keyboard.press("Escape")
    expect(tuile).to_have_attribute("aria-pressed", "false")
    expect(visite.page).to_have_url(re.compile(r"/$"))
    for _ in range(8):
        visite.page.keyboard.press("Tab")
    assert not visite.page.evaluate("document.activeElement.matches('iframe')")


def test_a_fiche_opened_by_keyboard_takes_the_focus_and_gives_it_back(visite):
    open_calmly(visite, "/?epci=200069037")
    page = visite.page
    follow(page, page.locator(".ce-panneau").get_by_role("link", name="GALILÉE").first)
    assert focused(page) == "H2 GALILÉE"
    expect(page.locator(VOIX)).to_have_text("Fiche : GALILÉE.")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    follow(page, page.locator(".ce-retour a"))
    assert focused(page) == "H2 CA du Pays de Saint-Omer"
    expect(page.locator(VOIX)).to_contain_text("CA du Pays de Saint-Omer : ")


def test_a_territory_chosen_in_the_table_takes_the_focus(visite):
    open_calmly(visite, "/territoires")
    page = visite.page
    follow(page, page.locator(".ce-lacunes").get_by_role("link", name="CC Flandre Lys"))
    assert focused(page) == "H2 CC Flandre Lys"
    expect(page.locator(VOIX)).to_contain_text("Aucune coopération recensée ne couvre ses 4")


def test_a_click_on_the_map_says_what_was_chosen_and_moves_nothing(visite):
    open_calmly(visite, "/?epci=200069037")
    visite.wait_for_still_map()
    visite.click_map(50.72, 2.21)
    visite.wait_for_etat("e.commune !== null")
    expect(visite.page.locator(VOIX)).to_contain_text("coopération")
    assert visite.page.evaluate("document.activeElement.matches('iframe')")


def test_an_option_changed_by_keyboard_is_said(visite):
    open_calmly(visite)
    page = visite.page
    page.get_by_role("button", name="Options").focus()
    page.keyboard.press("Enter")
    case = page.get_by_role("checkbox", name=re.compile("Compter aussi les coopérations"))
    case.focus()
    page.keyboard.press("Space")
    expect(page.locator(".ce-accroche")).to_contain_text("Chacune des 887 communes")
    page.keyboard.press("Escape")
    visite.wait_until(RETENU)


def test_an_epci_is_chosen_by_keyboard(visite):
    open_calmly(visite)
    champ = visite.page.get_by_role("combobox")
    champ.focus()
    visite.page.keyboard.type("CA du Pays de Saint-Omer")
    option = visite.page.get_by_role("option", name=re.compile("^EPCI CA du Pays de Saint-Omer"))
    option.wait_for()
    visite.page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    visite.page.keyboard.press("Enter")
    visite.wait_for_etat("e.epci === '200069037'")
    wait_for_calm(visite.page)
    assert visite.page.evaluate(RETENU)
    expect(visite.page.locator(VOIX)).to_contain_text("CA du Pays de Saint-Omer")


def test_another_page_says_its_title(visite):
    open_calmly(visite)
    visite.page.get_by_role("link", name="Coopérer").focus()
    visite.page.keyboard.press("Enter")
    expect(visite.page.locator(VOIX)).to_contain_text("Coopérer : pourquoi, comment, avec qui")
    assert visite.page.evaluate(RETENU)


def test_only_one_short_sentence_is_live_never_a_whole_fiche(visite):
    open_calmly(visite, "/?fiche=galilee")
    page = visite.page
    vivants = page.locator("main :is([aria-live], [role=status], [role=log], [role=alert])")
    expect(vivants).to_have_count(1)
    # how many names are listed, said while one types; all the rest is said by the voice of the page
    expect(page.locator(".ce-recherche > [role=status]")).to_have_count(1)
    expect(vivants).to_be_empty()
    visite.page.get_by_role("combobox").press_sequentially("zzzz")
    expect(vivants).to_contain_text("Aucun territoire")
