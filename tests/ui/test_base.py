"""Pages on a base: a new version at the next run, and readers who go on when it is away."""

from dataclasses import replace

import pytest

from carto_ess.atelier.ouverture import open_registre
from carto_ess.ui import donnees
from ecran import open_page, read_html
from gens import sign
from petit_monde import GEODATA


@pytest.fixture
def base(monkeypatch, tmp_path):
    monkeypatch.setattr(donnees, "_REPOS", 0.0)
    monkeypatch.setenv("CARTO_ESS_BASE", f"sqlite:///{tmp_path}/atelier.sqlite")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(GEODATA / "referentiel"))
    return tmp_path / "atelier.sqlite"


def test_a_version_published_in_the_base_is_seen_at_the_next_run(base, monkeypatch, reel):
    import os

    page = open_page()
    assert ">20 fiches</a>" in read_html(page)
    fiches = tuple(replace(f, secteur="X") for f in reel[1].fiches[:6])
    open_registre(os.environ).publish(fiches, reel[0], sign())
    page.run()
    assert not page.exception
    assert ">6 fiches</a>" in read_html(page)


def test_readers_keep_the_last_version_while_the_base_is_away_and_are_told(base, tmp_path):
    page = open_page()
    base.rename(tmp_path / "ailleurs")
    page.run()
    assert not page.exception
    assert ">20 fiches</a>" in read_html(page)
    assert "La base du référentiel ne répond pas" in read_html(page)
    (tmp_path / "ailleurs").rename(base)
    page.run()
    assert "La base du référentiel ne répond pas" not in read_html(page)


def test_a_base_that_was_never_reached_is_one_sentence(base, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_BASE", "sqlite:////proc/absent/atelier.sqlite")
    page = open_page()
    texte = read_html(page)
    assert "Données illisibles" in texte
    assert "ne peut pas être ouvert" in texte
