"""What one might pick instead: st.pydeck_chart with the same layers."""

import json

import pydeck as pdk
import streamlit as st
from donnees import COULEURS, HAUTEUR, choose_epci, render_panel, select_layers

st.set_page_config(layout="wide")
gauche, milieu, droite = st.columns([5, 13, 8])
with gauche:
    millesime, choix = choose_epci()
communes, epci, couvertures = select_layers(millesime, choix)


def layer(nom, couche, couleur, *, pickable=False, opacite=40):
    rouge, vert, bleu = (int(couleur[i : i + 2], 16) for i in (1, 3, 5))
    return pdk.Layer(
        "GeoJsonLayer",
        json.loads(couche.to_json()),
        id=nom,
        pickable=pickable,
        get_fill_color=[rouge, vert, bleu, opacite],
        get_line_color=[rouge, vert, bleu],
        line_width_min_pixels=1,
    )


couches = [
    layer(t, couvertures[couvertures.famille == t][["structure", "geometry"]], c)
    for t, c in COULEURS.items()
]
couches.append(layer("epci", epci[["nom", "geometry"]], "#444444", opacite=0))
couches.append(layer("communes", communes[["nom", "geometry"]], "#888888", pickable=True))
with milieu:
    choisi = st.pydeck_chart(
        pdk.Deck(
            couches,
            map_style='data:application/json,{"version":8,"sources":{},"layers":[]}',
            initial_view_state=pdk.ViewState(latitude=50.5, longitude=2.3, zoom=8),
        ),
        height=HAUTEUR,
        on_select="rerun",
        selection_mode="single-object",
        key="carte",
    )
with droite:
    objets = choisi.selection["objects"].get("communes", [])
    render_panel(objets[0]["properties"]["nom"] if objets else None, couvertures, millesime, choix)
