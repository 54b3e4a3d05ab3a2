"""Builds geodata in a process that might be killed at any of its writes, and says what is left.

Called with a JSON file: `arguments` of ``build_geodata``, `modele`, the folder in place before, and
`tenus`, what no build touches. One line of JSON per write, and one for the end: what was about to
be done, what readers then find, and the files once the next build has ended.

The next build puts in place what the whole one made, by the same steps: making it anew each time
would take a minute and show nothing more. The two around the switch do make it anew.
"""

import hashlib
import json
import shutil
import sys
from functools import partial
from pathlib import Path

from annees import build
from carto_ess.construction.check import check_geodata
from carto_ess.construction.installation import construct
from carto_ess.geodata.contours import read_contours
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.manifeste import NOM, read_manifeste
from tueur import photograph


def sign_files(dossier):
    """Return the digest of each file by its name."""
    return {
        f.relative_to(dossier).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(dossier.rglob("*"))
        if f.is_file()
    }


def put(version, output):
    """Replace what `output` has by a version that was built elsewhere, as a build does."""
    with construct(output, output / "sources") as chantier:
        for nom in (NOM, *read_manifeste(version).fichiers):
            (chantier / nom).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(version / nom, chantier / nom)


def describe(dossier, tenus):
    decoupages = read_verified(dossier)
    return {
        "nom": decoupages[2026].communes["91002"].nom,
        "contour": read_contours(dossier)["nom"].iloc[1],
        "carte": (dossier / decoupages.manifeste.topologie).is_file(),
        "fautes": check_geodata(dossier),
        "tenus": {f: (dossier / f).read_text() for f in tenus},
    }


def main():
    commande = json.loads(Path(sys.argv[1]).read_text())
    arguments, modele = commande["arguments"], Path(commande["modele"])
    arguments |= {nom: Path(arguments[nom]) for nom in ("contours", "decoupage")}
    album, entier = modele.with_name("album"), modele.with_name("entier")

    def rebuild(dossier):
        build(**arguments | {"output": dossier, "sources": dossier / "sources"})

    shutil.copytree(modele, entier)
    ecrits = photograph(entier, album, partial(rebuild, entier))
    shutil.copytree(entier, album / str(len(ecrits)))
    bascule = ecrits.index("os.rename .construction")
    for rang, fatale in enumerate([*ecrits, ""]):
        dossier = album / str(rang)
        restes = {"fatale": fatale, **describe(dossier, commande["tenus"])}
        if rang in {bascule, bascule + 1}:
            rebuild(dossier)
        else:
            put(entier, dossier)
        print(json.dumps(restes | {"fichiers": sign_files(dossier)}))  # noqa: T201


if __name__ == "__main__":
    main()
