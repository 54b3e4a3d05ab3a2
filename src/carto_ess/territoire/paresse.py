"""A mapping whose values are made when they are first asked for: most are never."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Paresseux(Mapping[K, V]):
    """The values that `make` makes of `cles`, each made once; the keys are known at once.

    Examples
    --------
    >>> carres = Paresseux([1, 2, 3], lambda n: n * n)
    >>> list(carres), carres[3]
    ([1, 2, 3], 9)
    """

    def __init__(self, cles: Iterable[K], make: Callable[[K], V]) -> None:
        self._cles = dict.fromkeys(cles)
        self._make = make
        self._faits: dict[K, V] = {}

    def __getitem__(self, cle: K) -> V:
        """Return the value of a key, made now if nobody had asked for it."""
        if cle not in self._cles:
            raise KeyError(cle)
        if cle not in self._faits:
            self._faits[cle] = self._make(cle)
        return self._faits[cle]

    def __iter__(self) -> Iterator[K]:
        """Go through the keys, in their order; no value is made."""
        return iter(self._cles)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._cles)

    def __contains__(self, cle: object) -> bool:
        """Tell whether a key is there; no value is made."""
        return cle in self._cles
