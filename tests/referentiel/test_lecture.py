"""A référentiel is read whole, or each wrong cell is named with what to do."""

import csv
import datetime as dt
import time

import pytest

from carto_ess._errors import ReferentielError, TableauError
from carto_ess.referentiel.ecriture import write_couvertures, write_fiche
from carto_ess.referentiel.fiche import Lecture
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FACULTATIVES,
    COLONNES_FICHES,
    build_referentiel,
    check_referentiel,
    read_referentiel,
)
from carto_ess.tableur.tableau import Ligne, Tableau
from petit_monde import COUVERTURE, EST, FICHE, OUEST, UNION


def only_fault(dossier, decoupages):
    fautes = check_referentiel(dossier, decoupages).fautes
    assert len(fautes) == 1, [str(f) for f in fautes]
    return fautes[0]


def test_a_good_row_becomes_a_fiche(decoupages, write_referentiel):
    (fiche,) = read_referentiel(write_referentiel([{}], [{}]), decoupages).fiches
    assert fiche.structure == "Alpha"
    assert fiche.telephones == ("03 21 12 59 92",)
    assert fiche.point.nature == "siege"
    assert fiche.declarations[0].nom == "Communauté de communes de l’Ouest"


@pytest.mark.parametrize(
    ("champ", "valeur", "dit"),
    [
        ("structure", "", "cellule vide"),
        ("enjeux", "   ", "cellule vide"),
        ("type", "mutualization", "mutualisation"),
        ("id", "Bou'Sol", "minuscules"),
        ("telephones", "03 21 12 59", "téléphone"),
        ("courriels", "alpha(at)example.org", "électronique"),
        ("sites", "javascript:alert(1)", "http://"),
        ("sites", "www.alpha.org", "http://"),
        ("annee", "vers 2015", "quatre chiffres"),
        ("point_commune", "62999", "code Insee"),
        ("point_nature", "bureau", "siege"),
        ("verifie_le", "hier", "31/12/2025"),
        ("verifie_le", "31/02/2025", "31/12/2025"),
        ("verifie_le", "12/31/2025", "31/12/2025"),
        ("verifie_le", "01/03/2014", "2015"),
    ],
)
def test_a_wrong_cell_of_a_fiche_is_one_fault_that_names_it(
    decoupages, write_referentiel, champ, valeur, dit
):
    couverture = {"fiche": valeur} if champ == "id" else {}
    faute = only_fault(write_referentiel([{champ: valeur}], [couverture]), decoupages)
    assert (faute.fichier, faute.ligne, faute.champ) == ("fiches.csv", 2, champ)
    assert dit in str(faute)


@pytest.mark.parametrize(
    ("change", "champ", "dit"),
    [
        ({"niveau": "canton"}, "niveau", "commune, epci, pays"),
        ({"lecture": "étroite"}, "lecture", "retenue, etroite ou large"),
        ({"lecture": "moyenne"}, "lecture", "retenue, etroite ou large"),
        ({"code": "", "nom": "CC de l’Oest"}, "nom", "Vouliez-vous dire"),
        ({"niveau": "commune", "code": "", "nom": "Saint Eloy"}, "nom", "Saint-Éloi"),
        ({"code": "2,46E+08"}, "code", "format texte"),
        ({"code": "200000545"}, "code", "périmètres 2026"),
        ({"niveau": "commune", "code": "1004"}, "code", "« 01004 »"),
        ({"millesime": "2014"}, "millesime", "2015, 2026"),
        ({"certitude": "sûre"}, "certitude", "explicite"),
        ({"code": "", "nom": ""}, "code", "cellule vide"),
    ],
)
def test_a_wrong_territory_is_one_fault_that_says_what_to_do(
    decoupages, write_referentiel, change, champ, dit
):
    faute = only_fault(write_referentiel([{}], [change]), decoupages)
    assert (faute.fichier, faute.ligne, faute.champ) == ("couvertures.csv", 2, champ)
    assert dit in str(faute)


def test_a_fiche_without_coverage_is_a_fault(decoupages, write_referentiel):
    faute = only_fault(write_referentiel([{}, {"id": "beta"}], [{}]), decoupages)
    assert faute.ligne == 3
    assert "aucune couverture" in str(faute)


def test_a_second_fiche_of_the_same_id_is_a_fault(decoupages, write_referentiel):
    faute = only_fault(write_referentiel([{}, {}], [{}]), decoupages)
    assert "déjà pris ligne 2" in str(faute)


def test_a_coverage_of_no_fiche_is_a_fault(decoupages, write_referentiel):
    faute = only_fault(write_referentiel([{}], [{}, {"fiche": "alfa"}]), decoupages)
    assert "alpha" in faute.action


def test_a_code_may_be_left_out_when_the_name_is_known(decoupages, write_referentiel):
    dossier = write_referentiel([{}], [{"code": "", "nom": "cc ouest", "millesime": "2015"}])
    (fiche,) = read_referentiel(dossier, decoupages).fiches
    assert fiche.declarations[0].code == COUVERTURE["code"]


def test_all_the_faults_are_told_at_once(decoupages, write_referentiel):
    dossier = write_referentiel([{"type": "x", "annee": "y"}], [{"niveau": "z"}])
    with pytest.raises(ReferentielError) as levee:
        read_referentiel(dossier, decoupages)
    assert len(levee.value.fautes) == 3


def test_a_missing_column_names_the_columns_received(decoupages, write_referentiel):
    dossier = write_referentiel([{}], [{}])
    (dossier / "fiches.csv").write_text("id;nom\nalpha;Alpha\n", encoding="utf-8")
    with pytest.raises(TableauError, match=r"manquantes : type.*reçues : id, nom"):
        check_referentiel(dossier, decoupages)


