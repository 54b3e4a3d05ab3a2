"""``carto-ess plan`` answers in JSON and CSV as its help says."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from carto_ess.cli.commandes import carto_ess


def call(*arguments):
    return CliRunner().invoke(carto_ess, ["plan", *arguments])


def test_json_holds_the_steps_and_what_is_left():
    resultat = call("--type", "collectif_acteurs_ess", "--millesime", "2026")
    assert resultat.exit_code == 0
    plan = json.loads(resultat.stdout)
    cumuls = [e["cumul_habitants"] for e in plan["etapes"]]
    assert cumuls == [275028, 379235, 478130]
    assert plan["restant"]["habitants"] == plan["avant"]["habitants"] - cumuls[-1]
    assert plan["exacte"] is True
    assert "478\u202f130 habitants sur les 645\u202f983 à 698\u202f862" in resultat.stderr
    assert (plan["avant"]["habitants_min"], plan["avant"]["habitants_max"]) == (645983, 698862)
    assert plan["restant"]["habitants_max"] - plan["restant"]["habitants"] == 698862 - 645983


def test_what_each_step_reaches_has_its_range():
    plan = json.loads(call("--millesime", "2019", "--critere", "communes").stdout)
    ecrit = call("--millesime", "2019", "--critere", "communes", "--format", "csv").stdout
    lignes = list(csv.DictReader(io.StringIO(ecrit), delimiter=";"))
    for etape, ligne in zip(plan["etapes"], lignes, strict=True):
        for nom in ("n_communes", "habitants", "cumul_habitants"):
            assert etape[f"{nom}_min"] <= etape[nom] <= etape[f"{nom}_max"]
            assert int(ligne[f"{nom}_max"]) == etape[f"{nom}_max"]
    assert sum(e["n_communes_max"] for e in plan["etapes"]) == 122


def test_csv_holds_the_same_steps():
    arguments = ("--critere", "communes", "--nombre", "2")
    plan = json.loads(call(*arguments).stdout)
    ecrit = call(*arguments, "--format", "csv").stdout
    lignes = list(csv.DictReader(io.StringIO(ecrit), delimiter=";"))
    assert [(x["fiche"], x["epci"], int(x["habitants"])) for x in lignes] == [
        (e["fiche"], e["epci"], e["habitants"]) for e in plan["etapes"]
    ]


def test_an_extension_that_will_not_happen_is_left_out():
    premiere = json.loads(call("--nombre", "1").stdout)["etapes"][0]
    sans = json.loads(
        call("--nombre", "1", "--sauf", f"{premiere['fiche']}:{premiere['epci']}").stdout
    )
    assert (sans["etapes"][0]["fiche"], sans["etapes"][0]["epci"]) != (
        premiere["fiche"],
        premiere["epci"],
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--nombre", "0"),
        ("--nombre", "9"),
        ("--critere", "argent"),
        ("--sauf", "inconnue:1"),
        ("--type", "x"),
        ("--millesime", "1999"),
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments):
    assert call(*arguments).exit_code == 2
