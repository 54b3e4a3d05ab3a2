"""The frame of the app: settings, navigation, and the page asked for."""

import streamlit as st

from carto_ess.ui.apercu import render_apercu
from carto_ess.ui.cadre import ICONE, render_cadre, render_mentions

st.set_page_config(page_title="Coopérations ESS", page_icon=str(ICONE), layout="wide")
page = st.navigation(
    [
        st.Page("pages/carte.py", title="Carte", icon=":material/map:", default=True),
        st.Page("pages/territoires.py", title="Territoires à couvrir", icon=":material/grid_off:"),
        st.Page("pages/fiches.py", title="Fiches", icon=":material/view_agenda:"),
        st.Page("pages/cooperer.py", title="Coopérer", icon=":material/handshake:"),
        st.Page(
            "pages/territoire.py",
            title="Portrait",
            icon=":material/article:",
            url_path="territoire",
        ),
        st.Page(
            "pages/referentiel.py",
            title="Référentiel",
            icon=":material/table_view:",
            url_path="referentiel",
        ),
        st.Page("pages/a-propos.py", title="À propos", icon=":material/info:"),
    ],
    position="top",
)
render_cadre()
render_apercu()
page.run()
render_mentions()
