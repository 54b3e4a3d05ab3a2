"""The map and what is around it in its frame, under the mouse, the fingers and the keyboard."""

import re

import pytest
from playwright.sync_api import expect

SAINT_OMER = (50.72, 2.21)
CA_SAINT_OMER = "200069037"
MER = (50.6, 1.45)


def tuile(visite, nom):
    return visite.cadre.get_by_role("button", name=re.compile(f"^{nom} : "))


def press_and_read(visite, nom):
    """Press a tile; return what the map shows in the same breath, before a server could answer."""
    return visite.cadre.evaluate(
        "(nom) => { const t = [...document.querySelectorAll('.carto-presse')]"
        ".find((b) => b.getAttribute('aria-label').startsWith(nom)); t.click();"
        " const e = cartoEss.etat(); return [e.types, e.vides]; }",
        nom,
    )


def test_a_press_on_a_small_map_shows_its_type_before_the_server_and_the_address_follows(visite):
    visite.open()
    assert press_and_read(visite, "Mutualisation") == [["mutualisation"], 724]
    expect(visite.page).to_have_url(re.compile(r"type=mutualisation$"))
    expect(tuile(visite, "Mutualisation")).to_have_attribute("aria-pressed", "true")
    visite.cadre.get_by_role("button", name="Ajouter Regroupement d’acteurs").click()
    etat = visite.wait_for_etat("e.types.length === 2")
    assert etat["vides"] == 559
    expect(visite.cadre.locator(".carto-legende")).to_contain_text("aucun des 2 : 559 communes")
    visite.cadre.get_by_role("button", name="Tout afficher").click()
    visite.wait_for_etat("e.types.length === 0 && e.vides === 111")
    expect(visite.page).to_have_url(re.compile(r"/$"))


def test_a_press_moves_neither_the_map_nor_the_frame(visite):
    visite.open()
    visite.cadre.evaluate("window.temoin = 1")
    avant = visite.etat()["cadre"]
    press_and_read(visite, "Structure d’appui")
    expect(visite.page).to_have_url(re.compile("type=structure_appui"))
    etat = visite.wait_for_etat("e.types[0] === 'structure_appui'")
    assert etat["cadre"] == pytest.approx(avant, abs=0.02)
    assert visite.cadre.evaluate("window.temoin") == 1


def test_a_focus_changes_no_count_of_the_legend_and_no_small_map(visite):
    visite.open()
    legende = visite.cadre.locator(".carto-echelle").inner_text()
    figures = visite.cadre.locator(".carto-part").all_inner_texts()
    assert figures == ["18\u00a0%", "23\u00a0%", "64\u00a0%", "27\u00a0%", "3\u00a0%"]
    visite.open("/?epci=200033579")
    etat = visite.wait_for_etat("e.epci === '200033579'")
    assert etat["vides"] == 111
    assert visite.cadre.locator(".carto-echelle").inner_text() == legende
    assert visite.cadre.locator(".carto-part").all_inner_texts() == figures


def test_every_epci_has_its_name_and_its_signs_and_none_hides_another(visite):
    blocs = visite.open().etat()["blocs"]
    assert {b["nom"]: b["signes"] for b in blocs}["Pays de Saint-Omer"] == "22001"
    assert {b["nom"]: b["signes"] for b in blocs}["Deux Baies en Montreuillois"] == "00000"
    for i, a in enumerate(blocs):
        for b in blocs[i + 1 :]:
            dx, dy = abs(a["x"] - b["x"]), abs(a["y"] - b["y"])
            assert dx >= (a["l"] + b["l"]) / 2 - 0.01 or dy >= (a["h"] + b["h"]) / 2 - 0.01


def test_of_one_type_the_pill_says_how_many_communes_when_not_all(visite):
    etat = visite.open("/?type=partenariat_projets").etat()
    suites = {b["nom"]: b.get("suite") for b in etat["blocs"]}
    assert suites["Béthune-Bruay, Artois-Lys Romane"] == "65/100"
    assert suites["Pays de Lumbres"] is None
    assert {b["signes"] for b in etat["blocs"]} == {"", "1", "2"}  # no hollow pill


