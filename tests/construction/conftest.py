"""The small country, built."""

import pytest

from annees import build
from pays_construit import DEPARTEMENT, FAITS, write_contours, write_decoupage, write_rows


@pytest.fixture
def pays_d_essai(tmp_path):
    """Arguments of ``build_geodata`` for the small country."""
    dossier = tmp_path / "faits"
    dossier.mkdir()
    for nom, lignes in FAITS.items():
        write_rows(dossier / nom, lignes)
    return {
        "departements": [DEPARTEMENT],
        "contours": write_contours(tmp_path / "contours.tar.gz"),
        "decoupage": write_decoupage(tmp_path / "decoupage.tgz"),
        "sources": dossier,
        "output": tmp_path / "geodata",
    }


@pytest.fixture
def geodata(pays_d_essai):
    """The folder built from the small country."""
    build(**pays_d_essai)
    return pays_d_essai["output"]
