"""What speed rests on and a test can hold exactly: bytes, runs, frames, imports. Never a time."""

import asyncio
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from tests.load.client import open_session

from visiteur import Visite

KILO = 1024
CLIC = 8 * KILO
FILTRE = 8 * KILO
PREMIERE_PAGE = 16 * KILO


async def _visit(adresse):
    """Open the map, then click, filter, take the filter off, switch years; return the answers."""
    async with open_session(adresse) as session:
        reponses = {"page": await session.load(), "suite": await session.finish()}
        for geste, commune in (("clic", "62765"), ("autre clic", "62193")):
            reponses[geste] = await session.choose("commune", commune)
        reponses["filtre"] = await session.choose("types", "mutualisation,regroupement")
        reponses["sans filtre"] = await session.choose("types")
        reponses["epci"] = await session.choose("epci", "200069037")
        return reponses


@pytest.fixture(scope="module")
def reponses(serveur):
    # in a thread of its own: Playwright keeps a loop running in this one
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(asyncio.run, _visit(serveur)).result()


def test_the_first_page_weighs_little_on_the_wire(reponses):
    assert 0 < reponses["page"].fil + reponses["suite"].fil < PREMIERE_PAGE


def test_the_first_run_draws_the_map_and_the_next_one_the_rest(reponses):
    assert "ce-panneau" in reponses["page"].html
    assert "Référentiel\u00a0: CDESS" not in reponses["page"].html
    assert "Référentiel\u00a0: CDESS" in reponses["suite"].html
    assert reponses["suite"].tours <= 2  # one of them ends at once: it only asks for the other


@pytest.mark.parametrize("geste", ["clic", "autre clic"])
def test_a_click_weighs_less_than_eight_kilobytes(reponses, geste):
    assert 0 < reponses[geste].fil < CLIC


@pytest.mark.parametrize("geste", ["filtre", "sans filtre", "epci"])
def test_a_filter_weighs_less_than_eight_kilobytes(reponses, geste):
    assert 0 < reponses[geste].fil < FILTRE


@pytest.mark.parametrize("geste", ["page", "clic", "autre clic", "filtre", "sans filtre"])
def test_each_gesture_is_one_run(reponses, geste):
    assert reponses[geste].tours == 1


def test_a_click_sends_the_panel_and_neither_table_nor_options(reponses):
    html = reponses["clic"].html
    assert "ce-panneau" in html
    assert "ce-tableau" not in html
    assert "Compter aussi" not in html


FICHIERS_DU_CADRE = ("main.", "leaflet.js", "moteur-", "carte-")

DEMANDES = """(noms) => performance.getEntriesByType("resource")
  .filter((r) => noms.some((n) => r.name.split("/").pop().startsWith(n)))
  .map((r) => ({
    nom: r.name.split("/").pop(), octets: r.transferSize, fin: r.responseEnd,
    debut: performance.timeOrigin + r.startTime,
  }))"""


def test_the_page_asks_for_the_files_of_the_frame_at_once_and_they_come_once(visite):
    visite.open()
    noms = list(FICHIERS_DU_CADRE)
    page = {r["nom"]: r["debut"] for r in visite.page.evaluate(DEMANDES, noms)}
    assert len(page) == len(noms)
    assert max(page.values()) - min(page.values()) < 50
    cadre = visite.cadre.evaluate(DEMANDES, noms)
    assert {r["nom"] for r in cadre} == {nom for nom in page if not nom.startswith("carte-")}
    for r in cadre:
        assert r["debut"] >= page[r["nom"]]
        assert r["octets"] == 0, r  # the page's


LETTRES = """performance.getEntriesByType("resource")
  .filter((r) => r.name.includes("MaterialSymbols")).map((r) => r.startTime)"""


def test_the_letters_of_icons_come_after_the_files_of_the_map(visite):
    """375 KB, which « Options » does not need: its icons are drawn by our styles."""
    visite.open()
    visite.wait_until(f"{LETTRES}.length === 1")
    fins = [r["fin"] for r in visite.page.evaluate(DEMANDES, list(FICHIERS_DU_CADRE))]
    assert len(fins) == len(FICHIERS_DU_CADRE)
    assert visite.page.evaluate(LETTRES)[0] >= max(fins)
    icone = visite.page.get_by_role("button", name="Options").get_by_test_id("stIconMaterial")
    for rang in range(2):
        forme = icone.nth(rang).evaluate(
            "(n) => [getComputedStyle(n).fontSize, getComputedStyle(n, '::before').maskImage]"
        )
        assert forme[0] == "0px"
        assert forme[1].startswith('url("data:image/svg')


