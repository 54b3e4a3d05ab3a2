"""What a reader says of a project, kept in an address: answers to the guide's questions, a sector.

In the address an answer is ``reponse=question.reponse``; the territory is the view's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from carto_ess.guide.guide import Guide
from carto_ess.texte import clean_line, quote_short

PARAMETRES = ("reponse", "secteur")
"""The parameters of an address that tell a project."""

SECTEUR_MAX = 100
"""Characters kept of a sector."""


@dataclass(frozen=True, slots=True)
class Projet:
    """The answers chosen, each id by the id of its question, and the words of a sector."""

    reponses: Mapping[str, str] = field(default_factory=dict)
    secteur: str = ""


def parse_projet(
    params: Mapping[str, Sequence[str]], guide: Guide
) -> tuple[Projet, tuple[str, ...]]:
    """Read a project from an address; what the guide does not know is left out and said.

    Of two answers to one question the last one is kept, which is said too.
    """
    connues = {f"{q.id}.{r.id}": (q, r) for q in guide.questions for r in q.reponses}
    reponses: dict[str, str] = {}
    avis = []
    for code in dict.fromkeys(params.get("reponse", ())):
        if code not in connues:
            avis.append(f"L’adresse donne une réponse inconnue, « {quote_short(code)} » : ignorée.")
            continue
        question, reponse = connues[code]
        if question.id in reponses:
            avis.append(
                f"L’adresse répond deux fois à « {question.texte} » : "
                f"« {reponse.texte} », la dernière, est gardée."
            )
        reponses[question.id] = reponse.id
    secteur = clean_secteur((params.get("secteur") or [""])[-1])
    return Projet(reponses, secteur), tuple(avis)


def write_projet(projet: Projet) -> dict[str, list[str]]:
    """Return the parameters that `parse_projet` reads back."""
    reponses = [f"{question}.{reponse}" for question, reponse in projet.reponses.items()]
    valeurs = {"reponse": reponses, "secteur": [projet.secteur] if projet.secteur else []}
    return {cle: liste for cle, liste in valeurs.items() if liste}


def clean_secteur(texte: str) -> str:
    """Return the words of a sector, as `clean_line` does."""
    return clean_line(texte, SECTEUR_MAX)
