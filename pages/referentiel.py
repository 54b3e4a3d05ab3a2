"""The référentiel: its model, the check of a file, the preview before it is published."""

from carto_ess._errors import CartoEssError
from carto_ess.ui.apercu import current_apercu
from carto_ess.ui.donnees import load_donnees, load_publie
from carto_ess.ui.pages.referentiel import render_page_referentiel
from carto_ess.ui.session import open_vue


def is_readable() -> bool:
    """Tell whether there are fiches to show: this page is also where faulty ones are repaired."""
    try:
        return current_apercu() is not None or bool(load_publie().fiches)
    except CartoEssError:
        return False


if is_readable():
    open_vue(load_donnees(), page="referentiel")
render_page_referentiel()
