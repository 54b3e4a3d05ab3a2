"""What a faulty référentiel leaves unknown is never told as uncovered."""

import pytest

from carto_ess.lacune.inconnu import find_inconnus
from carto_ess.lacune.question import Question
from carto_ess.referentiel.lecture import read_tableaux
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from petit_monde import EST

OUEST_COMMUNES = {"99001", "99002", "99003"}
EST_COMMUNES = {"99004", "99005"}


@pytest.fixture
def unknown(decoupages, write_referentiel):
    def unknown(fiches, couvertures, **question):
        dossier = write_referentiel(fiches, couvertures)
        return find_inconnus(
            Question(**{"millesime": 2015, **question}),
            *read_tableaux(dossier),
            decoupages,
        )

    return unknown


def test_a_sound_referentiel_leaves_nothing_unknown(unknown):
    assert unknown([{}], [{}]) == set()


def test_a_misspelt_name_may_be_the_names_it_looks_like(unknown):
    flou = {"code": "", "nom": "Communauté de communes de l’Ouestt"}
    assert unknown([{}], [{}, flou]) >= OUEST_COMMUNES


def test_a_name_like_no_other_may_be_anywhere(unknown):
    assert unknown([{}], [{"code": "", "nom": "Zzyzx"}]) == OUEST_COMMUNES | EST_COMMUNES


def test_a_code_of_another_millesime_means_its_land(unknown):
    assert unknown([{}], [{"code": EST, "millesime": "2026"}]) == EST_COMMUNES


def test_a_fiche_that_cannot_be_read_may_cover_what_its_rows_say(unknown):
    assert unknown([{"annee": "hier"}], [{}]) == OUEST_COMMUNES


def test_a_fiche_without_any_row_may_be_anywhere(unknown):
    assert unknown([{}, {"id": "beta"}], [{}]) == OUEST_COMMUNES | EST_COMMUNES


def test_a_fiche_known_to_be_of_another_type_changes_nothing(unknown):
    types = (TypeCooperation.REGROUPEMENT,)
    assert unknown([{"annee": "hier"}], [{}], types=types) == set()


def test_a_faulty_wide_row_is_unknown_only_when_wide_coverage_counts(unknown):
    large = {"niveau": "region", "code": "99", "nom": ""}
    assert unknown([{}], [{}, large]) == set()
    toutes = unknown([{}], [{}, large], echelle=Echelle.TOUTES)
    assert toutes == OUEST_COMMUNES | EST_COMMUNES
