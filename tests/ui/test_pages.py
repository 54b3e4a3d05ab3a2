"""Pages run from app.py without a browser: each state has its sentence, none a traceback."""

import re
import shutil
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from carto_ess.ui import menu as menu_
from carto_ess.ui import session
from carto_ess.ui.titres import SITE, title_page
from carto_ess.vue.adresse import parse_vue
from ecran import open_page as run
from ecran import read_html as html
from petit_monde import GEODATA, RACINE


def test_the_map_page_shows_finding_panel_and_table():
    page = run()
    texte = html(page)
    assert "<strong>111 à 183 communes sur 887</strong>" in texte
    assert "À couvrir d’abord" in texte
    assert "CA Grand Calais Terres et Mers" in texte
    assert '<th scope="row">' not in texte
    assert count_rows() == 18


def count_rows(**params):
    """Return how many fiches the table of the map's page holds, once opened."""
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    for cle, valeur in params.items():
        page.query_params[cle] = valeur
    page.session_state["tableau_volet"] = True
    page.run().run()
    assert not page.exception
    return html(page).count('<th scope="row">')


def test_a_fiche_is_shown_with_its_eight_fields_and_the_year_of_the_booklet():
    texte = html(run(fiche="conseil-local-ess-artois-ternois"))
    for mot in (
        "à vérifier avant usage",
        "Où elle agit",
        "Origine de la démarche",
        "Composition",
        "Enjeux",
        "Travailler ensemble",
        "Couverture interprétée",
        "2015",
    ):
        assert mot in texte
    assert 'href="mailto:afp2i@afp2i.fr"' in texte


def test_a_fiche_without_a_point_says_so():
    assert "Sans point sur la carte" in html(run(fiche="circuits-courts-lys-romane"))


def test_a_commune_lists_what_covers_it_and_by_what():
    texte = html(run(commune="62765"))
    assert "<strong>5 coopérations couvrent Saint-Omer.</strong>" in texte
    assert "au titre du Pays de Saint-Omer" in texte
    assert "au titre de la CA de Saint-Omer, EPCI de 2015" in texte


SANS_FICHE = "Le référentiel ne contient encore aucune fiche."
ZEROS = (
    "Manquent",
    "manque</",
    "manque <",
    "0 type sur",
    "sur 0",
    "100\u00a0%",
    "0 fiche",
    "0 coopération",
)
PAGES = {
    "/": ("", {}),
    "/, epci": ("", {"epci": "200072460"}),
    "/, commune": ("", {"commune": "62765"}),
    "/, type": ("", {"type": "mutualisation"}),
    "/territoires": ("pages/territoires.py", {}),
    "/territoires, epci": ("pages/territoires.py", {"epci": "200072460"}),
    "/territoires, communes": ("pages/territoires.py", {"niveau": "commune"}),
    "/territoires, règle": ("pages/territoires.py", {"regle": "manque", "type": "mutualisation"}),
    "/territoire": ("pages/territoire.py", {}),
    "/territoire, epci": ("pages/territoire.py", {"epci": "200072460"}),
    "/territoire, commune": ("pages/territoire.py", {"commune": "62765"}),
    "/fiches": ("pages/fiches.py", {}),
    "/fiches, filtrées": ("pages/fiches.py", {"q": "zzzz", "epci": "200072460"}),
    "/cooperer": ("pages/cooperer.py", {}),
    "/comparer": ("pages/comparer.py", {"epci": ["200072460", "200033579"]}),
}
"""Each page that speaks of fiches, and what it may be asked."""


@pytest.mark.parametrize(("chemin", "params"), PAGES.values(), ids=PAGES)
def test_every_page_of_an_empty_referentiel_says_so_and_counts_nothing(
    write_referentiel, monkeypatch, chemin, params
):
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(write_referentiel([], [])))
    texte = re.sub(r"<(style|script)\b.*?</\1>", "", html(run(chemin, **params)), flags=re.DOTALL)
    assert SANS_FICHE in texte
    assert [faux for faux in (*ZEROS, "CDESS", "guide.toml", ".toml") if faux in texte] == []


@pytest.mark.parametrize(
    "params", [{}, {"epci": "200072460"}, {"commune": "62765"}], ids=["ensemble", "epci", "commune"]
)
def test_an_empty_referentiel_is_a_map_that_begins_and_says_what_to_do(
    write_referentiel, monkeypatch, params
):
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(write_referentiel([], [])))
    texte = html(run(**params))
    assert SANS_FICHE in texte
    assert 'href="./referentiel"' in texte
    for faux in ("Référentiel à corriger", "À couvrir d’abord", "Voir les 0", "Qui appeler"):
        assert faux not in texte


@pytest.mark.parametrize("params", [{}, {"epci": "200072460"}], ids=["ensemble", "epci"])
def test_an_empty_referentiel_has_no_source_no_plan_and_nothing_that_years_change(
    write_referentiel, monkeypatch, params
):
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(write_referentiel([], [])))
    texte = html(run("pages/territoires.py", **params))
    for faux in ("CDESS", "extension", "Pourquoi\u00a0?", "Pourquoi ?", "en 2015"):
        assert faux not in texte


def test_the_list_of_an_empty_referentiel_blames_no_filter(write_referentiel, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(write_referentiel([], [])))
    texte = html(run("pages/fiches.py"))
    assert SANS_FICHE in texte
    assert "Retirez-en un" not in texte


def test_a_list_that_filters_emptied_still_blames_them():
    texte = html(run("pages/fiches.py", q="zzzz"))
    assert "Retirez-en un" in texte
    assert SANS_FICHE not in texte


