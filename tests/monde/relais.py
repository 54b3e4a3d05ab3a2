"""A wire between a browser and a server, which breaks where a test wants it."""

import socket
import threading
import time
from contextlib import suppress

from serveurs import find_port


class Relais:
    """A wire between the browser and the server that can be slow, or break at what it carries.

    `couper` and `perdre` are asked of each piece that goes up, or comes down: the first one for
    which they are true is lost, and every connection with it.
    """

    def __init__(self, vers):
        self.vers, self.port = vers, find_port()
        self.retard, self.couper, self.perdre = 0.0, None, None
        self._prises = set()
        self._ecoute = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _ = self._ecoute.accept()
                self._prises.add(client)
                serveur = socket.create_connection(("127.0.0.1", self.vers))
                self._prises.add(serveur)
                for de, a, monte in ((client, serveur, True), (serveur, client, False)):
                    threading.Thread(target=self._pump, args=(de, a, monte), daemon=True).start()

    def _pump(self, de, a, monte):
        with suppress(OSError):
            while morceau := de.recv(1 << 16):
                if self._is_lost(morceau, monte=monte):
                    self.cut()
                    break
                if not monte and self.retard:
                    time.sleep(self.retard)
                a.sendall(morceau)
        for prise in (de, a):
            self._prises.discard(prise)
            with suppress(OSError):
                prise.shutdown(socket.SHUT_RDWR)
            prise.close()

    def _is_lost(self, morceau, *, monte):
        cherche = self.couper if monte else self.perdre
        if not (cherche and cherche(morceau)):
            return False
        self.couper = self.perdre = None
        return True

    def cut(self):
        """Break all that passes here now; what comes next passes."""
        for prise in tuple(self._prises):
            with suppress(OSError):
                prise.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._ecoute.close()
        self.cut()
