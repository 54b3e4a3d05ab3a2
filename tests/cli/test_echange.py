"""``carto-ess import``: proposed first, understood next, written last and never over anything."""

import json

import pytest
from click.testing import CliRunner

from carto_ess.cli.echange import import_

TABLE = "Structure;Type;Communes;Année\nA;mutualisation;Vimy, Lumbres;2026\n"


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")

    def run(*arguments):
        return CliRunner().invoke(import_, [str(a) for a in arguments])

    return run


def test_a_correspondance_is_proposed_and_nothing_else_is_written(call, tmp_path):
    resultat = call("t.csv", "--correspondance", "c.toml", "-o", "r")
    assert resultat.exit_code == 1
    assert "relisez-la" in str(resultat.exception)
    assert 'structure = "Structure"' in (tmp_path / "c.toml").read_text("utf-8")
    assert not (tmp_path / "r").exists()


def test_what_was_understood_is_told_row_by_row_and_written(call, tmp_path):
    call("t.csv", "--correspondance", "c.toml", "-o", "r")
    resultat = call("t.csv", "--correspondance", "c.toml", "-o", "r")
    assert resultat.exit_code == 0, resultat.output
    assert "ligne 2, A → Vimy (62861) ; Lumbres (62534)" in resultat.stderr
    assert "1 ligne lue, 1 gardée, 0 laissée de côté ; 1 fiche, 0 question" in resultat.stderr
    assert "62861" in (tmp_path / "r" / "couvertures.csv").read_text("utf-8-sig")


def test_a_referentiel_in_place_is_never_overwritten(call, tmp_path):
    for _ in range(2):
        call("t.csv", "--correspondance", "c.toml", "-o", "r")
    avant = (tmp_path / "r" / "fiches.csv").read_bytes()
    resultat = call("t.csv", "--correspondance", "c.toml", "-o", "r")
    assert "contient déjà un référentiel" in str(resultat.exception)
    assert (tmp_path / "r" / "fiches.csv").read_bytes() == avant


def test_one_question_and_nothing_is_written(call, tmp_path):
    (tmp_path / "t.csv").write_text(TABLE + "B;mutualisation;Nulle-Part;2026\n", "utf-8")
    call("t.csv", "--correspondance", "c.toml", "-o", "r")
    resultat = call("t.csv", "--correspondance", "c.toml", "-o", "r")
    assert resultat.exit_code == 1
    assert "Nulle-Part" in resultat.stderr
    assert "2 lignes lues, 1 gardée, 1 laissée de côté" in resultat.stderr
    assert not (tmp_path / "r").exists()


def test_a_correspondance_of_another_table_is_named(call, tmp_path):
    (tmp_path / "c.toml").write_text('[colonnes]\nstructure = "Nom"\n', "utf-8")
    resultat = call("t.csv", "--correspondance", "c.toml", "-o", "r")
    assert "Nom. Colonnes reçues : Structure, Type" in str(resultat.exception)


def test_services_need_a_type(call, tmp_path):
    services = [
        {
            "id": "s--1",
            "structure_id": "s",
            "nom": "Atelier",
            "date_maj": "2025-01-01",
            "description": "Un atelier",
            "zone_eligibilite": ["62861"],
        }
    ]
    (tmp_path / "s.json").write_text(json.dumps(services), "utf-8")
    assert call("s.json", "--format", "data-inclusion", "-o", "r").exit_code == 2
    resultat = call("s.json", "--format", "data-inclusion", "--type", "structure_appui", "-o", "r")
    assert resultat.exit_code == 0, resultat.output
    assert "structure_appui" in (tmp_path / "r" / "fiches.csv").read_text("utf-8-sig")