def test_a_commune_covered_in_part_only_says_so(write_referentiel, monkeypatch):
    declaree = {"niveau": "commune", "code": "62807", "nom": "Tatinghem", "millesime": "2015"}
    dossier = write_referentiel([{"point_commune": "62765"}], [declaree])
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(dossier))
    texte = html(run(commune="62757"))  # Saint-Martin-lez-Tatinghem
    assert "au titre de Tatinghem, pour une partie de la commune seulement" in texte


def test_a_commune_that_nothing_covers_says_none_is_recorded():
    texte = html(run(commune="62193"))
    assert "<strong>Aucune coopération recensée ne couvre Calais.</strong>" in texte
    assert "Qui appeler" in texte
    assert "Déjà actives partout" in texte


def test_a_merged_commune_names_what_it_was_made_of():
    assert "En 2015\u00a0: Hesdin, Huby-Saint-Leu, Marconne, Sainte-Austreberthe." in html(
        run(commune="62447", millesime="2015")
    )


def test_one_cooperation_is_written_in_the_singular():
    texte = html(run(type="structure_appui"))
    assert "<strong>863 communes sur 887</strong> sont sans structure d’appui recensée" in texte
    assert "1 coopération recensée" in texte
    assert "111 à 183 communes sur 887" in texte  # the finding is of every type


def test_a_territory_keeps_what_concerns_it_in_the_list_and_changes_nothing_of_what_is_covered():
    tout = re.search(r'<p class="ce-accroche ce-alerte">.*?</p>', html(run()), re.DOTALL)
    assert count_rows(type=["structure_appui", "partenariat_projets"], epci="200069037") == 4
    assert tout.group() in html(run(epci="200069037"))


def test_a_territory_of_the_booklet_is_found_and_explained():
    texte = html(run(epci="246200851"))
    assert "CA du Pays de Saint-Omer (2026), qui tient la plus grande part" in texte


def test_an_old_link_with_a_search_shows_the_map_and_says_where_texts_are_searched():
    page = run(q="calais")
    assert "111 à 183 communes sur 887" in html(page)
    assert "se cherchent sur la page Fiches" in html(page)
    assert "q" not in page.query_params


def test_wide_coverage_appears_when_asked():
    assert count_rows(echelle="toutes") == 20
    texte = html(run(echelle="toutes"))
    assert "Chacune des 887 communes a au moins une coopération." in texte
    assert "Coopérations départementales et régionales comptées." in texte


@pytest.mark.parametrize("chemin", ["", "pages/territoires.py"])
def test_the_panel_of_a_territory_is_the_same_on_every_page(chemin):
    texte = html(run(chemin, epci="200069235"))
    panneau = texte[texte.index('class="ce-compte') :]
    attendus = (
        "1 type sur 5",
        "<h2>CC du Haut Pays du Montreuillois</h2>",
        "49 communes · 15",
        "Entre 24 et 49 communes sur 49",
        "25 communes sur 49",
        "24 communes sans coopération recensée",
        "et 15 autres",
        'id="qui-appeler"',
        "À 5 km",
        "03 21 12 59 92",
        "Déjà actives partout",
        "Page pour le conseil",
        "Copier le lien",
        "Imprimer",
    )
    rangs = [panneau.index(mot) for mot in attendus]
    assert rangs == sorted(rangs)
    assert 'href="tel:+33-3-21-12-59-92"' in panneau
    assert 'href="./territoire?epci=200069235"' in panneau


def test_contacts_hidden_leave_names_and_links(monkeypatch):
    monkeypatch.setenv("CARTO_ESS_SANS_CONTACTS", "1")
    texte = html(run(epci="200069235"))
    assert "tel:" not in texte
    assert "mailto:" not in texte
    assert "Contacts masqués par l’administrateur." in texte
    assert "Maison des services publics" in texte


def test_several_types_say_what_none_of_them_covers():
    texte = html(run(type=["mutualisation", "regroupement"]))
    assert "Mutualisation et regroupement d’acteurs" in texte
    assert "<strong>Entre 559 et 606 communes sur 887</strong> n’ont ni l’un ni l’autre" in texte
    assert "74 communes ont les deux" in texte
    assert "11 intercommunalités n’ont ni l’un ni l’autre" in texte


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


def test_the_menu_calls_each_page_what_its_title_does():
    menu = dict(re.findall(r'"pages/([\w-]+)\.py",\s+title="([^"]+)"', read_app()))
    assert menu.pop("carte")  # the page of the map bears the site's name
    for adresse, nom in menu.items():
        assert title_page(adresse) == f"{nom} – {SITE}"


def read_app():
    return (RACINE / "app.py").read_text(encoding="utf-8")


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
    monkeypatch.setattr(menu_, "st", streamlit)
    pages = [SimpleNamespace(url_path=nom) for nom in ("", "fiches")]
    assert [menu_.wants_menu(pages) for _ in menu] == menu


@pytest.mark.parametrize(("reprise", "commune"), [(True, "62160"), (False, None)])
def test_a_page_taken_up_after_a_cut_keeps_a_view_that_its_address_never_heard_of(
    monkeypatch, reprise, commune
):
    app = run(commune="62160")
    monkeypatch.setattr(session, "is_reprise", lambda: reprise)
    app.query_params.clear()
    app.run()
    assert app.session_state["vue"].commune == commune
    assert app.query_params.get("commune") == commune


def test_an_address_is_opened_to_its_end_whatever_is_asked_meanwhile(monkeypatch):
    app = run(commune="62160")

    def parse(*arguments):
        get_script_run_ctx().session_state._yield_callback.__self__.request_stop()
        return parse_vue(*arguments)

    monkeypatch.setattr(session, "parse_vue", parse)
    app.query_params["commune"] = "62193"
    app.run()
    assert app.session_state["vue"].commune == "62193"
    assert app.session_state["adresse_publiee"] == {"commune": ["62193"]}
