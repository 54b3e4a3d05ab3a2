"""« Quelle forme pour notre projet ? »: the answer stays in sight, is shared, and prints."""

import re

import pytest
from playwright.sync_api import expect

CHOIX = "/cooperer?commune=62498&reponse=initiateur.directions"
EGALITE = (
    "/cooperer?epci=200072460&secteur=insertion&reponse=initiateur.animateur&reponse=but.connaitre"
    "&reponse=rythme.soutenu&reponse=structuration.comptes_rendus&reponse=taille.stable"
)
"""The answers that have the most reasons: three forms come first together."""


@pytest.fixture(params=["visite", "telephone"])
def appareil(request):
    return request.getfixturevalue(request.param)


def open_choix(visite, chemin):
    visite.page.goto(visite.adresse + chemin)
    phrase = visite.page.locator(".ce-guide-phrase p")
    expect(phrase).to_be_visible()
    expect(visite.page.locator("#glossaire")).to_be_attached()
    return phrase


def find_reponse(visite, texte):
    return visite.page.locator(".st-key-choix_questions").get_by_text(texte, exact=True)


def test_the_answer_is_in_sight_from_the_first_question_to_the_last(appareil):
    phrase = open_choix(appareil, "/cooperer")
    expect(phrase).to_contain_text("Répondez à une question au moins")
    premiere = find_reponse(appareil, "Des directions de structures du même secteur")
    premiere.click()
    expect(phrase).to_contain_text("mutualisation (2 points sur 2 possibles)")
    expect(phrase).to_be_in_viewport(ratio=1)
    derniere = find_reponse(appareil, "Les mêmes, ou moins nombreux")
    derniere.scroll_into_view_if_needed()
    expect(phrase).to_be_in_viewport(ratio=1)
    derniere.click()
    expect(phrase).to_contain_text("mutualisation (4 points sur 4 possibles)")
    expect(phrase).to_be_in_viewport(ratio=1)
    expect(appareil.page).to_have_url(
        re.compile(r"reponse=initiateur.directions&reponse=taille.stable")
    )


def test_a_commune_given_in_the_box_gives_three_contacts_and_a_link_that_says_the_same(visite):
    open_choix(visite, "/cooperer?reponse=initiateur.directions")
    boite = visite.page.get_by_role("combobox", name="Votre commune ou territoire")
    boite.press_sequentially("lens")
    visite.page.get_by_role("option").filter(has_text="Commune Lens").click()
    contacts = visite.page.locator(".ce-guide-reponse .ce-appels > li")
    expect(contacts).to_have_count(3)
    expect(contacts.first).to_contain_text(re.compile(r"À \d+ km"))
    expect(visite.page).to_have_url(re.compile("commune=62498"))
    lus = contacts.all_inner_texts()
    visite.page.reload()
    expect(contacts).to_have_count(3)
    assert contacts.all_inner_texts() == lus
    visite.page.get_by_role("button", name="Retirer").click()
    expect(contacts).to_have_count(0)
    expect(visite.page).not_to_have_url(re.compile("commune="))


def test_an_answer_is_a_step_of_history(visite):
    phrase = open_choix(visite, CHOIX)
    find_reponse(visite, "Les mêmes, ou moins nombreux").click()
    expect(phrase).to_contain_text("(4 points sur 4 possibles)")
    expect(visite.page).to_have_url(re.compile("taille.stable"))
    visite.page.go_back()
    expect(phrase).to_contain_text("(2 points sur 2 possibles)")


@pytest.mark.parametrize("chemin", [CHOIX, EGALITE])
def test_the_answer_is_printed_on_one_sheet_without_what_is_pressed(visite, chemin):
    open_choix(visite, chemin)
    papier = visite.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", papier)) == 1
    visite.page.emulate_media(media="print")
    for presse in ("input", "button", "nav a"):
        expect(visite.page.locator(presse).filter(visible=True)).to_have_count(0)
    dites = visite.page.locator(".ce-guide-dites")
    expect(dites).to_be_visible()
    expect(visite.page.locator("[data-adresse]")).to_contain_text("/cooperer?")


def test_the_themes_of_the_council_stand_in_two_columns_as_large_as_their_text(visite):
    visite.page.goto(f"{visite.adresse}/cooperer")
    annonce = visite.page.locator("p", has_text="ateliers thématiques mènent")
    expect(annonce).to_be_visible()
    style = (
        "(e) => { const { display, columnCount, fontSize } = getComputedStyle(e);"
        " return [display, columnCount, fontSize]; }"
    )
    taille = annonce.evaluate(style)[2]
    ateliers = annonce.locator("xpath=following-sibling::ul[1]")
    assert ateliers.evaluate(style) == ["block", "2", taille]
