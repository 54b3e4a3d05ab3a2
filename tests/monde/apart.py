"""The command line in processes of their own, without an interpreter started anew for each.

One process loads the program, then divides at each call: the child has its own limits, rights,
folder and environment, and all that it does ends with it. What depends on how an interpreter starts
(outputs closed, bytes that are no text) is tried with a real one: `tests/cli/test_sortie.py`.
"""

import json
import os
import select
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path

A_CHARGER = (
    "cli.commandes",
    "cli.export",
    "cli.portrait",
    "cli.referentiel",
    "construction.build",
    "export.geopackage",
    "portrait.impression",
)
"""What commands load when they are called."""


class Apart:
    """A process that is ready to run the command line; use it as a context."""

    def __init__(self):
        self._processus = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._processus.stdin.close()
        self._processus.stdout.close()
        self._processus.wait(timeout=15)

    def call(self, *arguments, limite=None, umask=None, cwd=None, **environ):
        """Run ``carto-ess`` as a shell would; return what `subprocess.run` does, in text.

        `limite` bounds the bytes of a file that it writes, `umask` the rights that it gives.
        """
        demande = {
            "arguments": [str(a) for a in arguments], "limite": limite, "umask": umask,
            "cwd": str(cwd or Path.cwd()), "environ": {**os.environ, **environ},
        }  # fmt: skip
        print(json.dumps(demande), file=self._processus.stdin, flush=True)
        reponse = json.loads(self._processus.stdout.readline())
        return subprocess.CompletedProcess(arguments, *reponse)


def _become(demande):
    """Do, in the child, what the one who called asked for."""
    import resource
    import signal

    from carto_ess.cli import main

    os.chdir(demande["cwd"])
    os.environ.clear()
    os.environ.update(demande["environ"])
    if demande["umask"] is not None:
        os.umask(demande["umask"])
    if demande["limite"] is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (demande["limite"], demande["limite"]))
    sys.argv = ["carto-ess", *demande["arguments"]]
    try:
        main()
    except SystemExit as fin:
        return fin.code or 0
    return 0


def _answer(demande):
    """Return the exit code of a child that does it, and what its two outputs got."""
    tuyaux = [os.pipe(), os.pipe()]
    if enfant := os.fork():
        for _, ecriture in tuyaux:
            os.close(ecriture)
        lus = _read_all([lecture for lecture, _ in tuyaux])
        return [os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1]), *lus]
    code = 1
    try:
        for numero, (_, ecriture) in enumerate(tuyaux, start=1):
            os.dup2(ecriture, numero)
        sys.stdout, sys.stderr = (open(n, "w", closefd=False) for n in (1, 2))  # noqa: SIM115
        code = _become(demande)
    except BaseException:  # noqa: BLE001 -- whoever called will read it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _read_all(tuyaux):
    """Return the texts of several pipes, each read as soon as it has something to give."""
    lus = dict.fromkeys(tuyaux, b"")
    ouverts = list(tuyaux)
    while ouverts:
        for tuyau in select.select(ouverts, [], [])[0]:
            octets = os.read(tuyau, 1 << 16)
            lus[tuyau] += octets
            if not octets:
                ouverts.remove(tuyau)
                os.close(tuyau)
    return [octets.decode("utf-8") for octets in lus.values()]


def _read_shipped():
    """Read the shipped perimeters before dividing: children that are asked about them have them."""
    from carto_ess.geodata import decoupages as lecture
    from carto_ess.referentiel.lecture import read_referentiel
    from petit_monde import GEODATA

    read, livrees = lecture.read_decoupages, lecture.read_decoupages(GEODATA)
    read_referentiel(GEODATA / "referentiel", livrees)
    lecture.read_decoupages = lambda lieu: (
        livrees if lieu.resolve() == GEODATA.resolve() else read(lieu)
    )


def main():
    for module in A_CHARGER:
        import_module(f"carto_ess.{module}")
    _read_shipped()
    for ligne in sys.stdin:
        print(json.dumps(_answer(json.loads(ligne))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