def test_the_tooltip_goes_when_the_pointer_leaves_by_any_side(visite):
    visite.open()
    x, y = visite.find_on_screen(*SAINT_OMER)
    boite = visite.page.locator("iframe[title^='Carte']").bounding_box()
    dehors = [(boite["x"] + boite["width"] + 9, y), (x, boite["y"] - 9), (boite["x"] - 9, y)]
    for ailleurs in dehors:
        visite.page.mouse.move(x, y)
        visite.page.mouse.move(x + 2, y)
        visite.wait_for_etat("e.bulle !== null")
        visite.page.mouse.move(*ailleurs)
        visite.wait_for_etat("e.bulle === null")


def test_the_tooltip_stays_whole_inside_the_frame(visite):
    visite.open()
    nord, est = visite.cadre.evaluate("[map.getBounds().getNorth(), map.getBounds().getEast()]")
    visite.page.mouse.move(*visite.find_on_screen(50.13, 3.05))
    visite.page.mouse.move(*visite.find_on_screen(50.13, 3.06))
    assert nord > 50.13
    assert est > 3.06
    visite.wait_for_etat("e.bulle !== null")
    assert visite.cadre.evaluate(
        "(() => { const b = document.querySelector('.carto-infobulle').getBoundingClientRect();"
        " return b.left >= 0 && b.top >= 0 && b.right <= innerWidth && b.bottom <= innerHeight;"
        " })()"
    )


def test_a_press_that_trembles_is_a_click_and_one_that_goes_further_moves_the_map(visite):
    visite.open()
    souris = visite.page.mouse
    for ecart, clic in ((5, True), (40, False)):
        visite.open()
        x, y = visite.find_on_screen(*SAINT_OMER)
        souris.move(x, y)
        souris.down()
        souris.move(x + ecart, y)
        souris.up()
        if clic:
            visite.wait_for_etat(f"e.epci === '{CA_SAINT_OMER}'")
        else:
            visite.wait_for_still_map()
            assert visite.etat()["epci"] is None


def test_a_double_click_zooms_and_chooses_nothing(visite):
    visite.open()
    zoom = visite.cadre.evaluate("map.getZoom()")
    visite.page.mouse.dblclick(*visite.find_on_screen(*SAINT_OMER))
    visite.cadre.wait_for_function(f"map.getZoom() > {zoom} + 0.9")
    visite.wait_for_etat("e.foyer === null")
    visite.wait_for_still_map()
    assert visite.cadre.evaluate("map.getZoom()") == pytest.approx(zoom + 1, abs=0.06)
    expect(visite.page).to_have_url(re.compile(r"/$"))


def test_a_click_goes_to_the_epci_then_the_commune_then_the_sea_leads_back(visite):
    visite.open()
    visite.click_map(*SAINT_OMER)
    visite.wait_for_etat(f"e.epci === '{CA_SAINT_OMER}'")
    visite.wait_for_still_map()
    visite.click_map(*SAINT_OMER)
    visite.wait_for_etat("e.commune !== null && e.niveau === 'commune'")
    visite.cadre.get_by_role("button", name="Tout le département").click()
    visite.wait_for_etat("e.foyer === null")
    visite.wait_for_still_map()
    visite.open(f"/?epci={CA_SAINT_OMER}")
    visite.cadre.evaluate("map.setView([50.6, 1.6], 9, {animate: false}); null")
    visite.click_map(*MER)
    visite.wait_for_etat("e.foyer === null")


def test_escape_clears_the_types_then_leaves_the_focus(visite):
    visite.open(f"/?epci={CA_SAINT_OMER}&type=mutualisation")
    visite.cadre.locator(".leaflet-container").focus()
    visite.page.keyboard.press("Escape")
    visite.wait_for_etat("e.types.length === 0 && e.epci !== null")
    expect(visite.page).not_to_have_url(re.compile("type="))
    visite.page.keyboard.press("Escape")
    visite.wait_for_etat("e.epci === null")


