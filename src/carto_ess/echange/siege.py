"""The commune of a seat, in a table that is not of our model: one commune, or a question."""

from __future__ import annotations

from typing import NamedTuple

from carto_ess.echange.lieux import LectureCodes, read_lieux
from carto_ess.referentiel.codes_nus import is_double
from carto_ess.referentiel.designation import Refus, designate_commune
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau


class Siege(NamedTuple):
    """What a cell says: the commune as our model writes it, or what to ask; neither: no commune."""

    commune: str = ""
    question: str = ""


def read_siege(texte: str, decoupages: Decoupages, *, codes: LectureCodes) -> Siege:
    """Read the commune that a cell names by its code, its name or both.

    Five digits that are Insee's for one commune and the post's for others are asked about, unless
    `codes` says which they are.
    """
    if codes is not LectureCodes.POSTAL:
        commune = designate_commune(texte, decoupages, insee=codes is LectureCodes.INSEE)
        if not isinstance(commune, Refus):
            return Siege(f"{commune.code} {commune.nom}")
        if is_double(clean_code(texte), decoupages):
            return Siege(question=commune.action)
    lecture = read_lieux(texte, decoupages, codes=codes)
    communes = {x.code: x.nom for x in lecture.lieux if x.niveau is Niveau.COMMUNE}
    if len(communes) == 1 and not lecture.questions:
        return Siege(" ".join(next(iter(communes.items()))))
    return Siege()
