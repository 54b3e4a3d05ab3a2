"""A territory too large for one file of communes: EPCI first, the communes of each beside."""

import gzip
import json
import shutil

import geopandas as gpd
import numpy as np
import pytest

import pays_construit as essai
from annees import build
from carto_ess._errors import GeodataError
from carto_ess.construction import ensemble as module_ensemble
from carto_ess.construction import installation as construction
from carto_ess.construction.build import TOUS
from carto_ess.construction.check import check_geodata
from carto_ess.construction.contours import merge
from carto_ess.construction.ensemble import build_ensemble
from carto_ess.construction.topologie import decode_layer
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.geodata.manifeste import read_manifeste
from carto_ess.territoire.maille import gather_unites
from pays_construit import (
    A,
    B,
    carre,
    couche,
    dentele,
    reseal,
)

AILLEURS = "200000719"
SEULES = ["78001", "92002"]


@pytest.fixture
def grand(pays_d_essai, monkeypatch):
    """Arguments of a build whose communes are too many for one file."""
    monkeypatch.setattr(module_ensemble, "SEUIL_COMMUNES", 8)
    return pays_d_essai | {"departements": [TOUS]}


@pytest.fixture
def geodata(grand):
    build(**grand)
    return grand["output"]


def read_first(geodata):
    return json.loads((geodata / read_manifeste(geodata).topologie).read_bytes())


def read_detail(geodata, nom):
    return json.loads((geodata / read_manifeste(geodata).details / nom).read_bytes())


def test_units_are_epci_then_their_communes_and_a_commune_alone_is_one():
    unites = gather_unites([("b", "2"), ("c", ""), ("a", "2"), ("d", "1")])
    assert unites == {"1": ("d",), "2": ("a", "b"), "c": ("c",)}
    assert list(unites) == ["1", "2", "c"]


def test_what_is_built_is_whole_and_the_manifest_says_what_there_is(geodata):
    assert check_geodata(geodata) == []
    read_verified(geodata)
    manifeste = json.loads((geodata / "manifest.json").read_text("utf-8"))
    assert manifeste["details"] == {"dossier": "web/epci", "fichiers": 3}
    assert len([f for f in manifeste["fichiers"] if f.startswith("web/epci/")]) == 3
    assert manifeste["reparations"]["recouvrements"] == 1


def test_a_territory_that_fits_in_one_file_keeps_it(pays_d_essai, monkeypatch):
    monkeypatch.setattr(module_ensemble, "SEUIL_COMMUNES", 10)
    manifeste = build(**(pays_d_essai | {"departements": [TOUS]}))
    assert manifeste.details == ""
    assert "details" not in json.loads((pays_d_essai["output"] / "manifest.json").read_text())
    assert [f.name for f in (pays_d_essai["output"] / "web").iterdir()] == [
        manifeste.topologie.removeprefix("web/")
    ]


def test_the_first_file_holds_each_epci_once_and_communes_that_have_none(geodata):
    unites = decode_layer(read_first(geodata), "unites").set_index("c")
    assert unites.index.tolist() == sorted([A, B, AILLEURS, *SEULES])
    assert unites.loc[A, ["p", "m"]].tolist() == [450, 3]
    assert unites.loc["92002", ["n", "p", "m"]].tolist() == ["Gare", 700, 1]
    assert unites[unites["d"].isna()].index.tolist() == SEULES
    surfaces = unites.to_crs(2154).area / 1e6
    assert surfaces[B] == pytest.approx(5, rel=0.01)
    carto = read_first(geodata)["carto"]["epci"]["2026"]
    assert carto[unites.loc[B, "e"][-1]] == [B, "CC de l’Est"]


def test_the_land_of_the_departements_is_that_of_the_units(geodata):
    topologie = read_first(geodata)
    unites, departements = (decode_layer(topologie, n) for n in ("unites", "departements"))
    assert departements["c"].tolist() == ["78", "91", "92", "93"]
    assert unites.union_all().symmetric_difference(departements.union_all()).area < 1e-12


def test_a_detail_holds_the_communes_of_its_epci_as_a_departement_s_file_would(geodata):
    unites = decode_layer(read_first(geodata), "unites").set_index("c")
    detail = decode_layer(read_detail(geodata, unites.loc[B, "d"]), "communes")
    assert detail["c"].tolist() == ["91002", "91004", "91006", "92001"]
    assert detail["n"].tolist() == ["Bois", "Dune-la-Neuve", "Étang", "Forêt"]
    assert detail["e"].iloc[0] == unites.loc[B, "e"]
    contours = gpd.read_file(geodata / "contours.gpkg", layer="communes")
    attendu = contours.set_index("code_commune").area.loc[detail["c"]].to_numpy()
    assert detail.to_crs(2154).area.to_numpy() == pytest.approx(attendu, rel=0.001)


