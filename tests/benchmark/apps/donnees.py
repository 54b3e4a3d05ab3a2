"""The same data as the app, as a tutorial would load them: GeoDataFrames in degrees, cached."""

import geopandas as gpd
import pandas as pd
import streamlit as st

from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.reglages import find_geodata
from carto_ess.style import STYLES
from carto_ess.territoire.niveau import Echelle

HAUTEUR = 620
_GEODATA = find_geodata({})
_CONTOURS = _GEODATA / "contours.gpkg"
RECENT = 2026

COULEURS = {str(t): s.couleur for t, s in STYLES.items()}


@st.cache_data(show_spinner=False)
def load_communes():
    """Return communes: code_commune, nom, epci_2015, epci_2026 (SIREN), geometry in EPSG:4326."""
    communes = gpd.read_file(_CONTOURS, layer="communes").to_crs(4326)
    table = pd.read_csv(_GEODATA / "communes.csv", dtype=str)
    for millesime in (2015, RECENT):
        annee = str(millesime)
        ici = table[(table.premier <= annee) & (annee <= table.dernier)]
        sirens = ici.set_index("code_commune").siren_epci
        communes[f"epci_{millesime}"] = communes.code_commune.map(sirens)
    return communes


@st.cache_data(show_spinner=False)
def load_epci(millesime):
    """Return the EPCI of one year: siren, nom, geometry in EPSG:4326."""
    return gpd.read_file(_CONTOURS, layer=f"epci_{millesime}").to_crs(4326)


@st.cache_data(show_spinner=False)
def load_couvertures():
    """Return the outline of each fiche (EPSG:4326): id, famille (its type), structure, codes."""
    decoupages = read_decoupages(_GEODATA)
    referentiel = read_referentiel(_GEODATA / "referentiel", decoupages)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=RECENT, echelle=Echelle.PROXIMITE
    )
    communes = load_communes().set_index("code_commune").geometry
    lignes = [
        {
            "id": f.id, "famille": str(f.type), "structure": f.structure, "secteur": f.secteur,
            "codes": sorted(codes), "geometry": communes.loc[sorted(codes)].union_all(),
        }
        for f in referentiel.fiches
        if (codes := matrice.communes_of(f.id))
    ]  # fmt: skip
    return gpd.GeoDataFrame(lignes, crs=4326)


def choose_epci():
    """Draw the two filters every variant has; return the year and the SIREN chosen, or None."""
    millesime = st.radio("Périmètres", [RECENT, 2015], horizontal=True)
    epci = load_epci(millesime)
    noms = dict(zip(epci.siren, epci.nom, strict=True))
    choix = st.selectbox("EPCI", list(noms), index=None, format_func=noms.get)
    return millesime, choix


def select_layers(millesime, choix):
    """Return communes, EPCI and outlines that the filter keeps."""
    communes, epci, couvertures = load_communes(), load_epci(millesime), load_couvertures()
    if choix is not None:
        communes = communes[communes[f"epci_{millesime}"] == choix]
        epci = epci[epci.siren == choix]
        codes = set(communes.code_commune)
        couvertures = couvertures[couvertures.codes.map(lambda c: not codes.isdisjoint(c))]
    return communes, epci, couvertures


def render_panel(commune, couvertures, millesime, choix):
    """Write what covers the commune clicked, or how many fiches the view holds."""
    if commune is None:
        titre, siennes = f"Vue d’ensemble {choix or ''}", couvertures
    else:
        titre = commune
        code = load_communes().set_index("nom").code_commune[commune]
        siennes = couvertures[couvertures.codes.map(lambda c: code in c)]
    liste = "".join(f"<li>{f.structure} ({f.famille})</li>" for f in siennes.itertuples())
    st.html(f"<section class='panneau'><h2>{titre} ({millesime})</h2><ul>{liste}</ul></section>")
