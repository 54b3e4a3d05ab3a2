"""Leaflet served by the app itself, so that every variant draws with no network."""

import xstatic.pkg.leaflet
from streamlit.components.v1 import declare_component

declare_component("leaflet", path=xstatic.pkg.leaflet.BASE_DIR)


def use_local(carte, prefixe=".."):
    """Point a folium map at our own Leaflet, `prefixe` being where components are served."""
    dossier = f"{prefixe}/{__name__}.leaflet"
    carte.default_js = [("leaflet", f"{dossier}/leaflet.js")]
    carte.default_css = [("leaflet_css", f"{dossier}/leaflet.css")]
    return carte
