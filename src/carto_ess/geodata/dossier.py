"""The files of a geodata folder, read in one state wherever a build has put them.

While a build replaces them, by the protocol of `bascule`, those not yet in their places stand in
the sub-folder `EN_COURS`: whoever reads a file looks there first. See `construction.installation`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from carto_ess import bascule
from carto_ess._errors import GeodataError
from carto_ess.bascule import Signature

EN_COURS = "construction"

T = TypeVar("T")


def read_file(dossier: Path, nom: str, lire: Callable[[Path], T]) -> T:
    """Return what `lire` makes of one file of a geodata folder, wherever a build has put it.

    Raises
    ------
    Exception
        What `lire` raised on a file that a build was not moving meanwhile.
    """
    while True:
        chemin = dossier / EN_COURS / nom
        if not chemin.is_file():
            return lire(dossier / nom)
        try:
            lu = lire(chemin)
        except Exception:
            if chemin.exists():
                raise
        else:
            if chemin.exists():
                return lu


def sign_geodata(dossier: Path) -> Signature:
    """Return what changes whenever a file of a geodata folder does: dates, sizes, files.

    It stays the same while a build puts files in their places. The files of the communes of each
    EPCI are left out: they are named after their content, by a file that is in.
    """
    etats: dict[str, tuple[int, int, int]] = {}
    for base in (dossier / EN_COURS, dossier):  # in this order: a file that moves is seen
        for sous_dossier in ("", "web/", "sources/"):
            for nom, etat in _list_files(f"{base}/{sous_dossier}"):
                etats.setdefault(sous_dossier + nom, etat)
    return tuple((nom, *etat) for nom, etat in sorted(etats.items()))


def _list_files(dossier: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Give the files of a folder and their states; those that a build takes away are left out.

    At each gesture of each visitor: texts, where `Path` takes ten times as long.
    """
    with contextlib.suppress(OSError), os.scandir(dossier) as entrees:
        for entree in entrees:
            if "." in entree.name:
                with contextlib.suppress(OSError):
                    e = entree.stat()
                    yield entree.name, (e.st_mtime_ns, e.st_size, e.st_ino)


def read_still(dossier: Path, lire: Callable[[Path], T]) -> T:
    """Return what `lire` finds in a geodata folder whose files did not change meanwhile.

    Raises
    ------
    GeodataError
        `lire` raised it on files that did not change, or they never stood still.
    """
    return bascule.read_still(
        lambda: lire(dossier),
        lambda: sign_geodata(dossier),
        erreur=GeodataError,
        jamais=f"Les périmètres de {dossier} sont remplacés sans arrêt par un autre programme. "
        "Réessayez quand la copie est finie.",
    )
