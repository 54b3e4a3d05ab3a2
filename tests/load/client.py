"""One visitor without a browser: Streamlit's own protocol over a websocket.

The session does what the front end does: it opens the stream, asks for a run, keeps what the
server says of its widgets, and sends every widget's value back at each interaction.
"""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from typing import NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

ECHEANCE = 120.0
"""Seconds after which an answer that has not come is an error."""


class Reponse(NamedTuple):
    """One interaction: seconds until the run ended, bytes received, runs, texts of the page.

    ``fil`` is what came over the wire, compressed when the server compresses, as for a browser;
    ``octets`` what it holds.
    """

    duree: float
    octets: int
    fil: int
    tours: int
    html: str


class Widget(NamedTuple):
    """A widget on screen: its id, the fragment it reruns, its protobuf element or block."""

    id: str
    fragment: str
    element: object


class ServeurError(RuntimeError):
    """The page shows an exception or an error, or the run did not end well."""


class _Connexion(ClientConnection):
    """Counts what comes over the wire."""

    fil = 0

    def data_received(self, data):
        self.fil += len(data)
        super().data_received(data)


class Session:
    """A visitor's tab; see `open_session`."""

    def __init__(self, flux):
        self.flux, self._n = flux, 0
        self._valeurs: dict[str, WidgetState] = {}
        self._caches: dict[str, ForwardMsg] = {}
        self.widgets: dict[str, Widget] = {}
        self.page, self.adresse, self.visite = "", "", ""

    async def load(self, page=""):
        """Open a page (« referentiel », by default the map), as a browser does at first."""
        return await self._ask("", page)

    async def finish(self):
        """Say that the map is drawn, as its frame does: the rest of the page comes."""
        return await self.set_component("component_instance", '{"objet": "pret", "n": 0}')

    def find(self, genre):
        """Return the widget on screen of that kind (``component_instance``, ``selectbox``…)."""
        return next(w for cle, w in self.widgets.items() if cle.startswith(f"{genre}:"))

    async def set_component(self, genre, valeur_json):
        """Send what a component's frame sends: its value as JSON."""
        return await self.set_value(self.find(genre), json_value=valeur_json)

    async def set_value(self, widget, **valeur):
        """Send a widget's new value, as `WidgetState` names its kinds."""
        self._valeurs[widget.id] = WidgetState(id=widget.id, **valeur)
        return await self._ask(widget.fragment)

    async def choose(self, objet, identifiant=""):
        """Send what a press in the map's frame sends: a type, a territory, a fiche."""
        self._n += 1
        choix = {"objet": objet, "id": identifiant, "n": self._n}
        return await self.set_component("component_instance", json.dumps(choix))

    async def open_volet(self, cle):
        """Open the expander of that key."""
        volet = next(w for k, w in self.widgets.items() if k.startswith("expandable:") and cle in k)
        return await self.set_value(volet, bool_value=True)

    async def send(self, message):
        """Send a message made by hand."""
        await self.flux.send(message.SerializeToString())

    async def receive(self, genre):
        """Return the next message of that kind; those before it are let go."""
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.flux.recv(), ECHEANCE))
            if message.WhichOneof("type") == genre:
                return getattr(message, genre)

    async def _ask(self, fragment, page=""):
        message = BackMsg()
        demande = message.rerun_script
        demande.query_string = self.adresse
        demande.page_script_hash = "" if page else self.page
        demande.page_name = page
        demande.fragment_id = fragment
        demande.cached_message_hashes.extend(self._caches)
        demande.widget_states.widgets.extend(self._valeurs.values())
        debut, fil = time.perf_counter(), self.flux.fil
        await self.flux.send(message.SerializeToString())
        octets, tours, html = await asyncio.wait_for(self._listen(), ECHEANCE)
        duree = time.perf_counter() - debut
        return Reponse(duree, octets, self.flux.fil - fil, tours, html)

    async def _listen(self):
        """Read messages until a run ends for good; a run cut short for a new one goes on."""
        octets, tours, textes = 0, 0, []
        while True:
            brut = await self.flux.recv()
            octets += len(brut)
            message = ForwardMsg.FromString(brut)
            match message.WhichOneof("type"):
                case "new_session":
                    tours += 1
                    self.visite = message.new_session.initialize.session_id
                    self.page = message.new_session.page_script_hash
                case "navigation":
                    self.page = message.navigation.page_script_hash
                case "page_info_changed":
                    self.adresse = message.page_info_changed.query_string
                case "ref_hash":
                    self._read(self._caches[message.ref_hash].delta, textes)
                case "delta":
                    if message.metadata.cacheable:
                        self._caches[message.hash] = message
                    self._read(message.delta, textes)
                case "script_finished" if message.script_finished != (
                    ForwardMsg.FINISHED_EARLY_FOR_RERUN
                ):
                    if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                        raise ServeurError("compile")
                    return octets, tours, "\n".join(textes)

    def _read(self, delta, textes):
        sorte = delta.WhichOneof("type")
        if sorte not in {"new_element", "add_block"}:
            return
        genre = getattr(delta, sorte).WhichOneof("type")
        if genre is None:
            return
        element = getattr(getattr(delta, sorte), genre)
        if genre == "exception":
            raise ServeurError(element.message)
        if genre == "html":
            textes.append(element.body)
        if identifiant := getattr(element, "id", ""):
            self.widgets[f"{genre}:{identifiant}"] = Widget(identifiant, delta.fragment_id, element)


@asynccontextmanager
async def open_session(adresse):
    """Open a visitor's stream on `adresse` (``http://host:port``)."""
    url = adresse.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(
        url,
        origin=adresse,
        subprotocols=["streamlit"],
        max_size=None,
        open_timeout=ECHEANCE,
        create_connection=_Connexion,
    ) as flux:
        yield Session(flux)
