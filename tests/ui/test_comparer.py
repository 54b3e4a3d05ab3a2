"""The page of comparisons, run from app.py without a browser."""

from streamlit.testing.v1 import AppTest

from ecran import read_html
from petit_monde import RACINE

SAINT_OMER, ARRAS = "200069037", "200033579"


def run(*epci, **params):
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    page.switch_page("pages/comparer.py")
    if epci:
        page.query_params["epci"] = list(epci)
    for cle, valeur in params.items():
        page.query_params[cle] = valeur
    page.run()
    assert not page.exception
    return page


def test_the_address_names_the_territories_and_keeps_naming_them():
    page = run(SAINT_OMER, ARRAS)
    texte = read_html(page)
    assert "Le seul à avoir" in texte
    assert "CU d’Arras" in texte
    assert page.query_params["epci"] == [SAINT_OMER, ARRAS]


def test_one_territory_is_told_which_ones_are_like_it():
    texte = read_html(run(SAINT_OMER))
    assert "Qui ressemble à la CA du Pays de Saint-Omer" in texte
    assert texte.count("Comparer avec la ") == 3


def test_choosing_another_one_compares_and_updates_the_address():
    page = run(SAINT_OMER)
    champ = page.selectbox(key="c_territoire_1")
    champ.select("CU d’Arras").run()
    assert not page.exception
    assert page.query_params["epci"] == [SAINT_OMER, ARRAS]


def test_what_the_perimeters_do_not_know_is_left_out_and_said():
    page = run(SAINT_OMER, ARRAS, "246200455", "rien")
    assert "«\u00a0246200455\u00a0»" in read_html(page)
    assert page.query_params["epci"] == [SAINT_OMER, ARRAS]


def test_nothing_chosen_shows_every_epci_by_type():
    texte = read_html(run())
    assert "Toutes les intercommunalités" in texte
    assert "présent deux fois ou plus" in texte
    assert "seulement couvert par le département" in texte
