"""A Firefox driven by WebDriver BiDi over its own port: no driver, no browser of Playwright's."""

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path

from websockets.asyncio.client import connect

from serveurs import find_port

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
_PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class Renard:
    """One page of a Firefox."""

    def __init__(self, flux, boucle):
        self._flux, self._boucle, self._n, self._attendus = flux, boucle, 0, {}
        self.contexte = ""
        boucle.create_task(self._listen())

    async def _listen(self):
        with suppress(Exception):  # the end of the browser ends the stream
            async for texte in self._flux:
                message = json.loads(texte)
                if futur := self._attendus.pop(message.get("id"), None):
                    futur.set_result(message)

    def ask(self, methode, **params):
        """Send a command; return its result."""
        self._n += 1
        numero, futur = self._n, Future()
        self._attendus[numero] = futur
        demande = json.dumps({"id": numero, "method": methode, "params": params})
        asyncio.run_coroutine_threadsafe(self._flux.send(demande), self._boucle)
        reponse = futur.result(timeout=60)
        assert reponse["type"] == "success", reponse
        return reponse["result"]

    def open(self, adresse):
        self.ask("browsingContext.navigate", context=self.contexte, url=adresse, wait="complete")

    def evaluate(self, expression, contexte=None):
        """Return what a JavaScript expression is worth, as JSON says it."""
        resultat = self.ask(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            awaitPromise=True,
            target={"context": contexte or self.contexte},
        )
        assert resultat["type"] == "success", resultat
        valeur = resultat["result"].get("value")
        return None if valeur is None else json.loads(valeur)

    def wait_until(self, expression, contexte=None, limite=40):
        fin = time.monotonic() + limite
        while not (vu := self.evaluate(expression, contexte)):
            assert time.monotonic() < fin, expression
            time.sleep(0.1)
        return vu

    def find_frame(self, motif):
        arbre = self.ask("browsingContext.getTree", root=self.contexte)
        for cadre in arbre["contexts"][0]["children"]:
            if motif in cadre["url"]:
                return cadre["context"]
        return None

    def click(self, x, y):
        souris = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
        ]  # fmt: skip
        self.ask(
            "input.performActions",
            context=self.contexte,
            actions=[{"type": "pointer", "id": "souris", "actions": souris}],
        )

    def click_on(self, element):
        """Click the middle of what a JavaScript expression finds, brought into sight."""
        boite = self.evaluate(
            f"(() => {{ const e = {element}; e.scrollIntoView({{block: 'center'}}); const b = "
            "e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        self.click(*boite)

    def go_back(self):
        self.evaluate("history.back()")

    def print(self):
        """Return the page printed, as PDF."""
        return base64.b64decode(self.ask("browsingContext.print", context=self.contexte)["data"])


@contextmanager
def open_renard():
    """Start a Firefox without a screen; yield its page."""
    boucle = asyncio.new_event_loop()
    fil = threading.Thread(target=boucle.run_forever, daemon=True)
    fil.start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profil:
        lignes = (f"user_pref({json.dumps(c)}, {json.dumps(v)});" for c, v in _PREFERENCES.items())
        (Path(profil) / "user.js").write_text("\n".join(lignes))
        port = find_port()
        processus = subprocess.Popen(
            [
                FIREFOX,
                "--headless",
                "--no-remote",
                "--profile",
                profil,
                f"--remote-debugging-port={port}",
                "--width=1440",
                "--height=900",
            ],
            env={
                **os.environ,
                "HOME": profil,
                "MOZ_HEADLESS_WIDTH": "1440",
                "MOZ_HEADLESS_HEIGHT": "900",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            flux = asyncio.run_coroutine_threadsafe(_reach(port), boucle).result(90)
            renard = Renard(flux, boucle)
            renard.ask("session.new", capabilities={})
            arbre = renard.ask("browsingContext.getTree")
            renard.contexte = arbre["contexts"][0]["context"]
            yield renard
        finally:
            with suppress(Exception):
                asyncio.run_coroutine_threadsafe(flux.close(), boucle).result(5)
            with suppress(ProcessLookupError):
                os.killpg(processus.pid, signal.SIGKILL)
            processus.wait(timeout=15)
            boucle.call_soon_threadsafe(boucle.stop)
            fil.join(10)
            boucle.close()


async def _reach(port):
    for _ in range(300):
        with suppress(OSError):
            return await connect(f"ws://127.0.0.1:{port}/session", max_size=None)
        await asyncio.sleep(0.2)
    raise TimeoutError(port)
