"""A choice made on the map, in a list or by a link: what it names, and the view that it asks for.

What comes from a browser may be anything: what names nothing that exists is no choice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.vue.liste import ORDRES, Rangees
from carto_ess.vue.vue import Vue


def choose(
    vue: Vue, objet: str, identifiant: str, decoupages: Decoupages, ids: Collection[str]
) -> tuple[Vue, tuple[str, ...]] | None:
    """Return the view that a choice gives and what is to be said of it; ``None`` when it is none.

    Parameters
    ----------
    objet
        ``commune`` (a code of any millésime), ``epci`` (of any millésime: the map draws today's),
        ``pays``, ``fiche``; ``types``, several separated by commas, none for all; ``retour``
        closes the fiche, ``ensemble`` and ``rien`` leave the territory too; ``rangees`` keeps the
        rows of a state in the table of gaps, ``ordre`` sorts them.
    ids
        The ids of the fiches that exist.
    """
    if objet == "epci":
        connu = any(identifiant in d.epci for d in decoupages.par_millesime.values())
        return vue.focus_epci(identifiant, decoupages) if connu else None
    suivante: Vue | None = None
    match objet:
        case "types":
            suivante = _choose_types(vue, identifiant)
        case "commune":
            suivante = _choose_commune(vue, CodeCommune(identifiant), decoupages)
        case "pays" if identifiant in decoupages[vue.millesime].pays:
            suivante = vue.focus(Niveau.PAYS, identifiant)
        case "fiche" if identifiant in ids:
            suivante = vue.open_fiche(identifiant)
        case "retour":
            suivante = vue.close_fiche()
        case "rangees" if identifiant in tuple(Rangees):
            suivante = replace(vue, rangees=Rangees(identifiant))
        case "ordre" if identifiant in ORDRES:
            suivante = replace(vue, ordre=identifiant)
        case "ensemble" | "rien":
            suivante = vue.leave()
    return None if suivante is None else (suivante, ())


def _choose_types(vue: Vue, identifiants: str) -> Vue | None:
    demandes = [mot for mot in identifiants.split(",") if mot]
    if not set(demandes) <= set(TypeCooperation):
        return None
    return vue.show_types(map(TypeCooperation, demandes))


def _choose_commune(vue: Vue, code: CodeCommune, decoupages: Decoupages) -> Vue | None:
    """Choose a commune of today, or the one that holds the land of a commune of the past."""
    for millesime in reversed(decoupages.millesimes):
        if code in decoupages[millesime].communes:
            codes = decoupages.bring_forward([code], depuis=millesime)
            return vue.focus(Niveau.COMMUNE, min(codes))
    return None
