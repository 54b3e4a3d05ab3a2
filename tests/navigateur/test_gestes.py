"""No gesture is lost: not by a server that is killed, nor by a connection that is reset."""

import re

import pytest
from playwright.sync_api import expect

from relais import Relais
from serveurs import start, stop, wait_for
from visiteur import visiting

ADRESSE = "/?commune=62160"
FLUX = {0x82, 0xC2}
"""First byte of a binary frame of the stream, as it is or compressed."""


def press_tile(visite):
    visite.cadre.get_by_role("button", name=re.compile("^Structure d’appui")).click()


def press_map(visite):
    visite.click_map(50.72, 2.21)


def press_link(visite):
    visite.panneau.locator("a[data-objet=fiche]").first.click()


def press_menu(visite):
    visite.page.get_by_role("link", name="Fiches", exact=True).first.dispatch_event("click")


def press_option(visite):
    visite.page.get_by_role("option").first.click()


GESTES = {
    "pastille": (press_tile, "type=structure_appui", "e.points === 1"),
    "carte": (press_map, "epci=200069037", "e.epci === '200069037'"),
    "lien": (press_link, "fiche=", "e.fiche !== null"),
    "menu": (press_menu, "/fiches", None),
    "option": (press_option, "epci=200090751|commune=62193", "e.commune !== '62160'"),
}
"""What is pressed, what the address says of it, and what the map does."""


def prepare(visite, geste):
    visite.open("/" if geste == "carte" else ADRESSE)
    visite.page.locator(".st-key-barre_recherche input").wait_for()
    visite.wait_for_still_map()
    visite.page.evaluate("window.temoin = 1")
    visite.cadre.evaluate("window.temoin = 1")
    if geste == "option":
        visite.page.locator(".st-key-barre_recherche input").fill("calais")
        visite.page.get_by_role("option").first.wait_for()


def check(visite, geste):
    """Hold that the gesture is in the address, on the map, and that nothing was drawn anew."""
    _, adresse, etat = GESTES[geste]
    expect(visite.page).to_have_url(re.compile(adresse), timeout=60_000)
    if etat:
        visite.wait_for_etat(etat)
        assert visite.cadre.evaluate("window.temoin") == 1, "la carte a été refaite"
    else:
        expect(visite.page.locator("h1")).to_contain_text("Fiches", timeout=60_000)
    for message in ("#ce-attente", "#ce-connexion"):
        expect(visite.page.locator(message)).to_be_hidden(timeout=30_000)
    assert visite.page.evaluate("window.temoin") == 1, "la page a été rechargée"
    assert visite.erreurs == []


@pytest.mark.parametrize(
    ("geste", "moment"),
    [
        ("pastille", "juste avant"),
        ("menu", "juste avant"),
        ("option", "juste avant"),
        ("lien", "pendant"),
        ("menu", "pendant"),
        ("carte", "aussitôt après"),
    ],
)
def test_a_gesture_around_the_death_of_its_server_is_not_lost(navigateur, tmp_path, geste, moment):
    processus, port = start(tmp_path / "a.txt")
    presser = GESTES[geste][0]
    try:
        wait_for(port, processus)
        with visiting(navigateur, port) as visite:
            prepare(visite, geste)
            if moment == "juste avant":
                presser(visite)
            stop(processus, 9)
            visite.wait_until("cartoEssConnexion.absent()")
            if moment == "pendant":
                presser(visite)
            else:
                dit = visite.page.locator("#ce-connexion")
                expect(dit).to_contain_text("reprend d’elle-même")
            processus, _ = start(tmp_path / "b.txt", port=port)
            wait_for(port, processus)
            visite.wait_until("cartoEssConnexion.relances === 1")
            if moment == "aussitôt après":
                presser(visite)
            check(visite, geste)
    finally:
        stop(processus)


@pytest.fixture
def relais(serveur):
    relais = Relais(int(serveur.rsplit(":", 1)[1]))
    yield relais
    relais.close()


class Compte:
    """True at the n-th piece of the stream."""

    def __init__(self, rang):
        self.reste = rang

    def __call__(self, morceau):
        self.reste -= morceau[0] in FLUX
        return self.reste == 0


@pytest.mark.parametrize("geste", GESTES)
def test_a_gesture_that_is_reset_on_its_way_is_not_lost(navigateur, relais, geste):
    with visiting(navigateur, relais.port) as visite:
        prepare(visite, geste)
        relais.couper = Compte(1)
        GESTES[geste][0](visite)
        check(visite, geste)
        assert relais.couper is None


@pytest.mark.parametrize(
    ("geste", "rang"),
    [
        ("pastille", 1),
        ("pastille", 2),
        ("carte", 3),
        ("lien", 2),
        ("menu", 1),
        ("menu", 3),
        ("option", 2),
    ],
)
def test_an_answer_cut_in_its_middle_is_asked_for_whole(navigateur, relais, geste, rang):
    with visiting(navigateur, relais.port) as visite:
        if geste == "menu":  # the browser has the pieces of that page: the cut is of an answer
            visite.page.goto(f"{visite.adresse}/fiches")
            expect(visite.page.get_by_label("Rechercher")).to_be_visible()
        prepare(visite, geste)
        relais.perdre = Compte(rang)
        GESTES[geste][0](visite)
        check(visite, geste)


def test_a_gesture_made_without_a_network_is_sent_when_it_comes_back(visite):
    prepare(visite, "pastille")
    visite.page.evaluate("cartoEssConnexion.flux.close()")
    visite.page.context.set_offline(offline=True)
    visite.wait_until("cartoEssConnexion.absent()")
    press_tile(visite)
    visite.page.context.set_offline(offline=False)
    check(visite, "pastille")


def test_a_page_in_the_background_comes_back_too(navigateur, tmp_path):
    processus, port = start(tmp_path / "a.txt")
    try:
        wait_for(port, processus)
        with visiting(navigateur, port) as visite:
            prepare(visite, "pastille")
            devant = visite.page.context.new_page()
            devant.bring_to_front()
            stop(processus, 9)
            processus, _ = start(tmp_path / "b.txt", port=port)
            wait_for(port, processus)
            visite.page.bring_to_front()
            press_tile(visite)
            check(visite, "pastille")
    finally:
        stop(processus)
