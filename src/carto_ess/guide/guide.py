"""The guide of a référentiel: all that its booklet says beside the fiches, as data.

One TOML file next to the tables, ``guide.toml``, so that another département brings its own. Its
shape is that of the classes of `guide_parties`; what must agree inside it is checked on read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from pydantic_core import ErrorDetails

from carto_ess._errors import GuideError
from carto_ess.fichier import explain_oserror
from carto_ess.guide.parties import (
    CONFIG,
    Acteurs,
    Cdess,
    Champ,
    Famille,
    Forme,
    LigneComparee,
    Livret,
    Loi,
    Partie,
    QuestionGuidee,
    Raison,
    Terme,
)
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.texte import fold

NOM = "guide.toml"


@dataclass(frozen=True, slots=True, config=CONFIG)
class Guide:
    """The whole guide. ``cellules[forme][ligne.id]`` is the comparison table."""

    livret: Livret
    raisons: tuple[Raison, ...]
    formes: tuple[Forme, ...]
    lignes: tuple[LigneComparee, ...]
    cellules: Mapping[TypeCooperation, Mapping[str, str]]
    questions: tuple[QuestionGuidee, ...]
    acteurs: Acteurs
    collectivite: tuple[Famille, ...]
    loi: Loi
    cdess: Cdess
    origine: tuple[Partie, ...]
    editorial: tuple[Partie, ...]
    champs: tuple[Champ, ...]
    glossaire: tuple[Terme, ...]

    def ligne(self, identifiant: str) -> LigneComparee:
        """Return the row of that id; raises `KeyError` when the table has none."""
        for ligne in self.lignes:
            if ligne.id == identifiant:
                return ligne
        raise KeyError(identifiant)

    def cited_fiches(self) -> frozenset[str]:
        """Return the ids of every fiche that a part names as an illustration."""
        parties: list[Any] = [*self.raisons, *self.acteurs.groupes, *self.collectivite, self.loi]
        parties += [self.cdess, *self.origine, *self.editorial, *self.glossaire]
        ids = {i for partie in parties for i in partie.fiches}
        ids |= {exemple.fiche for forme in self.formes for exemple in forme.exemples}
        return frozenset(ids.union(self.acteurs.accompagnement_fiches))


_LECTEUR = TypeAdapter(Guide)


def read_guide(dossier: Path) -> Guide | None:
    """Read ``guide.toml`` of a référentiel; ``None`` when this référentiel has no guide.

    Raises
    ------
    GuideError
        The file cannot be read, lacks or adds a field, or contradicts itself.
    """
    try:
        octets = (dossier / NOM).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as erreur:
        raise GuideError(
            f"Le fichier {NOM} ne peut pas être lu ({explain_oserror(erreur)})."
        ) from erreur
    return parse_guide(octets)


def parse_guide(octets: bytes) -> Guide:
    """Turn the bytes of a ``guide.toml`` into a `Guide`; see `read_guide`."""
    try:
        guide = _LECTEUR.validate_python(tomllib.loads(octets.decode("utf-8-sig")))
    except ValidationError as erreur:
        raise _summarize([_describe(e) for e in erreur.errors(include_url=False)]) from erreur
    except ValueError as erreur:  # not UTF-8, not TOML
        raise GuideError(
            f"{NOM} n’est pas un fichier TOML lisible ({erreur}). Enregistrez-le en UTF-8."
        ) from erreur
    if fautes := list(_find_contradictions(guide)):
        raise _summarize(fautes)
    return guide


def _find_contradictions(guide: Guide) -> Iterator[str]:
    types = [forme.type for forme in guide.formes]
    if sorted(types) != sorted(TypeCooperation):
        yield f"formes : attendu chacun des types {', '.join(TypeCooperation)}, une fois."
    lignes = [ligne.id for ligne in guide.lignes]
    for forme, cellules in guide.cellules.items():
        if sorted(cellules) != sorted(lignes):
            yield f"cellules.{forme} : attendu une case pour chacune des lignes {lignes}."
    for nom, ids in (
        ("lignes", lignes),
        ("questions", [q.id for q in guide.questions]),
        *((f"questions.{q.id}", [r.id for r in q.reponses]) for q in guide.questions),
        ("glossaire", [t.terme for t in guide.glossaire]),
    ):
        yield from _find_twins(nom, ids)
    for question in guide.questions:
        for reponse in question.reponses:
            for appui in reponse.appuis:
                if appui.ligne not in guide.cellules.get(appui.forme, ()):
                    yield (
                        f"questions.{question.id}.{reponse.id} : aucune case du tableau n’est "
                        f"« {appui.forme}, {appui.ligne} »."
                    )
    termes = [fold(terme.terme) for terme in guide.glossaire]
    if termes != sorted(termes):
        yield "glossaire : attendu par ordre alphabétique."


def _find_twins(nom: str, ids: Iterable[str]) -> Iterator[str]:
    vus: set[str] = set()
    for identifiant in ids:
        if identifiant in vus:
            yield f"{nom} : « {identifiant} » est là deux fois."
        vus.add(identifiant)


def _describe(erreur: ErrorDetails) -> str:
    lieu = ".".join(str(p + 1) if isinstance(p, int) else str(p) for p in erreur["loc"])
    match erreur["type"]:
        case "missing":
            dit = "manque."
        case "unexpected_keyword_argument":
            dit = "champ inconnu ; corrigez son nom ou retirez-le."
        case "string_too_short":
            dit = "vide ; attendu un texte."
        case _:
            dit = f"reçu « {str(erreur['input'])[:60]} », valeur refusée."
    return f"{lieu} : {dit}"


def _summarize(fautes: list[str]) -> GuideError:
    suite = f" ({len(fautes) - 1} de plus)" if len(fautes) > 1 else ""
    return GuideError(f"{NOM}, {fautes[0]}{suite}")
