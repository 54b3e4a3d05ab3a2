"""A file made in a process of its own, one of few at a time, ended when its visit is.

A thread cannot be stopped, and one that writes XLSX or GeoJSON holds the interpreter while everyone
clicks. A process can be ended, runs on another processor, and gives its memory back.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, cast

from carto_ess._errors import CartoEssError
from carto_ess.travail.ouvrier import DUREE_MAX
from carto_ess.travail.places import hold_place

ATTENTE_MAX = 120.0
"""Seconds that a file waits for its turn."""

CALCUL_MAX = 30
"""Seconds of processor that an answer on a page may take: nobody looks at it for longer."""

T = TypeVar("T")

_PAS = 0.1  # seconds between two looks at whoever waits
_PAQUET = Path(__file__).resolve().parents[2]
_AMORCE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from carto_ess.travail.ouvrier import main; main(*map(int, sys.argv[2:]))"
)
_CONSEIL = "Filtrez les fiches, ou exportez en CSV."


class TravailError(CartoEssError):
    """A file could not be made: too many wait, it took too much, or its visitor left."""


def run_apart(
    fonction: Callable[..., bytes | str],
    *arguments: object,
    veille: Callable[[], None] = lambda: None,
    duree: int = DUREE_MAX,
    conseil: str = _CONSEIL,
) -> bytes:
    """Return what `fonction`, of a module of ours, makes of `arguments`, in a process of its own.

    `veille` is called ten times a second while it waits and while it works: what it raises ends
    the process. `duree` is the most seconds of processor that it takes, `conseil` what to do when
    it takes more.

    Raises
    ------
    CartoEssError
        The function's own sentence, or that of `TravailError`.
    """
    with hold_place(veille, ATTENTE_MAX) as obtenue:
        if not obtenue:
            raise TravailError(
                "Trop de fichiers sont en préparation pour d’autres visiteurs. Redemandez le vôtre "
                "dans un instant."
            )
        sortie = _run(pickle.dumps((fonction, arguments)), veille, duree)
    if sortie[:1] == b"+":
        return sortie[1:]
    if sortie[:1] == b"-":
        raise TravailError(sortie[1:].decode())
    raise TravailError(
        f"Le fichier demande plus de temps ou de mémoire que le serveur n’en donne. {conseil}"
    )


@dataclass(frozen=True, slots=True)
class Paquet(Generic[T]):
    """An object as its worker packed it: one run of bytes for as long as nobody looks at it.

    Thousands of small objects kept for a visit leave their memory in pieces when it ends.
    """

    octets: bytes

    def open(self) -> T:
        """Return the object, made anew."""
        return cast("T", pickle.loads(self.octets))  # noqa: S301 - our own worker's


def pack(objet: T) -> Paquet[T]:
    """Return the paquet of an object."""
    return Paquet(pickle.dumps(objet))


def compute_apart(
    fonction: Callable[..., T],
    *arguments: object,
    veille: Callable[[], None] = lambda: None,
    conseil: str,
) -> Paquet[T]:
    """Return the object that `fonction` makes of `arguments`, made as `run_apart` does.

    For what a page shows and takes long to find: `CALCUL_MAX` seconds at most.
    """
    return Paquet(
        run_apart(_pack, fonction, arguments, veille=veille, duree=CALCUL_MAX, conseil=conseil)
    )


def _pack(fonction: Callable[..., Any], arguments: tuple[object, ...]) -> bytes:
    return pickle.dumps(fonction(*arguments))


def _run(demande: bytes, veille: Callable[[], None], duree: int) -> bytes:
    """Return what the process wrote; it never outlives this call."""
    fin = time.monotonic() + 2 * duree
    processus = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-I", "-c", _AMORCE, str(_PAQUET), str(duree), str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,  # what it starts itself ends with it
    )
    entree, processus.stdin = processus.stdin, None
    threading.Thread(target=_send, args=(entree, demande), daemon=True).start()
    with processus:
        try:
            while True:
                try:
                    return processus.communicate(timeout=_PAS)[0]
                except subprocess.TimeoutExpired:
                    veille()
                    if time.monotonic() > fin:
                        return b""
        finally:
            _end(processus)


def _end(processus: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if os.name == "nt":
        processus.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)


def _send(entree: IO[bytes] | None, demande: bytes) -> None:
    """Give the process its work; one that died meanwhile is told by what it did not answer."""
    if entree is not None:
        try:
            with entree:
                entree.write(demande)
        except OSError:
            return
