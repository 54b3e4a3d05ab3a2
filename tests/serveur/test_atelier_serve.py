"""``carto-ess serve --atelier``: on this machine alone; and who may not come by another way."""

import asyncio
import os
import subprocess
import sys

import pytest
import websockets

from carto_ess.serveur.entetes import Entetes, Politique
from serveurs import ask, serving, start, stop, wait_for


def call(*options, **environ):
    return subprocess.run(
        [sys.executable, "-m", "carto_ess", "serve", "--port", "0", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "DISPLAY": "", **environ},
    )


@pytest.mark.parametrize("hote", ["0.0.0.0", "::", "192.0.2.1", "exemple.fr"])  # noqa: S104
def test_the_workshop_of_a_desk_is_refused_to_the_network(hote, tmp_path):
    resultat = call("--atelier", "--host", hote, XDG_DATA_HOME=str(tmp_path))
    assert resultat.returncode == 2
    assert "au réseau" in resultat.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_desk_keeps_its_versions_where_it_says(tmp_path):
    journal = tmp_path / "journal.txt"
    with serving(journal, "--atelier", XDG_DATA_HOME=str(tmp_path)) as port:
        assert ask(port, "/donnees/nouvelles.atom").status == 200
    fichier = tmp_path / "carto-ess" / "atelier.sqlite"
    assert str(fichier) in journal.read_text("utf-8")
    assert fichier.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environ", "dit"),
    [
        ({"CARTO_ESS_OIDC_CLIENT": "x"}, "il manque"),
        ({"CARTO_ESS_AGENTS": "pas une adresse"}, "CARTO_ESS_AGENTS"),
        ({"CARTO_ESS_BASE": "mysql://x"}, "CARTO_ESS_BASE"),
        ({"CARTO_ESS_BASE": "sqlite:////proc/x/y.sqlite"}, "ne peut pas être ouvert"),
    ],
)
def test_a_wrong_setting_is_one_sentence_before_anything_starts(environ, dit):
    resultat = call(**environ)
    assert resultat.returncode == 1
    assert dit in resultat.stderr
    assert "Traceback" not in resultat.stderr


def test_another_site_cannot_speak_for_the_officer_of_a_desk(tmp_path):
    """CSRF: a page opened elsewhere in the officer's browser tries the websocket of the desk."""

    async def knock(origine):
        adresse = f"ws://127.0.0.1:{port}/_stcore/stream"
        try:
            async with websockets.connect(adresse, origin=origine, subprotocols=["streamlit"]):
                return "ouverte"
        except (websockets.exceptions.WebSocketException, OSError):
            return "refusée"

    processus, port = start(tmp_path / "j.txt", "--atelier", XDG_DATA_HOME=str(tmp_path))
    try:
        wait_for(port, processus)
        assert asyncio.run(knock(f"http://127.0.0.1:{port}")) == "ouverte"
        for origine in ("https://pirate.example", f"http://127.0.0.2:{port + 1}", "null"):
            assert asyncio.run(knock(origine)) == "refusée"
    finally:
        stop(processus)


@pytest.mark.parametrize(("schema", "attendu"), [("https", True), ("http", False)])
def test_a_cookie_of_a_site_in_https_never_leaves_in_clear(schema, attendu):
    recus = []

    async def pose(_scope, _receive, send):
        entetes = [(b"set-cookie", b"_streamlit_user=x; HttpOnly"), (b"x-autre", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": entetes})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        recus.append(message)

    scope = {
        "type": "http", "scheme": schema, "path": "/", "headers": [], "query_string": b"",
    }  # fmt: skip
    asyncio.run(Entetes(pose, Politique())(scope, None, send))
    cookies = [v for nom, v in recus[0]["headers"] if nom == b"set-cookie"]
    assert cookies == [b"_streamlit_user=x; HttpOnly" + (b"; Secure" if attendu else b"")]
