"""The parts of a guide: what each section of a booklet becomes once it is data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from carto_ess.referentiel.type_cooperation import TypeCooperation

CONFIG = ConfigDict(extra="forbid", str_min_length=1, str_strip_whitespace=True)
"""No unknown field, no empty text: a slip in the file is said, not skipped."""

Ids = tuple[str, ...]
"""Ids of the fiches that illustrate a part; a référentiel may no longer hold some of them."""


@dataclass(frozen=True, slots=True, config=CONFIG)
class Livret:
    """The booklet that the guide restates: its title, author and year."""

    titre: str
    auteur: str
    annee: int


@dataclass(frozen=True, slots=True, config=CONFIG)
class Raison:
    """One reason to cooperate; ``note`` says what the booklet does with it."""

    texte: str
    fiches: Ids
    note: str = ""


@dataclass(frozen=True, slots=True, config=CONFIG)
class Exemple:
    """A fiche, and in a few words what it is an example of."""

    fiche: str
    texte: str


@dataclass(frozen=True, slots=True, config=CONFIG)
class Forme:
    """One type of fiche: what it is, how it starts, grows and ends, what blocks it."""

    type: TypeCooperation
    definition: str
    naissance: str
    croissance: str
    fin: str
    freins: str
    exemples: tuple[Exemple, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, config=CONFIG)
class LigneComparee:
    """One row of the comparison table; rows that follow each other may share a ``groupe``."""

    id: str
    titre: str
    groupe: str = ""


@dataclass(frozen=True, slots=True, config=CONFIG)
class Appui:
    """Points that an answer gives to a form because one cell, (forme, ligne), says so."""

    forme: TypeCooperation
    ligne: str
    points: Annotated[int, Field(ge=1, le=2)]


@dataclass(frozen=True, slots=True, config=CONFIG)
class Reponse:
    """One answer and what it speaks for."""

    id: str
    texte: str
    appuis: Annotated[tuple[Appui, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, config=CONFIG)
class QuestionGuidee:
    """One question of the guided choice."""

    id: str
    texte: str
    reponses: Annotated[tuple[Reponse, ...], Field(min_length=2)]


@dataclass(frozen=True, slots=True, config=CONFIG)
class Membre:
    """An actor by its name; ``note`` says where the booklet prints another one."""

    nom: str
    note: str = ""


@dataclass(frozen=True, slots=True, config=CONFIG)
class Groupe:
    """Actors of one kind, of the ESS or of the rest of the economy."""

    monde: Literal["ess", "classique"]
    titre: str
    role: str
    membres: Annotated[tuple[Membre, ...], Field(min_length=1)]
    fiches: Ids


@dataclass(frozen=True, slots=True, config=CONFIG)
class Acteurs:
    """Whom to mobilise, and who accompanies; ``reference`` is a study that the booklet cites."""

    introduction: tuple[str, ...]
    groupes: tuple[Groupe, ...]
    accompagnement: str
    accompagnement_fiches: Ids
    reference: str = ""


@dataclass(frozen=True, slots=True, config=CONFIG)
class Famille:
    """One family of what a collectivité can do."""

    titre: str
    actions: Annotated[tuple[str, ...], Field(min_length=1)]
    fiches: Ids


@dataclass(frozen=True, slots=True, config=CONFIG)
class Condition:
    """One of the law's conditions; ``alineas`` are its a) and b)."""

    texte: str
    alineas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=CONFIG)
class Loi:
    """The legal definition of the ESS, restated; ``titre`` is the law's own."""

    titre: str
    chapeau: str
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    fiches: Ids


@dataclass(frozen=True, slots=True, config=CONFIG)
class Cdess:
    """The council behind the booklet."""

    nom: str
    role: str
    missions: tuple[str, ...]
    saisine: str
    ateliers: tuple[str, ...]
    source: str
    fiches: Ids


@dataclass(frozen=True, slots=True, config=CONFIG)
class Partie:
    """A titled passage: of the booklet's origin, of its editorials."""

    titre: str
    textes: Annotated[tuple[str, ...], Field(min_length=1)]
    fiches: Ids


@dataclass(frozen=True, slots=True, config=CONFIG)
class Champ:
    """One of the fields of a fiche."""

    titre: str
    texte: str


@dataclass(frozen=True, slots=True, config=CONFIG)
class Terme:
    """An entry of the glossary: ``source`` tells the booklet's words from the usual expansion."""

    terme: str
    source: Literal["livret", "usage"]
    fiches: Ids
    developpe: str = ""
    definition: str = ""
    note: str = ""
