"""Broken files, a failing machine: one sentence, exit code 1, and the app comes back with them."""

import codecs
import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from carto_ess._errors import CartoEssError
from carto_ess.cli.commandes import carto_ess
from carto_ess.geodata.decoupages import read_decoupages, read_verified
from carto_ess.referentiel.lecture import check_referentiel
from carto_ess.referentiel.saisie import LONGUEURS
from carto_ess.tableur.delimite import parse_csv
from carto_ess.tableur.tableau import LONGUEUR_MAX
from cas import count_cases
from hostile import ADRESSES, RETENUS, SENS, write_hostile
from petit_monde import COUVERTURE, FICHE, GEODATA, RACINE

ENTETE = "id;type;structure"


@pytest.fixture
def geodata(tmp_path, monkeypatch):
    dossier = shutil.copytree(GEODATA, tmp_path / "geodata")
    monkeypatch.setenv("CARTO_ESS_GEODATA", str(dossier))
    return dossier


def call(*arguments):
    resultat = CliRunner().invoke(carto_ess, arguments)
    assert not resultat.exception or isinstance(resultat.exception, SystemExit), resultat.exception
    return resultat


def assert_one_sentence(*arguments):
    resultat = call(*arguments)
    assert resultat.exit_code == 1, resultat.output
    assert len(resultat.stderr.strip().splitlines()) == 1, resultat.stderr
    return resultat.stderr


def flip(fichier, hasard):
    octets = bytearray(fichier.read_bytes())
    octets[hasard.randrange(len(octets))] ^= 1 << hasard.randrange(8)
    fichier.write_bytes(octets)


DEGATS = {
    "absent": lambda f, _: f.unlink(),
    "vide": lambda f, _: f.write_bytes(b""),
    "tronqué": lambda f, h: f.write_bytes(f.read_bytes()[: h.randrange(f.stat().st_size)]),
    "bit": flip,
    "dossier": lambda f, _: (f.unlink(), f.mkdir()),
    "bruit": lambda f, h: f.write_bytes(h.randbytes(300)),
}
AU_HASARD = ("tronqué", "bit", "bruit")
FICHIERS = sorted(
    f.relative_to(GEODATA).as_posix()
    for f in (*GEODATA.glob("*.*"), *GEODATA.glob("web/*"))
    if f.suffix != ".md"
)


@pytest.mark.parametrize("degat", DEGATS)
@pytest.mark.parametrize("nom", FICHIERS)
def test_every_damage_to_geodata_is_one_sentence(geodata, nom, degat):
    DEGATS[degat](geodata / nom, random.Random(f"{nom}{degat}"))
    if nom == "manifest.json" and degat == "bit":
        with contextlib.suppress(CartoEssError):  # a letter of a name may change: nothing signs it
            read_verified(geodata)
        return
    assert_one_sentence("coverage")


def test_two_files_swapped_are_one_sentence(geodata):
    a, b = (geodata / nom for nom in ("pays.csv", "regions.csv"))
    contenus = a.read_bytes(), b.read_bytes()
    a.write_bytes(contenus[1])
    b.write_bytes(contenus[0])
    assert_one_sentence("gaps")


@pytest.mark.parametrize("graine", range(60))
def test_a_reader_without_checksums_raises_only_the_errors_of_the_project(geodata, graine):
    hasard = random.Random(graine)
    nom = hasard.choice([f for f in FICHIERS if f.endswith((".csv", ".json"))])
    DEGATS[hasard.choice(AU_HASARD)](geodata / nom, hasard)
    with contextlib.suppress(CartoEssError):
        read_decoupages(geodata)


def test_unreadable_files_are_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", "/proc/1/map_files")
    assert_one_sentence("coverage")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(tmp_path / "nulle-part"))
    assert "n’existe pas" in assert_one_sentence("coverage")


