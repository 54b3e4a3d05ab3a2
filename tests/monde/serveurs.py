"""Real servers for tests: the app's processes as the command line starts them, and nginx."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
CONFIGURATION = RACINE / ".github" / "deploiement" / "nginx.conf"
SOUS_UN_CHEMIN = CONFIGURATION.with_name("nginx-sous-un-chemin.conf")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def find_port():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def start(journal, *options, port=None, **environ):
    """Start ``carto-ess serve``; return (process, port). Its two outputs go to `journal`."""
    port = port or find_port()
    appel = [sys.executable, "-m", "carto_ess", "serve", "--port", str(port), *options]
    environ = {**os.environ, "DISPLAY": "", **environ}
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            appel, env=environ, stdout=sortie, stderr=sortie, start_new_session=True
        )
    return processus, port


def stop(processus, signal=15):
    """Stop a server and the process it runs; one that has stopped already is let be."""
    if processus.poll() is None:
        os.killpg(processus.pid, signal)
        processus.wait(timeout=15)


@contextmanager
def serving(journal, *options, **environ):
    """Yield the port of a server that answers."""
    processus, port = start(journal, *options, **environ)
    try:
        wait_for(port, processus)
        yield port
    finally:
        stop(processus)


def wait_for(port, processus, chemin="/_stcore/health"):
    for _ in range(300):
        assert processus.poll() is None, "le serveur s’est arrêté"
        try:
            if ask(port, chemin).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(port)


def ask(port, chemin, methode="GET", entetes=None, corps=None, hote="127.0.0.1"):
    """Send a path as it is, dots and all, which no ordinary client does; return the answer."""
    connexion = http.client.HTTPConnection(hote, port, timeout=10)
    try:
        connexion.request(methode, chemin, body=corps, headers=entetes or {})
        reponse = connexion.getresponse()
        reponse.corps = reponse.read()
        return reponse
    finally:
        connexion.close()


@contextmanager
def proxying(dossier, *ports, port=None, sous_un_chemin=False):
    """Run nginx with a configuration of the repository in front of `ports`; yield its port.

    `sous_un_chemin`: under a path of a site that has other pages.
    """
    port = port or find_port()
    conf = CONFIGURATION.read_text("utf-8")
    if sous_un_chemin:
        avant = conf[: conf.index("server {")]
        site = 'location / { return 200 "le site"; }'
        lieux = SOUS_UN_CHEMIN.read_text("utf-8")
        conf = f"{avant}server {{ listen 80; access_log off;\n{site}\n{lieux}}}"
    serveurs = "".join(f"server 127.0.0.1:{p} max_fails=1 fail_timeout=5s;" for p in ports)
    conf = re.sub(r"(\n    server 127\.0\.0\.1:\d+ [^\n]*)+", f"\n    {serveurs}", conf)
    conf = conf.replace("listen 80;", f"listen 127.0.0.1:{port};")
    conf = conf.replace("/var/log/nginx/carto-ess.log", str(dossier / "acces.log"))
    principal = dossier / "nginx.conf"
    chemins = "".join(
        f"{nom}_temp_path {dossier / nom};"
        for nom in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    principal.write_text(
        f"daemon off; pid {dossier / 'nginx.pid'}; error_log {dossier / 'erreurs.log'};"
        "worker_processes 1; events {} "
        f"http {{ include /etc/nginx/mime.types; {chemins}\n{conf}\n}}"
    )
    processus = subprocess.Popen([NGINX, "-c", str(principal)], start_new_session=True)
    try:
        wait_for(port, processus)
        yield port
    finally:
        stop(processus)
