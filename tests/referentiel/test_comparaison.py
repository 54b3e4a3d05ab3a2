"""What a new référentiel changes is told fiche by fiche, and nothing else is."""

from dataclasses import replace

import pytest

from carto_ess.referentiel.comparaison import compare
from carto_ess.referentiel.lecture import read_referentiel


@pytest.fixture
def fiches(decoupages, write_referentiel):
    dossier = write_referentiel(
        [{}, {"id": "beta"}, {"id": "gamma"}],
        [
            {},
            {"fiche": "beta"},
            {"fiche": "gamma"},
            {"fiche": "gamma", "niveau": "commune", "code": "99004"},
        ],
    )
    return read_referentiel(dossier, decoupages).fiches


def test_the_same_fiches_in_another_order_change_nothing(fiches):
    comparaison = compare(fiches, fiches[::-1])
    assert len(comparaison.inchangees) == 3
    assert comparaison.ajoutees + comparaison.modifiees + comparaison.retirees == ()


def test_territories_in_another_order_change_nothing(fiches):
    gamma = replace(fiches[2], declarations=fiches[2].declarations[::-1])
    assert not compare(fiches, (*fiches[:2], gamma)).modifiees


def test_a_new_fiche_is_added_and_a_missing_one_removed(fiches):
    alpha, beta, gamma = fiches
    comparaison = compare((alpha, beta), (beta, gamma))
    assert comparaison.ajoutees == (gamma,)
    assert comparaison.retirees == (alpha,)
    assert comparaison.inchangees == (beta,)


def test_a_changed_fiche_names_its_changed_columns(fiches):
    alpha = fiches[0]
    change = replace(alpha, secteur="Énergie", point=None, declarations=fiches[2].declarations)
    (modification,) = compare((alpha,), (change,)).modifiees
    assert modification.champs == (
        "secteur",
        "point_commune",
        "point_nature",
        "point_fiabilite",
        "point_source",
        "couvertures",
    )
    assert (modification.avant, modification.apres) == (alpha, change)


def test_a_fiche_that_holds_a_fault_is_not_counted_as_removed(fiches):
    alpha, beta, gamma = fiches
    comparaison = compare(fiches, (alpha,), illisibles={"beta"})
    assert comparaison.retirees == (gamma,)
    assert beta not in comparaison.inchangees
