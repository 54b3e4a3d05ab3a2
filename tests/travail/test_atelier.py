"""Heavy work is done by few, apart, bounded, and ends with whoever waits for it."""

import hashlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from carto_ess.travail import atelier, ouvrier
from carto_ess.travail.atelier import TravailError, compute_apart, pack, run_apart
from carto_ess.travail.places import PLACES, count_free, hold_place

LONG = hashlib.pbkdf2_hmac, "sha256", b"mot", b"sel", 1_000_000
"""Some tenths of a second of processor, then bytes."""


class PartiError(Exception):
    """The visitor left."""


def wait_until(condition, limite=20.0):
    fin = time.monotonic() + limite
    while not condition():
        assert time.monotonic() < fin
        time.sleep(0.02)


def list_children_of(parent):
    """Return the processes that a process started, by their pid."""
    return [
        int(pid)
        for enfants in Path(f"/proc/{parent}/task").glob("*/children")
        for pid in enfants.read_text().split()
    ]


def is_running(pid):
    try:
        etat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return etat != "Z"


def list_children():
    """Return the workers of this process, by their pid."""
    return [
        pid
        for pid in list_children_of(os.getpid())
        if is_running(pid) and b"ouvrier" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_what_is_asked_for_is_made_in_another_process():
    assert run_apart(os.urandom, 5) != b""
    assert len(run_apart(os.urandom, 3_000_000)) == 3_000_000


def test_a_sentence_of_ours_comes_back_whole(tmp_path):
    from carto_ess.fichier import write_atomic
    from carto_ess.geodata.manifeste import read_manifeste

    with pytest.raises(TravailError, match="manifeste"):
        run_apart(read_manifeste, tmp_path)
    with pytest.raises(TravailError, match="plus de temps ou de mémoire"):
        run_apart(write_atomic, tmp_path / "absent" / "x", b"x")


def test_too_much_memory_is_one_sentence(monkeypatch):
    with pytest.raises(TravailError, match="plus de temps ou de mémoire"):
        run_apart(bytes, ouvrier.MEMOIRE_MAX)


def test_whoever_leaves_ends_the_work_and_frees_the_place():
    def leave():
        if list_children():
            raise PartiError

    debut = time.monotonic()
    with pytest.raises(PartiError):
        run_apart(time.sleep, 60, veille=leave)
    assert time.monotonic() - debut < 20
    assert not list_children()
    assert count_free() == PLACES


def test_only_a_few_work_at_a_time_and_all_are_served():
    vus, faits = [], []

    def ask():
        faits.append(run_apart(*LONG, veille=lambda: vus.append(len(list_children()))))

    fils = [threading.Thread(target=ask) for _ in range(3 * PLACES)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert len(faits) == 3 * PLACES
    assert max(vus) <= PLACES


def test_whoever_waits_too_long_is_told_and_may_leave(monkeypatch):
    monkeypatch.setattr(atelier, "ATTENTE_MAX", 0.3)
    with hold_place(lambda: None, 5), hold_place(lambda: None, 5):
        with pytest.raises(TravailError, match="en préparation"):
            run_apart(os.urandom, 1)

        def leave():
            raise PartiError

        with pytest.raises(PartiError):
            run_apart(os.urandom, 1, veille=leave)
    assert count_free() == PLACES


def test_an_object_comes_back_as_it_was_made():
    from fractions import Fraction

    paquet = compute_apart(Fraction, 3, 6, conseil="")
    assert paquet.open() == Fraction(1, 2)
    assert pack(Fraction(1, 2)).open() == paquet.open()


def test_what_takes_too_long_to_find_says_what_to_do(monkeypatch):
    monkeypatch.setattr(atelier, "CALCUL_MAX", 1)
    longtemps = hashlib.pbkdf2_hmac, "sha256", b"mot", b"sel", 2_000_000_000
    with pytest.raises(TravailError, match=r"n’en donne\. Envoyez la moitié\."):
        compute_apart(*longtemps, conseil="Envoyez la moitié.")


def test_what_a_work_started_itself_ends_with_it():
    """A file from outside is read by a process that the worker starts."""
    fils = []

    def leave():
        fils[:] = [enfant for pid in list_children() for enfant in list_children_of(pid)]
        if fils:
            raise PartiError

    with pytest.raises(PartiError):
        run_apart(subprocess.check_output, ["sleep", "60"], veille=leave)
    wait_until(lambda: not any(is_running(pid) for pid in fils))


def test_a_work_ends_with_the_server_that_asked_for_it():
    code = "import time; from carto_ess.travail.atelier import run_apart; run_apart(time.sleep, 60)"
    serveur = subprocess.Popen([sys.executable, "-c", code])
    wait_until(lambda: list_children_of(serveur.pid))
    (travail,) = list_children_of(serveur.pid)
    serveur.kill()
    serveur.wait()
    wait_until(lambda: not is_running(travail))


def test_a_work_that_is_killed_is_one_sentence():
    def kill():
        for pid in list_children():
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(TravailError, match="plus de temps ou de mémoire"):
        run_apart(time.sleep, 60, veille=kill)


def test_exports_models_and_portraits_can_be_made_apart(reel, schema):
    """What buttons hand over can be copied to another process."""
    import datetime as dt

    from carto_ess.couverture.matrice import build_matrice
    from carto_ess.export import FORMATS, build_export, build_extraction, build_lacunes
    from carto_ess.lacune.bilan import Question, build_bilan
    from carto_ess.referentiel.modele import MODELES
    from carto_ess.reglages import find_schema
    from carto_ess.tableur.schema import read_schema
    from carto_ess.territoire.niveau import Echelle
    from carto_ess.vue.vue import Vue
    from petit_monde import GEODATA

    decoupages, referentiel = reel
    annee, jour = decoupages.millesimes[-1], dt.date(2026, 11, 27)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=annee, echelle=Echelle.PROXIMITE
    )
    extraction = build_extraction(
        Vue(annee), decoupages, referentiel, matrice, date=jour, avec_contacts=True
    )
    bilan = build_bilan(Question(annee), referentiel.fiches, matrice, decoupages)
    travaux = [
        *((build_export, extraction, extension, GEODATA) for extension in FORMATS),
        *(
            (build_lacunes, bilan, referentiel.fiches, decoupages, extension, GEODATA, jour)
            for extension in ("csv", "xlsx", "geojson")
        ),
        *((build, referentiel.fiches, read_schema(find_schema())) for build in MODELES.values()),
    ]
    for fonction, *arguments in pickle.loads(pickle.dumps(travaux)):  # noqa: S301 -- our own
        assert len(fonction(*arguments)) > 1000, arguments
    for fonction, *arguments in (travaux[0], travaux[-1]):
        assert len(run_apart(fonction, *arguments)) > 1000


@pytest.mark.parametrize(
    ("page", "epci"),
    [("territoire", "200072460"), ("comparer", ["200072460", "200069037"])],
)
def test_a_page_can_be_printed_apart(page, epci, monkeypatch):
    """What the page of a territory, or of several, hands over can be copied to another process."""
    from carto_ess.ui import telechargement
    from ecran import open_page

    demandes = []

    def prepare(*a):
        demandes.append(a)
        return lambda: run_apart(*a)

    monkeypatch.setattr(telechargement, "prepare", prepare)
    open_page(f"pages/{page}.py", epci=epci)
    assert {fonction.__name__ for fonction, *_ in demandes} == {"render_pdf", "render_html"}
    for fonction, *arguments in demandes[-2:]:
        assert len(run_apart(fonction, *arguments)) > 5000
