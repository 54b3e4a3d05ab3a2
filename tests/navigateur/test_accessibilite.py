"""No page and no state has a barrier that axe can find: narrow, wide, dark, faulty."""

from pathlib import Path

import pytest

from acces import ETATS, LARGEURS, find_violations, open_etat, wait_for_calm
from carto_ess.ui.pages.atelier.page import SECTIONS
from serveurs import serving
from visiteur import Visite, serve

RACINE = Path(__file__).resolve().parents[2]


def test_every_page_of_the_app_is_checked_here():
    pages = {fichier.stem.replace("_", "-") for fichier in (RACINE / "pages").glob("*.py")}
    assert pages == {etat.page for etat in ETATS.values()}


@pytest.fixture(scope="module")
def passant(serveur, navigateur):
    """A visitor that goes from one state to the next."""
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    yield Visite(contexte.new_page(), serveur)
    contexte.close()


@pytest.mark.parametrize("nom", ETATS)
def test_axe_finds_nothing_to_say_and_nothing_overflows(passant, nom):
    trouvees = {}
    passant.page.set_viewport_size({"width": 1440, "height": 900})
    open_etat(passant, ETATS[nom])
    _look(passant.page, nom, trouvees)
    assert trouvees == {}


@pytest.mark.parametrize(
    "nom", ["carte, commune", "territoires, choisi", "coopérer", "référentiel"]
)
def test_a_system_that_prefers_dark_gets_the_same_light_page(visiter, nom):
    visite = visiter(color_scheme="dark")
    open_etat(visite, ETATS[nom])
    for cadre in visite.page.frames:
        assert cadre.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    fond = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert visite.page.evaluate(fond) == "rgb(255, 255, 255)"
    assert find_violations(visite.page) == []


def _put_broken(dossier):
    (dossier / "fiches.csv").write_text("id;structure\n;\n", encoding="utf-8")
    (dossier / "couvertures.csv").write_text("id\n", encoding="utf-8")
    return dossier


@pytest.mark.parametrize("largeur", LARGEURS)
def test_a_faulty_referentiel_is_said_without_a_barrier(visiter, tmp_path, largeur):
    with serve(CARTO_ESS_REFERENTIEL=str(_put_broken(tmp_path))) as adresse:
        visite = visiter(largeur, adresse=adresse)
        for chemin in ("/", "/referentiel"):
            visite.page.goto(adresse + chemin)
            visite.page.wait_for_selector("[role=alert]")
            wait_for_calm(visite.page)
            assert find_violations(visite.page) == [], chemin


@pytest.mark.parametrize("largeur", LARGEURS)
def test_missing_geodata_are_said_without_a_barrier(visiter, tmp_path, largeur):
    with serve(CARTO_ESS_GEODATA=str(tmp_path)) as adresse:
        visite = visiter(largeur, adresse=adresse)
        visite.page.goto(adresse)
        visite.page.wait_for_selector("[role=alert]")
        wait_for_calm(visite.page)
        assert find_violations(visite.page) == []


def test_the_workshop_has_no_barrier_either(visiter, tmp_path):
    """Every section, with a draft, a proposal that waits and a fault; the form of proposals."""
    trouvees = {}
    with serving(
        tmp_path / "journal.txt", "--atelier", CARTO_ESS_BASE=f"sqlite:///{tmp_path}/a.sqlite"
    ) as port:
        visite = visiter(adresse=f"http://127.0.0.1:{port}")
        page = visite.page
        page.goto(f"{visite.adresse}/proposer?fiche=galilee")
        page.get_by_role("textbox", name="Ce qui est à corriger").fill("Le téléphone a changé")
        _look(page, "proposer", trouvees)
        page.get_by_role("button", name="Envoyer").click()
        page.get_by_text("Merci").wait_for()
        page.goto(f"{visite.adresse}/atelier")
        page.get_by_role("button", name="Nouvelle").click()
        page.get_by_text("à corriger avant de publier").wait_for()
        for section in SECTIONS.values():
            page.set_viewport_size({"width": 1440, "height": 900})
            page.get_by_role("radio", name=section, exact=True).click()
            _look(page, section, trouvees)
    assert trouvees == {}


def _look(page, nom, trouvees):
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        wait_for_calm(page)
        lignes = find_violations(page)
        defile = page.evaluate("document.scrollingElement.scrollWidth")
        if defile > largeur:
            lignes.append(f"la page défile : {defile} px")
        if lignes:
            trouvees[nom, largeur] = lignes
