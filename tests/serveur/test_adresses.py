"""An address leads to the page it means, from where it is; one of no page is told in French."""

import pytest

from serveurs import ask


@pytest.mark.parametrize(
    ("chemin", "mene"),
    [
        ("/Fiches", "./fiches"),
        ("/FICHES?type=mutualisation", "./fiches?type=mutualisation"),
        ("/fiches/", "../fiches"),
        ("/fiches/galilee", "../fiches?fiche=galilee"),
        ("/fiches/galilee/", "../../fiches?fiche=galilee"),
        ("/fiche/galilee?type=x", "../fiches?fiche=galilee&type=x"),
        ("/territoires/246200455", "../territoires?epci=246200455"),
        ("/territoire/pays-d-artois", "../territoire?pays=pays-d-artois"),
        ("/commune/62765", "../?commune=62765"),
        ("/carte", "./"),
        ("/index.html", "./"),
        ("/Carte/?commune=62765", "../?commune=62765"),
        ("/%C3%80-propos", "./a-propos"),
        ("/a-propos%E2%80%8B", "./a-propos"),
        ("/a-propos.", "./a-propos"),
        ("/%20territoires%20", "./territoires"),
        ("/FICHES/GALILEE", "../fiches?fiche=galilee"),
        ("/Fiches/Galil%C3%A9e.", "../fiches?fiche=galilee"),
        ("/fiches.html", "./fiches"),
        ("/fiches/galilee.htm", "../fiches?fiche=galilee"),
        ("/index.php", "./"),
        ("//fiches", "../fiches"),
        ("/fiches//galilee", "../../fiches?fiche=galilee"),
        ("/fiches%2520", "./fiches"),
        ("/fiches%C2%A0%C2%BB", "./fiches"),
        ("/fiches%5D", "./fiches"),
        ("/fiches%3E", "./fiches"),
        ("/%EF%BB%BFfiches", "./fiches"),
        ("/fiches&utm_source=lettre", "./fiches?utm_source=lettre"),
        ("/fiches%3Ffiche=galilee", "./fiches?fiche=galilee"),
        ("/62765", "./?commune=62765"),
        ("/246200455?type=mutualisation", "./?epci=246200455&type=mutualisation"),
        ("/epci/246%20200%20455", "../?epci=246200455"),
    ],
)
def test_an_address_written_otherwise_leads_to_its_page(port, chemin, mene):
    reponse = ask(port, chemin)
    assert (reponse.status, reponse.getheader("Location")) == (307, mene)


@pytest.mark.parametrize(
    "chemin", ["/nulle", "/nulle/part", "/%3Cscript%3E", "/fiches/a/b", "/wp-admin/setup.php"]
)
def test_an_address_of_no_page_is_told_in_french(port, chemin):
    reponse = ask(port, chemin)
    texte = reponse.corps.decode()
    assert reponse.status == 404
    assert '<html lang="fr">' in texte
    assert "Cette page n’existe pas" in texte
    assert "<script>" not in texte
    haut = "../" * (chemin.count("/") - 1) or "./"
    assert f'href="{haut}fiches"' in texte
    assert reponse.getheader("Content-Security-Policy")


@pytest.mark.parametrize("chemin", ["/", "/fiches", "/a-propos", "/favicon.png", "/secours"])
def test_what_is_a_page_or_a_file_is_given_as_it_is(port, chemin):
    assert ask(port, chemin).status == 200


def test_no_address_leads_elsewhere(port):
    for chemin in ("//pirate.example", "/\\pirate.example", "/%2F%2Fpirate.example", "/.//x.fr"):
        cible = ask(port, chemin).getheader("Location") or "./"
        assert cible.startswith((".", "/")), cible
        assert not cible.startswith("//"), cible


def test_what_works_without_a_stream_is_one_page_away(port):
    page = ask(port, "/secours").corps.decode()
    assert "WebSocket" in page
    carte = ask(port, "/secours/carte.html")
    assert carte.status == 200
    assert b"<svg" in carte.corps or b"<canvas" in carte.corps
    assert ask(port, "/secours/carte.html").corps == carte.corps
