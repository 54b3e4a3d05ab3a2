"""A small world to test rules on, and the real one to test data on."""

import csv
import gc
import itertools
import json
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from apart import Apart
from carto_ess.geodata import decoupages as lecture
from carto_ess.geodata.decoupages import read_decoupages, read_verified
from carto_ess.referentiel.lecture import read_referentiel
from petit_monde import COUVERTURE, FICHE, GEODATA, build_decoupages

MEMOIRE = Path("/dev/shm")  # noqa: S108 -- the system's own, in memory
PLACE = 2 * 1024**3
_rangs = itertools.count()


settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # how fast a machine draws cases is nobody's rule


def pytest_configure():
    """Write what tests write in memory, where a machine has room: they wait for its disk else.

    Thousands of files are written down to the disk (``fsync``), whose wear is nobody's rule.
    """
    if "TMPDIR" in os.environ or not os.access(MEMOIRE, os.W_OK):
        return
    if shutil.disk_usage(MEMOIRE).free > PLACE:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMOIRE)


def pytest_collection_finish():
    """Leave thousands of cases out of each search for garbage: they live as long as the run."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val):
    """Name a case after its rank, never after an archive, which holds the second it was made in.

    Processes that share the tests out would each have other names for them.
    """
    return f"archive{next(_rangs)}" if isinstance(val, bytes) and val.startswith(b"PK") else None


@pytest.fixture(scope="session", autouse=True)
def components_found_once():
    """Look for components in all that is installed once, not at each page run without a browser."""
    with pytest.MonkeyPatch.context() as patch:
        if "streamlit.testing.v1" in sys.modules:
            from streamlit.components.v2 import manifest_scanner

            scan = cache(manifest_scanner.scan_component_manifests)
            patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def shipped_perimeters_read_once():
    """Have commands called in this process share the shipped perimeters, whose files they check.

    Servers and real interpreters read theirs; so does whoever is given another folder.
    """
    read = cache(read_decoupages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            lecture,
            "read_decoupages",
            lambda lieu: (read if lieu.resolve() == GEODATA.resolve() else read_decoupages)(lieu),
        )
        yield


@pytest.fixture
def decoupages():
    """2015: two EPCI of three and two communes; 2026: one EPCI, Bourg and Val merged in Bourg."""
    return build_decoupages()


@pytest.fixture
def write_referentiel(tmp_path):
    """Return a function that writes two tables, each row a change of the model one."""

    def write(fiches, couvertures, dossier=tmp_path):
        dossier.mkdir(exist_ok=True)
        for nom, modele, changes in (
            ("fiches.csv", FICHE, fiches),
            ("couvertures.csv", COUVERTURE, couvertures),
        ):
            with (dossier / nom).open("w", encoding="utf-8-sig", newline="") as flux:
                ecrivain = csv.DictWriter(flux, list(modele), delimiter=";")
                ecrivain.writeheader()
                ecrivain.writerows({**modele, **change} for change in changes)
        return dossier

    return write


@pytest.fixture(scope="session")
def apart():
    """The command line in processes of their own, started once."""
    with Apart() as apart:
        yield apart


@pytest.fixture(scope="session")
def reel():
    """The shipped perimeters and fiches."""
    decoupages = read_verified(GEODATA)
    return decoupages, read_referentiel(GEODATA / "referentiel", decoupages)


@pytest.fixture(scope="session")
def schema():
    """Columns of the published schema, by table."""
    paquet = json.loads((GEODATA / "referentiel" / "datapackage.json").read_text("utf-8"))
    return {r["name"]: r["schema"]["fields"] for r in paquet["resources"]}