@pytest.mark.parametrize(
    ("degat", "graine"),
    [(d, g) for d in DEGATS for g in range(count_cases(5) if d in AU_HASARD else 1)],
)
@pytest.mark.parametrize("nom", ["fiches.csv", "couvertures.csv"])
def test_every_damage_to_a_referentiel_is_sentences_and_exit_1_or_other_fiches(
    tmp_path, monkeypatch, nom, degat, graine
):
    dossier = shutil.copytree(GEODATA / "referentiel", tmp_path / "r")
    DEGATS[degat](dossier / nom, random.Random(graine))
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(dossier))
    for commande in ("coverage", "check"):
        resultat = call(commande)
        if resultat.exit_code:
            assert resultat.exit_code == 1
            assert resultat.output.strip()


def run_page():
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
    page.run()
    return page


def html(page):
    assert not page.exception
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("nom", ["communes.csv", "manifest.json", "sources/alias.csv", "web"])
def test_the_app_says_it_and_comes_back_with_its_files(geodata, nom):
    page = run_page()
    assert "183 communes" in html(page)
    fichier = next((geodata / "web").iterdir()) if nom == "web" else geodata / nom
    contenu, etat = fichier.read_bytes(), fichier.stat()
    fichier.write_bytes(contenu[:50])
    if nom != "sources/alias.csv":
        texte = html(page.run())
        assert 'role="alert"' in texte
        assert "183 communes" not in texte
    fichier.write_bytes(contenu)
    os.utime(fichier, ns=(etat.st_atime_ns, etat.st_mtime_ns))
    assert "183 communes" in html(page.run())


def test_gaps_follow_the_referentiel_that_is_published(tmp_path, monkeypatch):
    dossier = shutil.copytree(GEODATA / "referentiel", tmp_path / "r")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(dossier))
    page = run_page()
    page.switch_page("pages/territoires.py").run()
    avant = html(page)
    for nom in ("fiches.csv", "couvertures.csv"):
        lignes = (dossier / nom).read_text("utf-8-sig")
        source = write_hostile(tmp_path / "h") / nom
        assert lignes
        (dossier / nom).write_bytes(source.read_bytes())
    apres = html(page.run())
    assert "4 ou 5 intercommunalités sur 20" in re.sub("</?strong>", "", avant)
    assert apres != avant
    assert "20" in apres


def write_table(cellule, encodage="utf-8", fin="\n"):
    return f"{ENTETE}{fin}a;{cellule};c{fin}".encode(encodage)


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "iso-8859-1", "cp1252", "utf-16"])
def test_every_usual_encoding_and_line_end_reads_the_same(encodage, fin):
    octets = write_table("é", encodage, fin)
    tableau = parse_csv(octets, fichier="f", colonnes=ENTETE.split(";"))
    assert [ligne["type"] for ligne in tableau.lignes] == ["é"]


def test_utf_16_is_read_from_either_end_and_refused_when_nothing_says_which():
    for bom, encodage in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        octets = bom + write_table("é", encodage)
        tableau = parse_csv(octets, fichier="f", colonnes=ENTETE.split(";"))
        assert [ligne["type"] for ligne in tableau.lignes] == ["é"]
        with pytest.raises(CartoEssError, match="pas un fichier texte"):
            parse_csv(octets[2:], fichier="f", colonnes=ENTETE.split(";"))


@pytest.mark.parametrize("separateur", ["/", "\\"])
def test_a_zip_made_on_windows_gives_its_tables(tmp_path, separateur):
    livre = GEODATA / "referentiel"
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        for nom in ("fiches.csv", "couvertures.csv"):
            archive.writestr(f"Dossier à moi{separateur}{nom}", (livre / nom).read_bytes())
            archive.writestr(f"__MACOSX{separateur}._{nom}", b"\0\5\x16\7")
    resultat = call("check", str(tmp_path / "r.zip"))
    assert (resultat.exit_code, resultat.output) == (0, "20 fiches, 0 faute, 0 avertissement\n")


