"""Contacts that an administrator hides everywhere at once: screens, exports, prints.

They are taken out where a référentiel is read for the public, so that nothing further on can show
one. What checks and publishes a référentiel reads it whole: hiding must never lose a contact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel

MASQUE = "[contact masqué]"
"""What is read in a text where a contact of the same fiche stood."""


def hide_contacts(referentiel: Referentiel) -> Referentiel:
    """Return `referentiel` without any phone, e-mail or site, and marked as such."""
    fiches = tuple(map(strip_contacts, referentiel.fiches))
    return replace(referentiel, fiches=fiches, contacts_masques=True)


def strip_contacts(fiche: Fiche) -> Fiche:
    """Return `fiche` without contacts, in its texts and the source of its point as well."""
    point = fiche.point
    contacts = (*fiche.telephones, *fiche.courriels, *fiche.sites)
    if point and any(contact in point.source for contact in contacts):
        point = replace(point, source="")
    return replace(
        fiche,
        telephones=(),
        courriels=(),
        sites=(),
        point=point,
        origine=_blot(fiche.origine, contacts),
        composition=_blot(fiche.composition, contacts),
        enjeux=_blot(fiche.enjeux, contacts),
        travailler_ensemble=_blot(fiche.travailler_ensemble, contacts),
    )


def _blot(texte: str, contacts: Iterable[str]) -> str:
    """Write `MASQUE` over each of `contacts` in `texte`, sites without their scheme too."""
    formes = {forme for c in contacts for forme in (c, c.partition("://")[2].rstrip("/")) if forme}
    for forme in sorted(formes, key=len, reverse=True):
        texte = texte.replace(forme, MASQUE)
    return texte
