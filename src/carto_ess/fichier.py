"""A file written whole or not at all, down to the disk; why the system refused one, in French."""

from __future__ import annotations

import errno
import os
import secrets
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


def write_atomic(chemin: Path, octets: bytes) -> None:
    """Write `octets` beside `chemin`, then put them in its place in one step.

    Raises
    ------
    OSError
        The folder does not exist, or the file cannot be written: what was there is untouched.
    """
    provisoire = chemin.with_name(f".{chemin.name[:100]}.{secrets.token_hex(4)}")
    try:
        with provisoire.open("xb") as flux:  # with the rights that the umask grants
            flux.write(octets)
            flux.flush()
            os.fsync(flux.fileno())
        if chemin.exists():
            provisoire.chmod(chemin.stat().st_mode & 0o777)
        provisoire.replace(chemin)
    except BaseException:
        with suppress(OSError):
            provisoire.unlink()
        raise


def explain_oserror(erreur: OSError) -> str:
    """Return in French why the system refused a file; in its own words for rarer reasons."""
    if isinstance(erreur, FileNotFoundError):
        return "il n’existe pas"
    if isinstance(erreur, PermissionError):
        return "accès refusé"
    if isinstance(erreur, IsADirectoryError):
        return "c’est un dossier"
    return _RAISONS.get(erreur.errno or 0) or erreur.strerror or str(erreur)


_RAISONS = {
    errno.ENOSPC: "plus de place sur le disque",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.EBADF: "elle est fermée",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOTDIR: "un dossier de son chemin n’en est pas un",
    errno.ELOOP: "ses liens tournent en rond",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.EIO: "le disque répond mal",
}
