"""The page comes back by itself, says what it waits for, and keeps one step a gesture."""

import re

import pytest
from playwright.sync_api import expect

from relais import Relais
from visiteur import visiting

TYPE = re.compile("^Structure d’appui")


@pytest.fixture
def relais(serveur):
    relais = Relais(int(serveur.rsplit(":", 1)[1]))
    yield relais
    relais.close()


def find_tile(visite):
    """Return the small map that chooses a type, in the frame."""
    return visite.cadre.get_by_role("button", name=TYPE)


def read(visite, cle):
    return visite.page.evaluate(f"cartoEssConnexion.{cle}")


def test_a_short_cut_of_the_network_asks_for_nothing_again(visite):
    visite.open()
    avant = read(visite, "ouvertures")
    visite.page.evaluate("cartoEssConnexion.flux.close()")
    visite.wait_until(f"cartoEssConnexion.ouvertures > {avant}")
    find_tile(visite).click()
    expect(visite.page).to_have_url(re.compile("type=structure_appui"))
    assert read(visite, "relances") == 0


def test_a_stream_that_is_refused_is_told_in_french_with_what_works(visite):
    visite.page.clock.install()
    visite.page.route_web_socket(re.compile("_stcore/stream"), lambda ws: ws.close())
    visite.page.goto(visite.adresse)
    visite.page.clock.run_for(9_000)
    expect(visite.page.locator("#ce-connexion")).to_be_hidden()
    visite.page.clock.run_for(2_000)
    message = visite.page.locator("#ce-connexion")
    expect(message).to_contain_text("WebSocket")
    expect(message).to_have_attribute("role", "alert")
    visite.page.goto(message.get_by_role("link").get_attribute("href"))
    for lien in visite.page.get_by_role("link").all():
        assert visite.page.request.get(lien.evaluate("a => a.href")).status == 200
    visite.page.get_by_role("link", name="La carte en un fichier").click()
    visite.page.wait_for_selector("svg, canvas")
    visite.erreurs.clear()


def test_on_a_slow_line_something_moves_at_once_and_words_come(navigateur, relais):
    with visiting(navigateur, relais.port) as visite:
        visite.open()
        relais.retard = 2.0
        visite.page.evaluate(
            "window.vu = 0; new MutationObserver(() => { if (!vu && document.documentElement"
            ".classList.contains('ce-attend')) vu = Date.now(); })"
            ".observe(document.documentElement, {attributes: true})"
        )
        visite.cadre.evaluate(
            "addEventListener('click', () => { window.clic = Date.now(); }, true)"
        )
        find_tile(visite).click()
        visite.wait_until("window.vu > 0")
        assert visite.page.evaluate("vu") - visite.cadre.evaluate("clic") <= 300
        expect(visite.page.locator("#ce-attente")).to_have_text("Chargement…")
        relais.retard = 0.0
        expect(visite.page).to_have_url(re.compile("type=structure_appui"), timeout=30_000)
        expect(visite.page.locator("#ce-attente")).to_be_hidden()
        assert not visite.page.evaluate("document.documentElement.matches('.ce-attend')")


def test_a_file_that_takes_long_is_said_to_be_in_preparation(visite):
    visite.open()
    visite.page.get_by_text("Télécharger ces fiches").click()
    with visite.page.expect_download():
        visite.page.get_by_role("button", name="GeoPackage").click()
        expect(visite.page.locator("#ce-attente")).to_contain_text("Préparation du fichier")
    expect(visite.page.locator("#ce-attente")).to_be_hidden()


PAGES = {
    "Territoires à couvrir": "/territoires",
    "Fiches": "/fiches",
    "Coopérer": "/cooperer",
    "À propos": "/a-propos",
}


def test_one_step_of_history_for_each_page_of_the_menu(visite):
    visite.open("/?commune=62160&type=mutualisation")
    avant = visite.page.evaluate("history.length")
    vues = [visite.page.url]
    for nom, chemin in PAGES.items():
        visite.page.get_by_role("link", name=nom, exact=True).first.click()
        visite.wait_until(f"location.pathname === {chemin!r} && location.search.includes('62160')")
        vues.append(visite.page.url)
    assert visite.page.evaluate("history.length") - avant == len(PAGES)
    for attendue in reversed(vues[:-1]):
        visite.page.go_back()
        visite.wait_until(f"location.href === {attendue!r}")
    visite.wait_for_map()  # what is shown is what the address says
    assert visite.wait_for_etat("e.commune === '62160'")["types"] == ["mutualisation"]
    assert visite.page.url == vues[0]


def test_what_the_address_says_badly_is_mended_without_a_step_of_history(visite):
    visite.page.goto("about:blank")
    visite.open("/?utm_source=lettre&commune=62765.&fbclid=x&amp;type=mutualisation")
    visite.wait_until("!location.search.includes('utm') && !location.search.includes('amp')")
    expect(visite.page).to_have_url(re.compile(r"[?&]type=mutualisation(&|$)"))
    expect(visite.page).to_have_url(re.compile(r"[?&]commune=62765(&|$)"))
    assert visite.page.locator(".ce-avis").count() == 0
    visite.page.go_back()
    assert visite.page.url == "about:blank"


@pytest.mark.parametrize(
    ("chemin", "mene"),
    [
        ("/Territoires", "/territoires"),
        ("/fiches/galilee", "/fiches?fiche=galilee"),
        ("/fiches/?type=mutualisation", "/fiches?type=mutualisation"),
        ("/À-PROPOS", "/a-propos"),
    ],
)
def test_an_address_written_otherwise_leads_to_its_page(visite, chemin, mene):
    visite.page.goto(visite.adresse + chemin)
    visite.wait_until("document.querySelector('h1')")
    assert visite.page.url.startswith(visite.adresse + mene)


def test_an_address_of_no_page_is_told_in_french_and_leads_back(visite):
    reponse = visite.page.goto(visite.adresse + "/nulle/part")
    assert reponse.status == 404
    expect(visite.page.get_by_role("heading")).to_have_text("Cette page n’existe pas")
    visite.page.get_by_role("link", name="Aller à la carte").click()
    visite.wait_for_map()
