"""Pages run from app.py without a browser: each state has its sentence, none a traceback."""

import re
import shutil
from types import SimpleNamespace

import pytest

from carto_ess.ui import session
from ecran import open_page as run
from ecran import read_html as html
from petit_monde import GEODATA


def test_the_map_page_shows_finding_panel_and_table():
    texte = html(run())
    assert "111 communes sur 887" in texte
    assert "Vue d’ensemble" in texte
    assert texte.count('<th scope="row">') == 18


def test_a_fiche_is_shown_with_its_eight_fields_and_the_year_of_the_booklet():
    texte = html(run(fiche="conseil-local-ess-artois-ternois"))
    for mot in ("Contact", "Couverture territoriale", "Origine de la démarche", "Composition",
                "Enjeux", "Travailler ensemble", "Couverture interprétée", "2015"):  # fmt: skip
        assert mot in texte
    assert 'href="mailto:afp2i@afp2i.fr"' in texte


def test_a_fiche_without_a_point_says_so():
    assert "Sans point sur la carte" in html(run(fiche="circuits-courts-lys-romane"))


def test_a_commune_lists_what_covers_it_and_by_what():
    texte = html(run(commune="62765"))
    assert "<strong>5 coopérations</strong> couvrent" in texte
    assert "par Pays" in texte
    assert "par EPCI" in texte


def test_a_commune_that_nothing_covers_says_none_is_recorded():
    texte = html(run(commune="62193"))
    assert "Aucune coopération de proximité recensée dans cette commune." in texte
    assert "À plus large échelle" in texte


def test_a_merged_commune_names_what_it_was_made_of():
    assert "En 2015\u00a0: Hesdin, Huby-Saint-Leu, Marconne, Sainte-Austreberthe." in html(
        run(commune="62447", millesime="2015")
    )


def test_one_cooperation_is_written_in_the_singular():
    texte = html(run(type="structure_appui"))
    assert "863 communes sur 887" in texte
    assert "la coopération filtrée" in texte


def test_a_territory_keeps_what_concerns_it_in_the_list_and_changes_nothing_of_what_is_covered():
    tout = re.search(r'<p class="ce-accroche">.*?</p>', html(run()), re.DOTALL)
    texte = html(run(type=["structure_appui", "partenariat_projets"], epci="200069037"))
    assert texte.count('<th scope="row">') == 4
    assert tout.group() in html(run(epci="200069037"))


def test_a_territory_of_the_booklet_is_found_and_explained():
    texte = html(run(epci="246200851"))
    assert "CA du Pays de Saint-Omer (2026), qui tient la plus grande part" in texte


def test_an_old_link_with_a_search_shows_the_map_and_says_where_texts_are_searched():
    page = run(q="calais")
    assert "111 communes sur 887" in html(page)
    assert "se cherchent sur la page Fiches" in html(page)
    assert "q" not in page.query_params


def test_wide_coverage_appears_when_asked():
    assert "20 fiches sur 20" in html(run(echelle="toutes"))


def test_unknown_values_of_the_address_are_said_and_left_out():
    texte = html(run(fiche="<script>alert(1)</script>", millesime="1789"))
    assert len(re.findall('class="ce-avis"', texte)) == 2
    assert "<script>alert" not in texte


def test_a_faulty_referentiel_is_a_table_of_faults(monkeypatch, tmp_path):
    dossier = shutil.copytree(GEODATA / "referentiel", tmp_path / "referentiel")
    fiches = dossier / "fiches.csv"
    fiches.write_text(fiches.read_text("utf-8-sig").replace(";mutualisation;", ";fusion;"), "utf-8")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(dossier))
    page = run()
    assert "Le référentiel contient 3 fautes." in html(page)
    assert "Vouliez-vous dire" in html(page) or "l’une des valeurs" in html(page)
    assert not page.get("component_instance")


@pytest.mark.parametrize(
    ("geste", "dit"),
    [
        (lambda f: f.unlink(), "manque"),
        (lambda f: f.write_bytes(f.read_bytes()[:-10]), "tronqué"),
        (lambda f: f.write_bytes(f.read_bytes().replace(b"Arras", b"Aras0")), "modifié"),
    ],
    ids=["missing", "truncated", "edited"],
)
def test_damaged_geodata_are_one_sentence(monkeypatch, tmp_path, geste, dit):
    dossier = shutil.copytree(GEODATA, tmp_path / "geodata")
    geste(dossier / "communes.csv")
    monkeypatch.setenv("CARTO_ESS_GEODATA", str(dossier))
    texte = html(run())
    assert texte.count('role="alert"') == 1
    assert "communes.csv" in texte
    assert dit in texte


@pytest.mark.parametrize(
    ("adresse", "menu"),
    [
        ("http://hote/", [False, True]),
        ("http://hote/ess/?epci=246200455", [False, True]),
        ("http://hote/inconnue", [False, True]),
        ("http://hote/ess/fiches?q=x", [True, True]),
        (None, [False, True]),
    ],
)
def test_the_menu_waits_for_the_first_drawing_of_the_map_and_for_nothing_else(
    monkeypatch, adresse, menu
):
    streamlit = SimpleNamespace(session_state={}, context=SimpleNamespace(url=adresse))
    monkeypatch.setattr(session, "st", streamlit)
    pages = [SimpleNamespace(url_path=nom) for nom in ("", "fiches")]
    assert [session.wants_menu(pages) for _ in menu] == menu
