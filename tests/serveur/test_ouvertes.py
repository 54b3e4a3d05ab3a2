"""Open data, as those who take them read them: each file by an independent reader."""

import datetime as dt
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import feedparser
import frictionless
import pyogrio
import pytest
import rdflib

from carto_ess.atelier.ouverture import open_registre
from carto_ess.referentiel.publication import publish
from carto_ess.serveur.ouvertes import CONNUES
from gens import MIDI, sign
from serveurs import ask, serving

SAINT_OMER, AILLEURS = "200069037", "246201149"


@pytest.fixture(scope="module")
def environ(tmp_path_factory, reel):
    """A base whose third version removes a fiche and changes another."""
    dossier = tmp_path_factory.mktemp("ouvertes")
    publish(dossier / "r", reel[1].fiches, reel[0], maintenant=MIDI)
    environ = {
        "CARTO_ESS_REFERENTIEL": str(dossier / "r"),
        "CARTO_ESS_BASE": f"sqlite:///{dossier}/atelier.sqlite",
        "CARTO_ESS_CONTACT": "ess@exemple.fr",
    }
    registre = open_registre(environ)
    fiches = reel[1].fiches
    changee = replace(fiches[0], secteur="Culture <& co>")
    registre.publish((changee, *fiches[1:]), reel[0], sign("Secteur « corrigé » <b>"))
    registre.publish((changee, *fiches[1:-1]), reel[0], sign("Une fiche retirée"))
    yield environ
    registre.base.moteur.dispose()


@pytest.fixture(scope="module")
def port(tmp_path_factory, environ):
    with serving(tmp_path_factory.mktemp("serveur") / "journal.txt", **environ) as port:
        yield port


def take(port, nom, **entetes):
    reponse = ask(port, f"/donnees/{nom}", entetes=entetes)
    assert reponse.status == 200, reponse.corps[:300]
    return reponse.corps


@pytest.mark.parametrize("nom", CONNUES)
def test_each_file_may_be_read_from_anywhere_and_is_asked_for_again_only_when_it_changed(port, nom):
    premiere = ask(port, f"/donnees/{nom}", entetes={"Origin": "https://ailleurs.example"})
    assert premiere.status == 200
    assert premiere.headers["Access-Control-Allow-Origin"] == "*"
    assert premiere.headers["X-Content-Type-Options"] == "nosniff"
    empreinte = premiere.headers["ETag"]
    for dit in (empreinte, f'"x", W/{empreinte}', "*"):
        encore = ask(port, f"/donnees/{nom}", entetes={"If-None-Match": dit})
        assert (encore.status, encore.corps, encore.headers["ETag"]) == (304, b"", empreinte)
    tete = ask(port, f"/donnees/{nom}", "HEAD")
    assert (tete.status, tete.corps) == (200, b"")
    assert tete.headers["Content-Length"] == str(len(premiere.corps))
    assert ask(port, f"/donnees/{nom}", entetes={"If-None-Match": '"autre"'}).status == 200


def test_a_page_of_another_site_may_ask_with_a_validator(port):
    reponse = ask(port, "/donnees/fiches.csv", "OPTIONS", {"Origin": "https://x.example"})
    assert reponse.status == 204
    assert "If-None-Match" in reponse.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("methode", ["POST", "PUT", "DELETE"])
def test_nothing_is_written_there(port, methode):
    assert ask(port, "/donnees/fiches.csv", methode).status == 405


@pytest.mark.parametrize("chemin", ["", "/", "/x.csv", "/fiches.csv/", "/FICHES.CSV"])
def test_another_address_says_what_there_is(port, chemin):
    reponse = ask(port, f"/donnees{chemin}")
    assert reponse.status == 404
    assert "/donnees/fiches.csv" in reponse.corps.decode()


def test_frictionless_finds_the_package_valid(port, tmp_path):
    for nom in (n for n in CONNUES if n.endswith((".csv", ".json"))):
        (tmp_path / nom).write_bytes(take(port, nom))
    rapport = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert rapport.valid, rapport.flatten(["title", "fieldName", "note"])
    lignes = {t.name: t.stats["rows"] for t in rapport.tasks}
    assert lignes["fiches"] == 19
    assert lignes["lacunes-epci"] == 20
    assert lignes["lacunes-communes"] == 887


