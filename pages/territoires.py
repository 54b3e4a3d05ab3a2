"""Territories to cover: gaps by EPCI, Pays or commune, and who could extend there."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.territoires import render_page_territoires
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="territoires")
render_page_territoires()
