"""Pages for the council of the real data, on one day, with the address of an app that is none."""

import datetime as dt

import pytest

from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.releve import build_matiere
from carto_ess.portrait.page import build_page
from carto_ess.portrait.portrait import build_portrait
from carto_ess.portrait.vignette import read_fond
from petit_monde import GEODATA

JOUR = dt.date(2026, 3, 1)
ADRESSE = "https://exemple.org/carte"


@pytest.fixture(scope="session")
def make_matiere(reel):
    """Return a function from fiches, and from what is not known, to what pages are made from."""
    decoupages, referentiel = reel

    def make(fiches=referentiel.fiches, inconnus=None):
        return build_matiere(
            decoupages,
            fiches,
            read_voisinage(GEODATA),
            evenements=read_evenements_epci(GEODATA),
            inconnus=inconnus,
        )

    return make


@pytest.fixture(scope="session")
def matiere(make_matiere):
    return make_matiere()


@pytest.fixture(scope="session")
def fond():
    return read_fond(GEODATA)


@pytest.fixture(scope="session")
def tell(matiere):
    """Return a function from a territory to its portrait."""

    def dit(territoire, *, matiere=matiere, adresse=ADRESSE):
        return build_portrait(territoire, matiere, date=JOUR, adresse=adresse)

    return dit


@pytest.fixture(scope="session")
def draw(tell, fond):
    """Return a function from a territory to its page, ready to print."""

    def dessine(territoire, *, contacts=True, **options):
        return build_page(tell(territoire, **options), fond, contacts=contacts)

    return dessine
