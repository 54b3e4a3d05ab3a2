"""What matters most in another browser: opening, a click, Back, paper."""

import io

import pypdf
import pytest

from renard import FIREFOX, open_renard
from serveurs import serving, start, stop, wait_for

pytestmark = pytest.mark.skipif(FIREFOX is None, reason="aucun Firefox sur cette machine")

PRET = "window.cartoEss && cartoEss.etat().pret"


@pytest.fixture(scope="module")
def renard():
    with open_renard() as renard:
        yield renard


@pytest.fixture(scope="module")
def adresse(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("firefox") / "journal") as port:
        yield f"http://127.0.0.1:{port}"


def open_map(renard, adresse):
    renard.open(adresse)
    renard.wait_until("document.querySelector(\"iframe[title^='Carte']\") !== null")
    cadre = renard.find_frame("st_folium")
    renard.wait_until(PRET, cadre)
    renard.wait_until("cartoEss.etat().peints > 0", cadre)
    renard.wait_until("document.querySelector('.ce-panneau h2') !== null")
    return cadre


def wait_for_still_map(renard, cadre):
    vue = "map.getBounds().toBBoxString() + map.getZoom()"
    renard.wait_until(
        f"(() => {{ const c = {vue}, fixe = window.cadreVu === c && !map._animatingZoom"
        " && !map._flyToFrame; window.cadreVu = c; return fixe; })()",
        cadre,
    )


def find_on_screen(renard, cadre, latitude, longitude):
    place = renard.evaluate(
        f"(() => {{ const p = map.latLngToContainerPoint([{latitude}, {longitude}]);"
        "const b = map.getContainer().getBoundingClientRect();"
        "return [b.x + p.x, b.y + p.y]; })()",
        cadre,
    )
    coin = renard.evaluate(
        "(() => { const c = document.querySelector(\"iframe[title^='Carte']\");"
        "c.scrollIntoView({block: 'nearest'}); const b = c.getBoundingClientRect();"
        "return [b.x, b.y]; })()"
    )
    return [a + b for a, b in zip(place, coin, strict=True)]


def test_a_click_on_the_map_tells_the_commune_and_back_takes_it_off(renard, adresse):
    cadre = open_map(renard, adresse)
    renard.click(*find_on_screen(renard, cadre, 50.36, 2.05))  # no fiche has its point there
    epci = renard.wait_until("new URLSearchParams(location.search).get('epci')")
    assert renard.wait_until("cartoEss.etat().epci", cadre) == epci
    renard.wait_until("cartoEss.etat().epci && map.getBounds().contains([50.36, 2.05])", cadre)
    wait_for_still_map(renard, cadre)
    renard.click(*find_on_screen(renard, cadre, 50.36, 2.05))
    commune = renard.wait_until("new URLSearchParams(location.search).get('commune')")
    assert renard.wait_until("cartoEss.etat().commune", cadre) == commune
    assert renard.wait_until("document.querySelector('.ce-panneau h2')?.textContent")
    renard.go_back()
    renard.wait_until("!location.search.includes('commune')")
    renard.wait_until("cartoEss.etat().commune === null", cadre)


def test_a_page_whose_server_is_killed_answers_to_the_one_that_comes_back(renard, tmp_path):
    processus, port = start(tmp_path / "a.txt")
    try:
        wait_for(port, processus)
        cadre = open_map(renard, f"http://127.0.0.1:{port}/?commune=62160")
        renard.wait_until("document.querySelector('.st-key-barre_recherche input') !== null")
        for contexte in (None, cadre):
            renard.evaluate("(window.temoin = 1)", contexte)
        stop(processus, 9)
        renard.wait_until("cartoEssConnexion.absent()")
        # a press while no server is there, told to the page as the frame tells it
        renard.evaluate("document.querySelector('.ce-panneau a[data-objet=fiche]').click() ?? 1")
        processus, _ = start(tmp_path / "b.txt", port=port)
        wait_for(port, processus)
        renard.wait_until("location.search.includes('fiche=')", limite=120)
        renard.wait_until("cartoEss.etat().fiche !== null", cadre, limite=60)
        assert renard.evaluate("cartoEss.etat().commune", cadre) == "62160"
        assert renard.evaluate("window.temoin") == 1
        assert renard.evaluate("window.temoin", cadre) == 1
    finally:
        stop(processus)


def test_a_link_opens_the_view_it_holds(renard, adresse):
    cadre = open_map(renard, f"{adresse}/?commune=62160&type=structure_appui")
    assert renard.evaluate("cartoEss.etat().commune", cadre) == "62160"
    assert renard.evaluate("document.documentElement.lang") == "fr"


def test_a_fiche_is_printed_on_one_sheet(renard, adresse):
    renard.open(f"{adresse}/fiches?fiche=galilee")
    renard.wait_until("document.querySelector('.ce-fiche h1')?.textContent === 'GALILÉE'")
    renard.wait_until(  # a page still being drawn is printed as it is
        "document.querySelector('.ce-pied') && document.fonts.status === 'loaded'"
        " && document.querySelector('[data-test-script-state=notRunning]') !== null"
    )
    pages = pypdf.PdfReader(io.BytesIO(renard.print())).pages
    assert len(pages) == 1
    # Firefox draws letters of a font of the Web as shapes: their number stands for the text
    assert len(pages[0].get_contents().get_data()) > 300_000
