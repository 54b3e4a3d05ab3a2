"""The front end compressed once and kept; an ASGI layer around Streamlit's application."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carto_ess.serveur.entetes import capture

_NIVEAU = 6
"""Of compression: 9 takes four times as long and gains a hundredth."""


def list_front() -> Iterator[str]:
    """Yield the path of each script and sheet of Streamlit's front end, as its page asks for it."""
    racine = Path(streamlit.__file__).parent / "static"
    for fichier in (racine / "static").rglob("*.*"):
        if fichier.suffix in {".js", ".css"}:
            yield f"/{fichier.relative_to(racine).as_posix()}"


class Compression:
    """Sends the front end's scripts and sheets compressed, each compressed once for all visitors.

    2.7 MB become 0.85: on a line of 1.5 Mbit/s, ten seconds less before anything shows. Streamlit
    does not, because it would compress anew for each visitor; a proxy in front may, and then sends
    ours as they are. What is kept is bounded by the list of the front end's own files, 3 MB in all:
    an address written otherwise (``//``, ``/./``) is answered by Streamlit and kept by nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._fichiers = frozenset(list_front())
        self._gardees: dict[str, asyncio.Future[Response]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the kept file where there is one, as the application does elsewhere."""
        if scope["type"] != "http" or not self._is_ours(scope):
            return await self._app(scope, receive, send)
        chemin = scope["path"]
        if chemin not in self._gardees:  # whoever asks meanwhile waits for the same answer
            self._gardees[chemin] = asyncio.ensure_future(self._compress(scope, receive))
        try:
            reponse = await asyncio.shield(self._gardees[chemin])
        except Exception:
            self._gardees.pop(chemin, None)
            raise
        if reponse.status_code != 200:
            self._gardees.pop(chemin, None)
        return await reponse(scope, receive, send)

    async def _compress(self, scope: Scope, receive: Receive) -> Response:
        reponse = await capture(self._app, {**scope, "method": "GET"}, receive)
        if reponse.status_code == 200:
            reponse.body = await run_in_threadpool(gzip.compress, reponse.body, _NIVEAU)
            reponse.headers["Content-Encoding"] = "gzip"
            reponse.headers["Content-Length"] = str(len(reponse.body))
            reponse.headers.add_vary_header("Accept-Encoding")
            _forget_validators(reponse.headers)
        return reponse

    def _is_ours(self, scope: Scope) -> bool:
        demande = Headers(scope=scope)
        return (
            scope["path"] in self._fichiers
            and scope["method"] in {"GET", "HEAD"}
            and accepts_gzip(demande.get("Accept-Encoding", ""))
            and not {"range", "if-none-match", "if-modified-since"} & set(demande.keys())
        )


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether an ``Accept-Encoding`` takes gzip; ``gzip;q=0`` refuses it (RFC 9110, 12.5.3).

    What cannot be read as a weight refuses: a whole file is never wrong.
    """
    poids: dict[str, float] = {}
    for morceau in accept_encoding.lower().split(","):
        nom, *parametres = (p.strip() for p in morceau.split(";"))
        try:
            poids[nom] = next((float(p[2:]) for p in parametres if p.startswith("q=")), 1.0)
        except ValueError:
            poids[nom] = 0.0
    return poids.get("gzip", poids.get("*", 0.0)) > 0


def resize(message: Message, taille: int) -> Message:
    """Return the head of an answer whose body was changed: its size, no validator of the former."""
    entetes = MutableHeaders(raw=list(message["headers"]))
    _forget_validators(entetes)
    if "Content-Length" in entetes:
        del entetes["Content-Length"]
    if taille:  # a HEAD has no body, and need not say the size of the one it stands for
        entetes["Content-Length"] = str(taille)
    return {**message, "headers": entetes.raw}


def _forget_validators(entetes: MutableHeaders) -> None:
    """Take off what names the former body: cut halfway, a browser would ask for the rest of it."""
    for perime in ("ETag", "Last-Modified", "Accept-Ranges"):
        if perime in entetes:
            del entetes[perime]
