"""About: sources, what is approximate, accessibility, personal data, how to embed and to cite."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.a_propos import render_page_a_propos
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="a_propos")
render_page_a_propos()
