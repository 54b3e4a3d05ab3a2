"""The page for the council at one address, ``/page-pour-le-conseil.pdf?epci=…``: the PDF, at once.

One press on the map's panel gives it, on a phone too. Made apart, once for each territory, day and
version of the data; whoever asks for the same meanwhile waits for that making. Pages are made one
at a time, so that files of visits have a place too; what nobody waits for any more is given up.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from carto_ess._errors import CartoEssError, TerritoireNotFoundError
from carto_ess.francais import find_today
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.portrait.impression import render_pdf
from carto_ess.reglages import are_contacts_hidden, find_adresse, find_geodata
from carto_ess.serveur.feuille import write_feuille
from carto_ess.territoire.recherche import TerritoireDate, name_page
from carto_ess.travail.atelier import TravailError, run_apart
from carto_ess.ui.conseil import FICHIER, build_page_conseil, find_choisi
from carto_ess.ui.donnees import Donnees, load_publiees, load_registre, sign_registre
from carto_ess.vue.adresse import parse_vue

GARDEES_MAX = 64
"""Pages kept: some hundred kilobytes each."""

EN_ATTENTE_MAX = 40
"""Pages that wait for their turn, of all readers, and hold no thread; the next are refused."""

_PAS = 0.5  # seconds between two looks at whoever waits


class _Page(NamedTuple):
    octets: bytes
    nom: str
    empreinte: str


@dataclass(eq=False)
class _Fabrication:
    """A page made, or being made, and how many wait for it; `abandon` ends the work."""

    tache: asyncio.Task[_Page]
    abandon: threading.Event
    lecteurs: int = field(default=0)


class Conseil:
    """Answers with the PDF of the territory that the address names."""

    def __init__(self) -> None:
        self._gardees: OrderedDict[Hashable, _Fabrication] = OrderedDict()
        self._tour = asyncio.Semaphore(1)

    @property
    def routes(self) -> list[Route]:
        """The routes of the application."""
        return [Route(f"/{FICHIER}", self.answer)]

    async def answer(self, demande: Request) -> Response:
        """Answer one request."""
        try:
            page = await self._find(demande)
        except TerritoireNotFoundError as erreur:
            return _explain(erreur, 404)
        except CartoEssError as erreur:
            return _explain(erreur, 503)
        if page is None:
            return Response(status_code=503)  # nobody is there to read it
        entetes = {
            "ETag": f'"{page.empreinte}"',
            "Cache-Control": "no-cache",
            "Content-Disposition": f'attachment; filename="{page.nom}.pdf"',
        }
        if page.empreinte in demande.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=entetes)
        return Response(page.octets, media_type="application/pdf", headers=entetes)

    async def _find(self, demande: Request) -> _Page | None:
        donnees, etat = await run_in_threadpool(_read_etat)
        territoire = _parse(demande, donnees)
        cle = (territoire, etat)
        fabrication = self._gardees.get(cle) or self._begin(cle, donnees, territoire)
        self._gardees.move_to_end(cle)
        fabrication.lecteurs += 1
        try:
            return await _wait(fabrication.tache, demande)
        except Exception:
            self._forget(cle, fabrication)  # the next who asks tries again
            raise
        finally:
            fabrication.lecteurs -= 1
            if not fabrication.lecteurs and not fabrication.tache.done():
                fabrication.abandon.set()
                fabrication.tache.cancel()
                self._forget(cle, fabrication)

    def _begin(self, cle: Hashable, donnees: Donnees, territoire: TerritoireDate) -> _Fabrication:
        """Put a page in line, and let go of the oldest of those that are made."""
        faites = [c for c, f in self._gardees.items() if f.tache.done()]
        if len(self._gardees) - len(faites) > EN_ATTENTE_MAX:
            raise TravailError(
                "Trop de pages sont en préparation pour d’autres lecteurs. Redemandez la vôtre "
                "dans un instant."
            )
        for ancienne in faites[: max(0, len(faites) - GARDEES_MAX + 1)]:
            del self._gardees[ancienne]
        abandon = threading.Event()
        tache = asyncio.create_task(self._make(donnees, territoire, abandon))
        self._gardees[cle] = _Fabrication(tache, abandon)
        return self._gardees[cle]

    async def _make(
        self, donnees: Donnees, territoire: TerritoireDate, abandon: threading.Event
    ) -> _Page:
        async with self._tour:
            return await asyncio.to_thread(_make, donnees, territoire, abandon)

    def _forget(self, cle: Hashable, fabrication: _Fabrication) -> None:
        if self._gardees.get(cle) is fabrication:
            del self._gardees[cle]


async def _wait(tache: asyncio.Task[_Page], demande: Request) -> _Page | None:
    """Return the page, or ``None`` when whoever asked for it left first."""
    while not tache.done():
        await asyncio.wait({tache}, timeout=_PAS)
        if not tache.done() and await demande.is_disconnected():
            return None
    return tache.result()


def _read_etat() -> tuple[Donnees, Hashable]:
    """Return the published data, and what the content of every page hangs on."""
    geodata = find_geodata(os.environ)
    etat = (
        sign_registre(load_registre()),
        sign_geodata(geodata),
        are_contacts_hidden(os.environ),
        find_adresse(os.environ),
        find_today(),
    )
    return load_publiees(), etat


def _parse(demande: Request, donnees: Donnees) -> TerritoireDate:
    """Return the territory that the address names, as the pages read it.

    Raises
    ------
    TerritoireNotFoundError
        It names none.
    """
    params = {cle: demande.query_params.getlist(cle) for cle in demande.query_params}
    ids = [fiche.id for fiche in donnees.referentiel.fiches]
    vue, avis = parse_vue(params, donnees.decoupages, ids)
    territoire = find_choisi(vue, donnees.decoupages)
    if territoire is None:
        dit = " ".join(avis) or "L’adresse ne dit pas de quel territoire la page doit parler."
        raise TerritoireNotFoundError(
            f"{dit} Attendu : ?epci=, ?pays= ou ?commune= suivi d’un code, comme ?epci=200069037."
        )
    return territoire


def _make(donnees: Donnees, territoire: TerritoireDate, abandon: threading.Event) -> _Page:
    def watch() -> None:
        """End the work that nobody waits for."""
        if abandon.is_set():
            raise TravailError("Plus personne n’attend cette page.")

    watch()
    page = build_page_conseil(donnees, territoire)
    octets = run_apart(render_pdf, page, veille=watch)
    nom = name_page(territoire, page["nom_court"], donnees.decoupages.actuel.millesime)
    return _Page(octets, nom, hashlib.sha256(octets).hexdigest()[:32])


def _explain(erreur: CartoEssError, statut: int) -> Response:
    """Return the French page of what could not be given; it leads back to the map."""
    page = write_feuille(
        "Page pour le conseil",
        "La page pour le conseil n’a pas pu être préparée",
        f"<p>{escape(str(erreur))}</p>"
        '<p><a href="./">Choisir un territoire sur la carte</a> · '
        '<a href="./territoire">Voir la liste des territoires</a></p>',
    )
    return HTMLResponse(page, statut)
