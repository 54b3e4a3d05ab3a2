"""The shortest form of a list of communes gives the list back, whatever the list."""

from hypothesis import given, settings
from hypothesis import strategies as st

from carto_ess.echange.resume import describe_forme, expand, summarize_communes
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.territoire.niveau import Niveau
from petit_monde import GEODATA

ACTUEL = read_decoupages(GEODATA).actuel
EPCI = [frozenset(e.communes) for e in ACTUEL.epci.values()]
COMMUNES = sorted(ACTUEL.communes)


@settings(max_examples=150)
@given(
    st.sets(st.sampled_from(EPCI)),
    st.sets(st.sampled_from(COMMUNES), max_size=12),
    st.sets(st.sampled_from(COMMUNES), max_size=12),
)
def test_the_form_expands_to_the_list(entiers, plus, moins):
    codes = frozenset().union(*entiers, plus) - moins
    forme = summarize_communes(codes, ACTUEL)
    assert expand(forme, ACTUEL) == codes
    assert len(forme) <= len(codes)


@settings(max_examples=60)
@given(st.sets(st.sampled_from(COMMUNES), max_size=30))
def test_taking_away_costs_no_more_than_listing(retirees):
    codes = frozenset(COMMUNES) - retirees
    assert len(summarize_communes(codes, ACTUEL)) <= 1 + len(retirees)


def test_it_is_said_in_words():
    boulonnais = next(e for e in ACTUEL.epci.values() if "Boulonnais" in e.nom)
    retirees = set(sorted(boulonnais.communes)[:2])
    codes = set(boulonnais.communes) - retirees | {"62534"}
    phrase = describe_forme(summarize_communes(codes, ACTUEL), ACTUEL)
    noms = " et ".join(ACTUEL.communes[c].nom for c in sorted(retirees))
    assert phrase == f"{boulonnais.nom_court} + Lumbres \u2212 {noms}"


def test_everything_is_the_departement_and_nothing_is_nothing():
    (terme,) = summarize_communes(COMMUNES, ACTUEL)
    assert (terme.ajoute, terme.territoire.niveau) == (True, Niveau.DEPARTEMENT)
    assert summarize_communes([], ACTUEL) == ()


def test_many_communes_are_counted():
    assert describe_forme(summarize_communes(COMMUNES[:7:2], ACTUEL), ACTUEL) == "4 communes"
