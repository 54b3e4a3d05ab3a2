"""What a reader proposes: a correction of a fiche, or a cooperation to record."""

from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.proposer import render_page_proposer
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="proposer")
render_page_proposer()
