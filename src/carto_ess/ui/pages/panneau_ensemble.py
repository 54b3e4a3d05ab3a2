"""The panel without territory: where to begin, what is missing most, or what the types shown do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carto_ess.couverture.filtre import Filtre, select_fiches
from carto_ess.francais import count, join_french, number
from carto_ess.lacune.bilan import Bilan, Etat, Lacune, Question
from carto_ess.lacune.phrases import name_type
from carto_ess.lacune.phrases_constat import say_shown
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import in_ressort, name_ressort
from carto_ess.ui.bilans import answer, answer_all
from carto_ess.ui.donnees import Donnees
from carto_ess.vue.liste import clip
from carto_ess.vue.vue import Vue

EN_PREMIER = 5
"""EPCI named as the first ones to cover."""

PREMIERS_EPCI = 30
"""EPCI named as uncovered where they are too many for all of them."""


def describe_ensemble(donnees: Donnees, vue: Vue) -> Mapping[str, Any]:
    """Return where to begin: the EPCI with most people uncovered, the types missing most often."""
    bilan = answer_all(donnees, vue, Niveau.EPCI)
    vides = [x for x in bilan.lacunes if x.communes_non_couvertes]
    premiers = sorted(vides, key=_rank_uncovered)[:EN_PREMIER]
    moins = sorted(bilan.lacunes, key=lambda x: (_count_types(x), -(x.population or 0)))
    manques = {t: sum(not x.par_type[t] for x in bilan.lacunes) for t in TypeCooperation}
    return {
        "lieu": name_ressort(donnees.decoupages.ressort),
        "dans": in_ressort(donnees.decoupages.ressort),
        "total": bilan.total,
        "n_epci": len(bilan.lacunes),
        "premiers": premiers or (moins[:EN_PREMIER] if bilan.total.n_fiches else []),
        "plus": max((x.population_non_couverte or 0 for x in premiers), default=0),
        "a_couvrir": bool(premiers),
        "n_types": _count_types,
        "manques": sorted(manques.items(), key=lambda paire: -paire[1]),
        "mieux": _say_best(bilan),
        "n_fiches": len(donnees.referentiel.fiches),
        "unites": bool(donnees.decoupages.unites),
    }


def _rank_uncovered(lacune: Lacune) -> tuple[int, int]:
    return -(lacune.population_non_couverte or 0), -len(lacune.communes_non_couvertes)


def _count_types(lacune: Lacune) -> int:
    return sum(n > 0 for n in lacune.par_type.values())


def _say_best(bilan: Bilan) -> tuple[str, str] | None:
    """Return the best provided EPCI, the one with most fiches among equals, and its types."""
    if not bilan.total.n_fiches or not bilan.lacunes:
        return None
    mieux = max(bilan.lacunes, key=lambda x: (_count_types(x), x.n_fiches))
    return count(_count_types(mieux), "type"), mieux.nom_court


def describe_types(donnees: Donnees, vue: Vue) -> Mapping[str, Any]:
    """Return what the types shown cover, their fiches, and the EPCI that have none."""
    bilan = answer(donnees, Question(vue.millesime, vue.echelle, Niveau.EPCI, vue.types))
    _, matrice = donnees.of(vue)
    fiches = select_fiches(donnees.referentiel.fiches, Filtre(vue.types), matrice)
    par_type = {t: [f for f in fiches if f.type is t] for t in vue.types}
    couvertes = [matrice.merge(liste) for liste in par_type.values()]
    sans = sorted(bilan.select(Etat.AUCUNE), key=lambda x: -(x.population or 0))
    nommes, n_caches = clip(sans, PREMIERS_EPCI)
    seul = vue.types[0] if len(vue.types) == 1 else None
    lieux = {
        f.id: donnees.decoupages.find_commune(f.point.code_commune).nom for f in fiches if f.point
    }
    return {
        "seul": seul,
        "titre": _name_types(vue),
        "phrase": say_shown(vue.types, bilan, len(frozenset.intersection(*couvertes))),
        "par_type": {t: clip(liste)[0] for t, liste in par_type.items()},
        "n": len(fiches),
        "n_communes": {f.id: len(matrice.communes_of(f.id)) for f in fiches},
        "lieux": lieux,
        "sans": nommes,
        "n_sans": len(sans),
        "n_caches": n_caches,
        "titre_sans": _name_without(len(sans), len(vue.types)),
    }


def _name_types(vue: Vue) -> str:
    noms = join_french([name_type(t) for t in vue.types])
    return noms[0].upper() + noms[1:]


def _name_without(n: int, n_types: int) -> str:
    a = "n’a" if n == 1 else "n’ont"
    aucun = {1: "n’en a pas" if n == 1 else "n’en ont pas", 2: f"{a} ni l’un ni l’autre"}
    fin = aucun.get(n_types, f"{a} aucun de ces {number(n_types)} types")
    return f"{count(n, 'intercommunalité')} {fin}"
