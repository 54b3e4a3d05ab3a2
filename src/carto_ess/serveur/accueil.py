"""The first page in French, named after what it shows; an ASGI layer around Streamlit's own.

Who shares a link sees this page's title and description: a messenger runs no script.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carto_ess.serveur.compression import resize
from carto_ess.serveur.entetes import FICHIERS
from carto_ess.ui.titres import SITE, Titre


class Accueil:
    """Sends the one page that carries the app in French, with what it needs first asked for early.

    Streamlit's is in English, under its own name and icon, and its scripts ask for one another in
    turn; a screen reader takes the language from here before any script has run.

    Parameters
    ----------
    script
        What runs before Streamlit's own scripts.
    nommer
        Gives the title and the description of an address: a path and its query.
    adresses
        Style sheets (``.css``) and scripts (``.js``) of ours that every page holds. They stand at
        the end of the body: Streamlit's own styles, made in the head, would win over ours there.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        nommer: Callable[[str, str], Titre],
        icone: Path,
        script: str,
        adresses: Sequence[str],
    ) -> None:
        self._app = app
        self._nommer = nommer
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
            'href="./favicon.png"': f'href="data:image/svg+xml;base64,{svg}"',
            "<head>": f"<head><script>{script}</script>",
            "</head>": f"{tete}</head>",
            "</body>": f"{corps}</body>",
        }
        self._traduire = lru_cache(maxsize=2)(lambda html: _translate(html, remplacements))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, the page of the app translated."""
        if scope["type"] != "http" or scope["path"].startswith(FICHIERS):
            return await self._app(scope, receive, send)
        debut: Message | None = None  # the head of a page, held back until its body is known
        corps = b""

        async def translate(message: Message) -> None:
            """Send a message on, the page in French when it is one."""
            nonlocal debut, corps
            if message["type"] == "http.response.start" and _is_html(message):
                debut = message
            elif debut is None:
                await send(message)
            else:
                corps += message.get("body", b"")
                if not message.get("more_body", False):
                    corps = await self._write(corps, scope) if corps else corps
                    await send(resize(debut, len(corps)))
                    await send({**message, "body": corps})

        return await self._app(_ask_whole(scope), receive, translate)

    async def _write(self, corps: bytes, scope: Scope) -> bytes:
        """Return the page translated and named; the words may wait for the data to be read."""
        requete = scope["query_string"].decode("latin-1")
        titre = await run_in_threadpool(self._nommer, scope["path"], requete)
        return self._traduire(corps).replace(_TITRE, _write_head(titre).encode("utf-8"), 1)


_TITRE = b"<title>Streamlit</title>"


def _write_head(titre: Titre) -> str:
    """Return the title, and what messengers and search engines show of the page."""
    nom, dit = escape(titre.titre), escape(titre.description)
    return (
        f'<title>{nom}</title><meta name="description" content="{dit}">'
        f'<meta property="og:title" content="{nom}">'
        f'<meta property="og:description" content="{dit}">'
        f'<meta property="og:type" content="website"><meta property="og:locale" content="fr_FR">'
        f'<meta property="og:site_name" content="{SITE}">'
        f'<meta name="twitter:card" content="summary">'
    )


def _ask_whole(scope: Scope) -> Scope:
    """Return the request without what would bring a page compressed, in part, or not at all."""
    partiel = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
    return {**scope, "headers": [e for e in scope["headers"] if e[0] not in partiel]}


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("Content-Type", "").startswith("text/html")


SCRIPTS_DE_LA_CARTE = (
    "Html.*.js",
    "purify.es.*.js",
    "ComponentInstance.*.js",
    "IFrameUtil.*.js",
    "urls.*.js",
    "withCalculatedWidth.*.js",
)
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
    for motif in SCRIPTS_DE_LA_CARTE:
        for script in scripts.glob(motif):
            yield f'<link rel="modulepreload" crossorigin href="./static/js/{script.name}">'
