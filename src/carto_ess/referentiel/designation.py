"""Which territory a row designates by its code and its name, or why none, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from carto_ess.francais import count, french_date, join_french, number
from carto_ess.referentiel.codes_nus import is_double
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import CodeCommune, is_code_commune
from carto_ess.territoire.decoupage import Decoupages, Territoire
from carto_ess.territoire.devenir import Disparu, find_disparus, find_heritiers
from carto_ess.territoire.epci import is_siren
from carto_ess.territoire.niveau import NIVEAUX, Niveau
from carto_ess.territoire.noms import abbreviate, match_closest, may_stand_for, split_precision
from carto_ess.texte import fold

_ARRONDI = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)  # « 2,46E+08 »
_CODE = r"(?P<code>(?:\d\d|2[AB])[\s.]?\d{3})"
_NOM = r"(?P<nom>[^\W\d_].*?)"
_CODE_ET_NOM = (
    re.compile(rf"{_CODE}[\s:,;(–-]+{_NOM}\)?", re.IGNORECASE),
    re.compile(rf"{_NOM}(?<![\s:,;(–-])[\s:,;(–-]++{_CODE}\)?", re.IGNORECASE),
)  # « 62160 Boulogne-sur-Mer », « Boulogne-sur-Mer (62160) »
_CITES_MAX = 200  # characters of a code and a name
_PROPOSES = 5
"""Territories named in one fault: beyond, their number is said."""


class Refus(NamedTuple):
    """Why a row designates no territory: the faulty column, then the words of a `Faute`."""

    champ: str
    recu: str
    attendu: str
    action: str


class Nomenclature(NamedTuple):
    """Where a row looks for its territory: the names and codes of a niveau in one millésime."""

    niveau: Niveau
    millesime: int
    decoupages: Decoupages
    insee: bool = False
    """Whether other codes without a name say that these are Insee's, and not the post's."""

    def get(self, code: str) -> Territoire | None:
        """Return the territory that has this code, ``None`` when none has."""
        return self.decoupages[self.millesime].territoires.get((self.niveau, code))

    def select_named(self, nom: str) -> tuple[Territoire, ...]:
        """Return the territories that share this name."""
        return self.decoupages[self.millesime].find_all(self.niveau, nom)

    def find_disparus(self, nom: str) -> tuple[Disparu, ...]:
        """Return what this name stood for in other perimeters."""
        return find_disparus(self.niveau, nom, self.millesime, self.decoupages)

    def describe(self) -> str:
        """Say it in French."""
        return f"niveau « {self.niveau} », périmètres {self.millesime}"


def designate(code: str, nom: str, ou: Nomenclature) -> Territoire | Refus:
    """Return the territory that a code, a name or both designate in `ou`.

    A code is enough, and so is a name that one territory alone bears; given both, they must agree.
    Five digits that are one commune's for Insee and another's for the post want the name.
    """
    if code:
        code = clean_code(code)
        territoire = ou.get(code)
        if territoire is None:
            attendu = f"un code de {ou.describe()}"
            return Refus("code", f"« {code} »", attendu, explain_code(code, nom, ou))
        if not nom:
            return _refuse_double(territoire, ou) or territoire
        return _refuse_contradiction(territoire, nom, ou) or territoire
    trouves = ou.select_named(nom)
    if len(trouves) == 1:
        return trouves[0]
    if trouves:
        attendu = "un nom qu’un seul territoire porte"
        return Refus("nom", f"« {nom} »", attendu, f"Donnez le code : {_list_names(trouves)}.")
    return Refus("nom", f"« {nom} »", f"un nom de {ou.describe()}", _explain_nom(nom, ou))


def designate_commune(texte: str, decoupages: Decoupages, *, insee: bool) -> Territoire | Refus:
    """Return the commune that one cell designates, of any year: its code, its name beside or not.

    `insee` says that codes without a name are Insee's for sure; else those that are the post's too
    want the name.
    """
    code, nom = split_commune(texte)
    annees = [
        Nomenclature(Niveau.COMMUNE, millesime, decoupages, insee)
        for millesime in reversed(decoupages.millesimes)
    ]
    ou = next((a for a in annees if a.get(clean_code(code))), annees[0])
    return designate(code, nom, ou)


def split_commune(texte: str) -> tuple[str, str]:
    """Return the code and the name that stand in one cell, in either order; no name, ``""``."""
    nu = " ".join(texte.split())[:_CITES_MAX]
    beside = next(filter(None, (m.fullmatch(nu) for m in _CODE_ET_NOM)), None)
    return (beside["code"], beside["nom"]) if beside else (clean_code(texte), "")


def _refuse_double(territoire: Territoire, ou: Nomenclature) -> Refus | None:
    """Return why a code alone is not enough: it is Insee's of one commune, the post's of others."""
    code = territoire.code
    if ou.insee or ou.niveau is not Niveau.COMMUNE or not is_double(code, ou.decoupages):
        return None
    postales = sorted(
        map(ou.decoupages.find_commune, ou.decoupages.codes_postaux[code]),
        key=lambda c: -(c.population or 0),
    )
    servies = dict.fromkeys(t for c in postales for t in _carry(c.code, ou))
    action = (
        f"{code} est le code Insee de {territoire.nom}, et le code postal de {_list_names(servies)}"
        f"\u00a0: écrivez « {territoire.nom} » à côté, ou le code Insee de l’autre commune."
    )
    return Refus("nom", f"une cellule vide à côté de « {code} »", "le nom de la commune", action)


def _refuse_contradiction(territoire: Territoire, nom: str, ou: Nomenclature) -> Refus | None:
    """Return why a code and a name do not agree, ``None`` when they do."""
    ici = ou.select_named(nom)
    siens = [
        d.territoires[ou.niveau, territoire.code]
        for d in ou.decoupages.par_millesime.values()
        if (ou.niveau, territoire.code) in d.territoires
    ]
    disparus = ou.find_disparus(nom)
    nommes = [*ici, *(d.territoire for d in disparus)]
    if any(t.code == territoire.code for t in nommes):
        return None
    if not nommes and any(may_stand_for(split_precision(nom)[0], t.nom) for t in siens):
        return None
    est = f"« {territoire.code} », qui est {territoire.nom}"
    if postale := _explain_postal(territoire.code, nom, ou):
        return Refus("code", est, f"le code Insee de « {nom} »", postale)
    if ici:
        action = f"« {nom} » a le code {_list_codes(ici)} : corrigez le code ou le nom."
    elif disparus:
        action = " ".join(_explain_disparu(nom, d, ou) for d in disparus)
    else:
        action = f"Écrivez « {territoire.nom} », videz le nom, ou corrigez le code."
    return Refus("code", est, f"le code de « {nom} », le nom de la même ligne", action)


def explain_code(code: str, nom: str, ou: Nomenclature) -> str:
    """Say in French what is likely wrong with a code that `ou` does not hold, and what to do."""
    if _ARRONDI.fullmatch(code):
        return (
            "Le tableur a arrondi le code et ses derniers chiffres sont perdus : mettez la colonne "
            "au format texte et ressaisissez-le, ou videz la cellule et donnez le nom."
        )
    raisons = (
        _explain_postal(code, nom, ou),
        _explain_zero(code, ou),
        _explain_annee(code, ou),
        _explain_niveau(code, ou),
        _explain_siren(code, ou),
        _propose_codes(code, nom, ou),
    )
    if raison := next(filter(None, raisons), ""):
        return raison
    if ou.niveau is Niveau.COMMUNE and is_code_commune(code):
        return "Ce code n’est celui d’aucune commune de ce territoire : vérifiez-le."
    return "Vérifiez le code, ou videz la cellule et donnez le nom."


def _explain_postal(code: str, nom: str, ou: Nomenclature) -> str:
    """Say whose postcode it is; of several communes, the one that the name means alone."""
    if ou.niveau is not Niveau.COMMUNE:
        return ""
    servies = [
        heritier for c in ou.decoupages.codes_postaux.get(code, ()) for heritier in _carry(c, ou)
    ]
    voulues = [t for t in servies if nom and t in ou.select_named(nom)] or (
        [] if nom and ou.get(code) else servies
    )
    if not voulues:
        return ""
    if len(voulues) == 1:
        (commune,) = voulues
        return (
            f"{code} est un code postal ; {commune.nom} a le code Insee {commune.code} : mettez "
            "celui-ci."
        )
    return f"{code} est un code postal, il faut le code Insee : {_list_names(voulues)}."


def _carry(code: CodeCommune, ou: Nomenclature) -> list[Territoire]:
    """Return the communes of `ou` on the land of a commune of today."""
    depuis = ou.decoupages.millesimes[-1]
    codes = ou.decoupages.convert([code], depuis=depuis, vers=ou.millesime)
    return [t for c in sorted(codes) if (t := ou.get(c))]


def _explain_zero(code: str, ou: Nomenclature) -> str:
    if ou.niveau is Niveau.COMMUNE and is_code_commune(f"0{code}"):
        return f"Un zéro manque sans doute au début : « 0{code} ». Mettez la colonne en texte."
    return ""


def _explain_annee(code: str, ou: Nomenclature) -> str:
    for annee in reversed(ou.decoupages.millesimes):
        if ancien := ou.decoupages[annee].territoires.get((ou.niveau, code)):
            heritiers = find_heritiers(ancien, annee, ou.millesime, ou.decoupages)
            suite = f" ({ou.millesime} : {_list_names(heritiers)})" if heritiers else ""
            return (
                f"Ce code désigne {ancien.nom} dans les périmètres {annee} : corrigez le "
                f"millésime, ou le code{suite}."
            )
    return ""


def _explain_niveau(code: str, ou: Nomenclature) -> str:
    for niveau in Niveau:
        if autre := ou.decoupages[ou.millesime].territoires.get((niveau, code)):
            return f"Ce code est d’un autre niveau, {_name(autre)} : corrigez le niveau ou le code."
    return ""


def _explain_siren(code: str, ou: Nomenclature) -> str:
    if ou.niveau is not Niveau.EPCI or is_siren(code):
        return ""
    if code.isascii() and code.isdigit():
        if len(code) == 9:
            proches = _find_near_codes(code, ou)
            return (
                "Ce numéro SIREN ne peut pas exister : le dernier chiffre ne va pas avec les "
                f"autres, il y a une faute de frappe. {_propose(map(_name, proches))}"
            )
        return f"Un SIREN a neuf chiffres : {count(len(code), 'chiffre est venu', 'sont venus')}."
    return (
        "Ce n’est pas un SIREN (neuf chiffres) : donnez-le, ou videz la cellule et donnez le nom."
    )


def _propose_codes(code: str, nom: str, ou: Nomenclature) -> str:
    """Return the codes that the name leads to, else those that one slip of the hand changes."""
    if nommes := ou.select_named(nom) if nom else ():
        return _propose(_name(t) for t in nommes)
    proches = _find_near_codes(code, ou)
    return _propose(map(_name, proches)) if proches else ""


def _find_near_codes(code: str, ou: Nomenclature) -> list[Territoire]:
    """Return at most three territories whose code differs by one digit, or two swapped ones."""
    tous = ou.decoupages[ou.millesime].territoires
    codes = [c for niveau, c in tous if niveau is ou.niveau]
    proches = [c for c, *_ in process.extract(code, codes, scorer=OSA.distance, score_cutoff=1)]
    proches.sort(key=lambda c: (c[:-1] != code[:-1], c))  # most slips are on the last digit
    return [tous[ou.niveau, c] for c in proches[:3]]


def _explain_nom(nom: str, ou: Nomenclature) -> str:
    """Say what a name that `ou` does not hold may mean, and what to write instead."""
    code = clean_code(nom)
    if code.isdigit() or is_code_commune(code):
        if ou.get(code):
            return "C’est un code : mettez-le dans la colonne « code »."
        return explain_code(code, "", ou)
    if disparus := ou.find_disparus(nom):
        return " ".join(_explain_disparu(nom, d, ou) for d in disparus)
    decoupage = ou.decoupages[ou.millesime]
    autres = [t for niveau in NIVEAUX for t in decoupage.find_all(niveau, nom)]
    if autres:
        liste = join_french([_name(t) for t in autres])
        return f"Ce nom est d’un autre niveau, {liste} : corrigez le niveau."
    noms = decoupage.noms_par_cle[ou.niveau]
    sigles = [n for n in noms.values() if ou.niveau is Niveau.EPCI and abbreviate(n) == fold(nom)]
    return _propose(sigles or match_closest(split_precision(nom)[0], noms))


def _explain_disparu(nom: str, disparu: Disparu, ou: Nomenclature) -> str:
    """Say where the land of a territory is in the perimeters asked about, and what to write."""
    ancien, annee = disparu.territoire, disparu.millesime
    ici = _list_names(disparu.heritiers)
    if annee is None:
        return f"{ancien.nom} est dans {ici} : écrivez ce nom."
    sujet = ancien.nom if may_stand_for(nom, ancien.nom) else f"{nom} désigne {ancien.nom}, qui"
    if [t.code for t in disparu.heritiers] == [ancien.code]:
        suite = f"s’appelle {ici} dans ceux de {ou.millesime}"
    else:
        suite = f"est dans {ici} en {ou.millesime}"
    if disparu.date:
        suite += f", depuis le {french_date(disparu.date)}"
    return (
        f"{sujet} n’existe sous ce nom que dans les périmètres {annee} et {suite} : écrivez ce "
        f"nom, ou mettez {annee} comme millésime."
    )


def _name(territoire: Territoire) -> str:
    """Return « Saint-Omer (commune 62765) »: the name, and what tells it from another."""
    return f"{territoire.nom} ({NIVEAUX[territoire.niveau]} {territoire.code})"


def _list_names(territoires: Iterable[Territoire]) -> str:
    tous = [f"{t.nom} ({t.code})" for t in territoires]
    reste = len(tous) - _PROPOSES
    return join_french(tous if reste <= 0 else [*tous[:_PROPOSES], f"{number(reste)} autres"])


def _list_codes(territoires: Iterable[Territoire]) -> str:
    return " ou ".join(t.code for t in territoires)


def _propose(proches: Iterable[str]) -> str:
    liste = " ; ".join(proches)
    return (
        f"Vouliez-vous dire : {liste} ?" if liste else "Vérifiez l’orthographe, ou donnez le code."
    )
