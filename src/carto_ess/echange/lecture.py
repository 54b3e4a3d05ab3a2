"""An officer's table read at once: what becomes of it, and its territories in their shortest form.

All that a page shows of it is found here, so that a worker finds it rather than the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carto_ess.echange.correspondance import Correspondance
from carto_ess.echange.lieux import Lieu, expand_lieux
from carto_ess.echange.reprise import Reprise, convert_table
from carto_ess.echange.resume import describe_forme, summarize_communes
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.tableur.libre import TableLibre
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau


@dataclass(frozen=True, slots=True)
class LectureTable:
    """What a table was read as; ``formes`` are the territories of its first rows, in words."""

    reprise: Reprise
    formes: tuple[str, ...]

    @property
    def referentiel(self) -> Referentiel:
        """The référentiel made of the table."""
        return self.reprise.referentiel


def read_table(
    table: TableLibre, correspondance: Correspondance, decoupages: Decoupages, n_formes: int
) -> LectureTable:
    """Read a table by its correspondance, and describe the territories of `n_formes` rows."""
    reprise = convert_table(table, correspondance, decoupages)
    compris = reprise.rapport.compris[:n_formes]
    return LectureTable(reprise, tuple(_describe(c.lieux, decoupages) for c in compris))


def _describe(lieux: Sequence[Lieu], decoupages: Decoupages) -> str:
    """Return the territories of a row in their shortest form: « CA X + Lumbres − 3 communes »."""
    if any(x.niveau in {Niveau.PAYS, Niveau.REGION} for x in lieux):
        return " ; ".join(x.nom for x in lieux)
    communes = expand_lieux(lieux, decoupages)
    return describe_forme(summarize_communes(communes, decoupages.actuel), decoupages.actuel)
