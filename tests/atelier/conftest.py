"""The same tests on a folder, on SQLite and on PostgreSQL."""

import os
import uuid

import pytest

from carto_ess.atelier.base import open_base
from carto_ess.atelier.ouverture import find_atelier, open_registre
from postgres import BINAIRES, running


@pytest.fixture(scope="session")
def grappe():
    if BINAIRES is None:
        if os.environ.get("CARTO_ESS_POSTGRES") == "requis":
            pytest.fail("PostgreSQL est requis et introuvable")
        pytest.skip("aucun PostgreSQL sur cette machine")
    with running() as grappe:
        yield grappe


@pytest.fixture
def premiere(write_referentiel, tmp_path):
    """The folder of a référentiel of one fiche."""
    return write_referentiel([{}], [{}], tmp_path / "premiere")


@pytest.fixture
def ouvrir(request, premiere, tmp_path):
    """Return a function that gives the settings of a place of some kind, not opened yet."""
    ouverts = []

    def ouvre(genre):
        environ = {"CARTO_ESS_REFERENTIEL": str(premiere)}
        if genre == "sqlite":
            environ["CARTO_ESS_BASE"] = f"sqlite:///{tmp_path}/base/atelier.sqlite"
        elif genre == "postgresql":
            nom = f"b{uuid.uuid4().hex}"
            environ["CARTO_ESS_BASE"] = request.getfixturevalue("grappe").create(nom)
        ouverts.append(environ)
        return environ

    yield ouvre
    for environ in ouverts:
        if base := find_atelier(environ):
            base.moteur.dispose()
    open_base.cache_clear()


@pytest.fixture(params=["dossier", "sqlite", "postgresql"])
def registre(request, ouvrir):
    """Where the référentiel lives, of each kind; its first version is that of `premiere`."""
    return open_registre(ouvrir(request.param))


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request, ouvrir):
    """The settings of a base of its own, not opened yet."""
    return ouvrir(request.param)


@pytest.fixture
def base(environ):
    """A base with its first version."""
    open_registre(environ)
    return find_atelier(environ)
