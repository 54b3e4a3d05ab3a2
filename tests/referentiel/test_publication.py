"""A référentiel is replaced whole or not at all, wherever the program stops and whoever reads."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import cycle

import pytest
from click.testing import CliRunner

from carto_ess._errors import PublicationError, TableauError
from carto_ess.cli.commandes import carto_ess
from carto_ess.referentiel.depot import EN_COURS, FICHIERS, find_paire, read_paire, sign_paire
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.referentiel.modele import MODELES
from carto_ess.referentiel.publication import publish
from carto_ess.reglages import find_schema
from carto_ess.tableur.schema import read_schema
from petit_monde import GEODATA

MIDI = dt.datetime(2026, 11, 23, 12, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def place(decoupages, write_referentiel, tmp_path):
    """The folder of a référentiel of one fiche, and the fiches that are to replace it."""
    dossier = write_referentiel([{}], [{}], tmp_path / "en-place")
    nouveau = read_referentiel(
        write_referentiel(
            [{"structure": "Alpha bis"}, {"id": "beta"}],
            [{}, {"fiche": "beta", "niveau": "commune", "code": "99005"}],
            tmp_path / "nouveau",
        ),
        decoupages,
    ).fiches
    return dossier, nouveau


def test_the_new_one_replaces_the_old_one_which_is_kept(place, decoupages):
    dossier, nouveau = place
    ancien = read_referentiel(dossier, decoupages).fiches
    octets = [(dossier / nom).read_bytes() for nom in FICHIERS]
    gardee = publish(dossier, nouveau, decoupages, maintenant=MIDI)
    assert gardee == dossier / "versions" / "20261123T120000Z"
    assert [(gardee / nom).read_bytes() for nom in FICHIERS] == octets
    assert read_referentiel(gardee, decoupages).fiches == ancien
    assert read_referentiel(dossier, decoupages).fiches == nouveau
    assert find_paire(dossier) == dossier


def test_the_time_of_a_kept_version_is_utc(place, decoupages):
    dossier, nouveau = place
    paris = MIDI.astimezone(dt.timezone(dt.timedelta(hours=1)))
    assert publish(dossier, nouveau, decoupages, maintenant=paris).name == "20261123T120000Z"


def test_two_publications_of_one_second_keep_both(place, decoupages):
    dossier, nouveau = place
    publish(dossier, nouveau, decoupages, maintenant=MIDI)
    gardee = publish(dossier, nouveau[:1], decoupages, maintenant=MIDI)
    assert gardee.name == "20261123T120000Z-2"
    assert read_referentiel(gardee, decoupages).fiches == nouveau


def test_a_first_publication_makes_the_folder(place, decoupages, tmp_path):
    dossier = tmp_path / "a" / "b"
    assert publish(dossier, place[1], decoupages, maintenant=MIDI) is None
    assert read_referentiel(dossier, decoupages).fiches == place[1]


def test_other_files_of_the_folder_stay(place, decoupages):
    dossier, nouveau = place
    (dossier / "guide.toml").write_text("x", encoding="utf-8")
    publish(dossier, nouveau, decoupages, maintenant=MIDI)
    assert (dossier / "guide.toml").read_text(encoding="utf-8") == "x"


ETAPES = (
    "écriture fiches.csv",
    "écriture couvertures.csv",
    "relecture",
    "copie fiches.csv",
    "copie couvertures.csv",
    "version gardée",
    "bascule",
    "mise en place fiches.csv",
    "mise en place couvertures.csv",
    "fin de bascule",
)

MEURT = """
import datetime as dt, os, signal, sys
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.referentiel.publication import publish
from carto_ess.referentiel.lecture import read_referentiel
decoupages = read_decoupages(Path(sys.argv[1]))
fiches = read_referentiel(Path(sys.argv[2]), decoupages).fiches
nouveau = tuple(replace(f, secteur="NOUVEAU") for f in fiches)
for dossier, fatale in zip(map(Path, sys.argv[2::2]), sys.argv[3::2]):
    def etape(nom):
        if nom == fatale:
            os.kill(os.getpid(), signal.SIGKILL)
    enfant = os.fork()
    if not enfant:
        publish(dossier, nouveau, decoupages, maintenant=dt.datetime.now(dt.UTC), etape=etape)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1]))
