"""What is measured: each way of showing the map, and how its page says that it has drawn.

Conditions are JavaScript on `e`, what the page shows now, and `avant`, what it showed before the
gesture; `banc.js` says what both hold.
"""

import sys
from pathlib import Path
from typing import NamedTuple

from tests.load.serveur import NOUS, RACINE, run_app

from .ecrans import Ancien, Formulaire, Notre

APPS = Path(__file__).resolve().parent / "apps"


class Variante(NamedTuple):
    """One app under measure; a gesture without a condition is one that it does not offer."""

    nom: str
    titre: str
    commande: tuple[str, ...]
    utilisable: str
    filtre: str = ""
    efface: str = ""
    millesime: str = ""
    clic: str = ""  # "carte", at a place of it, or "objet", told to the widget by its name
    webgl: bool = False
    chemin: str = "/"
    ecran: type = Formulaire
    type_choisi: str = ""
    racine: Path = RACINE
    reglages: tuple[tuple[str, str], ...] = ()


def _app(nom):
    return run_app(APPS / f"{nom}.py")


_FORMES = {
    "utilisable": "e.formes > 900",
    "filtre": "e.formes > 0 && e.formes < 300",
    "efface": "e.formes > 900",
    "millesime": "e.formes > 900 && e.formes !== avant.formes",
}
_GL = "avant.gl * 0.9"

VARIANTES = {
    v.nom: v
    for v in (
        Variante(
            "vide", "page vide (un `st.write`)", _app("vide"),
            "document.querySelector('.stMarkdown')",
        ),
        Variante("plancher", "plancher : carte folium vide", _app("plancher"), "e.leaflet"),
        Variante(
            "servi", "le même, par notre serveur",
            (sys.executable, "-m", "tests.benchmark.servi", "serve"), "e.leaflet",
        ),
        Variante(
            "naif", "naïf : carte refaite à chaque tour", _app("naif"), clic="carte", **_FORMES
        ),
        Variante(
            "nous", "carto-ess", NOUS, "e.etat?.pret", "e.etat?.epci && e.dessins > avant.dessins",
            "e.etat?.epci === null && e.dessins > avant.dessins",
            "e.etat && e.etat.millesime !== avant.etat.millesime", clic="carte",
            chemin="/?millesime=2026", ecran=Notre, type_choisi="e.dessins > avant.dessins",
        ),
        Variante(
            "pydeck", "st.pydeck_chart", _app("couches_pydeck"), "e.gl > 20000",
            f"e.gl > 0 && e.gl < {_GL}", "e.gl > avant.gl * 1.1", "e.gl > 0 && e.gl !== avant.gl",
            clic="objet", webgl=True,
        ),
        Variante("explore", "GeoDataFrame.explore()", _app("explorer"), **_FORMES),
    )
}  # fmt: skip


def find_variante(texte):
    """Return a variant by its name, or with a setting of its own: « nous@CARTO_ESS_BASE=… »."""
    nom, arobase, reglage = texte.partition("@")
    variante = VARIANTES[nom]
    if not arobase:
        return variante
    cle, _, valeur = reglage.partition("=")
    return variante._replace(nom=texte, titre=texte, reglages=((cle, valeur),))


def name_other(nom, racine):
    """Return the variant of another checkout of carto-ess, with the screens that it has."""
    ecran = Notre if (racine / "src/carto_ess/ui/recherche.py").exists() else Ancien
    return VARIANTES["nous"]._replace(nom=nom, titre=nom, racine=racine, ecran=ecran)


COMMUNES = (
    ("Wizernes", 50.72, 2.21),
    ("Calais", 50.951, 1.858),
    ("Lens", 50.43, 2.83),
    ("Manin", 50.29, 2.5),
)
"""Where clicks go: a name, latitude and longitude of each."""

EPCI = ("Saint-Omer", "Boulonnais", "Osartis")
"""EPCI that are chosen in turn: words of their names."""
TYPES = (0, 2, 4)
"""Types that are chosen in turn, by their rank."""
