"""A file written whole or not at all, down to the disk; why the system refused one, in French."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path


def sync(chemin: Path) -> None:
    """Write a file, or a folder's list of names, down to the disk, where the system can."""
    if os.name == "nt":
        return
    descripteur = os.open(chemin, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def write_synced(chemin: Path, octets: bytes) -> None:
    """Write a file down to the disk."""
    with chemin.open("wb") as flux:
        flux.write(octets)
        flux.flush()
        os.fsync(flux.fileno())


_DROITS = 0o644


def write_atomic(chemin: Path, octets: bytes) -> None:
    """Write `octets` beside `chemin`, then put them in its place in one step.

    Raises
    ------
    OSError
        The folder does not exist, or the file cannot be written: what was there is untouched.
    """
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=f".{chemin.name}.")
    try:
        with os.fdopen(descripteur, "wb") as flux:
            flux.write(octets)
            flux.flush()
            os.fsync(flux.fileno())
        droits = chemin.stat().st_mode & 0o777 if chemin.exists() else _DROITS
        Path(provisoire).chmod(droits)
        Path(provisoire).replace(chemin)
    except BaseException:
        with suppress(OSError):
            Path(provisoire).unlink()
        raise


def explain_oserror(erreur: OSError) -> str:
    """Return in French why the system refused a file; in its own words for rarer reasons."""
    if isinstance(erreur, FileNotFoundError):
        return "il n’existe pas"
    if isinstance(erreur, PermissionError):
        return "accès refusé"
    if isinstance(erreur, IsADirectoryError):
        return "c’est un dossier"
    if erreur.errno == errno.ENOSPC:
        return "plus de place sur le disque"
    return erreur.strerror or str(erreur)
