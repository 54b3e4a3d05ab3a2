"""The fiches of a référentiel: what one is, and how two tables become them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from carto_ess.referentiel.coordonnees import link_telephone
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.niveau import Niveau
from carto_ess.texte import fold

Certitude = Literal["explicite", "interpretee"]


class Lecture(StrEnum):
    """How the words of a coverage are read: as shown, or as the same words could also mean."""

    RETENUE = "retenue"
    ETROITE = "etroite"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One territory that a fiche declares, as its perimeter was in ``millesime``.

    ``texte`` is what the source prints, ``certitude`` whether it says the territory itself or we
    read it so; ``note`` then says why, and which other readings are possible.
    """

    niveau: Niveau
    code: str
    nom: str
    millesime: int
    texte: str
    certitude: Certitude
    note: str
    lecture: Lecture = Lecture.RETENUE


NaturePoint = Literal["siege", "contact", "lieu_action"]


@dataclass(frozen=True, slots=True)
class Point:
    """Where a fiche is put on the map: a commune, and what is there.

    ``nature`` tells a seat from a contact or a place of action; ``fiabilite`` (haute, moyenne,
    faible) and ``source`` say how sure we are and why. ``nom`` is that of the commune, kept where
    its code is also the postcode of others: it is written beside.
    """

    code_commune: CodeCommune
    nature: NaturePoint
    fiabilite: str
    source: str
    nom: str = ""


@dataclass(frozen=True)
class Fiche:
    """One cooperation: the eight fields of its card, its point and what it declares to cover.

    ``couverture`` is the card's own words; ``declarations`` what they were read as, ``variantes``
    what they could also mean: the territories of a reading stand in place of all those of
    ``declarations``. ``point`` is ``None`` when no address is known. ``annee`` is the year the card
    describes, ``verifie_le`` the day somebody last checked it, ``None`` when nobody did since.
    """

    id: str
    type: TypeCooperation
    structure: str
    secteur: str
    couverture: str
    origine: str
    composition: str
    enjeux: str
    travailler_ensemble: str
    telephones: tuple[str, ...]
    courriels: tuple[str, ...]
    sites: tuple[str, ...]
    point: Point | None
    annee: int
    declarations: tuple[Declaration, ...]
    variantes: tuple[Declaration, ...] = ()
    verifie_le: dt.date | None = None

    def read_as(self, lecture: Lecture) -> tuple[Declaration, ...]:
        """Return the territories declared in that reading; those shown when it has none."""
        autres = tuple(d for d in self.variantes if d.lecture is lecture)
        return autres or self.declarations

    @property
    def is_interpretee(self) -> bool:
        """Whether one at least of its territories is our reading of the card's words."""
        return any(d.certitude == "interpretee" for d in self.declarations)

    @property
    def notes(self) -> tuple[str, ...]:
        """The reading notes of its declarations, each once, in their order."""
        return tuple(dict.fromkeys(d.note for d in self.declarations if d.note))

    def matches(self, recherche: str) -> bool:
        """Tell whether every word of `recherche` begins a word of the fiche, accents forgiven."""
        cherches = fold(recherche).split()
        return all(any(m.startswith(c) for m in self._mots) for c in cherches)

    @property
    def champs(self) -> Mapping[str, str]:
        """Each field that a search looks into, as one line of text, in the card's order."""
        return {
            **{champ: " ".join(getattr(self, champ).split()) for champ in CHAMPS_TEXTES},
            **{champ: ", ".join(getattr(self, champ)) for champ in CHAMPS_LISTES},
            "declarations": ", ".join(dict.fromkeys(d.nom for d in self.declarations)),
        }

    # Kept by the fiche itself, folded once: half of a run's time was spent on folding again. A
    # cache of the module would outlive the visit that previews a fiche.
    @cached_property
    def mots_par_champ(self) -> Mapping[str, frozenset[str]]:
        """The words of each field as a search sees them: lower case, without accents."""
        return {champ: frozenset(fold(texte).split()) for champ, texte in self.champs.items()}

    @cached_property
    def liens_telephones(self) -> Mapping[str, str]:
        """The address that calls each of its numbers, by what is written; empty for no number.

        Read once: five numbers in a panel took an eighth of a click.
        """
        return {texte: link_telephone(texte) for texte in self.telephones}

    @cached_property
    def _mots(self) -> frozenset[str]:
        return frozenset().union(*self.mots_par_champ.values())


CHAMPS_TEXTES = (
    "structure",
    "secteur",
    "couverture",
    "origine",
    "composition",
    "enjeux",
    "travailler_ensemble",
)
"""The fields of a fiche that are texts, in the order of its columns."""

CHAMPS_LISTES = ("telephones", "courriels", "sites")
"""Those that hold several contacts, in the same order."""

SANS_AUCUNE_FICHE = "Le référentiel ne contient encore aucune fiche."
"""What every screen, file and command says of an empty référentiel, before what to do."""

NATURES: dict[NaturePoint, str] = {
    "siege": "siège",
    "contact": "contact",
    "lieu_action": "lieu d’action",
}


def find_livret(fiches: Iterable[Fiche]) -> int | None:
    """Return the year whose perimeters most of `fiches` declare; ``None`` when there are none."""
    annees = Counter(d.millesime for fiche in fiches for d in fiche.declarations)
    return max(annees, key=annees.__getitem__, default=None)
