"""What one might pick instead: GeoDataFrame.explore() in a frame. It answers no click."""

import streamlit as st
from donnees import COULEURS, HAUTEUR, choose_epci, render_panel, select_layers
from leaflet_local import use_local
from streamlit.components.v1 import html

st.set_page_config(layout="wide")
gauche, milieu, droite = st.columns([5, 13, 8])
with gauche:
    millesime, choix = choose_epci()
communes, epci, couvertures = select_layers(millesime, choix)
carte = None
for type_, couleur in COULEURS.items():
    siennes = couvertures[couvertures.famille == type_][["structure", "geometry"]]
    if len(siennes):
        carte = siennes.explore(m=carte, color=couleur, tiles=None, legend=False, name=type_)
carte = epci[["nom", "geometry"]].explore(
    m=carte, color="#444", style_kwds={"fill": False}, tooltip=False, tiles=None
)
carte = communes[["nom", "geometry"]].explore(
    m=carte, color="#888", tiles=None, style_kwds={"weight": 0.5, "fillOpacity": 0.05}
)
use_local(carte, "component")
with milieu:
    html(carte.get_root().render(), height=HAUTEUR)
with droite:
    render_panel(None, couvertures, millesime, choix)
