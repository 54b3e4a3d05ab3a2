"""Codes of communes with no name beside them: Insee’s, or the post’s.

Nine postcodes out of ten of the Pas-de-Calais are also the Insee code of another commune: 62500 is
Lespesses for Insee, Saint-Omer for the post.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from carto_ess.tableur.tableau import Tableau
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau


def is_double(code: str, decoupages: Decoupages) -> bool:
    """Tell whether a commune's Insee code is also the postcode of others, and not its own."""
    servies = decoupages.codes_postaux.get(code, ())
    return bool(servies) and CodeCommune(code) not in servies and is_insee(code, decoupages)


def is_insee(code: str, decoupages: Decoupages) -> bool:
    """Tell whether a commune of some year has that Insee code."""
    return any(code in d.communes for d in decoupages.par_millesime.values())


def select_fiches_insee(couvertures: Tableau, decoupages: Decoupages) -> frozenset[str]:
    """Return the fiches whose codes of communes without a name are Insee codes for sure.

    Most of theirs are nobody's postcode, and none is a postcode alone.
    """
    par_fiche = defaultdict[str, Counter[str]](Counter)
    for ligne in couvertures.lignes:
        if ligne["niveau"] == Niveau.COMMUNE and ligne["code"] and not ligne["nom"]:
            code = clean_code(ligne["code"])
            par_fiche[ligne["fiche"]][_tell(code, decoupages)] += 1
    return frozenset(
        fiche for fiche, n in par_fiche.items() if not n["postal"] and n["insee"] > n["double"]
    )


def are_points_insee(fiches: Tableau, decoupages: Decoupages) -> bool:
    """Tell whether the communes of a table's points are given by Insee codes for sure.

    Most of them are nobody's postcode, and none is a postcode alone.
    """
    codes = (clean_code(ligne["point_commune"]) for ligne in fiches.lignes)
    n = Counter(_tell(code, decoupages) for code in codes if code)
    return not n["postal"] and n["insee"] > n["double"]


def _tell(code: str, decoupages: Decoupages) -> str:
    if is_double(code, decoupages):
        return "double"
    if is_insee(code, decoupages):
        return "insee"
    return "postal" if code in decoupages.codes_postaux else ""
