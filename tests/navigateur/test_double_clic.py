"""A double click zooms where it is: view, address and history are as if it had chosen nothing."""

import re

import pytest
from playwright.sync_api import expect

from acces import wait_for_calm
from relais import Relais
from visiteur import visiting

DEPARTS = {
    "l’ensemble": ("/?epci=200069037", ("ensemble", "")),
    "un EPCI": ("/", ("epci", "200069037")),
    "une commune": ("/", ("commune", "62193")),
    "une fiche dans un Pays": ("/?pays=pays-d-artois", ("fiche", "galilee")),
    "un type": ("/", ("types", "structure_appui")),
}
"""Where one is, and what one has chosen there just before."""
PLACE = """() => {
  const t = map.getContainer().getBoundingClientRect();
  return [t.left + t.width * 0.42, t.top + t.height * 0.6];
}"""
"""Somewhere on the land, by whatever the map is framed."""


REVENIR_AUSSITOT = """() => {
  const ecrire = history.replaceState.bind(history), ici = location.href;
  let ailleurs = false;
  window.revenus = 0;
  history.replaceState = (...etat) => {
    ailleurs ||= location.href !== ici;
    ecrire(...etat);
    if (!ailleurs || revenus || location.href !== ici) return;
    revenus += 1;
    history.back();
  };
}"""
"""Presses Back as soon as the page says again, in a step of its own, what the one before says."""


class Demandes:
    """What the map of a page has asked of the server."""

    def __init__(self, page):
        self.n = 0
        page.on("websocket", lambda flux: flux.on("framesent", self._count))

    def _count(self, donnees):
        octets = donnees.encode(errors="replace") if isinstance(donnees, str) else donnees
        self.n += b'"objet"' in octets


def wait_for_rest(visite):
    page = visite.page
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    wait_for_calm(page)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    visite.wait_for_still_map()


def read_view(visite):
    """Return what the page says, where it is, and what its map shows; not how the map is framed."""
    etat = visite.etat()
    return (
        visite.page.locator("h1, .ce-panneau h2").all_inner_texts(),
        visite.page.url,
        {c: etat[c] for c in ("foyer", "fiche", "commune", "types", "niveau")},
    )


def choose_and_arrive(visite, depart):
    """Make the gesture that comes before the double click; return what was seen before it."""
    adresse, geste = depart
    visite.page.goto(visite.adresse + adresse)
    visite.wait_for_map()
    visite.page.locator(".st-key-barre_recherche input").wait_for()
    wait_for_rest(visite)
    avant = read_view(visite)
    visite.choose(*geste)
    expect(visite.page).not_to_have_url(avant[1])
    wait_for_rest(visite)
    return avant


def find_place(visite):
    cadre = visite.page.locator("iframe[title^='Carte']")
    cadre.scroll_into_view_if_needed()
    boite = cadre.bounding_box()
    x, y = visite.cadre.evaluate(PLACE)
    return boite["x"] + x, boite["y"] + y


def find_point(visite):
    """Return where the only point of a type is on the screen."""
    fiches = visite.page.request.get(f"{visite.adresse}/donnees/fiches.geojson").json()["features"]
    lon, lat = next(
        f["geometry"]["coordinates"]
        for f in fiches
        if f["properties"]["type"] == "structure_appui" and f["geometry"]
    )
    return visite.find_on_screen(lat, lon)


def press_twice(visite, demandes, ou, *, attendre):
    """Double click on the map, the second press at once or once the first one is in the address."""
    souris, ici, n = visite.page.mouse, visite.page.url, demandes.n
    souris.move(*ou)
    souris.down(click_count=1)
    souris.up(click_count=1)
    if attendre:
        expect(visite.page).not_to_have_url(ici)
    souris.down(click_count=2)
    souris.up(click_count=2)
    for _ in range(150):  # the page may say two presses at once
        if demandes.n > n + attendre:
            break
        visite.page.wait_for_timeout(50)
    wait_for_rest(visite)


def check(visite, depart, *, attendre, find=find_place):
    demandes = Demandes(visite.page)
    avant = choose_and_arrive(visite, depart)
    choisi, zoom = read_view(visite), visite.cadre.evaluate("map.getZoom()")
    rang = visite.page.evaluate("navigation.currentEntry.index")
    ou = find(visite)
    press_twice(visite, demandes, ou, attendre=attendre)
    assert read_view(visite) == choisi
    assert visite.page.evaluate("navigation.currentEntry.index") == rang
    assert visite.cadre.evaluate("map.getZoom()") == pytest.approx(zoom + 1, abs=0.06)
    assert find(visite) == pytest.approx(ou, abs=4)
    go_back(visite, avant)


def go_back(visite, avant):
    visite.page.evaluate("history.back()")
    expect(visite.page).to_have_url(avant[1])
    wait_for_rest(visite)
    assert read_view(visite) == avant


@pytest.mark.parametrize("attendre", [False, True], ids=["aussitôt", "une fois l’adresse écrite"])
@pytest.mark.parametrize("depart", DEPARTS)
def test_a_double_click_leaves_the_view_the_address_and_what_back_leads_to(
    visite, depart, attendre
):
    check(visite, DEPARTS[depart], attendre=attendre)


@pytest.mark.parametrize("attendre", [False, True], ids=["aussitôt", "une fois l’adresse écrite"])
def test_a_double_click_on_a_point_opens_no_fiche(visite, attendre):
    check(visite, DEPARTS["un type"], attendre=attendre, find=find_point)


def test_a_double_click_on_the_map_of_gaps_chooses_no_row(visite):
    depart = "/territoires?niveau=commune", ("epci", "200069037")
    check(visite, depart, attendre=True)


def test_a_type_pressed_after_a_double_click_that_is_answered_late_is_one_step(navigateur, serveur):
    relais = Relais(int(serveur.rsplit(":", 1)[1]))
    with visiting(navigateur, relais.port) as visite:
        choose_and_arrive(visite, DEPARTS["un EPCI"])
        choisi, rang = read_view(visite), visite.page.evaluate("navigation.currentEntry.index")
        zoom = visite.cadre.evaluate("map.getZoom()")
        relais.retard = 0.7
        visite.page.mouse.dblclick(*find_place(visite))
        visite.cadre.get_by_role("button", name=re.compile("^Mutualisation")).click()
        expect(visite.page).to_have_url(f"{choisi[1]}&type=mutualisation")
        relais.retard = 0.0
        wait_for_rest(visite)
        assert visite.etat()["epci"] == "200069037"
        assert visite.cadre.evaluate("map.getZoom()") == pytest.approx(zoom + 1, abs=0.06)
        assert visite.page.evaluate("navigation.currentEntry.index") == rang + 1
        go_back(visite, choisi)
    relais.close()


def test_back_pressed_as_soon_as_a_double_click_is_taken_back_goes_where_one_was_before(visite):
    avant = choose_and_arrive(visite, DEPARTS["un EPCI"])
    rang, ici = visite.page.evaluate("navigation.currentEntry.index"), visite.page.url
    ou, demandes = find_place(visite), Demandes(visite.page)
    visite.page.evaluate(REVENIR_AUSSITOT)
    press_twice(visite, demandes, ou, attendre=True)
    expect(visite.page).to_have_url(avant[1])
    assert ici != avant[1]
    wait_for_rest(visite)
    assert visite.page.evaluate("revenus") == 1
    assert read_view(visite) == avant
    assert visite.page.evaluate("navigation.currentEntry.index") == rang - 1
