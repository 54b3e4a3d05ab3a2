"""What is measured: each way of showing the map, and how its page says that it has drawn.

Conditions are JavaScript on `e`, what the page shows now, and `avant`, what it showed before the
gesture; `banc.js` says what both hold.
"""

import re
from pathlib import Path
from typing import NamedTuple

from tests.load.serveur import NOUS, run_app

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
    clic: bool = False
    webgl: bool = False
    chemin: str = "/"


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
            "naif", "naïf : carte refaite à chaque tour", _app("naif"), clic=True, **_FORMES
        ),
        Variante(
            "nous", "carto-ess", NOUS, "e.etat?.pret", "e.etat?.epci", "e.etat?.epci === null",
            "e.etat && e.etat.millesime !== avant.etat.millesime", clic=True,
            chemin="/?millesime=2026",
        ),
        Variante(
            "pydeck", "st.pydeck_chart", _app("couches_pydeck"), "e.gl > 20000",
            f"e.gl > 0 && e.gl < {_GL}", "e.gl > avant.gl * 1.1", "e.gl > 0 && e.gl !== avant.gl",
            webgl=True,
        ),
        Variante("explore", "GeoDataFrame.explore()", _app("explorer"), **_FORMES),
    )
}  # fmt: skip

COMMUNES = ((50.72, 2.21), (50.951, 1.858), (50.43, 2.83), (50.29, 2.5))
"""Where clicks go: latitude and longitude of four communes."""

EPCI = re.compile(r"Saint-Omer", re.IGNORECASE)
EFFACER = re.compile(r"Clear value|Effacer le choix")
