"""The page of fiches, run from app.py without a browser."""

import re

import pytest

import ecran
from ecran import read_html as html


def open_page(**params):
    return ecran.open_page("pages/fiches.py", **params)


def run(**params):
    return html(open_page(**params))


def names(texte):
    liens = re.findall(r'<h2[^>]*><a href="\?[^"]*">?[^>]*>(.*?)</a></h2>', texte)
    return [re.sub("</?mark>", "", nom) for nom in liens]


def test_every_fiche_is_listed_unless_a_filter_is_given():
    texte = run()
    assert "20 fiches sur 20." in texte
    assert len(names(texte)) == 20
    assert "autres fiches" not in texte


def test_a_territory_lists_the_fiches_near_it_and_tells_of_the_others():
    texte = run(epci="200033579")
    assert len(names(texte)) == 2
    assert "3 autres fiches ne couvrent" in texte
    assert len(names(run(epci="200033579", echelle="toutes"))) == 5


def test_the_list_tells_what_to_check_again_first():
    texte = run(tri="a_reverifier")
    assert "jamais revérifiée" in texte
    assert "n’ont que celle-ci" in texte


def test_filters_of_the_map_hold_here():
    assert len(names(run(type=["structure_appui", "partenariat_projets"], epci="246200455"))) == 4


def test_the_words_searched_are_marked_where_they_are():
    texte = run(q="INSERTION economique")
    assert "<p><mark>Insertion</mark> par l’activité <mark>économique</mark></p>" in texte
    extrait = "<b>Origine\u00a0:</b> …en rassemblant les partenaires (<mark>économiques</mark>,"
    assert extrait in texte


def test_a_hostile_search_is_text():
    texte = run(q="<mark><script>alert(1)</script>")
    assert "<script>alert" not in texte.replace("&lt;script&gt;", "")
    assert "0 fiche sur 20" in texte


@pytest.mark.parametrize(
    ("tri", "premiere"),
    [
        ("type", "Maison des services"),
        ("nom", "AAFP"),
        ("secteur", "GALILÉE"),
        ("communes", "Espace 36"),
    ],
)
def test_the_list_is_sorted_as_asked(tri, premiere):
    assert names(run(tri=tri))[0].startswith(premiere)


def test_whole_fiches_hold_their_eight_fields():
    texte = run(vue="fiches", type="structure_appui")
    assert texte.count('<article class="ce-fiche"') == 1
    for mot in (
        "Contact",
        "Couverture territoriale",
        "Origine de la démarche",
        "Composition",
        "Enjeux",
        "Travailler ensemble",
        "jamais revérifiées",
    ):
        assert mot in texte


def test_no_result_is_said():
    assert "Aucune fiche ne correspond" in run(q="xylophone", vue="fiches")


def test_a_fiche_has_its_page_with_its_reading_and_its_kin():
    texte = run(fiche="conseil-local-ess-artois-ternois", millesime="2015")
    assert "<h1>Conseil local ESS Artois-Ternois</h1>" in texte
    assert "Couverture interprétée" in texte
    assert 'href="mailto:afp2i@afp2i.fr"' in texte
    assert "255 communes partagées en 2015" in texte
    assert 'href="./?millesime=2015&amp;fiche=conseil-local-ess-artois-ternois"' in texte


def test_previous_and_next_follow_the_list_and_its_filters():
    texte = run(fiche="espace-36", type="partenariat_projets")
    assert re.search(r'rel="prev"[^>]*>← Précédente', texte)
    assert "2 sur 4 filtrées" in texte
    assert 'fiche=apf-npdc&amp;type=partenariat_projets" target="_self" rel="next"' in texte


def test_a_fiche_out_of_the_filters_still_opens_and_is_shown_on_the_map_without_them():
    texte = run(fiche="toerana-habitat", type="mutualisation")
    assert "<h1>Toerana Habitat" in texte
    assert "17 sur 20" in texte
    assert 'href="./?fiche=toerana-habitat&amp;echelle=toutes"' in texte
    assert "Cette fiche ne couvre que le département ou la région." in texte


def test_an_unknown_fiche_gives_the_list_and_a_notice():
    texte = run(fiche="nulle")
    assert (
        "L’adresse demande fiche = « nulle »".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        in texte
    )
    assert len(names(texte)) == 20


def test_a_choice_on_screen_sorts_the_list():
    page = open_page()
    page.selectbox(key="f_tri").select("nom").run()
    assert names(html(page))[0].startswith("AAFP")


def test_an_error_is_told_by_a_mail_already_written_when_there_is_an_addressee(monkeypatch):
    lien = 'href="mailto:ess@example.org?subject=Erreur%20dans%20la%20fiche%20%C2%AB%20GALIL'
    sans = run(fiche="galilee")
    assert "Signaler une erreur" not in sans
    assert 'href="./a-propos#contact"' in sans
    monkeypatch.setenv("CARTO_ESS_CONTACT", "ess@example.org")
    assert run(fiche="galilee").count(lien) == 2  # with the title, and beside the contacts
    assert f"<a {lien}" in html(ecran.open_page(fiche="galilee"))  # the map's panel


def test_an_error_is_told_in_the_form_where_proposals_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("CARTO_ESS_BASE", f"sqlite:///{tmp_path}/atelier.sqlite")
    lien = '<a href="./proposer?fiche=galilee" target="_self">Signaler une erreur</a>'
    assert lien in run(fiche="galilee")
