"""A visit leaves a few files, all visits a bounded number of bytes; a rerun reads none again."""

import asyncio
from types import SimpleNamespace

import pytest

from carto_ess.serveur import envois
from carto_ess.serveur.envois import FICHIERS_MAX, OCTETS_MAX, Envois


def put(chemin, methode="PUT"):
    """Send a request through the layer; return the status, and whether Streamlit saw it."""
    vu, envoye = [], []

    async def streamlit(*_):
        vu.append(True)

    async def send(message):
        envoye.append(message)

    scope = {"type": "http", "path": chemin, "method": methode, "headers": []}
    asyncio.run(Envois(streamlit)(scope, None, send))
    return (envoye[0]["status"], envoye[1]["body"].decode()) if envoye else (None, ""), bool(vu)


@pytest.mark.parametrize(
    ("siens", "total", "statut"),
    [(0, 0, None), (FICHIERS_MAX - 1, 0, None), (FICHIERS_MAX, 0, 413), (0, OCTETS_MAX, 503)],
)
def test_a_file_too_many_is_refused_before_it_is_read(monkeypatch, siens, total, statut):
    monkeypatch.setattr(envois, "count_uploads", lambda _: (siens, total))
    (recu, phrase), vu = put("/_stcore/upload_file/visite/fichier")
    assert (recu, vu) == (statut, statut is None)
    assert statut is None or "déposés" in phrase


@pytest.mark.parametrize("methode", ["DELETE", "OPTIONS"])
def test_a_visitor_who_takes_a_file_back_is_never_refused(monkeypatch, methode):
    monkeypatch.setattr(envois, "count_uploads", lambda _: (99, OCTETS_MAX))
    assert put("/_stcore/upload_file/visite/fichier", methode)[1]


def test_what_was_uploaded_is_neither_copied_nor_read_again_at_a_rerun(reel, monkeypatch):
    from carto_ess.referentiel.controle import FichierRefuse, Reference
    from carto_ess.travail.atelier import pack
    from carto_ess.ui.pages import referentiel as page

    lus, garde = [], {}
    attente = SimpleNamespace(empty=lambda: None)
    monkeypatch.setattr(page, "st", SimpleNamespace(session_state=garde, empty=lambda: attente))

    refus = FichierRefuse("illisible", illisible=True)
    monkeypatch.setattr(page, "compute", lambda *_, **__: pack(refus))
    fichier = SimpleNamespace(file_id="a", name="r.csv", getvalue=lambda: lus.append(1) or b"x")
    for _ in range(5):
        assert page._examine([fichier], None, Reference(*reel)) == refus
    assert len(lus) == 1
