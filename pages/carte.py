"""The map: filters, territory, panel, and the same rows as a table."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.carte import render_page_carte
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="carte")
render_page_carte()
