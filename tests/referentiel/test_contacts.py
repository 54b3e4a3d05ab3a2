"""An administrator hides contacts once, and they are nowhere; what is published keeps them."""

import json
import re

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from carto_ess._errors import CartoEssError
from carto_ess.cli.commandes import carto_ess
from carto_ess.referentiel.contacts import hide_contacts
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.reglages import VARIABLE, are_contacts_hidden
from petit_monde import GEODATA, RACINE

MASQUES = "Contacts masqués par l’administrateur"


@pytest.fixture
def contacts(reel):
    fiches = reel[1].fiches
    return {c for f in fiches for c in (*f.telephones, *f.courriels, *f.sites)}


@pytest.fixture
def masque(monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")


def html(nom="carte", /, **params):
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
    page.run()
    for cle, valeur in params.items():
        page.query_params[cle] = valeur
    page.switch_page(f"pages/{nom}.py").run()
    assert not page.exception
    return "\n".join(element.proto.body for element in page.get("html")), page


def test_a_referentiel_without_contacts_has_none_and_keeps_all_the_rest(reel):
    cache = hide_contacts(reel[1])
    assert cache.contacts_masques
    for avant, apres in zip(reel[1].fiches, cache.fiches, strict=True):
        assert (apres.telephones, apres.courriels, apres.sites) == ((), (), ())
        assert (apres.id, apres.structure, apres.declarations) == (
            avant.id,
            avant.structure,
            avant.declarations,
        )


def test_on_screen_a_fiche_says_that_they_are_hidden(masque, contacts):
    texte, _ = html(fiche="galilee")
    assert MASQUES in texte
    assert not [c for c in contacts if c in texte]
    assert "mailto:" not in texte
    assert "tel:" not in texte


def test_a_search_does_not_find_a_hidden_address(masque, contacts):
    courriel = min(c for c in contacts if "@" in c)
    texte, _ = html("fiches", q=courriel)
    assert "Aucune fiche ne correspond" in texte


def test_the_choice_of_contacts_in_downloads_is_gone(masque):
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
    page.session_state["telecharger_volet"] = True
    page.run().run()
    assert not page.exception
    assert any(MASQUES in element.proto.body for element in page.get("html"))
    assert page.get("download_button")
    assert "telecharger_sans_contacts" not in [c.key for c in page.checkbox]


@pytest.mark.parametrize("extension", ["csv", "geojson", "html", "gpkg", "xlsx"])
def test_no_export_holds_one(masque, contacts, tmp_path, extension):
    fichier = tmp_path / f"e.{extension}"
    resultat = CliRunner().invoke(carto_ess, ["export", "--echelle", "toutes", "-o", str(fichier)])
    assert resultat.exit_code == 0, resultat.output
    octets = fichier.read_bytes()
    if extension == "xlsx":
        from python_calamine import CalamineWorkbook

        classeur = CalamineWorkbook.from_path(fichier)
        feuilles = [classeur.get_sheet_by_name(n).to_python() for n in classeur.sheet_names]
        octets = json.dumps(feuilles, ensure_ascii=False, default=str).encode()
    assert not [c for c in contacts if c.encode() in octets]
    assert b"GALIL" in octets


@pytest.mark.parametrize("extension", ["html", "pdf", None])
def test_no_portrait_holds_one(masque, contacts, tmp_path, extension):
    appel = ["territory", "246200455"]
    fichier = tmp_path / f"p.{extension}"
    if extension:
        appel += ["--output", str(fichier)]
    resultat = CliRunner().invoke(carto_ess, appel)
    assert resultat.exit_code == 0, resultat.output
    if extension == "pdf":
        from shutil import which
        from subprocess import run

        if which("pdftotext") is None:
            pytest.skip("aucun pdftotext sur cette machine")
        texte = run(["pdftotext", fichier, "-"], capture_output=True, check=True).stdout.decode()
    else:
        texte = fichier.read_text("utf-8") if extension else resultat.stdout
    assert not [c for c in contacts if c in texte]


def test_publishing_keeps_the_contacts_that_screens_hide(masque, reel, tmp_path, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(tmp_path / "r"))
    resultat = CliRunner().invoke(carto_ess, ["publish", str(GEODATA / "referentiel")])
    assert resultat.exit_code == 0, resultat.output
    assert read_referentiel(tmp_path / "r", reel[0]).fiches == reel[1].fiches


@pytest.mark.parametrize("valeur", ["oui", "true", "2"])
def test_a_mistyped_setting_shows_nothing_rather_than_contacts(monkeypatch, valeur):
    monkeypatch.setenv(VARIABLE, valeur)
    with pytest.raises(CartoEssError, match=re.escape(valeur)):
        are_contacts_hidden({VARIABLE: valeur})
    texte, page = html(fiche="galilee")
    assert VARIABLE in texte
    assert not page.get("component_instance")


def test_by_default_contacts_are_shown():
    assert not are_contacts_hidden({})
    assert not are_contacts_hidden({VARIABLE: "0"})
