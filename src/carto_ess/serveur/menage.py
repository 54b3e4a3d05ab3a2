"""While the server runs: visits that ended are forgotten, and files have threads to wait in."""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from carto_ess.serveur.journal import quiet_streamlit
from carto_ess.ui.streamlit_interne import forget_visits

PERIODE = 10.0
"""Seconds between two looks at the visits that ended."""


GROS_BLOC = 1 << 20
"""Bytes from which a block is asked of the system alone, and given back alone."""

TAS_MAX = 2
"""Heaps of all threads together: as many as usual processors."""

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of malloc.h

FILS = 64
"""Threads in which files are waited for (`travail`): a visit takes one at most. What is light has
threads of its own (`run_in_threadpool`), and never waits for one of these."""


@asynccontextmanager
async def keep_clean(_application: object) -> AsyncIterator[None]:
    """Clean up as long as the server runs: what Streamlit calls a lifespan."""
    spare_memory()
    quiet_streamlit()  # now: reading its settings, Streamlit makes its handlers anew
    fils = ThreadPoolExecutor(FILS, thread_name_prefix="carto-ess")
    asyncio.get_running_loop().set_default_executor(fils)
    tache = asyncio.create_task(_clean())
    try:
        yield
    finally:
        tache.cancel()
        with suppress(asyncio.CancelledError):
            await tache


async def _clean() -> None:
    while True:
        await asyncio.sleep(PERIODE)
        if forget_visits():
            await asyncio.to_thread(give_back)


def spare_memory() -> None:
    """Have the system take back a large block as soon as it is free, and keep few heaps.

    glibc keeps blocks as large as the largest one freed so far (a file of 20 MB), in a heap for
    each thread: seven files that were sent, read and forgotten held 70 MB.
    """
    with suppress(AttributeError, OSError):  # glibc alone has it
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, GROS_BLOC)
        mallopt(_M_ARENA_MAX, TAS_MAX)


def give_back() -> None:
    """Collect what ended visits leave in circles, and give its pages back to the system.

    What is alive since the start was frozen (`ui.donnees`): a collection walks the rest alone.
    """
    gc.collect()
    with suppress(AttributeError, OSError):  # glibc alone has it
        ctypes.CDLL(None).malloc_trim(0)
