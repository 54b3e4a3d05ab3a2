"""The base itself: addresses, migrations, and whatever may happen to its server or its file."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from carto_ess._errors import BaseAbsenteError, CartoEssError
from carto_ess.atelier.base import Base, migrate, open_base
from carto_ess.atelier.ouverture import find_atelier, open_registre
from carto_ess.atelier.tables import META
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.reglages import find_base
from gens import sign
from petit_monde import GEODATA
from postgres import Grappe, running
from serveurs import find_port

SECRET = "s3same"  # noqa: S105 -- of nobody


@pytest.mark.parametrize(
    "adresse",
    ["mysql://a:s3same@b/c", "atelier.sqlite", "sqlite://", "postgresql:/x", "http://x", "sqlite:"],
)
def test_another_address_is_refused_without_being_quoted(adresse):
    with pytest.raises(CartoEssError, match="attendu") as refus:
        find_base({"CARTO_ESS_BASE": adresse})
    assert SECRET not in str(refus.value)


@pytest.mark.parametrize(
    "adresse", ["sqlite:///", "sqlite:///:memory:", "postgresql://", "sqlite:///?x"]
)
def test_an_address_without_a_base_is_refused(adresse):
    with pytest.raises(CartoEssError, match="attendu"):
        Base(adresse)


def test_no_password_is_ever_said():
    adresse = f"postgresql://carto:{SECRET}@127.0.0.1:{find_port()}/x"
    with pytest.raises(BaseAbsenteError, match="connexion impossible") as refus:
        open_base(adresse)
    assert SECRET not in str(refus.value)
    assert SECRET not in Base(adresse).nom


def test_the_tables_are_those_that_the_migrations_make(base):
    """Compare what the code believes with what is there, by Alembic's own means."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with base.lire() as connexion:
        assert compare_metadata(MigrationContext.configure(connexion), META) == []


def test_a_base_of_the_version_before_is_brought_up_to_date_with_all_it_held(
    environ, premiere, decoupages
):
    fiches = read_referentiel(premiere, decoupages).fiches
    registre = open_registre(environ)
    registre.publish(fiches, decoupages, sign("avant"))
    base = registre.base
    with base.ecrire() as connexion:
        connexion.execute(text("DROP TABLE propositions"))
        connexion.execute(text("DROP TABLE brouillons"))
        connexion.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with base.ecrire() as connexion:
        migrate(connexion, base.nom)
    assert registre.list_versions()[0].raison == "avant"
    with base.lire() as connexion:
        assert "propositions" in inspect(connexion).get_table_names()


def test_a_base_of_a_later_version_is_left_alone(base):
    with base.ecrire() as connexion:
        connexion.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BaseAbsenteError, match="plus récente"), base.ecrire() as connexion:
        migrate(connexion, base.nom)


def test_processes_that_open_an_empty_base_together_write_one_first_version(environ):
    code = (
        "import os; from carto_ess.atelier.ouverture import open_registre;"
        "print(len(open_registre(os.environ).list_versions()))"
    )
    appels = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                         env={**os.environ, **environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        for _ in range(3)
    ]  # fmt: skip
    assert [a.communicate(timeout=60)[0] for a in appels] == [b"1\n"] * 3


