"""Territories as an officer writes them in one cell: codes, names, lists, « CA X sauf Y ».

What is certain becomes territories of our model; what is not becomes a question, one sentence that
names what could be meant. Nothing is guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from carto_ess.francais import count, join_french
from carto_ess.referentiel.codes_nus import is_double
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages, Territoire
from carto_ess.territoire.niveau import NIVEAUX, Niveau
from carto_ess.territoire.noms import match_closest, names_commune, names_epci
from carto_ess.texte import fold


class LectureCodes(StrEnum):
    """What five digits mean in a column: 62500 is a commune for Insee, others for the post."""

    AUTO = "auto"
    INSEE = "insee"
    POSTAL = "postal"


@dataclass(frozen=True, slots=True)
class Lieu:
    """A territory understood: what was written, what it was read as, and why when it is a reading.

    ``note`` is empty when the words name the territory itself.
    """

    niveau: Niveau
    code: str
    nom: str
    millesime: int
    texte: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LectureLieux:
    """What a cell says: the territories, and a question for each part that is not certain."""

    lieux: tuple[Lieu, ...] = ()
    questions: tuple[str, ...] = ()


class _QuestionError(Exception):
    """A part of a cell that a person has to decide; its message is the question."""


_FORTS = re.compile(r"[|;\n]")
_FAIBLES = re.compile(r"((?<!\s)(?:\s*+[,+]\s*|\s++(?:/|et|ainsi que|puis)\s+))")
_SAUF = re.compile(
    r"(?<!\s)\s*+\(?\s*+\b(?:sauf|hors|hormis|excepté(?:e|es|s)?|à l[’']exception de|moins)\b"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_TOUT = re.compile(
    r"^(?:tou(?:te|t|s|tes)\s+)?(?:(?:les\s+)?communes|(?:l[’'])?ensemble|(?:le\s+)?territoire|"
    r"(?:le\s+)?périmètre)\s+(?:des?\s+communes\s+)?(?:du\s+territoire\s+)?(?:de\s+la|de\s+l[’']|du|de|des)\s+",
    re.IGNORECASE,
)
_DEPARTEMENT = frozenset(
    map(fold, ("département", "le département", "tout le département", "ensemble du département"))
)
_FRAGMENTS_MAX = 400
"""Parts of one cell: the communes of a département, each by name, are as many cells."""

_POSSIBLES = 6  # named in a question


def read_lieux(
    texte: str,
    decoupages: Decoupages,
    *,
    codes: LectureCodes = LectureCodes.AUTO,
    niveau: Niveau | None = None,
) -> LectureLieux:
    """Read the territories of one cell.

    Parameters
    ----------
    codes
        What five digits mean; ``AUTO`` asks where they mean both a commune and a postcode.
    niveau
        What names mean where several territories share them; ``None`` asks.
    """
    lieux: list[Lieu] = []
    questions: list[str] = []
    for fragment in _split(texte, decoupages):
        try:
            lieux += _read_fragment(fragment, decoupages, codes, niveau)
        except _QuestionError as question:
            questions.append(str(question))
    uniques = {(x.niveau, x.code, x.millesime): x for x in reversed(lieux)}
    return LectureLieux(tuple(reversed(uniques.values())), tuple(dict.fromkeys(questions)))


def _split(texte: str, decoupages: Decoupages) -> Iterator[str]:
    """Cut a cell into territories; a comma or an « et » inside a name does not cut it."""
    for morceau in filter(None, map(str.strip, _FORTS.split(texte))):
        yield from [morceau] if _SAUF.search(morceau) else _split_weak(morceau, decoupages)


def _split_weak(morceau: str, decoupages: Decoupages) -> Iterator[str]:
    """Cut at commas and « et », keeping together the longest run of parts that is a name."""
    parts = _FAIBLES.split(morceau)
    if len(parts) > 2 * _FRAGMENTS_MAX:
        yield morceau[:80]
        return
    debut = 0
    while debut < len(parts):
        fin = next(
            (
                f
                for f in range(min(len(parts), debut + 9), debut + 1, -2)
                if _is_name("".join(parts[debut:f]), decoupages)
            ),
            debut + 1,
        )
        if fragment := "".join(parts[debut:fin]).strip(" .,"):
            yield fragment
        debut = fin + 1


def _is_name(texte: str, decoupages: Decoupages) -> bool:
    return any(True for _ in _find_all(texte.strip(" ."), decoupages, Niveau))


def _read_fragment(
    fragment: str, decoupages: Decoupages, codes: LectureCodes, niveau: Niveau | None
) -> list[Lieu]:
    avant, *apres = _SAUF.split(fragment, maxsplit=1)
    if apres and avant:
        return _subtract(fragment, avant, apres[0].rstrip(" )"), decoupages, codes, niveau)
    nu = _TOUT.sub("", fragment).strip(" .")
    code = clean_code(nu)
    if re.fullmatch(r"\d{5}|2[AB]\d{3}", code):
        return _read_five(code, fragment, decoupages, codes)
    if re.fullmatch(r"\d{9}", code):
        return [_find_siren(code, fragment, decoupages)]
    if (trouve := _find_departement(code, nu, decoupages)) is not None:
        return [Lieu(*trouve, decoupages.actuel.millesime, fragment)]
    return [_find_name(nu, fragment, decoupages, niveau)]


def _find_departement(code: str, nu: str, decoupages: Decoupages) -> Territoire | None:
    """Return the département of that code, or the only one there is when the cell says « tout »."""
    siens = decoupages.ressort.departements
    if fold(nu) in _DEPARTEMENT and len(siens) == 1:
        return Territoire(Niveau.DEPARTEMENT, siens[0].code, siens[0].nom)
    for d in siens:
        if code == d.code or fold(nu).removeprefix(f"{fold(NIVEAUX[Niveau.DEPARTEMENT])} ") in {
            fold(d.nom), f"du {fold(d.nom)}", f"de {fold(d.nom)}",
        }:  # fmt: skip
            return Territoire(Niveau.DEPARTEMENT, d.code, d.nom)
    return None


def _read_five(code: str, fragment: str, decoupages: Decoupages, codes: LectureCodes) -> list[Lieu]:
    """Read five digits: an Insee code, or a postcode, which stands for the communes it serves."""
    insee = _find_commune(code, decoupages)
    postal = decoupages.codes_postaux.get(code, ())
    if codes is LectureCodes.POSTAL or (codes is LectureCodes.AUTO and not insee):
        if not postal:
            raise _QuestionError(_say_unknown(fragment, "ni un code Insee ni un code postal"))
        note = f"code postal {code} : {count(len(postal), 'commune')}"
        return [
            Lieu(Niveau.COMMUNE, c, decoupages.find_commune(c).nom, decoupages.actuel.millesime,
                 fragment, note)
            for c in postal
        ]  # fmt: skip
    if insee is None:
        raise _QuestionError(_say_unknown(fragment, "pas un code Insee de ces périmètres"))
    millesime, commune = insee
    if codes is LectureCodes.AUTO and is_double(code, decoupages):
        noms = join_french([decoupages.find_commune(c).nom for c in postal[:_POSSIBLES]])
        raise _QuestionError(
            f"« {fragment} » est le code Insee de {commune.nom} et le code postal de {noms} : "
            "dites si la colonne donne des codes Insee ou des codes postaux."
        )
    return [Lieu(Niveau.COMMUNE, code, commune.nom, millesime, fragment)]


def _find_commune(code: str, decoupages: Decoupages) -> tuple[int, Territoire] | None:
    for millesime in reversed(decoupages.millesimes):
        if trouve := decoupages[millesime].territoires.get((Niveau.COMMUNE, code)):
            return millesime, trouve
    return None


def _find_siren(code: str, fragment: str, decoupages: Decoupages) -> Lieu:
    for millesime in reversed(decoupages.millesimes):
        if trouve := decoupages[millesime].territoires.get((Niveau.EPCI, code)):
            return Lieu(Niveau.EPCI, code, trouve.nom, millesime, fragment)
    raise _QuestionError(_say_unknown(fragment, "pas le SIREN d’un EPCI de ces périmètres"))


def _find_name(nu: str, fragment: str, decoupages: Decoupages, niveau: Niveau | None) -> Lieu:
    """Return the one territory of that name, of today rather than of the past."""
    parts = _FAIBLES.split(nu)[::2]
    if len(parts) > 1 and not names_epci(nu) and all(_is_name(p, decoupages) for p in parts):
        raise _QuestionError(
            f"« {fragment} » peut être un seul territoire, ou {join_french(parts)}, chacun pour "
            "soi. Donnez les codes, ou séparez-les par « ; »."
        )
    permis = _order_niveaux(nu, niveau)
    trouves = list(dict.fromkeys(_find_all(nu, decoupages, permis)))
    if niveau is not None and any(t.niveau is niveau for _, t in trouves):
        trouves = [(m, t) for m, t in trouves if t.niveau is niveau]
    recents = [(m, t) for m, t in trouves if m == max(m for m, _ in trouves)]
    if len(recents) == 1:
        millesime, t = recents[0]
        return Lieu(t.niveau, t.code, t.nom, millesime, fragment)
    if recents:
        possibles = "\u00a0; ".join(
            f"{t.nom} ({NIVEAUX[t.niveau]}, {t.code})" for _, t in recents[:_POSSIBLES]
        )
        raise _QuestionError(
            f"« {fragment} » désigne plusieurs territoires : {possibles}. Donnez le code, ou dites "
            "le niveau de la colonne."
        )
    proches = match_closest(nu, _list_connus(decoupages))
    suite = f" Vouliez-vous dire : {', '.join(proches)} ?" if proches else ""
    raise _QuestionError(
        f"« {fragment[:120]} » n’est pas un territoire connu : attendu, le code ou le nom d’une "
        f"commune, d’un EPCI, d’un Pays, du département ou d’une région.{suite}"
    )


def _list_connus(decoupages: Decoupages) -> dict[str, str]:
    """Return every name of every year under its key; the years keep theirs."""
    return {
        cle: nom
        for millesime in decoupages.millesimes
        for noms in decoupages[millesime].noms_par_cle.values()
        for cle, nom in noms.items()
    }


def _order_niveaux(nu: str, niveau: Niveau | None) -> Iterable[Niveau]:
    """Return the niveaux that the words themselves allow: « CC de… » is no commune."""
    if names_commune(nu):
        return (Niveau.COMMUNE,)
    if names_epci(nu):
        return (Niveau.EPCI,)
    debut = fold(nu).partition(" ")[0]
    if debut == "pays":
        return (Niveau.PAYS, Niveau.EPCI)
    return (Niveau.REGION,) if debut == "region" else (niveau, *Niveau) if niveau else Niveau


def _find_all(
    nu: str, decoupages: Decoupages, niveaux: Iterable[Niveau]
) -> Iterator[tuple[int, Territoire]]:
    for millesime in reversed(decoupages.millesimes):
        for niveau in niveaux:
            trouves = decoupages[millesime].find_all(niveau, nu)
            if len(trouves) == 1:
                yield millesime, trouves[0]


def _subtract(
    fragment: str,
    avant: str,
    apres: str,
    decoupages: Decoupages,
    codes: LectureCodes,
    niveau: Niveau | None,
) -> list[Lieu]:
    """Read « X sauf Y »: the communes of X that Y does not hold, each by its own code."""
    gardes, otes = (read_lieux(t, decoupages, codes=codes, niveau=niveau) for t in (avant, apres))
    if gardes.questions or otes.questions:
        raise _QuestionError(" ".join((*gardes.questions, *otes.questions)))
    toutes = expand_lieux(gardes.lieux, decoupages)
    restent = toutes - expand_lieux(otes.lieux, decoupages)
    if not restent or restent == toutes:
        raise _QuestionError(
            f"« {fragment[:120]} » : ce qui suit « sauf » n’est pas dans ce qui précède, ou ne "
            "laisse rien. Vérifiez les deux noms."
        )
    note = f"« {fragment[:200]} » : {count(len(restent), 'commune')}"
    return [
        Lieu(Niveau.COMMUNE, c, decoupages.find_commune(c).nom, decoupages.actuel.millesime,
             fragment, note)
        for c in sorted(restent)
    ]  # fmt: skip


def expand_lieux(lieux: Iterable[Lieu], decoupages: Decoupages) -> frozenset[CodeCommune]:
    """Return today's communes on the land of `lieux`."""
    return frozenset[CodeCommune]().union(
        *(
            decoupages.bring_forward(
                decoupages[x.millesime].select_communes(x.niveau, x.code), depuis=x.millesime
            )
            for x in lieux
        )
    )


def _say_unknown(fragment: str, quoi: str) -> str:
    return f"« {fragment} » n’est {quoi}. Vérifiez le code, ou donnez le nom du territoire."
