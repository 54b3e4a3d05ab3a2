"""Builds geodata in processes killed at their first write, their second, … and says what is left.

Called with a JSON file: `arguments` of ``build_geodata``, and `modele`, the folder in place before.
One line of JSON per process: what it was about to do, and what readers then find.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from carto_ess.contour import read_contours
from carto_ess.decoupage import read_verified
from carto_ess.geodata.build import build_geodata
from carto_ess.geodata.check import check_geodata

ECRITURES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


def is_write(evenement, arguments):
    if evenement == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return evenement in ECRITURES


def kill_at(rang, dossier, journal):
    """Let this process write `rang` times in `dossier`, and kill it as a `kill -9` would."""
    restant = [rang]

    def watch(evenement, arguments):
        if not is_write(evenement, arguments):
            return
        lieu = str(arguments[0])
        if lieu.startswith("/") and not lieu.startswith(dossier):
            return
        if restant[0] == 0:
            os.write(journal, f"{evenement} {Path(lieu).name}".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        restant[0] -= 1

    sys.addaudithook(watch)


def build_until(rang, arguments):
    """Build in a process of its own; return what it was killed at, nothing if it was not."""
    lecture, ecriture = os.pipe()
    if enfant := os.fork():
        os.close(ecriture)
        with os.fdopen(lecture) as flux:
            fatale = flux.read()
        assert os.waitpid(enfant, 0)[1] == (signal.SIGKILL if fatale else 0)
        return fatale
    kill_at(rang, str(arguments["output"]), ecriture)
    build_geodata(**arguments)
    os._exit(0)


def list_files(dossier):
    return sorted(f.relative_to(dossier).as_posix() for f in dossier.rglob("*") if f.is_file())


def main():
    commande = json.loads(Path(sys.argv[1]).read_text())
    arguments, modele = commande["arguments"], Path(commande["modele"])
    chemins = ("contours", "decoupage", "sources", "output")
    arguments |= {nom: Path(arguments[nom]) for nom in chemins}
    output, rang, fatale = arguments["output"], 0, "…"
    while fatale:
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(modele, output)
        fatale = build_until(rang, arguments)
        decoupages = read_verified(output)
        restes = {
            "fatale": fatale,
            "nom": decoupages[2026].communes["91002"].nom,
            "contour": read_contours(output)["nom"].iloc[1],
            "carte": (output / decoupages.manifeste.topologie).is_file(),
            "fautes": check_geodata(output),
            "tenus": {f: (output / f).read_text() for f in commande["tenus"]},
        }
        build_geodata(**arguments)
        fautes = check_geodata(output)
        print(json.dumps({**restes, "ensuite": fautes, "fichiers": list_files(output)}))  # noqa: T201
        rang += 1


if __name__ == "__main__":
    main()