TUE = """
import json, os, signal, sys
from dataclasses import replace
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from carto_ess.atelier.ouverture import open_registre
from carto_ess.geodata.decoupages import read_decoupages
from gens import sign
from petit_monde import GEODATA
registre, decoupages = open_registre(os.environ), read_decoupages(Path(sys.argv[1]))
fiches = tuple(replace(f, secteur="NOUVEAU") for f in registre.read(decoupages).fiches)

def publish_until(rang):
    registre.base.moteur.dispose(close=False)
    restant = [rang]
    def tue(*_):
        if restant[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        restant[0] -= 1
    for instant in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, instant, tue)
    registre.publish(fiches, decoupages, sign())
    os._exit(0)

rang, code = 0, None
while code != 0:
    enfant = os.fork() or publish_until(rang)
    code = os.waitpid(enfant, 0)[1]
    neuves = {f.secteur == "NOUVEAU" for f in registre.read(decoupages).fiches}
    print(json.dumps([code, sorted(neuves), len(registre.list_versions())]))
    rang += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 est d’Unix")
def test_killed_between_any_two_writes_it_holds_one_version_or_the_next(environ):
    """The whole of a publication is seen, or nothing of it; the next one is not hindered."""
    environ["CARTO_ESS_REFERENTIEL"] = str(GEODATA / "referentiel")
    sortie = subprocess.run(
        [sys.executable, "-c", TUE, GEODATA],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, **environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout
    morts = [json.loads(ligne) for ligne in sortie.splitlines()]
    assert len(morts) > 6
    assert morts[:-1] == [[signal.SIGKILL, [False], 1]] * (len(morts) - 1)
    assert morts[-1] == [0, [True], 2]


def test_a_server_stopped_and_back_is_one_sentence_then_as_before(premiere):
    with running() as grappe:
        environ = {"CARTO_ESS_BASE": grappe.create("b"), "CARTO_ESS_REFERENTIEL": str(premiere)}
        registre = open_registre(environ)
        grappe.stop()
        with pytest.raises(BaseAbsenteError, match="rien n’est perdu"):
            registre.sign()
        with pytest.raises(BaseAbsenteError):
            registre.list_versions()
        grappe.start()
        assert registre.sign() == 1
        registre.base.moteur.dispose()


def test_a_file_moved_away_is_one_sentence_and_comes_back(ouvrir, tmp_path):
    environ = ouvrir("sqlite")
    registre = open_registre(environ)
    assert registre.sign() == 1
    fichier = tmp_path / "base" / "atelier.sqlite"
    fichier.rename(tmp_path / "ailleurs")
    with pytest.raises(BaseAbsenteError, match="n’existe pas"):
        registre.sign()
    assert not fichier.exists(), "une base vide a pris la place de celle qui manque"
    (tmp_path / "ailleurs").rename(fichier)
    assert registre.sign() == 1


def test_a_file_that_is_no_base_is_said(ouvrir, tmp_path):
    environ = ouvrir("sqlite")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "atelier.sqlite").write_bytes(b"%PDF-1.4" * 1000)
    with pytest.raises(BaseAbsenteError, match="pas une base SQLite"):
        find_atelier(environ)
    environ["CARTO_ESS_BASE"] = ""


PLEIN = """
import os, resource, signal, sys
from pathlib import Path
from carto_ess._errors import BaseAbsenteError
from carto_ess.atelier.ouverture import open_registre
from carto_ess.geodata.decoupages import read_decoupages
from gens import sign
from petit_monde import GEODATA
registre, decoupages = open_registre(os.environ), read_decoupages(Path(sys.argv[1]))
fiches = registre.read(decoupages).fiches
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
try:
    registre.publish(fiches, decoupages, sign())
except BaseAbsenteError as erreur:
    print(erreur)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
print(registre.sign(), len(registre.read(decoupages).fiches))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="la limite est d’Unix")
def test_a_disk_that_is_full_loses_nothing(ouvrir, reel):
    """A file that may not grow stands for a full disk: SQLite meets the same refusal."""
    environ = ouvrir("sqlite")
    environ["CARTO_ESS_REFERENTIEL"] = str(GEODATA / "referentiel")
    open_registre(environ)
    dit = subprocess.run(
        [sys.executable, "-c", PLEIN, GEODATA],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, **environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout.splitlines()
    assert "rien n’est perdu" in dit[0]
    assert dit[1] == "1 20"


@contextmanager
def small_disk(dossier, octets):
    """A disk of that size, in memory, that PostgreSQL may write on."""
    dossier.mkdir()
    monte = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={octets}", "tmpfs", dossier],
        capture_output=True,
        check=False,
    )
    if monte.returncode:
        pytest.skip("monter un disque demande des droits que l’on n’a pas ici")
    try:
        shutil.chown(dossier, "postgres")
        yield dossier
    finally:
        subprocess.run(["umount", "-l", dossier], check=True)


@contextmanager
def filled(dossier):
    """Leave no room on a disk, then give it back."""
    bouchon = dossier / "bouchon"
    with contextlib.suppress(OSError), bouchon.open("wb", buffering=0) as flux:
        while flux.write(bytes(4096)):
            pass
    try:
        yield
    finally:
        bouchon.unlink()


