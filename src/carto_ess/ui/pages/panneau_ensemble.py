"""The panel without territory: where to begin, what is missing most, or what the types shown do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carto_ess.couverture.filtre import Filtre, select_fiches
from carto_ess.francais import count, join_french, number
from carto_ess.lacune.bilan import Bilan, Etat, Lacune, Question
from carto_ess.lacune.phrases import name_type
from carto_ess.lacune.phrases_constat import say_shown
from carto_ess.lacune.plage import Plage, count_plage, span
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


@dataclass(frozen=True)
class LigneEpci:
    """A line of the EPCI named first: ``n`` of ``sur`` (communes covered, or types present).

    ``habitants`` are those without cooperation, or all of them where every commune has one;
    ``part`` is their share of the first line's, from 0 to 1. Figures are ranges over the readings.
    """

    code: str
    nom: str
    n: Plage
    sur: int
    phrase: str
    habitants: Plage | None
    part: float | None = None


def describe_ensemble(donnees: Donnees, vue: Vue) -> Mapping[str, Any]:
    """Return where to begin: the EPCI with most people uncovered, the types missing most often."""
    bilan = answer_all(donnees, vue, Niveau.EPCI)
    manques = {t: _count_without(bilan, t) for t in TypeCooperation}
    rangs = _rank_uncovered(bilan, in_ressort(donnees.decoupages.ressort)) or _rank_types(bilan)
    return {
        "lieu": name_ressort(donnees.decoupages.ressort),
        "total": bilan.total,
        "n_epci": len(bilan.lacunes),
        "rangs": rangs,
        "a_couvrir": any(x.communes_non_couvertes for x in bilan.lacunes),
        "avec_habitants": any(x.habitants is not None for x in rangs),
        "manques": sorted(manques.items(), key=lambda paire: -paire[1].mini),
        "n_fiches": len(donnees.referentiel.fiches),
        "unites": bool(donnees.decoupages.unites),
    }


def _count_without(bilan: Bilan, cherche: TypeCooperation) -> Plage:
    """Return how many EPCI have no fiche of this type, over the readings."""
    return span(sum(not x.par_type[cherche] for x in b.lacunes) for b in (bilan, *bilan.variantes))


def _rank_uncovered(bilan: Bilan, dans: str) -> list[LigneEpci]:
    """Return the EPCI with uncovered communes, those with most people in them first."""
    vides = sorted(
        (x for x in bilan.lacunes if x.communes_non_couvertes),
        key=lambda x: (-(x.population_non_couverte or 0), -len(x.communes_non_couvertes)),
    )[:EN_PREMIER]
    plus = max((x.population_non_couverte or 0 for x in vides), default=0)
    return [
        LigneEpci(
            x.code,
            x.nom_court,
            x.plage_couvertes,
            x.n_communes,
            _say_covered(x, dans),
            x.plage_seuls,
            (x.population_non_couverte or 0) / plus if plus else None,
        )
        for x in vides
    ]


def _say_covered(lacune: Lacune, dans: str) -> str:
    couvertes = count_plage(lacune.plage_couvertes, "commune couverte", "communes couvertes")
    ici = f" {dans}" if lacune.n_communes_ailleurs else ""
    return f"{couvertes} sur {number(lacune.n_communes)}{ici}"


def _rank_types(bilan: Bilan) -> list[LigneEpci]:
    """Return the EPCI with the fewest types, where every commune has a cooperation."""
    moins = sorted(bilan.lacunes, key=lambda x: (_count_types(x), -(x.population or 0)))
    sur = len(TypeCooperation)
    return [
        LigneEpci(
            x.code,
            x.nom_court,
            span([_count_types(x)]),
            sur,
            f"{count(_count_types(x), 'type')} sur {sur}",
            x.plage(lambda y: y.population),
        )
        for x in moins[:EN_PREMIER]
    ]


def _count_types(lacune: Lacune) -> int:
    return sum(n > 0 for n in lacune.par_type.values())


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
