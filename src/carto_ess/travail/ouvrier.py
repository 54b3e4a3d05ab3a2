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

from carto_ess._errors import CartoEssError

DUREE_MAX = 300
"""Seconds of processor that one file may take; the largest export of the country takes 144."""

MEMOIRE_MAX = 4 * 1024**3
"""Bytes of address space of the process; that export takes two thousand million."""

_PRIORITE = 5  # a file gives way to the clicks of everybody


def main(duree: int = DUREE_MAX) -> None:
    """Make what standard input asks for, in `duree` seconds of processor at most."""
    _bind(duree)
    fonction, arguments = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - our own server's
    try:
        fait = fonction(*arguments)
        reponse = b"+" + (fait.encode() if isinstance(fait, str) else fait)
    except CartoEssError as erreur:
        reponse = b"-" + str(erreur).encode()
    sys.stdout.buffer.write(reponse)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is left to do: libraries of maps take their time to end


def _bind(duree: int) -> None:
    """Limit what this process may take; Windows knows none of it."""
    with contextlib.suppress(ImportError, AttributeError, ValueError):
        import resource  # noqa: PLC0415 - POSIX alone has it

        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
        resource.setrlimit(resource.RLIMIT_CPU, (duree, duree))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(2 * duree)  # should whoever waits for us be gone
        os.nice(_PRIORITE)