"""


def test_the_steps_are_those_where_the_program_is_killed(place, decoupages):
    vues = []
    publish(place[0], place[1], decoupages, maintenant=MIDI, etape=vues.append)
    assert tuple(vues) == ETAPES


@pytest.fixture(scope="module")
def tues(publie, tmp_path_factory):
    """By step, the folder of a référentiel whose publication was killed at it."""
    lieu = tmp_path_factory.mktemp("tues")
    dossiers = {fatale: lieu / fatale for fatale in ETAPES}
    for dossier in dossiers.values():
        shutil.copytree(publie, dossier)
    mots = [mot for fatale, dossier in dossiers.items() for mot in (dossier, fatale)]
    sortie = subprocess.run(
        [sys.executable, "-c", MEURT, GEODATA, *mots], check=True, capture_output=True, timeout=60
    )
    assert sortie.stdout.split() == [b"%d" % -signal.SIGKILL] * len(ETAPES)
    return dossiers


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 est d’Unix")
@pytest.mark.parametrize("fatale", ETAPES)
def test_killed_at_any_write_it_leaves_a_whole_referentiel(fatale, tues, reel):
    decoupages, livre = reel
    dossier = tues[fatale]
    lues = read_referentiel(dossier, decoupages).fiches
    secteurs = {f.secteur == "NOUVEAU" for f in lues}
    assert secteurs == {ETAPES.index(fatale) >= ETAPES.index("bascule")}
    assert len(lues) == len(livre.fiches)

    suivantes = livre.fiches[:3]  # and the next publication is not hindered by what was left
    gardee = publish(dossier, suivantes, decoupages, maintenant=MIDI)
    assert read_referentiel(gardee, decoupages).fiches == lues
    assert read_referentiel(dossier, decoupages).fiches == suivantes
    assert sorted(p.name for p in dossier.iterdir()) == sorted(
        [".publication.verrou", *FICHIERS, "versions"]
    )


PUBLIE = """
import datetime as dt, json, sys
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.referentiel.publication import publish
from carto_ess.referentiel.lecture import read_referentiel
from tueur import run_until
dossier, decoupages = Path(sys.argv[1]), read_decoupages(Path(sys.argv[2]))
ancien = read_referentiel(dossier, decoupages).fiches
nouveau = tuple(replace(f, secteur="NOUVEAU") for f in ancien)
def put(fiches):
    publish(dossier, fiches, decoupages, maintenant=dt.datetime.now(dt.UTC))
rang, fatale = 0, "…"
while fatale:
    put(ancien)
    fatale = run_until(rang, dossier, lambda: put(nouveau))
    lues = read_referentiel(dossier, decoupages).fiches
    print(json.dumps([fatale, [ancien, nouveau].index(lues)]))
    rang += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 est d’Unix")