@pytest.mark.parametrize("chemin", ["C:\\Documents\\fiches.csv", "\\\\serveur\\x", "C:/a/b"])
def test_a_path_of_windows_elsewhere_is_one_sentence(monkeypatch, chemin):
    assert "existe pas" in assert_one_sentence("check", chemin)
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", chemin)
    assert "n’existe pas" in assert_one_sentence("coverage")
    monkeypatch.setenv("CARTO_ESS_GEODATA", chemin)
    assert chemin in assert_one_sentence("coverage")


@pytest.mark.parametrize("champ", ["structure", "enjeux", "sites", "id", "point_commune"])
def test_a_cell_of_a_megabyte_is_one_short_sentence(write_referentiel, champ):
    dossier = write_referentiel([{champ: "<x>" * 350_000}], [{}])
    resultat = call("check", str(dossier))
    assert resultat.exit_code == 1
    assert len(resultat.output) < 2_000
    assert "caractères" in resultat.output


def test_a_cell_that_never_ends_is_one_french_sentence():
    with pytest.raises(CartoEssError, match="guillemet") as erreur:
        parse_csv(write_table('"' + "x" * 1_000_000), fichier="f", colonnes=ENTETE.split(";"))
    assert "field" not in str(erreur.value)


def test_a_cell_too_long_is_not_kept_whole():
    octets = write_table("x" * 100_000)
    tableau = parse_csv(octets, fichier="f", colonnes=ENTETE.split(";"))
    assert len(tableau.lignes[0]["type"]) == LONGUEUR_MAX + 1


def test_a_file_with_a_nul_is_refused():
    with pytest.raises(CartoEssError, match="pas un fichier texte"):
        parse_csv(write_table("a\0b"), fichier="f", colonnes=ENTETE.split(";"))


@pytest.mark.parametrize("champ", ["enjeux", "structure", "secteur", "couverture", "point_source"])
def test_a_cell_too_long_is_a_fault_that_quotes_its_beginning(decoupages, write_referentiel, champ):
    maximum = LONGUEURS.get(champ, LONGUEUR_MAX)
    juste = write_referentiel([{champ: "x" * maximum}], [{}])
    assert check_referentiel(juste, decoupages).fautes == ()
    trop = write_referentiel([{champ: "x" * (maximum + 1)}], [{}])
    (faute,) = check_referentiel(trop, decoupages).fautes
    assert faute.champ == champ
    assert "caractères au plus" in faute.attendu
    assert len(str(faute)) < 500


def test_every_cell_of_a_hundred_thousand_characters_is_a_few_short_faults(
    decoupages, write_referentiel
):
    fiche = dict.fromkeys(FICHE, "x" * 100_000)
    couverture = dict.fromkeys(COUVERTURE, "x" * 100_000)
    fautes = check_referentiel(write_referentiel([fiche], [couverture]), decoupages).fautes
    assert len(fautes) > 10
    assert max(len(str(faute)) for faute in fautes) < 800


def test_signs_that_turn_the_direction_of_a_text_are_taken_out(decoupages, write_referentiel):
    lu = check_referentiel(write_referentiel([{"structure": SENS}], [{}]), decoupages)
    assert lu.fiches[0].structure == RETENUS


@pytest.mark.parametrize("adresse", ADRESSES)
def test_a_site_that_is_no_plain_address_is_a_fault(decoupages, write_referentiel, adresse):
    (faute,) = check_referentiel(write_referentiel([{"sites": adresse}], [{}]), decoupages).fautes
    assert faute.champ == "sites"


@pytest.mark.parametrize("commande", ["export", "territory", "publish"])
def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(tmp_path, commande, apart):
    place = shutil.copytree(GEODATA / "referentiel", tmp_path / "r")
    fichier = tmp_path / "e.html"
    fichier.write_text("avant")
    avant = {f.name: f.read_bytes() for f in place.iterdir() if f.is_file()}
    arguments = {
        "export": ["export", "-o", str(fichier)],
        "territory": ["territory", "246200455", "--output", str(fichier)],
        "publish": ["publish", str(GEODATA / "referentiel")],
    }[commande]
    resultat = apart.call(*arguments, limite=2000, CARTO_ESS_REFERENTIEL=str(place))
    assert resultat.returncode == 1, resultat.stderr
    assert "Traceback" not in resultat.stderr
    assert fichier.read_text() == "avant"
    apres = {f.name: f.read_bytes() for f in place.iterdir() if f.name in avant and f.is_file()}
    assert apres == avant
    assert not [f for f in tmp_path.iterdir() if f.name.startswith(".e.html")]


