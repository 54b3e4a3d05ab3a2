"""Mails already written: what they say survives any name, any address, any mail program."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from carto_ess.ui.courrier import write_mail, write_signalement


def read_mail(lien):
    """Return whom a mail goes to, its subject and its lines."""
    assert lien.isascii()
    assert not set(lien) & set(" <>\"'\r\n")
    adresse, champs = urlsplit(lien), parse_qs(urlsplit(lien).query, strict_parsing=True)
    assert set(champs) <= {"subject", "body"}
    return adresse.path, champs["subject"][0], champs.get("body", [""])[0].split("\r\n")


@pytest.mark.parametrize(
    ("url", "attendue"),
    [
        ("https://carte.fr/fiches?fiche=autre", "https://carte.fr/fiches?fiche=galilee"),
        ("https://carte.fr/", "https://carte.fr/fiches?fiche=galilee"),
        ("https://carte.fr", "https://carte.fr/fiches?fiche=galilee"),
        ("https://ville.fr/ess/?type=a#b", "https://ville.fr/ess/fiches?fiche=galilee"),
        (None, "galilee"),
    ],
)
def test_the_mail_names_the_fiche_and_the_address_of_its_page(reel, url, attendue):
    lien = write_signalement("ess@example.org", reel[1]["galilee"], url)
    a_qui, objet, lignes = read_mail(lien)
    assert a_qui == "ess@example.org"
    assert objet == "Erreur dans la fiche « GALILÉE »"
    assert lignes[0] == "Bonjour,"
    assert lignes[-1] == f"Adresse de la fiche : {attendue}"


@pytest.mark.parametrize(
    "nom",
    [
        "A & B ?body=x&cc=pirate@x.fr",
        '"><script>alert(1)</script>',
        "Été\r\nBcc: x@y.fr",
        "100 % #1",
        "日本 🙂",
    ],
)
def test_a_hostile_name_stays_in_the_subject(reel, nom):
    fiche = replace(reel[1]["galilee"], structure=nom)
    a_qui, objet, _ = read_mail(write_signalement("ess@example.org", fiche, "https://carte.fr/"))
    assert (a_qui, objet) == ("ess@example.org", f"Erreur dans la fiche « {nom} »")


def test_what_an_address_may_hold_adds_no_field():
    assert read_mail(write_mail("a&b?c@x.fr", "Objet"))[1] == "Objet"
