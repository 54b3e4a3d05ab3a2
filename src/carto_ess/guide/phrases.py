"""The answer to « Quelle forme pour notre projet ? », in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from carto_ess.francais import count, join_french
from carto_ess.guide.orientation import FormeClassee, select_first
from carto_ess.lacune.phrases_constat import Phrase
from carto_ess.referentiel.type_cooperation import TYPES_COURTS


def say_forme(formes: Sequence[FormeClassee], n_reponses: int, n_questions: int) -> Phrase:
    """Return which form is nearest, and how far the answers agree on it.

    Answers that no form follows all are said to go different ways, never averaged in silence.
    """
    if not n_reponses:
        return Phrase("Répondez à une question au moins", ": la forme la plus proche s’écrit ici.")
    premieres = select_first(formes)
    if not premieres:
        return Phrase("Aucune forme", "du tableau de comparaison ne suit vos réponses.")
    maximum = 2 * n_reponses  # a cell of the table gives two points at most to an answer
    points = f"({count(premieres[0].points, 'point')} sur {maximum} possibles)"
    noms = join_french([_name(f) for f in premieres])
    suivies = max(len({m.question.id for m in f.motifs}) for f in premieres)
    if len(premieres) > 1:
        suite = _say_tie(n_reponses - suivies, n_questions - n_reponses)
        return Phrase(f"À égalité : {noms}", f"{points}{suite}.")
    suite = _say_apart(n_reponses - suivies, n_reponses)
    return Phrase(f"La forme la plus proche : {noms}", f"{points}{suite}.")


def _say_tie(n_ailleurs: int, n_sans_reponse: int) -> str:
    if n_ailleurs:
        return ", car vos réponses vont dans des sens différents"
    if n_sans_reponse:
        return " ; une autre réponse peut les départager"
    return " ; vos réponses ne les départagent pas"


def _say_apart(n_ailleurs: int, n_reponses: int) -> str:
    if not n_ailleurs:
        return ""
    reponses, vont = ("réponse", "va") if n_ailleurs == 1 else ("réponses", "vont")
    return f", même si {n_ailleurs} {reponses} sur {n_reponses} {vont} dans un autre sens"


def _name(forme: FormeClassee) -> str:
    nom = TYPES_COURTS[forme.type]
    return nom[0].lower() + nom[1:]
