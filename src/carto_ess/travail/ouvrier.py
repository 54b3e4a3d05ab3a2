"""The process in which one file is made, and nothing else: see `atelier.run_apart`.

Its standard input holds a pickled function of ours and what it is given, which only our own server
writes. Its standard output gets one byte, then the file (``+``) or a French sentence (``-``).
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import time

from carto_ess._errors import CartoEssError

DUREE_MAX = 300
"""Seconds of processor that one file may take; the largest export of the country takes 144."""

MEMOIRE_MAX = 4 * 1024**3
"""Bytes of address space of the process; that export takes two thousand million."""

_PAS = 1.0  # seconds between two looks at the server
_PRIORITE = 5  # a file gives way to the clicks of everybody


def main(duree: int, serveur: int) -> None:
    """Make what the process `serveur` asks for, in `duree` seconds of processor at most."""
    _bind(duree)
    if os.name != "nt":  # there a virtual environment puts a process of its own between the two
        threading.Thread(target=_watch, args=(serveur,), daemon=True).start()
    fonction, arguments = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - our own server's
    try:
        fait = fonction(*arguments)
        reponse = b"+" + (fait.encode() if isinstance(fait, str) else fait)
    except CartoEssError as erreur:
        reponse = b"-" + str(erreur).encode()
    sys.stdout.buffer.write(reponse)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is left to do: libraries of maps take their time to end


def _watch(serveur: int) -> None:
    """End with the server that asked: nobody else waits for the file."""
    while os.getppid() == serveur:
        time.sleep(_PAS)
    os._exit(1)


def _bind(duree: int) -> None:
    """Limit what this process may take; Windows knows none of it."""
    with contextlib.suppress(ImportError, AttributeError, ValueError):
        import resource  # noqa: PLC0415 - POSIX alone has it

        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
        resource.setrlimit(resource.RLIMIT_CPU, (duree, duree))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(2 * duree)  # should whoever waits for us be gone
        os.nice(_PRIORITE)
