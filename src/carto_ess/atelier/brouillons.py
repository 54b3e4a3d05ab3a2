"""The draft of each officer: kept at each field left, found again after a reload or a crash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select

from carto_ess._errors import CartoEssError
from carto_ess.atelier.base import Base
from carto_ess.atelier.chantier import Chantier, open_chantier
from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.tables import BROUILLONS
from carto_ess.referentiel.depot import FICHIERS


def read_brouillon(base: Base, auteur: Personne) -> Chantier | None:
    """Return the draft of `auteur`, ``None`` when there is none.

    Raises
    ------
    DroitError
        The person is no officer.
    """
    auteur.require(Role.RELECTEUR)
    b = BROUILLONS.c
    demande = select(b.fiches, b.couvertures, b.depuis).where(b.auteur == auteur.nom)
    with base.lire() as connexion:
        lu = connexion.execute(demande).first()
    if lu is None:
        return None
    tables = {nom: texte.encode("utf-8-sig") for nom, texte in zip(FICHIERS, lu[:2], strict=True)}
    try:
        return open_chantier(tables, lu[2])
    except CartoEssError:
        return None  # written by a release whose columns were others


def save_brouillon(base: Base, auteur: Personne, chantier: Chantier, date: dt.datetime) -> None:
    """Keep `chantier` as the draft of `auteur`, in place of the one before.

    Raises
    ------
    DroitError
        The person is no officer.
    """
    auteur.require(Role.RELECTEUR)
    tables = chantier.write()
    fiches, couvertures = (tables[nom].decode("utf-8-sig") for nom in FICHIERS)
    with base.ecrire() as connexion:
        connexion.execute(delete(BROUILLONS).where(BROUILLONS.c.auteur == auteur.nom))
        connexion.execute(
            insert(BROUILLONS).values(
                auteur=auteur.nom,
                depuis=chantier.depuis,
                date=date,
                fiches=fiches,
                couvertures=couvertures,
            )
        )


def erase_brouillon(base: Base, auteur: Personne) -> None:
    """Forget the draft of `auteur`.

    Raises
    ------
    DroitError
        The person is no officer.
    """
    auteur.require(Role.RELECTEUR)
    with base.ecrire() as connexion:
        connexion.execute(delete(BROUILLONS).where(BROUILLONS.c.auteur == auteur.nom))
