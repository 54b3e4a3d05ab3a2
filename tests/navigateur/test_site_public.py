"""A public site as the README sets it up: PostgreSQL, two processes, nginx, OpenID Connect."""

import os
import re

import pytest
from playwright.sync_api import expect

from fournisseur import providing, set_login
from postgres import BINAIRES, running
from serveurs import NGINX, ask, find_port, proxying, start, stop, wait_for

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="aucun nginx sur cette machine"),
    pytest.mark.skipif(
        BINAIRES is None and os.environ.get("CARTO_ESS_POSTGRES") != "requis",
        reason="aucun PostgreSQL sur cette machine",
    ),
]


@pytest.fixture(scope="module")
def grappe():
    with running() as grappe:
        yield grappe


@pytest.fixture(scope="module")
def site(tmp_path_factory, grappe):
    """The address of the site, and its two processes: (process, port) each."""
    dossier = tmp_path_factory.mktemp("site")
    dossier.chmod(0o777)
    for parent in list(dossier.parents)[:3]:
        parent.chmod(0o755)
    public = find_port()
    with providing(dossier / "fournisseur.txt") as fournisseur:
        environ = set_login(fournisseur, public) | {"CARTO_ESS_BASE": grappe.create("ess")}
        lances = [start(dossier / f"{i}.txt", **environ) for i in range(2)]
        try:
            for lance, port in lances:
                wait_for(port, lance)
            with proxying(dossier, *(port for _, port in lances), port=public):
                yield f"http://127.0.0.1:{public}", lances
        finally:
            for lance, _ in lances:
                stop(lance)


def test_what_an_officer_publishes_is_seen_on_both_processes(site, navigateur, grappe):
    adresse, lances = site
    contexte = navigateur.new_context()
    page = contexte.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{adresse}/atelier")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("button", name=re.compile("^lea$")).click()
    page.wait_for_url(f"{adresse}/")
    page.get_by_role("link", name="Atelier").click()
    page.get_by_role("combobox", name="Fiche").click()
    page.keyboard.type("GALI")
    page.keyboard.press("Enter")
    secteur = page.get_by_role("textbox", name="Secteur d’activités")
    secteur.fill("Appui renouvelé")
    secteur.press("Tab")
    expect(page.get_by_text("1 changement dans votre brouillon")).to_be_visible()
    page.get_by_role("radio", name="Publier").click()
    page.get_by_role("textbox", name=re.compile("Ce qui change")).fill("Secteur")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("La version 2 est publiée.")).to_be_visible()
    for _, port in lances:
        assert "Appui renouvelé".encode() in ask(port, "/donnees/fiches.csv").corps

    grappe.stop()  # readers keep what they had; the workshop says so in one sentence
    try:
        for _, port in lances:
            assert ask(port, "/donnees/fiches.csv").status == 200
        page.get_by_role("radio", name="Historique").click()
        expect(page.get_by_text("rien n’est perdu").first).to_be_visible()
    finally:
        grappe.start()
    page.reload()
    expect(page.get_by_text("Version 2 en place")).to_be_visible()
    contexte.close()
