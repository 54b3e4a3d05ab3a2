"""How the columns of an officer's own table meet ours: proposed once, corrected, kept as TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import tomli_w

from carto_ess._errors import TableauError
from carto_ess.echange.lieux import LectureCodes
from carto_ess.francais import join_french
from carto_ess.referentiel.coordonnees import is_courriel, is_site, is_telephone
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.tableur.libre import TableLibre
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.noms import find_closest
from carto_ess.texte import fold

CHAMPS = {
    "id": "Identifiant", "structure": "Nom de la structure", "type": "Type de coopération",
    "secteur": "Secteur d’activités", "couverture": "Couverture, en toutes lettres",
    "origine": "Origine de la démarche", "composition": "Composition, gouvernance",
    "enjeux": "Enjeux", "travailler_ensemble": "Travailler ensemble, c’est…",
    "telephones": "Téléphones", "courriels": "Courriels", "sites": "Sites",
    "point_commune": "Commune du siège", "annee": "Année",
}  # fmt: skip
"""What a column of another table may become, with its French title."""

_SYNONYMES = Path(__file__).with_name("titres.toml")
"""Headings that officers give to what our fields hold."""

_TERRITOIRES = re.compile(
    r"\b(communes?|epci|intercommunalites?|territoires?|zones?|perimetre|secteur geographique|"
    r"insee|code postal|cp|pays|departement|couverture geographique|rayon|communautes?)\b"
)
_SIEGE = re.compile(r"\b(siege|adresse)\b")
_POSTAL = re.compile(r"\b(code postal|codes postaux|cp)\b")
E = TypeVar("E", bound=StrEnum)

_ECHANTILLON = 50  # rows whose cells tell what a column holds


@dataclass(frozen=True)
class Correspondance:
    """What each of our fields is read from.

    ``colonnes`` maps a field of `CHAMPS` to the heading it is read from; ``territoires`` are the
    headings that hold territories, read by `lieux.read_lieux` with ``codes`` and ``niveau`` (else
    what the heading itself says, `hint_niveau`);
    ``types`` maps what is written in the column of types, folded, to a type; ``defauts`` gives the
    value of fields that no column holds.
    """

    colonnes: Mapping[str, str] = field(default_factory=dict)
    territoires: tuple[str, ...] = ()
    codes: LectureCodes = LectureCodes.AUTO
    niveau: Niveau | None = None
    types: Mapping[str, TypeCooperation] = field(default_factory=dict)
    defauts: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes_siege(self) -> LectureCodes:
        """What five digits mean in the column of the seat, by its heading where it says so."""
        titre = fold(self.colonnes.get("point_commune", ""))
        if _POSTAL.search(titre):
            return LectureCodes.POSTAL
        insee = self.codes is LectureCodes.INSEE or "insee" in titre.split()
        return LectureCodes.INSEE if insee else LectureCodes.AUTO

    def check(self, table: TableLibre, nom: str) -> None:
        """Check that a table has the headings that this correspondance, called `nom`, names.

        Raises
        ------
        TableauError
            It lacks one at least: they are named, and what the table has.
        """
        voulus = dict.fromkeys((*self.colonnes.values(), *self.territoires))
        if absents := [titre for titre in voulus if titre not in table.entete]:
            raise TableauError(
                f"{nom} nomme des colonnes que {table.fichier} n’a pas : {', '.join(absents)}. "
                f"Colonnes reçues : {', '.join(table.entete)[:500]}."
            )


def hint_niveau(titre: str) -> Niveau | None:
    """Return the niveau that a heading says of its cells: « Communes desservies », « EPCI »."""
    plie = fold(titre)
    if re.search(r"\b(epci|intercommunalites?|communautes?|interco)\b", plie):
        return None if re.search(r"\b(ou|et)\b", plie) else Niveau.EPCI
    if re.search(r"\b(communes?|villes?)\b", plie):
        return Niveau.COMMUNE
    return Niveau.PAYS if re.search(r"\bpays\b", plie) else None


def propose_correspondance(table: TableLibre) -> Correspondance:
    """Propose what each column is, from its heading, then from what its cells look like."""
    colonnes: dict[str, str] = {}
    for titre in table.entete:
        if (champ := _guess_by_heading(titre)) and champ not in colonnes:
            colonnes[champ] = titre
    for titre in table.entete:
        if titre not in colonnes.values() and (champ := _guess_by_contents(table.column(titre))):
            colonnes.setdefault(champ, titre)
    libres = [t for t in table.entete if t not in colonnes.values()]
    territoires = tuple(
        t for t in libres if _TERRITOIRES.search(fold(t)) and not _SIEGE.search(fold(t))
    )
    if not territoires and "couverture" in colonnes:
        territoires = (colonnes["couverture"],)
    postal = any(_POSTAL.search(fold(t)) for t in territoires)
    return Correspondance(
        colonnes=colonnes,
        territoires=territoires,
        codes=LectureCodes.POSTAL if postal and len(territoires) == 1 else LectureCodes.AUTO,
        types=_propose_types(table.column(colonnes["type"]) if "type" in colonnes else ()),
    )


def _guess_by_heading(titre: str) -> str | None:
    """Return the field of that very heading, else of its first words: « Nom de l’association »."""
    plie, synonymes = fold(titre), _read_synonymes()
    if exact := next((champ for champ, mots in synonymes.items() if plie in mots), None):
        return exact
    if _TERRITOIRES.search(plie) and not _SIEGE.search(plie):
        return None
    debuts = {m: champ for champ, mots in synonymes.items() for m in mots}
    return next(
        (debuts[m] for m in sorted(debuts, key=len, reverse=True) if plie.startswith(f"{m} ")), None
    )


@cache
def _read_synonymes() -> dict[str, list[str]]:
    return tomllib.loads(_SYNONYMES.read_text("utf-8"))


def _guess_by_contents(cellules: Sequence[str]) -> str | None:
    """Return the kind of contact that most of the first filled cells are."""
    pleines = [c for c in cellules if c][:_ECHANTILLON]
    for champ, juge in (
        ("courriels", is_courriel),
        ("sites", is_site),
        ("telephones", is_telephone),
    ):
        if pleines and sum(map(juge, pleines)) * 2 > len(pleines):
            return champ
    return None


def _propose_types(cellules: Iterable[str]) -> dict[str, TypeCooperation]:
    """Map each value written to the type of that name, or whose name it nearly is."""
    par_nom = {fold(nom): t for t, nom in TYPES.items()} | {fold(t): t for t in TypeCooperation}
    trouves: dict[str, TypeCooperation] = {}
    for cle in dict.fromkeys(fold(c) for c in cellules if c):
        proche = (cle,) if cle in par_nom else find_closest(cle, par_nom, n=1)
        if proche and (proche[0] == cle or proche[0].split()[0] == cle.split()[0]):
            trouves[cle] = par_nom[proche[0]]
    return trouves


def write_correspondance(correspondance: Correspondance) -> str:
    """Return a correspondance as TOML, to read again with `parse_correspondance`."""
    territoires: dict[str, Any] = {
        "colonnes": list(correspondance.territoires), "codes": str(correspondance.codes),
    }  # fmt: skip
    if correspondance.niveau:
        territoires["niveau"] = str(correspondance.niveau)
    return tomli_w.dumps(
        {
            "colonnes": dict(correspondance.colonnes),
            "territoires": territoires,
            "types": {valeur: str(t) for valeur, t in correspondance.types.items()},
            "defauts": dict(correspondance.defauts),
        }
    )


def parse_correspondance(texte: str, nom: str) -> Correspondance:
    """Read a correspondance written as TOML.

    Raises
    ------
    TableauError
        It is not TOML, or a part of it is not what is expected: one sentence says which.
    """
    try:
        brut = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        raise TableauError(
            f"{nom} n’est pas une correspondance (TOML) : {erreur}. "
            "Supprimez-le et relancez la commande : une correspondance sera proposée."
        ) from erreur
    parties = {"colonnes", "territoires", "types", "defauts"}
    if inconnues := sorted(brut.keys() - parties):
        raise _refuse(nom, join_french(inconnues), f"{join_french(sorted(parties))} seulement")
    colonnes = _read_texts(brut, "colonnes", nom)
    defauts = _read_texts(brut, "defauts", nom)
    for champ in (*colonnes, *defauts):
        if champ not in CHAMPS:
            raise _refuse(nom, f"le champ « {champ} »", f"l’un de {', '.join(CHAMPS)}")
    territoires = brut.get("territoires", {})
    titres = territoires.get("colonnes", []) if isinstance(territoires, dict) else None
    if not isinstance(titres, list) or not all(isinstance(t, str) for t in titres):
        raise _refuse(nom, "[territoires]", 'colonnes = ["un titre", …]')
    return Correspondance(
        colonnes=colonnes,
        territoires=tuple(titres),
        codes=_choose(LectureCodes, territoires.get("codes", "auto"), nom),
        niveau=_choose(Niveau, n, nom) if (n := territoires.get("niveau")) else None,
        types={
            fold(valeur): _choose(TypeCooperation, t, nom)
            for valeur, t in _read_texts(brut, "types", nom).items()
        },
        defauts=defauts,
    )


def _read_texts(brut: Mapping[str, Any], partie: str, nom: str) -> dict[str, str]:
    valeurs = brut.get(partie, {})
    if not isinstance(valeurs, dict) or not all(isinstance(v, str) for v in valeurs.values()):
        raise _refuse(nom, f"[{partie}]", 'une ligne par valeur : nom = "texte"')
    return valeurs


def _choose(permis: type[E], valeur: object, nom: str) -> E:
    try:
        return permis(str(valeur))
    except ValueError as erreur:
        raise _refuse(nom, f"« {valeur} »", f"l’une des valeurs {', '.join(permis)}") from erreur


def _refuse(nom: str, recu: str, attendu: str) -> TableauError:
    return TableauError(
        f"{nom} : reçu {recu} ; attendu : {attendu}. Corrigez la correspondance, ou supprimez-la "
        "pour qu’elle soit proposée de nouveau."
    )
