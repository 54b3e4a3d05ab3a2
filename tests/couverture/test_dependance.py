"""Which fiches to check again first: those that most people depend on alone, then the oldest."""

import datetime as dt
from dataclasses import replace

from carto_ess.couverture.dependance import count_dependants
from carto_ess.couverture.matrice import build_matrice
from carto_ess.territoire.niveau import Echelle
from carto_ess.vue.liste import Tri, sort_fiches
from petit_monde import EST, OUEST, fiche


def cover(decoupages, *fiches, millesime=2026):
    return build_matrice(fiches, decoupages, millesime=millesime, echelle=Echelle.PROXIMITE)


def test_only_communes_that_no_other_fiche_covers_count(decoupages):
    matrice = cover(
        decoupages,
        fiche("a", ("epci", OUEST)),
        fiche("b", ("epci", EST)),
        fiche("c", ("commune", "99004")),
        millesime=2015,
    )
    assert count_dependants(matrice) == {"a": 500, "b": 50, "c": 0}


def test_the_ranking_is_by_people_then_by_age(decoupages):
    vieille, neuve = fiche("a", ("epci", OUEST)), fiche("b", ("epci", EST))
    jamais = fiche("c", ("commune", "99001"))
    verifiee = replace(fiche("d", ("commune", "99001")), verifie_le=dt.date(2025, 1, 31))
    matrice = cover(decoupages, verifiee, jamais, neuve, vieille, millesime=2015)
    rangees = sort_fiches(matrice.fiches, Tri.A_REVERIFIER, matrice)
    assert [f.id for f in rangees] == ["a", "b", "c", "d"]


def test_by_date_what_was_never_checked_comes_first(decoupages):
    fiches = [
        replace(fiche("a", ("epci", EST)), verifie_le=dt.date(2025, 1, 31)),
        replace(fiche("b", ("epci", EST)), verifie_le=dt.date(2024, 1, 31)),
        fiche("c", ("epci", EST)),
        replace(fiche("d", ("epci", EST)), annee=2012),
    ]
    rangees = sort_fiches(fiches, Tri.VERIFICATION, cover(decoupages, *fiches))
    assert [f.id for f in rangees] == ["d", "c", "b", "a"]


def test_the_shipped_fiches_that_the_most_people_depend_on_alone(reel):
    decoupages, referentiel = reel
    matrice = cover(decoupages, *referentiel.fiches)
    rangees = sort_fiches(referentiel.fiches, Tri.A_REVERIFIER, matrice)
    dependants = count_dependants(matrice)
    nombres = [dependants[f.id] for f in rangees]
    assert nombres == sorted(nombres, reverse=True)
    assert nombres[0] > 0
