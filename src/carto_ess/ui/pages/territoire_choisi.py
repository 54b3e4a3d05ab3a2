"""The territory chosen on the page of gaps: its state, and who next door could extend to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from carto_ess.couverture.extension import Extension, find_extensions
from carto_ess.francais import count, number
from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.lacune.evolution import list_reunions
from carto_ess.lacune.phrases import phrase_changement, phrase_evolution, phrase_reunion
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import name_ensemble
from carto_ess.ui.bilans import find_evolutions, load_voisinage
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.doutes import describe_doutes
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

PROPOSITIONS = 3
"""Fiches proposed at most for each type missing; the nearest ones."""


def render_territoire_choisi(
    donnees: Donnees, vue: Vue, bilan: Bilan, choisie: Lacune | None
) -> None:
    """Draw what is known of `choisie`, or how to choose when nothing is."""
    decoupage = donnees.decoupages[vue.millesime]
    valeurs: dict[str, Any] = {"x": choisie}
    if choisie is None:
        valeurs["changements"] = _say_changes(donnees, bilan)
    else:
        valeurs |= {
            "annee": bilan.population_annee,
            "hors": name_ensemble(donnees.decoupages.ressort).hors,
            "rang": _say_rank(bilan, choisie),
            "noms": [decoupage.communes[c].nom for c in choisie.communes_non_couvertes],
            "devenir": _make_sentence(_say_fate(donnees, bilan, choisie)),
            "extensions": _list_extensions(donnees, vue, choisie),
            "doutes": describe_doutes(donnees, vue, donnees.of(vue)[1], choisie),
            **_list_links(vue, choisie, donnees),
        }
    render_gabarit("territoires/detail.html", **valeurs)


def _say_rank(bilan: Bilan, lacune: Lacune) -> str:
    n = len(bilan.lacunes)
    mediane = number(bilan.mediane, 0 if bilan.mediane == int(bilan.mediane) else 1)
    ordinal = "1er" if lacune.rang == 1 else f"{lacune.rang}e"
    return f"{ordinal} rang sur {number(n)} (médiane : {mediane})"


def _list_extensions(
    donnees: Donnees, vue: Vue, lacune: Lacune
) -> Mapping[TypeCooperation, list[dict[str, str | Any]]]:
    """Return, for each type that leaves part of the territory uncovered, who could extend."""
    _, matrice = donnees.of(vue)
    trouvees = find_extensions(
        lacune.communes,
        lacune.types_incomplets,
        donnees.referentiel.fiches,
        matrice,
        donnees.decoupages,
        load_voisinage(),
    )
    decoupage = donnees.decoupages[vue.millesime]
    adresse = {"millesime": [str(vue.millesime)]}
    return {
        type_: [
            {
                "fiche": e.fiche,
                "ou": _say_where(e, decoupage),
                "contact": " · ".join((*e.fiche.telephones[:1], *e.fiche.courriels[:1])),
                "adresse": "./?" + urlencode({**adresse, "fiche": [e.fiche.id]}, doseq=True),
            }
            for e in extensions[:PROPOSITIONS]
        ]
        for type_, extensions in trouvees.items()
    }


def _say_where(extension: Extension, decoupage: Decoupage) -> str:
    epci = ", ".join(decoupage.epci[s].nom_court for s in extension.epci[:3])
    if extension.deja_presente:
        return "déjà présente dans une autre partie du territoire"
    if extension.pas == 1:
        return f"active à côté : {epci}"
    return f"active à {count(extension.pas, 'commune')} de distance : {epci}"


def _list_links(vue: Vue, lacune: Lacune, donnees: Donnees) -> dict[str, str]:
    """Return the addresses of the territory's portrait and of its fiches on the map."""
    ici = urlencode(write_params(vue, donnees.decoupages), doseq=True)
    if lacune.niveau is Niveau.COMMUNE:
        return {"portrait": "", "carte": f"./?{ici}"}
    simple = Vue(vue.millesime).focus(lacune.niveau, lacune.code)
    portrait = urlencode(write_params(simple, donnees.decoupages), doseq=True)
    return {"portrait": f"./territoire?{portrait}", "carte": f"./?{ici}"}


def _say_changes(donnees: Donnees, bilan: Bilan) -> list[str]:
    """Say what another millésime changes, new EPCI that hold land nothing covered included."""
    trouves = bilan.question.niveau is Niveau.EPCI and find_evolutions(donnees, bilan.question)
    if not trouves:
        return []
    avant, apres, evolutions = trouves
    reunions = list_reunions(evolutions, apres)
    return [phrase_changement(avant, apres, reunions)]


def _say_fate(donnees: Donnees, bilan: Bilan, lacune: Lacune) -> str:
    """Say what an EPCI of the past became, or of which ones today's is made."""
    trouves = lacune.niveau is Niveau.EPCI and find_evolutions(donnees, bilan.question)
    if not trouves:
        return ""
    avant, apres, evolutions = trouves
    if bilan.question.millesime == avant.question.millesime:
        return next(phrase_evolution(e) for e in evolutions if e.avant.code == lacune.code)
    reunions = list_reunions(evolutions, apres)
    return next(phrase_reunion(r) for r in reunions if r.apres.code == lacune.code)


def _make_sentence(morceau: str) -> str:
    return f"{morceau[0].upper()}{morceau[1:]}." if morceau else ""
