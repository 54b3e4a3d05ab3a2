"""What works without a stream: ``/secours``, the map in one file and the open data."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Hashable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carto_ess._errors import CartoEssError
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import build_export, build_extraction, find_refusal
from carto_ess.francais import find_today
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.reglages import are_contacts_hidden, find_geodata
from carto_ess.serveur.feuille import write_feuille
from carto_ess.travail.atelier import run_apart
from carto_ess.ui.donnees import load_decoupages, load_publie, load_registre, sign_registre
from carto_ess.vue.vue import Vue

_PAGE = write_feuille(
    "Sans connexion",
    "Ce qui marche sans connexion permanente",
    "<p>Les pages de l’application ont besoin d’une connexion «\u00a0WebSocket\u00a0» avec le "
    "serveur, que certains réseaux bloquent. Ce qui suit n’en a pas besoin.</p><ul>"
    '<li><a href="secours/carte.html">La carte en un fichier</a>\u00a0: les fiches, ce qu’elles '
    "couvrent, un clic sur une commune. Elle s’enregistre et s’ouvre sans réseau.</li>"
    '<li><a href="donnees/fiches.csv">Les fiches</a> et '
    '<a href="donnees/couvertures.csv">ce qu’elles couvrent</a> (CSV, pour un tableur).</li>'
    '<li><a href="donnees/lacunes-epci.csv">Les intercommunalités</a> et '
    '<a href="donnees/lacunes-communes.csv">les communes</a>, avec ce qui les couvre (CSV).</li>'
    '</ul><p><a href="./">Réessayer d’ouvrir l’application</a></p>',
    largeur=44,
    marge=8,
)


class Secours:
    """Serves that page and its map, made once for each version of the data."""

    def __init__(self) -> None:
        self._carte: tuple[Hashable, bytes] | None = None
        self._fabrique = asyncio.Lock()

    @property
    def routes(self) -> list[Route]:
        """The routes of the application."""
        return [
            Route("/secours", lambda _: HTMLResponse(_PAGE)),
            Route("/secours/carte.html", self.answer),
        ]

    async def answer(self, _: Request) -> Response:
        """Answer with the map in one file."""
        try:
            async with self._fabrique:
                etat = await run_in_threadpool(_sign)
                if self._carte is None or self._carte[0] != etat:
                    self._carte = (etat, await run_in_threadpool(_build))
        except CartoEssError as erreur:
            return PlainTextResponse(f"{erreur}\n", 503)
        return HTMLResponse(self._carte[1])


def _sign() -> Hashable:
    geodata = find_geodata(os.environ)
    masques = are_contacts_hidden(os.environ)
    return sign_registre(load_registre()), sign_geodata(geodata), masques


def _build() -> bytes:
    decoupages, referentiel = load_decoupages(), load_publie()
    if refus := find_refusal("html", decoupages):
        raise CartoEssError(refus)
    vue = Vue(decoupages.actuel.millesime)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=vue.millesime, echelle=vue.echelle
    )
    date = find_today()
    extraction = build_extraction(vue, decoupages, referentiel, matrice, date=date)
    return run_apart(build_export, extraction, "html", find_geodata(os.environ))
