"""The database of the workshop: SQLite or PostgreSQL, opened, brought up to date, said in French.

Writing is one at a time on both: ``BEGIN IMMEDIATE`` for SQLite, an advisory lock that ends with
the transaction for PostgreSQL. What stops in the middle of a transaction has written nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from carto_ess._errors import BaseAbsenteError
from carto_ess.fichier import explain_oserror

_VERROU = 0x4553_5331
"""The advisory lock of PostgreSQL that every writing takes."""

_ATTENTE = 10
"""Seconds that a writing waits for another one to end, and a connection for its server."""

_PILOTES = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class Base:
    """A database at an address of SQLAlchemy; `lire` and `ecrire` open a transaction each."""

    def __init__(self, adresse: str) -> None:
        self.url = _parse(adresse)
        self.moteur = _make_engine(self.url)

    @property
    def nom(self) -> str:
        """Where it is, as a person is told: its address without its password."""
        if self.url.get_backend_name() == "sqlite":
            return str(self.url.database)
        return self.url.render_as_string(hide_password=True).replace("+psycopg", "")

    @contextmanager
    def lire(self) -> Iterator[Connection]:
        """Yield a connection that sees one state.

        Raises
        ------
        BaseAbsenteError
            The database does not answer, or refuses.
        """
        try:
            with self._connect() as connexion:
                yield connexion
        except (SQLAlchemyError, sqlite3.Error) as erreur:
            raise self._explain(erreur) from erreur

    @contextmanager
    def ecrire(self) -> Iterator[Connection]:
        """Yield the one connection that writes; all of it is written, or nothing.

        Raises
        ------
        BaseAbsenteError
            The database does not answer, or refuses; nothing was written.
        """
        try:
            with self._connect(ecriture=True) as connexion, connexion.begin():
                if connexion.dialect.name == "postgresql":
                    connexion.execute(text(f"SET LOCAL lock_timeout = '{_ATTENTE}s'"))
                    connexion.execute(text(f"SELECT pg_advisory_xact_lock({_VERROU})"))
                yield connexion
        except (SQLAlchemyError, sqlite3.Error) as erreur:
            raise self._explain(erreur) from erreur

    def _connect(self, *, ecriture: bool = False) -> Connection:
        return self.moteur.connect().execution_options(ecriture=ecriture)

    def _explain(self, erreur: Exception) -> BaseAbsenteError:
        return BaseAbsenteError(
            f"La base {self.nom} ne répond pas comme attendu ({_find_reason(erreur)}). Rien n’a "
            "été enregistré et rien n’est perdu : vérifiez qu’elle est en marche et qu’il y reste "
            "de la place, puis recommencez."
        )


@cache
def open_base(adresse: str) -> Base:
    """Return the database of an address, made and brought up to date; once for a process.

    Raises
    ------
    BaseAbsenteError
        It cannot be had, or a newer version of the app already changed it.
    """
    base = Base(adresse)
    _create_file(base)
    with base.ecrire() as connexion:
        migrate(connexion, base.nom)
    return base


def migrate(connexion: Connection, nom: str, vers: str = "head") -> None:
    """Bring the tables up to `vers` inside the transaction of `connexion`.

    Raises
    ------
    BaseAbsenteError
        A newer version of the app has changed them since.
    """
    configuration = Config()
    configuration.set_main_option("script_location", "carto_ess.atelier:migrations")
    scripts = ScriptDirectory.from_config(configuration)
    actuelle = MigrationContext.configure(connexion).get_current_revision()
    if actuelle == scripts.get_current_head():
        return
    if actuelle and actuelle not in {s.revision for s in scripts.walk_revisions()}:
        raise BaseAbsenteError(
            f"La base {nom} a été mise à jour par une version plus récente de l’application "
            f"(« {actuelle[:40]} »). Rien n’y a été changé : mettez cette application à jour aussi."
        )
    configuration.attributes["connexion"] = connexion
    command.upgrade(configuration, vers)


def _parse(adresse: str) -> URL:
    try:
        url = make_url(adresse)
    except ArgumentError as erreur:
        raise _refuse() from erreur
    pilote = _PILOTES.get(url.get_backend_name())
    if pilote is None or not url.database or url.database == ":memory:":
        raise _refuse()
    return url.set(drivername=pilote)


def _refuse() -> BaseAbsenteError:
    return BaseAbsenteError(  # what came may hold a password
        "CARTO_ESS_BASE n’est pas une adresse de base ; attendu : sqlite:////chemin/atelier.sqlite "
        "ou postgresql://nom:motdepasse@machine/base. Corrigez la variable et relancez."
    )


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _make_sqlite(Path(str(url.database)).resolve())
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=_ATTENTE,
        connect_args={"connect_timeout": 3, "application_name": "carto-ess"},
    )


def _make_sqlite(fichier: Path) -> Engine:
    """Return the engine of a file; ``mode=rw`` never makes an empty one where it is gone."""

    def connect() -> sqlite3.Connection:
        """Open the file; what it says written is on the disk."""
        connexion = sqlite3.connect(
            f"{fichier.as_uri()}?mode=rw",
            uri=True,
            timeout=_ATTENTE,
            isolation_level=None,
            check_same_thread=False,
        )
        connexion.execute("PRAGMA synchronous = FULL")
        return connexion

    moteur = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(moteur, "checkout")
    def check(_: object, fiche: ConnectionPoolEntry, __: object) -> None:
        """Let go a connection to a file that was moved, taken away or put back since."""
        vu = fiche.info.setdefault("fichier", _identify(fichier))
        if vu != _identify(fichier):
            raise DisconnectionError

    @event.listens_for(moteur, "begin")
    def begin(connexion: Connection) -> None:
        """Begin: who will write waits for its turn now, not at its first write."""
        ecrit = connexion.get_execution_options().get("ecriture")
        connexion.exec_driver_sql("BEGIN IMMEDIATE" if ecrit else "BEGIN")

    return moteur


def _identify(fichier: Path) -> tuple[int, int] | None:
    try:
        etat = fichier.stat()
    except OSError:
        return None
    return etat.st_dev, etat.st_ino


def _create_file(base: Base) -> None:
    """Make the file of SQLite where there is none: readers then never wait for a writer (WAL)."""
    if base.url.get_backend_name() != "sqlite":
        return
    fichier = Path(str(base.url.database))
    try:
        fichier.parent.mkdir(parents=True, exist_ok=True)
        connexion = sqlite3.connect(fichier, timeout=_ATTENTE)
        try:
            connexion.execute("PRAGMA journal_mode = WAL")
        finally:
            connexion.close()
        fichier.chmod(0o600)
    except (OSError, sqlite3.Error) as erreur:
        raise BaseAbsenteError(
            f"Le fichier {fichier} ne peut pas être ouvert ({_find_reason(erreur)}). Vérifiez le "
            "chemin, les droits d’écriture et la place disponible, ou donnez-en un autre à "
            "CARTO_ESS_BASE."
        ) from erreur


_RAISONS = {
    "SQLITE_FULL": "plus de place sur le disque",
    "SQLITE_IOERR": "le disque refuse de lire ou d’écrire",
    "SQLITE_CANTOPEN": "le fichier n’existe pas ou ne s’ouvre pas",
    "SQLITE_READONLY": "écriture refusée",
    "SQLITE_NOTADB": "ce fichier n’est pas une base SQLite",
    "SQLITE_CORRUPT": "le fichier est abîmé",
    "SQLITE_BUSY": "un autre programme y écrit depuis trop longtemps",
    "53100": "plus de place sur le disque",
    "55P03": "un autre programme y écrit depuis trop longtemps",
    "28": "nom ou mot de passe refusé",
    "25006": "écriture refusée",
    "42501": "droits insuffisants",
    "57P": "elle s’arrête ou démarre",
    "3D000": "elle n’existe pas",
}
"""By the beginning of SQLite's name of an error, or of PostgreSQL's code."""


def _find_reason(erreur: Exception) -> str:
    """Say in French why a database refused; of what is rare its kind only, never what was sent."""
    if isinstance(erreur, PoolTimeoutError):
        return "trop de demandes à la fois"
    if isinstance(erreur, OSError):
        return explain_oserror(erreur)
    origine: object = getattr(erreur, "orig", None) or erreur
    code = getattr(origine, "sqlite_errorname", None) or getattr(origine, "sqlstate", None)
    if code is None:
        return "connexion impossible" if isinstance(erreur, OperationalError) else _name(origine)
    for debut, raison in _RAISONS.items():
        if code.startswith(debut):
            return raison
    return f"{_name(origine)}, {code}"


def _name(erreur: object) -> str:
    return type(erreur).__name__
