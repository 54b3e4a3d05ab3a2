"""A server under measure: started on a free port, watched through /proc, stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
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
        for pid in trouves:  # each thread has children of its own
            for enfants in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):
                    trouves += map(int, enfants.read_text().split())
        return trouves

    def cpu(self):
        """Return the processor time used since the start, in milliseconds (10 ms steps)."""
        total = 0
        for pid in self.pids():
            with suppress(OSError):
                champs = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += sum(map(int, champs[11:15]))  # its own, and that of children that ended
        return total * 1000 / _TIC

    def rss(self):
        """Return the resident memory of all its processes, in MB."""
        total = 0
        for pid in self.pids():
            with suppress(OSError, IndexError):  # it ended meanwhile
                etat = Path(f"/proc/{pid}/status").read_text()
                total += int(etat.split("VmRSS:")[1].split()[0])
        return total / 1024

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
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--runner.postScriptGC=false",
        "--browser.gatherUsageStats=false",
        "--client.toolbarMode=minimal",
    )


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
