"""Kills a process before its first write in a folder, its second, … : what is left is a test's.

A hook of Python sees every file opened for writing, renamed or taken away: no step that somebody
adds to the code can be forgotten.
"""

import os
import signal
import sys
from pathlib import Path

ECRITURES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


def is_write(evenement, arguments):
    if evenement == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return evenement in ECRITURES


def _kill_at(rang, dossier, journal):
    """Let this process write `rang` times in `dossier`, then kill it as `kill -9` would."""
    restant = [rang]

    def watch(evenement, arguments):
        if not is_write(evenement, arguments):
            return
        lieu = str(arguments[0])
        if lieu.startswith("/") and not lieu.startswith(str(dossier)):
            return
        if restant[0] == 0:
            os.write(journal, f"{evenement} {Path(lieu).name}".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        restant[0] -= 1

    sys.addaudithook(watch)


def run_until(rang, dossier, action):
    """Call `action` in a process of its own; return what it was killed at, nothing if it ended."""
    lecture, ecriture = os.pipe()
    if enfant := os.fork():
        os.close(ecriture)
        with os.fdopen(lecture) as flux:
            fatale = flux.read()
        assert os.waitpid(enfant, 0)[1] == (signal.SIGKILL if fatale else 0)
        return fatale
    _kill_at(rang, dossier, ecriture)
    action()
    os._exit(0)
