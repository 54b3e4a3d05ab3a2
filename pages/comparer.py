"""Two to four territories side by side."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.comparer import render_page_comparer
from carto_ess.ui.session import open_compares

open_compares(load_donnees(), page="comparer")
render_page_comparer()
