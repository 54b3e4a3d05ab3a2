"""Spellings of one name share one key; different names do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_ess.territoire.noms import cle_de_nom, find_closest
from carto_ess.texte import fold


@pytest.mark.parametrize(
    "graphie",
    [
        "Communauté d’agglomération de Saint-Omer",
        "Communauté d'agglomération de Saint Omer",
        "Communauté d’agglomération\nde Saint-Omer",
        "CA de Saint-Omer",
        "CA ST OMER",
        "  communaute  d agglomeration   saint_omer ",
    ],
)
def test_every_spelling_of_a_name_has_the_same_key(graphie):
    assert cle_de_nom(graphie) == "saint omer"


def test_a_stray_space_before_a_hyphen_does_not_change_the_key():
    assert cle_de_nom("Terre des Deux -Caps") == cle_de_nom("CC de la Terre des Deux Caps")


def test_ligatures_are_two_letters():
    assert cle_de_nom("Nœux") == cle_de_nom("Noeux")


def test_different_names_have_different_keys():
    assert cle_de_nom("CC du Pays de Lumbres") != cle_de_nom("Lumbres")


def test_the_nearest_names_come_first():
    noms = ["Communauté d’agglomération de Saint-Omer", "Communauté urbaine d’Arras"]
    assert find_closest("CA de Saint Omr", noms) == (noms[0],)


@given(st.text())
def test_folding_twice_is_folding_once(texte):
    assert fold(fold(texte)) == fold(texte)


def test_a_text_too_long_to_be_a_name_is_near_none():
    assert find_closest("Val du Pays " * 3, ["Val du Pays"]) == ("Val du Pays",)
    assert find_closest("Val du Pays " * 30, ["Val du Pays"]) == ()
