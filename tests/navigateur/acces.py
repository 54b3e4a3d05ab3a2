"""What the accessibility tests share: pages, their states, and axe run in all their frames."""

from importlib.resources import files
from typing import NamedTuple

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
OPTIONS_AXE = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
LARGEURS = (1440, 390, 320)


class Etat(NamedTuple):
    """One state of one page: its address, and what is on screen once it is drawn."""

    page: str
    chemin: str
    attendu: str


ETATS = {
    "carte": Etat("carte", "/", ".ce-panneau h2"),
    "carte, commune": Etat("carte", "/?commune=62160", ".ce-panneau li"),
    "carte, commune à découvert": Etat("carte", "/?commune=62193", ".ce-panneau .ce-types"),
    "carte, fiche": Etat("carte", "/?fiche=galilee", ".ce-panneau .ce-texte"),
    "carte, EPCI": Etat("carte", "/?epci=200069037", ".ce-panneau h2"),
    "carte, type": Etat("carte", "/?type=structure_appui", ".ce-panneau h2"),
    "carte, 2015, toutes": Etat("carte", "/?millesime=2015&echelle=toutes", ".ce-panneau h2"),
    "carte, adresse fautive": Etat("carte", "/?fiche=nulle&millesime=1999", ".ce-avis"),
    "carte, types": Etat("carte", "/?type=mutualisation&type=regroupement", ".ce-panneau h2"),
    "carte, en partie": Etat("carte", "/?epci=200069235", ".ce-suite"),
    "territoires": Etat("territoires", "/territoires", ".ce-lacunes"),
    "territoires, choisi": Etat(
        "territoires", "/territoires?epci=200090751", "[aria-current=true]"
    ),
    "territoires, communes": Etat("territoires", "/territoires?niveau=commune", ".ce-lacunes"),
    "territoires, Pays": Etat("territoires", "/territoires?niveau=pays", ".ce-lacunes"),
    "comparer": Etat("comparer", "/comparer?epci=200069037&epci=200033579", ".ce-comparaison"),
    "fiches": Etat("fiches", "/fiches", ".ce-fiches"),
    "fiches, recherche": Etat("fiches", "/fiches?q=insertion", ".ce-fiches mark"),
    "fiches, aucune": Etat("fiches", "/fiches?q=zzzz", ".ce-vide"),
    "fiches, complètes": Etat("fiches", "/fiches?vue=fiches", ".ce-completes"),
    "fiches, une": Etat("fiches", "/fiches?fiche=galilee", ".ce-fiche-seule"),
    "coopérer": Etat("cooperer", "/cooperer", "#glossaire"),
    "coopérer, réponse": Etat(
        "cooperer", "/cooperer?commune=62498&reponse=taille.stable", ".ce-guide-reponse .ce-appels"
    ),
    "portrait, choix": Etat("territoire", "/territoire", ".ce-territoires"),
    "portrait, EPCI": Etat("territoire", "/territoire?epci=200069037", ".ce-portrait"),
    "portrait, à découvert": Etat("territoire", "/territoire?epci=200090751", ".ce-portrait"),
    "référentiel": Etat("referentiel", "/referentiel", "[data-testid=stFileUploader]"),
    "atelier, fermé": Etat("atelier", "/atelier", ".ce-referentiel h1"),
    "proposer, fermé": Etat("proposer", "/proposer", ".ce-referentiel h1"),
    "à propos": Etat("a-propos", "/a-propos", "#accessibilite"),
}
"""Every page, and each thing that its address can make it show."""

PAGES = {etat.page: etat for etat in reversed(ETATS.values())}
"""The first state of each page."""

IMPOSES: dict[tuple[str, str], str] = {}
"""What Streamlit imposes and we cannot mend: (rule, start of the element's HTML) → reason."""


def find_violations(page):
    """Run axe in the page and its frames; return one line per element that breaks a rule."""
    for cadre in page.frames:
        if not cadre.evaluate("'axe' in window"):
            cadre.evaluate(AXE)
    resultat = page.evaluate("(options) => axe.run(document, options)", OPTIONS_AXE)
    return [
        f"{regle['id']} ({regle['impact']}) {' > '.join(map(str, noeud['target']))} : {html}"
        for regle in resultat["violations"]
        for noeud in regle["nodes"]
        if not is_imposed(regle["id"], html := " ".join(noeud["html"].split())[:160])
    ] + _count_titles(page)


def _count_titles(page):
    """One title of the first level a page: axe lets a page without any pass."""
    n = page.locator("h1").count()
    return [] if n == 1 else [f"{n} titres h1"]


def is_imposed(regle, html):
    return any(regle == r and html.startswith(debut) for r, debut in IMPOSES)


def open_etat(visite, etat):
    """Open one state and wait until it is drawn, its map included."""
    visite.page.goto(visite.adresse + etat.chemin)
    visite.page.wait_for_selector(etat.attendu, state="attached")
    if etat.page in {"carte", "territoires"}:
        visite.wait_for_map()
    wait_for_calm(visite.page)


def wait_for_calm(page):
    """Wait until nothing changes on the page for a third of a second."""
    page.evaluate(
        """() => new Promise((fait) => {
          let fin = setTimeout(fait, 350);
          const veiller = () => { clearTimeout(fin); fin = setTimeout(fait, 350); };
          const veille = new MutationObserver(veiller);
          veille.observe(document.body, { childList: true, subtree: true, characterData: true });
          setTimeout(fait, 5000);
        })"""
    )
