"""The tutorials' way: the whole folium map is built again at each run."""

import folium
import streamlit as st
from donnees import COULEURS, HAUTEUR, choose_epci, render_panel, select_layers
from leaflet_local import use_local
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
gauche, milieu, droite = st.columns([5, 13, 8])
with gauche:
    millesime, choix = choose_epci()
communes, epci, couvertures = select_layers(millesime, choix)

carte = use_local(folium.Map(location=[50.5, 2.3], zoom_start=9, tiles=None))
for type_, couleur in COULEURS.items():
    groupe = folium.FeatureGroup(type_).add_to(carte)
    siennes = couvertures[couvertures.famille == type_][["structure", "geometry"]]
    if len(siennes):
        folium.GeoJson(
            siennes, style_function=lambda _, c=couleur: {"color": c, "fillOpacity": 0.2}
        ).add_to(groupe)
folium.GeoJson(
    epci[["nom", "geometry"]], style_function=lambda _: {"color": "#444", "fill": False}
).add_to(carte)
folium.GeoJson(
    communes[["nom", "geometry"]],
    style_function=lambda _: {"color": "#888", "weight": 0.5, "fillOpacity": 0.05},
    tooltip=folium.GeoJsonTooltip(["nom"], labels=False),
).add_to(carte)
folium.LayerControl().add_to(carte)
with milieu:
    retour = st_folium(
        carte,
        key="carte",
        height=HAUTEUR,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
    )
with droite:
    clic = (retour or {}).get("last_object_clicked_tooltip")
    render_panel(clic and clic.strip(), couvertures, millesime, choix)
