"""The words and figures of a comparison, ready to print: one plain structure for every output."""

from __future__ import annotations

import datetime as dt
from typing import Any

from carto_ess.couverture.matrice import Presence
from carto_ess.francais import count, french_date, join_french, number
from carto_ess.lacune.phrases import name_type
from carto_ess.lacune.plage import number_inconnu, number_plage, percent_plage
from carto_ess.parallele.cases import Case
from carto_ess.parallele.parallele import Parallele, TerritoireCompare
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE
from carto_ess.referentiel.type_cooperation import TYPES_COURTS
from carto_ess.style import STYLES
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.ressort import in_ressort, of_ressort

_COUVERTES = "Communes couvertes"
_SEULS = "Habitants sans coopération recensée"
_COOPERATIONS = "Coopérations"
_DES_FICHES = frozenset({_COUVERTES, _SEULS, _COOPERATIONS})
"""Rows that count fiches: without any, they would compare zeros."""


_NOTE = "« Recensée » veut dire « présente dans le référentiel », qui n’est pas exhaustif. "


def describe_parallele(
    parallele: Parallele, decoupages: Decoupages, date: dt.date
) -> dict[str, Any]:
    """Return everything a comparison says, in French, as strings, numbers, lists and dicts."""
    colonnes, m = parallele.colonnes, parallele.millesime
    return {
        "titre": f"Comparaison de {len(colonnes)} territoires",
        "surtitre": (
            f"Coopérations de l’économie sociale et solidaire {in_ressort(decoupages.ressort)}"
        ),
        "sous_titre": f"Périmètres {m}"
        + ("" if parallele.vide else ", coopérations de proximité recensées"),
        "date": f"édité le {french_date(date.isoformat())}",
        "jour": date.isoformat(),
        "auteur": "" if parallele.vide else f"CDESS {of_ressort(decoupages.ressort)}",
        "noms": [c.lacune.nom_court for c in colonnes],
        "lignes": _list_figures(parallele),
        "types": []
        if parallele.vide
        else [
            {
                "nom": TYPES_COURTS[case.type],
                "glyphe": STYLES[case.type].glyphe,
                "contour": STYLES[case.type].contour,
                "cases": [say_case(c.cases[rang], c.lacune.n_communes) for c in colonnes],
                "zeros": [not c.cases[rang].fiches.maxi for c in colonnes],
            }
            for rang, case in enumerate(colonnes[0].cases)
        ],
        "seuls": [_say_alone(c) for c in colonnes],
        "fiches": [[_name_presence(p) for p in c.presences] for c in colonnes],
        "commun": say_common(parallele),
        "note": ("" if parallele.vide else _NOTE)
        + f"Habitants\u00a0: {decoupages.manifeste.population_libelle}.",
    }


def _list_figures(parallele: Parallele) -> list[dict[str, Any]]:
    """Return the rows of figures, each with a cell per territory."""
    lacunes = [c.lacune for c in parallele.colonnes]
    lignes = [
        {"titre": "Communes", "cases": [number(x.n_communes) for x in lacunes]},
        {
            "titre": "Habitants",
            "cases": ["–" if x.population is None else number(x.population) for x in lacunes],
        },
        {
            "titre": _COUVERTES,
            "cases": [
                f"{number_plage(x.plage_couvertes)} "
                f"({percent_plage(x.plage_couvertes, x.n_communes)})"
                for x in lacunes
            ],
        },
        {
            "titre": _SEULS,
            "cases": [number_inconnu(x.plage_seuls) for x in lacunes],
        },
        {"titre": _COOPERATIONS, "cases": [number_plage(x.plage_fiches) for x in lacunes]},
        {
            "titre": "Voisins, parmi ceux-ci",
            "cases": [join_french(c.voisins) or "aucun" for c in parallele.colonnes],
        },
    ]
    return [x for x in lignes if not (parallele.vide and x["titre"] in _DES_FICHES)]


def say_case(case: Case, n_communes: int) -> str:
    """Return what a type is in a territory: « 2 fiches, 24 communes sur 53 », « manque »."""
    if not case.fiches.maxi:
        if case.is_only_wide:
            return "seulement couvert par le département ou la région"
        return "manque"
    ou = f"{number_plage(case.communes)} commune{'s' * (case.communes.maxi > 1)} sur {n_communes}"
    if case.communes.mini == n_communes:
        ou = "partout"
    double = ""
    if case.n_doubles:
        combien = "partout" if case.n_doubles == n_communes else count(case.n_doubles, "commune")
        double = f"\u202f; présent deux fois ou plus\u00a0: {combien}"
    return f"{number_plage(case.fiches)} fiche{'s' * (case.fiches.maxi > 1)}, {ou}{double}"


def _say_alone(colonne: TerritoireCompare) -> dict[str, Any]:
    types = join_french([name_type(t) for t in colonne.types_seuls])
    return {
        "nom": colonne.lacune.nom_court,
        "types": f"Le seul à avoir\u00a0: {types}." if types else "",
        "fiches": [_name_presence(p) for p in colonne.seules],
        "rien": "" if types or colonne.seules else "Rien que les autres n’aient aussi.",
    }


def _name_presence(presence: Presence) -> dict[str, str]:
    type_ = presence.fiche.type
    return {
        "id": presence.fiche.id,
        "structure": presence.fiche.structure,
        "glyphe": STYLES[type_].glyphe,
        "contour": STYLES[type_].contour,
        "type": TYPES_COURTS[type_],
    }


def say_common(parallele: Parallele) -> str:
    """Return what none of them has, in one sentence."""
    if parallele.vide:
        return SANS_AUCUNE_FICHE
    manquants = parallele.types_manquants
    if not manquants:
        return "Chaque type de coopération est présent dans l’un d’eux au moins."
    noms = join_french([name_type(t) for t in manquants])
    return f"Aucun d’eux n’a de coopération recensée de ce type\u00a0: {noms}."
