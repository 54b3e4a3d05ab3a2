"""What the map engine is given to show gaps: numbers of fiches, and where the rule finds a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from carto_ess.carte.etat import TOUS, describe_couverture, describe_focus, describe_unites
from carto_ess.carte.mosaique import Trace
from carto_ess.couverture.matrice import Matrice
from carto_ess.francais import count
from carto_ess.lacune.bilan import Bilan, Lacune, Regle
from carto_ess.lacune.doute import find_incertaines
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages


def build_state_lacunes(
    bilan: Bilan,
    fiches: Iterable[Fiche],
    matrice: Matrice,
    decoupages: Decoupages,
    *,
    choisie: Lacune | None,
    trace: Trace,
) -> dict[str, Any]:
    """Return the engine's state for `bilan`: the same map, where its rule hatches.

    A commune of today made of several of the past is hatched when all of them are uncovered, and
    of unknown state when all of them are. `choisie` is the territory framed, if any, `trace` what
    the map draws. Every click names a commune: the page knows which territories it judges.
    """
    question = bilan.question
    vides = _bring_forward(bilan.total.communes_non_couvertes, bilan, decoupages)
    inconnus = _bring_forward(bilan.total.communes_inconnues, bilan, decoupages)
    gardees = [f for f in fiches if matrice.etendues[f.id]]
    incertaines = decoupages.bring_forward(find_incertaines(bilan), depuis=question.millesime)
    return {
        **describe_couverture(gardees, matrice, trace, inconnues=bilan.total.communes_inconnues),
        "types": list(question.types),
        **(
            {"vides": trace.encode(vides), "libelle_vide": name_gap(bilan)}
            if question.regle is not Regle.AUCUNE
            else {}
        ),
        "inconnus": trace.encode(inconnus) if inconnus else None,
        "incertains": {TOUS: trace.encode(incertaines)} if incertaines else {},
        **_describe_choisie(choisie, question.millesime, trace),
        "points": [],
        "clic": "commune",
        "couches": {"points": False, "pays": question.niveau == "pays"},
        "vue": _frame(trace),
        **describe_unites(trace, lambda: decoupages.unite_of.keys() - vides - inconnus),
    }


def _describe_choisie(choisie: Lacune | None, millesime: int, trace: Trace) -> dict[str, Any]:
    if choisie is None:
        return {}
    communes = trace.decoupages.bring_forward(choisie.communes, depuis=millesime)
    focus = describe_focus(choisie.niveau, choisie.code, communes, trace)
    return {"sujet": choisie.nom_court, **focus}


def _frame(trace: Trace) -> dict[str, str]:
    """Keep the whole in sight, beside the table; frame an EPCI opened, too small to be seen."""
    if trace.ouvertes:
        return {"cle": " ".join(trace.ouvertes), "cadre": "ouverts"}
    return {"cle": "departement", "cadre": "departement"}


def name_gap(bilan: Bilan) -> str:
    """Return what the legend calls a hatched commune, after the rule that makes it one."""
    match bilan.question.regle:
        case Regle.AUCUNE:
            return "aucune recensée"
        case Regle.MANQUE:
            return "il manque un type au moins"
        case Regle.MOINS_DE:
            return f"moins de {count(bilan.question.seuil, 'fiche')}"


def _bring_forward(
    communes: Iterable[CodeCommune], bilan: Bilan, decoupages: Decoupages
) -> set[CodeCommune]:
    """Return today's communes all of whose past communes are among `communes`."""
    millesime = bilan.question.millesime
    anciennes = set(communes)
    return {
        code
        for code in decoupages.bring_forward(anciennes, depuis=millesime)
        if decoupages.bring_back([code], vers=millesime) <= anciennes
    }
