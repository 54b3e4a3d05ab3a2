"""The words and figures of the page for the council, ready to print: one structure for all.

All grammar is here and in `tableaux`: templates only lay out. The structure is JSON-ready, so that
the PDF receives data and never source. Addresses in it are paths of the app (``chemin``): an output
puts before them the address that it knows.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from carto_ess.francais import count, french_date, join_french
from carto_ess.lacune.bilan import Etat
from carto_ess.lacune.doute import say_doute
from carto_ess.lacune.evolution import Evolution, Sort
from carto_ess.lacune.phrases import phrase_evolution
from carto_ess.lacune.phrases_constat import say_constat
from carto_ess.lacune.plage import count_plage
from carto_ess.portrait.portrait import Portrait
from carto_ess.portrait.tableaux import (
    describe_appels,
    describe_around,
    describe_fiche,
    describe_type,
    link_fiche,
    link_territoire,
)
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import in_ressort, name_ensemble, of_ressort
from carto_ess.texte import fold

_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_RANGS = {
    Niveau.EPCI: ("intercommunalité", "intercommunalités", "aucune des"),
    Niveau.PAYS: ("Pays", "Pays", "aucun des"),
}


_CE_QU_ELLE_DIRA = (
    "Dès que des fiches seront publiées, cette page dira ce qui couvre le territoire, ce qui lui "
    "manque et qui appeler."
)


def describe_portrait(portrait: Portrait, *, contacts: bool = True) -> dict[str, Any]:
    """Return everything the page says, in French, as strings, numbers, lists and dicts.

    Parameters
    ----------
    contacts
        Whether phone numbers and addresses of the fiches are told.
    """
    constat, vide = portrait.constat, portrait.constat.vide
    phrase = say_constat(constat)
    chemin = link_territoire(portrait, portrait.lacune)
    return {
        "nom": portrait.nom,
        "nom_court": portrait.lacune.nom_court,
        "surtitre": "Page pour le conseil · coopérations de l’économie sociale et solidaire",
        "identite": _say_identity(portrait),
        "millesime": portrait.millesime,
        "date": f"éditée le {_say_date(portrait)}",
        "constat": {
            "fort": phrase.fort,
            "suite": _CE_QU_ELLE_DIRA if vide else phrase.suite,
            "alerte": phrase.alerte,
        },
        "vide": vide,
        "types": [] if vide else [describe_type(portrait, ligne) for ligne in constat.lignes],
        "fiches": [describe_fiche(portrait, f, contacts=contacts) for f in portrait.fiches],
        "sans_fiche": _say_nothing(portrait),
        "partout": _list_everywhere(portrait),
        "appels": [] if vide else describe_appels(portrait, contacts=contacts),
        "sans_appel": _say_no_call(portrait),
        "vides": _list_uncovered(portrait),
        "carte": (
            "La carte de ce territoire, à jour, "
            f"{'et ses communes' if vide else 'ses communes et toutes ses fiches'}"
        ),
        "autour": describe_around(portrait),
        "doutes": _list_doubts(portrait),
        "evolution": _say_evolution(portrait),
        "notes": _list_notes(portrait, contacts=contacts),
        "sources": _list_sources(portrait),
        "adresse": portrait.adresse if _is_web(portrait.adresse) else "",
        "chemin": chemin,
    }


def _is_web(adresse: str) -> bool:
    return adresse.startswith(("https://", "http://"))


def _say_identity(portrait: Portrait) -> str:
    """Return « 53 communes · 104 207 habitants (2023) · 6 coopérations de proximité… »."""
    lacune, morceaux = portrait.lacune, []
    if portrait.niveau is Niveau.COMMUNE:
        noms = [m.nom_court for m in portrait.membres] or ["sans intercommunalité"]
        morceaux += ["Commune", *noms]
    else:
        morceaux.append(_say_communes(portrait))
    if lacune.population is not None:
        annee = portrait.manifeste.population_annee
        morceaux.append(f"{count(lacune.population, 'habitant')} ({annee})")
    if portrait.niveau is not Niveau.COMMUNE and not portrait.constat.vide:
        morceaux.append(_say_rank(portrait))
    if portrait.pays:
        morceaux.append(join_french(portrait.pays))
    actuel = portrait.decoupages.actuel.millesime
    annee_dite = (
        f"{portrait.millesime} (actuel)"
        if portrait.millesime == actuel
        else (
            f"{portrait.millesime} (livret)"
            if portrait.millesime == portrait.decoupages.millesimes[0]
            else str(portrait.millesime)
        )
    )
    return " · ".join([*filter(None, morceaux), f"découpage {annee_dite}"])


def _say_communes(portrait: Portrait) -> str:
    lacune, ressort = portrait.lacune, portrait.decoupages.ressort
    dit = count(lacune.n_communes, "commune")
    n = lacune.n_communes_ailleurs
    if not n:
        return dit
    ailleurs = count(n, "autre commune", "autres communes")
    etudiees = "non étudiée ici" if n == 1 else "non étudiées ici"
    return f"{dit} {in_ressort(ressort)} ({ailleurs} {name_ensemble(ressort).hors}, {etudiees})"


def _say_rank(portrait: Portrait) -> str:
    """Return how many fiches it has, and its place as someone who is not of the trade says it."""
    lacune, n = portrait.lacune, len(portrait.bilan.lacunes)
    plage = lacune.plage_fiches
    dit = count_plage(plage, "coopération", "coopérations") + " de proximité"
    if lacune.rang is None or n < 2 or not plage.is_sure or lacune.etat is Etat.INCONNU:
        return dit
    un, plusieurs, aucun = _RANGS[portrait.niveau]
    autres = [x.n_fiches for x in portrait.bilan.lacunes if x.code != lacune.code]
    plus = sum(a > lacune.n_fiches for a in autres)
    moins = sum(a < lacune.n_fiches for a in autres)
    if not plus and not moins:
        return dit  # all are alike: no place says anything
    if not plus:
        return f"{dit} : {aucun} {n} {plusieurs} n’en a plus"
    if not moins:
        return f"{dit} : {aucun} {n} {plusieurs} n’en a moins"
    verbe = "en a" if plus == 1 else "en ont"
    return f"{dit} : {count(plus, un, plusieurs)} sur {n} {verbe} plus"


def _say_date(portrait: Portrait) -> str:
    jour = "1er" if portrait.date.day == 1 else str(portrait.date.day)
    return f"{jour} {_MOIS[portrait.date.month - 1]} {portrait.date.year}"


def _say_nothing(portrait: Portrait) -> str:
    """Return what stands in place of an empty list of fiches."""
    if portrait.lacune.etat is Etat.INCONNU:
        return "Non renseigné : le référentiel est incomplet ici."
    return "Aucune coopération de proximité recensée sur ce territoire."


def _say_no_call(portrait: Portrait) -> str:
    """Return what is to decide when no type is known to be missing."""
    if portrait.constat.vide:
        return "Recenser les coopérations du territoire, publier leurs fiches, rééditer cette page."
    if portrait.lacune.etat is Etat.INCONNU:
        return "Faire compléter le référentiel, puis rééditer cette page."
    return "Les cinq types sont présents partout : rien ne manque d’après le référentiel."


def _list_everywhere(portrait: Portrait) -> list[dict[str, str]]:
    return [
        {"nom": p.fiche.structure, "chemin": link_fiche(p.fiche)} for p in portrait.constat.partout
    ]


def _list_uncovered(portrait: Portrait) -> dict[str, Any]:
    """Return the uncovered communes by name, and their title; none for a commune."""
    lacune, communes = portrait.lacune, portrait.constat.non_couvertes
    if portrait.niveau is Niveau.COMMUNE or portrait.constat.vide:
        communes = ()
    titre = count(len(communes), "commune") + " sans coopération recensée"
    if not lacune.plage_non_couvertes.is_sure:
        titre += ", dans la lecture retenue"
    noms = [c.nom for c in sorted(communes, key=lambda c: fold(c.nom))]
    return {"titre": titre, "noms": noms}


def _list_doubts(portrait: Portrait) -> list[dict[str, str]]:
    """Return the words of the booklet on which the figures of the page depend."""
    return [
        {
            "mots": f"« {d.fiche.couverture} »",
            "structure": d.fiche.structure,
            "chemin": link_fiche(d.fiche),
            "dit": say_doute(d, portrait.lacune.n_communes),
        }
        for d in portrait.doutes
    ]


def _say_evolution(portrait: Portrait) -> str:
    """Return what the EPCI became, or which older ones it holds land of."""
    evolutions = portrait.evolutions
    if not evolutions:
        return ""
    ancien, recent = portrait.decoupages.millesimes[0], portrait.decoupages.actuel.millesime
    if portrait.millesime != recent:
        phrase = phrase_evolution(evolutions[0])
        return f"De {portrait.millesime} à {recent} : {phrase}."
    if len(evolutions) == 1 and evolutions[0].sort is Sort.INCHANGE:
        return f"Périmètre inchangé depuis {ancien}."
    origines = join_french([_say_origin(portrait, e) for e in evolutions])
    return f"En {ancien}, ce territoire relevait de : {origines}."


def _say_origin(portrait: Portrait, evolution: Evolution) -> str:
    avant = evolution.avant
    n = Counter({s.lacune.code: s.n_communes for s in evolution.successeurs})[portrait.lacune.code]
    partie = "" if len(evolution.successeurs) == 1 else f", pour {count(n, 'commune')}"
    etat = {
        Etat.AUCUNE: "sans coopération recensée", Etat.PARTIEL: "couverte en partie",
        Etat.COUVERT: count(avant.n_fiches, "coopération"), Etat.INCONNU: "non renseignée",
    }[avant.etat]  # fmt: skip
    date = f", jusqu’{_until(evolution.date)}" if evolution.date else ""
    dits = f"{partie}{date}" if portrait.constat.vide else f", {etat}{partie}{date}"
    return f"{avant.nom_court} ({dits[2:]})" if dits else avant.nom_court


def _until(date: str) -> str:
    return f"au {french_date(date)}" if "-" in date else f"en {date}"


def _list_notes(portrait: Portrait, *, contacts: bool) -> list[str]:
    if portrait.constat.vide:
        return []
    annees = sorted({f.annee for f in _list_told(portrait)})
    annee = "" if not annees else str(annees[0])
    if len(annees) > 1:
        annee = f"{annees[0]} à {annees[-1]}"
    de = f" de {annee}" if annee else ""
    notes = [
        (
            f"« Recensée » veut dire présente dans le référentiel{de} du conseil départemental de "
            "l’ESS, qui n’est pas exhaustif. De proximité : déclarée par commune, EPCI ou Pays."
        )
    ]
    if any(f.fiche.is_interpretee for f in portrait.fiches):
        notes.append("* Couverture interprétée : la fiche ne nomme pas ses communes ou ses EPCI.")
    if not contacts:
        notes.append("Coordonnées retirées de cet exemplaire.")
    elif annee:
        notes.append(f"Coordonnées relevées en {annee}, à vérifier avant usage.")
    if any(p.km is not None for proches in portrait.constat.appels.values() for p in proches):
        notes.append("Distances à vol d’oiseau.")
    return notes


def _list_told(portrait: Portrait) -> list[Any]:
    appels = portrait.constat.appels.values()
    return [f.fiche for f in portrait.fiches] + [p.fiche for liste in appels for p in liste]


def _list_sources(portrait: Portrait) -> str:
    departement = of_ressort(portrait.decoupages.ressort)
    referentiel = (
        f"Référentiel : coopérations recensées par le conseil départemental de l’ESS (CDESS) "
        f"{departement}"
    )
    sources = [
        *(() if portrait.constat.vide else (referentiel,)),
        *(
            ", ".join(filter(None, (s.nom, s.date and french_date(s.date), s.licence)))
            for s in portrait.manifeste.sources
        ),
        f"Population : {portrait.manifeste.population_libelle}",
    ]
    return "\u202f; ".join(sources) + "."
