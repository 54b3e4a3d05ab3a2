"""`carto-ess gaps`: JSON or CSV alone on standard output, the headline beside it."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from carto_ess.cli.commandes import carto_ess
from petit_monde import GEODATA


def run(*args, **env):
    return CliRunner().invoke(
        carto_ess, ["gaps", *args], env={"CARTO_ESS_GEODATA": str(GEODATA), **env}
    )


def test_json_holds_the_question_the_territories_and_the_total():
    reponse = json.loads(run("--millesime", "2015", "--niveau", "epci").stdout)
    assert (reponse["millesime"], reponse["echelle"], reponse["niveau"]) == (
        2015,
        "proximite",
        "epci",
    )
    calais = next(t for t in reponse["territoires"] if t["code"] == "246201149")
    assert {
        "nom": "Communauté d’agglomération du Calaisis", "n_communes": 5,
        "n_communes_couvertes": 0, "population": 90782, "population_non_couverte": 90782,
        "n_fiches": 0, "etat": "aucune",
    }.items() <= calais.items()  # fmt: skip
    assert set(calais["par_type"].values()) == {0}
    total = reponse["total"]
    assert (total["n_communes"], total["n_communes_couvertes"]) == (895, 784)
    assert total["population_non_couverte"] == 214437
    assert total["n_par_etat"] == {"couvert": 26, "partiel": 0, "aucune": 8, "inconnu": 0}


def test_the_headline_goes_to_standard_error_on_today_s_perimeters_unless_asked():
    resultat = run()
    assert "4 ou 5 EPCI sur 20" in resultat.stderr
    assert resultat.exit_code == 0


def test_csv_has_a_row_per_territory_and_the_departement_last():
    resultat = run(
        "--millesime",
        "2015",
        "--format",
        "csv",
        "--type",
        "mutualisation",
        "--type",
        "regroupement",
    )
    lignes = list(csv.DictReader(io.StringIO(resultat.stdout), delimiter=";"))
    assert len(lignes) == 35
    assert lignes[-1]["niveau"] == "departement"
    assert lignes[0]["code"] == "200012003"
    assert {"mutualisation", "regroupement", "communes_mutualisation"} <= set(lignes[0])
    assert "structure_appui" not in lignes[0]


def test_the_rule_moins_de_and_its_threshold_go_together():
    assert run("--regle", "moins_de").exit_code == 2
    assert run("--seuil", "2").exit_code == 2
    reponse = json.loads(
        run(
            "--millesime",
            "2015",
            "--regle",
            "moins_de",
            "--seuil",
            "2",
            "--niveau",
            "commune",
        ).stdout
    )
    assert (reponse["regle"], reponse["seuil"]) == ("moins_de", 2)
    assert reponse["total"]["n_par_etat"]["aucune"] == 358


@pytest.mark.parametrize(
    "args",
    [
        ("--millesime", "2014"),
        ("--niveau", "region"),
        ("--type", "x"),
        ("--regle", "x"),
        ("--regle", "moins_de", "--seuil", "0"),
    ],
)
def test_a_wrong_call_is_refused_with_code_2(args):
    resultat = run(*args)
    assert resultat.exit_code == 2
    assert resultat.stdout == ""


def test_a_faulty_referentiel_is_refused_unless_the_unknown_is_asked_for(tmp_path):
    for nom in ("fiches.csv", "couvertures.csv"):
        texte = (GEODATA / "referentiel" / nom).read_text("utf-8-sig")
        texte = texte.replace(
            "eco-pole-audruicq;epci;246200844;Communauté de communes de la Région d’Audruicq;",
            "eco-pole-audruicq;epci;;Région Audruic;",
        )
        (tmp_path / nom).write_text(texte, "utf-8")
    refuse = run(CARTO_ESS_REFERENTIEL=str(tmp_path))
    assert (refuse.exit_code, refuse.stdout) == (1, "")
    resultat = run("--malgre-fautes", "--millesime", "2015", CARTO_ESS_REFERENTIEL=str(tmp_path))
    assert resultat.exit_code == 1
    assert "couvertures.csv, ligne" in resultat.stderr
    etats = {t["code"]: t["etat"] for t in json.loads(resultat.stdout)["territoires"]}
    assert [code for code, etat in etats.items() if etat == "inconnu"] == ["246200844"]
    assert etats["246201149"] == "aucune"


TATINGHEM = {"niveau": "commune", "code": "62807", "nom": "Tatinghem", "millesime": "2015"}


def test_a_commune_covered_in_part_only_is_told(write_referentiel):
    """Tatinghem is in Saint-Martin-lez-Tatinghem (62757) since 2016."""
    dossier = str(write_referentiel([{"point_commune": "62765"}], [TATINGHEM]))
    reponse = json.loads(run("--niveau", "commune", CARTO_ESS_REFERENTIEL=dossier).stdout)
    dits = {t["code"]: t["communes_en_partie"] for t in reponse["territoires"]}
    assert {code for code, parts in dits.items() if parts} == {"62757"}
    assert reponse["total"]["n_communes_en_partie"] == 1
    table = run("--niveau", "commune", "--format", "csv", CARTO_ESS_REFERENTIEL=dossier).stdout
    lignes = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";")
    assert [x["code"] for x in lignes if x["n_communes_en_partie"] == "1"] == ["62757", "62"]
