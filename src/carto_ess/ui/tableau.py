"""The table of the fiches on screen: the same rows as the map, readable without it."""

from __future__ import annotations

from carto_ess.ui.donnees import Donnees
from carto_ess.ui.filtres import describe_filtre
from carto_ess.ui.html import render_gabarit
from carto_ess.vue.adresse import write_params
from carto_ess.vue.liste import clip, list_fiches
from carto_ess.vue.vue import Vue


def render_tableau(donnees: Donnees, vue: Vue) -> None:
    """Draw one row per fiche that passes the filters, with the communes it covers."""
    _, matrice = donnees.of(vue)
    communes = vue.find_communes(donnees.decoupages)
    fiches = list_fiches(donnees.referentiel.fiches, vue.filtre, communes, matrice)
    montrees, n_caches = clip(fiches)
    render_gabarit(
        "tableau.html",
        sans_fiche=not donnees.referentiel.fiches,
        legende=describe_filtre(vue, donnees, len(fiches)),
        lignes=[(f, len(matrice.communes_of(f.id))) for f in montrees],
        lien=lambda fiche: write_params(vue.open_fiche(fiche.id), donnees.decoupages),
        n_caches=n_caches,
    )