def test_killed_before_any_write_whatever_its_step_it_leaves_one_or_the_other(reel, tmp_path):
    decoupages, livre = reel
    publish(tmp_path / "r", livre.fiches[:3], decoupages, maintenant=MIDI)
    sortie = subprocess.run(
        [sys.executable, "-c", PUBLIE, tmp_path / "r", GEODATA],
        capture_output=True,
        check=False,
        timeout=120,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert sortie.returncode == 0, sortie.stderr[-2000:]
    morts = [json.loads(ligne) for ligne in sortie.stdout.splitlines()]
    assert len(morts) > 20
    assert morts[-1][0] == ""
    rangs = [rang for _, rang in morts]
    assert rangs == sorted(rangs)
    assert morts[rangs.index(1) - 1][0] == "os.rename .publication-nouvelle"


def test_a_second_publisher_is_told_to_wait(place, decoupages):
    dossier, nouveau = place
    dedans, fini = threading.Event(), threading.Event()

    def etape(nom):
        if nom == "relecture":
            dedans.set()
            fini.wait(10)

    premier = threading.Thread(
        target=publish,
        args=(dossier, nouveau, decoupages),
        kwargs={"maintenant": MIDI, "etape": etape},
    )
    premier.start()
    dedans.wait(10)
    with pytest.raises(PublicationError, match="Une autre publication est en cours"):
        publish(dossier, nouveau[:1], decoupages, maintenant=MIDI)
    fini.set()
    premier.join()
    assert read_referentiel(dossier, decoupages).fiches == nouveau


def test_readers_never_see_half_of_each(place, decoupages):
    """Two référentiels take turns; fiches of one with couvertures of the other would be faulty."""
    dossier, nouveau = place
    autre = tuple(replace(f, id=f"{f.id}-2") for f in nouveau)
    publish(dossier, nouveau, decoupages, maintenant=MIDI)
    signatures, assez = set(), threading.Event()

    def alternate():
        for fiches in cycle((autre, nouveau)):
            if assez.is_set():
                return
            publish(dossier, fiches, decoupages, maintenant=MIDI)

    ecrivain = threading.Thread(target=alternate)
    ecrivain.start()
    try:
        lectures, limite = 0, time.monotonic() + 60
        while (lectures < 20 or len(signatures) < 3) and time.monotonic() < limite:
            assert read_referentiel(dossier, decoupages).fiches in (nouveau, autre)
            signatures.add(sign_paire(dossier))
            lectures += 1
    finally:
        assez.set()
        ecrivain.join()
    assert lectures >= 20
    assert len(signatures) > 2


def test_a_pair_that_never_stands_still_is_said(place):
    dossier, _ = place

    def touch(lieu):
        time.sleep(0.001)
        os.utime(lieu / "fiches.csv", ns=(time.time_ns(), time.time_ns()))

    with pytest.raises(TableauError, match="remplacé sans arrêt"):
        read_paire(dossier, touch)


def test_a_folder_that_cannot_be_written_is_one_sentence(place, decoupages, tmp_path):
    obstacle = tmp_path / "fichier"
    obstacle.write_text("", encoding="utf-8")
    with pytest.raises(PublicationError, match="Rien n’a été remplacé"):
        publish(obstacle / "r", place[1], decoupages, maintenant=MIDI)


def test_what_does_not_read_back_is_not_published(place, decoupages):
    dossier, nouveau = place
    avant = read_referentiel(dossier, decoupages).fiches
    with pytest.raises(PublicationError, match="Relu"):
        publish(dossier, (replace(nouveau[0], enjeux=" espaces "),), decoupages, maintenant=MIDI)
    assert read_referentiel(dossier, decoupages).fiches == avant


# The command --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def publie(reel, tmp_path_factory):
    """The folder of the shipped référentiel, published."""
    dossier = tmp_path_factory.mktemp("publie") / "r"
    publish(dossier, reel[1].fiches, reel[0], maintenant=MIDI)
    return dossier


@pytest.fixture
def run(monkeypatch, tmp_path, publie):
    """Call `carto-ess` on a référentiel of our own, a copy of the shipped one."""
    shutil.copytree(publie, tmp_path / "r")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(tmp_path / "r"))
    return lambda *mots: CliRunner().invoke(carto_ess, [str(mot) for mot in mots])


def write_modele(chemin, fiches):
    octets = MODELES[chemin.suffix[1:]](fiches, read_schema(find_schema()))
    chemin.write_bytes(octets)
    return chemin


@pytest.mark.parametrize("extension", MODELES)
def test_publish_says_what_it_changed_and_where_the_old_one_is(run, extension, tmp_path, reel):
    decoupages, livre = reel
    fiches = (replace(livre.fiches[0], secteur="Autre"), *livre.fiches[2:])
    resultat = run("publish", write_modele(tmp_path / f"n.{extension}", fiches))
    assert resultat.exit_code == 0
    assert "19 fiches, 0 faute" in resultat.stdout
    dits = "0 fiche ajoutée, 1 modifiée, 1 retirée, 18 inchangées"
    assert dits in resultat.stderr
    assert "version 2" in resultat.stderr
    assert read_referentiel(tmp_path / "r", decoupages).fiches == fiches


def test_history_says_when_who_and_why_and_restore_goes_back(run, tmp_path, reel):
    decoupages, livre = reel
    fichier = write_modele(tmp_path / "n.zip", livre.fiches[:3])
    assert run("publish", fichier, "--raison", "Trois fiches").exit_code == 0
    lues = json.loads(run("history", "--format", "json").stdout)
    assert [v["version"] for v in lues] == [2, 1]
    assert lues[0]["raison"] == "Trois fiches"
    assert "Trois fiches" in run("history").stdout
    resultat = run("restore", "1")
    assert "sous le numéro 3" in resultat.stderr
    assert read_referentiel(tmp_path / "r", decoupages).fiches == livre.fiches
    assert len(run("history").stdout.splitlines()) == 3


