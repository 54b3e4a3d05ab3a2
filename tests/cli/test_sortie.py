"""Whatever the system refuses is one sentence, and nothing of the app's own is written over."""

import codecs
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from petit_monde import GEODATA, RACINE

DOUTEUX = os.fsdecode(b"caf\xe9")


def run(*arguments, cwd=None, entree=None, avant="", **environ):
    """Run the command as a shell does; `avant` is done by the shell before it."""
    appel = [sys.executable, "-m", "carto_ess", *map(str, arguments)]
    if avant:
        appel = ["/bin/sh", "-c", f'{avant} exec "$0" "$@"', *appel]
    return subprocess.run(
        appel,
        cwd=cwd or RACINE,
        env={**os.environ, **environ},
        input=entree,
        timeout=60,
        capture_output=True,
        check=False,
    )


def assert_one_sentence(resultat, *mots, code=(1, 2)):
    erreur = resultat.stderr
    erreur = erreur if isinstance(erreur, str) else erreur.decode("utf-8")
    assert "Traceback" not in erreur, erreur
    assert "Exception ignored" not in erreur, erreur
    assert resultat.returncode in code, erreur
    usage = ("Utilisation", "« carto-ess")
    phrases = [x for x in erreur.splitlines() if x and not x.startswith(usage)]
    assert len(phrases) == 1, erreur
    for mot in mots:
        assert mot in erreur, erreur


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de /dev/full")
@pytest.mark.parametrize(
    "commande", [("coverage",), ("coverage", "--format", "csv"), ("--help",), ("plan", "--aide")]
)
def test_a_full_disk_is_one_sentence(commande):
    assert_one_sentence(run(*commande, avant="exec >/dev/full;"), "plus de place")


@pytest.mark.parametrize("commande", [("coverage",), ("coverage", "--format", "csv"), ("--help",)])
def test_a_standard_output_that_is_closed_is_one_sentence(commande):
    assert_one_sentence(run(*commande, avant="exec >&-;"), "fermée")


@pytest.mark.parametrize("commande", [("territory", "x" * 5_000), ("compare", "(" * 5_000, "x")])
def test_an_endless_name_is_one_sentence(commande, apart):
    assert_one_sentence(apart.call(*commande))


def test_an_archive_that_is_none_is_one_sentence(tmp_path, apart):
    fausse = tmp_path / "a.tgz"
    fausse.write_bytes(b"rien" * 100)
    arguments = ("--departement", "62", "--contours", fausse, "--decoupage", fausse)
    resultat = apart.call("geodata", "build", *arguments, "--output", tmp_path / "g")
    assert_one_sentence(resultat, "a.tgz", "abîmée")


def test_whoever_reads_only_the_beginning_is_told_nothing():
    resultat = run("coverage", avant="exec 3>&1; exec > /dev/null;")
    assert resultat.returncode == 0
    commande = f"{sys.executable} -m carto_ess coverage | head -c 10"
    lu = subprocess.run(commande, shell=True, cwd=RACINE, capture_output=True, check=False)  # noqa: S602
    assert lu.stderr == b""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", DOUTEUX),
        ("territory", DOUTEUX),
        ("export", "--recherche", DOUTEUX, "-o", "x.csv"),
        (DOUTEUX,),
        ("coverage", "--millesime", DOUTEUX),
        ("serve", "--host", DOUTEUX),
    ],
)
def test_bytes_that_are_no_text_are_one_sentence(arguments):
    assert_one_sentence(run(*arguments), "UTF-8", "\\udce9", code=(2,))


@pytest.mark.parametrize("nom", ["REFERENTIEL", "GEODATA", "CADRES", "CONTACT", "FOND", "HOTES"])
def test_a_setting_that_is_no_text_is_one_sentence(nom):
    resultat = run("coverage", **{f"CARTO_ESS_{nom}": DOUTEUX})
    assert_one_sentence(resultat, "UTF-8", f"CARTO_ESS_{nom}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "x" * 5000),
        ("check", "/".join(["x" * 200] * 30)),
        ("export", "-o", "x" * 300 + ".csv"),
        ("territory", "246200455", "--output", "x" * 300 + ".pdf"),
        ("publish", "x" * 5000),
    ],
)
def test_a_path_too_long_is_one_sentence(arguments, tmp_path, apart):
    environ = {"CARTO_ESS_REFERENTIEL": str(tmp_path)} if arguments[0] == "publish" else {}
    resultat = apart.call(*arguments, cwd=tmp_path, **environ)
    assert "Traceback" not in resultat.stderr
    assert "trop long" in resultat.stderr
    assert resultat.returncode in {1, 2}


