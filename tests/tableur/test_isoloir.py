"""Whatever a file does to its reader, its sender reads one sentence and nobody else notices."""

import os
import threading
import time
from pathlib import Path

import pytest

from carto_ess._errors import TableauError
from carto_ess.reglages import find_schema
from carto_ess.tableur import isoloir
from carto_ess.tableur.collecte import collect
from carto_ess.tableur.isole import DUREE_MAX, MEMOIRE_MAX
from carto_ess.tableur.schema import read_schema
from carto_ess.travail.places import PLACES, count_free
from classeurs import build_xlsx

SCHEMA = read_schema(find_schema())
PRELUDE = (
    "import sys, os, signal, time; sys.path.insert(0, sys.argv[1]); "
    "from carto_ess.tableur import isole; "
)


def read(octets=b"x", nom="a.xlsx", **options):
    return isoloir.read_isole({nom: octets}, SCHEMA, **options)


def refusal(**options):
    with pytest.raises(TableauError) as levee:
        read(**options)
    message = str(levee.value)
    assert "\n" not in message
    assert message.startswith("a.xlsx ")
    return message


@pytest.fixture
def reader_does(monkeypatch):
    """Make the reader do something else once it has bound itself."""
    return lambda code: monkeypatch.setattr(isoloir, "_AMORCE", PRELUDE + code)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_workbook_is_read_as_it_is_in_this_process():
    from carto_ess.tableur.classeur import read_classeur

    octets = build_xlsx([{"structure": "Éco-pôle « 🙂 »\nlieu"}])
    assert read(octets) == read_classeur(octets, "a.xlsx", SCHEMA)


def test_a_large_file_reaches_a_reader_that_is_slow_to_begin(reader_does):
    reader_does(f"time.sleep({2.5 * isoloir._PAS}); isole.main()")
    with pytest.raises(TableauError, match="contenu n’est pas reconnu"):
        read(b"\0" * 2_000_000)


@pytest.mark.parametrize(
    ("code", "dit"),
    [
        ("os.abort()", "plus de mémoire"),
        ("os.kill(os.getpid(), 9)", "plus de mémoire"),
        ("os.kill(os.getpid(), 24)", "10 secondes"),
        ("1 / 0", "plus de mémoire"),
        ("print('{')", "jusqu’au bout"),
        ("print('[]')", "jusqu’au bout"),
        ("print('{\"tables\": [1, 2]}')", "jusqu’au bout"),
        ("os.write(1, bytes([255]))", "jusqu’au bout"),
    ],
)
def test_a_reader_that_dies_or_rambles_is_one_sentence(code, dit, reader_does):
    reader_does(code)
    assert dit in refusal()


def test_a_reader_that_computes_without_end_is_told_from_one_that_lacks_memory(reader_does):
    reader_does(
        "isole.DUREE_MAX = 1; isole.read_fichiers = lambda *_: max(iter(int, 1)); isole.main()"
    )
    assert "10 secondes" in refusal()


def test_what_the_reader_did_not_foresee_is_one_sentence(reader_does):
    reader_does("isole.read_fichiers = lambda *_: 1 / 0; isole.main()")
    assert "jusqu’au bout" in refusal()


def test_a_reader_that_lacks_memory_says_so_itself(reader_does):
    reader_does("isole.read_fichiers = lambda *_: bytearray(isole.MEMOIRE_MAX); isole.main()")
    assert "plus de mémoire" in refusal()


def test_a_reader_that_never_ends_is_ended(reader_does, monkeypatch):
    monkeypatch.setattr(isoloir, "PATIENCE_MAX", 0.3)
    reader_does("signal.pause()")
    debut = time.monotonic()
    assert "secondes" in refusal()
    assert time.monotonic() - debut < 5


def test_the_reader_is_bound_before_it_reads_and_ends_should_its_server_be_gone(reader_does):
    reader_does(
        "import resource as r; isole.read_fichiers = lambda *_: (_ for _ in ()).throw("
        "isole.TableauError(repr([r.getrlimit(x)[0] for x in"
        " (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE, r.RLIMIT_FSIZE)]"
        " + [signal.alarm(0) > 0]))); isole.main()"
    )
    with pytest.raises(TableauError) as levee:
        read()
    assert str(levee.value) == repr([MEMOIRE_MAX, DUREE_MAX, 0, 0, True])


def test_the_reader_ends_when_its_visitor_leaves(reader_does, tmp_path):
    pid = tmp_path / "pid"
    reader_does(f"open({str(pid)!r}, 'w').write(str(os.getpid())); signal.pause()")

    class Parti(BaseException):
        pass

    def leave():
        if pid.exists() and pid.read_text():
            raise Parti

    with pytest.raises(Parti):
        read(veille=leave)
    assert not is_alive(int(pid.read_text()))
    for _ in range(PLACES):  # its place is free again
        with pytest.raises(Parti):
            read(veille=leave)


def test_the_reader_knows_nothing_of_the_server(reader_does, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_SECRET", "x")
    reader_does(
        "isole.read_fichiers = lambda *_: (_ for _ in ()).throw("
        "isole.TableauError(' '.join([*sys.modules, *os.environ]))); isole.main()"
    )
    with pytest.raises(TableauError) as levee:
        read()
    connus = set(str(levee.value).split())
    lourds = {"streamlit", "geopandas", "pandas", "numpy", "shapely", "click", "CARTO_ESS_SECRET"}
    assert connus & lourds == set()


def test_readings_wait_for_their_turn_and_say_it_when_it_is_long(reader_does, monkeypatch):
    monkeypatch.setattr(isoloir, "ATTENTE_MAX", 0.2)
    reader_does("signal.pause()")
    fin = threading.Event()

    class Fini(BaseException):
        pass

    def hold():
        def veille():
            if fin.is_set():
                raise Fini

        with pytest.raises(Fini):
            read(veille=veille)

    lecteurs = [threading.Thread(target=hold) for _ in range(PLACES)]
    for lecteur in lecteurs:
        lecteur.start()
    while count_free():
        fin.wait(0.01)
    try:
        assert "attend son tour" in refusal()
    finally:
        fin.set()
        for lecteur in lecteurs:
            lecteur.join()


def test_more_files_than_two_are_refused_before_any_is_read(reader_does):
    reader_does("os.abort()")
    with pytest.raises(TableauError, match="3 fichiers reçus"):
        isoloir.read_isole(dict.fromkeys("abc", b"x"), SCHEMA)
    with pytest.raises(TableauError, match="0 fichiers reçus"):
        isoloir.read_isole({}, SCHEMA)


def test_a_pipe_and_a_device_are_refused_without_being_opened(tmp_path):
    tube = tmp_path / "tube.csv"
    os.mkfifo(tube)
    for chemin in (tube, Path("/dev/zero"), Path("/dev/tty")):
        with pytest.raises(TableauError, match="pas un fichier ordinaire"):
            collect(chemin, SCHEMA)
