"""The body of a fiche, wherever it is shown: its territories counted and its place named."""

from __future__ import annotations

from typing import Any

from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.niveau import Echelle
from carto_ess.ui.courrier import find_signalement
from carto_ess.ui.donnees import Donnees


def describe_corps(donnees: Donnees, fiche: Fiche, millesime: int) -> dict[str, Any]:
    """Return what ``fiche_corps.html`` asks for: communes of `millesime` by niveau, and place.

    Every niveau counts, whatever the échelle of the view: a fiche is shown whole.
    """
    toutes = donnees.matrice(millesime, Echelle.TOUTES)
    point = fiche.point
    return {
        "fiche": fiche,
        "par_niveau": {niveau: len(c) for niveau, c in toutes.par_fiche[fiche.id].items()},
        "lieu": point and donnees.decoupages.find_commune(point.code_commune).nom,
        "millesime": millesime,
        "signaler": find_signalement(fiche),
    }