@pytest.mark.parametrize("nom", ["REFERENTIEL", "GEODATA"])
def test_a_setting_too_long_is_one_sentence(nom, apart):
    assert_one_sentence(apart.call("coverage", **{f"CARTO_ESS_{nom}": "x" * 5000}), "xxx")


@pytest.mark.parametrize(
    "arguments",
    [
        ("gaps", "--regle", "moins_de", "--seuil", "9" * 400),
        ("gaps", "--millesime", "9" * 5000),
        ("serve", "--port", "9" * 5000),
        ("gaps", "--regle", "moins_de", "--seuil", "9" * 5000),
    ],
    ids=lambda a: f"{' '.join(a)[:30]} {len(a[-1])}",
)
def test_an_endless_number_is_one_sentence(arguments, apart):
    assert_one_sentence(apart.call(*arguments), code=(2,))


def test_a_working_directory_that_is_gone_is_no_traceback(tmp_path):
    for commande in ("coverage", "check"):
        (tmp_path / "parti").mkdir()
        resultat = run(commande, cwd=tmp_path / "parti", avant='rmdir "$PWD";')
        assert "Traceback" not in resultat.stderr.decode()
        assert resultat.returncode == 0, resultat.stderr.decode()


def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "tuyau.xlsx")
    for source in (tmp_path / "tuyau.xlsx", "/dev/zero", "/dev/stdin"):
        assert_one_sentence(run("check", source, entree=b""))


@pytest.mark.parametrize(
    ("commande", "chemin"),
    [
        (("export",), "referentiel/fiches.csv"),
        (("export",), "referentiel/neuf.csv"),
        (("export",), "web/x.geojson"),
        (("territory", "246200455"), "referentiel/x.pdf"),
        (("territory", "--tous"), "referentiel"),
    ],
)
def test_nothing_is_written_among_the_files_that_the_app_reads(tmp_path, commande, chemin, apart):
    import shutil

    geodata = shutil.copytree(GEODATA, tmp_path / "geodata")
    avant = {p: p.stat().st_mtime_ns for p in geodata.rglob("*")}
    environ = {"CARTO_ESS_GEODATA": str(geodata)}
    refus = apart.call(*commande, "--output", geodata / chemin, **environ)
    assert_one_sentence(refus, "que l’application")
    (tmp_path / "lien").symlink_to(geodata / "referentiel")
    if commande == ("export",):
        refus = apart.call(
            *commande, "-o", f"./lien/../geodata/./{chemin}", cwd=tmp_path, **environ
        )
        assert_one_sentence(refus, "rien n’y est")
        refus = apart.call(*commande, "-o", "lien/fiches.csv", cwd=tmp_path, **environ)
        assert_one_sentence(refus)
    assert {p: p.stat().st_mtime_ns for p in geodata.rglob("*")} == avant


@pytest.mark.parametrize(("umask", "droits"), [(0o077, 0o600), (0o022, 0o644), (0o027, 0o640)])
def test_what_is_written_has_the_rights_that_the_umask_grants(tmp_path, umask, droits, apart):
    for arguments in (("export", "-o", "x.csv"), ("territory", "246200455", "--output", "x.html")):
        sortie = tmp_path / arguments[-1]
        resultat = apart.call(*arguments, cwd=tmp_path, umask=umask)
        assert resultat.returncode == 0, resultat.stderr
        assert stat.S_IMODE(sortie.stat().st_mode) == droits
        sortie.chmod(0o664)
        apart.call(*arguments, cwd=tmp_path, umask=umask)
        assert stat.S_IMODE(sortie.stat().st_mode) == 0o664  # the rights given to it since stay


@pytest.mark.parametrize("commande", ["coverage", "gaps", "plan"])
def test_a_csv_in_a_file_is_one_that_spreadsheets_read(commande, tmp_path):
    with (tmp_path / "sortie.csv").open("wb") as sortie:
        subprocess.run(
            [sys.executable, "-m", "carto_ess", commande, "--format", "csv"],
            cwd=RACINE,
            stdout=sortie,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )
    fichier = (tmp_path / "sortie.csv").read_bytes()
    assert fichier.startswith(codecs.BOM_UTF8)
    assert run(commande, "--format", "csv").stdout == fichier.removeprefix(codecs.BOM_UTF8)
