"""The map's frame outlives a change of page: one comes back at once, to what was chosen since."""

import pytest
from playwright.sync_api import expect

TAILLE = "[innerWidth, innerHeight]"


def follow(visite, adresse):
    """Follow a link to an address of the app, as any page at rest may have one."""
    visite.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    visite.page.evaluate(
        "(adresse) => { const a = document.createElement('a'); a.href = adresse;"
        " document.querySelector('[data-testid=stMain] [data-testid=stHtml]').append(a);"
        " a.target = '_self'; a.click(); a.remove(); }",
        adresse,
    )


@pytest.mark.parametrize("appareil", ["visite", "telephone"])
def test_coming_back_finds_the_same_frame_on_what_was_chosen_meanwhile(appareil, request):
    visite = request.getfixturevalue(appareil).open()
    cadre = visite.cadre
    taille = cadre.evaluate(TAILLE)
    cadre.evaluate("window.temoin = 1")
    follow(visite, "/fiches")
    expect(visite.page.locator("h1")).to_have_text("Fiches")
    follow(visite, "/territoires?epci=200069037")
    expect(visite.panneau).to_contain_text("Pays de Saint-Omer")
    visite.wait_for_map()
    assert visite.cadre != cadre
    visite.page.go_back()
    expect(visite.page.locator("h1")).to_have_text("Fiches")
    follow(visite, "/?epci=200044030")
    visite.wait_for_map()
    assert visite.cadre == cadre
    visite.wait_for_etat("e.epci === '200044030'")
    expect(visite.panneau).to_contain_text("7 Vallées")
    assert cadre.evaluate("[temoin, [innerWidth, innerHeight]]") == [1, taille]
    expect(visite.page.get_by_role("combobox")).to_be_visible()


def test_elsewhere_the_frame_is_nowhere_to_be_seen_reached_or_heard(visite):
    visite.open()
    follow(visite, "/a-propos")
    expect(visite.page.locator("h1")).to_have_text("À propos")
    expect(visite.page.locator("iframe")).to_be_hidden()
    assert visite.page.locator("iframe").count() == 1
    assert "- iframe" not in visite.page.get_by_test_id("stMain").aria_snapshot()
    haut = visite.page.locator("h1").bounding_box()["y"]
    for _ in range(40):
        visite.page.keyboard.press("Tab")
        assert not visite.page.evaluate("document.activeElement.matches('iframe')")
    visite.page.reload()
    expect(visite.page.locator("h1")).to_have_text("À propos")
    assert visite.page.locator("iframe").count() == 0
    assert visite.page.locator("h1").bounding_box()["y"] == haut


def test_a_page_that_is_opened_alone_makes_no_map(visite):
    visite.page.goto(f"{visite.adresse}/fiches")
    expect(visite.page.locator(".ce-pied, .ce-mentions").first).to_be_attached()
    assert visite.page.locator("iframe").count() == 0
    visite.page.get_by_test_id("stTopNavLink").first.click()
    visite.wait_for_map()
    assert visite.etat()["dessins"] == 1
