"""The one maker of Jinja environments: every value is escaped, a missing one is an error."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined

from carto_ess.francais import count, number, percent
from carto_ess.referentiel.fiche import NATURES, SANS_AUCUNE_FICHE
from carto_ess.referentiel.type_cooperation import TYPES, TYPES_COURTS
from carto_ess.style import FORMES, PALETTE, STYLES
from carto_ess.territoire.niveau import NIVEAUX


def make_environnement(
    paquet: str, *, autoescape: bool | Callable[[str | None], bool] = True
) -> Environment:
    """Return an environment over the folder ``gabarits`` of `paquet`, with the words all share.

    Templates call ``compte``, ``part`` and the filter ``nombre``; ``types``, ``niveaux`` and
    ``natures`` give French words, ``sans_aucune_fiche`` the sentence of an empty référentiel,
    ``styles``, ``formes`` and ``palette`` colours and glyphs.
    """
    environnement = Environment(
        loader=PackageLoader(paquet, "gabarits"),
        autoescape=autoescape,  # noqa: S701 -- true, or by the file's ending
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environnement.globals.update(
        types=TYPES,
        types_courts=TYPES_COURTS,
        niveaux=NIVEAUX,
        natures=NATURES,
        sans_aucune_fiche=SANS_AUCUNE_FICHE,
        styles=STYLES,
        formes=FORMES,
        palette=PALETTE,
        compte=count,
        nombre=number,
        part=percent,
    )
    environnement.filters["nombre"] = number
    return environnement
