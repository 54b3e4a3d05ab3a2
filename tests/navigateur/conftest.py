"""The app in a real Chromium: started once, as the README starts it, on a free port."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from visiteur import NAVIGATEUR, OPTIONS, PATIENCE, Visite, serve

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Without a browser these tests are skipped, unless the run says that one is required."""
    if NAVIGATEUR is None and os.environ.get("CARTO_ESS_NAVIGATEUR") != "requis":
        for item in items:
            if "navigateur" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="aucun Chromium sur cette machine"))


@pytest.fixture(scope="session")
def serveur():
    # other ports of this machine stand for the sites that embed the map
    with serve(CARTO_ESS_CADRES="http://127.0.0.1:*") as adresse:
        yield adresse


@pytest.fixture(scope="session")
def navigateur():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=NAVIGATEUR, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def visite(serveur, navigateur):
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    visite = Visite(contexte.new_page(), serveur)
    yield visite
    contexte.close()
    assert visite.dehors == [], "une requête est partie chez un tiers"
    assert visite.erreurs == []


@pytest.fixture
def telephone(serveur, navigateur):
    contexte = navigateur.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    visite = Visite(contexte.new_page(), serveur)
    yield visite
    contexte.close()
    assert visite.dehors == []
    assert visite.erreurs == []


@pytest.fixture
def visiter(serveur, navigateur):
    """Return a function that opens a visitor's page, with the options of a browser context."""
    contextes = []

    def open_visite(largeur=1440, hauteur=900, adresse=serveur, **options):
        taille = {"width": largeur, "height": hauteur}
        contexte = navigateur.new_context(viewport=taille, **options)
        contextes.append(contexte)
        return Visite(contexte.new_page(), adresse)

    yield open_visite
    for contexte in contextes:
        contexte.close()
