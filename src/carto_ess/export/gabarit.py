"""Templates of the exports: HTML and XML that escape every value, JSON that no script can close."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from carto_ess.gabarit import make_environnement


def render_export(nom: str, **valeurs: object) -> str:
    """Return the template `nom` with `valeurs`, all of them escaped."""
    return _environnement().get_template(nom).render(valeurs)


@cache
def _environnement() -> Environment:
    environnement = make_environnement("carto_ess.export")
    environnement.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "allow_nan": False,
        "separators": (",", ":"),
    }
    return environnement
