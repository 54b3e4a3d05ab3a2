"""Files made when a visit asks for them, by the few workers of the server, while it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from carto_ess.travail.atelier import TravailError, run_apart
from carto_ess.ui.streamlit_interne import find_visit, is_visit_open


def prepare(fonction: Callable[..., bytes | str], *arguments: object) -> Callable[[], bytes]:
    """Return what a download button calls: `fonction`, run apart and ended if the visitor leaves.

    `fonction` is one of a module, and what it is given can be copied to another process.
    """
    return partial(run_apart, fonction, *arguments, veille=partial(_watch, find_visit()))


def _watch(visite: str) -> None:
    if not is_visit_open(visite):
        raise TravailError("Le visiteur est parti.")
