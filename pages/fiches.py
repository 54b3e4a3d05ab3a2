"""The fiches: list, search, and each one on its own page."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.fiches import render_page_fiches
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="fiches")
render_page_fiches()
