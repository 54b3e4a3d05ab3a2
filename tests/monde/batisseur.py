"""Builds geodata in processes killed at their first write, their second, … and says what is left.

Called with a JSON file: `arguments` of ``build_geodata``, and `modele`, the folder in place before.
One line of JSON per process: what it was about to do, and what readers then find.
"""

import json
import shutil
import sys
from functools import partial
from pathlib import Path

from annees import build
from carto_ess.construction.check import check_geodata
from carto_ess.geodata.contours import read_contours
from carto_ess.geodata.decoupages import read_verified
from tueur import run_until


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
        fatale = run_until(rang, output, partial(build, **arguments))
        decoupages = read_verified(output)
        restes = {
            "fatale": fatale,
            "nom": decoupages[2026].communes["91002"].nom,
            "contour": read_contours(output)["nom"].iloc[1],
            "carte": (output / decoupages.manifeste.topologie).is_file(),
            "fautes": check_geodata(output),
            "tenus": {f: (output / f).read_text() for f in commande["tenus"]},
        }
        build(**arguments)
        fautes = check_geodata(output)
        print(json.dumps({**restes, "ensuite": fautes, "fichiers": list_files(output)}))  # noqa: T201
        rang += 1


if __name__ == "__main__":
    main()
