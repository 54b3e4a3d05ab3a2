"""How long from the start of a process to the first page served, without a browser in between."""

import asyncio
import time

from tests.load.client import open_session
from tests.load.serveur import NOUS, run_app, serve

from .variantes import APPS

DEPARTS = {
    "vide": run_app(APPS / "vide.py"),
    "imports": run_app(APPS / "imports.py"),
    "nous": NOUS,
}


async def _load(adresse):
    async with open_session(adresse) as session:
        await session.load()


def measure_start(nom):
    """Start an app and load its first page; return {measure: [value]}."""
    debut = time.perf_counter()
    with serve(DEPARTS[nom]) as serveur:
        serveur.wait()
        pret = time.perf_counter()
        asyncio.run(_load(serveur.adresse))
        fin = time.perf_counter()
        return {
            "ecoute_ms": [1000 * (pret - debut)],
            "premiere_page_ms": [1000 * (fin - debut)],
            "rss": [serveur.rss()],
        }
