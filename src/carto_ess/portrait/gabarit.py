"""Templates of what is printed or sent: HTML and SVG that escape every value, plain text."""

from __future__ import annotations

import base64
from functools import cache

from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from carto_ess.gabarit import make_environnement


def render_imprime(nom: str, **valeurs: object) -> Markup:
    """Return the template `nom` with `valeurs`, escaped in HTML and SVG, as they are in text.

    The result is markup: another template takes it as it is.
    """
    return Markup(_environnement().get_template(nom).render(valeurs))  # noqa: S704 -- autoescaped


def read_gabarit(nom: str) -> str:
    """Return the text of a file of the folder of templates, unrendered."""
    environnement = _environnement()
    assert environnement.loader is not None  # noqa: S101 -- for the type checker
    return environnement.loader.get_source(environnement, nom)[0]


@cache
def _environnement() -> Environment:
    environnement = make_environnement(
        "carto_ess.portrait", autoescape=select_autoescape(["html", "svg"], default=False)
    )
    environnement.filters["base64"] = lambda texte: base64.b64encode(str(texte).encode()).decode()
    return environnement