def run_sql(base, *ordres):
    moteur = create_engine(base.url, isolation_level="AUTOCOMMIT")
    with moteur.connect() as connexion:
        for ordre in ordres:
            connexion.execute(text(ordre))
    moteur.dispose()


def publish_until_refused(registre, reel, apres=lambda: None):
    """Publish again and again; return what refuses, and how many versions were kept before."""
    decoupages, referentiel = reel
    for n in range(2, 200):
        try:
            registre.publish(referentiel.fiches, decoupages, sign())
            apres()
        except (BaseAbsenteError, SQLAlchemyError) as erreur:
            return str(erreur), n - 1
    return pytest.fail("un disque plein n’a rien refusé")


@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL de Debian")
def test_a_full_disk_of_postgresql_is_one_sentence_and_loses_nothing(grappe, premiere, reel):
    nom = f"plein{os.getpid()}"
    with small_disk(grappe.dossier / nom, "40m") as disque:
        maitre = Base(grappe.address("postgres"))
        run_sql(
            maitre,
            f"CREATE TABLESPACE {nom} LOCATION '{disque}'",
            f"CREATE DATABASE {nom} TABLESPACE {nom}",
        )
        environ = {
            "CARTO_ESS_BASE": grappe.address(nom), "CARTO_ESS_REFERENTIEL": str(premiere),
        }  # fmt: skip
        registre = open_registre(environ)
        with filled(disque):
            dit, gardees = publish_until_refused(registre, reel)
            assert "plus de place sur le disque" in dit
            assert len(dit.splitlines()) == 1
            assert registre.sign() == gardees
            assert len(registre.list_versions()) == gardees
        assert registre.publish(reel[1].fiches, reel[0], sign()).numero == gardees + 1
        assert registre.read(reel[0]).fiches == reel[1].fiches
        registre.base.moteur.dispose()
        run_sql(maitre, f"DROP DATABASE {nom}", f"DROP TABLESPACE {nom}")


@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL de Debian")
def test_a_server_that_its_full_disk_stops_comes_back_with_every_version(grappe, premiere, reel):
    """Without room for its own journal PostgreSQL stops at once, and begins anew."""
    with small_disk(grappe.dossier / f"journal{os.getpid()}", "150m") as disque:
        sienne = Grappe(disque)
        sienne.start()
        environ = {"CARTO_ESS_BASE": sienne.create("b"), "CARTO_ESS_REFERENTIEL": str(premiere)}
        registre = open_registre(environ)
        with filled(disque):
            dit, gardees = publish_until_refused(
                registre, reel, lambda: run_sql(registre.base, "SELECT pg_switch_wal()")
            )
            assert "Traceback" not in dit
            with pytest.raises(BaseAbsenteError, match="rien n’est perdu"):
                registre.publish(reel[1].fiches, reel[0], sign())
        with contextlib.suppress(subprocess.CalledProcessError):
            sienne.stop()
        sienne.start()
        assert registre.sign() >= gardees
        numero = registre.publish(reel[1].fiches, reel[0], sign()).numero
        assert numero == len(registre.list_versions())
        assert registre.read(reel[0]).fiches == reel[1].fiches
        registre.base.moteur.dispose()
        sienne.stop()


def test_a_writer_that_waits_too_long_is_said(base, monkeypatch):
    """Somebody else's program holds the base: nobody waits for ever."""
    from carto_ess.atelier import base as module

    monkeypatch.setattr(module, "_ATTENTE", 1)
    autre = Base(str(base.url.render_as_string(hide_password=False)).replace("+psycopg", ""))
    refus = []

    def ecrit():
        try:
            with autre.ecrire() as connexion:
                connexion.execute(text("DELETE FROM journal"))
        except BaseAbsenteError as erreur:
            refus.append(str(erreur))

    with base.ecrire() as connexion:
        connexion.execute(text("DELETE FROM journal"))
        fil = threading.Thread(target=ecrit)
        fil.start()
        fil.join(30)
    autre.moteur.dispose()
    assert "depuis trop longtemps" in refus[0]
