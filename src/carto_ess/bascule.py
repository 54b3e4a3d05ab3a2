"""A folder whose files are replaced all at once or not at all: one protocol, for its two users.

Several files cannot be replaced at once. The new ones are made in a hidden folder of the same disk;
one renaming makes it a sub-folder of an agreed name, where readers look first; only then are the
files brought to their places, which changes nothing for anybody. Stopped at any instant, the folder
is read whole, as it was or as it will be, and the next writer finishes first.

`referentiel.publication` replaces a pair of tables so, `construction.installation` the geodata.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from carto_ess._errors import CartoEssError
from carto_ess.fichier import explain_oserror, sync

Signature = tuple[tuple[str, int, int, int], ...]
"""Of the files of a folder: name, date (ns), size (bytes), inode. It changes when they do."""

T = TypeVar("T")

_ESSAIS = 50
_PAUSE = 0.02  # seconds: bringing some files to their places takes a few milliseconds


def read_still(
    lire: Callable[[], T],
    sign: Callable[[], Signature],
    *,
    erreur: type[CartoEssError],
    jamais: str,
) -> T:
    """Return what `lire` finds while the signature that `sign` takes stays the same.

    Parameters
    ----------
    erreur
        What `lire` raises when it cannot read: raised again if nothing had changed meanwhile.
    jamais
        The French sentence of an `erreur` raised when the files never stood still.
    """
    for _ in range(_ESSAIS):
        avant = sign()
        try:
            lu = lire()
        except erreur:
            if sign() == avant:
                raise
        else:
            if sign() == avant:
                return lu
        time.sleep(_PAUSE)
    raise erreur(jamais)


@contextmanager
def lock(dossier: Path, verrou: str, *, erreur: type[CartoEssError], acte: str) -> Iterator[None]:
    """Make `dossier` where it is missing, and be its only writer; `acte` names it in French.

    Raises
    ------
    CartoEssError
        As `erreur`: another writer is at work, or the system refuses a write. The files in place
        are untouched as long as `switch` was not reached.
    """
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        with FileLock(dossier / verrou, timeout=0):
            yield
    except Timeout as occupe:
        raise erreur(
            f"Une autre {acte} est en cours dans {dossier}. "
            "Rien n’a été remplacé : attendez qu’elle finisse, puis recommencez."
        ) from occupe
    except OSError as refus:
        raise erreur(
            f"Le dossier {dossier} ne peut pas être écrit ({explain_oserror(refus)}). "
            "Rien n’a été remplacé. Vérifiez les droits d’écriture et la place disponible."
        ) from refus


def switch(neuf: Path, en_cours: Path) -> None:
    """Give readers the finished folder `neuf`, in one step, under the name where they look."""
    sync(neuf)
    neuf.replace(en_cours)
    sync(en_cours.parent)
