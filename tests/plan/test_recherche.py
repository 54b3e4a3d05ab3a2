"""The steps found reach as much as the best of all possible ones, tried one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carto_ess.plan.recherche import find_steps
from carto_ess.plan.terrain import Pas, TerrainPlan


def build(departs, voisins, valeurs, *, couverts=None, exclus=()):
    """Return a terrain whose EPCI and fiches are letters, ranked by their letter."""
    tous = {e: frozenset(a for a in voisins if e in voisins[a] or a in voisins[e]) for e in valeurs}
    return TerrainPlan(
        departs={f: frozenset(e) for f, e in departs.items()},
        couverts={f: frozenset((couverts or {}).get(f, ())) for f in departs},
        voisins=tous,
        valeurs={e: v if isinstance(v, tuple) else (v, 0) for e, v in valeurs.items()},
        rangs={nom: rang for rang, nom in enumerate((*sorted(valeurs), *sorted(departs)))},
        exclus=frozenset(Pas(*p) for p in exclus),
    )


def is_possible(terrain, pris, pas):
    """Tell by the letter of the rule whether a step may come after those of `pris`."""
    ouvre = pas.epci in terrain.departs[pas.fiche] or any(
        p.fiche == pas.fiche and pas.epci in terrain.voisins[p.epci] for p in pris
    )
    return (
        ouvre
        and pas not in pris
        and pas not in terrain.exclus
        and pas.epci not in terrain.couverts[pas.fiche]
    )


def worth(terrain, pris):
    return sum(terrain.valeurs[e][0] for e in {p.epci for p in pris})


def try_all(terrain, nombre):
    """Return what the best plan of `nombre` steps reaches: every set of steps is tried."""
    toutes = [Pas(f, e) for f in terrain.departs for e in terrain.valeurs]
    plans, meilleur = {frozenset()}, 0
    for _ in range(nombre):
        plans = {p | {s} for p in plans for s in toutes if is_possible(terrain, p, s)}
        meilleur = max([meilleur, *(worth(terrain, p) for p in plans)])
    return meilleur


EPCI = "ABCDEF"
epcis = st.sets(st.sampled_from(EPCI))
terrains = st.builds(
    build,
    st.dictionaries(st.sampled_from("xyz"), epcis, min_size=1, max_size=3),
    st.fixed_dictionaries({e: st.sets(st.sampled_from(EPCI), max_size=2) for e in EPCI}),
    st.fixed_dictionaries({e: st.tuples(st.integers(0, 6), st.integers(0, 3)) for e in EPCI}),
    couverts=st.dictionaries(st.sampled_from("xyz"), epcis, max_size=2),
    exclus=st.sets(st.tuples(st.sampled_from("xyz"), st.sampled_from(EPCI)), max_size=4),
)


@settings(max_examples=150)
@given(terrain=terrains, nombre=st.integers(1, 4))
def test_no_other_steps_reach_more(terrain, nombre):
    trouvaille = find_steps(terrain, nombre)
    assert trouvaille.exacte
    assert worth(terrain, trouvaille.pas) == try_all(terrain, nombre)


@settings(max_examples=150)
@given(terrain=terrains, nombre=st.integers(1, 4), essais=st.sampled_from([0, 1, 10_000]))
def test_each_step_is_possible_after_those_before_it(terrain, nombre, essais):
    pas = find_steps(terrain, nombre, essais=essais).pas
    assert len(pas) <= nombre
    for rang, suivant in enumerate(pas):
        assert is_possible(terrain, pas[:rang], suivant)


def test_a_poor_epci_is_crossed_to_reach_a_rich_one():
    terrain = build({"x": "AB"}, {"A": "C", "B": "", "C": ""}, {"A": 0, "B": 5, "C": 100})
    assert find_steps(terrain, 2).pas == (Pas("x", "A"), Pas("x", "C"))
    assert find_steps(terrain, 1).pas == (Pas("x", "B"),)


def test_no_step_is_taken_that_reaches_nobody_and_leads_nowhere():
    terrain = build({"x": "AB"}, {"A": "", "B": ""}, {"A": 0, "B": 5})
    assert find_steps(terrain, 2).pas == (Pas("x", "B"),)


def test_an_epci_counts_once_whatever_the_fiches_that_reach_it():
    terrain = build({"x": "A", "y": "AB"}, {"A": "", "B": ""}, {"A": 9, "B": 1})
    assert {p.epci for p in find_steps(terrain, 2).pas} == {"A", "B"}


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [({"A": (5, 1), "B": (5, 2)}, "B"), ({"A": (5, 1), "B": (5, 1)}, "A")],
    ids=["population", "nom"],
)
def test_equal_steps_are_told_apart_by_population_then_by_name(valeurs, attendu):
    terrain = build({"y": "AB", "x": "AB"}, {"A": "", "B": ""}, valeurs)
    assert find_steps(terrain, 1).pas == (Pas("x", attendu),)


def test_a_plan_that_could_not_all_be_tried_says_so():
    # Taking the best at each time ends at 6; through the poor A, 100 is within reach.
    terrain = build({"x": "AB"}, {"A": "C", "B": "", "C": ""}, {"A": 0, "B": 6, "C": 100})
    bride = find_steps(terrain, 2, essais=1)
    assert (bride.exacte, bride.pas) == (False, (Pas("x", "B"),))
    assert find_steps(terrain, 2).exacte
