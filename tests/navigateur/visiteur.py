"""A server of the app and a visitor of it: what the browser tests and the benchmark share."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

_NOMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NAVIGATEUR = next(filter(None, map(shutil.which, _NOMS)), None)
"""Chromium, without the windows that nobody sees where the machine has it so: a third of a page."""
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--font-render-hinting=none",  # without windows, letters would be wider than with them
]

PATIENCE = 15_000
"""Milliseconds that a machine busy with other work may take to show what is expected."""


def _free_port():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@contextmanager
def serve(**environ):
    """Start ``carto-ess serve`` with these environment variables; yield its address."""
    port = _free_port()
    processus = subprocess.Popen(
        [sys.executable, "-m", "carto_ess", "serve", "--port", str(port)],
        env={**os.environ, **environ, "DISPLAY": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", processus)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(processus.pid, 15)
        processus.wait(timeout=10)


def _wait_for(adresse, processus):
    for _ in range(300):
        assert processus.poll() is None, "le serveur s’est arrêté"
        try:
            with urllib.request.urlopen(adresse, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(adresse)


class Visite:
    """One visitor's page: what left for elsewhere, what went wrong, and the map's frame."""

    def __init__(self, page, adresse):
        self.page, self.adresse = page, adresse
        self.dehors, self.erreurs = [], []
        page.on("request", lambda r: self._see(r.url))
        page.on("pageerror", lambda e: self.erreurs.append(str(e)))
        page.set_default_timeout(PATIENCE)

    def _see(self, url):
        if not url.startswith((self.adresse, "data:", "blob:", self.adresse.replace("http", "ws"))):
            self.dehors.append(url)

    def open(self, chemin="/"):
        self.page.goto(self.adresse + chemin)
        self.wait_for_map()
        return self

    @property
    def cadre(self):
        """The frame of the map in sight: that of the map's page outlives a change of page."""
        cadres = [f for f in self.page.frames if "st_folium" in f.url]
        return next(f for f in cadres if len(cadres) == 1 or f.frame_element().is_visible())

    @property
    def carte(self):
        return self.page.locator("iframe[title^='Carte']:visible")

    def wait_for_map(self):
        self.carte.wait_for()
        cadre = self.carte.element_handle().content_frame()
        cadre.wait_for_url(lambda url: "st_folium" in url, wait_until="commit")
        self.cadre.wait_for_function("window.cartoEss && cartoEss.etat().pret")
        self.page.wait_for_selector(
            ".ce-pied:not(.ce-mentions)", state="attached"
        )  # the rest comes after the map

    def etat(self):
        return self.cadre.evaluate("cartoEss.etat()")

    def wait_for_etat(self, condition):
        """Wait until the engine's state fulfils a JavaScript condition on `e`."""
        self.cadre.wait_for_function(
            f"(() => {{ const e = cartoEss.etat(); return {condition}; }})()"
        )
        return self.etat()

    def wait_for_still_map(self):
        """Wait until the map no longer moves: a place has then one place on screen."""
        self.cadre.wait_for_function(
            "(() => { const c = map.getBounds().toBBoxString() + map.getZoom();"
            " const fixe = window.cadreVu === c && !map._animatingZoom && !map._flyToFrame;"
            " window.cadreVu = c; return fixe; })()",
            polling=120,
        )

    def wait_until(self, condition):
        """Wait for a condition on the page itself, where our policy forbids Playwright's eval()."""
        for _ in range(150):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(100)
        raise TimeoutError(condition)

    def choose(self, objet, identifiant=""):
        """Send what a press in the frame sends: a type, a territory, a fiche."""
        self.page.wait_for_selector(".st-key-barre_recherche input", state="attached")
        self.cadre.evaluate(
            "([objet, id]) => Streamlit.setComponentValue({ objet, id, n: performance.now() })",
            [objet, identifiant],
        )

    def open_options(self):
        """Open « Options »: perimeters, échelle, what the map draws."""
        self.page.get_by_role("button", name="Options").click()
        return self.page.get_by_test_id("stPopoverBody")

    def click_map(self, latitude, longitude):
        self.page.mouse.click(*self.find_on_screen(latitude, longitude))

    def find_on_screen(self, latitude, longitude):
        """Return where a place of the map is in the page, brought into sight."""
        point = self.cadre.evaluate(
            f"(() => {{ const p = map.latLngToContainerPoint([{latitude}, {longitude}]),"
            " b = map.getContainer().getBoundingClientRect();"
            " return {x: b.left + p.x, y: b.top + p.y}; })()"
        )
        self.carte.scroll_into_view_if_needed()
        boite = self.carte.bounding_box()
        return boite["x"] + point["x"], boite["y"] + point["y"]

    @property
    def largeur(self):
        """Width of what the page holds: more than the window's is cut or scrolled sideways."""
        return self.page.evaluate(
            "Math.max(document.scrollingElement.scrollWidth,"
            " document.querySelector('[data-testid=stMain]').scrollWidth)"
        )

    @property
    def panneau(self):
        return self.page.locator(".ce-panneau")


def open_list(page, nom):
    """Open a list of choices from the middle of the window.

    Half a pixel below the edge, the focus makes the page scroll, and Streamlit's list then closes.
    """
    champ = page.get_by_role("combobox", name=nom)
    champ.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    page.evaluate("() => new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")
    champ.click()


@contextmanager
def visiting(navigateur, port):
    """Yield a visitor of the server that listens on this port."""
    contexte = navigateur.new_context(viewport={"width": 1440, "height": 900})
    try:
        visite = Visite(contexte.new_page(), f"http://127.0.0.1:{port}")
        yield visite
    finally:
        contexte.close()


def is_complaint(message):
    """Tell a real error from what Streamlit asks under a page's path before it asks at the root."""
    cherche = "/_stcore/" in message.location.get("url", "")
    return message.type == "error" and not (cherche and "404" in message.text)
