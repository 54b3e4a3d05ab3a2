"""The page for the council at its address: the PDF at once, of the data of the day."""

import http.client
import io
import socket
import time
from contextlib import closing

import pytest
from pypdf import PdfReader

from carto_ess.referentiel.publication import publish
from carto_ess.serveur.conseil import EN_ATTENTE_MAX
from gens import MIDI
from serveurs import ask, serving

SAINT_OMER = "200069037"


@pytest.fixture(scope="module")
def dossier(tmp_path_factory, reel):
    dossier = tmp_path_factory.mktemp("conseil")
    publish(dossier / "r", reel[1].fiches, reel[0], maintenant=MIDI)
    return dossier


@pytest.fixture(scope="module")
def port(dossier):
    environ = {"CARTO_ESS_REFERENTIEL": str(dossier / "r"), "CARTO_ESS_ADRESSE": "https://ess.fr/"}
    with serving(dossier / "journal.txt", **environ) as port:
        yield port


def take(port, requete, **entetes):
    """Ask for a page; the first of a server waits for its data and its libraries."""
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connexion):
        connexion.request("GET", f"/page-pour-le-conseil.pdf?{requete}", headers=entetes)
        reponse = connexion.getresponse()
        reponse.corps = reponse.read()
        return reponse


def read(reponse):
    lecteur = PdfReader(io.BytesIO(reponse.corps))
    return len(lecteur.pages), " ".join(lecteur.pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("requete", "nom", "titre"),
    [
        (f"epci={SAINT_OMER}", "ca-du-pays-de-saint-omer", "Communauté d’agglomération du Pays"),
        ("pays=pays-d-artois", "pays-d-artois", "Pays d’Artois"),
        ("commune=62765", "saint-omer", "Saint-Omer"),
        ("epci=246200455&millesime=2015", "ca-de-saint-omer-2015", "d’agglomération de Saint-Omer"),
        ("commune=62807&millesime=2015", "saint-martin-lez-tatinghem", "Saint-Martin-lez"),
    ],
)
def test_a_territory_of_any_kind_is_a_pdf_of_one_page_named_in_french(port, requete, nom, titre):
    reponse = take(port, requete)
    assert reponse.status == 200, reponse.corps[:300]
    assert reponse.headers["Content-Type"] == "application/pdf"
    assert reponse.headers["Content-Disposition"] == (
        f'attachment; filename="page-pour-le-conseil-{nom}.pdf"'
    )
    n, texte = read(reponse)
    assert n == 1
    assert titre in texte
    assert "ess.fr/?" in texte


@pytest.mark.parametrize(
    ("requete", "dit"),
    [
        ("", "ne dit pas de quel territoire"),
        ("epci=1", "valeur inconnue"),
        ("commune=%3Cscript%3Ealert(1)%3C/script%3E", "valeur inconnue"),
    ],
)
def test_an_address_without_territory_is_a_french_page_that_leads_back(port, requete, dit):
    reponse = take(port, requete)
    assert reponse.status == 404
    assert "La page pour le conseil n’a pas pu être préparée" in reponse.corps.decode()
    assert dit in reponse.corps.decode()
    assert 'href="./"' in reponse.corps.decode()
    assert "<script" not in reponse.corps.decode()


def test_the_same_page_is_not_sent_twice(port):
    premiere = take(port, f"epci={SAINT_OMER}")
    encore = take(port, f"epci={SAINT_OMER}", **{"If-None-Match": premiere.headers["ETag"]})
    assert encore.status == 304
    assert encore.corps == b""


def test_what_is_published_is_what_is_printed_at_once(port, dossier, reel):
    assert "GALILÉE" in read(take(port, "epci=200069037"))[1]
    publish(
        dossier / "r",
        tuple(f for f in reel[1].fiches if f.id != "galilee"),
        reel[0],
        maintenant=MIDI,
    )
    assert "GALILÉE" not in read(take(port, "epci=200069037"))[1]


def test_hidden_contacts_are_not_printed(tmp_path):
    with serving(tmp_path / "journal.txt", CARTO_ESS_SANS_CONTACTS="1") as port:
        _, texte = read(take(port, f"epci={SAINT_OMER}"))
    assert "Coordonnées retirées" in texte
    assert "@orange.fr" not in texte


def test_a_faulty_setting_is_said_in_french(tmp_path):
    with serving(tmp_path / "journal.txt", CARTO_ESS_ADRESSE="ess.fr") as port:
        reponse = take(port, f"epci={SAINT_OMER}")
    assert reponse.status == 503
    assert "CARTO_ESS_ADRESSE vaut «" in reponse.corps.decode()


def send(port, commune):
    """Ask for the page of a commune and read nothing; return the connection."""
    prise = socket.create_connection(("127.0.0.1", port), timeout=60)
    requete = f"GET /page-pour-le-conseil.pdf?commune={commune}"
    prise.sendall(f"{requete} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    return prise


def test_hundreds_of_pages_asked_for_hold_nobody_and_end_with_their_readers(port, reel):
    take(port, f"epci={SAINT_OMER}")  # libraries are loaded
    communes = list(reel[0].actuel.communes)[:200]
    prises = [send(port, commune) for commune in communes]
    try:
        ask(port, "/_stcore/health")  # all were heard
        for chemin in ("/", "/?commune=62765", "/donnees/fiches.csv"):
            assert ask(port, chemin).status == 200  # within ten seconds, most pages being in line
        refusees = [prise.recv(4000).decode() for prise in prises[-5:]]
        assert all(" 503 " in r and "Redemandez" in r for r in refusees)
    finally:
        for prise in prises:
            prise.close()
    debut = time.monotonic()
    while take(port, "epci=200072460").status != 200:  # their leaving is seen twice a second
        assert time.monotonic() - debut < EN_ATTENTE_MAX / 2
    assert time.monotonic() - debut < EN_ATTENTE_MAX / 2  # a page takes a second: the line is gone
