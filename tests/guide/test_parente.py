"""What is near a fiche: its sector's words, its communes, its type."""

from dataclasses import replace

import pytest

from carto_ess.couverture.matrice import build_matrice
from carto_ess.guide.parente import find_parentes
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.territoire.niveau import Echelle
from carto_ess.vue.liste import Tri, sort_fiches
from petit_monde import EST, OUEST


@pytest.fixture
def fiches(write_referentiel, decoupages):
    """Four fiches: alpha and beta in the west, gamma in the east, delta on one western commune."""
    lignes = [
        {"id": "alpha", "structure": "Zèbre", "secteur": "Énergies renouvelables"},
        {"id": "beta", "structure": "âne", "secteur": "ENERGIES  renouvelables",
         "type": "regroupement"},
        {"id": "gamma", "structure": "Mulet", "secteur": "Services, énergie solaire"},
        {"id": "delta", "structure": "Bœuf", "secteur": "Services aux acteurs"},
    ]  # fmt: skip
    couvertures = [
        {"fiche": "alpha", "code": OUEST},
        {"fiche": "beta", "code": OUEST},
        {"fiche": "gamma", "code": EST},
        {"fiche": "delta", "niveau": "commune", "code": "99001"},
    ]
    return read_referentiel(write_referentiel(lignes, couvertures), decoupages).fiches


@pytest.fixture
def matrice(fiches, decoupages):
    return build_matrice(fiches, decoupages, millesime=2015, echelle=Echelle.PROXIMITE)


def test_the_same_sector_comes_before_one_that_shares_words(fiches, matrice):
    secteur = find_parentes(fiches[0], fiches, matrice).secteur
    assert [(s.fiche.id, s.mots) for s in secteur] == [("beta", ()), ("gamma", ("Énergies",))]


def test_words_that_every_sector_holds_bring_nothing_near(fiches, matrice):
    assert find_parentes(fiches[3], fiches, matrice).secteur == ()


def test_territories_are_near_by_the_communes_they_share(fiches, matrice):
    territoire = find_parentes(fiches[0], fiches, matrice).territoire
    assert [(t.fiche.id, t.n_communes) for t in territoire] == [("beta", 3), ("delta", 1)]
    assert find_parentes(fiches[2], fiches, matrice).territoire == ()


def test_the_same_type_next_door_comes_first(fiches, matrice):
    assert [f.id for f in find_parentes(fiches[0], fiches, matrice).type] == ["delta", "gamma"]


def test_a_fiche_is_not_its_own_kin(fiches, matrice):
    for fiche in fiches:
        parentes = find_parentes(fiche, fiches, matrice)
        proches = [s.fiche for s in parentes.secteur] + [t.fiche for t in parentes.territoire]
        assert fiche not in [*proches, *parentes.type]


def test_no_more_than_asked(fiches, matrice):
    nombreuses = [replace(fiches[0], id=f"f{i}") for i in range(9)]
    etendues = {**matrice.etendues, **{f.id: matrice.etendues["alpha"] for f in nombreuses}}
    parentes = find_parentes(fiches[0], nombreuses, replace(matrice, etendues=etendues), limite=3)
    assert [len(liste) for liste in parentes] == [3, 3, 3]


@pytest.mark.parametrize(
    ("tri", "ordre"),
    [
        (Tri.TYPE, ["alpha", "gamma", "delta", "beta"]),
        (Tri.NOM, ["beta", "delta", "gamma", "alpha"]),
        (Tri.SECTEUR, ["alpha", "beta", "delta", "gamma"]),
        (Tri.COMMUNES, ["alpha", "beta", "gamma", "delta"]),
    ],
)
def test_a_list_is_sorted_as_a_reader_expects(fiches, matrice, tri, ordre):
    assert [f.id for f in sort_fiches(fiches, tri, matrice)] == ordre


def test_real_fiches_of_one_sector_find_each_other(reel):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2015, echelle=Echelle.PROXIMITE
    )
    parentes = find_parentes(referentiel["artois-insertion"], referentiel.fiches, matrice)
    assert parentes.secteur[0].fiche.id == "club-ai-lens"
