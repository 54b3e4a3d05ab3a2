"""What the first page is called, read from its address before any script runs."""

from __future__ import annotations

from urllib.parse import parse_qs

from carto_ess._errors import CartoEssError
from carto_ess.ui.donnees import load_publiees
from carto_ess.ui.titres import Titre, describe_address, describe_bare

_CHAMPS_MAX = 300
"""Parameters read of one address: the page itself says what it leaves out."""


def name_page(chemin: str, requete: str) -> Titre:
    """Return the title and the description of an address; those of the page when it says no more.

    Data that cannot be read are told of on the page, which has its own name all the same.
    """
    page = chemin.strip("/")
    try:
        params = parse_qs(requete, max_num_fields=_CHAMPS_MAX)
        return describe_address(load_publiees(), page, params) if params else describe_bare(page)
    except (CartoEssError, ValueError):
        return describe_bare(page)
