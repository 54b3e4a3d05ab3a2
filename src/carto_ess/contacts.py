"""Contacts that an administrator hides everywhere at once: screens, exports, prints.

They are taken out where a référentiel is read for the public, so that nothing further on can show
one. What checks and publishes a référentiel reads it whole: hiding must never lose a contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from carto_ess._errors import CartoEssError
from carto_ess.decoupage import Decoupages
from carto_ess.fiche import Fiche
from carto_ess.lieux import find_referentiel
from carto_ess.referentiel import Referentiel, read_referentiel

VARIABLE = "CARTO_ESS_SANS_CONTACTS"
"""Environment variable: ``1`` hides every contact, ``0`` or nothing shows them."""

MASQUE = "[contact masqué]"
"""What is read in a text where a contact of the same fiche stood."""

_VALEURS = {"": False, "0": False, "1": True}


def are_contacts_hidden(environ: Mapping[str, str]) -> bool:
    """Tell whether the administrator hides contacts.

    Raises
    ------
    CartoEssError
        The variable holds another value: a mistyped « oui » must not show what it should hide.
    """
    valeur = environ.get(VARIABLE, "").strip()
    if valeur not in _VALEURS:
        raise CartoEssError(
            f"{VARIABLE} vaut « {valeur[:40]} », attendu : 1 (contacts masqués), 0 ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return _VALEURS[valeur]


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


def read_public(environ: Mapping[str, str], decoupages: Decoupages) -> Referentiel:
    """Read the référentiel as the public may see it: what every screen, export and print shows.

    Raises
    ------
    CartoEssError
        It cannot be read, holds faults, or the variable is wrong.
    """
    masques = are_contacts_hidden(environ)
    referentiel = read_referentiel(find_referentiel(environ), decoupages)
    return hide_contacts(referentiel) if masques else referentiel
