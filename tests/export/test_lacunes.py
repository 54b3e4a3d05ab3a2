"""Gaps go out with exactly the rows of the page, and say what question they answer."""

import csv
import datetime as dt
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import lacunes
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.territoire.niveau import Echelle, Niveau
from petit_monde import GEODATA

JOUR = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def cas(reel):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2015, echelle=Echelle.PROXIMITE
    )
    bilan = build_bilan(Question(2015, niveau=Niveau.EPCI), referentiel.fiches, matrice, decoupages)
    dits = lacunes.describe_bilan(bilan, referentiel.fiches, decoupages, JOUR)
    return bilan, dits, decoupages


def test_every_format_holds_the_rows_of_the_page(cas):
    bilan, dits, decoupages = cas
    codes = [x.code for x in bilan.lacunes]
    texte = lacunes.build_lacunes_csv(bilan, dits).decode("utf-8-sig")
    assert [r["code"] for r in csv.DictReader(io.StringIO(texte), delimiter=";")] == codes
    octets = lacunes.build_lacunes_xlsx(bilan, dits, JOUR)
    feuille = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_name("Territoires")
    assert [rang[0] for rang in feuille.to_python()[1:]] == codes
    collection = json.loads(lacunes.build_lacunes_geojson(bilan, dits, decoupages, GEODATA))
    assert [f["id"] for f in collection["features"]] == codes


def test_uncovered_epci_come_out_as_such(cas):
    bilan, dits, _ = cas
    texte = lacunes.build_lacunes_csv(bilan, dits).decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert sum(ligne["etat"] == "aucune" for ligne in lignes) == 8
    assert "périmètres 2015" in lignes[0]["metadonnees"]
    assert "23/11/2026" in lignes[0]["metadonnees"]


def test_a_feature_is_drawn_in_degrees_on_the_right_land(cas):
    bilan, dits, decoupages = cas
    collection = json.loads(lacunes.build_lacunes_geojson(bilan, dits, decoupages, GEODATA))
    forme = next(f for f in collection["features"] if f["id"] == "246201149")["geometry"]
    assert forme["type"] == "MultiPolygon"
    longitude, latitude = forme["coordinates"][0][0][0]
    assert 1.5 < longitude < 2.1
    assert 50.8 < latitude < 51.1
    assert "crs" not in collection
