"""Addresses of pages written otherwise, and those of none: an ASGI layer around the application.

Streamlit answers any address with its one page, in which a box in English says that there is none.
Where an address goes is always said from where it is (``../fiches``): under the path that a proxy
gives to the app, and which the app does not know, it stays right.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from carto_ess.serveur.entetes import COMMUNS, FICHIERS, OUVERTES
from carto_ess.serveur.feuille import write_feuille
from carto_ess.texte import remove_invisible, slug

_AUTRES = (*FICHIERS, COMMUNS, OUVERTES.rstrip("/"), "/auth/", "/oauth2callback")
_ACCUEIL = "carte"  # the page at the root
_OBJETS = {
    "fiches": "fiche",
    "fiche": "fiche",
    "communes": "commune",
    "commune": "commune",
    "epci": "epci",
    "pays": "pays",
}


class Adresses:
    """Leads to the page that an address means, or says in French that there is none.

    Parameters
    ----------
    pages
        The names of the pages: ``carte`` is the one at the root.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self._app = app
        self._pages = frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does where the address is a page's own."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return await self._app(scope, receive, send)
        chemin: str = scope["path"]
        if self._is_ours(chemin) or chemin.startswith(_AUTRES):
            return await self._app(scope, receive, send)
        haut = "../" * (chemin.count("/") - 1) or "./"
        cible = self._find(chemin, scope["query_string"].decode("latin-1"))
        if cible is None:
            return await HTMLResponse(_explain(chemin, haut), 404)(scope, receive, send)
        return await RedirectResponse(haut + cible, 307)(scope, receive, send)

    def _is_ours(self, chemin: str) -> bool:
        nom = chemin[1:]
        return not nom or (nom in self._pages and nom != _ACCUEIL) or bool(_SUFFIXE.search(nom))

    def _find(self, chemin: str, requete: str) -> str | None:
        """Return the address meant, from the root of the app; ``None`` when there is none."""
        propre, *ajouts = re.split(r"[?&]", _decode(chemin))  # « /fiches&utm_source=lettre »
        suites = [*(quote(a, safe="=") for a in ajouts if "=" in a), *filter(None, [requete])]
        suite = f"?{'&'.join(suites)}" if suites else ""
        mots = [_read_word(m) for m in PurePosixPath(propre).parts[1:]]
        match [m for m in mots if m]:
            case [] | ["carte" | "index" | "accueil"]:
                return suite
            case [page] if page in self._pages:
                return f"{page}{suite}"
            case [code] if re.fullmatch(r"\d[\dab]\d{3}|\d{9}", code):
                genre = "commune" if len(code) == len("62765") else "epci"
                return f"?{genre}={code}{suite.replace('?', '&')}"
            case [("territoires" | "territoire") as page, code]:
                return f"{page}?{_name_code(code)}={quote(code)}{suite.replace('?', '&')}"
            case [genre, code] if genre in _OBJETS:
                page = "fiches" if _OBJETS[genre] == "fiche" else ""
                return f"{page}?{_OBJETS[genre]}={quote(code)}{suite.replace('?', '&')}"
        return None


_SUFFIXE = re.compile(r"^[^/]+\.(?!(?:html?|php|aspx?)$)[a-z0-9]{2,11}$")
"""A file at the root, ``favicon.png``: the front end has some, and a page's name holds no dot."""


def _decode(chemin: str) -> str:
    """Undo what was encoded once more on its way: « /fiches%2520 »."""
    return remove_invisible(unquote(unquote(chemin)))


def _read_word(morceau: str) -> str:
    """Return a word of a path as we write it: « Galilée.html) » is ``galilee``."""
    mot = slug(_EXTENSION.sub("", morceau.strip(_AUTOUR)))
    return mot.replace("-", "") if re.fullmatch(r"[\d-]+", mot) else mot


_AUTOUR = " \t.,;:!?'’\"“”«»()[]<>\u00a0\u202f"
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)


def _name_code(code: str) -> str:
    return "epci" if re.fullmatch(r"\d{9}", code) else "pays"


def _explain(chemin: str, haut: str) -> str:
    """Return the page in French of an address that is none."""
    recu = escape(remove_invisible(chemin)[:120])
    return write_feuille(
        "Page introuvable",
        "Cette page n’existe pas",
        f"<p>L’adresse «\u00a0{recu}\u00a0» ne mène à aucune page de la carte des coopérations.</p>"
        f'<p><a href="{haut}">Aller à la carte</a> · <a href="{haut}fiches">Voir les fiches</a> · '
        f'<a href="{haut}territoires">Voir les territoires</a></p>',
    )
