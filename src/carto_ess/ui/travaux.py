"""Files made when a visit asks for them, by the few workers of the server, while it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from carto_ess.travail.atelier import Paquet, TravailError, compute_apart, run_apart
from carto_ess.ui.streamlit_interne import find_visit, is_visit_open

T = TypeVar("T")


def prepare(fonction: Callable[..., bytes | str], *arguments: object) -> Callable[[], bytes]:
    """Return what a download button calls: `fonction`, run apart and ended if the visitor leaves.

    `fonction` is one of a module, and what it is given can be copied to another process.
    """
    return partial(run_apart, fonction, *arguments, veille=partial(_watch, find_visit()))


def compute(
    fonction: Callable[..., T],
    *arguments: object,
    conseil: str,
    veille: Callable[[], None] | None = None,
) -> Paquet[T]:
    """Return what `fonction` makes of `arguments`, run apart and ended if the visitor leaves.

    `veille` is called ten times a second meanwhile, to say that one waits; `conseil` is what to do
    when it takes too long.

    Raises
    ------
    TravailError
        Too many wait, it takes too much, or the visitor left.
    """
    veilles = partial(_watch, find_visit(), veille)
    return compute_apart(fonction, *arguments, veille=veilles, conseil=conseil)


def _watch(visite: str, veille: Callable[[], None] | None = None) -> None:
    """Stop if the visitor left, else do what is to be done meanwhile."""
    if not is_visit_open(visite):
        raise TravailError("Le visiteur est parti.")
    if veille is not None:
        veille()