@pytest.mark.parametrize("numero", ["2", "12"])
def test_a_version_that_cannot_be_restored_is_one_sentence(run, tmp_path, reel, numero):
    run("publish", write_modele(tmp_path / "n.zip", reel[1].fiches[:3]))
    resultat = run("restore", numero)
    assert resultat.exit_code == 1
    assert resultat.stderr.count("\n") == 1


def test_a_base_takes_the_place_of_the_folder_for_every_command(run, monkeypatch, tmp_path, reel):
    monkeypatch.setenv("CARTO_ESS_BASE", f"sqlite:///{tmp_path}/atelier.sqlite")
    assert run("check").stdout == "20 fiches, 0 faute, 0 avertissement\n"
    fichier = write_modele(tmp_path / "n.zip", reel[1].fiches[:3])
    assert run("publish", fichier).exit_code == 0
    assert run("check").stdout == "3 fiches, 0 faute, 0 avertissement\n"
    assert len(json.loads(run("coverage").stdout)["fiches"]) == 3
    assert read_referentiel(tmp_path / "r", reel[0]).fiches == reel[1].fiches
    assert run("history").stdout.count("\n") == 2


def test_a_faulty_file_is_refused_with_its_faults(run, tmp_path, reel):
    decoupages, livre = reel
    fautif = write_modele(tmp_path / "n.ods", (replace(livre.fiches[0], sites=("ftp://x",)),))
    resultat = run("publish", fautif)
    assert resultat.exit_code == 1
    assert "n.ods, feuille Fiches, ligne 2, sites" in resultat.stdout
    assert "Rien n’est publié" in resultat.stderr
    assert read_referentiel(tmp_path / "r", decoupages).fiches == livre.fiches
    assert not (tmp_path / "r" / "versions").exists()


def test_an_empty_file_takes_the_place_of_fiches_only_when_told_to(run, tmp_path, reel):
    decoupages, livre = reel
    vide = write_modele(tmp_path / "vide.xlsx", ())
    resultat = run("publish", vide)
    assert resultat.exit_code == 1
    assert "en a 20 : rien n’est publié" in str(resultat.stderr).replace("\n", " ")
    assert read_referentiel(tmp_path / "r", decoupages).fiches == livre.fiches
    assert run("publish", vide, "--vider").exit_code == 0
    assert read_referentiel(tmp_path / "r", decoupages).fiches == ()
    assert run("check").stdout == "0 fiche, 0 faute, 1 avertissement\n"
    assert run("publish", vide).exit_code == 0  # nothing is lost: nothing is asked
    assert run("restore", "1").exit_code == 0
    assert read_referentiel(tmp_path / "r", decoupages).fiches == livre.fiches


@pytest.mark.parametrize(
    "commande",
    [
        ["coverage"],
        ["gaps"],
        ["gaps", "--type", "mutualisation"],
        ["plan"],
        ["territory", "200069037"],
        ["compare", "200069037", "200033579"],
        ["export", "--output", "carte.csv"],
    ],
    ids=" ".join,
)
def test_every_command_says_that_a_referentiel_is_empty_and_what_to_do(
    run, tmp_path, monkeypatch, commande
):
    monkeypatch.chdir(tmp_path)
    assert run("publish", write_modele(tmp_path / "vide.zip", ()), "--vider").exit_code == 0
    resultat = run(*commande)
    assert resultat.exit_code == 0
    assert resultat.stderr.startswith(
        "Le référentiel ne contient encore aucune fiche. Publiez-en avec « carto-ess publish"
    )
    for faux in ("n’ont aucune", "n’en a moins", "manquent", "CDESS"):
        assert faux not in resultat.stderr + resultat.stdout


@pytest.mark.parametrize("commande", ["coverage", "gaps", "plan"])
def test_every_figure_of_an_empty_referentiel_is_answered(run, tmp_path, commande):
    assert run("publish", write_modele(tmp_path / "vide.zip", ()), "--vider").exit_code == 0
    resultat = run(commande)
    assert resultat.exit_code == 0
    lu = json.loads(resultat.stdout)
    attendus = {"coverage": ("fiches", []), "plan": ("etapes", [])}
    if commande in attendus:
        cle, valeur = attendus[commande]
        assert lu[cle] == valeur
    else:
        assert '"aucune": 1457905' in resultat.stdout