def test_one_finger_scrolls_the_page_and_is_told_that_two_move_the_map(telephone):
    telephone.open()
    assert telephone.cadre.evaluate("map.dragging.enabled()") is False
    assert telephone.cadre.evaluate("map.touchZoom.enabled()") is True
    style = "getComputedStyle(map.getContainer()).touchAction"
    assert telephone.cadre.evaluate(style) == "pan-x pan-y"
    telephone.cadre.evaluate(
        "(() => { const c = map.getContainer(), doigt = (y) => new Touch("
        "{identifier: 1, target: c, clientX: 90, clientY: y});"
        " for (const [nom, y] of [['touchstart', 90], ['touchmove', 150]])"
        " c.dispatchEvent(new TouchEvent(nom, {touches: [doigt(y)], bubbles: true})); })()"
    )
    expect(telephone.cadre.locator(".carto-conseil")).to_have_text(
        "Deux doigts pour déplacer la carte"
    )


def test_the_legend_and_the_small_maps_never_cover_the_map(visiter):
    for largeur, hauteur in ((1440, 900), (1024, 768), (390, 844)):
        visite = visiter(largeur, hauteur).open()
        assert visite.cadre.evaluate(
            "(() => { const c = document.querySelector('.carto-carte').getBoundingClientRect();"
            " return ['.carto-legende', '.carto-vignettes'].every((s) => {"
            " const b = document.querySelector(s).getBoundingClientRect();"
            " return b.right <= c.left + 1 || b.left >= c.right - 1"
            " || b.bottom <= c.top + 1 || b.top >= c.bottom - 1; }); })()"
        )
        assert visite.cadre.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("format_", ["png", "svg"])
def test_what_is_seen_is_saved_with_its_title_its_legend_its_year_and_its_sources(visite, format_):
    visite.open("/?type=mutualisation")
    visite.cadre.locator(".carto-menu summary").click()
    nom = {"png": "Image (PNG)", "svg": "Dessin (SVG)"}[format_]
    with visite.page.expect_download() as telecharge:
        visite.cadre.get_by_role("button", name=nom).click()
    assert telecharge.value.suggested_filename == f"carte-ess-pas-de-calais-2026.{format_}"
    contenu = telecharge.value.path().read_bytes()
    if format_ == "png":
        assert contenu.startswith(b"\x89PNG")
        assert len(contenu) > 50_000
        return
    texte = contenu.decode()
    for attendu in (
        "Carte des coopérations de l’ESS dans le Pas-de-Calais",
        "Mutualisation, découpage 2026",
        "aucune mutualisation : 724 communes",
        "ADMIN EXPRESS",
        "Desvres-Samer",
        "<pattern ",
    ):
        assert attendu in texte, attendu


def test_a_frame_that_was_hidden_opens_well_framed(visite):
    visite.open()
    visite.page.evaluate(
        "document.querySelector('[class*=st-key-carte] iframe').style"
        ".setProperty('display', 'none', 'important')"
    )
    visite.page.set_viewport_size({"width": 1000, "height": 800})
    visite.page.evaluate(
        "document.querySelector('[class*=st-key-carte] iframe').style.removeProperty('display')"
    )
    visite.cadre.wait_for_function(
        "(() => { const [o, s, e, n] = cartoEss.etat().cadre;"
        " return map.getSize().x > 0 && o < 1.56 && e > 3.18 && s < 50.03 && n > 51.0; })()"
    )


def test_an_empty_referentiel_hatches_all_the_land_and_keeps_its_tiles(visite):
    visite.open()
    visite.cadre.evaluate(
        "Streamlit.setComponentValue = () => {};"  # the server knows another référentiel
        "cartoEss.apply({millesime: 2026, types: [], zones: '0'.repeat(887),"
        " tables: [[0, 0, 0, 0, 0]], signes: '00'.repeat(100), points: [],"
        " vue: {cle: 'departement', cadre: 'departement'}}); null"
    )
    etat = visite.wait_for_etat("e.vides === 887")
    assert etat["regions"] == ["vide"]
    press_and_read(visite, "Mutualisation")
    expect(visite.cadre.locator(".carto-legende")).to_contain_text("aucune mutualisation : 887")
