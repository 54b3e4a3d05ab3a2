"""The officers' workshop: edit, answer proposals, publish, go back."""

import streamlit as st

from carto_ess.ui.pages.atelier.page import render_page_atelier
from carto_ess.ui.titres import title_page

st.set_page_config(page_title=title_page("atelier"))
render_page_atelier()
