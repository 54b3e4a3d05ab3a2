"""The two tables of a référentiel on disk, always read in one state.

At rest a référentiel is a folder with ``fiches.csv`` and ``couvertures.csv``. While `publication`
replaces them, by the protocol of `bascule`, the new pair stands whole in the sub-folder `EN_COURS`:
whoever finds it reads there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from carto_ess._errors import TableauError
from carto_ess.bascule import Signature, read_still

FICHIERS = ("fiches.csv", "couvertures.csv")
EN_COURS = "publication"

T = TypeVar("T")


def find_paire(dossier: Path) -> Path:
    """Return the folder that holds the current pair: `dossier`, or its `EN_COURS`."""
    en_cours = dossier / EN_COURS
    return en_cours if is_paire(en_cours) else dossier


def is_paire(dossier: Path) -> bool:
    """Tell whether a folder holds both tables; a publication always makes both appear at once."""
    return all((dossier / nom).is_file() for nom in FICHIERS)


def sign_paire(dossier: Path) -> Signature:
    """Return what changes whenever the current pair does: place, dates, sizes, files.

    The place is looked at before the files, which `read_paire` relies on.
    """
    lieu = find_paire(dossier)
    try:
        etats = [(lieu / nom).stat() for nom in FICHIERS]
    except OSError:
        return ()
    return tuple((lieu.name, e.st_mtime_ns, e.st_size, e.st_ino) for e in etats)


def read_paire(dossier: Path, lire: Callable[[Path], T]) -> T:
    """Return what `lire` finds in the folder of the current pair, read in one state.

    Raises
    ------
    TableauError
        `lire` raised it on a pair that did not change meanwhile, or the pair never stood still.
    """
    return read_still(
        lambda: lire(find_paire(dossier)),
        lambda: sign_paire(dossier),
        erreur=TableauError,
        jamais=f"Le référentiel de {dossier} est remplacé sans arrêt par un autre programme. "
        "Réessayez quand la copie est finie.",
    )
