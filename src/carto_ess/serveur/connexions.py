"""How long a connection may keep the server waiting, and how many there may be at once.

uvicorn waits for ever for the headers of a request, for its body, and for a reader who does not
read; and past the files that the system grants, it refuses nobody and writes a page of log for each
refusal of the system. Here the clock runs whenever the other side is expected to act, and there is
always room: the connection that waits the longest to say what it wants leaves first.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from carto_ess.serveur.prise import FILE_D_ENTREE

CONNEXIONS_MAX = 800
"""Connections at once, websockets included; far above the fifty visitors of one process."""

_FICHIERS_RESERVES = 150 + FILE_D_ENTREE
"""Files that the server opens for itself (data, fonts, processes that read and write files), and
the connections that wait: they are all taken at once, before the first is counted."""

ENTETES_MAX = 10.0
"""Seconds to send the headers of a request, counted from the connection or from the last answer."""

SILENCE_MAX = 30.0
"""Seconds without one byte of a body that is announced, or of an answer that is being read."""

CORPS_MAX = 300.0
"""Seconds to send a whole body: 20 MB at 0.5 Mbit/s."""

_ADIEU = 1.0
"""Seconds given to read that the server is full."""

_COMPLET = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Retry-After: 10\r\nConnection: close\r\n\r\n"
    "Le serveur a trop de visiteurs à la fois. Réessayez dans un instant.\n"
).encode()


_ILLISIBLE = (
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Connection: close\r\n\r\n"
    "Cette demande ne se lit pas : vérifiez l’adresse.\n"
).encode()


class Connexion(H11Protocol):
    """uvicorn's own HTTP connection, with a clock for each thing that is waited for."""

    maximum: ClassVar[int] = CONNEXIONS_MAX
    en_attente: ClassVar[dict[Connexion, None]] = {}
    """The connections that have not said yet what they want, the oldest first."""

    _reveil: asyncio.TimerHandle | None = None
    _fin_du_corps: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, in the place of one that says nothing when the server is full."""
        if len(self.connections) >= self.maximum and not self._evict():
            transport.write(_COMPLET)
            transport.write_eof()
            self.loop.call_later(_ADIEU, transport.abort)  # at once, the answer would be lost
            return
        super().connection_made(transport)
        self._expect_request()

    def data_received(self, data: bytes) -> None:
        """Read what came; bytes of a body give a new delay, those of headers do not."""
        if self.transport is None:  # it was told that the server is full
            return
        super().data_received(data)
        if self._fin_du_corps is not None:
            self._expect_body()

    def handle_events(self) -> None:
        """Act on what was read; a request that begins stops the clock of its headers."""
        avant = self.cycle
        super().handle_events()
        if self.cycle is not avant and self.cycle is not None:
            self._forget()
            self._fin_du_corps = self.loop.time() + CORPS_MAX if self.cycle.more_body else None
            if self._fin_du_corps is not None:
                self._expect_body()
        elif self._fin_du_corps is not None and not self.cycle.more_body:
            self._fin_du_corps = None
            self._forget()

    def send_400_response(self, msg: str) -> None:
        """Say in French that what came is no request (`msg` says it in English), and close."""
        del msg
        self._forget()
        self.transport.write(_ILLISIBLE)
        self.transport.close()

    def handle_websocket_upgrade(self, event: Any) -> None:  # noqa: ANN401 - h11 has no types
        """Leave the connection to the websocket, which has its own pings."""
        self._forget()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Wait for the next request; uvicorn closes a silent connection after five seconds."""
        self._fin_du_corps = None
        if not self.flow.write_paused:  # else the end of the answer is still to be read
            self._expect_request()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for a reader who does not read, but not for ever."""
        super().pause_writing()
        self.en_attente.pop(self, None)
        self._start_clock(SILENCE_MAX)

    def resume_writing(self) -> None:
        """Stop the clock: the reader reads."""
        super().resume_writing()
        self._stop_clock()
        if self.cycle is not None and self.cycle.response_complete:
            self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.transport is None:
            return
        self._forget()
        super().connection_lost(exc)

    def _expect_request(self) -> None:
        self.en_attente[self] = None
        self._start_clock(ENTETES_MAX)

    def _expect_body(self) -> None:
        reste = (self._fin_du_corps or 0.0) - self.loop.time()
        self._start_clock(max(0.0, min(SILENCE_MAX, reste)))

    def _forget(self) -> None:
        self.en_attente.pop(self, None)
        self._stop_clock()

    def _start_clock(self, duree: float) -> None:
        self._stop_clock()
        self._reveil = self.loop.call_later(duree, self.cut)

    def _stop_clock(self) -> None:
        if self._reveil is not None:
            self._reveil.cancel()
            self._reveil = None

    def cut(self) -> None:
        """Close the connection at once, whatever was under way."""
        self._forget()
        self.transport.abort()

    def _evict(self) -> bool:
        """Cut the connection that has been silent for the longest; tell whether there was one."""
        with suppress(StopIteration):
            plus_ancienne = next(iter(self.en_attente))
            plus_ancienne.cut()
            self.connections.discard(plus_ancienne)  # at once: the system tells it later
            return True
        return False


def fit_connexions() -> None:
    """Ask the system for the files that `CONNEXIONS_MAX` takes; make do with what it grants."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - POSIX alone has it

        demandes = CONNEXIONS_MAX + _FICHIERS_RESERVES
        souple, dur = resource.getrlimit(resource.RLIMIT_NOFILE)
        if souple != resource.RLIM_INFINITY and souple < demandes:
            souple = demandes if dur == resource.RLIM_INFINITY else min(demandes, dur)
            resource.setrlimit(resource.RLIMIT_NOFILE, (souple, dur))
            Connexion.maximum = max(10, min(CONNEXIONS_MAX, souple - _FICHIERS_RESERVES))
