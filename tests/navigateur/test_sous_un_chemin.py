"""The app under a path of another site, behind nginx as the repository says: all stays under it."""

import json
import re
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from serveurs import NGINX, ask, proxying, serving
from visiteur import Visite

pytestmark = pytest.mark.skipif(NGINX is None, reason="aucun nginx sur cette machine")

RACINE = "/cooperations"
PAGES = (
    "",
    "territoires",
    "territoire",
    "comparer",
    "fiches",
    "cooperer",
    "referentiel",
    "a-propos",
)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("nginx")
    dossier.chmod(0o777)  # nginx works as another user than the tests'
    for parent in list(dossier.parents)[:3]:
        parent.chmod(0o755)
    with serving(dossier / "journal") as app, proxying(dossier, app, sous_un_chemin=True) as port:
        yield port


@pytest.fixture
def visite(port, navigateur):
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    visite = Visite(contexte.new_page(), f"http://127.0.0.1:{port}{RACINE}")
    yield visite
    contexte.close()
    assert visite.dehors == [], "une requête est sortie du chemin"
    assert visite.erreurs == []


def follow(port, chemin):
    """Return the path that a browser ends at, and its answer."""
    for _ in range(4):
        reponse = ask(port, chemin)
        if reponse.status not in {301, 302, 307, 308}:
            break
        chemin = urljoin(chemin, reponse.getheader("Location"))
    return chemin, reponse


@pytest.mark.parametrize(
    ("chemin", "mene"),
    [
        ("", "/"),
        ("?commune=62160", "/?commune=62160"),
        ("/FICHES", "/fiches"),
        ("/fiches/", "/fiches"),
        ("/fiches/galilee?type=mutualisation", "/fiches?fiche=galilee&type=mutualisation"),
        ("/territoires/246200455/", "/territoires?epci=246200455"),
        ("/commune/62160", "/?commune=62160"),
        ("/index.html", "/"),
    ],
)
def test_a_redirect_keeps_the_path(port, chemin, mene):
    arrivee, reponse = follow(port, RACINE + chemin)
    assert (arrivee, reponse.status) == (RACINE + mene, 200)


def test_the_rest_of_the_site_is_not_ours(port):
    for chemin in ("/", "/cooperations-d-ailleurs", "/fiches"):
        assert ask(port, chemin).corps == b"le site"


def test_every_file_that_a_page_names_is_there(port):
    for page in PAGES:
        reponse = ask(port, f"{RACINE}/{page}")
        assert reponse.status == 200
        assert "default-src 'none'" in reponse.getheader("Content-Security-Policy")
        nommes = re.findall(r'(?:src|href)="(\./(?!_stcore)[^"]+)"', reponse.corps.decode())
        assert nommes
        for nomme in set(nommes):
            chemin = urljoin(f"{RACINE}/{page}", nomme)
            assert chemin.startswith(f"{RACINE}/")
            assert ask(port, chemin).status == 200, chemin


def test_what_the_public_has_no_use_for_is_not_there(port):
    assert ask(port, f"{RACINE}/_stcore/metrics").status == 404


def test_a_page_that_does_not_exist_leads_back_under_the_path(port):
    reponse = ask(port, f"{RACINE}/nulle/part")
    assert reponse.status == 404
    lien = re.search(r'href="([^"]+)">Voir les fiches', reponse.corps.decode()).group(1)
    assert urljoin(f"{RACINE}/nulle/part", lien) == f"{RACINE}/fiches"


def test_open_data_say_where_they_are(port):
    catalogue = ask(port, f"{RACINE}/donnees/catalogue.jsonld")
    adresses = set(re.findall(rf"http://127\.0\.0\.1:{port}[^\"#]*", catalogue.corps.decode()))
    assert adresses
    for adresse in adresses:
        chemin = urlsplit(adresse).path
        assert chemin.startswith(f"{RACINE}/")
        assert ask(port, chemin).status == 200, chemin
    paquet = json.loads(ask(port, f"{RACINE}/donnees/datapackage.json").corps)
    for ressource in paquet["resources"]:
        chemin = urljoin(f"{RACINE}/donnees/datapackage.json", ressource["path"])
        assert ask(port, urlsplit(chemin).path).status == 200


@pytest.mark.parametrize("prefixe", ["//pirate.example", "/a b", "pirate.example", "/<x>", "/../x"])
def test_a_path_that_is_none_is_not_repeated(port, prefixe):
    texte = ask(port, "/cooperations/donnees/absent", entetes={"X-Forwarded-Prefix": prefixe})
    assert prefixe not in texte.corps.decode()


def test_the_stream_the_links_and_the_files_stay_under_the_path(visite):
    flux = []
    visite.page.on("websocket", lambda ws: flux.append(urlsplit(ws.url).path))
    visite.open("/?commune=62160")
    visite.cadre.get_by_role("button", name=re.compile("^Regroupement")).click()
    visite.wait_for_etat("e.points === 4")
    attendue = f"{visite.adresse}/?commune=62160&type=regroupement"
    expect(visite.page).to_have_url(attendue)
    visite.page.get_by_text("Télécharger ces fiches").click()
    with visite.page.expect_download() as fichier:
        visite.page.get_by_role("button", name="CSV").click()
    assert fichier.value.suggested_filename.endswith(".csv")
    visite.page.get_by_role("link", name="Fiches", exact=True).first.click()
    expect(visite.page).to_have_url(re.compile(rf"{RACINE}/fiches\?commune=62160"))
    visite.page.locator("main h2 a").first.click()
    expect(visite.page).to_have_url(re.compile(rf"{RACINE}/.*fiche="))
    visite.page.go_back()
    expect(visite.page).to_have_url(re.compile(rf"{RACINE}/fiches\?commune=62160"))
    visite.page.go_back()
    expect(visite.page).to_have_url(attendue)
    visite.wait_for_map()
    assert set(flux) == {f"{RACINE}/_stcore/stream"}


def test_a_page_taken_up_after_a_cut_finds_its_session_under_the_path(visite):
    visite.open("/?commune=62160")
    visite.page.evaluate("cartoEssConnexion.flux.close()")
    visite.wait_until("cartoEssConnexion.ouvertures === 2")
    visite.cadre.get_by_role("button", name=re.compile("^Structure d’appui")).click()
    visite.wait_for_etat("e.points === 1")
    assert visite.page.evaluate("cartoEssConnexion.relances") == 0
