"""The server behind ``carto-ess serve``: Streamlit as an ASGI application, under uvicorn.

``streamlit run app.py`` shows the same app; what this server adds is in the modules beside
this one, and a socket that answers at once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carto_ess._errors import CartoEssError
from carto_ess.reglages import find_fond, find_hotes, find_oidc, find_sites
from carto_ess.serveur.accueil import Accueil
from carto_ess.serveur.adresses import Adresses
from carto_ess.serveur.compression import Compression
from carto_ess.serveur.connexions import Connexion, fit_connexions
from carto_ess.serveur.entetes import COMMUNS, Entetes, Politique
from carto_ess.serveur.envois import Envois
from carto_ess.serveur.hotes import Hotes
from carto_ess.serveur.journal import build_journal
from carto_ess.serveur.menage import keep_clean
from carto_ess.serveur.messages import Messages
from carto_ess.serveur.ouvertes import Ouvertes
from carto_ess.serveur.secours import Secours
from carto_ess.ui.habillage import DEJA_DANS_LA_PAGE, ICONE, Fichier, list_communs, read_tete
from carto_ess.ui.identite import POSTE
from carto_ess.ui.streamlit_interne import is_visit_open

if TYPE_CHECKING:
    from streamlit.starlette import App

TITRE = "Coopérations ESS"
_MESSAGE_MAX = 1 << 20
"""Bytes of one message from a browser: a few kilobytes are usual; uploads come by another way."""
_FILE_D_ENTREE = 256
"""Connections that the system holds until they are taken; more would only wait longer."""
_PATIENCE = 5
"""Seconds given to open pages when the server is told to stop."""


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    The protocol is named because asyncio turns Nagle's algorithm off on such sockets alone, and
    Streamlit's own are not: each small answer then waits for the browser's delayed acknowledgement,
    44 ms a file (https://github.com/python/cpython/issues/86362 tells the rule).

    Raises
    ------
    CartoEssError
        The port or the address cannot be had.
    """
    famille = socket.AF_INET6 if ":" in host else socket.AF_INET
    prise = socket.socket(famille, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let two servers share one port
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        prise.bind((host, port))
        prise.listen(_FILE_D_ENTREE)
    except (OSError, UnicodeError) as erreur:
        prise.close()
        raise CartoEssError(
            f"Le port {port} de {host} ne peut pas être ouvert ({_explain(erreur)}). "
            "Arrêtez ce qui l’occupe, ou choisissez-en un autre avec --port et --host."
        ) from erreur
    return prise


def name_address(prise: socket.socket) -> str:
    """Return where a browser of this machine finds what listens on a socket of `open_socket`."""
    hote, port = prise.getsockname()[:2]
    hote = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(hote, hote)  # noqa: S104 - names, not bound
    return f"http://[{hote}]:{port}" if ":" in hote else f"http://{hote}:{port}"


def _explain(erreur: OSError | UnicodeError) -> str:
    if isinstance(erreur, UnicodeError):
        return "cette adresse n’en est pas une"
    raisons = {
        socket.EAI_NONAME: "cette adresse n’existe pas",
        errno.EADDRINUSE: "il est déjà pris",
        errno.EADDRNOTAVAIL: "cette adresse n’est pas celle de la machine",
        errno.EACCES: "il est réservé à l’administrateur de la machine",
    }
    return raisons.get(erreur.errno or 0, erreur.strerror or str(erreur))


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
    politique, hotes, oidc = read_politique(environ), find_hotes(environ), find_oidc(environ)
    hote, port = prise.getsockname()[:2]
    os.environ.update(STREAMLIT_SERVER_ADDRESS=hote, STREAMLIT_SERVER_PORT=str(port))
    from streamlit import config  # noqa: PLC0415 -- it reads the line above

    DEJA_DANS_LA_PAGE.set()
    if atelier:
        POSTE.set()
    application = _build_application(site, politique, hotes, oidc)
    fit_connexions()
    serveur = uvicorn.Server(
        uvicorn.Config(
            application,
            http=Connexion,
            backlog=_FILE_D_ENTREE,
            log_config=build_journal(),
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=_MESSAGE_MAX,
            ws_per_message_deflate=config.get_option("server.enableWebsocketCompression"),
            timeout_graceful_shutdown=_PATIENCE,
        )
    )
    with contextlib.suppress(KeyboardInterrupt):
        serveur.run(sockets=[prise])


def _build_application(
    site: Path, politique: Politique, hotes: Collection[str], oidc: Mapping[str, str] | None
) -> App:
    """Return Streamlit's application between our routes and what every request goes through."""
    from streamlit.starlette import App  # noqa: PLC0415 -- it reads its address when imported

    communs = [(f"{COMMUNS}{f.nom}", f) for f in list_communs()]
    return App(
        site / "app.py",
        lifespan=keep_clean,
        secrets={"auth": {**oidc}} if oidc else None,
        routes=[
            *(Route(chemin, partial(_answer, fichier)) for chemin, fichier in communs),
            Route(f"{COMMUNS}visite/{{visite}}", _answer_visit),
            *Ouvertes().routes,
            *Secours().routes,
        ],
        middleware=[
            Middleware(Hotes, permis=hotes),
            Middleware(Messages),
            Middleware(Entetes, politique=politique),
            Middleware(Adresses, pages={page.stem for page in (site / "pages").glob("*.py")}),
            Middleware(
                Accueil,
                titre=TITRE,
                icone=ICONE,
                script=read_tete(),
                adresses=[f".{chemin}" for chemin, _ in communs],
            ),
            Middleware(Compression),
            Middleware(Envois),
        ],
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
