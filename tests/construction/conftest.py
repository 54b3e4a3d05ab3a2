"""The small country, built."""

import shutil

import pytest

from annees import build
from pays_construit import DEPARTEMENT, FAITS, write_contours, write_decoupage, write_rows


def _list_arguments(dossier):
    return {
        "departements": [DEPARTEMENT],
        "contours": dossier / "contours.tar.gz",
        "decoupage": dossier / "decoupage.tgz",
        "sources": dossier / "faits",
        "output": dossier / "geodata",
    }


@pytest.fixture(scope="session")
def pays_modele(tmp_path_factory):
    """A folder with all that the small country is built from."""
    dossier = tmp_path_factory.mktemp("pays")
    arguments = _list_arguments(dossier)
    write_contours(arguments["contours"])
    write_decoupage(arguments["decoupage"])
    arguments["sources"].mkdir()
    for nom, lignes in FAITS.items():
        write_rows(arguments["sources"] / nom, lignes)
    return dossier


@pytest.fixture(scope="session")
def geodata_modele(pays_modele, tmp_path_factory):
    """The folder built from it."""
    dossier = tmp_path_factory.mktemp("construit")
    build(**_list_arguments(pays_modele) | {"output": dossier / "geodata"})
    return dossier / "geodata"


@pytest.fixture
def pays_d_essai(pays_modele, tmp_path):
    """Arguments of ``build_geodata`` for the small country, a copy of each test's own."""
    shutil.copytree(pays_modele, tmp_path, dirs_exist_ok=True)
    return _list_arguments(tmp_path)


@pytest.fixture
def geodata(geodata_modele, tmp_path):
    """The folder built from the small country, a copy of each test's own."""
    return shutil.copytree(geodata_modele, tmp_path / "geodata")
