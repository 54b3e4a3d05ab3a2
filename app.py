"""The frame of the app: settings, navigation, and the page asked for."""

import streamlit as st

from carto_ess.ui.apercu import render_apercu
from carto_ess.ui.donnees import is_base_absent
from carto_ess.ui.habillage import ICONE, render_cadre, render_mentions
from carto_ess.ui.html import render_alerte
from carto_ess.ui.identite import is_agent
from carto_ess.ui.menu import wants_menu
from carto_ess.ui.pages.carte import keep_page_carte, render_page_carte
from carto_ess.ui.titres import SITE

st.set_page_config(page_title=SITE, page_icon=str(ICONE), layout="wide")
carte = st.Page("pages/carte.py", title="Carte", default=True)
pages = [
    carte,
    st.Page("pages/territoires.py", title="Territoires à couvrir"),
    st.Page("pages/fiches.py", title="Fiches"),
    st.Page("pages/cooperer.py", title="Coopérer"),
    st.Page("pages/territoire.py", title="Page pour le conseil"),
    st.Page("pages/comparer.py", title="Comparer"),
    st.Page("pages/referentiel.py", title="Référentiel"),
    st.Page("pages/a-propos.py", title="À propos"),
    st.Page(
        "pages/atelier.py", title="Atelier",
        visibility="visible" if is_agent() else "hidden",
    ),
    st.Page("pages/proposer.py", title="Proposer", visibility="hidden"),
]  # fmt: skip
page = st.navigation(pages, position="top" if wants_menu(pages) else "hidden")
render_cadre()
render_apercu()
if is_base_absent():
    render_alerte(
        "La base du référentiel ne répond pas : la dernière version reçue reste affichée, "
        "et rien ne peut être enregistré pour le moment."
    )
place = st.container(key="place_carte")  # of the app: what its page draws goes with its page
if page is not carte:
    with place:
        keep_page_carte()
page.run()
if page is carte:
    with place:
        render_page_carte()
render_mentions()
