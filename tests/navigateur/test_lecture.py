"""A file that takes long to read is read for whoever waits for it, and no longer."""

import io
import random
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux nomme ses processus")


@pytest.fixture(scope="module")
def interminable(tmp_path_factory):
    """Six million empty cells: a few megabytes that a reader goes through in many seconds."""
    flux = io.BytesIO()
    openpyxl.Workbook().save(flux)
    alea = random.Random(1)
    cellules = "".join(alea.choices([f'<c s="{n}"/>' for n in range(10)], k=16_000)).encode()
    rangs = b"".join(b"<row>" + cellules + b"</row>" for _ in range(900))
    chemin = tmp_path_factory.mktemp("lecture") / "interminable.xlsx"
    with zipfile.ZipFile(flux) as source, zipfile.ZipFile(chemin, "w", 8) as cible:
        for entree in source.infolist():
            contenu = source.read(entree)
            if "sheet1" in entree.filename:
                contenu = re.sub(
                    b"<sheetData ?/>|<sheetData></sheetData>",
                    b"<sheetData>" + rangs + b"</sheetData>",
                    contenu,
                )
                assert len(contenu) > len(rangs)
            if entree.filename == "xl/workbook.xml":
                contenu = contenu.replace(b'name="Sheet"', b'name="Fiches"')
            cible.writestr(entree.filename, contenu)
    return chemin


def list_readers(adresse):
    """Return the processes that read a file for the server of that address."""
    port = adresse.rpartition(":")[2]
    return [
        int(dossier.name)
        for dossier in Path("/proc").glob("[0-9]*")
        if "carto_ess.tableur.isole" in " ".join(read_words(dossier.name))
        and any(port in read_words(pid) for pid in list_ancestors(dossier.name))
    ]


def read_words(pid):
    """Return the words of a process's command line; none of one that ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def list_ancestors(pid):
    """Yield who started a process, then who started that one: a worker stands between."""
    while pid not in {"0", "1"}:
        try:
            pid = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            return
        yield pid


def wait_until(condition, secondes):
    fin = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < fin
        time.sleep(0.05)


def drop(visite, fichier):
    visite.page.goto(visite.adresse + "/referentiel")
    visite.page.locator("input[type=file]").first.set_input_files(fichier)
    expect(visite.page.get_by_text("Lecture du fichier…")).to_be_visible()
    wait_until(lambda: list_readers(visite.adresse), 5)


def test_the_reading_ends_when_its_visitor_leaves(visiter, interminable):
    visite = visiter()
    drop(visite, interminable)
    visite.page.context.close()
    wait_until(lambda: not list_readers(visite.adresse), 3)


def test_the_reading_ends_when_its_visitor_goes_to_another_page(visiter, interminable):
    visite = visiter()
    drop(visite, interminable)
    visite.page.get_by_role("link", name="À propos").first.click()
    wait_until(lambda: not list_readers(visite.adresse), 3)
