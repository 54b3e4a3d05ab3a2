"""The journal of the workshop: which officer did what, and when; no reader, no author is in it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, desc, func, insert, select

from carto_ess.atelier.base import Base
from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.tables import JOURNAL


class Ecriture(NamedTuple):
    """One line of the journal; ``date`` is aware, in UTC."""

    date: dt.datetime
    auteur: str
    acte: str
    objet: str


def note_acte(
    connexion: Connection, auteur: Personne, date: dt.datetime, acte: str, objet: str
) -> None:
    """Write a line, in the transaction of the act itself."""
    connexion.execute(
        insert(JOURNAL).values(date=date, auteur=auteur.nom, acte=acte, objet=objet[:200])
    )


def read_journal(base: Base, lecteur: Personne, *, nombre: int = 200) -> tuple[Ecriture, ...]:
    """Return the last lines, the newest first.

    Raises
    ------
    DroitError
        The person is no officer.
    """
    lecteur.require(Role.RELECTEUR)
    colonnes = (JOURNAL.c.date, JOURNAL.c.auteur, JOURNAL.c.acte, JOURNAL.c.objet)
    demande = select(*colonnes).order_by(desc(JOURNAL.c.rang)).limit(nombre)
    with base.lire() as connexion:
        return tuple(Ecriture(*ligne) for ligne in connexion.execute(demande))


QUITTER = "quitter"


def leave_atelier(base: Base, personne: Personne, date: dt.datetime) -> None:
    """Note that an officer logged out: logins that began before are over, wherever they are.

    Raises
    ------
    DroitError
        The person is no officer.
    """
    personne.require(Role.RELECTEUR)
    with base.ecrire() as connexion:
        note_acte(connexion, personne, date, QUITTER, "")


def find_departure(base: Base, nom: str) -> dt.datetime | None:
    """Return when the officer of that name last logged out."""
    demande = select(func.max(JOURNAL.c.date)).where(
        JOURNAL.c.auteur == nom, JOURNAL.c.acte == QUITTER
    )
    with base.lire() as connexion:
        date: dt.datetime | None = connexion.execute(demande).scalar()
    return date
