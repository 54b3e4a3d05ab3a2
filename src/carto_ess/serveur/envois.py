"""How many files a visit may leave here, and how many bytes all visits together; an ASGI layer.

Streamlit bounds each file and not their number: it keeps them all in memory as long as the visit.
"""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from carto_ess.ui.streamlit_interne import count_uploads

_ENVOI = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")

FICHIERS_MAX = 4
"""Files of one visit: the two tables, and the two of the try before."""

OCTETS_MAX = 300 * 1024**2
"""Bytes of all visits: fifteen files of the size allowed."""


class Envois:
    """Refuses a file too many before one byte of it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or say why not."""
        trouve = _ENVOI.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if trouve is None or scope["method"] != "PUT":
            return await self._app(scope, receive, send)
        siens, total = count_uploads(trouve[1])
        if siens >= FICHIERS_MAX:
            refus = PlainTextResponse(
                f"{siens} fichiers déjà déposés, {FICHIERS_MAX} au plus : retirez-en.\n", 413
            )
        elif total >= OCTETS_MAX:
            refus = PlainTextResponse(
                "Trop de fichiers déposés par tous les visiteurs : réessayez dans un instant.\n",
                503,
                {"Retry-After": "60"},
            )
        else:
            return await self._app(scope, receive, send)
        return await refus(scope, receive, send)
