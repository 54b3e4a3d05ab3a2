"""The socket that the server listens on: open before all else is loaded, or refused in one line."""

from __future__ import annotations

import errno
import os
import socket

from carto_ess._errors import CartoEssError

FILE_D_ENTREE = 256
"""Connections that the system holds until they are taken; more would only wait longer."""


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
        prise.listen(FILE_D_ENTREE)
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
