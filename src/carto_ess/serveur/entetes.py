"""What our answers add to Streamlit's: who may do what with a page, how long a file keeps, French.

ASGI layers around Streamlit's application, one concern each. Streamlit alone sends no security
header, lets no browser keep a component's file, sends its front end uncompressed and its first page
in English.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carto_ess.ui.conseil import FICHIER

COMMUNS = "/commun/"
COMPOSANTS = "/component/"
MEDIA = "/media/"
"""What a visit made for itself: an export with contacts, perhaps of a file that it previews."""
OUVERTES = "/donnees/"
_CONSEIL = f"/{FICHIER}"
FICHIERS = ("/_stcore/", "/static/", "/secours", MEDIA, COMPOSANTS, COMMUNS, OUVERTES, _CONSEIL)
_EMPREINTE = re.compile(r"[.-][0-9a-f]{8,}\.\w+$")
_JAMAIS = "private, no-store"
_UN_AN = "public, max-age=31536000, immutable"


class Politique(NamedTuple):
    """What a browser is allowed to do with our pages, beyond what every instance shares."""

    cadres: str = "'self'"
    """Sites that may show the app in a frame of theirs (``frame-ancestors``)."""
    images: str = ""
    """Origins of a basemap's tiles, besides our own; empty without a basemap."""

    def write(self, *, carte: bool) -> str:
        """Return the Content-Security-Policy of a page, or of the map's frame (`carte`).

        ``'unsafe-inline'``: Streamlit and streamlit-folium write scripts in their own pages, for
        which no nonce can be given; no attribute such as ``onerror``, which is how injected text
        runs, may hold one. ``blob:``: Streamlit hands a component of its second kind (the search)
        its script so. ``'unsafe-eval'``: streamlit-folium runs the map's script with `eval`.
        """
        evaluer = " 'unsafe-eval'" if carte else ""
        regles = {
            "default-src": "'none'",
            "script-src": f"'self' 'unsafe-inline'{evaluer or ' blob:'}",
            "script-src-attr": "'none'",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": f"'self' data: blob: {self.images}".strip(),
            "font-src": "'self' data:",
            "connect-src": "'self'",
            "frame-src": "'self'",
            "form-action": "'none'",
            "base-uri": "'none'",
            "object-src": "'none'",
            "frame-ancestors": self.cadres,
        }
        return "; ".join(f"{nom} {valeur}" for nom, valeur in regles.items())


class Entetes:
    """Adds to every answer what it allows, and to files named after their content a year's rest."""

    def __init__(self, app: ASGIApp, politique: Politique) -> None:
        self._app = app
        self._fixes = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        self._politiques = {carte: politique.write(carte=carte) for carte in (False, True)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        carte = scope["path"].startswith(COMPOSANTS)

        async def add(message: Message) -> None:
            """Send a message on, with our headers when it is the head."""
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                if scope["scheme"] == "https":
                    message["headers"] = [_secure(e) for e in message["headers"]]
                    entetes = MutableHeaders(scope=message)
                entetes.update(self._fixes)
                entetes["Content-Security-Policy"] = self._politiques[carte]
                if message["status"] == 200 and _is_named_by_content(scope):
                    entetes["Cache-Control"] = _UN_AN
                elif scope["path"].startswith(MEDIA):
                    entetes["Cache-Control"] = _JAMAIS
            await send(message)

        return await self._app(scope, receive, add)


def _secure(entete: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Keep a cookie from ever leaving over a connection that others can read."""
    nom, valeur = entete
    if nom.lower() != b"set-cookie" or b"; secure" in valeur.lower():
        return entete
    return nom, valeur + b"; Secure"


def _is_named_by_content(scope: Scope) -> bool:
    chemin: str = scope["path"]
    if not chemin.startswith((COMPOSANTS, COMMUNS)):
        return False
    return bool(_EMPREINTE.search(chemin)) or scope["query_string"].startswith(b"v=")


async def capture(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Return a whole answer of `app`, its headers as they are; for small files only."""
    reponse, morceaux = Response(), list[bytes]()

    async def keep(message: Message) -> None:
        """Keep a message of the answer."""
        if message["type"] == "http.response.start":
            reponse.status_code = message["status"]
            reponse.raw_headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            morceaux.append(message.get("body", b""))

    await app(scope, receive, keep)
    reponse.body = b"".join(morceaux)
    return reponse
