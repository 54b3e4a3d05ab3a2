"""Phones are read as people write them, and linked from the number that was read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_ess.export.page import _build_contacts
from carto_ess.portrait.tableaux import list_contacts
from carto_ess.referentiel.coordonnees import (
    is_site,
    is_telephone,
    link_telephone,
    list_chiffres,
)
from carto_ess.ui import html as ecran
from petit_monde import fiche


@pytest.mark.parametrize(
    "texte",
    [
        "03 21 71 62 62",
        "03.21.71.62.62",
        "03/21/71/62/62",
        "0321716262",
        "03 21 71\u202f62\u00a062",
        "+33 (0)3 21 71 62 62",
        "+33(0)321716262",
        "0033 3 21 71 62 62",
        "00 33 (0) 3 21 71 62 62",
        "(+33) 3 21 71 62 62",
        "\u202a03 21 71 62 62\u202c",
    ],
)
def test_one_number_has_one_address_however_it_is_written(texte):
    assert link_telephone(texte) == "tel:+33-3-21-71-62-62"
    assert list_chiffres(texte)[0] == "0321716262"


@pytest.mark.parametrize("poste", ["ext. 45", "x45", "#45", "poste 45"])
def test_an_extension_is_never_glued_to_the_number(poste):
    lien = link_telephone(f"03 21 71 62 62 {poste}")
    assert lien in {"tel:+33-3-21-71-62-62;ext=45", ""}
    if poste != "poste 45":
        assert lien


@pytest.mark.parametrize(
    ("texte", "lien"),
    [
        ("0693 45 67 89", "tel:+262-693-45-67-89"),
        ("0262 90 12 34", "tel:+262-262-90-12-34"),
        ("0590 81 12 34", "tel:+590-590-81-12-34"),
        ("0596 55 12 34", "tel:+596-596-55-12-34"),
        ("0594 31 12 34", "tel:+594-594-31-12-34"),
        ("0269 61 12 34", "tel:+262-269-61-12-34"),
        ("+687 25 12 34", "tel:+687-25-12-34"),
        ("+32 2 555 12 12", "tel:+32-2-555-12-12"),
    ],
)
def test_a_number_overseas_or_abroad_keeps_its_own_country(texte, lien):
    assert link_telephone(texte) == lien


def test_a_number_in_words_is_the_number_of_its_keys():
    assert link_telephone("0800 ESS 062") == "tel:+33-800-37-70-62"


def test_a_short_number_is_called_as_it_is():
    assert link_telephone("39 19") == "tel:3919;phone-context=+33"


@pytest.mark.parametrize(
    "texte",
    [
        "321716262",
        "0800 ESS",
        "03 21 71 62",
        "03 21 71 62 62 / 03 21 71 62 63",
        "12",
        "Mme Petit",
        "00",
        "",
        "0321716262 0321716263",
    ],
)
def test_what_is_not_one_number_is_refused_and_links_nowhere(texte):
    assert not is_telephone(texte)
    assert link_telephone(texte) == ""


@given(st.text(max_size=40))
def test_no_text_at_all_makes_a_link_that_holds_it_unread(texte):
    lien = link_telephone(texte)
    assert lien == "" or (lien.startswith("tel:") and lien.isascii() and " " not in lien)


def test_screen_print_and_export_link_a_number_alike():
    une = replace(fiche("alpha"), telephones=("+33 (0)3 21 71 62 62",))
    lien = "tel:+33-3-21-71-62-62"
    assert _build_contacts(une) == [("+33 (0)3 21 71 62 62", lien)]
    assert list_contacts(une)[0]["lien"] == lien
    boutons = '{% import "panneau/macros.html" as p %}{{ p.boutons(fiche) }}'
    assert f'href="{lien}"' in ecran._environnement().from_string(boutons).render(fiche=une)


@pytest.mark.parametrize(
    ("texte", "un"),
    [
        ("https://a.example.org", True),
        ("https://web.archive.org/web/2019/https://a.example.org/", True),
        ("https://a.example.org;https://b.example.org", False),
        ("https://a.example.org,https://b.example.org", False),
        ("https://a.example.org https://b.example.org", False),
        ("javascript:alert(1)", False),
    ],
)
def test_two_sites_in_one_cell_are_not_one_link(texte, un):
    assert is_site(texte) is un
