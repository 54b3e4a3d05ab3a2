"""Which EPCI, Pays or commune someone means: by code or by name, in one millésime or in any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.francais import join_years
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.noms import find_closest
from carto_ess.texte import fold

_EPCI = re.compile(r"^(ca|cc|cu|communaute|metropole)\b")


class TerritoireDate(NamedTuple):
    """A territory of one millésime."""

    millesime: int
    niveau: Niveau
    code: str


def list_territoires(decoupage: Decoupage) -> Iterator[tuple[TerritoireDate, str]]:
    """Yield the EPCI then the Pays of a millésime with their short name, by name."""
    annee = decoupage.millesime
    for epci in sorted(decoupage.epci.values(), key=lambda e: fold(e.nom_court)):
        yield TerritoireDate(annee, Niveau.EPCI, epci.siren), epci.nom_court
    for pays in sorted(decoupage.pays.values(), key=lambda p: fold(p.nom)):
        if pays.communes:
            yield TerritoireDate(annee, Niveau.PAYS, pays.code), pays.nom_date


def find_territoire(
    libelle: str, decoupages: Decoupages, millesime: int | None = None, *, communes: bool = False
) -> TerritoireDate:
    """Return the EPCI or Pays of that code or name, of `millesime` or of the latest that has it.

    With `communes`, one of them too, where no EPCI nor Pays is meant.

    Raises
    ------
    TerritoireNotFoundError
        None has it: one sentence with the nearest names, or the years that have it.
    """
    libelle = clean_code(libelle)
    annees = decoupages.millesimes[::-1] if millesime is None else (millesime,)
    for annee in annees:
        if trouve := _match(libelle, decoupages[annee]):
            return trouve
    for annee in annees if communes else ():
        if trouve := _match_commune(libelle, decoupages[annee]):
            return trouve
    ailleurs = [a for a in decoupages.millesimes if _match(libelle, decoupages[a])]
    if ailleurs:
        raise TerritoireNotFoundError(
            f"« {libelle} » n’existe pas dans les périmètres {millesime} mais dans ceux de "
            f"{join_years(ailleurs)}."
        )
    proches = _suggest(libelle, decoupages, annees)
    suite = f" Vouliez-vous dire : {', '.join(proches)} ?" if proches else ""
    genres = "Aucune commune ni EPCI ni Pays" if communes else "Aucun EPCI ni Pays"
    raise TerritoireNotFoundError(
        f"{genres} n’a le code ou le nom « {libelle} » dans les périmètres "
        f"{join_years(annees)}.{suite}",
        proches,
    )


def _match(libelle: str, decoupage: Decoupage) -> TerritoireDate | None:
    for territoire, nom in list_territoires(decoupage):
        if libelle == territoire.code or fold(libelle) in {fold(nom), fold(_undate(nom))}:
            return territoire
    for niveau in _order_niveaux(libelle):
        try:
            code = decoupage.find(niveau, libelle).code
        except TerritoireNotFoundError:
            continue
        return TerritoireDate(decoupage.millesime, niveau, code)
    return None


def _match_commune(libelle: str, decoupage: Decoupage) -> TerritoireDate | None:
    try:
        code = CodeCommune(libelle)
        if code not in decoupage.communes:
            code = CodeCommune(decoupage.find(Niveau.COMMUNE, libelle).code)
    except TerritoireNotFoundError:
        return None
    return TerritoireDate(decoupage.millesime, Niveau.COMMUNE, code)


def _order_niveaux(libelle: str) -> tuple[Niveau, ...]:
    """Return the niveaux to look at: « CA de Saint-Omer » is no Pays, « Pays de Saint-Omer » is."""
    debut = fold(libelle)
    if _EPCI.match(debut):
        return (Niveau.EPCI,)
    return (Niveau.PAYS, Niveau.EPCI) if debut.startswith("pays") else (Niveau.EPCI, Niveau.PAYS)


def _suggest(libelle: str, decoupages: Decoupages, annees: tuple[int, ...]) -> tuple[str, ...]:
    """Return at most three « name (code) », near by their name or by their code."""
    noms: dict[str, str] = {}
    for annee in annees:
        for territoire, nom in list_territoires(decoupages[annee]):
            noms.setdefault(territoire.code, nom)
    codes = {nom: code for code, nom in noms.items()}
    proches = [codes[nom] for nom in find_closest(libelle, codes)]
    proches += [
        c for c, *_ in process.extract(libelle, noms.keys(), scorer=OSA.distance, score_cutoff=2)
    ]
    return tuple(f"{noms[c]} ({c})" for c in dict.fromkeys(proches))[:3]


def name_file(territoire: TerritoireDate, nom: str) -> str:
    """Return the stem of the file of a territory's page: year, code, name, ASCII only."""
    code = [] if territoire.niveau is Niveau.PAYS else [territoire.code]
    return "-".join(["page-conseil", str(territoire.millesime), *code, _fold_file(nom)])


def name_page(territoire: TerritoireDate, nom: str, actuel: int) -> str:
    """Return the name of the file that a reader takes: the territory's, and a year of the past."""
    annee = [] if territoire.millesime == actuel else [str(territoire.millesime)]
    return "-".join(["page-pour-le-conseil", _fold_file(nom), *annee])


def _fold_file(nom: str) -> str:
    return "-".join(fold(_undate(nom)).encode("ascii", "ignore").decode().split())


def _undate(nom: str) -> str:
    """Return the name of a Pays without the year of its perimeter."""
    return nom.partition(" (périmètre")[0]
