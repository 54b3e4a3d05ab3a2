"""A référentiel is read whole, or each wrong cell is named with what to do."""

import csv

import pytest

from carto_ess._errors import ReferentielError, TableauError
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FICHES,
    check_referentiel,
    read_referentiel,
)
from petit_monde import COUVERTURE, FICHE


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


def test_the_published_schema_has_the_columns_that_are_read(schema):
    assert tuple(f["name"] for f in schema["fiches"]) == COLONNES_FICHES
    assert tuple(f["name"] for f in schema["couvertures"]) == COLONNES_COUVERTURES
