"""What the change of perimeters did: to all of them, and to the EPCI in focus."""

from __future__ import annotations

from carto_ess.lacune.bilan import Bilan, Question
from carto_ess.lacune.evolution import list_reunions
from carto_ess.lacune.phrases import phrase_changement, phrase_evolution, phrase_reunion
from carto_ess.territoire.niveau import Niveau
from carto_ess.ui.bilans import find_evolutions
from carto_ess.ui.donnees import Donnees
from carto_ess.vue.vue import Vue


def say_changes(donnees: Donnees, bilan: Bilan) -> list[str]:
    """Say what another millésime changes, then why: new EPCI that hold land nothing covered.

    Nothing while no fiche covers anything: all is as empty in every millésime.
    """
    se_dit = bilan.question.niveau is Niveau.EPCI and bool(donnees.referentiel.fiches)
    trouves = find_evolutions(donnees, bilan.question) if se_dit else None
    if not trouves:
        return []
    avant, apres, evolutions = trouves
    dites = map(phrase_reunion, list_reunions(evolutions, apres))
    return [phrase_changement(avant, apres, ()), *(capitalize(dite) for dite in dites if dite)]


def say_fate(donnees: Donnees, vue: Vue) -> str:
    """Say what the EPCI in focus became, or of which ones it is made; empty for all else."""
    se_dit = bool(vue.epci and donnees.referentiel.fiches)
    trouves = find_evolutions(donnees, Question(vue.millesime)) if se_dit else None
    if not trouves:
        return ""
    avant, apres, evolutions = trouves
    if vue.millesime == avant.question.millesime:
        dit = next((phrase_evolution(e) for e in evolutions if e.avant.code == vue.epci), "")
    else:
        reunions = list_reunions(evolutions, apres)
        dit = next((phrase_reunion(r) for r in reunions if r.apres.code == vue.epci), "")
    return capitalize(dit) if dit else ""


def capitalize(phrase: str) -> str:
    """Make a sentence of a clause."""
    return f"{phrase[0].upper()}{phrase[1:]}."
