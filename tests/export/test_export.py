"""Every format is read back equal, holds the rows on screen, and says what it is."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from carto_ess._errors import GeodataError
from carto_ess.cli.commandes import carto_ess
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import FORMATS, build_export, build_extraction
from carto_ess.export.catalogue import build_catalogue
from carto_ess.export.csv import METADONNEES
from carto_ess.export.ouvertes import Publication
from carto_ess.export.xlsx import LONGUEUR_CELLULE
from carto_ess.fichier import write_atomic
from carto_ess.geodata.contours import dissolve_contours, read_contours, select_contours, to_web
from carto_ess.referentiel.contacts import strip_contacts
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FICHES,
    Referentiel,
    build_referentiel,
)
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.tableur.classeur import read_classeur
from carto_ess.tableur.delimite import parse_csv
from carto_ess.tableur.formule import neutralise, restore
from carto_ess.tableur.schema import read_schema
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.vue.liste import list_fiches
from carto_ess.vue.vue import Vue
from petit_monde import GEODATA, RACINE

JOUR = dt.date(2026, 3, 9)
HOSTILES = (
    "=cmd|' /C calc'!A0",
    "+33 3 21",
    "-1+1",
    "@SUM(A1)",
    "'=déjà protégé",
    'point-virgule ; guillemet " et\nretour à la ligne',
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> Œuvre d’Étaples {{ 7*7 }}",
)


def extract(reel, *, fiches=None, avec_contacts=True, **vue):
    decoupages, referentiel = reel
    if fiches is not None:
        referentiel = Referentiel(tuple(fiches), ())
    vue = Vue(**{"millesime": 2015, **vue})
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=vue.millesime, echelle=vue.echelle
    )
    return build_extraction(
        vue, decoupages, referentiel, matrice, date=JOUR, avec_contacts=avec_contacts
    )


@pytest.fixture
def hostiles(reel):
    """The shipped fiches, the first ones with texts that want to be formulas or markup."""
    fiches = list(reel[1].fiches)
    for i, texte in enumerate(HOSTILES):
        fiches[i] = replace(fiches[i], structure=texte, secteur=texte, enjeux=texte)
    return fiches


@pytest.fixture
def open_gpkg(tmp_path):
    def open_(extraction):
        fichier = tmp_path / "lu.gpkg"
        fichier.write_bytes(build_export(extraction, "gpkg", GEODATA))
        return {
            nom: pyogrio.read_dataframe(fichier, layer=nom)
            for nom, _ in pyogrio.list_layers(fichier)
        }

    return open_


def read_ids(extension, octets, tmp_path):
    """Return the ids that a file of any format holds, in its order."""
    match extension:
        case "csv":
            return [
                ligne["id"] for ligne in parse_csv(octets, fichier="e.csv", colonnes=("id",)).lignes
            ]
        case "xlsx":
            tableau, _ = read_classeur(octets, "e.xlsx", SCHEMA)
            return [ligne["id"] for ligne in tableau.lignes]
        case "geojson":
            traits = json.loads(octets)["features"]
            return [
                t["properties"]["id"] for t in traits if t["properties"]["objet"] == "couverture"
            ]
        case "gpkg":
            (tmp_path / "e.gpkg").write_bytes(octets)
            return list(pyogrio.read_dataframe(tmp_path / "e.gpkg", layer="fiches")["id"])
        case "json":
            return [s["id"].removeprefix("carto-ess--") for s in json.loads(octets)["services"]]
        case "html":
            return [fiche["id"] for fiche in read_donnees(octets)["fiches"]]


def read_donnees(octets):
    texte = re.search(r'id="donnees">(.*?)</script>', octets.decode(), re.DOTALL).group(1)
    return json.loads(texte)


SCHEMA = read_schema(GEODATA / "referentiel" / "datapackage.json")
FILTRES = {
    "all": {},
    "types": {"types": (TypeCooperation.MUTUALISATION, TypeCooperation.REGROUPEMENT)},
    "epci": {"epci": Siren("246200455")},
    "pays": {"pays": "pays-d-artois"},
    "commune": {"commune": "62765"},
    "search": {"recherche": "lens"},
    "wide, today": {"echelle": Echelle.TOUTES, "millesime": 2026},
}


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("vue", FILTRES.values(), ids=FILTRES)
def test_an_export_holds_exactly_the_fiches_on_screen(reel, vue, extension, tmp_path):
    extraction = extract(reel, **vue)
    decoupages, referentiel = reel
    ici = extraction.vue.find_communes(decoupages)
    a_l_ecran = list_fiches(referentiel.fiches, extraction.vue.filtre, ici, extraction.matrice)
    assert a_l_ecran
    octets = build_export(extraction, extension, GEODATA)
    assert read_ids(extension, octets, tmp_path) == [f.id for f in a_l_ecran]


@pytest.mark.parametrize("extension", FORMATS)
def test_an_export_without_any_fiche_opens_too(reel, extension, tmp_path):
    vide = extract(reel, recherche="xylophone")
    octets = build_export(vide, extension, GEODATA)
    if extension == "xlsx":  # our reader wants one couverture at least
        assert b"Fiches" in zipfile.ZipFile(io.BytesIO(octets)).read("xl/workbook.xml")
    else:
        assert read_ids(extension, octets, tmp_path) == []


@pytest.mark.parametrize("extension", ["html", "geojson"])
def test_an_export_of_an_empty_referentiel_cites_no_booklet_nor_blames_a_filter(reel, extension):
    texte = build_export(extract(reel, fiches=()), extension, GEODATA).decode()
    assert "Le référentiel ne contient encore aucune fiche." in texte
    assert re.findall("CDESS|aux filtres de l’export|0 fiche sur", texte) == []
    filtre = build_export(extract(reel, recherche="xylophone"), extension, GEODATA).decode()
    assert "CDESS" in filtre
    assert "encore aucune fiche" not in filtre


@pytest.mark.parametrize("vide", [False, True])
def test_the_catalogue_of_an_empty_referentiel_asks_to_cite_nobody(reel, vide):
    decoupages, referentiel = reel
    if vide:
        referentiel = replace(referentiel, fiches=())
    publication = Publication(decoupages, referentiel, GEODATA, JOUR)
    dit = build_catalogue(publication, "https://exemple.org/").decode()
    assert ("citez-le" in dit) is not vide
    assert "Licence Ouverte 2.0" in dit


@pytest.mark.parametrize("extension", FORMATS)
def test_the_same_export_gives_the_same_bytes(reel, extension):
    assert build_export(extract(reel), extension, GEODATA) == build_export(
        extract(reel), extension, GEODATA
    )


def read_text(extension, octets, tmp_path):
    """Return everything that a file says, as one text."""
    if extension == "xlsx":
        archive = zipfile.ZipFile(io.BytesIO(octets))
        return "\n".join(archive.read(nom).decode() for nom in archive.namelist())
    if extension == "gpkg":
        (tmp_path / "t.gpkg").write_bytes(octets)
        couches = pyogrio.list_layers(tmp_path / "t.gpkg")[:, 0]
        return "\n".join(
            pyogrio.read_dataframe(tmp_path / "t.gpkg", layer=nom, read_geometry=False).to_csv()
            for nom in couches
        )
    return octets.decode("utf-8-sig")


@pytest.mark.parametrize("extension", FORMATS)
def test_every_export_says_its_filters_its_year_its_sources_and_its_date(reel, extension, tmp_path):
    extraction = extract(reel, millesime=2026, recherche="éco")
    texte = read_text(extension, build_export(extraction, extension, GEODATA), tmp_path)
    for attendu in ("« éco »", "2026", "Licence Ouverte 2.0", "CDESS du Pas-de-Calais", "IGN"):
        assert attendu in texte
    assert "2026-03-09" in texte or "09/03/2026" in texte


@pytest.mark.parametrize("extension", FORMATS)
def test_contacts_left_out_are_nowhere_in_the_file(reel, extension, tmp_path):
    contacts = [c for f in reel[1].fiches for c in (*f.telephones, *f.courriels, *f.sites)]
    avec = read_text(extension, build_export(extract(reel), extension, GEODATA), tmp_path)
    sans = read_text(
        extension, build_export(extract(reel, avec_contacts=False), extension, GEODATA), tmp_path
    )
    visibles = extract(reel).fiches
    assert all(c in avec for f in visibles for c in (*f.telephones, *f.courriels))
    assert [c for c in contacts if c in sans] == []
    assert "retirés" in sans


def test_a_search_for_an_address_keeps_its_row_when_contacts_are_left_out(reel):
    vue = {"recherche": "afp2i@afp2i.fr"}
    avec, sans = extract(reel, **vue), extract(reel, avec_contacts=False, **vue)
    assert [f.id for f in avec.fiches] == [f.id for f in sans.fiches] != []


def test_a_file_name_is_short_ascii_and_says_filters_year_and_date(reel):
    vue = {
        "types": tuple(TypeCooperation),
        "epci": Siren("246200455"),
        "recherche": "../Œuvre\0 d’été 東京 <b>",
    }
    nom = extract(reel, **vue, avec_contacts=False).nom_fichier("csv")
    assert re.fullmatch(r"[a-z0-9_-]+_2026-03-09\.csv", nom)
    assert len(nom) < 140
    simple = extract(reel, recherche="Étaples").nom_fichier("html")
    assert simple == "cooperations-ess-pas-de-calais_2015_proximite_etaples_2026-03-09.html"


# ------------------------------------------------------------------ CSV


@given(st.text())
def test_a_protected_cell_comes_back_as_it_was(texte):
    cellule = neutralise(texte)
    assert restore(cellule) == texte
    assert not cellule.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_csv_is_read_back_equal_by_our_own_reader(reel, hostiles):
    extraction = extract(reel, fiches=hostiles)
    octets = build_export(extraction, "csv", GEODATA)
    lignes = parse_csv(octets, fichier="e.csv", colonnes=(*COLONNES_FICHES, "communes")).lignes
    for fiche, ligne in zip(extraction.fiches, lignes, strict=True):
        for champ in (
            "id",
            "type",
            "structure",
            "secteur",
            "couverture",
            "origine",
            "composition",
            "enjeux",
            "travailler_ensemble",
        ):
            assert ligne[champ] == getattr(fiche, champ)
        assert ligne["telephones"].split("|") == list(fiche.telephones or ("",))
        assert set(ligne["communes"].split("|")) == extraction.matrice.communes_of(fiche.id)


def test_a_csv_is_what_a_french_spreadsheet_opens_and_no_cell_of_it_runs(reel, hostiles):
    octets = build_export(extract(reel, fiches=hostiles), "csv", GEODATA)
    assert octets.startswith(b"\xef\xbb\xbf")
    rangs = list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rangs[0][-len(METADONNEES) :] == list(METADONNEES)
    assert {len(rang) for rang in rangs} == {len(rangs[0])}
    assert not [c for rang in rangs for c in rang if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


# ------------------------------------------------------------------ XLSX


def test_a_workbook_is_a_referentiel_that_reads_back_equal(reel, hostiles):
    extraction = extract(reel, fiches=hostiles, echelle=Echelle.TOUTES)
    octets = build_export(extraction, "xlsx", GEODATA)
    lu = build_referentiel(*read_classeur(octets, "e.xlsx", SCHEMA), reel[0])
    assert lu.fautes == ()
    assert lu.fiches == extraction.fiches


def test_a_workbook_holds_texts_only_and_no_formula_nor_link(reel, hostiles):
    archive = zipfile.ZipFile(
        io.BytesIO(build_export(extract(reel, fiches=hostiles), "xlsx", GEODATA))
    )
    feuilles = [nom for nom in archive.namelist() if nom.startswith("xl/worksheets/sheet")]
    assert len(feuilles) == 4
    for nom in feuilles:
        feuille = archive.read(nom).decode()
        assert "<f>" not in feuille
        assert "hyperlink" not in feuille
        assert 'state="frozen"' in feuille
        assert "<autoFilter" in feuille
    noms = re.findall(r'<sheet name="(\w+)"', archive.read("xl/workbook.xml").decode())
    assert noms == ["Fiches", "Couvertures", "Communes", "Sources"]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(reel):
    from python_calamine import CalamineWorkbook

    fiche = replace(reel[1].fiches[0], enjeux="é" * 40_000)
    octets = build_export(extract(reel, fiches=[fiche]), "xlsx", GEODATA)
    feuille = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0)
    entete, rang = feuille.to_python()
    enjeux = rang[entete.index("enjeux")]
    assert len(enjeux) == LONGUEUR_CELLULE
    assert "texte coupé" in enjeux


def test_the_sheets_of_a_workbook_count_what_the_matrix_counts(reel):
    from python_calamine import CalamineWorkbook

    extraction = extract(reel, echelle=Echelle.TOUTES, millesime=2026)
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(build_export(extraction, "xlsx", GEODATA)))
    communes = classeur.get_sheet_by_name("Communes").to_python()[1:]
    assert len(communes) == sum(
        len(extraction.matrice.communes_of(f.id)) for f in extraction.fiches
    )
    assert {type(rang[3]) for rang in communes} == {str}
    couvertures = classeur.get_sheet_by_name("Couvertures").to_python()
    assert tuple(couvertures[0][: len(COLONNES_COUVERTURES)]) == COLONNES_COUVERTURES
    assert len(couvertures) - 1 == sum(
        len(f.declarations) + len(f.variantes) for f in extraction.fiches
    )


# ------------------------------------------------------------------ geometry


SQUARES = gpd.GeoDataFrame(
    {"code_commune": ["99001", "99002", "99003"]},
    geometry=[shapely.box(x, 7_000_000, x + 1000, 7_001_000) for x in (700_000, 701_000, 703_000)],
    crs="EPSG:2154",
)


@pytest.mark.parametrize("method", ["coverage", "unary"])
def test_communes_that_touch_become_one_polygon_and_their_area_is_kept(method):
    groupes = {
        "deux": ["99001", "99002"],
        "loin": ["99001", "99003"],
        "rien": [],
        "ailleurs": ["x"],
    }
    formes = dissolve_contours(SQUARES, groupes, method=method)
    assert list(formes.index) == list(groupes)
    assert [len(formes[g].geoms) for g in ("deux", "loin")] == [1, 2]
    assert formes[["deux", "loin"]].area.tolist() == [2e6, 2e6]
    assert formes["rien"] is None
    assert formes["ailleurs"] is None


def test_what_goes_to_the_web_is_in_degrees_with_six_decimals_and_the_right_hand_rule():
    (forme,) = to_web(dissolve_contours(SQUARES, {"a": ["99001"]}))
    assert forme.geoms[0].exterior.is_ccw
    assert all(-180 < x < 180 for x, _ in forme.geoms[0].exterior.coords)
    assert all(round(v, 6) == v for xy in forme.geoms[0].exterior.coords for v in xy)


def test_a_contour_is_chosen_by_its_code():
    assert list(select_contours(SQUARES, {"99002"})["code_commune"]) == ["99002"]


def test_missing_contours_are_one_sentence(tmp_path):
    with pytest.raises(GeodataError, match="ne peut pas être lue"):
        read_contours(tmp_path)
    with pytest.raises(GeodataError, match="« nulle »"):
        read_contours(GEODATA, "nulle")


def test_geojson_follows_the_rfc(reel):
    octets = build_export(extract(reel, echelle=Echelle.TOUTES), "geojson", GEODATA)
    collection = json.loads(octets)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert not re.search(rb"\d\.\d{7}", octets)
    ids = [trait["id"] for trait in collection["features"]]
    assert len(ids) == len(set(ids))
    for trait in collection["features"]:
        forme = shapely.from_geojson(json.dumps(trait["geometry"]))
        assert forme.is_valid
        if trait["properties"]["objet"] == "couverture":
            assert all(p.exterior.is_ccw for p in forme.geoms)
            assert not any(trou.is_ccw for p in forme.geoms for trou in p.interiors)
        else:
            assert forme.geom_type == "Point"
            assert 1 < forme.x < 4
            assert 49 < forme.y < 52


def test_geojson_is_read_back_equal(reel, hostiles, tmp_path):
    extraction = extract(reel, fiches=hostiles)
    (tmp_path / "e.geojson").write_bytes(build_export(extraction, "geojson", GEODATA))
    traits = json.loads((tmp_path / "e.geojson").read_text("utf-8"))["features"]
    couvertures = [t["properties"] for t in traits if t["properties"]["objet"] == "couverture"]
    for fiche, champs in zip(extraction.fiches, couvertures, strict=True):
        assert champs["structure"] == fiche.structure
        assert champs["courriels"] == list(fiche.courriels)
        assert set(champs["communes"]) == extraction.matrice.communes_of(fiche.id)
    assert len(pyogrio.read_dataframe(tmp_path / "e.geojson")) == len(traits)


def test_geojson_has_no_geometry_for_a_fiche_that_covers_nothing_here(reel):
    fiche = reel[1].fiches[0]
    ailleurs = next(
        r.code for r in reel[0][2015].regions.values() if reel[0].ressort.code not in r.departements
    )
    loin = replace(fiche.declarations[0], niveau=Niveau.REGION, code=ailleurs)
    octets = build_export(
        extract(reel, fiches=[replace(fiche, declarations=(loin,))], echelle=Echelle.TOUTES),
        "geojson",
        GEODATA,
    )
    assert json.loads(octets)["features"][0]["geometry"] is None


def test_a_geopackage_has_its_layers_in_lambert_93_and_one_row_per_fiche(reel, hostiles, open_gpkg):
    extraction = extract(reel, fiches=hostiles)
    couches = open_gpkg(extraction)
    assert list(couches) == ["fiches", "couvertures", "communes", "sources", "layer_styles"]
    for nom in ("fiches", "couvertures", "communes"):
        assert couches[nom].crs.to_epsg() == 2154
    assert list(couches["fiches"]["structure"]) == [f.structure for f in extraction.fiches]
    sans_point = [f.point is None for f in extraction.fiches]
    assert list(couches["fiches"].geometry.isna()) == sans_point
    assert any(sans_point)
    assert set(couches["fiches"].geometry.dropna().geom_type) == {"Point"}


def test_a_geopackage_draws_each_coverage_as_the_sum_of_its_communes(reel, open_gpkg):
    extraction = extract(reel)
    couches = open_gpkg(extraction)
    aires = couches["communes"].set_index("code_commune").geometry.area
    for fiche, forme in zip(extraction.fiches, couches["couvertures"].geometry, strict=True):
        attendue = aires[sorted(extraction.communes_recentes(fiche))].sum()
        assert forme.geom_type == "MultiPolygon"
        assert forme.area == pytest.approx(attendue)


@pytest.mark.parametrize("millesime", [2015, 2026])
def test_a_geopackage_counts_fiches_by_type_in_each_commune(reel, open_gpkg, millesime):
    extraction = extract(reel, millesime=millesime)
    communes = open_gpkg(extraction)["communes"]
    assert len(communes) == 887
    types = [f"n_{t}" for t in TypeCooperation]
    assert (communes["n_fiches"] == communes[types].sum(axis=1)).all()
    if millesime == 2026:
        matrice = {code: len(p) for code, p in extraction.matrice.par_commune.items()}
        assert dict(zip(communes["code_commune"], communes["n_fiches"], strict=True)) == matrice
    saint_omer = communes.set_index("code_commune").loc["62765"]
    assert saint_omer["n_fiches"] == 5
    assert saint_omer["siren_epci"] == {2015: "246200455", 2026: "200069037"}[millesime]


def test_a_geopackage_carries_a_default_style_for_each_layer_with_a_geometry(reel, open_gpkg):
    styles = open_gpkg(extract(reel))["layer_styles"]
    assert list(styles["f_table_name"]) == ["fiches", "couvertures", "communes"]
    assert set(styles["f_geometry_column"]) == {"geom"}
    assert set(styles["f_table_schema"]) == {""}  # QGIS looks for an empty text, not for a null
    assert styles["useAsDefault"].all()
    for qml in styles["styleQML"]:
        racine = ET.fromstring(qml)  # noqa: S314 -- our own bytes
        symboles = {s.get("name") for s in racine.iter("symbol")}
        renvois = {e.get("symbol") for e in racine.iter() if e.tag in ("category", "rule")} - {None}
        assert renvois == symboles != set()
    assert all(t in styles["styleQML"][0] for t in TypeCooperation)


# ------------------------------------------------------------------ HTML


def test_the_page_runs_its_own_scripts_only_and_asks_nothing(reel):
    page = build_export(extract(reel), "html", GEODATA).decode()
    csp = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page).group(1)
    csp = csp.replace("&#39;", "'")
    assert csp.startswith("default-src 'none'; ")
    assert "unsafe" not in csp
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == 3
    for texte in (*scripts, *styles):
        assert b64encode(hashlib.sha256(texte.encode()).digest()).decode() in csp
    assert not re.search(r"<(link|script|img|iframe)[^>]+(src|href)=", page)


def test_hostile_texts_are_never_markup_in_the_page(reel, hostiles):
    page = build_export(extract(reel, fiches=hostiles), "html", GEODATA).decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    lues = {f["id"]: f["structure"] for f in read_donnees(page.encode())["fiches"]}
    assert lues == {f.id: f.structure for f in extract(reel, fiches=hostiles).fiches}


def test_a_damaged_map_is_one_sentence(reel, tmp_path):
    with pytest.raises(GeodataError, match="ne peut pas être lu"):
        build_export(extract(reel), "html", tmp_path)


# ------------------------------------------------------------------ command line and files


def run(*arguments):
    return CliRunner().invoke(carto_ess, ["export", *map(str, arguments)])


@pytest.mark.parametrize("extension", FORMATS)
def test_the_command_writes_each_format_by_its_extension(tmp_path, extension):
    fichier = tmp_path / f"sortie.{extension.upper()}"
    resultat = run("--epci", "200069037", "--type", "structure_appui", "--output", fichier)
    assert (resultat.exit_code, resultat.stdout) == (0, "")
    assert resultat.stderr.startswith("1 fiche dans ")
    assert read_ids(extension, fichier.read_bytes(), tmp_path) == ["galilee"]
    assert fichier.stat().st_mode & 0o777 == 0o644


def test_the_command_leaves_contacts_out(tmp_path):
    assert run("--sans-contacts", "-o", tmp_path / "e.csv").exit_code == 0
    assert b"telephones" not in (tmp_path / "e.csv").read_bytes()


def test_an_epci_of_another_year_moves_with_its_land_and_says_so(tmp_path):
    resultat = run("--millesime", "2026", "--epci", "246200455", "-o", tmp_path / "e.csv")
    assert resultat.exit_code == 0
    assert "CA du Pays de Saint-Omer" in resultat.stderr


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["-o", "e.pdf"], ".pdf"),
        (["-o", "e"], "extension"),
        (["-o", "nulle/part/e.csv"], "nulle/part"),
        (["-o", "e.csv", "--epci", "123"], "« 123 »"),
        (["-o", "e.csv", "--millesime", "1999"], "1999"),
        (["-o", "e.csv", "--type", "fusion"], "fusion"),
        ([], "--output"),
    ],
)
def test_a_wrong_call_is_said_and_writes_nothing(arguments, dit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    resultat = run(*arguments)
    assert resultat.exit_code == 2
    assert dit in resultat.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file_is_a_wrong_call(tmp_path):
    (tmp_path / "e.csv").mkdir()
    assert run("-o", tmp_path / "e.csv").exit_code == 2


def test_a_file_that_cannot_be_written_leaves_no_trace(tmp_path):
    (tmp_path / "e.html").mkdir()
    with pytest.raises(OSError, match=r"e\.html"):
        write_atomic(tmp_path / "e.html", b"x")
    assert [f.name for f in tmp_path.iterdir()] == ["e.html"]


def test_a_file_that_the_system_refuses_is_one_sentence_and_exit_1(tmp_path, monkeypatch):
    import carto_ess.cli.export as module

    def refuse(chemin, octets):
        raise PermissionError(13, "Permission denied", str(chemin))

    monkeypatch.setattr(module, "write_atomic", refuse)
    resultat = run("-o", tmp_path / "e.csv")
    assert resultat.exit_code == 1
    assert "ne peut pas être écrit" in resultat.stderr


def test_a_file_already_there_is_replaced_whole(tmp_path):
    fichier = tmp_path / "e.csv"
    fichier.write_bytes(b"avant")
    fichier.chmod(0o600)
    write_atomic(fichier, b"apres")
    assert fichier.read_bytes() == b"apres"
    assert fichier.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [fichier]


def test_the_page_of_the_map_offers_every_format_of_the_fiches_on_screen():
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
    page.query_params["type"] = "structure_appui"
    page.session_state["telecharger_volet"] = True
    page.run().run()
    page.checkbox(key="telecharger_sans_contacts").check().run()
    assert not page.exception
    boutons = [bouton.proto.label for bouton in page.get("download_button")]
    assert boutons == [format_.nom for format_ in FORMATS.values()]
    htmls = [element.proto.body for element in page.get("html")]
    assert any("1 fiche (type\u00a0: Structure d’appui)" in texte for texte in htmls)


def test_the_first_page_of_the_app_does_not_load_geopandas():
    programme = "import sys, carto_ess.ui.pages.carte; sys.exit('geopandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", programme], check=False).returncode == 0


def test_a_contact_written_in_a_text_of_its_fiche_is_masked_too(reel):
    decoupages, referentiel = reel
    del decoupages
    pc3e = strip_contacts(referentiel["pc3e"])
    texte = f"{pc3e.origine} {pc3e.composition} {pc3e.enjeux} {pc3e.travailler_ensemble}"
    assert "Enercoop" in texte
    for contact in ("03 62 27 97 50", "energethic@mailoo.org", "www.asso-solis.fr"):
        assert contact in referentiel["pc3e"].composition
        assert contact not in texte
