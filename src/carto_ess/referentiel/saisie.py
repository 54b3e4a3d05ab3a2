"""One row as a person typed it: each cell read into a value, or a fault that says what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast, get_args

from rapidfuzz import fuzz, process

from carto_ess._errors import Faute
from carto_ess.francais import join_french, number
from carto_ess.referentiel.codes_nus import is_double
from carto_ess.referentiel.coordonnees import is_courriel, is_site, is_telephone
from carto_ess.referentiel.designation import Nomenclature, Refus, designate, designate_commune
from carto_ess.referentiel.fiche import (
    Certitude,
    Declaration,
    Fiche,
    Lecture,
    NaturePoint,
    Point,
)
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.tableur.tableau import LONGUEUR_MAX, Ligne
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.texte import fold

SEPARATEUR = "|"
"""What separates several values in one cell: phones, e-mails, sites."""

LONGUEURS = {
    "id": 80, "fiche": 80, "structure": 300, "secteur": 300, "couverture": 2_000, "nom": 300,
}  # fmt: skip
"""Characters of the cells that stand in a line, a link or a button; elsewhere `LONGUEUR_MAX`."""

_CITATION = 160  # characters of a wrong cell quoted in a fault

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTES = ("secteur", "couverture", "origine", "composition", "enjeux", "travailler_ensemble")
_JOUR = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_JOUR_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ERREUR = re.compile(r"#(ERREUR|REF|[A-Z]{2,}[!?]|N/[AD]|DIV/0!)|Err:\d{3}")  # of a formula
_SANS_VALEUR = re.compile(r"nan|none|null|<na>|##+", re.IGNORECASE)  # programs, narrow cells
_RESSEMBLANCE = 60  # percent of letters that a word shares with the one it may stand for
_FIABILITES = ("haute", "moyenne", "faible")

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Saisie:
    """A row being read: its cells, and the list where its faults go."""

    fichier: str
    ligne: Ligne
    fautes: list[Faute]

    def reject(self, champ: str, recu: str, attendu: str, action: str) -> None:
        """Note one fault of this row; what came is quoted by its beginning when it is long."""
        recu = recu.replace("\n", " ↵ ")  # a fault is one line, whatever the cell holds
        if len(recu) > _CITATION:
            recu = f"{recu[:_CITATION]}… »"
        self.fautes.append(
            Faute(
                self.fichier, self.ligne.numero, champ, recu, attendu, action,
                self.ligne.locate(champ),
            )
        )  # fmt: skip

    def reject_unknown(self, champ: str, connus: Iterable[str], attendu: str) -> None:
        """Note that the cell's value is none of `connus`; the nearest ones are proposed."""
        recu = self.ligne[champ]
        self.reject(champ, f"« {recu} »", attendu, _propose(_find_alike(recu, connus)))

    def reject_errors(self) -> None:
        """Note what reading found, each formula's error in place of a value, each endless cell."""
        self.fautes.extend(self.ligne.fautes)
        for champ, valeur in self.ligne.cellules.items():
            maximum = LONGUEURS.get(champ, LONGUEUR_MAX)
            if len(valeur) > maximum:
                self.reject(
                    champ, f"« {valeur} »", f"{number(maximum)} caractères au plus",
                    "Raccourcissez : un texte entier a peut-être été collé par erreur.",
                )  # fmt: skip
            if _SANS_VALEUR.fullmatch(valeur):
                self.reject(
                    champ, f"« {valeur} »", "une valeur, ou une cellule vide",
                    "Un programme a écrit ce signe à la place d’une cellule vide, ou la colonne "
                    "était trop étroite : videz la cellule ou remettez sa valeur.",
                )  # fmt: skip
            if _ERREUR.fullmatch(valeur):
                self.reject(
                    champ, f"« {valeur} »", "une valeur",
                    "La formule de la cellule donne une erreur : remplacez-la par sa valeur.",
                )  # fmt: skip

    def require(self, champ: str, attendu: str) -> str:
        """Return the cell, or note that it is empty and return an empty text."""
        valeur = self.ligne[champ]
        if not valeur:
            self.reject(champ, "une cellule vide", attendu, "Remplissez la cellule.")
        return valeur

    def choose(self, champ: str, permis: type[E]) -> E | None:
        """Return the member that the cell names, or note the fault and return ``None``."""
        attendu = f"l’une des valeurs {', '.join(permis)}"
        if not (valeur := self.require(champ, attendu)):
            return None
        try:
            return permis(valeur)
        except ValueError:
            self.reject_unknown(champ, list(permis), attendu)
            return None

    def split(self, champ: str, is_valid: Callable[[str], bool], attendu: str) -> tuple[str, ...]:
        """Return the values of a cell that holds several; each invalid one is a fault."""
        valeurs = tuple(v.strip() for v in self.ligne[champ].split(SEPARATEUR) if v.strip())
        for valeur in valeurs:
            if not is_valid(valeur):
                self.reject(
                    champ, f"« {valeur} »", attendu,
                    f"Corrigez ; plusieurs valeurs se séparent par « {SEPARATEUR} ».",
                )  # fmt: skip
        return valeurs


