"""The words and figures of a portrait, ready to print: one plain structure for every output.

All grammar is here: templates only lay out. The structure is JSON-ready, so that the PDF receives
data and never source.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from carto_ess.francais import count, french_date, join_french, number
from carto_ess.lacune.bilan import Etat, Lacune
from carto_ess.lacune.doute import say_doute
from carto_ess.lacune.evolution import Evolution, Sort
from carto_ess.lacune.phrases import name_type, phrase_evolution
from carto_ess.lacune.plage import Plage, count_plage, number_plage, percent_plage
from carto_ess.portrait.portrait import FicheIci, Portrait
from carto_ess.portrait.tableaux import (
    describe_extensions,
    describe_fiche,
    describe_neighbours,
    describe_type,
    describe_uncovered,
)
from carto_ess.referentiel.type_cooperation import TYPES_COURTS, TypeCooperation
from carto_ess.territoire.niveau import NIVEAUX
from carto_ess.territoire.ressort import name_ensemble, of_ressort

_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def describe_portrait(portrait: Portrait, *, contacts: bool = True) -> dict[str, Any]:
    """Return everything the page says, in French, as strings, numbers, lists and dicts.

    Parameters
    ----------
    contacts
        Whether phone numbers and addresses of the fiches are told.
    """
    lacune = portrait.lacune
    return {
        "nom": portrait.nom,
        "surtitre": "Portrait de territoire – coopérations de l’économie sociale et solidaire",
        "sous_titre": _say_identity(portrait),
        "millesime": portrait.millesime,
        "date": f"édité le {_say_date(portrait)}",
        "etat": lacune.etat,
        "constat": say_finding(portrait),
        "chiffres": _list_figures(portrait),
        "types": [describe_type(portrait, t) for t in TypeCooperation],
        "departement": of_ressort(portrait.decoupages.ressort),
        "ensemble": _name_whole(portrait),
        "abrege": f"{_name_whole(portrait)[:3]}.",
        "fiches": [describe_fiche(f, lacune, contacts=contacts) for f in portrait.fiches],
        "sans_fiche": "Aucune coopération de proximité recensée sur ce territoire.",
        "larges": _say_wide(portrait.larges),
        "decouvert": describe_uncovered(portrait),
        "voisins": describe_neighbours(portrait),
        "extensions": [
            describe_extensions(portrait, t, contacts=contacts) for t in portrait.extensions
        ],
        "evolution": _say_evolution(portrait),
        "notes": _list_notes(portrait, contacts=contacts),
        "sources": _list_sources(portrait),
        "lien": portrait.lien,
    }


def say_finding(portrait: Portrait) -> str:
    """Return the finding in one or two sentences, grammatical for 0, 1 and many communes."""
    lacune = portrait.lacune
    if not lacune.plage_non_couvertes.is_sure and lacune.etat is not Etat.INCONNU:
        return _say_unsure(lacune)
    n, vides = lacune.n_communes, len(lacune.communes_non_couvertes)
    habitants = lacune.population_non_couverte
    gens = f" ({_people(habitants)})" if habitants else ""
    if lacune.etat is Etat.AUCUNE:
        sujet = "Sa commune n’est atteinte" if n == 1 else f"Ses {number(n)} communes{gens} ne sont"
        sujet = f"Sa commune{gens} n’est" if n == 1 else sujet
        accord = "atteinte" if n == 1 else "atteintes"
        return f"{sujet} {accord} par aucune coopération de proximité recensée."
    if lacune.etat is Etat.PARTIEL:
        verbe = "n’est atteinte" if vides == 1 else "ne sont atteintes"
        debut = f"{count(vides, 'commune')} sur {number(n)}{gens} {verbe}"
        return f"{debut} par aucune coopération de proximité recensée."
    if lacune.etat is Etat.INCONNU:
        m = len(lacune.communes_inconnues)
        verbe = "n’est pas renseignée" if m == 1 else "ne sont pas renseignées"
        return f"{count(m, 'commune')} sur {number(n)} {verbe} : le référentiel est incomplet ici."
    debut = "Sa commune est atteinte" if n == 1 else f"Ses {number(n)} communes sont atteintes"
    return f"{debut} par une coopération de proximité recensée au moins ; {_say_missing(lacune)}."


def _say_unsure(lacune: Lacune) -> str:
    """Return the finding where it depends on how the words of a fiche are read."""
    combien = count_plage(lacune.plage_non_couvertes, "commune")
    seuls = lacune.plage_seuls
    gens = f" ({count_plage(seuls, 'habitant')})" if seuls and seuls.maxi else ""
    verbe = "n’est atteinte" if lacune.plage_non_couvertes.maxi == 1 else "ne sont atteintes"
    return (
        f"{combien[0].upper()}{combien[1:]} sur {number(lacune.n_communes)}{gens} {verbe} par "
        "aucune coopération de proximité recensée, selon la façon de lire le livret."
    )


def _say_missing(lacune: Lacune) -> str:
    manquants = lacune.types_manquants
    if not manquants:
        return "les cinq types de coopération y sont présents"
    noms = join_french([name_type(t) for t in manquants])
    verbe = "manque" if len(manquants) == 1 else "manquent"
    return f"{count(len(manquants), 'type')} sur {len(lacune.par_type)} y {verbe} ({noms})"


def _say_identity(portrait: Portrait) -> str:
    lacune = portrait.lacune
    morceaux = [count(lacune.n_communes, "commune")]
    if lacune.n_communes_ailleurs:
        ressort = portrait.decoupages.ressort
        hors = name_ensemble(ressort).hors
        ailleurs = count(lacune.n_communes_ailleurs, "autre commune", "autres communes")
        morceaux[0] += f" {of_ressort(ressort)} ({ailleurs} {hors}, non étudiées ici)"
        if lacune.n_communes_ailleurs == 1:
            morceaux[0] = morceaux[0].replace("non étudiées", "non étudiée")
    if lacune.population is not None:
        annee = portrait.manifeste.population_annee
        morceaux.append(f"{_people(lacune.population)} ({annee})")
    if portrait.pays:
        morceaux.append(join_french(portrait.pays))
    return " · ".join([*morceaux, f"périmètres {portrait.millesime}"])


def _name_whole(portrait: Portrait) -> str:
    return name_ensemble(portrait.decoupages.ressort).nom.capitalize()


def _say_date(portrait: Portrait) -> str:
    jour = "1er" if portrait.date.day == 1 else str(portrait.date.day)
    return f"{jour} {_MOIS[portrait.date.month - 1]} {portrait.date.year}"


def _people(n: int) -> str:
    return count(n, "habitant")


def _list_figures(portrait: Portrait) -> list[dict[str, Any]]:
    """Return the five key figures, each with what it stands against."""
    lacune, total = portrait.lacune, portrait.bilan.total
    ensemble = _name_whole(portrait)
    return [
        _figure(
            f"{number_plage(lacune.plage_couvertes)} sur {number(lacune.n_communes)}",
            "commune couverte" if lacune.n_communes < 2 else "communes couvertes",
            percent_plage(lacune.plage_couvertes, lacune.n_communes),
            f"{ensemble} : {number_plage(total.plage_couvertes)} sur "
            f"{number(total.n_communes)}, "
            f"soit {percent_plage(total.plage_couvertes, total.n_communes)}",
        ),
        _describe_people(portrait),
        _figure(
            number_plage(lacune.plage_fiches),
            f"coopération{'s' * (lacune.plage_fiches.maxi > 1)} de proximité",
            _say_rank(portrait),
            f"Par EPCI : médiane {_decimal(portrait.bilan.mediane_epci)}, "
            f"moyenne {_decimal(portrait.bilan.moyenne_epci)}",
        ),
        _figure(
            f"{number_plage(_count_types(lacune))} sur {len(lacune.par_type)}",
            "types présents", "",
            f"{ensemble} : {sum(n > 0 for n in total.par_type.values())} sur "
            f"{len(total.par_type)}",
        ),
        _figure(
            number(len(portrait.larges)),
            "coopération à large échelle" if len(portrait.larges) < 2
            else "coopérations à large échelle", "",
            "En plus : elles couvrent le département ou la région, et ne comptent pas ci-contre"
            if len(portrait.larges) > 1 else
            "En plus : département ou région, hors des autres chiffres",
        ),
    ]  # fmt: skip


def _count_types(lacune: Lacune) -> Plage:
    n = [sum(n > 0 for n in x.par_type.values()) for x in (lacune, *lacune.variantes)]
    return Plage(min(n), max(n))


def _figure(valeur: str, libelle: str, part: str, repere: str) -> dict[str, str]:
    return {"valeur": valeur, "libelle": libelle, "part": part, "repere": repere}


def _describe_people(portrait: Portrait) -> dict[str, str]:
    lacune, total = portrait.lacune, portrait.bilan.total
    seuls, tous, ailleurs = lacune.plage_seuls, lacune.population, total.plage_seuls
    if seuls is None or tous is None:
        return _figure("–", "habitants à découvert", "", "Population inconnue à ce périmètre")
    departement = (
        f"{_name_whole(portrait)} : {number_plage(ailleurs)}, "
        f"soit {percent_plage(ailleurs, total.population)}"
        if ailleurs is not None and total.population
        else ""
    )
    libelle = "habitant à découvert" if seuls.maxi < 2 else "habitants à découvert"
    annee = portrait.manifeste.population_annee
    return _figure(
        number_plage(seuls), f"{libelle} ({annee})", percent_plage(seuls, tous), departement
    )


def _say_rank(portrait: Portrait) -> str:
    rang, n = portrait.lacune.rang, len(portrait.bilan.lacunes)
    if rang is None or n < 2:
        return ""
    ordinal = "1er" if rang == 1 else f"{rang}e"
    nom = NIVEAUX[portrait.niveau]
    egalite = " à égalité" if portrait.n_ex_aequo else ""
    return f"{ordinal}{egalite} sur {n} {nom}"


def _decimal(n: float) -> str:
    return number(n, 0 if n == int(n) else 1)


def _say_wide(larges: tuple[FicheIci, ...]) -> str:
    if not larges:
        return ""
    noms = "\u202f; ".join(f"{f.fiche.structure} ({TYPES_COURTS[f.fiche.type]})" for f in larges)
    return f"À large échelle (département, région) : {noms}."


def _say_evolution(portrait: Portrait) -> str:
    """Return what the EPCI became, or which older ones it holds land of."""
    evolutions = portrait.evolutions
    if not evolutions:
        return ""
    ancien, recent = portrait.decoupages.millesimes[0], portrait.decoupages.actuel.millesime
    if portrait.millesime != recent:
        phrase = phrase_evolution(evolutions[0])
        return f"De {portrait.millesime} à {recent} : {phrase}."
    if len(evolutions) == 1 and evolutions[0].sort is Sort.INCHANGE:
        return f"Périmètre inchangé depuis {ancien}."
    origines = join_french([_say_origin(portrait, e) for e in evolutions])
    return f"En {ancien}, ce territoire relevait de : {origines}."


def _say_origin(portrait: Portrait, evolution: Evolution) -> str:
    avant = evolution.avant
    n = Counter({s.lacune.code: s.n_communes for s in evolution.successeurs})[portrait.lacune.code]
    partie = "" if len(evolution.successeurs) == 1 else f", pour {count(n, 'commune')}"
    etat = {
        Etat.AUCUNE: "à découvert", Etat.PARTIEL: "couverte en partie",
        Etat.COUVERT: count(avant.n_fiches, "coopération"), Etat.INCONNU: "non renseignée",
    }[avant.etat]  # fmt: skip
    date = f", jusqu’{_until(evolution.date)}" if evolution.date else ""
    return f"{avant.nom_court} ({etat}{partie}{date})"


def _until(date: str) -> str:
    return f"au {french_date(date)}" if "-" in date else f"en {date}"


def _list_notes(portrait: Portrait, *, contacts: bool) -> list[str]:
    annees = sorted({f.fiche.annee for f in portrait.fiches})
    notes = [
        (
            "« Recensée » veut dire « présente dans le référentiel », qui n’est pas exhaustif. "
            "Proximité : couverture déclarée par commune, EPCI ou Pays."
        )
    ]
    if any(f.fiche.is_interpretee for f in portrait.fiches):
        notes.append("* Couverture interprétée : la fiche ne nomme pas ses communes ou ses EPCI.")
    notes += [f"{d.fiche.structure}, « {d.fiche.couverture} » : {say_doute(d)}."
              for d in portrait.doutes]  # fmt: skip
    if not contacts:
        notes.append("Coordonnées retirées de cet exemplaire.")
    elif annees:
        annee = annees[0] if len(annees) == 1 else f"{annees[0]} à {annees[-1]}"
        notes.append(f"Coordonnées professionnelles de {annee}, à vérifier avant usage.")
    if any(c.population is None for c in portrait.non_couvertes):
        notes.append("– : commune fusionnée depuis, sans population propre aujourd’hui.")
    return notes


def _list_sources(portrait: Portrait) -> str:
    departement = of_ressort(portrait.decoupages.ressort)
    referentiel = (
        f"Référentiel : coopérations recensées par le conseil départemental de l’ESS (CDESS) "
        f"{departement}"
    )
    sources = [
        referentiel,
        *(
            ", ".join(filter(None, (s.nom, s.date and french_date(s.date), s.licence)))
            for s in portrait.manifeste.sources
        ),
        f"Population : {portrait.manifeste.population_libelle}",
    ]
    return "\u202f; ".join(sources) + "."
