"""French sentences on a plan: what it reaches, on which hypothesis, and whether it is proven."""

from __future__ import annotations

from collections.abc import Iterable

from carto_ess.francais import count, join_french, number, percent
from carto_ess.lacune.phrases import name_type
from carto_ess.lacune.plage import Plage, count_plage, number_plage, span
from carto_ess.plan.plan import Etape, Plan, Reste
from carto_ess.plan.terrain import Critere
from carto_ess.referentiel.type_cooperation import TypeCooperation

HYPOTHESE = (
    "Hypothèse\u00a0: une structure voisine s’étend à l’EPCI entier. Voisine veut dire qu’elle "
    "couvre déjà une partie de cet EPCI, ou une commune qui touche l’une des siennes, extensions "
    "précédentes comprises. Ni ses moyens ni son accord ne sont connus."
)

_SELON = " selon la lecture du livret"
_POURCENT = "\u00a0%"

MASCULINS = {
    TypeCooperation.PARTENARIAT_PROJETS,
    TypeCooperation.COLLECTIF_ACTEURS_ESS,
    TypeCooperation.REGROUPEMENT,
}


def say_plan(plan: Plan) -> str:
    """Return what the plan reaches, in one sentence that never claims more than is recorded.

    « 3 extensions atteindraient 478 130 des 645 983 habitants (74 %) qu’aucun collectif d’acteurs
    ESS recensé n’atteint. » Where the readings of the fiches' words differ, it gives their range:
    « 3 extensions atteindraient 188 986 habitants sur les 214 437 à 267 494 (71 à 88 %) qu’aucune…
    n’atteint, selon la lecture du livret. »
    """
    if not plan.avant.communes:
        dit = f"{_name_cooperation(plan, debut=True)} atteint déjà chaque commune"
        autres = Plage(0, max(r.communes for r in plan.avants))
        sauf = "" if autres.is_sure else f", sauf {count_plage(autres, 'commune')}{_SELON}"
        return f"{dit}{sauf}."
    if not plan.etapes:
        return (
            "Aucune coopération recensée ne peut s’étendre de proche en proche vers ce qui n’est "
            "pas atteint."
        )
    n = len(plan.etapes)
    verbe = "atteindrait" if n == 1 else "atteindraient"
    return (
        f"{count(n, 'extension')} {verbe} {_say_reached(plan)} qu’{_name_cooperation(plan)} "
        f"n’atteint{'' if _is_sure(plan) else f',{_SELON}'}."
    )


def _is_sure(plan: Plan) -> bool:
    """Tell whether what is reached, and what nothing reaches today, are so by every reading."""
    return len(set(plan.avants)) == 1 and plan.plage_atteints.is_sure


def _say_plage(plage: Plage, critere: Critere) -> str:
    """Return « (entre 480 et 510 habitants selon la lecture du livret) » where readings differ."""
    if plage.is_sure:
        return ""
    mot = "commune" if critere is Critere.COMMUNES else "habitant"
    return f" ({count_plage(plage, mot)} {_SELON.strip()})"


def say_method(plan: Plan) -> str:
    """Return whether other steps, as many, could reach more."""
    if plan.exacte:
        return "Aucun autre choix d’autant d’extensions n’en atteint davantage."
    return (
        f"Avec {plan.nombre} extensions, il y a trop de choix pour tous les essayer\u00a0: "
        "celui-ci est le meilleur trouvé, sans preuve qu’il n’y en a pas de meilleur."
    )


def say_step(etape: Etape, plan: Plan) -> str:
    """Return what one step reaches: « 99 892 habitants et 46 communes »."""
    par_habitants = plan.critere is Critere.HABITANTS
    plage = etape.plage_habitants if par_habitants else etape.plage_communes
    doute = _say_plage(plage, plan.critere)
    if not etape.communes:
        return f"ouvre le passage vers l’étape suivante{doute}"
    communes, habitants = count(len(etape.communes), "commune"), count(etape.habitants, "habitant")
    deux = (habitants, communes) if par_habitants else (communes, habitants)
    return f"{join_french(deux) if etape.habitants else communes}{doute}"


def _say_reached(plan: Plan) -> str:
    """Return « 478 130 des 645 983 habitants (74 %) », or what it is over every reading."""
    par_communes = plan.critere is Critere.COMMUNES or any(
        r.habitants is None for r in (*plan.avants, *plan.restes)
    )
    mot = "commune" if par_communes else "habitant"
    avants, restes = (
        _count(restes, par_communes=par_communes) for restes in (plan.avants, plan.restes)
    )
    gagnes = [a - r for a, r in zip(avants, restes, strict=True)]
    if _is_sure(plan):
        return (
            f"{number(gagnes[0])} des {number(avants[0])} {mot}s ({percent(gagnes[0], avants[0])})"
        )
    parts = sorted((g / a, g, a) for g, a in zip(gagnes, avants, strict=True) if a)
    bas, haut = (percent(g, a) for _, g, a in (parts[0], parts[-1]))
    part = haut if bas == haut else f"{bas.removesuffix(_POURCENT)} à {haut}"
    return f"{count_plage(span(gagnes), mot)} sur les {number_plage(span(avants))} ({part})"


def _count(restes: Iterable[Reste], *, par_communes: bool) -> list[int]:
    return [r.communes if par_communes else r.habitants or 0 for r in restes]


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
    """Return what is left after each step, in words: what the curve shows, and by which range."""
    par_communes = plan.critere is Critere.COMMUNES
    moments = [plan.avants, *([p.reste for p in etape.portees] for etape in plan.etapes)]
    plages = [span(_count(m, par_communes=par_communes)) for m in moments]
    dits = [number_plage(p) for p in plages]
    selon = "" if all(p.is_sure for p in plages) else f",{_SELON}"
    return (
        f"{'Communes' if par_communes else 'Habitants'} encore sans coopération\u00a0: {dits[0]} "
        f"aujourd’hui, puis {', '.join(dits[1:])} après chaque étape{selon}."
    )