def parse_fiche(
    saisie: Saisie,
    *,
    declarations: tuple[Declaration, ...],
    decoupages: Decoupages,
    points_insee: bool = False,
) -> Fiche | None:
    """Read a row of the table of fiches; ``None`` when one of its cells is faulty.

    `points_insee` says that a point's code without a name is Insee's: see `are_points_insee`.
    """
    avant = len(saisie.fautes)
    identifiant = saisie.require("id", "un identifiant court")
    if identifiant and not _ID.fullmatch(identifiant):
        saisie.reject(
            "id", f"« {identifiant} »", "des minuscules, chiffres et tirets (ex. bou-sol)",
            "Changez l’identifiant, ici et dans le tableau des couvertures.",
        )  # fmt: skip
    type_cooperation = saisie.choose("type", TypeCooperation)
    structure = saisie.require("structure", "le nom de la structure")
    textes = {champ: saisie.require(champ, "un texte") for champ in _TEXTES}
    contacts = _read_contacts(saisie)
    point = _read_point(saisie, decoupages, insee=points_insee)
    annee = _read_annee(saisie)
    verifie_le = _read_verification(saisie, annee)
    retenues = tuple(d for d in declarations if d.lecture is Lecture.RETENUE)
    if type_cooperation is None or annee is None or len(saisie.fautes) > avant or not retenues:
        return None
    return Fiche(
        id=identifiant, type=type_cooperation, structure=structure, **textes,
        telephones=contacts[0], courriels=contacts[1], sites=contacts[2],
        point=point, annee=annee, declarations=retenues,
        variantes=tuple(d for d in declarations if d.lecture is not Lecture.RETENUE),
        verifie_le=verifie_le,
    )  # fmt: skip


def parse_declaration(
    saisie: Saisie, decoupages: Decoupages, *, insee: bool = False
) -> Declaration | None:
    """Read a row of the table of couvertures; ``None`` when one of its cells is faulty.

    `insee` says that a code without a name is Insee's: see `select_fiches_insee`.
    """
    avant = len(saisie.fautes)
    niveau = saisie.choose("niveau", Niveau)
    millesime = _read_millesime(saisie, decoupages)
    certitude = saisie.ligne["certitude"] or "explicite"
    if certitude not in get_args(Certitude):
        saisie.reject_unknown("certitude", get_args(Certitude), "explicite ou interpretee")
    lecture = saisie.ligne["lecture"] or Lecture.RETENUE
    if lecture not in tuple(Lecture):
        saisie.reject_unknown("lecture", tuple(Lecture), "retenue, etroite ou large")
    if niveau is None or millesime is None:
        return None
    code, nom = _resolve_territoire(saisie, Nomenclature(niveau, millesime, decoupages, insee))
    if len(saisie.fautes) > avant:
        return None
    return Declaration(
        niveau=niveau, code=code, nom=nom, millesime=millesime, texte=saisie.ligne["texte"],
        certitude=cast("Certitude", certitude), note=saisie.ligne["note"],
        lecture=Lecture(lecture),
    )  # fmt: skip


def _resolve_territoire(saisie: Saisie, ou: Nomenclature) -> tuple[str, str]:
    """Return (code, name) of the territory a row declares, by its code or else by its name."""
    code, nom = saisie.ligne["code"], saisie.ligne["nom"]
    if not code and not nom:
        saisie.require("code", "le code ou le nom du territoire")
        return "", ""
    trouve = designate(code, nom, ou)
    if isinstance(trouve, Refus):
        saisie.reject(*trouve)
        return "", ""
    return trouve.code, nom if code and nom else trouve.nom


def _read_contacts(saisie: Saisie) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return (
        saisie.split("telephones", is_telephone, "un numéro de téléphone français"),
        saisie.split("courriels", is_courriel, "une adresse électronique"),
        saisie.split("sites", is_site, "une adresse qui commence par http:// ou https://"),
    )


