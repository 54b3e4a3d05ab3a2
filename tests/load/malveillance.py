"""Two visitors who mean harm: one asks 200 files at once, one sends the worst file of each kind.

They use the protocol by hand, as whoever means harm would, and say what they were answered.
"""

import asyncio
import re
import time
import urllib.error
import urllib.request
from collections import Counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.monde.pires import PIRES

from .client import ServeurError, open_session

EXPORTS = 200
PATIENCE = 5.0
"""Seconds that the second visit in two waits for its files before it leaves in the middle."""

_REFUS = re.compile(r'<[^>]+class="[^"]*\brefus\b[^"]*"[^>]*>(.*?)</', re.DOTALL)


class Exports:
    """Opens the files under the map and asks for 200 of them, again and again."""

    titre = "exports"

    def __init__(self):
        self.issues, self.sans_phrase = Counter(), []

    async def harm(self, adresse, fin):
        """Wait for the answers once in two, leave in the middle once in two."""
        presse = False
        while time.monotonic() < fin:
            async with open_session(adresse) as session:
                await self._visit(session, PATIENCE if presse else fin - time.monotonic())
            presse = not presse

    async def _visit(self, session, patience):
        await session.load()
        await session.finish()
        await session.open_volet("telecharger_volet")
        fichiers = [
            w.element.deferred_file_id for cle, w in session.widgets.items()
            if cle.startswith("download_button:")
        ]  # fmt: skip
        for i in range(EXPORTS):
            message = BackMsg()
            demande = message.backend_operation_request
            demande.request_id, demande.session_id = str(i), session.visite
            demande.deferred_file.file_id = fichiers[i % len(fichiers)]
            await session.send(message)
        try:
            async with asyncio.timeout(max(patience, 0.1)):
                for _ in range(EXPORTS):
                    self._note(await session.receive("backend_operation_response"))
        except TimeoutError:
            self.issues["partis avant"] += 1

    def _note(self, reponse):
        if reponse.deferred_file.url:
            self.issues["fichiers"] += 1
        else:
            self.issues[reponse.error_msg] += 1
            if not reponse.error_msg.endswith("."):
                self.sans_phrase.append(reponse.error_msg)


class Depots:
    """Sends each of the worst files to the page that checks them, and reads what it answers."""

    titre = "dépôts"

    def __init__(self):
        self.issues = Counter()
        self.sans_phrase = []
        self._fichiers = {nom: build() for nom, build in PIRES.items()}  # before anyone comes

    async def harm(self, adresse, fin):
        """Send one after the other, each from a visit of its own."""
        while time.monotonic() < fin:
            for nom, octets in self._fichiers.items():
                if time.monotonic() < fin:
                    await self._send(adresse, nom, octets)

    async def _send(self, adresse, nom, octets):
        async with open_session(adresse) as session:
            await session.load("referentiel")
            url = await self._upload(session, adresse, nom, octets)
            try:
                phrases = await self._check(session, nom, octets, url)
            except ServeurError as erreur:
                phrases = [f"exception : {erreur}"]
        self.issues["lus"] += 1
        if not phrases or any("\n" in p or not p.endswith(".") for p in phrases):
            self.sans_phrase.append((nom, *phrases))

    async def _check(self, session, nom, octets, url):
        """Tell the page of the file that it was given; return the sentences it refuses it with."""
        depot = session.find("file_uploader")
        etat = WidgetState(id=depot.id)
        info = etat.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size = nom, len(octets)
        info.file_id = info.file_urls.file_id = url.file_id
        info.file_urls.upload_url, info.file_urls.delete_url = url.upload_url, url.delete_url
        reponse = await session.set_value(
            depot, file_uploader_state_value=etat.file_uploader_state_value
        )
        return [" ".join(p.split(" ")).strip() for p in _REFUS.findall(reponse.html)]

    async def _upload(self, session, adresse, nom, octets):
        """Put the file where the page says, with the page's token, as a browser does."""
        message = BackMsg()
        demande = message.file_urls_request
        demande.request_id, demande.session_id = "q", session.visite
        demande.file_names.append(nom)
        await session.send(message)
        (url,) = (await session.receive("file_urls_response")).file_urls
        statut = await asyncio.to_thread(_put, adresse, url.upload_url, nom, octets)
        self.issues[f"envoi {statut}"] += 1
        return url


def _put(adresse, chemin, nom, octets):
    """Send a form of one file; return the status."""
    with urllib.request.urlopen(f"{adresse}/_stcore/health", timeout=30) as reponse:
        jeton = reponse.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    tete = f'--x\r\nContent-Disposition: form-data; name="f"; filename="{nom}"\r\n\r\n'
    envoi = urllib.request.Request(
        adresse + chemin,
        tete.encode() + octets + b"\r\n--x--\r\n",
        method="PUT",
        headers={
            "Content-Type": "multipart/form-data; boundary=x",
            "Cookie": f"_streamlit_xsrf={jeton}",
            "X-Xsrftoken": jeton,
        },
    )
    try:
        with urllib.request.urlopen(envoi, timeout=60) as reponse:
            return reponse.status
    except urllib.error.HTTPError as erreur:
        return erreur.code
