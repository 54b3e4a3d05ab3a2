"""One visit, measured: a page opened twice, then clicks, filters, years, pages."""

import re
from pathlib import Path

from .variantes import COMMUNES, EPCI, TYPES

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
        self._ecran = self.variante.ecran(self._page)
        self._try_clicks()
        self._try_filters()
        if self.variante.filtre:
            self._note("cadres", len(self._cadres))
        if self.variante.ecran.pages:
            self._change_page()
        self._note("rss", self.serveur.rss())
        self._page.close()
        return self.releves

    def _try_clicks(self):
        v = self.variante
        for i, commune in enumerate(COMMUNES if v.clic else ()):
            self._ecran.prepare()
            self._gesture("clic", lambda c=commune: self._click(*c), carte="", note=i > 0)
        for i, rang in enumerate(TYPES if v.type_choisi else ()):
            self._ecran.prepare()
            for _ in ("chosen", "left"):
                self._gesture(
                    "type",
                    lambda r=rang: self._ecran.press_type(r),
                    carte=v.type_choisi,
                    panneau=False,
                    note=i > 0,
                )

    def _try_filters(self):
        v, ecran = self.variante, self._ecran
        for i, nom in enumerate(EPCI if v.filtre else ()):
            ecran.prepare()
            self._gesture("filtre", lambda n=nom: ecran.choose(n), carte=v.filtre, note=i > 0)
            self._gesture("efface", ecran.clear, carte=v.efface, note=i > 0)
        if v.millesime:
            for annee in ("2015", "2026"):
                ecran.open_years()
                self._gesture("millesime", lambda a=annee: ecran.switch(a), carte=v.millesime)

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

    def _gesture(self, nom, agir, *, carte, panneau=True, note=True):
        """Do something; note when panel and map have followed, and what it cost."""
        page, avant, cpu = self._page, self._compteur.read(), self.serveur.cpu()
        page.evaluate("() => { banc.photo(); banc.geste = 0; }")
        attentes = {"panneau": "banc.panneau()"} if panneau else {}
        if carte:
            attentes["carte"] = f"banc.carte({carte!r})"
        page.evaluate(f"() => {{ banc.fins = [{', '.join(attentes.values())}]; }}")
        agir()
        fins = dict(zip(attentes, page.evaluate("Promise.all(banc.fins)"), strict=True))
        debut = page.evaluate("banc.geste")
        page.wait_for_timeout(REPOS)
        self._cadres.add(page.evaluate("banc.photo().ne"))
        if not note:  # the first one warms what the later ones share
            return
        self._note(f"{nom}_ms", max(fins.values()) - debut)
        for quoi, fin in fins.items():
            self._note(f"{nom}_{quoi}_ms", fin - debut)
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

    def _change_page(self):
        """Go to the last page of the menu, which has no map, and come back."""
        liens = self._page.get_by_test_id("stTopNavLink")
        n = liens.count()
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
