"""« En est-on sûr ? »: by which words of the booklet a figure depends on how they are read."""

from __future__ import annotations

from typing import Any

from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Lacune
from carto_ess.lacune.doute import find_doutes, say_doute
from carto_ess.ui.donnees import Donnees
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue


def describe_doutes(
    donnees: Donnees, vue: Vue, matrice: Matrice, lacune: Lacune
) -> list[dict[str, Any]]:
    """Return what ``doutes.html`` asks for: the readings that change what covers a territory.

    Those of the types asked, in the order of the référentiel; none where every reading agrees.
    """
    return [
        {
            "fiche": doute.fiche,
            "params": write_params(vue.open_fiche(doute.fiche.id), donnees.decoupages),
            "dit": say_doute(doute, lacune.n_communes),
        }
        for doute in find_doutes(matrice, tuple(lacune.par_type), lacune.communes)
    ]
