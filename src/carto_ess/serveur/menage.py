"""What a visit held goes when the visit does: sessions are ended on time, memory is given back."""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from carto_ess.ui.streamlit_interne import forget_visits

PERIODE = 10.0
"""Seconds between two looks at the visits that ended."""


@asynccontextmanager
async def keep_clean(_application: object) -> AsyncIterator[None]:
    """Clean up as long as the server runs: what Streamlit calls a lifespan."""
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


def give_back() -> None:
    """Collect what ended visits leave in circles, and give its pages back to the system.

    What is alive since the start was frozen (`ui.donnees`): a collection walks the rest alone.
    """
    gc.collect()
    with suppress(AttributeError, OSError):  # glibc alone has it
        ctypes.CDLL(None).malloc_trim(0)
