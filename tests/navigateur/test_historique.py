"""One step of history a gesture; however fast one goes back, the screen is what is asked."""

import random

import pytest
from playwright.sync_api import expect

from acces import wait_for_calm
from cas import count_cases

SUITES = range(count_cases(10))
TERRITOIRES = [
    ("epci", "246200455"),
    ("epci", "200069037"),
    ("commune", "62160"),
    ("commune", "62193"),
    ("pays", "pays-d-artois"),
]
GESTES = [
    *(("carte", geste) for geste in TERRITOIRES),
    *(("carte", ("types", types)) for types in ("mutualisation", "structure_appui", "")),
    *(("carte", geste) for geste in (("fiche", "galilee"), ("retour", ""), ("ensemble", ""))),
    *(("menu", page) for page in ("Carte", "Territoires à couvrir", "Fiches", "Coopérer")),
    *(("option", annee) for annee in ("De 2015 (livret)", "Actuel (2026)")),
    ("niveau", "Communes"),
]
ALLERS = ("BBB", "BFB", "BB", "BBF", "BFBB", "FF", "FBF")
"""Backs and Forwards pressed one after the other, without waiting for what they show."""

ALLER = """(pas) => new Promise((fait) => {
  addEventListener("popstate", () => fait(), { once: true });
  history.go(pas);
})"""


def read_rank(visite):
    return visite.page.evaluate("navigation.currentEntry.index")


def wait_for_rest(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    wait_for_calm(page)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def do(visite, genre, quoi):
    """Make a gesture where the page has it; return whether it has."""
    page = visite.page
    trouver = {
        "carte": lambda: visite.carte,
        "menu": lambda: page.get_by_test_id("stTopNavLink").filter(has_text=quoi),
        "option": lambda: page.get_by_role("button", name="Options"),
        "niveau": lambda: page.get_by_role("radio", name=quoi),
    }
    cible = trouver[genre]()
    if not cible.count():
        return False
    if genre == "carte":
        visite.choose(*quoi)
    else:
        cible.first.click()
    if genre == "option":
        page.get_by_test_id("stPopoverBody").get_by_text(quoi).click()
        page.keyboard.press("Escape")
    return True


def read_screen(visite):
    """Return what a page says and what its map shows."""
    wait_for_rest(visite.page)
    texte = visite.page.get_by_test_id("stMain").inner_text()
    for avis in visite.page.locator(".ce-avis").all_inner_texts():
        texte = texte.replace(avis, "")  # what a change had to say is of the change, not of a view
    texte = " ".join(texte.split())
    if not visite.carte.count():
        return texte, {}
    etat = visite.etat()
    return texte, {c: etat[c] for c in ("commune", "epci", "fiche", "types", "millesime", "niveau")}


@pytest.mark.parametrize("suite", SUITES)
def test_the_screen_is_what_the_address_says_after_any_backs(visiter, suite):
    hasard, visite = random.Random(suite), visiter()
    visite.open(hasard.choice(["/", "/?commune=62160", "/?type=mutualisation"]))
    wait_for_rest(visite.page)
    pas = [visite.page.url]
    premier = read_rank(visite)
    for genre, quoi in hasard.choices(GESTES, k=6):
        if not do(visite, genre, quoi):
            continue
        wait_for_rest(visite.page)
        if visite.page.url != pas[-1]:
            pas.append(visite.page.url)
        assert read_rank(visite) - premier == len(pas) - 1, (genre, quoi, pas)
    rang = len(pas) - 1
    for allers in hasard.choices(ALLERS, k=2):
        for sens in allers:
            suivant = rang + (1 if sens == "F" else -1)
            if 0 <= suivant < len(pas):
                rang = suivant
                visite.page.evaluate(ALLER, 1 if sens == "F" else -1)
        expect(visite.page).to_have_url(pas[rang])
        vu = read_screen(visite)
        assert visite.page.url == pas[rang]
        assert read_rank(visite) - premier == rang
        autre = visiter()
        autre.page.goto(pas[rang])
        autre.page.locator("h1").wait_for()
        if vu[1]:
            autre.wait_for_map()
        assert vu == read_screen(autre), pas[rang]
        autre.page.close()
    assert visite.erreurs == []


@pytest.mark.parametrize("repos", [False, True], ids=["aussitôt", "au repos"])
def test_after_back_a_link_is_followed_at_its_first_press(visite, repos):
    page = visite.open().page
    for nom in ("Fiches", "Territoires à couvrir"):
        page.get_by_test_id("stTopNavLink").filter(has_text=nom).click()
        expect(page.locator("h1")).to_have_text(nom)
    wait_for_rest(page)
    rang = read_rank(visite)
    page.go_back()
    if repos:
        wait_for_rest(page)
    page.locator(".ce-mentions a[href$='a-propos']").click()
    expect(page.locator("h1")).to_have_text("À propos")
    expect(page).to_have_url(f"{visite.adresse}/a-propos")
    assert read_rank(visite) == rang
