"""« De quelle année est cette liste ? »: the years held that have all the codes of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carto_ess.francais import count, join_french, join_years, number
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import is_code_commune
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.epci import is_siren
from carto_ess.territoire.ressort import in_ressort

CODES_NOMMES = 5
"""Codes named in a sentence; the others are counted."""

_AUCUN_CODE = (
    "Aucun code n’a été reconnu. Attendu : des codes Insee de communes (62041) ou des SIREN d’EPCI "
    "(200069037), séparés comme vous voulez. Collez la colonne des codes."
)
_ENTRE = re.compile(r"[\s,;|\"«»()\[\]]+")


@dataclass(frozen=True)
class Anciennete:
    """What years say of a list of codes: Insee codes of communes, SIREN of EPCI, or both.

    ``codes`` are those read, each once, in their order; ``ignores`` counts the words that are none.
    ``manquants`` gives, by year held, the codes that it has not. ``exactes`` are the years whose
    communes, or EPCI, here are those of the list and no other.
    """

    codes: tuple[str, ...]
    ignores: int
    manquants: Mapping[int, tuple[str, ...]]
    exactes: tuple[int, ...]

    @property
    def annees(self) -> tuple[int, ...]:
        """The years that have all of them, oldest first; none when there is no code."""
        return tuple(m for m, sans in self.manquants.items() if self.codes and not sans)

    @property
    def inconnus(self) -> tuple[str, ...]:
        """The codes that no year held has."""
        sans = [set(codes) for codes in self.manquants.values()]
        perdus = set.intersection(*sans) if sans else set()
        return tuple(code for code in self.codes if code in perdus)

    @property
    def proches(self) -> tuple[int, ...]:
        """The years that lack the fewest codes that some year has."""
        perdus = set(self.inconnus)
        nombres = {m: len(set(sans) - perdus) for m, sans in self.manquants.items()}
        return tuple(m for m, n in nombres.items() if n == min(nombres.values()))


def parse_codes(texte: str) -> tuple[tuple[str, ...], int]:
    """Return the codes of a text, each once, and how many other words it has.

    Anything may stand between them. A first zero that a spreadsheet took away is put back.
    """
    mots = [clean_code(mot) for mot in _ENTRE.split(texte) if mot]
    codes = [code for mot in mots if (code := _read_code(mot))]
    return tuple(dict.fromkeys(codes)), len(mots) - len(codes)


def _read_code(mot: str) -> str:
    if is_code_commune(mot) or is_siren(mot):
        return mot
    return f"0{mot}" if len(mot) == 4 and is_code_commune(f"0{mot}") else ""


def date_codes(codes: Iterable[str], decoupages: Decoupages, *, ignores: int = 0) -> Anciennete:
    """Return which years held have `codes`."""
    codes = tuple(dict.fromkeys(codes))
    manquants, exactes = {}, []
    for millesime in decoupages.millesimes:
        connus = _list_known(decoupages[millesime], codes)
        manquants[millesime] = tuple(code for code in codes if code not in connus)
        if codes and set(codes) == connus:
            exactes.append(millesime)
    return Anciennete(codes, ignores, manquants, tuple(exactes))


def _list_known(decoupage: Decoupage, codes: tuple[str, ...]) -> set[str]:
    """Return the codes of a year that are of the kinds of `codes`."""
    connus: set[str] = set()
    if any(len(code) == 5 for code in codes):
        connus |= decoupage.communes.keys()
    if any(len(code) == 9 for code in codes):
        connus |= decoupage.epci.keys()
    return connus


def describe_anciennete(reponse: Anciennete, decoupages: Decoupages) -> tuple[str, ...]:
    """Return the answer in French, its first sentence first."""
    if not reponse.codes:
        return (_AUCUN_CODE,)
    phrases = [_say_years(reponse)]
    if reponse.exactes:
        quoi = join_french(_count_kinds(reponse.codes))
        ici = in_ressort(decoupages.ressort)
        phrases.append(
            f"C’est la liste entière : {quoi} {ici} en {join_years(reponse.exactes)}, et rien "
            "d’autre."
        )
    if not reponse.annees:
        phrases += _say_missing(reponse, decoupages)
    if reponse.ignores:
        phrases.append(f"{count(reponse.ignores, 'mot')} n’en sont pas : laissés de côté.")
    return tuple(phrases)


def _say_years(reponse: Anciennete) -> str:
    n = len(reponse.codes)
    if not reponse.annees:
        return f"Aucune année ne contient à la fois ces {number(n)} codes."
    sujet = "Ce code est" if n == 1 else f"Ces {number(n)} codes sont tous"
    return f"{sujet} dans {_name_years(reponse.annees)}."


def _name_years(annees: tuple[int, ...]) -> str:
    """Return « le découpage de 2015 », « les découpages de 2015 et 2019 à 2024 »."""
    return f"{'les découpages' if annees[1:] else 'le découpage'} de {join_years(annees)}"


def _count_kinds(codes: tuple[str, ...]) -> list[str]:
    n = sum(len(code) == 5 for code in codes)
    nombres = [(n, "commune", "communes"), (len(codes) - n, "EPCI", "EPCI")]
    return [count(*x) for x in nombres if x[0]]


def _say_missing(reponse: Anciennete, decoupages: Decoupages) -> list[str]:
    """Say what no year has, then what the nearest years lack."""
    phrases = []
    if inconnus := reponse.inconnus:
        verbe = "n’est" if len(inconnus) == 1 else "ne sont"
        phrases.append(
            f"{_name(inconnus, {})} {verbe} d’aucune année connue ici : code d’ailleurs, ou mal "
            "recopié."
        )
    annee = reponse.proches[-1]
    if sans := [code for code in reponse.manquants[annee] if code not in inconnus]:
        manque = _name(sans, _list_names(decoupages))
        phrases.append(f"Au plus près : {_name_years(reponse.proches)} ; il y manque {manque}.")
    elif len(inconnus) < len(reponse.codes):
        phrases.append(f"Les autres sont dans {_name_years(reponse.proches)}.")
    return phrases


def _list_names(decoupages: Decoupages) -> Mapping[str, str]:
    noms: dict[str, str] = {}
    for decoupage in decoupages.par_millesime.values():
        noms |= {c.code: c.nom for c in decoupage.communes.values()}
        noms |= {e.siren: e.nom_court for e in decoupage.epci.values()}
    return noms


def _name(codes: Iterable[str], noms: Mapping[str, str]) -> str:
    codes = list(codes)
    dits = [f"{noms[c]} ({c})" if c in noms else f"« {c} »" for c in codes[:CODES_NOMMES]]
    if reste := len(codes) - CODES_NOMMES:
        dits += [f"{number(reste)} autres"] if reste > 1 else ["un autre"] if reste > 0 else []
    return join_french(dits)
