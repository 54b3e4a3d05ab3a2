"""What a browser may ask through the websocket, and one file at a time; an ASGI layer.

Streamlit obeys whoever speaks its protocol: « clear_cache » empties the caches of all visitors,
« install_skills » writes on the server's disk. Only what our pages ask for passes.
"""

from __future__ import annotations

import asyncio
from collections import deque

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_PERMIS = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
_OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})

_ILLISIBLE = 1003
"""The code of a stream closed because what came is not what is read there (RFC 6455)."""

RETENUES_MAX = 10
"""Files that one visit may wait for, besides the one being made; the next ones are refused."""


class Messages:
    """Lets through what pages ask; a visit's files are made one after the other.

    A request for a file waits here, where it holds nothing of the server, until the one before was
    answered; those of a visitor who leaves go with the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the stream on, what is not allowed left out."""
        if scope["type"] != "websocket":
            return await self._app(scope, receive, send)
        fil = _Fil(receive, send)
        try:
            await self._app(scope, fil.receive, fil.send)
        finally:
            fil.close()


class _Fil:
    """One visitor's stream."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._lecture: asyncio.Task[Message] | None = None
        self._retenues: deque[tuple[str, Message]] = deque()
        self._en_cours: str | None = None
        self._libre = asyncio.Event()

    async def receive(self) -> Message:
        """Return the next message that may pass."""
        while True:
            if self._retenues and self._en_cours is None:
                self._en_cours, message = self._retenues.popleft()
                return message
            message_recu = await self._read()
            if message_recu is None:
                continue
            try:
                if await self._may_pass(message_recu):
                    return message_recu
            except DecodeError:  # whoever speaks otherwise is no browser with our page
                await self._send({"type": "websocket.close", "code": _ILLISIBLE})
                return {"type": "websocket.disconnect", "code": _ILLISIBLE}

    async def send(self, message: Message) -> None:
        """Pass an answer on; that of a file makes room for the next one."""
        await self._send(message)
        if self._en_cours is not None and message.get("bytes"):
            reponse = ForwardMsg.FromString(message["bytes"])
            if reponse.backend_operation_response.request_id == self._en_cours:
                self._en_cours = None
                self._libre.set()

    def close(self) -> None:
        """Leave nothing behind."""
        self._retenues.clear()
        if self._lecture is not None:
            self._lecture.cancel()

    async def _read(self) -> Message | None:
        """Return what the browser sends, or ``None`` when a file was finished first."""
        if self._lecture is None:
            self._lecture = asyncio.ensure_future(self._receive())
        self._libre.clear()
        liberation = asyncio.ensure_future(self._libre.wait())
        try:
            await asyncio.wait({self._lecture, liberation}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            liberation.cancel()
        if not self._lecture.done():
            return None
        message, self._lecture = self._lecture.result(), None
        return message

    async def _may_pass(self, message: Message) -> bool:
        if message["type"] != "websocket.receive":
            return True
        octets = message.get("bytes")
        if octets is None:
            raise DecodeError
        demande = BackMsg.FromString(octets)
        if demande.WhichOneof("type") in _PERMIS:
            return True
        operation = demande.backend_operation_request
        if operation.WhichOneof("payload") not in _OPERATIONS:
            return False
        if operation.WhichOneof("payload") == "deferred_file":
            await self._retain(operation.request_id, message)
            return False
        return True

    async def _retain(self, numero: str, message: Message) -> None:
        if len(self._retenues) < RETENUES_MAX:
            self._retenues.append((numero, message))
            return
        refus = ForwardMsg()
        refus.backend_operation_response.request_id = numero
        refus.backend_operation_response.error_msg = "Trop de fichiers demandés à la fois."
        await self._send({"type": "websocket.send", "bytes": refus.SerializeToString()})