@pytest.fixture(scope="module")
def octets_du_geopackage(tmp_path_factory):
    fichier = tmp_path_factory.mktemp("geopackage") / "e.gpkg"
    assert call("export", "-o", str(fichier)).exit_code == 0
    return fichier.stat().st_size


@pytest.mark.parametrize("part", [0, 0.001, 0.1, 0.5, 0.99])
def test_a_geopackage_that_does_not_fit_is_one_sentence_never_a_file_without_its_index(
    tmp_path, part, octets_du_geopackage, apart
):
    fichier = tmp_path / "e.gpkg"
    fichier.write_text("avant")
    resultat = apart.call("export", "-o", fichier, limite=int(part * octets_du_geopackage))
    assert resultat.returncode == 1, resultat.stderr
    assert "Traceback" not in resultat.stderr
    assert "GeoPackage ne peut pas être écrit" in resultat.stderr
    assert fichier.read_text() == "avant"


SANS_DROITS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
"""What makes root obey the rights of a folder, as anybody else does."""


@pytest.mark.parametrize("commande", ["export", "territory", "publish"])
def test_a_read_only_folder_is_one_sentence_and_stays_as_it_was(tmp_path, commande):
    place = shutil.copytree(GEODATA / "referentiel", tmp_path / "r")
    arguments, lu = {
        "export": (["export", "-o", place / "e.csv"], GEODATA / "referentiel"),
        "territory": (["territory", "246200455", "--output", place / "p.html"],
                      GEODATA / "referentiel"),
        "publish": (["publish", GEODATA / "referentiel"], place),
    }[commande]  # fmt: skip
    devant = SANS_DROITS if os.geteuid() == 0 else []
    appel = [*devant, sys.executable, "-m", "carto_ess", *arguments]
    environ = {**os.environ, "CARTO_ESS_REFERENTIEL": str(lu)}
    avant = {f.name: f.read_bytes() for f in place.iterdir()}
    place.chmod(0o555)
    try:
        resultat = subprocess.run(appel, env=environ, capture_output=True, check=False, text=True)
    finally:
        place.chmod(0o755)
    assert resultat.returncode == 1, resultat.stderr
    assert "Traceback" not in resultat.stderr
    assert "accès refusé" in resultat.stderr
    assert {f.name: f.read_bytes() for f in place.iterdir()} == avant


LECTURES = (
    ["coverage"],
    ["gaps"],
    ["check"],
    ["territory", "246200455"],
    ["geodata", "check"],
    *(["export", "-o", f"e.{extension}"] for extension in ("csv", "geojson", "gpkg", "html")),
    ["territory", "246200455", "--output", "p.html"],
)


def test_everything_reads_where_a_stopped_build_left_its_files(geodata, tmp_path, monkeypatch):
    """Nothing but the map is at its place: a command that looks there only would find nothing."""
    (geodata / "construction").mkdir()
    for nom in (*(f for f in FICHIERS if "/" not in f), "sources"):
        (geodata / nom).rename(geodata / "construction" / nom)
    monkeypatch.chdir(tmp_path)
    for arguments in LECTURES:
        resultat = call(*arguments)
        assert resultat.exit_code == 0, (arguments, resultat.output)
    page = run_page()
    assert "183 communes" in html(page)
    for chemin in ("territoires", "territoire", "fiches", "cooperer", "referentiel", "a-propos"):
        page.switch_page(f"pages/{chemin}.py").run()
        assert 'role="alert"' not in html(page), chemin
