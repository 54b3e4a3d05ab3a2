"""A référentiel in a database, with all its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable

from sqlalchemy import Connection, desc, func, insert, select

from carto_ess._errors import ReferentielError
from carto_ess.atelier.base import Base
from carto_ess.atelier.journal import note_acte
from carto_ess.atelier.registre import (
    Acte,
    Tables,
    Version,
    parse_tables,
    refuse_numero,
    refuse_stale,
    write_tables,
)
from carto_ess.atelier.tables import VERSIONS
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.territoire.decoupage import Decoupages

_ENTETE = (VERSIONS.c.numero, VERSIONS.c.date, VERSIONS.c.auteur, VERSIONS.c.raison)


class RegistreBase:
    """The référentiel of a `Base`; its first version must have been written (`begin`)."""

    def __init__(self, base: Base) -> None:
        self.base = base

    @property
    def lieu(self) -> str:
        """The address of the base, without its password."""
        return self.base.nom

    @property
    def cle(self) -> Hashable:
        """The address of the base, without its password."""
        return self.base.nom

    def begin(self, tables: Tables, raison: str, maintenant: dt.datetime) -> bool:
        """Write the first version where there is none; tell whether it was written."""
        with self.base.ecrire() as connexion:
            if _read_numero(connexion):
                return False
            _insert(connexion, Version(1, maintenant, "", raison), tables)
            return True

    def sign(self) -> Hashable:
        """Return the number of the version in place."""
        with self.base.lire() as connexion:
            return _read_numero(connexion)

    def read(self, decoupages: Decoupages) -> Referentiel:
        """Return the référentiel in place; see `Registre.read`."""
        referentiel = parse_tables(self.read_tables(), decoupages)
        if referentiel.fautes:
            raise ReferentielError(referentiel.fautes)
        return referentiel

    def list_versions(self) -> tuple[Version, ...]:
        """Return all versions, the one in place first."""
        with self.base.lire() as connexion:
            lignes = connexion.execute(select(*_ENTETE).order_by(desc(VERSIONS.c.numero)))
            return tuple(Version(*ligne) for ligne in lignes)

    def read_tables(self, numero: int | None = None) -> Tables:
        """Return the tables of a version; see `Registre.read_tables`."""
        demande = select(VERSIONS.c.fiches, VERSIONS.c.couvertures)
        if numero is None:
            demande = demande.order_by(desc(VERSIONS.c.numero)).limit(1)
        else:
            demande = demande.where(VERSIONS.c.numero == numero)
        with self.base.lire() as connexion:
            lue = connexion.execute(demande).first()
        if lue is None:
            raise refuse_numero(numero or 0, self.list_versions())
        return {nom: texte.encode("utf-8-sig") for nom, texte in zip(FICHIERS, lue, strict=True)}

    def publish(
        self,
        fiches: tuple[Fiche, ...],
        decoupages: Decoupages,
        acte: Acte,
        *,
        depuis: int | None = None,
    ) -> Version:
        """Write a version; see `Registre.publish`."""
        acte.check()
        tables = write_tables(fiches, decoupages)
        with self.base.ecrire() as connexion:
            return publish_tables(connexion, tables, acte, depuis=depuis)


def publish_tables(
    connexion: Connection, tables: Tables, acte: Acte, *, depuis: int | None
) -> Version:
    """Write a version inside a transaction that holds other writings too.

    Raises
    ------
    DroitError
        The person may not publish.
    ConflitError
        Another version came after `depuis`.
    """
    acte.check()
    lue = connexion.execute(select(*_ENTETE).order_by(desc(VERSIONS.c.numero)).limit(1)).first()
    actuelle = Version(*lue) if lue else None
    refuse_stale(depuis, actuelle)
    numero = actuelle.numero + 1 if actuelle else 1
    version = Version(numero, acte.date, acte.auteur.nom, acte.raison.strip())
    _insert(connexion, version, tables)
    note_acte(connexion, acte.auteur, acte.date, "publier", f"version {numero}")
    return version


def _read_numero(connexion: Connection) -> int:
    return connexion.execute(select(func.max(VERSIONS.c.numero))).scalar() or 0


def _insert(connexion: Connection, version: Version, tables: Tables) -> None:
    fiches, couvertures = (tables[nom].decode("utf-8-sig") for nom in FICHIERS)
    connexion.execute(
        insert(VERSIONS).values(
            numero=version.numero,
            date=version.date,
            auteur=version.auteur,
            raison=version.raison,
            fiches=fiches,
            couvertures=couvertures,
        )
    )
