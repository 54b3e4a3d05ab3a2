"""What a process leaves in a folder when it is killed before its first write, its second, …

A hook of Python sees every file opened for writing, renamed or taken away: no step that somebody
adds to the code can be forgotten.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

ECRITURES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


def is_write(evenement, arguments):
    if evenement == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return evenement in ECRITURES


def _watch(dossier, avant):
    """Have `avant(what)` called before each write of this process in `dossier`, for good."""
    occupe = []

    def watch(evenement, arguments):
        if occupe or not is_write(evenement, arguments):
            return
        lieu = str(arguments[0])
        if lieu.startswith("/") and not lieu.startswith(str(dossier)):
            return
        occupe.append(True)  # what is written meanwhile is not the action's
        avant(f"{evenement} {Path(lieu).name}")
        occupe.clear()

    sys.addaudithook(watch)


def run_until(rang, dossier, action):
    """Call `action` in a process killed as by `kill -9` before its write number `rang`.

    Return what it was killed at, nothing if it ended.
    """
    restant = [rang]

    def kill(quoi, journal):
        if restant[0] == 0:
            os.write(journal, quoi.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        restant[0] -= 1

    fatale, fin = _call_apart(dossier, action, kill)
    assert fin == (signal.SIGKILL if fatale else 0)
    return "".join(fatale)


def photograph(dossier, album, action):
    """Call `action` in a process of its own; copy `dossier` to `album` before each of its writes.

    A copy, ``album/0`` and so on, is what `kill -9` would leave at that instant: what the process
    still holds in memory is in neither. Return what it was about to write each time.
    """
    faites = []

    def copy(quoi, journal):
        shutil.copytree(dossier, album / str(len(faites)))
        faites.append(quoi)
        os.write(journal, f"{quoi}\n".encode())

    ecrits, fin = _call_apart(dossier, action, copy)
    assert fin == 0
    return ecrits


def _call_apart(dossier, action, avant):
    """Return the lines that `avant(what, journal)` wrote beside `action`, and how both ended."""
    lecture, ecriture = os.pipe()
    if enfant := os.fork():
        os.close(ecriture)
        with os.fdopen(lecture) as flux:
            lignes = flux.read().splitlines()
        return lignes, os.waitpid(enfant, 0)[1]
    _watch(dossier, lambda quoi: avant(quoi, ecriture))
    action()
    os._exit(0)
