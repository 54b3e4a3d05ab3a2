"""French sentences on gaps, grammatical for 0, 1 and many: headline, notes, what became of an EPCI.

« Recensée » is never left out: the référentiel is not exhaustive.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from carto_ess.francais import count, french_date, join_french, number
from carto_ess.lacune.bilan import Bilan, Etat, Question, Regle
from carto_ess.lacune.evolution import Evolution, Reunion, Sort
from carto_ess.lacune.plage import count_plage, percent_plage, say_plage
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE
from carto_ess.referentiel.type_cooperation import TYPES_COURTS, TypeCooperation
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.fusion import Devenir
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.ressort import of_ressort


class _Mot(NamedTuple):
    """A noun of one niveau: singular, plural, and its gender's letter (« e » or nothing)."""

    singulier: str
    pluriel: str
    e: str


_NIVEAUX = {
    Niveau.EPCI: _Mot("EPCI", "EPCI", ""),
    Niveau.PAYS: _Mot("Pays", "Pays", ""),
    Niveau.COMMUNE: _Mot("commune", "communes", "e"),
}
_FEMININS = frozenset({TypeCooperation.MUTUALISATION, TypeCooperation.STRUCTURE_APPUI})
_EN_LETTRES = ("zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def titre_bilan(bilan: Bilan) -> str:
    """Return the headline: how many territories are uncovered, their inhabitants, which perimeters.

    « 8 EPCI sur 34 (15 % des habitants) n’ont aucune coopération de proximité recensée
    (périmètres 2015). » Partly covered and unknown territories follow when there are any. Of an
    empty référentiel, that it is empty: its zeros say nothing of a territory.
    """
    question = bilan.question
    mot = _NIVEAUX[question.niveau]
    if bilan.vide:
        return f"{SANS_AUCUNE_FICHE[:-1]} (périmètres {bilan.annee})."
    if not bilan.lacunes:
        return f"Les périmètres {bilan.annee} ne comptent aucun{mot.e} {mot.singulier}."
    n = bilan.plage_etat(Etat.AUCUNE)
    if n.maxi:
        combien = count_plage(n, mot.singulier, mot.pluriel)
        sujet = f"{combien[0].upper()}{combien[1:]} sur {number(len(bilan.lacunes))}"
        principal = f"{sujet}{_share(bilan)} {_predicate(question, plusieurs=n.maxi > 1)}"
    else:
        principal = _say_none(bilan)
    return f"{principal}{_say_others(bilan)} ({_scope(bilan)})."


def note_population(decoupages: Decoupages) -> str:
    """Return which populations the figures count, with their year and source."""
    return (
        f"Habitants : {decoupages.manifeste.population_libelle}, communes actuelles "
        f"{of_ressort(decoupages.ressort)}, quel que soit le millésime des périmètres."
    ).replace(" :", "\u00a0:")


def note_lectures(bilan: Bilan) -> str:
    """Return why figures are ranges; empty when every reading gives the same."""
    if not bilan.variantes:
        return ""
    return (
        (
            "« Entre… et… », « à » : le livret ne nomme pas exactement tous ses territoires ; le "
            "chiffre dépend de la lecture, de la plus étroite à la plus large."
        )
        .replace(" :", "\u00a0:")
        .replace(" ;", "\u202f;")
    )


def note_hors(bilan: Bilan) -> str:
    """Return how many communes belong to no territory of the niveau; empty when all do."""
    n = len(bilan.communes_hors)
    if not n:
        return ""
    mot = _NIVEAUX[bilan.question.niveau]
    verbe = "n’appartient" if n == 1 else "n’appartiennent"
    return (
        f"{count(n, 'commune')} {verbe} à aucun {mot.singulier} : le total général "
        f"{'la' if n == 1 else 'les'} compte."
    ).replace(" :", "\u00a0:")


def _share(bilan: Bilan) -> str:
    partie = bilan.plage(lambda b: b.population_par_etat[Etat.AUCUNE])
    total = bilan.total.population
    if partie is None or not total:
        return ""
    return f" ({percent_plage(partie, total)} des habitants)"


def _scope(bilan: Bilan) -> str:
    """Return what the parentheses hold: the échelle when the sentence has not said it, the year."""
    question, perimetres = bilan.question, f"périmètres {bilan.annee}"
    if question.echelle is Echelle.TOUTES:
        return f"toutes échelles, {perimetres}"
    dit = not question.types and (question.regle is not Regle.MANQUE)
    return perimetres if dit else f"échelle de proximité, {perimetres}"


def _cooperation(question: Question, *, plusieurs: bool) -> str:
    """Return « coopération(s) de proximité recensée(s) », of the types asked if any."""
    s = "s" if plusieurs else ""
    if len(question.types_demandes) == 1:
        type_ = question.types_demandes[0]
        e = "e" if type_ in _FEMININS else ""
        return f"{name_type(type_, plusieurs=plusieurs)} recensé{e}{s}"
    proche = " de proximité" if question.echelle is Echelle.PROXIMITE and not question.types else ""
    parmi = f" parmi {_list_types(question)}" if question.types else ""
    return f"coopération{s}{proche} recensée{s}{parmi}"


def name_type(type_: TypeCooperation, *, plusieurs: bool = False) -> str:
    """Return a type in the middle of a sentence: « structure d’appui », « mutualisations »."""
    nom = TYPES_COURTS[type_]
    nom = nom[0].lower() + nom[1:]
    premier, espace, reste = nom.partition(" ")
    return f"{premier}{'s' if plusieurs else ''}{espace}{reste}"


def _list_types(question: Question) -> str:
    return join_french([name_type(t) for t in question.types_demandes])


def _predicate(question: Question, *, plusieurs: bool) -> str:
    """Return what the uncovered territories lack: « n’ont aucune… », « n’a que… »."""
    a, na = ("ont", "n’ont") if plusieurs else ("a", "n’a")
    commune = question.niveau is Niveau.COMMUNE
    seuls = len(question.types_demandes) == 1
    if question.regle is Regle.MANQUE and not seuls:
        if commune:
            return f"{na} pas à la fois {_list_asked(question)} {_recenses(question)}"
        return (
            f"{na} aucune commune où soient {_recenses(question)} à la fois {_list_asked(question)}"
        )
    if question.regle is Regle.MOINS_DE and question.seuil > 1:
        n = f"{number(question.seuil)} {_cooperation(question, plusieurs=True)}"
        return f"{a} moins de {n}" if commune else f"{na} aucune commune qui atteigne {n}"
    if len(question.types) > 1 and not seuls:
        types = question.types_demandes
        lien = ", ni " if len(types) > 2 else " ni "
        return f"{na} ni {lien.join(name_type(t) for t in types)} {_recenses(question)}"
    e = "" if seuls and question.types_demandes[0] not in _FEMININS else "e"
    return f"{na} aucun{e} {_cooperation(question, plusieurs=False)}"


def _recenses(question: Question) -> str:
    e = "e" if _FEMININS.issuperset(question.types_demandes) else ""
    return f"recensé{e}s"


def _list_asked(question: Question) -> str:
    if len(question.types_demandes) == len(TypeCooperation):
        return "les cinq types de coopération"
    return _list_types(question)


def _say_none(bilan: Bilan) -> str:
    """Return the headline without uncovered territory, over those of which something is known."""
    question, mot = bilan.question, _NIVEAUX[bilan.question.niveau]
    n = len(bilan.lacunes) - bilan.n_par_etat[Etat.INCONNU]
    if not n:
        return f"Aucun{mot.e} {mot.singulier} ne peut être jugé{mot.e}"
    if n == 1:
        sujet = f"{'La' if mot.e else 'Le'} seul{mot.e} {mot.singulier} {_known(bilan, mot, '')}a"
        return sujet + " " + _possession(question)
    tous = "toutes" if mot.e else "tous"
    return (
        f"Les {number(n)} {mot.pluriel} {_known(bilan, mot, 's')}ont {tous} {_possession(question)}"
    )


def _known(bilan: Bilan, mot: _Mot, s: str) -> str:
    return f"renseigné{mot.e}{s} " if bilan.n_par_etat[Etat.INCONNU] else ""


def _possession(question: Question) -> str:
    """Return what every territory has, when none is uncovered."""
    commune = question.niveau is Niveau.COMMUNE
    seul = len(question.types_demandes) == 1
    if question.regle is Regle.MANQUE and not seul:
        types, accord = f"à la fois {_list_asked(question)}", _recenses(question)
        return f"{types} {accord}" if commune else f"au moins une commune où sont {accord} {types}"
    if question.regle is Regle.MOINS_DE and question.seuil > 1:
        n = f"au moins {number(question.seuil)} {_cooperation(question, plusieurs=True)}"
        return n if commune else f"au moins une commune qui atteint {n.removeprefix('au moins ')}"
    un = "un" if seul and question.types_demandes[0] not in _FEMININS else "une"
    return f"au moins {un} {_cooperation(question, plusieurs=False)}"


def _say_others(bilan: Bilan) -> str:
    """Return « ; 1 autre n’est couvert qu’en partie », and the unknown ones."""
    mot = _NIVEAUX[bilan.question.niveau]
    n, inconnus = bilan.plage_etat(Etat.PARTIEL), bilan.n_par_etat[Etat.INCONNU]
    dits = []
    if n.maxi:
        un = n.maxi == 1
        verbe = f"n’est couvert{mot.e}" if un else f"ne sont couvert{mot.e}s"
        autre = (" autre" if un else " autres") if bilan.plage_etat(Etat.AUCUNE).maxi else ""
        dits.append(f"{say_plage(n)}{autre} {verbe} qu’en partie")
    if inconnus and (inconnus < len(bilan.lacunes)):
        verbe = (
            f"n’est pas renseigné{mot.e}" if inconnus == 1 else (f"ne sont pas renseigné{mot.e}s")
        )
        dits.append(f"{number(inconnus)} {verbe}")
    return "".join(f"\u202f; {d}" for d in dits)


def phrase_evolution(evolution: Evolution) -> str:
    """Return what became of an EPCI: « CC du canton de Fauquembergues, fusionnée le 01/01/2017…».

    What happened is said as a recorded source tells it; without one, only where its land is now.
    """
    nom = evolution.avant.nom_court
    if evolution.sort is Sort.INCHANGE:
        return f"{nom}, périmètre inchangé"
    if evolution.sort is Sort.PERIMETRE:
        return f"{nom}, périmètre modifié"
    date = f" {say_when(evolution.date)}" if evolution.date else ""
    match evolution.evenement and evolution.evenement.devenir:
        case Devenir.PARTAGE:
            ou = _say_land(evolution, " entre ", ", et aujourd’hui dans ")
            return f"{nom}, partagée{date}{ou}"
        case Devenir.CHANGEMENT_DE_SIREN if len(evolution.successeurs) == 1:
            seule = _is_alone(evolution)
            verbe = f"devenue{date}" if seule else f"continuée{date} sous un autre SIREN par"
            return f"{nom}, {verbe} la {evolution.successeurs[0].lacune.nom_court}"
        case Devenir.FUSION if len(evolution.successeurs) == 1:
            verbe = f"devenue{date}" if _is_alone(evolution) else f"fusionnée{date} dans"
            return f"{nom}, {verbe} la {evolution.successeurs[0].lacune.nom_court}"
        case _:
            ou = _say_land(evolution, ", répartie aujourd’hui entre ", ", aujourd’hui dans ")
            return f"{nom}{ou}"


def say_when(date: str) -> str:
    """Return « le 01/01/2017 » for an ISO day, « en 2019 » for a year alone."""
    return f"le {french_date(date)}" if "-" in date else f"en {date}"


def _is_alone(evolution: Evolution) -> bool:
    """Tell whether its only successor holds no other land."""
    suivant = evolution.successeurs[0]
    return suivant.n_communes == suivant.lacune.n_communes


def _say_land(evolution: Evolution, plusieurs: str, une: str) -> str:
    """Return where its land is now, after the words for several EPCI or for one."""
    if len(evolution.successeurs) == 1:
        return f"{une}la {evolution.successeurs[0].lacune.nom_court}"
    parts = [
        f"la {s.lacune.nom_court} ({count(s.n_communes, 'commune')})" for s in evolution.successeurs
    ]
    return f"{plusieurs}{join_french(parts)}"


def phrase_reunion(reunion: Reunion) -> str:
    """Return « la CA des Deux Baies réunit trois EPCI qu’aucune coopération… ne couvrait ».

    Empty when it holds land of fewer than two older EPCI, or when one of them was covered.
    """
    n = len(reunion.origines)
    if n < 2 or any(o.avant.etat is not Etat.AUCUNE for o in reunion.origines):
        return ""
    nombre = _EN_LETTRES[n] if n < len(_EN_LETTRES) else number(n)
    suite = "EPCI qu’aucune coopération recensée ne couvrait"
    return f"la {reunion.apres.nom_court} réunit {nombre} {suite}"


def phrase_changement(avant: Bilan, apres: Bilan, reunions: Collection[Reunion]) -> str:
    """Return what the switch of millésime changes, in one sentence.

    « 8 EPCI de 2015 sans coopération recensée, 4 en 2026 et 1 couvert en partie ; la CA… ».
    """
    n, m = avant.n_par_etat[Etat.AUCUNE], apres.n_par_etat[Etat.AUCUNE]
    partiels = apres.n_par_etat[Etat.PARTIEL]
    debut = (
        f"EPCI sans coopération recensée : {number(n)} sur {number(len(avant.lacunes))} "
        f"en {avant.question.millesime}, {number(m)} sur {number(len(apres.lacunes))} "
        f"en {apres.question.millesime}"
    ).replace(" :", "\u00a0:")
    if partiels:
        debut += f", plus {number(partiels)} couvert{'s' if partiels > 1 else ''} en partie"
    dites = [dite for r in reunions if (dite := phrase_reunion(r))]
    return "".join((debut, *(f"\u202f; {dite}" for dite in dites), "."))
