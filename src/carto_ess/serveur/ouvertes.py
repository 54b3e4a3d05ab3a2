"""Open data at stable addresses, ``/donnees/…``: read-only, any origin, one making per version."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from carto_ess._errors import CartoEssError, TerritoireNotFoundError
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.reglages import are_contacts_hidden, find_contact, find_geodata, find_schema
from carto_ess.serveur.entetes import OUVERTES as LIEU
from carto_ess.tableur.schema import read_schema
from carto_ess.ui.donnees import load_decoupages, load_publie, load_registre, sign_registre

if TYPE_CHECKING:
    from carto_ess.export.nouvelles import Nouvelle
    from carto_ess.export.ouvertes import Publication

GARDEES_MAX = 64
"""Answers kept: the files of one or two versions, and the feeds of some EPCI."""

_GENRES = {
    "datapackage.json": "application/json",
    "catalogue.jsonld": "application/ld+json",
    "nouvelles.atom": "application/atom+xml; charset=utf-8",
}
CONNUES = (
    "fiches.csv",
    "couvertures.csv",
    "fiches.geojson",
    "couvertures.geojson",
    "lacunes-epci.csv",
    "lacunes-communes.csv",
    *_GENRES,
)
"""Their names, known without loading what makes them."""
_PARTAGE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Length",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREALABLE = {
    **_PARTAGE,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


class _Fichier(NamedTuple):
    octets: bytes
    genre: str
    empreinte: str


class Ouvertes:
    """Answers with open data; what was made for a version is kept until another takes its place.

    Files are made one at a time, in a thread: the server goes on answering, and a hundred readers
    of a new version wait for one making.
    """

    def __init__(self) -> None:
        self._gardees: OrderedDict[Hashable, _Fichier] = OrderedDict()
        self._etat: tuple[Hashable, Publication, tuple[Nouvelle, ...]] | None = None
        self._fabrique = asyncio.Lock()

    @property
    def routes(self) -> list[Route]:
        """The routes of the application."""
        methodes = ["GET", "HEAD", "OPTIONS"]
        return [
            Route(LIEU.rstrip("/"), self.answer, methods=methodes),
            Route(f"{LIEU}{{nom:path}}", self.answer, methods=methodes),
        ]

    async def answer(self, demande: Request) -> Response:
        """Answer one request."""
        if demande.method == "OPTIONS":
            return Response(status_code=204, headers=_PREALABLE)
        nom = demande.path_params.get("nom", "")
        if nom not in CONNUES:
            lieu = f"{_read_address(demande)}{LIEU[1:]}"
            adresses = "\n".join(f"{lieu}{connue}" for connue in CONNUES)
            texte = f"Cette adresse ne donne rien. Données ouvertes :\n{adresses}\n"
            return PlainTextResponse(texte, 404, headers=_PARTAGE)
        epci = demande.query_params.get("epci", "") if nom == "nouvelles.atom" else ""
        try:
            fichier = await self._find(nom, _read_address(demande), epci)
        except TerritoireNotFoundError as erreur:
            return PlainTextResponse(f"{erreur}\n", 404, headers=_PARTAGE)
        except CartoEssError as erreur:
            return PlainTextResponse(f"{erreur}\n", 503, headers=_PARTAGE)
        return _write(fichier, nom, demande)

    async def _find(self, nom: str, adresse: str, epci: str) -> _Fichier:
        etat = await run_in_threadpool(_sign)
        cle = (nom, adresse if nom in _GENRES else "", epci, etat)
        async with self._fabrique:
            if cle not in self._gardees:
                self._gardees[cle] = await run_in_threadpool(self._build, nom, adresse, epci, etat)
            self._gardees.move_to_end(cle)
            while len(self._gardees) > GARDEES_MAX:
                self._gardees.popitem(last=False)
            return self._gardees[cle]

    def _build(self, nom: str, adresse: str, epci: str, etat: Hashable) -> _Fichier:
        if self._etat is None or self._etat[0] != etat:
            self._etat = (etat, *_read_etat())
        octets, genre = _make(nom, *self._etat[1:], adresse, epci)
        return _Fichier(octets, genre, hashlib.sha256(octets).hexdigest()[:32])


def _sign() -> Hashable:
    """Return what the content of every file hangs on."""
    geodata = find_geodata(os.environ)
    return (
        sign_registre(load_registre()),
        sign_geodata(geodata),
        are_contacts_hidden(os.environ),
        find_contact(os.environ),
    )


def _read_etat() -> tuple[Publication, tuple[Nouvelle, ...]]:
    from carto_ess.export.nouvelles import list_nouvelles  # noqa: PLC0415 -- geopandas
    from carto_ess.export.ouvertes import Publication  # noqa: PLC0415

    decoupages, registre = load_decoupages(), load_registre()
    nouvelles = list_nouvelles(registre, decoupages, sans_contacts=are_contacts_hidden(os.environ))
    publication = Publication(
        decoupages,
        load_publie(),
        find_geodata(os.environ),
        nouvelles[0].version.date.date(),
        find_contact(os.environ),
    )
    return publication, nouvelles


def _make(
    nom: str,
    publication: Publication,
    nouvelles: tuple[Nouvelle, ...],
    adresse: str,
    epci: str,
) -> tuple[bytes, str]:
    from carto_ess.export import nouvelles as fil  # noqa: PLC0415 -- geopandas
    from carto_ess.export.catalogue import build_catalogue  # noqa: PLC0415
    from carto_ess.export.ouvertes import OUVERTES  # noqa: PLC0415
    from carto_ess.export.paquet import build_paquet  # noqa: PLC0415

    match nom:
        case "datapackage.json":
            octets = build_paquet(publication, read_schema(find_schema()), adresse)
        case "catalogue.jsonld":
            octets = build_catalogue(publication, adresse)
        case "nouvelles.atom":
            decoupages = publication.decoupages
            voulu = fil.find_epci(epci, decoupages) if epci else None
            if voulu:
                nouvelles = fil.select_nouvelles(nouvelles, voulu, decoupages)
            schema = read_schema(find_schema())
            octets = fil.build_nouvelles(nouvelles, publication, schema, adresse, voulu)
        case _:
            return publication.build(nom), OUVERTES[nom].mime
    return octets, _GENRES[nom]


def _write(fichier: _Fichier, nom: str, demande: Request) -> Response:
    """Return the file, or nothing where the reader has it already."""
    entetes = {
        **_PARTAGE,
        "ETag": f'"{fichier.empreinte}"',
        "Cache-Control": "public, no-cache",
        "Content-Disposition": f'inline; filename="{nom}"',
    }
    connues = demande.headers.get("If-None-Match", "")
    if fichier.empreinte in connues or connues.strip() == "*":
        return Response(status_code=304, headers=entetes)
    return Response(fichier.octets, media_type=fichier.genre, headers=entetes)


_CHEMIN = re.compile(r"(?:/\w[\w.~-]{0,40}){1,4}", re.ASCII)


def _read_address(demande: Request) -> str:
    """Return where browsers find the app: under the path that a proxy says it took off, if any."""
    chemin = demande.headers.get("X-Forwarded-Prefix", "")
    suite = f"{chemin[1:]}/" if _CHEMIN.fullmatch(chemin) else ""
    return f"{demande.base_url}{suite}"
