"""French sentences on a plan: what it reaches, on which hypothesis, and whether it is proven."""

from __future__ import annotations

from carto_ess.francais import count, join_french, number, percent
from carto_ess.lacune.phrases import name_type
from carto_ess.plan.courbe import list_points
from carto_ess.plan.plan import Etape, Plan
from carto_ess.plan.terrain import Critere
from carto_ess.referentiel.type_cooperation import TypeCooperation

HYPOTHESE = (
    "Hypothèse\u00a0: une structure voisine s’étend à l’EPCI entier. Voisine veut dire qu’elle "
    "couvre déjà une partie de cet EPCI, ou une commune qui touche l’une des siennes, extensions "
    "précédentes comprises. Ni ses moyens ni son accord ne sont connus."
)

MASCULINS = {TypeCooperation.PARTENARIAT_PROJETS, TypeCooperation.COLLECTIF_ACTEURS_ESS,
             TypeCooperation.REGROUPEMENT}  # fmt: skip


def say_plan(plan: Plan) -> str:
    """Return what the plan reaches, in one sentence that never claims more than is recorded.

    « 3 extensions atteindraient 478 130 des 645 983 habitants (74 %) qu’aucun collectif d’acteurs
    ESS recensé n’atteint. »
    """
    if not plan.avant.communes:
        return f"{_name_cooperation(plan, debut=True)} atteint déjà chaque commune."
    if not plan.etapes:
        return (
            "Aucune coopération recensée ne peut s’étendre de proche en proche vers ce qui n’est "
            "pas atteint."
        )
    n = len(plan.etapes)
    verbe = "atteindrait" if n == 1 else "atteindraient"
    return (
        f"{count(n, 'extension')} {verbe} {_say_reached(plan)} qu’{_name_cooperation(plan)} "
        "n’atteint."
    )


def say_method(plan: Plan) -> str:
    """Return whether other steps, as many, could reach more."""
    if plan.exacte:
        return "Aucun autre choix d’autant d’extensions n’en atteint davantage."
    return (
        f"Avec {plan.nombre} extensions, il y a trop de choix pour tous les essayer\u00a0: "
        "celui-ci est le meilleur trouvé, sans preuve qu’il n’y en a pas de meilleur."
    )


def say_step(etape: Etape, plan: Plan) -> str:
    """Return what one step reaches: « 99 892 habitants, 46 communes »."""
    if not etape.communes:
        return "ouvre le passage vers l’étape suivante"
    communes, habitants = count(len(etape.communes), "commune"), count(etape.habitants, "habitant")
    deux = (habitants, communes) if plan.critere is Critere.HABITANTS else (communes, habitants)
    return join_french(deux) if etape.habitants else communes


def _say_reached(plan: Plan) -> str:
    avant, reste = plan.avant, plan.reste
    if plan.critere is Critere.COMMUNES or avant.habitants is None or reste.habitants is None:
        mot, total, gagne = "communes", avant.communes, avant.communes - reste.communes
    else:
        mot, total = "habitants", avant.habitants
        gagne = total - reste.habitants
    return f"{number(gagne)} des {number(total)} {mot} ({percent(gagne, total)})"


def _name_cooperation(plan: Plan, *, debut: bool = False) -> str:
    """Return « aucun collectif d’acteurs ESS recensé », « aucune coopération de proximité… »."""
    types = plan.bilan.question.types
    un = "Une" if debut else "aucune"
    if len(types) != 1:
        parmi = f" ({', '.join(map(name_type, plan.bilan.question.types_demandes))})" * bool(types)
        return f"{un} coopération de proximité recensée{parmi}"
    e = "" if types[0] in MASCULINS else "e"
    return f"{un.removesuffix('e')}{e} {name_type(types[0])} recensé{e}"


def say_rest(plan: Plan) -> str:
    """Return what is left after each step, in words: what the curve shows."""
    mot = "habitants" if plan.critere is Critere.HABITANTS else "communes"
    restes = [number(n) for n in list_points(plan)]
    return (
        f"{mot.capitalize()} encore sans coopération\u00a0: {restes[0]} aujourd’hui, puis "
        f"{', '.join(restes[1:])} après chaque étape."
    )
