"""The portrait of a territory, on screen and as one A4 page."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.territoire import render_page_territoire
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="territoire")
render_page_territoire()
