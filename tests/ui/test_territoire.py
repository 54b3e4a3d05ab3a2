"""The page for the council on screen: an invitation without territory, then the printed page."""

import pytest

from ecran import open_page
from ecran import read_html as html


def run(**params):
    return open_page("pages/territoire.py", **params)


def test_without_territory_the_page_invites_to_choose_one_of_29():
    texte = html(run())
    assert "Choisissez un EPCI ou un Pays" in texte
    assert texte.count("millesime=2026") == 29
    assert "aucune recensée" in texte
    assert "<article" not in texte


@pytest.mark.parametrize(
    ("params", "nom", "constat"),
    [
        (
            {"epci": "246201149", "millesime": "2015"},
            "Communauté d’agglomération du Calaisis",
            "Aucune coopération recensée ne couvre",
        ),
        ({"epci": "200090751"}, "Grand Calais Terres et Mers", "14 communes"),
        ({"commune": "62765"}, "Saint-Omer", "5 coopérations couvrent Saint-Omer."),
        ({"pays": "pays-d-artois"}, "Pays d’Artois (périmètre de 2015)", "ses 255 communes a"),
    ],
)
def test_the_address_opens_the_portrait_with_its_map(params, nom, constat):
    texte = html(run(**params))
    assert f"{nom}</h1>" in texte
    assert constat in texte
    assert "data:image/svg+xml;base64," in texte
    assert 'alt="Carte' in texte


def test_an_epci_of_the_other_year_opens_the_one_of_its_land_and_says_so():
    texte = html(run(epci="246201149"))
    assert "Grand Calais Terres et Mers</h1>" in texte
    assert "n’existe que dans les découpages 2015 et 2019" in texte


def test_an_unknown_pays_is_a_notice_and_the_invitation():
    texte = html(run(pays="<script>alert(1)</script>"))
    assert "valeur inconnue" in texte
    assert "Choisissez un EPCI ou un Pays" in texte
    assert "<script>alert" not in texte


def test_all_territories_are_one_press_away_from_a_portrait():
    page = run(pays="pays-d-artois")
    assert "Pays d’Artois (périmètre de 2015)</h1>" in html(page)
    page.button(key="t_tous").click().run()
    assert not page.exception
    assert "pays" not in page.query_params
    assert "Choisissez un EPCI ou un Pays" in html(page)


def test_contacts_are_hidden_when_asked():
    page = run(epci="246200455")
    assert "mailto:" in html(page)
    page.toggle(key="t_contacts").set_value(False).run()
    assert "mailto:" not in html(page)
    assert "Coordonnées retirées" in html(page)


def test_an_administrator_hides_contacts_for_all(monkeypatch):
    monkeypatch.setenv("CARTO_ESS_SANS_CONTACTS", "1")
    page = run(epci="246200455")
    assert "mailto:" not in html(page)
    assert not page.toggle
