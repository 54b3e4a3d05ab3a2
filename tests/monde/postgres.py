"""A real PostgreSQL for tests: a cluster of its own, on a free port, gone with the tests.

PostgreSQL refuses to run as root: there it runs as the system's user ``postgres``.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from serveurs import find_port

BINAIRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Grappe:
    """A cluster, started and stopped as an administrator would; the addresses of its bases."""

    def __init__(self, dossier):
        self.dossier, self.port = dossier, find_port()
        self._call("initdb", "-D", str(dossier / "pg"), "-A", "trust", "-U", "carto", "-N")

    def start(self):
        options = f"-k {self.dossier} -p {self.port} -h 127.0.0.1 -F"
        self._call("pg_ctl", "-D", str(self.dossier / "pg"), "-w", "-o", options, "start")

    def stop(self):
        self._call("pg_ctl", "-D", str(self.dossier / "pg"), "-m", "fast", "-w", "stop")

    def address(self, base):
        return f"postgresql://carto@127.0.0.1:{self.port}/{base}"

    def create(self, base):
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "carto", base)
        return self.address(base)

    def _call(self, programme, *arguments):
        prefixe = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*prefixe, str(BINAIRES / programme), *arguments],
            check=True,
            cwd=self.dossier,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def running():
    """Yield a cluster in service."""
    with tempfile.TemporaryDirectory(prefix="carto-ess-pg") as nom:
        dossier = Path(nom)
        if os.geteuid() == 0:
            shutil.chown(dossier, "postgres")
        grappe = Grappe(dossier)
        grappe.start()
        try:
            yield grappe
        finally:
            grappe.stop()
