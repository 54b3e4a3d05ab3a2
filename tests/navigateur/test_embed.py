"""The app in another site's frame: the lines that « À propos » gives, served by another origin."""

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from carto_ess.ui.pages.a_propos import build_iframe


class _Muet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def publish(dossier):
    """Serve a folder on a port of its own: another origin than the app's."""
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Muet, directory=dossier))
    fil = threading.Thread(target=serveur.serve_forever)
    fil.start()
    try:
        yield f"http://127.0.0.1:{serveur.server_port}"
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()


@pytest.fixture
def integrer(serveur, navigateur, tmp_path):
    """Return a function that embeds an address of the app in a page of another site."""
    contextes = []
    dehors, erreurs = [], []
    with publish(tmp_path) as site:

        def embed(chemin, largeur, hauteur=600):
            cadre = build_iframe(serveur + chemin, "La carte").replace("100%", str(largeur))
            (tmp_path / "index.html").write_text(
                f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
                f"<body style='margin:0'>{cadre}",
                "utf-8",
            )
            contextes.append(navigateur.new_context(viewport={"width": largeur, "height": hauteur}))
            page = contextes[-1].new_page()
            page.on("request", lambda r: dehors.append(r.url) if is_out(r.url) else None)
            page.on("pageerror", lambda e: erreurs.append(str(e)))
            page.goto(site)
            return page, page.frame_locator("iframe").first

        def is_out(url):
            ici = (site, serveur, serveur.replace("http", "ws"), "data:", "blob:")
            return not url.startswith(ici)

        yield embed
        for contexte in contextes:
            contexte.close()
    assert dehors == []
    assert erreurs == []


def find_moteur(page):
    page.frame_locator("iframe").first.locator("iframe[title^='Carte']").wait_for(state="visible")
    moteur = next(f for f in page.frames if "st_folium" in f.url)
    moteur.wait_for_function("window.cartoEss && cartoEss.etat().pret")
    return moteur


TAILLES = pytest.mark.parametrize(
    ("chemin", "largeur"),
    [
        ("/?embed=true", 800),
        ("/?embed=true", 390),
        ("/territoires?embed=true", 800),
        ("/territoires?embed=true", 390),
    ],
)


@TAILLES
def test_the_frame_holds_the_map_and_its_legend_and_nothing_around(integrer, chemin, largeur):
    page, app = integrer(chemin, largeur)
    moteur = find_moteur(page)
    expect(app.get_by_role("link", name="Ouvrir en grand")).to_be_visible()
    for cache in (
        "h1",
        ".ce-tableau",
        ".st-key-barre_recherche",
        "[data-testid=stHeader]",
        "[data-testid=stExpander]",
    ):
        for element in app.locator(cache).all():
            expect(element).to_be_hidden()
    carte = app.locator("iframe[title^='Carte']").bounding_box()
    assert 400 <= carte["height"] <= 600 - carte["y"]
    bas = "document.querySelector('.carto-legende').getBoundingClientRect().bottom"
    moteur.wait_for_function(f"{bas} <= innerHeight + 1")
    assert moteur.evaluate("document.querySelector('.carto-legende').clientHeight") > 20
    cadre = next(f for f in page.frames if "embed=true" in f.url)
    assert cadre.evaluate("document.scrollingElement.scrollWidth") <= largeur


@TAILLES
def test_the_departement_is_framed_whole_whatever_the_room(integrer, chemin, largeur):
    page, _ = integrer(chemin, largeur)
    moteur = find_moteur(page)
    moteur.wait_for_function(
        "(() => { const [o, s, e, n] = cartoEss.etat().cadre;"
        "return o < 1.56 && e > 3.18 && s < 50.03 && n > 51.0; })()"
    )


def test_a_click_answers_in_the_frame_and_stays_embedded(integrer):
    page, app = integrer("/?embed=true&type=regroupement", 800)
    moteur = find_moteur(page)
    moteur.evaluate("window.temoin = 1")
    app.locator(".ce-panneau").locator("a[data-objet=fiche]", has_text="Bou’Sol").click()
    expect(app.locator(".ce-panneau h2")).to_contain_text("Bou’Sol")
    moteur.wait_for_function("cartoEss.etat().fiche === 'bou-sol'")
    assert moteur.evaluate("window.temoin") == 1
    cadre = next(f for f in page.frames if "embed=true" in f.url)
    assert "fiche=bou-sol" in cadre.url
    expect(app.get_by_role("link", name="Ouvrir en grand")).to_be_visible()


def test_the_link_opens_the_same_view_with_everything_around(integrer):
    page, app = integrer("/?embed=true&type=structure_appui", 800)
    find_moteur(page)
    with page.expect_popup() as ouverte:
        app.get_by_role("link", name="Ouvrir en grand").click()
    grande = ouverte.value
    expect(grande.locator("h1")).to_be_visible()
    expect(grande.locator(".ce-panneau h2")).to_have_text("Structure d’appui")
    assert "embed" not in grande.url
    assert "type=structure_appui" in grande.url


def test_a_link_to_another_page_keeps_the_embedding(integrer):
    page, app = integrer("/fiches?embed=true", 800)
    app.get_by_role("link", name="GALILÉE").click()
    expect(app.locator("article h1")).to_have_text("GALILÉE")
    cadre = next(f for f in page.frames if "fiche=galilee" in f.url)
    assert "embed=true" in cadre.url
    expect(app.get_by_role("link", name="Ouvrir en grand")).to_be_visible()
