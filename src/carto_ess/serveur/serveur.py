"""The server behind ``carto-ess serve``: Streamlit as an ASGI application, under uvicorn.

``streamlit run app.py`` shows the same app; what this server adds is in the modules beside
this one, and a socket that answers at once.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from carto_ess.reglages import find_fond, find_hotes, find_oidc, find_sites
from carto_ess.serveur.accueil import Accueil
from carto_ess.serveur.adresses import Adresses
from carto_ess.serveur.compression import Compression
from carto_ess.serveur.connexions import Connexion, fit_connexions
from carto_ess.serveur.conseil import Conseil
from carto_ess.serveur.entetes import COMMUNS, Entetes, Politique
from carto_ess.serveur.envois import Envois
from carto_ess.serveur.hotes import Hotes
from carto_ess.serveur.journal import build_journal
from carto_ess.serveur.menage import keep_clean
from carto_ess.serveur.messages import Messages
from carto_ess.serveur.ouvertes import Ouvertes
from carto_ess.serveur.prise import FILE_D_ENTREE
from carto_ess.serveur.refus import RefusFrancais
from carto_ess.serveur.secours import Secours
from carto_ess.serveur.titres import name_page
from carto_ess.ui.habillage import DEJA_DANS_LA_PAGE, ICONE, Fichier, list_communs, read_tete
from carto_ess.ui.identite import POSTE
from carto_ess.ui.streamlit_interne import is_visit_open, keep_drawings, require_app_script

_MESSAGE_MAX = 1 << 20
"""Bytes of one message from a browser: a few kilobytes are usual; uploads come by another way."""
_PATIENCE = 5
"""Seconds given to open pages when the server is told to stop."""


def run(
    site: Path, prise: socket.socket, environ: Mapping[str, str], *, atelier: bool = False
) -> None:
    """Serve the app of the folder `site` on a socket of `open_socket`, until told to stop.

    `atelier` opens the workshop to whoever sits at this machine.

    Raises
    ------
    CartoEssError
        A setting is wrong.
    """
    hotes, politique = find_hotes(environ), read_politique(environ)
    hote, port = prise.getsockname()[:2]
    os.environ.update(STREAMLIT_SERVER_ADDRESS=hote, STREAMLIT_SERVER_PORT=str(port))
    DEJA_DANS_LA_PAGE.set()
    require_app_script()
    keep_drawings()
    if atelier:
        POSTE.set()
    oidc = find_oidc(environ)
    from streamlit.starlette import App  # noqa: PLC0415 -- it reads the address written above

    application = App(
        site / "app.py",
        lifespan=keep_clean,
        secrets={"auth": {**oidc}} if oidc else None,
        routes=_list_routes(),
        middleware=_list_middleware(site, hotes, politique),
    )
    fit_connexions()
    with contextlib.suppress(KeyboardInterrupt):
        _build_server(application).run(sockets=[prise])


def _list_routes() -> list[Route]:
    """Return what is served beside Streamlit: files of every page, and what works without it."""
    communs = (Route(f"{COMMUNS}{f.nom}", partial(_answer, f)) for f in list_communs())
    return [
        *communs,
        Route(f"{COMMUNS}visite/{{visite}}", _answer_visit),
        *Ouvertes().routes,
        *Secours().routes,
        *Conseil().routes,
    ]


def _list_middleware(site: Path, hotes: Sequence[str], politique: Politique) -> list[Middleware]:
    """Return what each request goes through, the outermost first."""
    return [
        Middleware(Hotes, permis=hotes),
        Middleware(Messages),
        Middleware(Entetes, politique=politique),
        Middleware(Adresses, pages={page.stem for page in (site / "pages").glob("*.py")}),
        Middleware(
            Accueil,
            nommer=name_page,
            icone=ICONE,
            script=read_tete(),
            adresses=[f".{COMMUNS}{fichier.nom}" for fichier in list_communs()],
        ),
        Middleware(Compression),
        Middleware(Envois),
        Middleware(RefusFrancais),
    ]


def _build_server(application: ASGIApp) -> uvicorn.Server:
    from streamlit import config  # noqa: PLC0415 -- as above

    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=Connexion,
            backlog=FILE_D_ENTREE,
            log_config=build_journal(),
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=_MESSAGE_MAX,
            ws_per_message_deflate=config.get_option("server.enableWebsocketCompression"),
            timeout_graceful_shutdown=_PATIENCE,
        )
    )


def _answer_visit(demande: Request) -> Response:
    """Tell a page whose stream came back whether its session is still there; see `connexion.js`."""
    ouverte = is_visit_open(demande.path_params["visite"])
    return Response(status_code=204 if ouverte else 404, headers={"Cache-Control": "no-store"})


def _answer(fichier: Fichier, _: Request) -> Response:
    return Response(fichier.contenu, media_type=fichier.genre)


def read_politique(environ: Mapping[str, str]) -> Politique:
    """Return what the settings allow browsers: who may frame the app, where tiles come from."""
    fond = find_fond(environ)
    images = "/".join(fond["url"].split("/")[:3]) if fond else ""
    return Politique(cadres=" ".join(("'self'", *find_sites(environ))), images=images)
