"""A journal that says a thing once: what is repeated is counted, and told with its count."""

from __future__ import annotations

import logging
import time
import traceback
from collections import OrderedDict
from types import TracebackType
from typing import Any

REPOS = 60.0
"""Seconds during which a message that was written is not written again."""

_MESSAGES_MAX = 500

TEXTE_MAX = 4_000
"""Characters of one message, and of the trace under it: a visitor may have chosen some of them."""


class UneFois(logging.Filter):
    """Lets a message through once a minute, then says how many times it came meanwhile.

    Two messages are the same when they come from one place of the code, and two errors when they
    were raised at one: what varies in them (a port, a file's number) is what a flood is made of.
    """

    def __init__(self, repos: float = REPOS) -> None:
        super().__init__()
        self._repos = repos
        self._vus: OrderedDict[tuple[object, ...], list[float]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether to write `record`; its count is added to it, what is too long cut."""
        cle = (record.pathname, record.lineno, str(record.msg)[:80], _find_origin(record))
        maintenant = time.monotonic()
        vu = self._vus.setdefault(cle, [-self._repos, 0.0])
        if len(self._vus) > _MESSAGES_MAX:
            self._vus.popitem(last=False)
        if maintenant - vu[0] < self._repos:
            vu[1] += 1
            return False
        suite = f" ({int(vu[1])} fois de plus depuis le dernier)" if vu[1] else ""
        record.msg, record.args = f"{_cut(record.getMessage())}{suite}", None
        if record.exc_info and record.exc_info[0]:
            lignes = traceback.format_exception(*record.exc_info)
            record.exc_text = _cut("".join(lignes).rstrip())
        vu[:] = [maintenant, 0.0]
        return True


def _find_origin(record: logging.LogRecord) -> tuple[object, ...]:
    """Return the kind of the error that a record tells of and where it was raised, if any."""
    if not record.exc_info or record.exc_info[0] is None:
        return ()
    genre, _, trace = record.exc_info
    pile: TracebackType | None = trace
    while pile is not None and pile.tb_next is not None:
        pile = pile.tb_next
    return (genre, *((pile.tb_frame.f_code.co_filename, pile.tb_lineno) if pile else ()))


def _cut(texte: str) -> str:
    """Return a text without its middle where it is too long: a trace begins and ends it."""
    if len(texte) <= TEXTE_MAX:
        return texte
    moitie = TEXTE_MAX // 2
    return f"{texte[:moitie]} […] {texte[-moitie:]}"


def build_journal() -> dict[str, Any]:
    """Return the settings of the journal: warnings and worse, to standard error, each once.

    Streamlit keeps a handler of its own: `quiet_streamlit` gives it the same filter.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"une_fois": {"()": UneFois}},
        "formatters": {"simple": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"}},
        "handlers": {
            "erreurs": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "filters": ["une_fois"],
                "formatter": "simple",
            }
        },
        "loggers": {
            nom: {"handlers": ["erreurs"], "level": "WARNING", "propagate": False}
            for nom in ("uvicorn", "asyncio")
        },
    }


def quiet_streamlit() -> None:
    """Give Streamlit's own handlers the filter of `UneFois`: each of its loggers has one."""
    filtre = UneFois()
    for nom in tuple(logging.root.manager.loggerDict):
        if nom.partition(".")[0] == "streamlit":
            for sortie in logging.getLogger(nom).handlers:
                sortie.addFilter(filtre)
