"""Templates of the exports: HTML and XML that escape every value, JSON that no script can close."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from carto_ess import libelles
from carto_ess.style import PALETTE, STYLES


def render_export(nom: str, **valeurs: object) -> str:
    """Return the template `nom` with `valeurs`, all of them escaped."""
    return _environnement().get_template(nom).render(valeurs)


@cache
def _environnement() -> Environment:
    environnement = Environment(
        loader=PackageLoader("carto_ess.export", "gabarits"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environnement.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "allow_nan": False,
        "separators": (",", ":"),
    }
    environnement.globals.update(
        types=libelles.TYPES,
        styles=STYLES,
        palette=PALETTE,
        compte=libelles.count,
        nombre=libelles.number,
    )
    return environnement
