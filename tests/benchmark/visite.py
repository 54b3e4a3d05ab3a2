"""One visit, measured: a page opened twice, then clicks, filters, years, pages."""

import re
from pathlib import Path

from .variantes import COMMUNES, EFFACER, EPCI

_BANC = (Path(__file__).resolve().parent / "banc.js").read_text("utf-8")
REPOS = 350
"""Milliseconds left after a gesture, so that late bytes and processor time are its own."""
DEBIT = {"latency": 100, "downloadThroughput": 1.5e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""The slow line: 1.5 Mbit/s down, 0.75 up, 100 ms."""

_SELECTION = """([index, nom]) => {
  const toile = document.querySelector(".deck-root");
  let noeud = toile[Object.keys(toile).find((cle) => cle.startsWith("__reactFiber"))];
  while (typeof noeud.memoizedProps?.onClick !== "function") noeud = noeud.return;
  banc.geste = performance.timeOrigin + performance.now();
  const objet = { properties: { nom } }, layer = { id: "communes" };
  noeud.memoizedProps.onClick({ index, object: objet, layer });
}"""
"""Tells Streamlit's pydeck widget what deck.gl would: without a graphics card, finding the object
under the pointer takes longer than the 250 ms within which deck.gl recognises a click. So the time
is a lower bound: that search is not in it."""


class Compteur:
    """Bytes of a page: over the websocket, over HTTP, and of those the data that are ours."""

    def __init__(self, page, cdp):
        self.recus = self.envoyes = self.http = self.donnees = 0
        self._urls = {}
        page.on("websocket", self._follow)
        cdp.on("Network.responseReceived", self._name)
        cdp.on("Network.loadingFinished", self._weigh)

    def _follow(self, flux):
        flux.on("framereceived", lambda octets: self._count("recus", octets))
        flux.on("framesent", lambda octets: self._count("envoyes", octets))

    def _count(self, sens, octets):
        setattr(self, sens, getattr(self, sens) + len(octets))

    def _name(self, e):
        self._urls[e["requestId"]] = e["response"]["url"]

    def _weigh(self, e):
        url, poids = self._urls.get(e["requestId"], ""), e["encodedDataLength"]
        self.http += poids
        if "/component/" in url and not re.search(r"leaflet|st_folium", url):
            self.donnees += poids

    def read(self):
        return {
            "ws_recus": self.recus / 1000, "ws_envoyes": self.envoyes / 1000,
            "http": self.http / 1000, "http_donnees": self.donnees / 1000,
        }  # fmt: skip


class Visite:
    """A visitor of one variant; each measure is appended to `releves` under its name."""

    def __init__(self, variante, serveur, contexte, *, lent=False):
        self.variante, self.serveur, self.lent = variante, serveur, lent
        self.releves = {}
        self._contexte = contexte
        self._cadres = set()
        contexte.set_default_timeout(180_000 if lent else 30_000)
        contexte.add_init_script(_BANC)

    def measure(self):
        """Measure everything this variant offers; return {measure: [values]}."""
        self._load("froid").close()
        self._page = self._load("chaud")
        v = self.variante
        if v.clic:
            for i, commune in enumerate(COMMUNES):
                self._gesture("clic", lambda c=commune: self._click(*c), carte="", note=i > 0)
        if v.filtre:
            for i, nom in enumerate(EPCI):
                self._gesture("filtre", lambda n=nom: self._choose(n), carte=v.filtre, note=i > 0)
                self._gesture("efface", self._clear, carte=v.efface, note=i > 0)
        if v.millesime:
            for annee in ("2015", "2026"):
                self._gesture("millesime", lambda a=annee: self._switch(a), carte=v.millesime)
        if v.filtre:
            self._note("cadres", len(self._cadres))
        self._change_page()
        self._note("rss", self.serveur.rss())
        self._page.close()
        return self.releves

    def _note(self, nom, valeur):
        self.releves.setdefault(nom, []).append(valeur)

    def _load(self, nom):
        page = self._contexte.new_page()
        cdp = self._contexte.new_cdp_session(page)
        cdp.send("Network.enable")
        if self.lent:
            cdp.send("Network.emulateNetworkConditions", {"offline": False, **DEBIT})
        self._compteur = Compteur(page, cdp)
        cpu = self.serveur.cpu()
        page.goto(self.serveur.adresse + self.variante.chemin, wait_until="commit")
        if self.lent:
            page.evaluate("() => { banc.limite = 180_000; }")
        fin = page.evaluate(f"banc.carte({self.variante.utilisable!r})")
        self._note(f"{nom}_ms", fin - page.evaluate("performance.timeOrigin"))
        page.wait_for_timeout(2 * REPOS)
        self._note(f"{nom}_cpu", self.serveur.cpu() - cpu)
        for cle, valeur in self._compteur.read().items():
            self._note(f"{nom}_{cle}", valeur)
        if nom == "chaud":
            self._cadres.add(page.evaluate("banc.photo().ne"))
        return page

    def _gesture(self, nom, agir, *, carte, note=True):
        """Do something; note when panel and map have followed, and what it cost."""
        page, avant, cpu = self._page, self._compteur.read(), self.serveur.cpu()
        page.evaluate("() => { banc.photo(); banc.geste = 0; }")
        page.evaluate("() => { banc.f = banc.panneau(); }")
        if carte:
            page.evaluate(f"() => {{ banc.g = banc.carte({carte!r}); }}")
        agir()
        fin = page.evaluate("Promise.all([banc.f, banc.g])" if carte else "Promise.all([banc.f])")
        debut = page.evaluate("banc.geste")
        page.wait_for_timeout(REPOS)
        self._cadres.add(page.evaluate("banc.photo().ne"))
        if not note:  # the first one warms what the later ones share
            return
        self._note(f"{nom}_ms", max(fin) - debut)
        self._note(f"{nom}_panneau_ms", fin[0] - debut)
        self._note(f"{nom}_cpu", self.serveur.cpu() - cpu)
        apres = self._compteur.read()
        self._note(f"{nom}_ws_recus", apres["ws_recus"] - avant["ws_recus"])
        self._note(f"{nom}_ws_envoyes", apres["ws_envoyes"] - avant["ws_envoyes"])

    def _click(self, nom, latitude, longitude):
        if self.variante.clic == "objet":
            rang = [commune[0] for commune in COMMUNES].index(nom)
            self._page.evaluate(_SELECTION, [rang, nom])
            return
        cadre = next(f for f in self._page.frames if f.parent_frame)
        x, y = cadre.evaluate(
            "(lieu) => { const p = map.latLngToContainerPoint(lieu),"
            " b = map.getContainer().getBoundingClientRect();"
            " return [b.left + p.x, b.top + p.y]; }",
            [latitude, longitude],
        )
        self._page.locator("iframe").first.click(position={"x": x, "y": y})

    def _choose(self, nom):
        saisie = self._page.get_by_test_id("stSelectbox").get_by_role("combobox").first
        saisie.click()
        saisie.fill(nom)
        self._page.wait_for_timeout(REPOS)
        self._page.get_by_role("option", name=nom).first.click()

    def _clear(self):
        self._page.get_by_test_id("stSelectbox").get_by_label(EFFACER).first.click()

    def _switch(self, annee):
        self._page.get_by_text(re.compile(rf"^{annee}")).first.click()

    def _change_page(self):
        """Go to the last page of the menu, which has no map, and come back."""
        liens = self._page.get_by_test_id("stTopNavLink")
        n = liens.count() if self.variante.nom == "nous" else 0
        if n < 2:
            return
        ailleurs = "location.pathname !== '/' && !e.c && document.querySelector('.stMain h1')"
        for nom, rang, fin in (
            ("page", n - 1, ailleurs),
            ("retour", 0, "location.pathname === '/' && e.etat?.pret"),
        ):
            self._page.evaluate("() => { banc.photo(); banc.geste = 0; }")
            self._page.evaluate(f"() => {{ banc.g = banc.carte({fin!r}); }}")
            liens.nth(rang).click()
            fini = self._page.evaluate("banc.g")
            self._note(f"{nom}_ms", fini - self._page.evaluate("banc.geste"))
            self._page.wait_for_timeout(REPOS)
