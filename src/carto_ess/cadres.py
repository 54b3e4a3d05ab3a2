"""Sites that may show the app inside a page of theirs; none but its own unless one is named."""

from __future__ import annotations

import re
from collections.abc import Mapping

from carto_ess._errors import CartoEssError

_ORIGINE = re.compile(r"https?://(\*\.)?[\w.-]+(:(\d+|\*))?")


def find_cadres(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the origins that ``CARTO_ESS_CADRES`` names, separated by spaces.

    Raises
    ------
    CartoEssError
        One of them is no origin: anything else could change the policy it is written into.
    """
    origines = tuple(environ.get("CARTO_ESS_CADRES", "").split())
    for origine in origines:
        if not _ORIGINE.fullmatch(origine):
            raise CartoEssError(
                f"CARTO_ESS_CADRES contient « {origine} », attendu : des adresses de sites "
                "séparées par des espaces, comme https://intranet.exemple.fr. Corrigez la "
                "variable et relancez l’application."
            )
    return origines
