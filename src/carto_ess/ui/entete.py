"""What stands above the map and below: its title, its finding, notices, sources."""

from __future__ import annotations

from carto_ess.lacune.phrases_constat import say_finding
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.ressort import in_ressort
from carto_ess.ui.bilans import answer_all
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.session import take_avis
from carto_ess.vue.vue import Vue


def render_entete(donnees: Donnees, vue: Vue) -> None:
    """Draw the title, the finding in one sentence, and notices if any.

    The finding is of every type: neither the types shown nor a territory changes it.
    """
    bilan = answer_all(donnees, vue, Niveau.EPCI)
    phrase, epci = say_finding(bilan)
    render_gabarit(
        "entete.html",
        departement=in_ressort(donnees.decoupages.ressort),
        phrase=phrase,
        epci=epci,
        reserves=list_reserves(donnees, vue),
    )
    # One element whatever it holds: one more above the map would rebuild the map’s frame.
    render_gabarit("avis.html", avis=take_avis())


def list_reserves(donnees: Donnees, vue: Vue) -> list[str]:
    """Return the options that are not the default and that a figure depends on, in French."""
    dites = []
    if vue.millesime != donnees.decoupages.actuel.millesime:
        dites.append(f"Découpage de {vue.millesime} (livret).")
    if vue.echelle is Echelle.TOUTES:
        dites.append("Coopérations départementales et régionales comptées.")
    return dites


def render_pied(donnees: Donnees, vue: Vue) -> None:
    """Draw the sources and the millésime: every figure above comes from them."""
    manifeste, fiches = donnees.decoupages.manifeste, donnees.referentiel.fiches
    render_gabarit("pied.html", manifeste=manifeste, fiches=fiches, vue=vue)
