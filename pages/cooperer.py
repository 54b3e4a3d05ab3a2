"""The guide: why and how to cooperate, with whom, and which form suits a project."""

from carto_ess.guide.projet import PARAMETRES
from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.pages.cooperer import render_page_cooperer
from carto_ess.ui.session import open_vue

open_vue(load_donnees(), page="cooperer", propres=PARAMETRES)
render_page_cooperer()