def test_the_first_file_is_simplified_only_as_far_as_its_size_asks(monkeypatch):
    formes = [dentele(carre(i, 0), 3) for i in range(4)]
    codes = ["91001", "91002", "92001", "92002"]
    epci = [[0], [1], [1], [None]]
    communes = couche(formes, c=codes, n=codes, p=[1, 2, 3, 4], e=epci, y=[None] * 4)
    deux = [merge(np.array(formes[i : i + 2])) for i in (0, 2)]
    departements = couche(deux, c=["91", "92"], n=["", ""], x=[True, True])
    carto = {"epci": {"2026": [[A, "Ouest"], [B, "Est"]]}}
    monkeypatch.setattr(module_ensemble, "TOLERANCES", (0, 80))
    fin = build_ensemble(communes, departements, carto)
    assert fin.tolerance == 0
    monkeypatch.setattr(module_ensemble, "OCTETS_MAXIMUM", len(gzip.compress(fin.contenu, 6)) - 1)
    leger = build_ensemble(communes, departements, carto)
    assert leger.tolerance == 80
    assert leger.details == fin.details
    unites = decode_layer(json.loads(leger.contenu), "unites")
    assert unites["c"].tolist() == [A, B, "92002"]
    assert unites["m"].tolist() == [1, 2, 1]
    monkeypatch.setattr(module_ensemble, "OCTETS_MAXIMUM", 10)
    with pytest.raises(GeodataError, match="moins de départements"):
        build_ensemble(communes, departements, carto)


def test_a_second_build_takes_away_the_files_of_communes_that_changed(grand, monkeypatch):
    build(**grand)
    web = grand["output"] / "web" / "epci"
    avant = {f.name for f in web.iterdir()}
    monkeypatch.setattr(
        essai,
        "COMMUNES",
        [(c, "Bois bis" if c == "91002" else n, p, a) for c, n, p, a in essai.COMMUNES],
    )
    essai.write_decoupage(grand["decoupage"])
    build(**grand)
    apres = {f.name for f in web.iterdir()}
    assert len(apres) == len(avant) == 3
    assert [nom.partition("-")[0] for nom in apres - avant] == [B]
    assert check_geodata(grand["output"]) == []


def test_back_to_one_file_leaves_no_file_of_communes(geodata, grand):
    manifeste = build(**(grand | {"departements": ["91"]}))
    assert not manifeste.details
    assert list((geodata / "web").glob("epci/*")) == []
    assert check_geodata(geodata) == []


def test_the_signature_follows_the_first_file_and_not_each_detail(geodata):
    assert not [nom for nom, *_ in sign_geodata(geodata) if "epci/" in nom]
    assert any(nom.startswith("web/carte-") for nom, *_ in sign_geodata(geodata))


def test_a_detail_missing_edited_or_of_other_communes_is_found(geodata, tmp_path):
    nom = decode_layer(read_first(geodata), "unites").set_index("c").loc[B, "d"]
    copie = shutil.copytree(geodata, tmp_path / "copie")
    (copie / "web" / "epci" / nom).unlink()
    (faute,) = check_geodata(copie)
    assert f"web/epci/{nom} manque" in faute
    fichier = geodata / "web" / "epci" / nom
    fichier.write_text(fichier.read_text("utf-8").replace('"91006"', '"91009"'), "utf-8")
    assert "modifié" in check_geodata(geodata)[0]
    reseal(geodata)
    fautes = "\n".join(check_geodata(geodata))
    assert "ne porte pas l’empreinte" in fautes
    assert "n’a pas les communes de son EPCI" in fautes


def test_a_unit_that_is_no_epci_of_the_tables_is_found(geodata):
    carte = geodata / read_manifeste(geodata).topologie
    carte.write_text(carte.read_text("utf-8").replace(f'"c":"{A}"', '"c":"200000999"'), "utf-8")
    reseal(geodata)
    assert any("n’a pas les EPCI de communes.csv" in f for f in check_geodata(geodata))


def test_stopped_before_it_puts_files_in_their_places_all_that_is_served_is_there(
    grand, monkeypatch
):
    """A browser given the new names must find them, whatever the instant the build stops at."""
    with monkeypatch.context() as panne:
        panne.setattr(construction, "_finish", lambda _: None)
        build(**grand)
    geodata = grand["output"]
    assert (geodata / "construction").is_dir()
    servis = {f.name for f in (geodata / "web" / "epci").iterdir()}
    nommes = set(decode_layer(read_first(geodata), "unites")["d"].dropna())
    assert servis == nommes
    assert (geodata / read_manifeste(geodata).topologie).is_file()
    assert check_geodata(geodata) == []
    build(**grand)
    assert not (geodata / "construction").exists()
    assert check_geodata(geodata) == []
