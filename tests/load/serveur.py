"""A server under measure: started on a free port, watched through /proc, stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
NOUS = (sys.executable, "-m", "carto_ess", "serve")
_TIC = os.sysconf("SC_CLK_TCK")


class Serveur:
    """A running app: its address, and what its processes use."""

    def __init__(self, processus, port):
        self._processus = processus
        self.adresse = f"http://127.0.0.1:{port}"

    def pids(self):
        """Return the pids of the app, parents first; Linux only."""
        trouves = [self._processus.pid]
        for pid in trouves:
            enfants = Path(f"/proc/{pid}/task/{pid}/children")
            trouves += [int(p) for p in enfants.read_text().split()] if enfants.exists() else []
        return trouves

    def cpu(self):
        """Return the processor time used since the start, in milliseconds (10 ms steps)."""
        total = 0
        for pid in self.pids():
            champs = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(champs[11]) + int(champs[12])
        return total * 1000 / _TIC

    def rss(self):
        """Return the resident memory of all its processes, in MB."""
        lignes = [Path(f"/proc/{pid}/status").read_text() for pid in self.pids()]
        return sum(int(t.split("VmRSS:")[1].split()[0]) for t in lignes) / 1024

    def wait(self, limite=60.0):
        """Wait until the server answers; raise `TimeoutError` when it does not."""
        fin = time.monotonic() + limite
        while time.monotonic() < fin:
            if self._processus.poll() is not None:
                raise TimeoutError("le serveur s’est arrêté")
            try:
                with urllib.request.urlopen(f"{self.adresse}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.02)
        raise TimeoutError(self.adresse)


def run_app(script):
    """Return the command that serves one script with the options that our own app runs with."""
    return (
        sys.executable, "-m", "streamlit", "run", str(script), "--server.address=127.0.0.1",
        "--server.headless=true", "--server.fileWatcherType=none", "--runner.postScriptGC=false",
        "--browser.gatherUsageStats=false", "--client.toolbarMode=minimal",
    )  # fmt: skip


@contextmanager
def serve(commande=NOUS, *, racine=RACINE, **environ):
    """Start `commande` on a free port and yield its `Serveur` at once, without waiting for it.

    `racine` is the checkout whose code runs.
    """
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    option = ["--port", str(port)] if "serve" in commande else [f"--server.port={port}"]
    ici = racine if "serve" in commande else Path(commande[-1]).parent
    processus = subprocess.Popen(
        [*commande, *option],
        cwd=ici,
        env={**os.environ, "PYTHONPATH": str(racine / "src"), **environ, "DISPLAY": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield Serveur(processus, port)
    finally:
        os.killpg(processus.pid, 15)
        processus.wait(timeout=10)