def test_the_shipped_referentiel_is_not_replaced(run, monkeypatch, tmp_path, reel):
    monkeypatch.delenv("CARTO_ESS_REFERENTIEL")
    resultat = run("publish", write_modele(tmp_path / "n.xlsx", reel[1].fiches))
    assert resultat.exit_code == 1
    assert "CARTO_ESS_REFERENTIEL" in resultat.stderr


def test_a_faulty_referentiel_in_place_can_be_replaced(run, tmp_path, reel):
    (tmp_path / "r" / "fiches.csv").write_text("n’importe quoi", encoding="utf-8")
    resultat = run("publish", write_modele(tmp_path / "n.xlsx", reel[1].fiches))
    assert resultat.exit_code == 0
    assert "20 fiches ajoutées" in resultat.stderr


def test_publish_without_a_file_is_a_wrong_call(run):
    assert run("publish").exit_code == 2


@pytest.mark.parametrize("nom", ["m.xlsx", "m.ods", "m.zip"])
def test_check_reads_every_format(run, nom, tmp_path, reel):
    resultat = run("check", write_modele(tmp_path / nom, reel[1].fiches))
    assert (resultat.exit_code, resultat.stdout) == (0, "20 fiches, 0 faute, 0 avertissement\n")


@pytest.mark.parametrize("nom", ["", "fiches.csv", "couvertures.csv"])
def test_check_reads_a_folder_or_one_of_its_tables(run, nom, tmp_path):
    resultat = run("check", tmp_path / "r" / nom)
    avis = "1 avertissement" if nom else "0 avertissement"  # the table beside was read too
    assert (resultat.exit_code, resultat.stdout) == (0, f"20 fiches, 0 faute, {avis}\n")


def test_check_reads_the_pair_that_a_stopped_publication_left(run, tmp_path, reel):
    en_cours = tmp_path / "r" / EN_COURS
    publish(en_cours, reel[1].fiches[:2], reel[0], maintenant=MIDI)
    assert run("check").stdout == "2 fiches, 0 faute, 0 avertissement\n"
    nommee = run("check", tmp_path / "r" / "fiches.csv")
    assert nommee.stdout == "2 fiches, 0 faute, 1 avertissement\n"


def test_check_of_a_bad_file_is_one_sentence(run, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.4")
    resultat = run("check", tmp_path / "a.xlsx")
    assert resultat.exit_code == 1
    assert resultat.stdout == ""
    assert resultat.stderr.count("\n") == 1
    assert "Traceback" not in resultat.stderr


@pytest.mark.parametrize("contenu", [(), ("notes.txt",), ("fiches.csv",)], ids=str)
def test_a_folder_that_no_publication_made_hides_nothing(place, decoupages, contenu):
    dossier, nouveau = place
    ancien = read_referentiel(dossier, decoupages).fiches
    (dossier / EN_COURS).mkdir()
    for nom in contenu:
        (dossier / EN_COURS / nom).write_text("à moi")
    assert read_referentiel(dossier, decoupages).fiches == ancien
    if contenu:
        with pytest.raises(PublicationError, match="Déplacez-le"):
            publish(dossier, nouveau, decoupages, maintenant=MIDI)
        assert (dossier / EN_COURS / contenu[0]).read_text() == "à moi"
        assert read_referentiel(dossier, decoupages).fiches == ancien
    else:
        publish(dossier, nouveau, decoupages, maintenant=MIDI)
        assert read_referentiel(dossier, decoupages).fiches == nouveau


@pytest.mark.parametrize("rang", range(6))
def test_a_publication_that_fails_leaves_no_draft(place, decoupages, rang):
    dossier, nouveau = place
    avant = {p.relative_to(dossier) for p in dossier.rglob("*")}
    reste = rang

    def fail(_):
        nonlocal reste
        reste -= 1
        if reste < 0:
            raise OSError(28, "plus de place")

    with pytest.raises(PublicationError, match="plus de place"):
        publish(dossier, nouveau, decoupages, maintenant=MIDI, etape=fail)
    apres = {p.relative_to(dossier) for p in dossier.rglob("*")} - avant
    assert not any(
        part.startswith(".") for p in apres for part in p.parts if part != ".publication.verrou"
    )
