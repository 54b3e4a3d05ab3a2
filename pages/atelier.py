"""The officers' workshop: edit, answer proposals, publish, go back."""

from carto_ess.ui.pages.atelier.page import render_page_atelier

render_page_atelier()
