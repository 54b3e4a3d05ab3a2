"""Answers to questions on gaps, computed once for all visitors who ask the same."""

from __future__ import annotations

from dataclasses import replace

from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.bilan import Bilan, Question, build_bilan
from carto_ess.lacune.constat import Constat, build_constat
from carto_ess.lacune.evolution import Evolution, compare_millesimes
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.voisinage import Voisinage
from carto_ess.ui.donnees import Donnees, read_geodata
from carto_ess.vue.vue import Vue


def find_bilan(donnees: Donnees, vue: Vue) -> Bilan:
    """Return the answer to the question that `vue` asks."""
    question = Question(vue.millesime, vue.echelle, vue.niveau, vue.types, vue.regle, vue.seuil)
    return answer(donnees, question)


def answer(donnees: Donnees, question: Question) -> Bilan:
    """Return the answer to `question`."""
    fiches, decoupages = donnees.referentiel.fiches, donnees.decoupages
    matrice = donnees.matrice(question.millesime, question.echelle)
    return donnees.remember(question, lambda: build_bilan(question, fiches, matrice, decoupages))


def answer_all(donnees: Donnees, vue: Vue, niveau: Niveau) -> Bilan:
    """Return what every type covers of each territory of `niveau`, in the perimeters of `vue`."""
    return answer(donnees, Question(vue.millesime, vue.echelle, niveau))


def find_constat(donnees: Donnees, vue: Vue) -> Constat:
    """Return what is known of the territory in focus; there must be one.

    A commune is one of today's, whatever the perimeters: what covers it is the same.
    """
    assert vue.territoire  # noqa: S101 -- for the type checker
    niveau, code = vue.territoire
    if niveau is Niveau.COMMUNE:
        vue = replace(vue, millesime=donnees.decoupages.actuel.millesime)
    question = Question(vue.millesime, vue.echelle, niveau)
    large = donnees.matrice(vue.millesime, Echelle.TOUTES)
    return donnees.remember(
        ("constat", question, code),
        lambda: build_constat(
            answer(donnees, question)[code],
            donnees.matrice(vue.millesime, vue.echelle),
            large,
            load_voisinage(),
        ),
    )


def find_evolutions(
    donnees: Donnees, question: Question
) -> tuple[Bilan, Bilan, tuple[Evolution, ...]] | None:
    """Return the same question in the oldest and newest millésimes, and what each EPCI became.

    ``None`` when the geodata hold one millésime only.
    """
    decoupages = donnees.decoupages
    if len(decoupages.millesimes) < 2:
        return None
    avant, apres = (
        answer(donnees, replace(question, millesime=m, niveau=Niveau.EPCI))
        for m in (decoupages.millesimes[0], decoupages.actuel.millesime)
    )
    evenements = read_geodata(read_evenements_epci)
    return avant, apres, compare_millesimes(avant, apres, decoupages, evenements)


def load_voisinage() -> Voisinage:
    """Return who is next to whom."""
    return read_geodata(read_voisinage)
