"""Five small maps of one land: colours of the types, hatch where none is, rings for doubts."""

import re

import pytest

from carto_ess.portrait.vignette import INCONNU, VIDE, build_vignettes, find_classe
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.style import CARTE, STYLES, find_teinte
from carto_ess.territoire.niveau import Niveau

CALAIS = (2026, Niveau.EPCI, "200090751")
HAUT_PAYS = (2026, Niveau.EPCI, "200069235")
SAINT_OMER = (2026, Niveau.EPCI, "200069037")
ARTOIS = (2015, Niveau.PAYS, "pays-d-artois")
VILLE = (2026, Niveau.COMMUNE, "62765")


@pytest.fixture
def map_of(tell, fond):
    return lambda territoire, **options: build_vignettes(tell(territoire, **options).terre, fond)


def test_communes_of_a_map_add_up_to_those_of_the_land(map_of):
    for territoire, n in ((CALAIS, 14), (SAINT_OMER, 53), (HAUT_PAYS, 49)):
        assert {sum(d.classes.values()) for d in map_of(territoire).values()} == {n}


def test_the_classes_are_those_of_the_panel(map_of, tell):
    dessins = map_of(SAINT_OMER)
    for ligne in tell(SAINT_OMER).constat.lignes:
        sans = dessins[ligne.type].classes.get(VIDE, 0)
        assert 53 - sans == ligne.n_communes


def test_classes_are_whole_numbers_up_to_three_and_more():
    assert [find_classe(n) for n in (None, 0, 1, 2, 3, 40)] == [INCONNU, VIDE, "1", "2", "3", "3"]


def test_a_type_keeps_its_own_colour_at_full_strength_for_three_fiches():
    bleu = STYLES[TypeCooperation.MUTUALISATION].couleur
    assert find_teinte(bleu, 3) == find_teinte(bleu, 9) == bleu
    assert find_teinte(bleu, 1) == "#99C7E0"


def test_hatch_is_drawn_where_nothing_covers_and_only_there(map_of):
    for dessin in map_of(CALAIS).values():
        assert CARTE["lacune"] in dessin.svg
    dessins = map_of(ARTOIS)
    assert CARTE["lacune"] not in dessins[TypeCooperation.COLLECTIF_ACTEURS_ESS].svg
    assert CARTE["lacune"] in dessins[TypeCooperation.MUTUALISATION].svg


def test_what_is_unknown_is_dotted_and_never_hatched(map_of, make_matiere, reel):
    tout = frozenset(reel[0].actuel.communes)
    for dessin in map_of(CALAIS, matiere=make_matiere(inconnus={2026: tout})).values():
        assert CARTE["point_inconnu"] in dessin.svg
        assert CARTE["lacune"] not in dessin.svg
        assert dessin.classes == {INCONNU: 14}


def test_rings_mark_the_types_that_depend_on_a_reading(map_of):
    ronds = {t for t, d in map_of(HAUT_PAYS).items() if re.search(r"a14 14 0 1 0", d.svg)}
    assert ronds == {TypeCooperation.COLLECTIF_ACTEURS_ESS}


def test_a_commune_is_outlined_inside_its_epci(map_of):
    dessin = map_of(VILLE)[TypeCooperation.MUTUALISATION]
    assert sum(dessin.classes.values()) == 53
    assert 'fill-opacity=".5"' in dessin.svg
    assert 'fill-opacity=".5"' not in map_of(SAINT_OMER)[TypeCooperation.MUTUALISATION].svg


def test_every_map_is_small(map_of):
    for territoire in (SAINT_OMER, ARTOIS, VILLE):
        assert all(len(d.svg.encode()) < 40_000 for d in map_of(territoire).values())
