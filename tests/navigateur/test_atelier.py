"""The workshop in a real browser, with a real provider: a reader proposes, an officer publishes."""

import re
import time
from dataclasses import replace

import feedparser
import pytest
from playwright.sync_api import expect

from acces import wait_for_calm
from carto_ess.referentiel.modele import MODELES
from carto_ess.reglages import find_schema
from carto_ess.tableur.schema import read_schema
from fournisseur import COOKIE, providing, set_login
from serveurs import ask, find_port, serving, start, stop, wait_for
from visiteur import open_list

NEUF = "03 21 99 88 77"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A public site: its address, with a provider beside it."""
    dossier = tmp_path_factory.mktemp("atelier")
    port = find_port()
    with providing(dossier / "fournisseur.txt") as fournisseur:
        environ = set_login(fournisseur, port) | {
            "CARTO_ESS_BASE": f"sqlite:///{dossier}/atelier.sqlite"
        }
        processus, _ = start(dossier / "journal.txt", port=port, **environ)
        try:
            wait_for(port, processus)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(processus)


@pytest.fixture
def ouvrir(site, navigateur):
    """Return a function that opens a page of the site in a browser of its own."""
    contextes = []

    def ouvre(chemin="/", **options):
        contexte = navigateur.new_context(viewport={"width": 1440, "height": 900}, **options)
        contextes.append(contexte)
        page = contexte.new_page()
        page.set_default_timeout(20_000)
        page.goto(site + chemin)
        return page

    yield ouvre
    for contexte in contextes:
        contexte.close()


def log_in(page, qui):
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("button", name=re.compile(rf"^{qui}$")).click()
    page.wait_for_selector("iframe[title^='Carte']")


def open_section(page, nom):
    page.get_by_role("radio", name=nom).click()


def test_a_reader_proposes_an_officer_publishes_and_goes_back(ouvrir, site):
    lecteur = ouvrir("/fiches?fiche=galilee")
    lecteur.get_by_role("link", name="Proposer une correction").click()
    lecteur.get_by_role("textbox", name="Ce qui est à corriger, en quelques mots").fill(
        "Le téléphone <b>a changé</b>"
    )
    lecteur.get_by_role("textbox", name="Téléphone à jour (facultatif)").fill(NEUF)
    lecteur.get_by_role("button", name="Envoyer").click()
    expect(lecteur.get_by_text("Merci : proposition")).to_be_visible()

    temoin = ouvrir("/fiches?fiche=galilee")
    expect(temoin.get_by_role("heading", level=1)).to_have_text("GALILÉE")
    assert NEUF not in temoin.content()

    agent = ouvrir("/atelier")
    expect(agent.get_by_text("réservé aux agents")).to_be_visible()
    log_in(agent, "lea")
    agent.get_by_role("link", name="Atelier").click()
    expect(agent.get_by_text("Léa Martin, agent")).to_be_visible()
    open_section(agent, "Propositions")
    expect(agent.get_by_text("Le téléphone <b>a changé</b>")).to_be_visible()
    agent.get_by_role("button", name="Prendre dans mon brouillon").click()
    expect(agent.get_by_text("1 changement dans votre brouillon")).to_be_visible()

    agent.reload()  # the draft is kept
    expect(agent.get_by_text("1 changement dans votre brouillon")).to_be_visible()
    open_section(agent, "Publier")
    agent.get_by_role("button", name="Voir toute l’application ainsi").click()
    expect(agent.get_by_text("non publié")).to_be_visible()
    agent.get_by_role("button", name="Quitter l’aperçu").click()
    agent.get_by_role("textbox", name=re.compile("Ce qui change")).fill("Téléphone de Galilée")
    agent.get_by_role("button", name="Publier").click()
    expect(agent.get_by_text("La version 2 est publiée.")).to_be_visible()

    assert NEUF not in temoin.content()
    temoin.get_by_role("link", name=re.compile("Toutes les fiches")).click()
    temoin.get_by_role("link", name="GALILÉE").first.click()
    expect(temoin.get_by_text(NEUF)).to_be_visible()
    port = int(site.rpartition(":")[2])
    fil = feedparser.parse(ask(port, "/donnees/nouvelles.atom").corps)
    assert fil.entries[0].title == "Téléphone de Galilée"
    assert "Léa" not in str(fil)

    open_section(agent, "Historique")
    open_list(agent, "Regarder une version")
    agent.get_by_role("option", name=re.compile("Version 1,")).click()
    agent.get_by_role("button", name="Revenir à cette version").click()
    expect(agent.get_by_text("Version 3 en place")).to_be_visible()
    assert NEUF.encode() not in ask(port, "/donnees/fiches.csv").corps

    agent.get_by_role("button", name="Se déconnecter").click()
    agent.wait_for_url(lambda url: "/auth/" not in url)
    retour = agent.context.new_page()
    retour.goto(f"{site}/atelier")
    expect(retour.get_by_role("button", name="Se connecter")).to_be_visible()


@pytest.mark.parametrize(("qui", "dit"), [("qui", "qui@exemple.fr"), ("faux", "lea@exemple.fr")])
def test_who_is_in_no_list_or_is_not_verified_stays_out(ouvrir, site, qui, dit):
    page = ouvrir("/atelier")
    log_in(page, qui)
    expect(page.get_by_role("link", name="Atelier")).to_have_count(0)
    page.goto(f"{site}/atelier")
    expect(page.get_by_text(f"sous l’adresse {dit}")).to_be_visible()
    expect(page.get_by_role("radio", name="Publier")).to_have_count(0)


def test_a_reviewer_drafts_and_does_not_publish(ouvrir, site):
    page = ouvrir("/atelier")
    log_in(page, "remi")
    page.goto(f"{site}/atelier")
    expect(page.get_by_text("Rémi Petit, relecteur")).to_be_visible()
    page.get_by_role("combobox", name="Fiche").click()
    page.keyboard.type("GALI")
    page.keyboard.press("Enter")
    champ = page.get_by_role("textbox", name="Téléphones (facultatif)")
    champ.fill("03")
    champ.press("Tab")
    expect(page.get_by_text("un numéro de téléphone français")).to_be_visible()
    champ.fill(NEUF)
    champ.press("Tab")
    expect(page.get_by_text("Cette fiche suit toutes les règles")).to_be_visible()
    open_section(page, "Publier")
    expect(page.get_by_text("Seul un agent publie")).to_be_visible()
    expect(page.get_by_role("button", name="Publier")).to_have_count(0)


def forge(site, secret, **dits):
    """Return a cookie of the app as Streamlit signs them, with a secret and claims of our own."""
    import json

    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    contenu = {
        "email": "lea@exemple.fr", "email_verified": True, "name": "Léa Martin", "origin": site,
        "is_logged_in": True, "provider": "default", "iat": int(time.time()), **dits,
    }  # fmt: skip
    valeur = create_signed_value(secret, "_streamlit_user", json.dumps(contenu))
    return {"name": "_streamlit_user", "value": valeur.decode(), "url": site}


@pytest.mark.parametrize("secret", ["un-autre-secret-de-plus-de-32-signes!", "", "x"])
def test_a_forged_cookie_opens_nothing(ouvrir, site, secret):
    page = ouvrir("/a-propos")
    page.context.add_cookies([forge(site, secret or "vide")])
    page.goto(f"{site}/atelier")
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()
    expect(page.get_by_role("radio", name="Publier")).to_have_count(0)


def test_a_session_of_yesterday_is_over_and_says_so(ouvrir, site):
    page = ouvrir("/a-propos")
    page.context.add_cookies([forge(site, COOKIE, iat=int(time.time()) - 86_400)])
    page.goto(f"{site}/atelier")
    expect(page.get_by_text("Votre session est terminée")).to_be_visible()
    expect(page.get_by_role("radio", name="Publier")).to_have_count(0)


def test_a_cookie_stolen_before_a_departure_opens_nothing_after_it(ouvrir, site):
    page = ouvrir("/a-propos")
    vole = forge(site, COOKIE, name="Volée Martin", iat=int(time.time()) - 60)
    page.context.add_cookies([vole])
    page.goto(f"{site}/atelier")
    expect(page.get_by_text("Volée Martin, agent")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda url: "/auth/" not in url)
    voleur = ouvrir("/a-propos")
    voleur.context.add_cookies([vole])
    voleur.goto(f"{site}/atelier")
    expect(voleur.get_by_text("Votre session est terminée")).to_be_visible()


# A desk: many fiches at once ---------------------------------------------------------------


@pytest.fixture
def poste(visiter, tmp_path):
    base = f"sqlite:///{tmp_path}/poste.sqlite"
    with serving(tmp_path / "poste.txt", "--atelier", CARTO_ESS_BASE=base) as port:
        visite = visiter(adresse=f"http://127.0.0.1:{port}")
        visite.page.goto(f"{visite.adresse}/atelier")
        open_section(visite.page, "Plusieurs fiches")
        yield visite.page


def find_cell(page, table, colonne, rang):
    """Return the middle of a cell of the grid number `table`, on the screen, once it is drawn."""
    grille = page.locator("[data-testid=stDataFrame]").nth(table)
    grille.scroll_into_view_if_needed()
    grille.locator(f"canvas td[data-testid=glide-cell-1-{rang - 1}]").wait_for(state="attached")
    wait_for_calm(page)
    boite = grille.locator("canvas[data-testid=data-grid-canvas]").bounding_box()
    return boite["x"] + colonne, boite["y"] + 35 * rang + 17


def test_a_cell_of_the_grid_becomes_a_difference_that_is_kept_or_not(poste):
    poste.mouse.dblclick(*find_cell(poste, 0, 800, 1))
    poste.locator("#portal textarea").fill("Services renouvelés")
    wait_for_calm(poste)
    poste.keyboard.press("Enter")
    poste.get_by_text("1 différence avec votre brouillon").wait_for()
    poste.get_by_role("button", name="Garder dans mon brouillon").click()
    expect(poste.get_by_text("1 changement dans votre brouillon")).to_be_visible()
    open_section(poste, "Publier")
    expect(poste.get_by_role("cell", name="Services renouvelés")).to_be_visible()


def test_a_spreadsheet_is_taken_difference_by_difference(poste, tmp_path, reel):
    fiches = reel[1].fiches
    neuves = (replace(fiches[0], secteur="Pris"), replace(fiches[1], secteur="Laissé"), *fiches[2:])
    octets = MODELES["xlsx"](neuves, read_schema(find_schema()))
    (tmp_path / "r.xlsx").write_bytes(octets)
    poste.locator("input[type=file]").set_input_files(tmp_path / "r.xlsx")
    expect(poste.get_by_text("2 différences avec votre brouillon")).to_be_visible()
    poste.mouse.click(*find_cell(poste, 1, 78, 2))
    wait_for_calm(poste)
    poste.get_by_role("button", name="Prendre dans mon brouillon").click()
    expect(poste.get_by_text("1 changement dans votre brouillon")).to_be_visible()
    open_section(poste, "Publier")
    expect(poste.get_by_role("cell", name="Pris", exact=True)).to_be_visible()
    expect(poste.get_by_role("cell", name="Laissé")).to_have_count(0)


def test_an_epci_chosen_by_some_letters_is_on_the_map_of_the_fiche(poste):
    open_section(poste, "Une fiche")
    poste.get_by_role("combobox", name="Fiche").click()
    poste.keyboard.type("GALI")
    poste.keyboard.press("Enter")
    expect(poste.get_by_text("Elle couvrira 24 communes")).to_be_visible()
    open_list(poste, "Ajouter un territoire")
    poste.keyboard.type("Calais")
    poste.get_by_role("option", name=re.compile("Grand Calais")).first.click()
    poste.get_by_role("button", name="Ajouter", exact=True).click()
    expect(poste.get_by_text(re.compile("Elle couvrira 3[0-9] communes"))).to_be_visible()
    expect(poste.locator("iframe[title^='Carte'], .st-key-carte_atelier iframe")).to_be_visible()
