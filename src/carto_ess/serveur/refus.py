"""What Streamlit and its libraries refuse in two words of English is refused in French."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carto_ess.serveur.entetes import COMMUNS, COMPOSANTS, MEDIA

_LEURS = ("/_stcore/", "/static/", "/auth/", COMPOSANTS, MEDIA, COMMUNS)
"""Where nothing of ours says why a thing is not there."""

_PHRASES = {
    400: "Cette demande ne se lit pas : vérifiez l’adresse.",
    403: "Cette demande ne vient pas d’une page de l’application : rechargez-la, puis recommencez.",
    404: "Il n’y a rien à cette adresse.",
    405: "Cette adresse se lit seulement : rien ne s’y envoie.",
    413: "Ce qui est envoyé est trop gros.",
}
_PARTOUT = frozenset({400, 403, 405})
"""Statuses that no answer of ours has, wherever it stands."""

_SINON = "Cette demande n’a pas pu être traitée. Réessayez dans un instant."


class RefusFrancais:
    """Replaces the plain text of a refusal that is not ours by one French sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, its refusals in French."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        refuse = False

        async def translate(message: Message) -> None:
            """Send a message on; the body of a refusal goes with its head, once."""
            nonlocal refuse
            if message["type"] == "http.response.start" and _is_theirs(message, scope):
                refuse = True
                reponse = _refuse(message)
                tete = scope["method"] == "HEAD"
                await send({**message, "headers": reponse.raw_headers})
                corps = b"" if tete else bytes(reponse.body)
                return await send({"type": "http.response.body", "body": corps})
            if not refuse:
                return await send(message)
            return None

        return await self._app(scope, receive, translate)


def _is_theirs(message: Message, scope: Scope) -> bool:
    statut: int = message["status"]
    if statut < 400 or (statut not in _PARTOUT and not scope["path"].startswith(_LEURS)):
        return False
    genre = Headers(raw=message["headers"]).get("Content-Type", "text/plain")
    return genre.startswith("text/plain")


def _refuse(message: Message) -> PlainTextResponse:
    statut: int = message["status"]
    reponse = PlainTextResponse(f"{_PHRASES.get(statut, _SINON)}\n", statut)
    remplaces = {b"content-length", b"content-type"}
    reponse.raw_headers += [e for e in message["headers"] if e[0].lower() not in remplaces]
    return reponse
