"""The page « À propos », run from app.py without a browser."""

import csv
import html
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from carto_ess.ui.pages.a_propos import ADRESSE, SECTIONS, build_iframe, find_root
from petit_monde import GEODATA, RACINE


def open_page(**params):
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
    page.switch_page("pages/a-propos.py")
    for cle, valeur in params.items():
        page.query_params[cle] = valeur
    page.run()
    assert not page.exception
    return page


def run(**params):
    return "\n".join(e.proto.body for e in open_page(**params).get("html")).replace("\u00a0", " ")


def test_each_section_has_its_anchor():
    texte = run()
    for ancre, titre in SECTIONS.items():
        assert f'<h2 id="{ancre}">{titre}</h2>' in texte
        assert f'href="#{ancre}"' in texte


def test_every_source_of_the_manifest_is_named_with_its_date_and_licence():
    texte = run()
    for source in json.loads((GEODATA / "manifest.json").read_text("utf-8"))["sources"]:
        assert source["nom"] in texte
        assert "/".join(reversed(source["date"].split("-"))) in texte
        assert source["licence"] in texte
    assert "2015 : 895 communes, 34 EPCI." in texte


def test_every_reading_of_a_coverage_is_said():
    texte = run()
    with (GEODATA / "referentiel" / "couvertures.csv").open(encoding="utf-8-sig") as flux:
        for ligne in csv.DictReader(flux, delimiter=";"):
            if ligne["certitude"] == "interpretee" and not ligne["lecture"]:
                assert f"fiche={ligne['fiche']}" in texte
                assert ligne["note"].replace("\u00a0", " ") in texte


def test_the_statement_claims_no_level_and_names_the_remedies():
    texte = run()
    assert "aucun audit n’a été réalisé" in texte
    assert "Défenseur des droits" in texte
    assert "conforme au RGAA" not in texte.replace("n’est pas conforme au RGAA", "")


def test_without_a_contact_the_page_says_whom_to_ask(monkeypatch):
    monkeypatch.delenv("CARTO_ESS_CONTACT", raising=False)
    assert "le service qui publie cette carte" in run()


def test_the_contact_is_the_administrator_s(monkeypatch):
    monkeypatch.setenv("CARTO_ESS_CONTACT", "ess@example.org")
    texte = run()
    assert "mailto:ess@example.org?subject=" in texte
    assert "le service qui publie" not in texte


def test_a_wrong_contact_is_one_sentence(monkeypatch):
    monkeypatch.setenv("CARTO_ESS_CONTACT", '"><script>')
    texte = run()
    assert "attendu : une adresse électronique" in texte
    assert '"><script>' not in texte


@pytest.mark.parametrize(
    ("fond", "dit"), [("", "Aucune demande ne part"), ("ign", "L’administrateur a activé")]
)
def test_third_parties_are_told_as_they_are(monkeypatch, fond, dit):
    monkeypatch.setenv("CARTO_ESS_FOND", fond)
    assert dit in run()


def test_the_lines_to_copy_hold_the_view_of_the_moment():
    page = open_page(type="regroupement", millesime="2015")
    textes = "".join(element.proto.body for element in page.get("html"))
    lignes = [
        html.unescape(x) for x in re.findall(r"<pre[^>]*><code>(.*?)</code>", textes, re.DOTALL)
    ]
    assert len(lignes) == 2
    assert "?millesime=2015&amp;type=regroupement&amp;embed=true" in lignes[0]
    assert "/territoires?" in lignes[1]


@pytest.mark.parametrize(
    ("url", "racine"),
    [
        ("https://sig.example.org/a-propos", "https://sig.example.org/"),
        ("https://example.org/ess/a-propos?type=x#citer", "https://example.org/ess/"),
        ("", ADRESSE),
    ],
)
def test_the_root_holds_under_any_base_path(url, racine):
    assert find_root(url) == racine


def test_the_frame_s_address_and_title_are_escaped():
    assert build_iframe('x"&y', "<t>").startswith(
        '<iframe src="x&quot;&amp;y"\n  title="&lt;t&gt;"'
    )


def test_every_page_links_to_the_statement():
    for fichier in sorted((RACINE / "pages").glob("*.py")):
        page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
        page.switch_page(f"pages/{fichier.name}").run()
        texte = "".join(e.proto.body for e in page.get("html")).replace("\u00a0", " ")
        assert "ccessibilité : non conforme" in texte, fichier.name


def test_a_site_that_would_show_the_map_learns_whether_it_may(monkeypatch):
    assert "aucun autre site n’est autorisé" in run()
    monkeypatch.setenv("CARTO_ESS_CADRES", "https://intranet.exemple.fr")
    assert "autorisés" in run()
    assert "https://intranet.exemple.fr" in run()
    monkeypatch.setenv("CARTO_ESS_CADRES", "javascript:alert(1)")
    assert "CARTO_ESS_CADRES contient" in run()


def test_the_page_names_each_file_of_open_data():
    from carto_ess.serveur.ouvertes import CONNUES

    liens = re.findall(r'href="donnees/([^"]+)"', run())
    assert sorted(liens) == sorted(CONNUES)
