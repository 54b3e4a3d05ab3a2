"""What was made once and serves every visitor until it is too old: answers, tables, perimeters.

Streamlit's own caches hash each argument at each call, sign by sign: ten of them took a sixth of a
click. Here a key is a Python value, and what is kept hangs on whoever keeps it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Retenus:
    """Makings kept by their keys, at most `limite`; those asked the longest ago go first."""

    def __init__(self, limite: int) -> None:
        """Keep nothing yet."""
        self._limite = limite
        self._faits: OrderedDict[Hashable, Any] = OrderedDict()
        self._verrou = threading.Lock()
        self._en_cours: dict[Hashable, threading.RLock] = {}

    def remember(self, cle: Hashable, build: Callable[[], T]) -> T:
        """Return what `build` makes, made once for each `cle`; what it raises is not kept.

        Visitors who ask for the same at once wait for one making, and for no other.
        """
        if (connu := self._find(cle)) is not None:
            return cast("T", connu[0])
        with self._verrou:
            mien = self._en_cours.setdefault(cle, threading.RLock())
        with mien:
            try:
                if (connu := self._find(cle)) is not None:
                    return cast("T", connu[0])
                fait = build()
                self._keep(cle, fait)
                return fait
            finally:
                self._en_cours.pop(cle, None)

    def _find(self, cle: Hashable) -> tuple[Any] | None:
        with self._verrou:
            if cle not in self._faits:
                return None
            self._faits.move_to_end(cle)
            return (self._faits[cle],)

    def _keep(self, cle: Hashable, fait: object) -> None:
        with self._verrou:
            self._faits[cle] = fait
            while len(self._faits) > self._limite:
                self._faits.popitem(last=False)
