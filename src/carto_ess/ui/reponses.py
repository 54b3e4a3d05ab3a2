"""What our answers add to Streamlit's: who may do what with a page, how long a file keeps, French.

ASGI layers around Streamlit's application, one concern each. Streamlit alone sends no security
header, lets no browser keep a component's file, sends its front end uncompressed and its first page
in English.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMMUNS = "/commun/"
_COMPOSANT = "/component/"
_FICHIERS = ("/_stcore/", "/static/", "/media/", _COMPOSANT, COMMUNS)
_FRONT = re.compile(r"/static/.+\.(?:js|css)$")
_EMPREINTE = re.compile(r"[.-][0-9a-f]{8,}\.\w+$")
_UN_AN = "public, max-age=31536000, immutable"
_NIVEAU = 6
"""Of compression: 9 takes four times as long and gains a hundredth."""


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
        runs, may hold one. ``'unsafe-eval'``: streamlit-folium runs the map's script with `eval`.
        """
        evaluer = " 'unsafe-eval'" if carte else ""
        regles = {
            "default-src": "'none'",
            "script-src": f"'self' 'unsafe-inline'{evaluer}",
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
        carte = scope["path"].startswith(_COMPOSANT)

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                entetes.update(self._fixes)
                entetes["Content-Security-Policy"] = self._politiques[carte]
                if message["status"] == 200 and _is_named_by_content(scope):
                    entetes["Cache-Control"] = _UN_AN
            await send(message)

        return await self._app(scope, receive, add)


def _is_named_by_content(scope: Scope) -> bool:
    chemin: str = scope["path"]
    if not chemin.startswith((_COMPOSANT, COMMUNS)):
        return False
    return bool(_EMPREINTE.search(chemin)) or scope["query_string"].startswith(b"v=")


class Compression:
    """Sends the front end's scripts and sheets compressed, each compressed once for all visitors.

    2.7 MB become 0.85: on a line of 1.5 Mbit/s, ten seconds less before anything shows. Streamlit
    does not, because it would compress anew for each visitor; a proxy in front may, and then sends
    ours as they are. What is kept is bounded: the files of the front end, 3 MB in all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gardees: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the kept file where there is one, as the application does elsewhere."""
        if scope["type"] != "http" or not self._is_ours(scope):
            return await self._app(scope, receive, send)
        chemin = scope["path"]
        if chemin not in self._gardees:
            reponse = await _capture(self._app, scope, receive)
            if "immutable" not in reponse.headers.get("Cache-Control", ""):
                return await reponse(scope, receive, send)  # no such file: the page, or an error
            reponse.body = await asyncio.to_thread(gzip.compress, reponse.body, _NIVEAU)
            reponse.headers["Content-Encoding"] = "gzip"
            reponse.headers["Content-Length"] = str(len(reponse.body))
            reponse.headers.add_vary_header("Accept-Encoding")
            self._gardees[chemin] = reponse
        return await self._gardees[chemin](scope, receive, send)

    @staticmethod
    def _is_ours(scope: Scope) -> bool:
        demande = Headers(scope=scope)
        return (
            scope["method"] == "GET"
            and bool(_FRONT.fullmatch(scope["path"]))
            and "gzip" in demande.get("Accept-Encoding", "")
            and not {"range", "if-none-match", "if-modified-since"} & set(demande.keys())
        )


class Accueil:
    """Sends the one page that carries the app in French, with what it needs first asked for early.

    Streamlit's is in English, under its own name and icon, and its scripts ask for one another in
    turn; a screen reader takes the language from here before any script has run.

    Parameters
    ----------
    adresses
        Style sheets (``.css``) and scripts (``.js``) of ours that every page holds. They stand at
        the end of the body: Streamlit's own styles, made in the head, would win over ours there.
    """

    def __init__(self, app: ASGIApp, *, titre: str, icone: Path, adresses: Sequence[str]) -> None:
        self._app = app
        svg = base64.b64encode(icone.read_bytes()).decode("ascii")
        tete = "".join(_list_preloads())
        corps = "".join(
            f'<link rel="stylesheet" href="{adresse}">'
            if adresse.endswith(".css")
            else f'<script defer src="{adresse}"></script>'
            for adresse in adresses
        )
        remplacements = {
            '<html lang="en">': '<html lang="fr">',
            "<title>Streamlit</title>": f"<title>{titre}</title>",
            'href="./favicon.png"': f'href="data:image/svg+xml;base64,{svg}"',
            "</head>": f"{tete}</head>",
            "</body>": f"{corps}</body>",
        }
        self._traduire = lru_cache(maxsize=2)(lambda html: _translate(html, remplacements))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, the page of the app translated."""
        if scope["type"] != "http" or scope["path"].startswith(_FICHIERS):
            return await self._app(scope, receive, send)
        debut: Message | None = None  # the head of a page, held back until its body is known
        corps = b""

        async def translate(message: Message) -> None:
            nonlocal debut, corps
            if message["type"] == "http.response.start" and _is_html(message):
                debut = message
            elif debut is None:
                await send(message)
            else:
                corps += message.get("body", b"")
                if not message.get("more_body", False):
                    corps = self._traduire(corps) if corps else corps
                    await send(_resize(debut, len(corps)))
                    await send({**message, "body": corps})

        return await self._app(_ask_whole(scope), receive, translate)


def _ask_whole(scope: Scope) -> Scope:
    """Return the request without what would bring a page compressed, in part, or not at all."""
    partiel = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
    return {**scope, "headers": [e for e in scope["headers"] if e[0] not in partiel]}


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("Content-Type", "").startswith("text/html")


def _resize(message: Message, taille: int) -> Message:
    """Return the head of an answer whose body was changed: its size, no validator of the former."""
    entetes = MutableHeaders(raw=list(message["headers"]))
    for perime in ("ETag", "Last-Modified", "Accept-Ranges", "Content-Length"):
        if perime in entetes:
            del entetes[perime]
    if taille:  # a HEAD has no body, and need not say the size of the one it stands for
        entetes["Content-Length"] = str(taille)
    return {**message, "headers": entetes.raw}


async def _capture(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Return a whole answer of `app`, its headers as they are; for small files only."""
    reponse, morceaux = Response(), list[bytes]()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            reponse.status_code = message["status"]
            reponse.raw_headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            morceaux.append(message.get("body", b""))

    await app(scope, receive, keep)
    reponse.body = b"".join(morceaux)
    return reponse


_PREMIERS = ("Html.*.js", "purify.es.*.js", "ComponentInstance.*.js", "IFrameUtil.*.js",
             "urls.*.js", "withCalculatedWidth.*.js")  # fmt: skip
"""Scripts of the front end that our first page needs and its own page does not announce."""


def _translate(html: bytes, remplacements: Mapping[str, str]) -> bytes:
    """Return Streamlit's page in French, under our name; what it does not hold is left as it is."""
    texte = html.decode("utf-8")
    for avant, apres in remplacements.items():
        texte = texte.replace(avant, apres)
    return re.sub(r"<noscript>.*?</noscript>", _SANS_SCRIPT, texte, flags=re.DOTALL).encode("utf-8")


_SANS_SCRIPT = (
    "<noscript><p>Cette page a besoin de JavaScript, que votre navigateur n’exécute pas. "
    "Activez-le, ou demandez à l’administrateur un export : il s’ouvre dans un tableur.</p>"
    "</noscript>"
)


def _list_preloads() -> Iterable[str]:
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    for motif in _PREMIERS:
        for script in scripts.glob(motif):
            yield f'<link rel="modulepreload" crossorigin href="./static/js/{script.name}">'
