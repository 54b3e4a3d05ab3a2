"""The years that hold all the codes of a list, however it is written."""

import json
import random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from carto_ess.cli.commandes import carto_ess
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.territoire.anciennete import date_codes, describe_anciennete, parse_codes
from petit_monde import EST, GEODATA, OUEST, UNION


@pytest.mark.parametrize(("texte", "codes", "ignores"), [
    ("62041, 62765;62041\n62041", ("62041", "62765"), 0),
    ("code\tnom\n62041\tArras\n", ("62041",), 3),
    ("1001\n'2a004\n62765.0", ("01001", "2A004", "62765"), 0),
    ("(246200455) 246.200.455", ("246200455",), 0),
    ("123456789 99999999999 arras", (), 3),
    ("", (), 0),
])  # fmt: skip
def test_codes_are_read_whatever_stands_between_them(texte, codes, ignores):
    assert parse_codes(texte) == (codes, ignores)


def ask(decoupages, *codes):
    reponse = date_codes(codes, decoupages)
    return reponse, describe_anciennete(reponse, decoupages)


def test_years_that_hold_them_all_are_given(decoupages):
    reponse, phrases = ask(decoupages, "99001", "99003")
    assert reponse.annees == (2015, 2026)
    assert phrases == ("Ces 2 codes sont tous dans les découpages de 2015 et 2026.",)


def test_a_list_that_is_whole_says_so(decoupages):
    reponse, phrases = ask(decoupages, OUEST, EST)
    assert (reponse.annees, reponse.exactes) == ((2015,), (2015,))
    assert phrases[1].startswith("C’est la liste entière : 2 EPCI")


def test_codes_of_two_years_that_never_met_are_said_with_what_lacks(decoupages):
    reponse, phrases = ask(decoupages, "99002", "99001", "99003", UNION)
    assert reponse.annees == ()
    assert phrases[0] == "Aucune année ne contient à la fois ces 4 codes."
    assert phrases[1] == (
        "Au plus près : les découpages de 2015 et 2026 ; il y manque Val (99002)."
    )


def test_a_code_that_no_year_has_does_not_hide_the_year_of_the_others(decoupages):
    reponse, phrases = ask(decoupages, "99002", "12345")
    assert (reponse.inconnus, reponse.proches) == (("12345",), (2015,))
    assert "« 12345 » n’est d’aucune année connue ici" in phrases[1]
    assert phrases[2] == "Les autres sont dans le découpage de 2015."


def test_no_code_at_all_says_what_was_expected(decoupages):
    assert "Attendu : des codes Insee" in ask(decoupages)[1][0]


@given(st.data())
def test_a_year_is_given_when_and_only_when_it_has_every_code(donnees):
    from petit_monde import build_decoupages

    decoupages = build_decoupages()
    tous = sorted({c for d in decoupages.par_millesime.values() for c in d.communes} | {"12345"})
    codes = donnees.draw(st.lists(st.sampled_from(tous), min_size=1))
    attendues = tuple(
        m for m, d in decoupages.par_millesime.items() if set(codes) <= d.communes.keys()
    )
    assert date_codes(codes, decoupages).annees == attendues


@pytest.mark.parametrize(("annee", "attendues"), [
    (2015, (2015,)), (2019, (2019,)), (2022, (2020, 2021, 2022, 2023, 2024)), (2025, (2025, 2026)),
])  # fmt: skip
def test_all_the_codes_of_a_year_here_give_the_years_like_it(annee, attendues):
    decoupages = read_decoupages(GEODATA)
    codes = [*decoupages[annee].communes, *decoupages[annee].epci]
    random.Random(0).shuffle(codes)
    assert date_codes(codes, decoupages).exactes == attendues


# The command


def run(*arguments, entree=None):
    return CliRunner().invoke(carto_ess, ["years", *map(str, arguments)], input=entree)


def test_the_command_reads_standard_input():
    resultat = run(entree="62461 62041")
    assert resultat.exit_code == 0
    assert resultat.stdout.strip() == (
        "Ces 2 codes sont tous dans les découpages de 2015 et 2019 à 2024."
    )


@pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252"])
def test_the_command_reads_a_file_in_any_encoding(tmp_path, encodage):
    fichier = tmp_path / "liste.csv"
    fichier.write_text("code;commune\n62691;Rebecques réunie\n62041;Arras\n", encoding=encodage)
    reponse = json.loads(run(fichier, "--format", "json").stdout)
    assert reponse["codes"] == ["62691", "62041"]
    assert reponse["annees"][-1] == 2026


def test_the_command_reads_a_spreadsheet(tmp_path):
    import openpyxl

    classeur = openpyxl.Workbook()
    for ligne in (["Code", "Nom"], ["62447", "Hesdin"], ["62461", "Huby-Saint-Leu"]):
        classeur.active.append(ligne)
    classeur.save(tmp_path / "liste.xlsx")
    resultat = run(tmp_path / "liste.xlsx")
    assert "2015 et 2019 à 2024" in resultat.stdout


def test_a_file_that_is_no_list_is_one_sentence(tmp_path):
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    resultat = run(tmp_path / "image.png")
    assert resultat.exit_code == 1
    assert "image.png" in resultat.stderr