def _read_point(saisie: Saisie, decoupages: Decoupages, *, insee: bool) -> Point | None:
    texte = saisie.ligne["point_commune"]
    if not clean_code(texte):
        dits = [c for c in ("point_nature", "point_source") if saisie.ligne[c]]
        if dits:
            saisie.reject(
                "point_commune",
                f"une cellule vide, mais {dits[-1]} « {saisie.ligne[dits[-1]]} »",
                "la commune du point, ou un point vide en entier",
                f"Donnez le code de la commune, ou effacez {join_french(dits)}.",
            )  # fmt: skip
        return None
    nature = saisie.require("point_nature", "siege, contact ou lieu_action")
    if nature and nature not in get_args(NaturePoint):
        saisie.reject_unknown(
            "point_nature", get_args(NaturePoint), "siege, contact ou lieu_action"
        )
    fiabilite = saisie.ligne["point_fiabilite"] or "moyenne"
    if fiabilite not in _FIABILITES:
        saisie.reject_unknown("point_fiabilite", _FIABILITES, "haute, moyenne ou faible")
    commune = designate_commune(texte, decoupages, insee=insee)
    if isinstance(commune, Refus):
        saisie.reject("point_commune", f"« {texte} »", "le code Insee d’une commune de ces "
                      "périmètres, son nom à côté s’il est aussi un code postal",
                      commune.action)  # fmt: skip
        return None
    return Point(
        CodeCommune(commune.code), cast("NaturePoint", nature), fiabilite,
        saisie.ligne["point_source"], commune.nom if is_double(commune.code, decoupages) else "",
    )  # fmt: skip


def _read_annee(saisie: Saisie) -> int | None:
    texte = saisie.require("annee", "une année")
    if re.fullmatch(r"(19|20)\d\d", texte):
        return int(texte)
    if texte:
        saisie.reject("annee", f"« {texte} »", "une année à quatre chiffres", "Corrigez l’année.")
    return None


def _read_verification(saisie: Saisie, annee: int | None) -> dt.date | None:
    """Return the day on which somebody last checked the fiche; an empty cell means never."""
    texte = saisie.ligne["verifie_le"]
    if not texte:
        return None
    jour = _parse_jour(texte)
    if jour is None:
        saisie.reject(
            "verifie_le", f"« {texte} »", "une date, jour/mois/année (ex. 31/12/2025)",
            "Corrigez la date, ou videz la cellule si la fiche n’a pas été revérifiée.",
        )  # fmt: skip
    elif annee is not None and jour.year < annee:
        saisie.reject(
            "verifie_le", f"« {texte} »", f"un jour de {annee} ou d’après : l’année de la fiche",
            "Corrigez la date, ou l’année.",
        )  # fmt: skip
        return None
    return jour


def _parse_jour(texte: str) -> dt.date | None:
    """Read « 31/12/2025 », or « 2025-12-31 » as a spreadsheet gives its dates; else ``None``."""
    if lu := _JOUR.fullmatch(texte):
        texte = "-".join(reversed(lu.groups()))
    try:
        return dt.date.fromisoformat(texte) if _JOUR_ISO.fullmatch(texte) else None
    except ValueError:
        return None


def _read_millesime(saisie: Saisie, decoupages: Decoupages) -> int | None:
    """Return the row's millésime; an empty cell means the most recent one."""
    texte = saisie.ligne["millesime"]
    if not texte:
        return decoupages.actuel.millesime
    connus = {str(m): m for m in decoupages.millesimes}
    if texte not in connus:
        saisie.reject(
            "millesime", f"« {texte} »", f"l’un de {', '.join(connus)}",
            "Corrigez, ou laissez vide pour les périmètres les plus récents.",
        )  # fmt: skip
    return connus.get(texte)


def _find_alike(recu: str, connus: Iterable[str]) -> tuple[str, ...]:
    """Return the words of the model, ids or values, that a cell nearly spells.

    They are plain words, no names of places: thousands are compared in a millisecond, where an
    endless table of unknown ids would hold everybody else.
    """
    mot = fold(recu[:_CITATION]).replace(" ", "_")
    trouves = process.extract(
        mot, list(connus), scorer=fuzz.ratio, score_cutoff=_RESSEMBLANCE, limit=3
    )
    return tuple(connu for connu, *_ in trouves if connu != recu)


def _propose(proches: tuple[str, ...]) -> str:
    if not proches:
        return "Vérifiez l’orthographe, ou donnez le code."
    return "Vouliez-vous dire : " + " ; ".join(proches) + " ?"