def test_pyogrio_reads_the_maps(port):
    points = pyogrio.read_dataframe(io.BytesIO(take(port, "fiches.geojson")))
    surfaces = pyogrio.read_dataframe(io.BytesIO(take(port, "couvertures.geojson")))
    assert set(points.geom_type) == {"Point"}
    assert set(surfaces.geom_type.dropna()) == {"MultiPolygon"}
    assert len(surfaces) == 19
    assert points.crs.to_epsg() == surfaces.crs.to_epsg() == 4326
    assert set(points["id"]) <= set(surfaces["id"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_catalogue_is_dcat_and_its_addresses_answer(port):
    graphe = rdflib.Graph().parse(data=take(port, "catalogue.jsonld"), format="json-ld")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    assert len(list(graphe.subjects(rdflib.RDF.type, dcat.Catalog))) == 1
    assert len(list(graphe.subjects(rdflib.RDF.type, dcat.Dataset))) == 2
    adresses = [str(o) for o in graphe.objects(None, dcat.downloadURL)]
    assert len(adresses) == 6
    for adresse in adresses:
        assert adresse.startswith(f"http://127.0.0.1:{port}/donnees/")
        assert ask(port, adresse.partition(str(port))[2], "HEAD").status == 200
    assert rdflib.URIRef("mailto:ess@exemple.fr") in set(graphe.objects())


def test_the_feed_tells_what_each_version_changed(port):
    fil = feedparser.parse(take(port, "nouvelles.atom"))
    assert not fil.bozo
    assert fil.feed.language == "fr"
    titres = [e.title for e in fil.entries]
    assert titres[:2] == ["Une fiche retirée", "Secteur « corrigé » <b>"]
    assert "Fiche retirée : " in fil.entries[0].content[0].value
    assert "(secteur d’activités)" in fil.entries[1].content[0].value
    assert fil.entries[1].link.startswith(f"http://127.0.0.1:{port}/fiches?fiche=")
    assert len({e.id for e in fil.entries}) == 3
    assert dt.datetime.fromisoformat(fil.entries[0].updated) == MIDI


def test_the_feed_of_an_epci_leaves_out_what_is_elsewhere(port, environ, reel):
    from carto_ess.export.nouvelles import _find_communes

    changee, retiree = reel[1].fiches[0], reel[1].fiches[-1]
    for epci in reel[0].actuel.epci.values():
        fil = feedparser.parse(take(port, f"nouvelles.atom?epci={epci.siren}"))
        la = {
            titre: bool(_find_communes(fiche, reel[0]) & set(epci.communes))
            for titre, fiche in (
                ("Secteur « corrigé » <b>", changee), ("Une fiche retirée", retiree),
            )
        }  # fmt: skip
        titres = {e.title for e in fil.entries}
        assert {t for t, concerne in la.items() if concerne} == titres & set(la)
        assert epci.nom_court in fil.feed.title


def test_an_unknown_epci_is_one_sentence(port):
    reponse = ask(port, "/donnees/nouvelles.atom?epci=123")
    assert reponse.status == 404
    assert "SIREN" in reponse.corps.decode()


def test_a_new_version_is_there_at_once_with_another_validator(tmp_path, reel):
    publish(tmp_path / "r", reel[1].fiches, reel[0], maintenant=MIDI)
    environ = {"CARTO_ESS_REFERENTIEL": str(tmp_path / "r")}
    with serving(tmp_path / "journal.txt", **environ) as port:
        avant = ask(port, "/donnees/fiches.csv")
        open_registre(environ).publish(reel[1].fiches[:3], reel[0], sign("Trois"))
        apres = ask(port, "/donnees/fiches.csv", entetes={"If-None-Match": avant.headers["ETag"]})
        assert apres.status == 200
        assert len(apres.corps) < len(avant.corps)
        assert feedparser.parse(take(port, "nouvelles.atom")).entries[0].title == "Trois"


def test_hidden_contacts_are_in_no_file(tmp_path, environ, reel):
    caches = {c for f in reel[1].fiches for c in (*f.telephones, *f.courriels, *f.sites)}
    assert len(caches) > 20
    with serving(tmp_path / "journal.txt", **environ, CARTO_ESS_SANS_CONTACTS="1") as port:
        for nom in CONNUES:
            texte = take(port, nom).decode()
            assert [c for c in caches if c in texte] == [], nom
        assert "telephones" not in json.loads(take(port, "datapackage.json")).__str__()


def test_many_readers_of_a_new_version_wait_for_one_making_and_the_app_goes_on(port):
    with ThreadPoolExecutor(20) as fils:
        corps = set(fils.map(lambda _: take(port, "couvertures.geojson"), range(20)))
    assert len(corps) == 1
    assert ask(port, "/_stcore/health").status == 200


def test_a_faulty_referentiel_is_one_sentence(tmp_path):
    (tmp_path / "fiches.csv").write_text("rien", encoding="utf-8")
    (tmp_path / "couvertures.csv").write_text("rien", encoding="utf-8")
    with serving(tmp_path / "journal.txt", CARTO_ESS_REFERENTIEL=str(tmp_path)) as port:
        reponse = ask(port, "/donnees/fiches.csv")
    assert reponse.status == 503
    assert "colonnes manquantes" in reponse.corps.decode()
    assert os.linesep in reponse.corps.decode()
