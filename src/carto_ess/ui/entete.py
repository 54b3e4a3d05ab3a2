"""What every page says above and below: its title, notices, sources."""

from __future__ import annotations

from carto_ess.carte.zonage import count_covered
from carto_ess.couverture.filtre import Filtre, select_fiches
from carto_ess.territoire.ressort import in_ressort
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.session import take_avis
from carto_ess.vue.vue import Vue


def render_entete(donnees: Donnees, vue: Vue) -> None:
    """Draw the title, the finding of the current view in one sentence, and notices if any."""
    decoupage, matrice = donnees.of(vue)
    fiches = select_fiches(donnees.referentiel.fiches, Filtre(vue.types), matrice)
    n = len(decoupage.communes)
    render_gabarit(
        "entete.html",
        departement=in_ressort(donnees.decoupages.ressort),
        n_fiches=len(fiches),
        n_communes=n,
        n_vides=n - count_covered(matrice, fiches),
        vue=vue,
    )
    # One element whatever it holds: one more above the map would rebuild the map’s frame.
    render_gabarit("avis.html", avis=take_avis())


def render_pied(donnees: Donnees, vue: Vue) -> None:
    """Draw the sources and the millésime: every figure above comes from them."""
    manifeste = donnees.decoupages.manifeste
    render_gabarit("pied.html", manifeste=manifeste, vue=vue)
