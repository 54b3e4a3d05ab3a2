"""Whom a reader writes to: corrections, accessibility, the right to object."""

from __future__ import annotations

from collections.abc import Mapping

from carto_ess._errors import CartoEssError
from carto_ess.saisie import is_courriel


def find_contact(environ: Mapping[str, str]) -> str | None:
    """Return the e-mail address of ``CARTO_ESS_CONTACT``, ``None`` when none was set.

    Raises
    ------
    CartoEssError
        The variable holds no well-formed address.
    """
    courriel = environ.get("CARTO_ESS_CONTACT", "").strip()
    if courriel and not is_courriel(courriel):
        raise CartoEssError(
            f"CARTO_ESS_CONTACT vaut « {courriel} », attendu : une adresse électronique ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return courriel or None
