"""A file written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

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
