"""The floor: an empty folium map. Nothing on this stack can show a map sooner."""

import folium
import streamlit as st
from leaflet_local import use_local
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
carte = use_local(folium.Map(location=[50.5, 2.3], zoom_start=9, tiles=None))
st_folium(carte, key="carte", height=620, use_container_width=True, returned_objects=[])
