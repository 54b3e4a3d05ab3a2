"""Few places for heavy work, shared by all visits: exports, PDF, files that are checked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLACES = 2
"""Heavy works at a time in one server, whatever they are: as many as its usual processors."""

_PAS = 0.1  # seconds between two looks at whoever waits
_places = threading.BoundedSemaphore(PLACES)


@contextmanager
def hold_place(veille: Callable[[], None], attente_max: float) -> Iterator[bool]:
    """Wait for a place and hold it; yield whether there was one before `attente_max` seconds.

    `veille` is called ten times a second meanwhile: what it raises gives up the turn.
    """
    fin = time.monotonic() + attente_max
    while not _places.acquire(timeout=_PAS):
        veille()
        if time.monotonic() > fin:
            yield False
            return
    try:
        yield True
    finally:
        _places.release()


def count_free() -> int:
    """Return how many works could begin at once."""
    return _places._value  # noqa: SLF001 - no other way to ask a semaphore
