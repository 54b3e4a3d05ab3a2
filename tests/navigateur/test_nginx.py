"""The nginx configuration of the repository, run in front of two real processes of the app."""

import contextlib
import http.cookies
import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Error

from acces import wait_for_calm
from serveurs import CONFIGURATION, NGINX, ask, proxying, start, stop, wait_for
from visiteur import Visite, is_complaint

pytestmark = pytest.mark.skipif(NGINX is None, reason="aucun nginx sur cette machine")


@pytest.fixture(scope="module")
def processus(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("processus")
    lances = [start(dossier / f"{i}.txt") for i in range(2)]
    try:
        for lance, port in lances:
            wait_for(port, lance)
        yield lances
    finally:
        for lance, _ in lances:
            stop(lance)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("nginx")
    dossier.chmod(0o777)  # nginx works as another user than the tests'
    for parent in list(dossier.parents)[:3]:
        parent.chmod(0o755)
    return dossier


@pytest.fixture(scope="module")
def port(processus, dossier):
    with proxying(dossier, *(port for _, port in processus)) as port:
        yield port


class VisiteStricte(Visite):
    """A visitor that asks the page again and again: Playwright's own waits need eval()."""

    def wait_for(self, condition):
        for _ in range(150):
            with contextlib.suppress(Error, StopIteration):
                if self.cadre.evaluate(condition):
                    return
            self.page.wait_for_timeout(100)
        raise TimeoutError(condition)

    def wait_for_map(self):
        self.page.wait_for_selector("iframe[title^='Carte']", state="visible")
        self.wait_for("window.cartoEss && cartoEss.etat().pret")

    def wait_for_etat(self, condition):
        self.wait_for(f"(() => {{ const e = cartoEss.etat(); return {condition}; }})()")
        return self.etat()


@pytest.fixture
def visite(port, navigateur):
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    page = contexte.new_page()
    visite = VisiteStricte(page, f"http://127.0.0.1:{port}")
    visite.plaintes = []
    page.on("console", lambda m: visite.plaintes.append(m.text) if is_complaint(m) else None)
    yield visite
    contexte.close()


def test_open_data_is_the_same_from_each_process_and_for_any_site(port, processus):
    adresses = [f"/donnees/{nom}" for nom in ("fiches.csv", "nouvelles.atom", "catalogue.jsonld")]
    for adresse in adresses:
        reponse = ask(port, adresse, entetes={"Origin": "https://ailleurs.example"})
        assert reponse.status == 200
        assert reponse.headers["Access-Control-Allow-Origin"] == "*"
        empreintes = {
            ask(p, adresse, entetes={"Host": f"127.0.0.1:{port}"}).headers["ETag"]
            for _, p in processus
        }
        assert empreintes == {reponse.headers["ETag"]}
        assert ask(port, adresse, entetes={"If-None-Match": empreintes.pop()}).status == 304


@pytest.mark.parametrize("chemin", ["/", "/territoires", "/_stcore/health", "/absent"])
def test_every_answer_has_the_headers_that_streamlit_does_not_send(port, chemin):
    reponse = ask(port, chemin)
    politique = reponse.getheader("Content-Security-Policy")
    assert "default-src 'none'" in politique
    assert "frame-ancestors 'self'" in politique
    assert "script-src-attr 'none'" in politique
    assert "unsafe-eval" not in politique
    assert reponse.getheader("X-Content-Type-Options") == "nosniff"
    assert reponse.getheader("Referrer-Policy") == "same-origin"
    assert "geolocation=()" in reponse.getheader("Permissions-Policy")
    assert not re.search(r"\d", reponse.getheader("Server") or "")


def test_only_the_frame_of_the_map_may_evaluate(port):
    frame = ask(port, "/component/streamlit_folium.st_folium/index.html")
    assert "'unsafe-eval'" in frame.getheader("Content-Security-Policy")
    assert "'unsafe-eval'" not in ask(port, "/").getheader("Content-Security-Policy")


def test_what_the_public_has_no_use_for_is_not_there(port):
    for chemin in ("/_stcore/metrics", "/_stcore/agent/openapi.json"):
        assert ask(port, chemin).status == 404


def test_a_visit_stays_on_one_process(port):
    biscuit = http.cookies.SimpleCookie(ask(port, "/").getheader("Set-Cookie"))["carto_ess"]
    assert biscuit["httponly"]
    assert biscuit["samesite"] == "Lax"
    assert not biscuit["expires"]
    assert not biscuit["max-age"]
    entetes = {"Cookie": f"carto_ess={biscuit.value}"}
    suivante = ask(port, "/", entetes=entetes).getheader("Set-Cookie") or ""
    assert "carto_ess=" not in suivante


def test_an_upload_above_the_limit_is_refused_before_the_app(port):
    assert ask(port, "/_stcore/upload_file/a/b", "PUT", {}, b"x" * (22 << 20)).status == 413


def test_the_journal_of_nginx_names_nobody(port, dossier):
    ask(port, "/?q=dupont-jean")
    texte = (dossier / "acces.log").read_text("utf-8")
    assert "GET / 200" in texte
    assert "dupont" not in texte
    assert "127.0.0.1" not in texte


PAGES = (
    "/",
    "/territoires",
    "/territoire?epci=246200455",
    "/fiches",
    "/cooperer",
    "/referentiel",
    "/a-propos",
)


def test_every_page_works_under_the_content_security_policy(visite):
    visite.open()
    visite.click_map(50.72, 2.21)
    visite.wait_for_etat("e.epci !== null")
    visite.wait_for_still_map()
    visite.click_map(50.72, 2.21)
    visite.wait_for_etat("e.commune !== null")
    visite.page.wait_for_selector(".ce-panneau h2")
    assert visite.page.evaluate("document.documentElement.lang") == "fr"
    for chemin in PAGES:
        visite.page.goto(visite.adresse + chemin)
        visite.page.wait_for_selector("h1, h2")
        wait_for_calm(visite.page)
    assert (visite.plaintes, visite.erreurs, visite.dehors) == ([], [], [])


def test_an_injected_attribute_does_not_run_under_the_policy(visite):
    visite.open()
    with visite.page.expect_console_message(lambda m: "script-src-attr" in m.text):
        for cadre in visite.page.frames:
            cadre.evaluate(
                "document.body.insertAdjacentHTML('beforeend',"
                '\'<img src="data:,x" onerror="window.piege=1">\')'
            )
    wait_for_calm(visite.page)
    assert {cadre.evaluate("window.piege") for cadre in visite.page.frames} == {None}
    assert any("script-src-attr" in plainte for plainte in visite.plaintes)


def test_a_downloaded_file_comes_through(visite):
    visite.open()
    visite.page.get_by_text("Télécharger ces fiches").click()
    with visite.page.expect_download() as attendu:
        visite.page.get_by_role("button", name="CSV").click()
    assert attendu.value.suggested_filename.endswith(".csv")


def test_a_visitor_loses_nothing_when_its_process_is_killed(visite, processus):
    ouvertes = count_left(visite.page, processus)
    visite.open("/?type=mutualisation&type=regroupement&commune=62160")
    visite.panneau.locator("a[data-objet=fiche]").first.click()
    avant = visite.wait_for_etat("e.fiche !== null")
    visite.page.wait_for_url(re.compile("fiche="))
    visite.page.evaluate("window.temoin = 1")
    visite.cadre.evaluate("window.temoin = 1")
    servi = find_serving(visite.page, processus, ouvertes)
    os.killpg(servi.pid, signal.SIGKILL)
    servi.wait(timeout=10)
    # options are asked of the server when they open, and the server is no longer there
    visite.open_options().get_by_text("De 2015 (livret)").click()
    visite.page.wait_for_url(re.compile("millesime=2015"))
    apres = visite.wait_for_etat("e.millesime === 2015")
    assert [apres[c] for c in ("fiche", "commune", "types")] == [
        avant[c] for c in ("fiche", "commune", "types")
    ]
    assert visite.page.evaluate("window.temoin") == 1, "la page a été rechargée"
    assert visite.cadre.evaluate("window.temoin") == 1, "la carte a été refaite"
    visite.page.go_back()
    visite.wait_for_etat("e.millesime === 2026")
    assert visite.etat()["fiche"] == avant["fiche"]


def count_left(page, processus):
    """Return what each process still holds once those who came before have left, or soon after."""
    for _ in range(50):
        tenues = {port: count_connected(port) for _, port in processus}
        if not any(tenues.values()):
            break
        page.wait_for_timeout(100)
    return tenues


def find_serving(page, processus, ouvertes):
    """Return the one process that the visit holds to, once nothing else is on its way to it."""
    for _ in range(100):
        servis = [p for p, port in processus if count_connected(port) > ouvertes[port]]
        if len(servis) == 1:
            return servis[0]
        page.wait_for_timeout(100)
    raise AssertionError(f"la visite tient à {len(servis)} processus")


def count_connected(port):
    """Return how many connections a process holds: at rest, websockets alone stay open."""
    lignes = Path("/proc/net/tcp").read_text().splitlines()[1:]
    prises = [ligne.split()[1:4] for ligne in lignes]
    return sum(ici.endswith(f":{port:04X}") and etat == "01" for ici, _, etat in prises)


def test_the_configuration_names_no_machine():
    texte = CONFIGURATION.read_text("utf-8")
    assert not re.search(r"/(home|root|work|tmp)/", texte)
