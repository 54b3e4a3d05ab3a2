"""Under which names the app answers; an ASGI layer around Streamlit's application.

A page of another site can give its own name the address of this machine (« DNS rebinding »): to
the browser the app is then that site's, and its pages may read it. They cannot change the name that
the browser asks for, which is checked here.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_STCORE = re.compile(r"/_stcore/(?:health|host-config|stream|upload_file/.+|bidi-components/.+)")
"""Streamlit's own addresses that its pages ask for; its counters and its interface for programs
are nobody's business."""


class Hotes:
    """Answers under an address in figures, the machine's own name, and the names of `permis`.

    Parameters
    ----------
    permis
        Names of the site; ``*.exemple.fr`` stands for those under it, ``*`` for all.
    """

    def __init__(self, app: ASGIApp, permis: Iterable[str]) -> None:
        self._app = app
        machine = socket.gethostname().lower()
        self._permis = frozenset({"localhost", machine, f"{machine}.local", *permis})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or say why not."""
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        hote = Headers(scope=scope).get("Host", "")
        if not self.is_allowed(hote):
            refus = PlainTextResponse(_explain(hote), 421)
        elif _is_private(scope["path"]):
            refus = PlainTextResponse("Cette adresse n’existe pas.\n", 404)
        else:
            return await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        return await refus(scope, receive, send)

    def is_allowed(self, hote: str) -> bool:
        """Tell whether `hote`, as a browser writes it (``nom:port``), is one of ours."""
        try:
            nom = (urlsplit(f"//{hote}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if not nom or set(hote) & set("@/\\?#"):
            return False
        if nom in self._permis or "*" in self._permis or _is_figures(nom):
            return True
        return any(f"*{nom[i:]}" in self._permis for i, signe in enumerate(nom) if signe == ".")


def _is_figures(nom: str) -> bool:
    try:
        ipaddress.ip_address(nom)
    except ValueError:
        return False
    return True


def _is_private(chemin: str) -> bool:
    return chemin.startswith("/_stcore") and not _STCORE.fullmatch(chemin)


def _explain(hote: str) -> str:
    recu = hote.encode("ascii", "backslashreplace").decode()[:100]
    return (
        f"L’application ne répond pas sous le nom « {recu} ». Si c’est bien le sien, son "
        "administrateur l’ajoute à la variable CARTO_ESS_HOTES, puis la relance.\n"
    )
