"""The tables of the workshop's database, as the last migration leaves them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Dialect, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[dt.datetime]):
    """An aware time, kept as text in UTC: the same on both databases, read by a person."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """Return the text of a time."""
        del dialect
        return None if value is None else value.astimezone(dt.UTC).isoformat(timespec="seconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        """Return the time of a text."""
        del dialect
        return None if value is None else dt.datetime.fromisoformat(value)


META = MetaData()

VERSIONS = Table(
    "versions",
    META,
    Column("numero", Integer, primary_key=True, autoincrement=False),
    Column("date", Instant, nullable=False),
    Column("auteur", String(200), nullable=False),
    Column("raison", Text, nullable=False),
    Column("fiches", Text, nullable=False),
    Column("couvertures", Text, nullable=False),
)
"""``fiches`` and ``couvertures`` hold the whole tables, in the CSV of a folder."""

JOURNAL = Table(
    "journal",
    META,
    Column("rang", Integer, primary_key=True, autoincrement=True),
    Column("date", Instant, nullable=False),
    Column("auteur", String(200), nullable=False),
    Column("acte", String(40), nullable=False),
    Column("objet", String(200), nullable=False),
)
"""What officers did: their name, the act, what it was done to; nothing of anyone else."""

PROPOSITIONS = Table(
    "propositions",
    META,
    Column("numero", Integer, primary_key=True, autoincrement=True),
    Column("date", Instant, nullable=False),
    Column("etat", String(20), nullable=False),
    Column("fiche", String(80), nullable=False),
    Column("structure", String(300), nullable=False),
    Column("mots", Text, nullable=False),
    Column("changements", Text, nullable=False),
    Column("courriel", String(254)),
    Column("reponse", Text, nullable=False),
    Column("traitee_le", Instant),
    Column("traitee_par", String(200), nullable=False),
    Index("ix_propositions_etat", "etat", "date"),
)
"""``fiche`` is empty for a cooperation not recorded yet; ``changements`` is JSON, column → value;
``courriel`` is emptied when the proposal is answered."""

BROUILLONS = Table(
    "brouillons",
    META,
    Column("auteur", String(200), primary_key=True),
    Column("depuis", Integer, nullable=False),
    Column("date", Instant, nullable=False),
    Column("fiches", Text, nullable=False),
    Column("couvertures", Text, nullable=False),
)
"""One draft per person: the tables as they are being changed, faults and all; ``depuis`` is the
version that they were made from."""
