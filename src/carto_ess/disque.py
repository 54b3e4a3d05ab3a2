"""What has to be on the disk, not in its cache, before the next step relies on it."""

from __future__ import annotations

import os
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
