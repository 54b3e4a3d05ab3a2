"""No page and no state has a barrier that axe can find: narrow, wide, dark, faulty."""

from pathlib import Path

import pytest

from acces import ETATS, LARGEURS, PAGES, find_violations, open_etat, wait_for_calm
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


@pytest.fixture(scope="module", params=ETATS)
def ouvert(request, passant):
    """A visitor in one state of a page, opened once for all that holds of it at every size."""
    passant.page.set_viewport_size({"width": 1440, "height": 900})
    open_etat(passant, ETATS[request.param])
    return passant


def test_axe_finds_nothing_to_say_and_nothing_overflows(ouvert):
    trouvees = {}
    _look(ouvert.page, "", trouvees)
    assert trouvees == {}


COUPES = """() => [...document.querySelectorAll("main *")].filter((n) => {
  const s = getComputedStyle(n), r = n.getBoundingClientRect();
  if (!n.textContent.trim() || n.children.length || r.width < 2 || !n.checkVisibility())
    return false;
  const ailleurs = ".ce-lecteur, .ce-defile, pre, [data-testid=stHeader], [aria-hidden=true]";
  if (n.closest(ailleurs)) return false;
  const coupe = ["hidden", "clip"].includes(s.overflowX) && n.scrollWidth > n.clientWidth + 1;
  return coupe || r.left < -1 || r.right > innerWidth + 1;
}).map((n) => `${n.tagName}.${n.className} ${n.textContent.trim().slice(0, 60)}`)"""


TAILLES = {"200 %": (640, 450), "400 %": (320, 225)}


def find_cut(page, largeur):
    """Return what is cut, and how wide the page is when that is more than the window."""
    defile = page.evaluate("document.scrollingElement.scrollWidth")
    return page.evaluate(COUPES) + [f"la page défile : {defile} px"] * (defile > largeur)


@pytest.mark.parametrize("taille", TAILLES)
def test_zoomed_nothing_is_cut_and_only_tables_scroll_sideways(ouvert, taille):
    largeur, hauteur = TAILLES[taille]
    ouvert.page.set_viewport_size({"width": largeur, "height": hauteur})
    wait_for_calm(ouvert.page)
    assert find_cut(ouvert.page, largeur) == []


@pytest.mark.parametrize(("taille", "etats"), [("200 %", PAGES), ("400 %", ETATS)])
def test_opened_zoomed_nothing_is_cut_either(visiter, taille, etats):
    visite, trouvees = visiter(*TAILLES[taille]), {}
    for nom, etat in etats.items():
        open_etat(visite, etat)
        if fautes := find_cut(visite.page, TAILLES[taille][0]):
            trouvees[nom] = fautes
    assert trouvees == {}


POIDS = """performance.getEntriesByType("resource")
  .filter((r) => r.name.includes("/static/js/")).reduce((n, r) => n + r.encodedBodySize, 0)"""


def test_no_page_brings_more_of_streamlit_than_a_slow_line_bears(ouvert):
    """Its code block alone is 1.5 MB of scripts, which hold the page for a fifth of a second."""
    assert 400_000 < ouvert.page.evaluate(POIDS) < 760_000


@pytest.mark.parametrize("largeur", [1440, 390])
def test_the_menu_hides_no_title(ouvert, largeur):
    ouvert.page.set_viewport_size({"width": largeur, "height": 900})
    wait_for_calm(ouvert.page)
    assert is_title_under_menu(ouvert.page)


@pytest.mark.parametrize("nom", ["carte", "territoires"])
def test_opened_narrow_the_menu_hides_no_title_either(visiter, nom):
    visite = visiter(390, 900)
    open_etat(visite, ETATS[nom])
    assert is_title_under_menu(visite.page)


def is_title_under_menu(page):
    menu = page.locator("[data-testid=stHeader]").bounding_box()
    return page.locator("h1").bounding_box()["y"] >= menu["y"] + menu["height"]


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