@pytest.mark.parametrize("faute", ["coupé", "absent"])
def test_a_file_of_the_frame_that_the_page_asks_for_in_vain_is_asked_for_again(visite, faute):
    vus = set()

    def refuse_first(route):
        nom = route.request.url.split("/")[-1]
        if nom in vus:
            route.continue_()
        elif vus.add(nom) is None and faute == "coupé":
            route.abort()
        else:
            route.fulfill(status=404, body="pas ici")

    for nom in FICHIERS_DU_CADRE:
        visite.page.route(f"**/component/**/{nom}*", refuse_first)
    visite.open()
    assert len(vus) == len(FICHIERS_DU_CADRE)


def test_the_frame_is_built_once_for_a_visit(visite):
    visite.open()
    naissance = visite.cadre.evaluate("performance.timeOrigin")
    visite.click_map(50.72, 2.21)
    visite.wait_for_etat("e.epci !== null")  # where nothing was chosen, a click names an EPCI
    visite.choose("types", "structure_appui")
    visite.wait_for_etat("e.points === 1")
    visite.open_options().get_by_text("De 2015 (livret)").click()
    visite.wait_for_etat("e.millesime === 2015")
    assert visite.cadre.evaluate("performance.timeOrigin") == naissance


def test_what_the_map_is_made_of_comes_from_the_network_once(visite):
    visite.open()
    seconde = Visite(visite.page.context.new_page(), visite.adresse)
    cdp = seconde.page.context.new_cdp_session(seconde.page)
    recus, en_memoire = {}, set()
    cdp.on("Network.responseReceived", lambda e: recus.update({e["requestId"]: e["response"]}))
    cdp.on("Network.requestServedFromCache", lambda e: en_memoire.add(e["requestId"]))
    cdp.send("Network.enable")
    seconde.open()
    fichiers = {
        re.sub(r".*/|\?.*", "", r["url"]): r["fromDiskCache"] or cle in en_memoire
        for cle, r in recus.items()
        if re.search(r"/(component|commun)/.+\.(js|css|json)", r["url"])
    }
    assert len(fichiers) >= 6
    assert all(fichiers.values()), fichiers


_ENVOIS = """(() => {
  const envoyer = WebSocket.prototype.send;
  WebSocket.prototype.send = function (octets) {
    top.ordre?.push("envoi");
    return envoyer.call(this, octets);
  };
})()"""
_IMAGE = """document.addEventListener("click", () => {
  top.ordre = [];
  top.requestAnimationFrame(() => top.ordre.push("image"));
}, { capture: true, once: true })"""


def test_a_click_is_sent_before_the_next_picture(visite):
    visite.page.add_init_script(_ENVOIS)
    visite.open()
    visite.cadre.evaluate(_IMAGE)
    visite.click_map(50.72, 2.21)
    visite.wait_until("window.ordre?.length > 1")
    assert visite.page.evaluate("window.ordre[0]") == "envoi"


def test_a_territory_chosen_in_the_box_is_sent_before_the_next_picture(visite):
    visite.page.add_init_script(_ENVOIS)
    visite.open()
    visite.page.get_by_role("combobox").fill("CA du Pays de Saint-Omer")
    propose = visite.page.get_by_role("option", name="CA du Pays de Saint-Omer").first
    expect(propose).to_be_visible()
    expect(visite.page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    visite.page.evaluate(_IMAGE)
    propose.click()
    visite.wait_until("window.ordre?.length > 1")
    assert visite.page.evaluate("window.ordre[0]") == "envoi"


_DEPLACEMENTS = """window.deplacements = 0; new PerformanceObserver((liste) => {
  for (const { value } of liste.getEntries()) window.deplacements += value;
}).observe({ type: "layout-shift", buffered: true })"""


@pytest.mark.parametrize("appareil", ["visite", "telephone"])
def test_what_is_read_stays_in_its_place_while_the_rest_comes(appareil, request):
    visite = request.getfixturevalue(appareil)
    visite.page.add_init_script(_DEPLACEMENTS)
    visite.open()
    visite.page.wait_for_selector(".st-key-barre_recherche input", state="attached")
    assert visite.page.evaluate("window.deplacements") < 0.1  # what Web Vitals call good


def list_imported(page, *modules):
    """Return those of these modules that a process which drew the map, then a page, imported."""
    programme = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        f"app.switch_page('pages/{page}.py').run()\n"
        "assert not app.exception\n"
        f"print([m for m in {modules} if m in sys.modules])"
    )
    fini = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, text=True, check=True
    )
    return fini.stdout.splitlines()[-1]


def test_the_first_page_does_not_import_geometry():
    geometrie = ("geopandas", "shapely", "pyogrio", "pyproj", "topojson")
    assert list_imported("carte", *geometrie) == "[]"


@pytest.mark.parametrize("page", ["referentiel", "fiches"])
def test_what_writes_workbooks_is_imported_where_they_are_written_alone(page):
    assert list_imported(page, "xlsxwriter", "odfdo") == "[]"
