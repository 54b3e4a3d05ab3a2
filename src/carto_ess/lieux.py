"""Where the app, its geodata and its référentiel are: in a checkout, or inside the wheel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from carto_ess._errors import CartoEssError

_PAQUET = Path(__file__).resolve().parent


@cache
def find_site() -> Path:
    """Return the folder that holds ``app.py``, ``pages/`` and ``geodata/``.

    Raises
    ------
    CartoEssError
        Neither the checkout nor the installed package holds them.
    """
    for dossier in (_PAQUET.parents[1], _PAQUET / "_site"):
        if (dossier / "app.py").is_file() and (dossier / "geodata").is_dir():
            return dossier
    raise CartoEssError(
        "L’application est introuvable à côté du paquet carto_ess. "
        "Réinstallez-la : pip install --force-reinstall ."
    )


def find_geodata(environ: Mapping[str, str]) -> Path:
    """Return the geodata folder: ``CARTO_ESS_GEODATA``, or the one that comes with the app."""
    choisi = environ.get("CARTO_ESS_GEODATA")
    return Path(choisi) if choisi else find_site() / "geodata"


def find_referentiel(environ: Mapping[str, str]) -> Path:
    """Return the référentiel: ``CARTO_ESS_REFERENTIEL``, or the one inside the geodata folder."""
    choisi = environ.get("CARTO_ESS_REFERENTIEL")
    return Path(choisi) if choisi else find_geodata(environ) / "referentiel"


def find_schema() -> Path:
    """Return the published schema of a référentiel: it goes with this version of the app."""
    return find_site() / "geodata" / "referentiel" / "datapackage.json"
