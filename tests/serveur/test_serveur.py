"""The server as the command line starts it: who may talk to it, what it gives, what it writes."""

import asyncio
import contextlib
import gzip
import os
import re
import socket
import subprocess
import sys
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from carto_ess.serveur.prise import name_address, open_socket
from carto_ess.ui.titres import SITE
from serveurs import ask, find_port, serving, start, wait_for

SECRETS = ("root:", "BEGIN ", "[project]", "import ", "server.address")


def find_other_address():
    """Return an address of this machine that is not its loopback, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise:
        try:
            prise.connect(("192.0.2.1", 9))  # nothing is sent
        except OSError:
            return None
        return prise.getsockname()[0]


def test_only_this_machine_is_answered_unless_asked(port):
    autre = find_other_address() or "127.0.0.2"
    with pytest.raises(OSError, match=r"refused|unreachable"):
        ask(port, "/_stcore/health", hote=autre)


@pytest.mark.parametrize(
    "suite",
    [
        "../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "%252e%252e%252fetc%252fpasswd",
        "..%5c..%5cetc%5cpasswd",
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "....//....//etc/passwd",
        "..;/..;/etc/passwd",
        "moteur.js/../../cli.py",
        "../ui/donnees.py",
        "..%2fui%2fdonnees.py",
        "moteur.js%00.txt",
        "C:%5cWindows",
        "",
        ".",
        "./",
        "../../../../pyproject.toml",
        "..%c0%af..%c0%afetc/passwd",
    ],
)
@pytest.mark.parametrize("composant", ["moteur", "geodata", "leaflet", "inconnu"])
def test_no_path_leaves_a_served_folder_and_none_is_listed(port, composant, suite):
    ask(port, "/")  # the folders are declared at the first run of a page
    reponse = ask(port, f"/component/carto_ess.ui.cadre_carte.{composant}/{suite}")
    texte = reponse.corps.decode("utf-8", "replace")
    assert not any(secret in texte for secret in SECRETS)
    assert reponse.status in {400, 403, 404} or f"<title>{SITE}</title>" in texte
    assert "moteur.js" not in texte


@pytest.mark.parametrize(
    "chemin",
    [
        "/static/../../../etc/passwd",
        "/static/..%2f..%2fconfig.py",
        "/media/../../etc/passwd",
        "/app/static/x",
        "/app/static/../app.py",
        "/geodata/manifest.json",
        "/.streamlit/config.toml",
        "/pages/carte.py",
        "/app.py",
        "/_stcore/upload_file/../../etc/passwd",
        "/~root",
        "/.git/HEAD",
    ],
)
def test_no_other_route_gives_a_file_of_the_machine(port, chemin):
    texte = ask(port, chemin).corps.decode("utf-8", "replace")
    assert not any(secret in texte for secret in (*SECRETS, "code_departement", "ref:"))


def test_a_symbolic_link_does_not_lead_out_of_a_served_folder(tmp_path):
    from streamlit.web.server.component_file_utils import build_safe_abspath

    (tmp_path / "servi").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "servi" / "lien.txt").symlink_to(tmp_path / "secret.txt")
    assert build_safe_abspath(str(tmp_path / "servi"), "lien.txt") is None


def test_a_web_folder_with_a_stray_file_is_a_fault_of_geodata(tmp_path):
    import shutil

    from carto_ess.construction.check import check_geodata
    from petit_monde import GEODATA

    dossier = shutil.copytree(GEODATA, tmp_path / "geodata")
    (dossier / "web" / "contacts.csv").write_text("x")
    assert any("contacts.csv" in faute for faute in check_geodata(dossier))


def test_an_upload_without_the_token_of_the_page_is_refused(port):
    for entetes in ({}, {"X-Xsrftoken": "faux", "Cookie": "_streamlit_xsrf=faux"}):
        chemin = f"/_stcore/upload_file/{uuid.uuid4()}/{uuid.uuid4()}"
        assert ask(port, chemin, "PUT", entetes, b"x").status == 403


def test_another_site_may_not_open_the_websocket(port):
    entetes = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://pirate.example",
    }  # fmt: skip
    assert ask(port, "/_stcore/stream", entetes=entetes).status == 403
    entetes["Origin"] = f"http://127.0.0.1:{port}"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as prise:
        lignes = "".join(f"{nom}: {valeur}\r\n" for nom, valeur in entetes.items())
        demande = f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lignes}\r\n"
        prise.sendall(demande.encode())
        assert b" 101 " in prise.recv(200)


def test_what_no_page_of_ours_says_ends_the_stream(port):
    async def say():
        async with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=f"http://127.0.0.1:{port}",
            subprotocols=["streamlit"],
        ) as flux:
            await flux.send(b"\xff" * 50)
            await flux.wait_closed()
            return flux.close_code

    with ThreadPoolExecutor(1) as fil:  # Playwright may hold a loop in this thread
        assert fil.submit(lambda: asyncio.run(say())).result() == 1003


def test_no_answer_is_given_to_the_pages_of_another_site(port):
    for chemin in ("/_stcore/health", "/_stcore/host-config", "/"):
        reponse = ask(port, chemin, entetes={"Origin": "https://pirate.example"})
        assert reponse.getheader("Access-Control-Allow-Origin") in {None, ""}


def test_what_can_be_set_is_set(port):
    from streamlit import config

    config.get_config_options(force_reparse=True)
    assert config.get_option("server.enableXsrfProtection") is True
    assert config.get_option("server.enableCORS") is True
    assert config.get_option("server.enableStaticServing") is False
    assert config.get_option("browser.gatherUsageStats") is False
    assert config.get_option("client.showErrorDetails") in {"none", False}
    assert config.get_option("server.maxUploadSize") <= 20


@pytest.mark.parametrize("chemin", ["/", "/territoires", "/_stcore/health", "/absent.txt"])
def test_every_answer_says_what_a_browser_may_do_with_it(port, chemin):
    reponse = ask(port, chemin)
    politique = reponse.getheader("Content-Security-Policy")
    assert "default-src 'none'" in politique
    assert "script-src-attr 'none'" in politique
    assert "frame-ancestors 'self';" in f"{politique};"
    assert "unsafe-eval" not in politique
    assert reponse.getheader("X-Content-Type-Options") == "nosniff"
    assert reponse.getheader("Referrer-Policy") == "same-origin"
    assert "geolocation=()" in reponse.getheader("Permissions-Policy")
    assert reponse.getheader("Server") is None


def test_only_the_frame_of_the_map_may_evaluate(port):
    frame = ask(port, "/component/streamlit_folium.st_folium/index.html")
    assert "'unsafe-eval'" in frame.getheader("Content-Security-Policy")


def test_the_sites_named_may_frame_the_app_and_a_basemap_may_send_its_tiles(tmp_path):
    cadres = "https://intranet.exemple.fr https://*.exemple.org:8443"
    with serving(tmp_path / "j", CARTO_ESS_CADRES=cadres, CARTO_ESS_FOND="ign") as port:
        politique = ask(port, "/").getheader("Content-Security-Policy")
    assert f"frame-ancestors 'self' {cadres}" in politique
    assert "img-src 'self' data: blob: https://data.geopf.fr;" in politique


@pytest.mark.parametrize(
    "cadres", ["*", "exemple.fr", "https://a;script-src", "'none'", "https://é.fr", "http://пример"]
)
def test_what_is_no_site_is_refused_in_one_sentence(cadres):
    resultat = run("serve", "--port", "0", CARTO_ESS_CADRES=cadres)
    erreur = resultat.stderr.decode("utf-8").splitlines()[-1]
    assert resultat.returncode == 1
    assert "CARTO_ESS_CADRES" in erreur
    assert cadres.split(";", maxsplit=1)[0] in erreur


@pytest.mark.parametrize("chemin", ["/", "/a-propos"])
@pytest.mark.parametrize(
    "entetes",
    [{}, {"Accept-Encoding": "gzip"}, {"Range": "bytes=0-99"}, {"If-None-Match": "*"}],
    ids=str,
)
def test_the_page_is_in_french_before_any_script_has_run(port, chemin, entetes):
    reponse = ask(port, chemin, entetes=entetes)
    page = reponse.corps.decode("utf-8")
    assert reponse.status == 200
    assert '<html lang="fr">' in page
    assert page.count("<title>") == 1
    assert f"{SITE}</title>" in page
    assert "a besoin de JavaScript" in page
    assert "to run this app" not in page
    assert "favicon.png" not in page


def test_what_the_page_names_is_there(port):
    page = ask(port, "/").corps.decode("utf-8")
    adresses = re.findall(r'(?:href|src)="\.(/(?:commun|static)/[^"]+)"', page)
    assert sum(a.startswith("/commun/") for a in adresses) == 2
    assert {ask(port, a).status for a in adresses} == {200}


def test_a_file_named_after_its_content_is_kept_and_no_other(port):
    ask(port, "/")
    page = ask(port, "/").corps.decode("utf-8")
    commun = re.search(r"/commun/cadre-[0-9a-f]+\.css", page).group()
    garde = "public, max-age=31536000, immutable"
    assert ask(port, commun).getheader("Cache-Control") == garde
    for chemin in ("/", "/territoires"):
        assert ask(port, chemin).getheader("Cache-Control") == "no-cache"


def test_the_front_end_comes_compressed_and_whole(port):
    page = ask(port, "/").corps.decode("utf-8")
    script = re.search(r'src="\.(/static/js/index[^"]+)"', page).group(1)
    entier = ask(port, script).corps
    for _ in range(2):  # made, then kept
        reponse = ask(port, script, entetes={"Accept-Encoding": "gzip, br"})
        assert reponse.getheader("Content-Encoding") == "gzip"
        assert reponse.getheader("Vary") == "Accept-Encoding"
        assert len(reponse.corps) < len(entier) / 2
        assert gzip.decompress(reponse.corps) == entier
        # cut halfway, it must not be ended with the bytes of the other form
        assert not {"ETag", "Last-Modified", "Accept-Ranges"} & set(dict(reponse.getheaders()))


def test_nothing_is_kept_of_a_file_that_does_not_exist(port):
    for i in range(3):
        reponse = ask(port, f"/static/js/absent{i}.js", entetes={"Accept-Encoding": "gzip"})
        assert reponse.getheader("Content-Encoding") is None
        assert "immutable" not in (reponse.getheader("Cache-Control") or "")


def test_a_small_answer_is_not_held_back_until_the_one_before_is_acknowledged():
    vus = []

    async def listen():
        def note(_, flux):
            prise = flux.get_extra_info("socket")
            vus.append(prise.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            flux.close()

        with open_socket("127.0.0.1", 0) as prise:
            port = prise.getsockname()[1]
            async with await asyncio.start_server(note, sock=prise):
                lecture, ecriture = await asyncio.open_connection("127.0.0.1", port)
                await lecture.read()
                ecriture.close()

    # in a thread of its own: where browser tests ran before, Playwright keeps a loop in this one
    with ThreadPoolExecutor(1) as fil:
        fil.submit(lambda: asyncio.run(listen())).result()
    assert len(vus) == 1
    assert vus[0] != 0


def test_a_flood_of_what_cannot_be_read_is_a_line_of_the_journal(tmp_path):
    with serving(tmp_path / "journal") as port:
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as prise:
                prise.sendall(b"GET /\x7f HTTP/1.1\r\n\r\n")
                assert prise.recv(100).startswith(b"HTTP/1.1 400")
        hostile = BackMsg()
        hostile.rerun_script.widget_states.widgets.add(id=find_widget(port), json_value="{" * 9_000)
        for _ in range(20):
            open_session(port, BackMsg(rerun_script={}), hostile)
    texte = (tmp_path / "journal").read_text("utf-8")
    assert texte.count("Invalid HTTP request") == 1
    assert texte.count("Uncaught app execution") == 1
    assert len(texte) < 30_000


def test_the_journal_holds_neither_addresses_nor_searches(port, journal):
    ask(port, "/?q=dupont-jean&commune=62765", entetes={"User-Agent": "navigateur-de-dupont"})
    ask(port, "/component/carto_ess.ui.cadre_carte.moteur/absent.js?q=dupont-jean")
    ask(port, "/_stcore/upload_file/x/dupont-jean", "PUT", {}, b"x")
    texte = journal.read_text("utf-8")
    assert "dupont" not in texte
    assert not re.search(r"\d+\.\d+\.\d+\.\d+:\d{4,5} - ", texte)


def run(*arguments, **environ):
    appel = [sys.executable, "-m", "carto_ess", *arguments]
    environ = {k: v for k, v in {**os.environ, **environ}.items() if v is not None}
    return subprocess.run(appel, env=environ, capture_output=True, timeout=90, check=False)


def assert_one_sentence(resultat, *mots):
    erreur = resultat.stderr.decode("utf-8")
    assert resultat.returncode == 1, erreur
    assert "Traceback" not in erreur
    assert len(erreur.strip().splitlines()) == 1
    assert all(mot in erreur for mot in mots), erreur


def test_a_port_already_taken_is_one_sentence(port):
    assert_one_sentence(run("serve", "--port", str(port)), str(port), "déjà pris", "--port")


def test_an_address_of_another_machine_is_one_sentence():
    assert_one_sentence(run("serve", "--host", "192.0.2.1"), "192.0.2.1")
    assert_one_sentence(run("serve", "--host", "nulle.invalid"), "n’existe pas")


def test_the_server_starts_without_a_home_nor_a_locale(tmp_path):
    environ = {"HOME": str(tmp_path / "absent"), "LC_ALL": "C", "LANG": "C"}
    with serving(tmp_path / "journal", **environ) as port:
        assert ask(port, "/_stcore/health").status == 200
    resultat = run("coverage", PYTHONUTF8=None, **environ)
    assert resultat.returncode == 0
    assert "GALILÉE" in resultat.stdout.decode("utf-8")
    aide = run("--help", **environ)
    assert "économie" in aide.stdout.decode("utf-8")


def test_killing_what_serve_was_started_as_leaves_no_server_behind(tmp_path):
    processus, port = start(tmp_path / "journal", port=find_port())
    wait_for(port, processus)
    processus.terminate()
    processus.wait(timeout=15)
    with pytest.raises(OSError, match="refused"):
        ask(port, "/_stcore/health")


def count_kept_memory(port):
    """Return the resident memory, in MB, of the process that listens on `port`."""
    for dossier in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--port\0{port}\0".encode() in (dossier / "cmdline").read_bytes():
                texte = (dossier / "status").read_text()
                return int(texte.split("VmRSS:")[1].split()[0]) / 1024
    return pytest.skip("pas de /proc sur cette machine")


def test_a_file_of_the_front_end_is_kept_once_however_its_address_is_written(port):
    page = ask(port, "/").corps.decode("utf-8")
    script = re.search(r'src="\.(/static/js/index[^"]+)"', page).group(1)
    entetes = {"Accept-Encoding": "gzip"}
    ask(port, script, entetes=entetes)
    avant = count_kept_memory(port)
    nom = script.rpartition("/")[2]
    for i in range(40):
        ask(port, f"/static/{'./' * (i + 1)}js/{nom}", entetes=entetes)
        ask(port, f"/static{'/' * (i + 2)}js/{nom}", entetes=entetes)
    assert count_kept_memory(port) - avant < 10


@pytest.mark.parametrize(
    ("demande", "attendu"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", None),
        ("gzip; q=0.000", None),
        ("*;q=0", None),
        ("xgzip", None),
        ("", None),
        ("gzip;q=x", None),
        ("gzip;q=0, *", None),
        ("GZIP", "gzip"),
    ],
)
def test_only_a_browser_that_takes_gzip_is_sent_some(port, demande, attendu):
    page = ask(port, "/").corps.decode("utf-8")
    script = re.search(r'src="\.(/static/js/index[^"]+)"', page).group(1)
    reponse = ask(port, script, entetes={"Accept-Encoding": demande})
    assert reponse.getheader("Content-Encoding") == attendu


@pytest.mark.parametrize("chemin", ["script", "composant", "commun", "/", "/_stcore/health"])
def test_a_head_says_what_a_get_says_without_its_body(port, chemin):
    open_session(port)
    page = ask(port, "/").corps.decode("utf-8")
    chemin = {
        "script": re.search(r'src="\.(/static/js/index[^"]+)"', page).group(1),
        "composant": "/component/carto_ess.ui.cadre_carte.leaflet/leaflet.js",
        "commun": re.search(r"/commun/cadre-[0-9a-f]+\.css", page).group(),
    }.get(chemin, chemin)
    for entetes in ({}, {"Accept-Encoding": "gzip"}):
        lu, tete = (ask(port, chemin, m, entetes=entetes) for m in ("GET", "HEAD"))
        assert (tete.status, tete.corps) == (lu.status, b"")
        assert tete.status == 200
        for nom in ("Content-Type", "Cache-Control", "Content-Encoding", "Vary"):
            assert tete.getheader(nom) == lu.getheader(nom), nom
        if tete.getheader("Content-Length"):
            assert tete.getheader("Content-Length") == lu.getheader("Content-Length")


HANDSHAKE = {
    "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.mark.parametrize(
    ("hote", "attendu"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("[::1]", True),
        ("192.168.1.4", True),
        ("carte.exemple.fr", True),
        ("a.b.exemple.org", True),
        ("exemple.org", False),
        ("pirate.example", False),
        ("127.0.0.1.pirate.example", False),
        ("carte.exemple.fr@x", False),
        ("localhost.pirate.example", False),
        ("", False),
    ],
)
def test_only_the_names_of_the_site_are_answered(tmp_path_factory, serveur_nomme, hote, attendu):
    port = serveur_nomme
    entetes = {"Host": f"{hote}:{port}"}
    assert (ask(port, "/", entetes=entetes).status == 200) is attendu
    poignee = {**HANDSHAKE, **entetes, "Origin": f"http://{hote}:{port}"}
    with socket.create_connection(("127.0.0.1", port), timeout=10) as prise:
        lignes = "".join(f"{nom}: {valeur}\r\n" for nom, valeur in poignee.items())
        prise.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{lignes}\r\n".encode())
        assert (b" 101 " in prise.recv(200)) is attendu


@pytest.fixture(scope="module")
def serveur_nomme(tmp_path_factory):
    noms = "carte.exemple.fr *.exemple.org"
    journal = tmp_path_factory.mktemp("nomme") / "journal"
    with serving(journal, CARTO_ESS_HOTES=noms) as port:
        yield port


@pytest.mark.parametrize("noms", ["https://a.fr", "a.fr:80", "a/b", "*a.fr"])
def test_a_name_of_the_site_that_is_none_is_refused(noms):
    assert_one_sentence(run("serve", "--port", "0", CARTO_ESS_HOTES=noms), "CARTO_ESS_HOTES", noms)


@pytest.mark.parametrize(
    "chemin",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/",
        "/_stcore/autre",
        "/_stcore/health/../metrics",
        "/_stcore//metrics",
    ],
)
def test_the_counters_of_the_server_are_nobodys_business(port, chemin):
    reponse = ask(port, chemin)
    assert reponse.status in {400, 404}
    assert b"active_sessions" not in reponse.corps


@pytest.mark.parametrize(
    ("methode", "chemin", "statut", "dit"),
    [
        ("GET", "/static/%00", 400, "ne se lit pas"),
        ("GET", "/donnees/../x", 400, "ne se lit pas"),
        ("GET", "/component/x/y", 404, "rien à cette adresse"),
        ("GET", "/media/absent", 404, "rien à cette adresse"),
        ("GET", "/_stcore/bidi-components/x", 404, "rien à cette adresse"),
        ("POST", "/", 405, "se lit seulement"),
        ("DELETE", "/donnees/fiches.csv", 405, "se lit seulement"),
        ("BREW", "/secours", 405, "se lit seulement"),
        ("PUT", "/_stcore/upload_file/a/b", 403, "ne vient pas d’une page"),
    ],
)
def test_a_refusal_is_one_french_sentence(port, methode, chemin, statut, dit):
    reponse = ask(port, chemin, methode)
    texte = reponse.corps.decode("utf-8")
    assert reponse.status == statut
    assert dit in texte
    assert len(texte.splitlines()) == 1


@pytest.mark.parametrize("chemin", ["/component/x/y", "/donnees/absent.csv", "/inconnu"])
def test_what_says_why_in_french_already_is_left_and_a_head_has_no_body(port, chemin):
    lu, tete = ask(port, chemin), ask(port, chemin, "HEAD")
    assert (lu.status, tete.status, tete.corps) == (404, 404, b"")
    assert "charset=utf-8" in lu.getheader("Content-Type")
    if chemin != "/component/x/y":
        assert "Il n’y a rien à cette adresse" not in lu.corps.decode("utf-8")


def test_what_a_visit_made_for_itself_is_kept_by_no_cache(port):
    entete = ask(port, "/media/absent.csv").getheader("Cache-Control")
    assert entete == "private, no-store"


@pytest.mark.parametrize("host", ["", " ", "[]"])
def test_an_empty_address_is_not_everywhere(host):
    resultat = run("serve", "--port", "0", "--host", host)
    erreur = resultat.stderr.decode("utf-8")
    assert resultat.returncode == 2
    assert "adresse vide" in erreur


@pytest.mark.parametrize(
    ("host", "affiche"),
    [
        ("::1", "http://[::1]:"),
        ("[::1]", "http://[::1]:"),
        (".".join("0000"), "http://127.0.0.1:"),
        ("::", "http://[::1]:"),
        ("localhost", "http://127.0.0.1:"),
    ],
)
def test_the_address_printed_is_one_that_a_browser_opens(host, affiche):
    if ":" in host and not has_ipv6():
        pytest.skip("pas d’IPv6 sur cette machine")
    with open_socket(host.strip("[]"), 0) as prise:
        adresse = name_address(prise)
        assert adresse == f"{affiche}{prise.getsockname()[1]}"
        with HTTPServer(("", 0), SimpleHTTPRequestHandler, bind_and_activate=False) as serveur:
            serveur.socket.close()
            serveur.socket = prise
            with ThreadPoolExecutor(1) as fil:
                fil.submit(serveur.handle_request)
                with urllib.request.urlopen(adresse, timeout=10) as page:
                    assert page.status == 200


def test_the_address_is_printed(port, journal):
    assert f"http://127.0.0.1:{port} " in journal.read_text("utf-8")


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as prise:
            prise.bind(("::1", 0))
    except OSError:
        return False
    return True


def open_session(port, *demandes):
    """Open a visit as a browser does, run its first page, or what is asked; return what came."""
    with ThreadPoolExecutor(1) as fil:  # Playwright may hold a loop in this thread
        return fil.submit(lambda: asyncio.run(_open_session(port, demandes))).result()


async def _open_session(port, demandes):
    recus = []
    async with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=f"http://127.0.0.1:{port}",
        subprotocols=["streamlit"],
        max_size=None,
    ) as flux:
        for demande in demandes or (BackMsg(rerun_script={"query_string": ""}),):
            await flux.send(demande.SerializeToString())
            while (recu := ForwardMsg.FromString(await flux.recv())).WhichOneof(
                "type"
            ) != "script_finished":
                recus.append(recu)
    return recus


def find_widget(port):
    """Return the id of the map of the first page, whose value is JSON."""
    return next(
        m.delta.new_element.component_instance.id
        for m in open_session(port)
        if m.delta.new_element.WhichOneof("type") == "component_instance"
    )
