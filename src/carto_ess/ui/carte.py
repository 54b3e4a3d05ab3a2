"""The map and the panel beside it: one fragment, so that a click reruns nothing else."""

from __future__ import annotations

import hashlib
import os
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
import xstatic.pkg.leaflet
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from carto_ess.couche import Ressources, build_etat, build_fond
from carto_ess.etat_carte import build_config, build_state
from carto_ess.fond import find_fond
from carto_ess.lieux import find_geodata
from carto_ess.ui import session
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.panneau import render_panneau

_CLE = "carte"
_TOUT = "carte_tout"
_HAUTEUR = 620
_MOTEUR = Path(__file__).resolve().parents[1] / "carte"


@st.fragment
def render_carte() -> None:
    """Draw the map of the current view, its legend and its panel.

    Reads the click before drawing, so that map and panel always show the same view. A choice that
    touches the filters, which stand outside this fragment, asks for a whole run.
    """
    if st.session_state.pop(_TOUT, False):
        st.rerun(scope="page_carte")
    donnees, vue = load_donnees(), session.current_vue()
    _, matrice = donnees.of(vue)
    etat = build_state(donnees.decoupages, donnees.referentiel, vue, matrice)
    session.publish_vue(donnees)
    carte, panneau = st.columns([13, 8], gap="medium")
    with carte, st.container(key="carte"):
        st_folium(
            build_fond(_build_config(donnees), _find_ressources()),
            key=_CLE,
            height=_HAUTEUR,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=build_etat(etat),
            on_change=partial(_on_click, donnees),
        )
    with panneau:
        render_panneau(donnees, vue)


def _on_click(donnees: Donnees) -> None:
    """Apply what the map's frame sent: a commune, a fiche, an EPCI, or nothing."""
    clic = st.session_state.get(_CLE)
    if not isinstance(clic, dict):
        return
    objet, identifiant = clic.get("objet"), clic.get("id") or ""
    if isinstance(objet, str) and isinstance(identifiant, str):
        st.session_state[_TOUT] = session.select(objet, identifiant, donnees)


def _build_config(donnees: Donnees) -> dict[str, Any]:
    """Return the engine's settings: the same during a visit, or the frame would be rebuilt."""
    topologie = Path(donnees.decoupages.manifeste.topologie)
    dossier = find_geodata(os.environ) / topologie.parent
    return build_config(
        donnees.decoupages,
        topologie=_serve("geodata", dossier) + topologie.name,
        tuiles=find_fond(os.environ),
    )


def _find_ressources() -> Ressources:
    leaflet = _serve("leaflet", Path(xstatic.pkg.leaflet.BASE_DIR))
    moteur = _serve("moteur", _MOTEUR)
    return Ressources(
        scripts=(f"{leaflet}leaflet.js", f"{moteur}moteur.js?v={_hash('moteur.js')}"),
        styles=(f"{leaflet}leaflet.css", f"{moteur}moteur.css?v={_hash('moteur.css')}"),
    )


@st.cache_resource(show_spinner=False)
def _serve(nom: str, dossier: Path) -> str:
    """Serve a folder beside the map's own frame; return its address, relative to that frame.

    Relative, so that it holds under any base path of a reverse proxy.
    """
    declare_component(nom, path=str(dossier))
    return f"../{__name__}.{nom}/"


@st.cache_resource(show_spinner=False)
def _hash(fichier: str) -> str:
    """Name one content: the browser keeps a file until its address changes."""
    return hashlib.sha256((_MOTEUR / fichier).read_bytes()).hexdigest()[:10]