def test_a_missing_file_is_one_sentence(decoupages, tmp_path):
    with pytest.raises(TableauError, match=r"fiches\.csv ne peut pas être lu"):
        check_referentiel(tmp_path, decoupages)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_any_usual_csv_gives_the_same_fiches(
    decoupages, write_referentiel, encodage, separateur, fin
):
    dossier = write_referentiel([{"structure": "Éco-pôle"}], [{}])
    attendu = read_referentiel(dossier, decoupages).fiches
    with (dossier / "fiches.csv").open("w", encoding=encodage, newline="") as flux:
        ecrivain = csv.writer(flux, delimiter=separateur, lineterminator=fin)
        ecrivain.writerows([list(FICHE), {**FICHE, "structure": "Éco-pôle"}.values()])
    assert read_referentiel(dossier, decoupages).fiches == attendu


def test_rows_are_numbered_as_a_spreadsheet_does(decoupages, write_referentiel):
    dossier = write_referentiel([{"enjeux": "deux\nlignes"}, {"id": "beta", "type": "x"}], [{}])
    texte = (dossier / "fiches.csv").read_text("utf-8-sig")
    lignes = texte.splitlines(keepends=True)
    (dossier / "fiches.csv").write_text(lignes[0] + ";;\n" + "".join(lignes[1:]), "utf-8")
    fautes = check_referentiel(dossier, decoupages).fautes
    assert {f.ligne for f in fautes} == {4}


@pytest.mark.parametrize("ecrit", ["31/12/2025", "2025-12-31"])
def test_the_day_of_a_check_is_read_as_people_or_spreadsheets_write_it(
    decoupages, write_referentiel, ecrit
):
    dossier = write_referentiel([{"verifie_le": ecrit}], [{}])
    (fiche,) = read_referentiel(dossier, decoupages).fiches
    assert fiche.verifie_le == dt.date(2025, 12, 31)
    assert write_fiche(fiche)["verifie_le"] == "2025-12-31"


def test_another_reading_stands_in_place_of_all_that_is_shown(decoupages, write_referentiel):
    large = {"code": EST, "lecture": "large"}
    (fiche,) = read_referentiel(write_referentiel([{}], [{}, large]), decoupages).fiches
    assert [d.code for d in fiche.read_as(Lecture.LARGE)] == [EST]
    assert [d.code for d in fiche.read_as(Lecture.RETENUE)] == [OUEST]
    assert fiche.read_as(Lecture.ETROITE) == fiche.declarations
    assert [r["lecture"] for r in write_couvertures(fiche)] == ["", "large"]


def test_a_fiche_must_have_a_reading_that_is_shown(decoupages, write_referentiel):
    faute = only_fault(write_referentiel([{}], [{"lecture": "etroite"}]), decoupages)
    assert (faute.fichier, faute.ligne) == ("fiches.csv", 2)
    assert "colonne « lecture » vide" in str(faute)


REQUISES_FICHES, REQUISES_COUVERTURES = (
    tuple(c for c in colonnes if c not in COLONNES_FACULTATIVES)
    for colonnes in (COLONNES_FICHES, COLONNES_COUVERTURES)
)


def test_columns_that_are_not_required_may_be_left_out(decoupages, write_referentiel):
    dossier = write_referentiel([{}], [{"nom": "CC de l’Union"}])
    for nom, gardees in (("fiches.csv", REQUISES_FICHES), ("couvertures.csv", COUVERTURES_SIMPLES)):
        with (dossier / nom).open(encoding="utf-8-sig", newline="") as flux:
            lignes = list(csv.DictReader(flux, delimiter=";"))
        with (dossier / nom).open("w", encoding="utf-8", newline="") as flux:
            ecrivain = csv.DictWriter(flux, gardees, delimiter=";", extrasaction="ignore")
            ecrivain.writeheader()
            ecrivain.writerows(lignes)
    (fiche,) = read_referentiel(dossier, decoupages).fiches
    assert (fiche.telephones, fiche.point, fiche.verifie_le) == ((), None, None)
    assert fiche.declarations[0].code == UNION


COUVERTURES_SIMPLES = ("fiche", "niveau", "nom")


def test_a_required_column_that_is_left_out_is_named(decoupages, write_referentiel):
    dossier = write_referentiel([{}], [{}])
    (dossier / "couvertures.csv").write_text("fiche;code\nalpha;1\n", "utf-8")
    with pytest.raises(TableauError, match="colonnes manquantes : niveau"):
        check_referentiel(dossier, decoupages)


def test_the_columns_required_are_those_of_the_published_schema(schema):
    for table, requises in (("fiches", REQUISES_FICHES), ("couvertures", REQUISES_COUVERTURES)):
        exigees = [f["name"] for f in schema[table] if f.get("constraints", {}).get("required")]
        assert tuple(exigees) == requises


def test_the_published_schema_has_the_columns_that_are_read(schema):
    assert tuple(f["name"] for f in schema["fiches"]) == COLONNES_FICHES
    assert tuple(f["name"] for f in schema["couvertures"]) == COLONNES_COUVERTURES


def test_thousands_of_unknown_ids_are_reported_at_once(decoupages):
    fiches = [{**FICHE, "id": f"fiche-numero-{n}"} for n in range(3_000)]
    inconnues = [{**COUVERTURE, "fiche": f"une-fiche-qui-n-est-pas-la-{n}"} for n in range(3_000)]
    tables = (
        Tableau(nom, tuple(Ligne(n, rang) for n, rang in enumerate(rangs, 2)))
        for nom, rangs in (("f", fiches), ("c", inconnues))
    )
    debut = time.process_time()
    referentiel = build_referentiel(*tables, decoupages)
    assert len(referentiel.fautes) >= 1_000
    assert time.process_time() - debut < 3
