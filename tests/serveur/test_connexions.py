"""A connection that keeps the server waiting is closed, and there is always room for a visitor."""

import asyncio
import logging
import os
import select
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
import uvicorn

from carto_ess.serveur import connexions, journal
from carto_ess.serveur.connexions import Connexion
from carto_ess.serveur.journal import TEXTE_MAX, UneFois, build_journal
from carto_ess.serveur.menage import keep_clean
from carto_ess.serveur.prise import open_socket
from serveurs import ask, find_port, stop, wait_for

COURT = 0.4


async def answer(scope, receive, send):
    """Read the body, then answer; ``/gros`` answers 30 MB."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    corps = b"x" * (30 << 20) if scope["path"] == "/gros" else b"bonjour"
    entetes = [(b"content-length", str(len(corps)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": entetes})
    await send({"type": "http.response.body", "body": corps})


@contextmanager
def running():
    prise = open_socket("127.0.0.1", 0)
    config = uvicorn.Config(
        answer, http=Connexion, lifespan="off", log_config=None, ws="websockets-sansio"
    )
    serveur = uvicorn.Server(config)
    fil = threading.Thread(target=serveur.run, kwargs={"sockets": [prise]})
    fil.start()
    try:
        yield prise.getsockname()[1]
    finally:
        serveur.should_exit = True
        fil.join(timeout=10)


@pytest.fixture
def port(monkeypatch):
    for nom in ("ENTETES_MAX", "SILENCE_MAX", "CORPS_MAX"):
        monkeypatch.setattr(connexions, nom, COURT)
    with running() as port:
        yield port


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def is_closed_after(prise, duree=5.0):
    """Tell whether the server closes within that time."""
    prise.settimeout(duree)
    try:
        while prise.recv(1 << 16):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


def drip(prise, octets):
    """Send `octets` again and again, ten seconds at most; return how long the server took it."""
    debut = time.monotonic()
    with suppress(ConnectionError):
        while time.monotonic() - debut < 10:
            prise.sendall(octets)
            if select.select([prise], [], [], COURT / 4)[0]:  # it said something, or goodbye
                break
    return time.monotonic() - debut


@pytest.mark.parametrize("debut", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"G"])
def test_headers_that_do_not_come_close_the_connection(port, debut):
    with connect(port) as prise:
        prise.sendall(debut)
        assert is_closed_after(prise)


def test_headers_that_drip_do_not_win_time(port):
    with connect(port) as prise:
        prise.sendall(b"GET / HTTP/1.1\r\n")
        assert drip(prise, b"X: y\r\n") < 5


def test_a_body_that_stops_or_drips_closes_the_connection(port):
    entete = b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    with connect(port) as prise:
        prise.sendall(entete + b"x" * 10)
        assert is_closed_after(prise)
    with connect(port) as prise:
        prise.sendall(entete)
        assert drip(prise, b"x") < 5


def test_an_answer_that_is_not_read_closes_the_connection(port, monkeypatch):
    perdue, lose = threading.Event(), Connexion.connection_lost
    monkeypatch.setattr(
        Connexion, "connection_lost", lambda soi, erreur: (lose(soi, erreur), perdue.set())
    )
    with connect(port) as prise:
        prise.sendall(b"GET /gros HTTP/1.1\r\nHost: x\r\n\r\n")
        assert perdue.wait(10)
        recu = 0
        prise.settimeout(5)
        with suppress(ConnectionError):
            while morceau := prise.recv(1 << 20):
                recu += len(morceau)
        assert recu < 30 << 20


def test_whoever_sends_and_reads_is_served_several_times_on_one_connection(port):
    with connect(port) as prise:
        for _ in range(3):
            prise.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n")
            prise.sendall(b"bonjour")
            recu = b""
            while b"bonjour" not in recu:
                recu += prise.recv(1000)
            assert not is_closed_after(prise, COURT / 2)


def test_when_all_connections_are_taken_by_the_silent_a_visitor_is_served(monkeypatch):
    monkeypatch.setattr(Connexion, "maximum", 20)
    with running() as port:
        muettes = [connect(port) for _ in range(60)]
        assert ask(port, "/").corps == b"bonjour"
        assert sum(is_closed_after(prise, 0.05) for prise in muettes) >= 40
        for prise in muettes:
            prise.close()


def test_a_server_full_of_readers_says_so_in_french(monkeypatch):
    monkeypatch.setattr(Connexion, "maximum", 3)
    with running() as port:
        lecteurs = [connect(port) for _ in range(3)]
        for prise in lecteurs:
            prise.sendall(b"GET /gros HTTP/1.1\r\nHost: x\r\n\r\n")
            prise.recv(10)
        reponse = ask(port, "/")
        assert reponse.status == 503
        assert "trop de visiteurs" in reponse.corps.decode()
        for prise in lecteurs:
            prise.close()


def test_what_is_no_request_is_refused_in_french(port):
    for demande in (b"GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" * 20 + b"\r\n\r\n"):
        with connect(port) as prise:
            prise.sendall(demande)
            recu = b"".join(iter(lambda: prise.recv(4000), b"")).decode()
            assert recu.startswith("HTTP/1.1 400 ")
            assert recu.endswith("Cette demande ne se lit pas : vérifiez l’adresse.\n")


def test_what_repeats_itself_is_written_once_then_counted(monkeypatch):
    filtre, ecrits = UneFois(repos=60), []
    for heure in (0, 61):
        monkeypatch.setattr(journal, "time", SimpleNamespace(monotonic=lambda h=heure: h))
        for port in range(500):
            trace = logging.LogRecord("x", 30, __file__, 1, "plus de fichiers, %s", (port,), None)
            if filtre.filter(trace):
                ecrits.append(trace.getMessage())
    suite = "plus de fichiers, 0 (499 fois de plus depuis le dernier)"
    assert ecrits == ["plus de fichiers, 0", suite]


def test_the_journal_of_asyncio_has_the_same_filter():
    assert "une_fois" in build_journal()["handlers"]["erreurs"]["filters"]
    assert {"uvicorn", "asyncio"} <= set(build_journal()["loggers"])


def test_the_loggers_of_streamlit_have_the_same_filter():
    from streamlit.logger import get_logger

    from carto_ess.serveur.journal import quiet_streamlit

    sortie = logging.NullHandler()
    get_logger("streamlit.web.essai").addHandler(sortie)
    quiet_streamlit()
    assert any(isinstance(f, UneFois) for f in sortie.filters)


def fail(genre, texte):
    raise genre(texte)


def log_error(message, *args, genre=ValueError, texte=""):
    try:
        fail(genre, texte)
    except genre:
        return logging.LogRecord("x", 40, __file__, 1, message, args, sys.exc_info())


def test_two_errors_are_one_when_they_were_raised_at_one_place():
    filtre = UneFois()
    assert filtre.filter(log_error("Uncaught app execution", texte="un"))
    assert not filtre.filter(log_error("Uncaught app execution", texte="deux"))
    assert filtre.filter(log_error("Uncaught app execution", genre=KeyError))


def test_a_visitor_does_not_choose_how_long_a_line_is():
    trace = log_error("reçu %s", "x" * 1_000_000, texte="y" * 1_000_000)
    assert UneFois().filter(trace)
    ecrit = logging.Formatter().format(trace)
    assert len(ecrit) < 3 * TEXTE_MAX
    assert ecrit.startswith("reçu x")
    assert "Traceback" in ecrit


def test_an_error_on_a_page_is_written_by_the_journal_alone():
    from streamlit import config

    config.get_config_options(force_reparse=True)
    assert config.get_option("logger.enableRich") is False


OUVERTS_MAX = 480  # files that the system grants


@pytest.mark.skipif(os.name == "nt", reason="ces limites sont celles de POSIX")
def test_a_server_short_of_files_serves_a_visitor_past_the_silent(tmp_path):
    port, traces = find_port(), tmp_path / "journal.txt"
    appel = [sys.executable, "-m", "carto_ess", "serve", "--port", str(port)]
    borne = ["sh", "-c", f'ulimit -n {OUVERTS_MAX}; exec "$@"', "sh"]
    with traces.open("wb") as sortie:
        serveur = subprocess.Popen(
            [*borne, *appel], stdout=sortie, stderr=sortie, start_new_session=True
        )
    try:
        wait_for(port, serveur)
        muettes = []
        while len(muettes) < OUVERTS_MAX + 20:  # a server held up would take hundreds at one go
            muettes += [connect(port) for _ in range(20)]
            assert ask(port, "/_stcore/health").status == 200
        for prise in muettes:
            prise.close()
    finally:
        stop(serveur)
    assert "Too many open files" not in traces.read_text("utf-8")


def test_twenty_files_may_be_waited_for_at_once():
    """By threads, which a light answer never needs."""
    depart = threading.Barrier(20)

    async def wait_together():
        async with keep_clean(None):
            attentes = [asyncio.to_thread(depart.wait, 10) for _ in range(20)]
            return await asyncio.gather(*attentes)

    with ThreadPoolExecutor(1) as fil:  # Playwright may hold a loop in this thread
        assert len(fil.submit(lambda: asyncio.run(wait_together())).result()) == 20
