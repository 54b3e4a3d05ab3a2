"""Text is never code: every place it reaches, in a real Chromium, with a référentiel of attacks."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from acces import wait_for_calm
from carto_ess.texte import remove_invisible
from hostile import RETENUS, TEXTES, write_hostile
from visiteur import Visite, is_complaint, serve

ADRESSE_PORTRAIT = "/territoire?epci=246200455"


@pytest.fixture(scope="module")
def serveur_hostile(tmp_path_factory):
    dossier = write_hostile(tmp_path_factory.mktemp("hostile"))
    with serve(CARTO_ESS_REFERENTIEL=str(dossier)) as adresse:
        yield adresse


@contextmanager
def preying(serveur, navigateur):
    """Yield a visitor who notes what complains, and leaves once nothing did."""
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900})
    visite = Visite(contexte.new_page(), serveur)
    plaintes = visite.plaintes = []
    visite.page.on("dialog", lambda d: (plaintes.append(d.message), d.dismiss()))
    visite.page.on("console", lambda m: plaintes.append(m.text) if is_complaint(m) else None)
    yield visite
    assert_harmless(visite)
    contexte.close()


@pytest.fixture
def proie(serveur_hostile, navigateur):
    """A visitor for whom nothing may run, leave, complain or overflow."""
    with preying(serveur_hostile, navigateur) as visite:
        yield visite


@pytest.fixture(scope="module")
def lectrice(serveur_hostile, navigateur):
    """The same, who reads one fiche after the other on a map that she opened once."""
    with preying(serveur_hostile, navigateur) as visite:
        yield visite.open()


def assert_harmless(visite):
    pieges = [cadre.evaluate("window.piege") for cadre in visite.page.frames]
    assert set(pieges) == {None}
    assert (visite.plaintes, visite.erreurs, visite.dehors) == ([], [], [])
    debord = visite.page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollWidth"
        " - document.querySelector('[data-testid=stMain]').clientWidth"
    )
    assert debord <= 0, "la page déborde"


def read_as_typed(texte):
    """Return a text without the spaces that HTML folds and French typography chooses."""
    return " ".join(re.sub("[\u00a0\u202f\u2028\u2029]", " ", texte).split())


def attendus():
    return {read_as_typed(texte) for texte in (*TEXTES.values(), RETENUS)}


def test_the_table_of_the_map_reads_as_typed(proie):
    proie.open()
    proie.page.get_by_text("Les fiches en tableau").click()
    proie.page.wait_for_selector(".ce-tableau")
    textes = proie.page.locator(".ce-tableau tbody th").all_text_contents()
    assert {read_as_typed(texte) for texte in textes} == attendus()


@pytest.mark.parametrize("nom", TEXTES)
def test_the_panel_of_a_fiche_reads_as_typed(lectrice, nom):
    lectrice.choose("fiche", nom)
    titre = lectrice.panneau.get_by_role("heading", level=2)
    expect(titre).to_have_text(read_as_typed(TEXTES[nom]))
    assert read_as_typed(TEXTES[nom]) in read_as_typed(lectrice.panneau.text_content())
    liens = lectrice.panneau.locator("a").evaluate_all("l => l.map((a) => a.protocol)")
    assert set(liens) <= {"http:", "https:", "mailto:", "tel:"}
    assert_harmless(lectrice)


def test_the_address_of_a_fiche_opens_a_panel_that_reads_as_typed(proie):
    proie.open("/?fiche=script")
    expect(proie.panneau.get_by_role("heading", level=2)).to_have_text(TEXTES["script"])


@pytest.mark.parametrize("nom", ["script", "gabarit-js", "latex", "entites"])
def test_the_title_of_the_window_reads_as_typed(proie, nom):
    proie.page.goto(f"{proie.adresse}/fiches?fiche={nom}")
    proie.page.wait_for_selector(".ce-fiche-seule")
    attendu = f"{read_as_typed(TEXTES[nom])} – Fiches – Coopérations ESS"
    expect(proie.page).to_have_title(attendu)


def test_the_legend_of_the_map_holds_no_text_of_a_fiche(proie):
    proie.open()
    legende = proie.cadre.locator(".carto-legende").all_inner_texts()
    assert legende
    assert not any(signe in texte for texte in legende for signe in "<>{}$`[=")


def test_the_tooltip_of_a_point_reads_as_typed(proie):
    proie.open("/?epci=200069037")
    proie.page.locator("iframe[title^='Carte']").scroll_into_view_if_needed()
    points = proie.cadre.evaluate(
        "(() => { const p = map.latLngToContainerPoint([50.7503, 2.2523]),"
        " b = map.getContainer().getBoundingClientRect();"
        " return [b.left + p.x, b.top + p.y]; })()"
    )
    boite = proie.page.locator("iframe[title^='Carte']").bounding_box()
    vus = set()
    for dx in range(-200, 201, 9):
        for dy in (0, -18, 18):
            proie.page.mouse.move(boite["x"] + points[0] + dx, boite["y"] + points[1] + dy)
            bulle = proie.cadre.locator(".carto-infobulle:not([hidden]) strong")
            if bulle.count():
                vus.add(read_as_typed(bulle.first.text_content()))
    assert len(vus & attendus()) >= 3, "aucun point n’a été survolé"


def test_a_search_echoed_everywhere_is_text(proie):
    proie.page.goto(f"{proie.adresse}/fiches?q={quote(TEXTES['image'])}")
    champ = proie.page.get_by_label("Rechercher")
    for texte in (TEXTES["image"], *TEXTES.values()):
        cherche = " ".join(remove_invisible(texte[:100]).split())
        if champ.input_value() != cherche:
            champ.fill(cherche)
            champ.press("Enter")
        legende = proie.page.locator(".ce-entete")
        expect(legende).to_contain_text(
            re.compile(r"«\s" + re.escape(cherche).replace("\\ ", r"\s"))
        )
        assert_harmless(proie)


def test_a_hostile_address_gives_notices_that_read_as_typed(proie):
    cles = ("fiche", "epci", "commune", "type", "millesime", "echelle", "niveau", "regle", "vue")
    texte = "a<img/src=x/onerror=window.piege=1>b"  # what an address brings along is taken off
    nom = "a<img/src/onerror>b"  # an « = » would end the name, however it is encoded
    suites = {f"{cle}={quote(texte)}": texte for cle in cles} | {f"{quote(nom)}=1": nom}
    for suite, dit in suites.items():
        proie.open("/?" + suite)
        expect(proie.page.locator(".ce-avis").first).to_contain_text(dit, ignore_case=True)


def test_a_thousand_parameters_and_a_very_long_one_open_the_map(proie):
    proie.open("/?" + "&".join(f"x{i}=1" for i in range(300)) + "&q=" + "y" * 5_000)
    expect(proie.page.locator(".ce-avis").last).to_contain_text("y" * 100 + "\u00a0»")


@pytest.mark.parametrize(
    "chemin",
    [
        "/territoires",
        "/territoires?niveau=commune",
        ADRESSE_PORTRAIT,
        "/fiches",
        "/fiches?vue=fiches",
        "/cooperer",
        "/a-propos",
        "/referentiel",
        *(f"/fiches?fiche={nom}" for nom in ("script", "cadre", "jinja", "latex", "long")),
    ],
)
def test_no_other_page_runs_or_breaks(proie, chemin):
    proie.page.goto(proie.adresse + chemin)
    proie.page.wait_for_selector("h1, h2")
    wait_for_calm(proie.page)
    assert not proie.page.locator("[data-testid=stException]").count()


def test_the_portrait_reads_as_typed(proie):
    proie.page.goto(proie.adresse + ADRESSE_PORTRAIT)
    proie.page.wait_for_selector(".ce-portrait")
    texte = read_as_typed(proie.page.locator(".ce-portrait").text_content())
    assert [t for t in attendus() if t not in texte and len(t) < 60] == []


def test_an_upload_with_a_hostile_name_and_hostile_columns_is_text(proie, tmp_path):
    fichier = tmp_path / "a<img src=x onerror=piege=1>[x](javascript:piege=2).csv"
    fichier.write_text('<img src=x onerror="piege=3">;![i](https://tiers.example/i.png)\n1;2\n')
    proie.page.goto(proie.adresse + "/referentiel")
    proie.page.locator("input[type=file]").first.set_input_files(fichier)
    expect(proie.page.locator(".ce-refus")).to_contain_text("<img src=x onerror=piege=1>")


def test_a_faulty_referentiel_quotes_its_cells_as_text(navigateur, tmp_path):
    dossier = write_hostile(tmp_path / "r", {nom: t for nom, t in TEXTES.items() if nom != "long"})
    fiches = dossier / "fiches.csv"
    fiches.write_text(fiches.read_text("utf-8").replace(";2015", ";<img src=x onerror=piege=1>"))
    with serve(CARTO_ESS_REFERENTIEL=str(dossier)) as adresse:
        visite = Visite(navigateur.new_context().new_page(), adresse)
        visite.plaintes = []
        visite.page.goto(adresse)
        expect(visite.page.locator(".ce-tableau td").nth(3)).to_contain_text("<img src=x")
        assert_harmless(visite)
        colonnes = fiches.read_text("utf-8").replace(
            "structure", "![i](https://tiers.example/i.png)"
        )
        fiches.write_text(colonnes)
        visite.page.reload()
        expect(visite.page.locator(".ce-refus")).to_contain_text("![i](https://tiers.example")
        wait_for_calm(visite.page)
        assert_harmless(visite)
        visite.page.context.close()


def test_the_exported_map_runs_nothing_and_reads_as_typed(navigateur, tmp_path):
    fichier = tmp_path / "carte.html"
    environ = {**os.environ, "CARTO_ESS_REFERENTIEL": str(write_hostile(tmp_path / "ref"))}
    appel = [sys.executable, "-m", "carto_ess", "export", "-o", str(fichier)]
    subprocess.run(appel, env=environ, check=True, capture_output=True)
    page = navigateur.new_context().new_page()
    plaintes, demandes = [], []
    page.on("dialog", lambda d: (plaintes.append(d.message), d.dismiss()))
    page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: plaintes.append(str(e)))
    page.on("request", lambda r: demandes.append(r.url))
    page.goto(fichier.as_uri())
    page.wait_for_selector("table tbody tr")
    wait_for_calm(page)
    texte = read_as_typed(page.locator("body").text_content())
    assert [t for t in attendus() if t not in texte] == []
    assert page.evaluate("window.piege") is None
    assert plaintes == []
    assert [url for url in demandes if not url.startswith(("file:", "data:", "blob:"))] == []
    page.context.close()
