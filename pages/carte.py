"""The map: filters, territory, panel, and the same rows as a table; `app.py` draws them."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="carte")
