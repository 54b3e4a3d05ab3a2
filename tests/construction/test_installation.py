"""Geodata are replaced whole or not at all, wherever the build stops and whoever reads."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from itertools import cycle

import pytest

import batisseur
import pays_construit as essai
from annees import build
from carto_ess._errors import GeodataError
from carto_ess.construction.check import check_geodata
from carto_ess.construction.installation import construct
from carto_ess.geodata.contours import read_contours
from carto_ess.geodata.decoupages import read_decoupages, read_verified
from carto_ess.geodata.dossier import read_file, read_still, sign_geodata

TENUS = {
    "README.md": "tenu à la main",
    "sources/notes.txt": "tenues à la main",
    "referentiel/fiches.csv": "id\n",
}


@pytest.fixture
def suivant(pays_d_essai, geodata, tmp_path, monkeypatch):
    """A folder in place, and the arguments of a build that changes its names and populations."""
    dossier = geodata
    for nom, texte in TENUS.items():
        (dossier / nom).parent.mkdir(exist_ok=True)
        (dossier / nom).write_text(texte)
    communes = [(code, f"{nom} bis", p + 1, a) for code, nom, p, a in essai.COMMUNES]
    monkeypatch.setattr(essai, "COMMUNES", communes)
    decoupage = essai.write_decoupage(tmp_path / "suivant.tgz")
    return pays_d_essai | {"decoupage": decoupage, "sources": dossier / "sources"}


def test_killed_at_any_write_it_leaves_whole_geodata(suivant, tmp_path):
    modele = suivant["output"].rename(tmp_path / "modele")
    tenus = [*TENUS, *(f"sources/{nom}" for nom in essai.FAITS)]
    commande = tmp_path / "commande.json"
    contenu = {"arguments": suivant, "modele": modele, "tenus": tenus}
    commande.write_text(json.dumps(contenu, default=str))
    appel = [sys.executable, batisseur.__file__, commande]
    sortie = subprocess.run(appel, capture_output=True, check=False, text=True)
    assert sortie.returncode == 0, sortie.stderr[-3000:]
    morts = [json.loads(ligne) for ligne in sortie.stdout.splitlines()]
    assert morts[-1]["fatale"] == ""
    assert len(morts) > 40
    noms = [mort["nom"] for mort in morts]
    bascule = noms.index("Bois bis")
    assert noms == ["Bois"] * bascule + ["Bois bis"] * (len(morts) - bascule)
    assert morts[bascule - 1]["fatale"] == "os.rename .construction"
    avant = {nom: (modele / nom).read_text() for nom in tenus}
    fichiers = morts[-1]["fichiers"]
    for mort in morts:
        assert mort["contour"] == mort["nom"], mort
        assert mort["carte"], mort
        assert mort["fautes"] == [], mort
        assert mort["tenus"] == avant
        assert mort["fichiers"] == fichiers
    assert len([f for f in fichiers if f.startswith("web/")]) == 1
    assert not [f for f in fichiers if f.startswith(("construction/", ".construction/"))]


def read_names(dossier):
    decoupages = read_verified(dossier)
    return decoupages[2026].communes["91002"].nom, decoupages.manifeste.topologie


def test_readers_never_see_half_of_each(suivant, tmp_path):
    """Two versions take turns; checksums of one would not fit the files of the other."""
    dossier = suivant["output"]
    versions = [shutil.copytree(dossier, tmp_path / "avant")]
    build(**suivant)
    versions.append(shutil.copytree(dossier, tmp_path / "apres"))
    attendus = {read_names(version) for version in versions}
    assert len(attendus) == 2
    assez = threading.Event()

    def alternate():
        for version in cycle(versions):
            if assez.is_set():
                return
            with construct(dossier, dossier / "sources") as chantier:
                shutil.copytree(version, chantier, dirs_exist_ok=True)

    ecrivain = threading.Thread(target=alternate)
    ecrivain.start()
    try:
        lus, limite = [], time.monotonic() + 60
        while (len(lus) < 20 or set(lus) != attendus) and time.monotonic() < limite:
            try:
                lus.append(read_names(dossier))
                assert len(read_contours(dossier)) == 6
            except GeodataError as erreur:  # a reader that a busy machine holds up may say that
                if "remplacés sans arrêt" not in str(erreur):
                    raise
    finally:
        assez.set()
        ecrivain.join()
    assert set(lus) == attendus
    assert len(lus) >= 20


def test_geodata_that_change_while_they_are_read_are_read_again(suivant):
    dossier, lectures = suivant["output"], []

    def lire(lieu):
        lectures.append(read_decoupages(lieu))
        if len(lectures) == 1:
            build(**suivant)
        return lectures[-1][2026].communes["91002"].nom

    assert read_still(dossier, lire) == "Bois bis"
    assert len(lectures) == 2


def test_a_fault_of_geodata_that_change_meanwhile_is_none(suivant):
    lectures = []

    def lire(lieu):
        lectures.append(lieu)
        if len(lectures) == 1:
            build(**suivant)
            raise GeodataError("la moitié de chaque")
        return read_names(lieu)[0]

    assert read_still(suivant["output"], lire) == "Bois bis"


@pytest.mark.parametrize("lu_avant", [True, False])
def test_a_file_that_a_build_moves_under_the_eyes_of_a_reader_is_read_where_it_goes(
    tmp_path, lu_avant
):
    place, ailleurs = tmp_path / "pays.csv", tmp_path / "construction" / "pays.csv"
    ailleurs.parent.mkdir()
    ailleurs.write_text("neuf")
    lectures = []

    def lire(chemin):
        lectures.append(chemin)
        lu = chemin.read_text() if lu_avant else None
        if len(lectures) == 1:
            ailleurs.replace(place)
        return lu or chemin.read_text()

    assert read_file(tmp_path, "pays.csv", lire) == "neuf"
    assert lectures == [ailleurs, place]


def test_geodata_that_never_stand_still_are_said(suivant):
    def touch(dossier):
        (dossier / "pays.csv").touch()

    with pytest.raises(GeodataError, match="remplacés sans arrêt"):
        read_still(suivant["output"], touch)


def test_putting_files_in_their_places_changes_nothing_for_readers(suivant):
    dossier = suivant["output"]
    (dossier / "construction").mkdir()
    shutil.copy2(dossier / "pays.csv", dossier / "construction" / "pays.csv")
    avant = sign_geodata(dossier)
    (dossier / "construction" / "pays.csv").replace(dossier / "pays.csv")
    assert sign_geodata(dossier) == avant


def test_a_second_build_is_told_to_wait_and_the_first_one_wins(suivant):
    dossier = suivant["output"]
    with construct(dossier, suivant["sources"]) as chantier:
        shutil.copytree(dossier, chantier, dirs_exist_ok=True)
        with pytest.raises(GeodataError, match="Une autre construction est en cours"):
            build(**suivant)
    assert read_names(dossier)[0] == "Bois"
    assert check_geodata(dossier) == []


def test_a_table_edited_by_hand_during_a_build_keeps_the_edit(suivant):
    """The tables were copied before: putting the copy back would lose it; `check` says it."""
    dossier = suivant["output"]
    alias = dossier / "sources" / "comptes_publies.csv"
    with construct(dossier, dossier / "sources") as chantier:
        shutil.copytree(dossier, chantier, dirs_exist_ok=True)
        alias.write_text(alias.read_text() + "93,2026,1,1,,ajout\n")
    assert alias.read_text().endswith("ajout\n")
    assert "comptes_publies.csv" in check_geodata(dossier)[0]


def list_arguments(suivant):
    """Return the words of the command line that builds."""
    noms = ("contours", "decoupage", "sources", "output")
    options = [mot for nom in noms for mot in (f"--{nom}", str(suivant[nom]))]
    return ["geodata", "build", "--departement", essai.DEPARTEMENT, *options]


def assert_refused(suivant, resultat):
    assert resultat.returncode == 1, resultat.stderr
    assert "Traceback" not in resultat.stderr
    assert len(resultat.stderr.strip().splitlines()) == 1, resultat.stderr
    dossier = suivant["output"]
    assert read_names(dossier)[0] == "Bois"
    assert check_geodata(dossier) == []
    assert not (dossier / ".construction").exists()
    assert not (dossier / "construction").exists()


@pytest.mark.parametrize("part", [0, 0.001, 0.004, 0.01, 0.02, 0.5, 0.93, 0.999])
def test_a_full_disk_is_one_sentence_and_leaves_the_previous_version(suivant, part, apart):
    """The largest file of all is the contours: no build ends within a part of their size."""
    octets = (suivant["output"] / "contours.gpkg").stat().st_size
    resultat = apart.call(*list_arguments(suivant), limite=int(part * octets))
    assert "être écrit" in resultat.stderr
    assert_refused(suivant, resultat)


def test_a_read_only_folder_is_one_sentence_and_leaves_the_previous_version(suivant):
    dossier = suivant["output"]
    droits = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]  # root is stopped by none
    devant = droits if os.geteuid() == 0 else []
    appel = [*devant, sys.executable, "-m", "carto_ess", *list_arguments(suivant)]
    dossier.chmod(0o555)
    try:
        resultat = subprocess.run(appel, capture_output=True, check=False, text=True, timeout=60)
    finally:
        dossier.chmod(0o755)
    assert "accès refusé" in resultat.stderr
    assert_refused(suivant, resultat)


def test_a_target_that_is_no_folder_is_one_sentence(suivant, tmp_path):
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(GeodataError, match="ne peut pas être écrit"):
        build(**suivant | {"output": tmp_path / "fichier" / "geodata"})
