"""The page of gaps: what no recorded fiche covers, on a map, in a table and in the panel."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from carto_ess.carte.etat_lacunes import build_state_lacunes
from carto_ess.carte.mosaique import build_trace
from carto_ess.lacune.bilan import NIVEAUX_LACUNES, Bilan, Lacune, Regle
from carto_ess.territoire.index import Genre
from carto_ess.territoire.niveau import Niveau
from carto_ess.ui import session
from carto_ess.ui.bilans import find_bilan
from carto_ess.ui.cadre_carte import render_moteur
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.entete import render_pied
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.options import render_options
from carto_ess.ui.pages.panneau import render_panneau
from carto_ess.ui.pages.plan import list_etapes, render_plan
from carto_ess.ui.pages.territoires_devenir import say_changes, say_fate
from carto_ess.ui.pages.territoires_tableau import list_figures, render_tableau, say_title
from carto_ess.ui.recherche import name_focus, render_recherche
from carto_ess.ui.telechargement import render_telechargements_lacunes
from carto_ess.vue.adresse import SEUIL_MAX
from carto_ess.vue.vue import Vue

_NIVEAUX = {Niveau.EPCI: "EPCI", Niveau.PAYS: "Pays", Niveau.COMMUNE: "Communes"}
_CHERCHES = (Genre.COMMUNE, Genre.EPCI, Genre.PAYS)
_REGLES = {
    Regle.AUCUNE: "À couvrir quand aucun type n’est présent",
    Regle.MANQUE: "À couvrir quand il manque un type",
    Regle.MOINS_DE: "À couvrir sous n fiches",
}


@st.fragment(key="page_territoires")
def render_page_territoires() -> None:
    """Draw the finding, the question, the map beside the table, the panel and the sources.

    Places are the style sheet's (``territoires.css``): here things stand in the order of reading.
    """
    donnees, vue = load_donnees(), session.current_vue()
    bilan = find_bilan(donnees, vue)
    session.publish_vue(donnees)
    with st.container(key="ecran_territoires"):
        vide = bilan.vide
        titre, suite = say_title(bilan)
        render_gabarit(
            "territoires/entete.html",
            titre=titre,
            suite=suite,
            chiffres=[] if vide else list_figures(donnees, vue, bilan),
        )
        render_gabarit("avis.html", avis=session.take_avis())
        with st.container(key="barre_recherche"):
            render_recherche(
                nom=name_focus(donnees, vue),
                genres=_CHERCHES,
                select=_on_recherche,
                page="page_territoires",
            )
            render_options(donnees, vue, couches=False)
        with st.container(key="corps_territoires"):
            _render_question(donnees, vue, bilan)
            _render_carte(donnees, vue, bilan)
            render_gabarit("territoires/change.html", phrases=say_changes(donnees, bilan))
            render_tableau(donnees, vue, bilan)
        render_panneau(donnees, vue, note=say_fate(donnees, vue))
    if not vide:
        render_plan(donnees, vue)
    render_pied(donnees, vue)


def find_choisie(vue: Vue, bilan: Bilan, donnees: Donnees) -> Lacune | None:
    """Return the territory that the view has chosen at the niveau asked, if any."""
    niveau = vue.niveau
    if vue.territoire is None:
        return None
    if niveau is Niveau.COMMUNE and vue.commune:
        codes = vue.find_communes(donnees.decoupages)
        return bilan[min(codes)] if codes else None
    choisi, code = vue.territoire
    return bilan[code] if choisi is niveau else None


def _on_recherche(objet: str, identifiant: str) -> None:
    """Choose the territory looked for, among territories of its own kind in the table."""
    donnees, niveau = load_donnees(), session.current_vue().niveau
    if objet == Niveau.PAYS or (objet == Niveau.EPCI and niveau is Niveau.PAYS):
        session.change_vue(donnees, lambda vue: replace(vue, niveau=Niveau(objet)))
    session.select(objet, identifiant, donnees)


def _render_carte(donnees: Donnees, vue: Vue, bilan: Bilan) -> None:
    _, matrice = donnees.of(vue)
    etat = build_state_lacunes(
        bilan,
        donnees.referentiel.fiches,
        matrice,
        donnees.decoupages,
        choisie=find_choisie(vue, bilan, donnees),
        trace=build_trace(donnees.decoupages, vue),
    )
    etat["etapes"] = list_etapes(donnees, vue)
    with st.container(key="carte_lacunes"):
        render_moteur(donnees, etat, cle="carte_lacunes", on_clic=_on_clic, vignettes=False)


def _on_clic(objet: str, identifiant: str) -> None:
    """Choose the territory clicked: a commune of the map stands for its territory."""
    donnees, vue = load_donnees(), session.current_vue()
    decoupages, decoupage = donnees.decoupages, donnees.decoupages[vue.millesime]
    if objet == "commune" and vue.niveau is not Niveau.COMMUNE:
        anciennes = vue.focus(Niveau.COMMUNE, identifiant).find_communes(decoupages) or ()
        commune = decoupage.communes.get(min(anciennes, default=""))  # type: ignore[call-overload]
        if commune is not None:
            objet = vue.niveau
            identifiant = commune.siren_epci if vue.niveau is Niveau.EPCI else commune.pays or ""
    session.select(objet, identifiant, donnees)


def _render_question(donnees: Donnees, vue: Vue, bilan: Bilan) -> None:
    """Draw what can be asked: niveau, rule, and the files of the answer."""
    with st.container(key="question", horizontal=True, gap="small", vertical_alignment="bottom"):
        session.sync_widget("f_niveau", vue.niveau)
        st.segmented_control(
            "Territoires comparés",
            _list_niveaux(donnees, vue),
            key="f_niveau",
            required=True,
            label_visibility="collapsed",
            format_func=_NIVEAUX.__getitem__,
            on_change=session.on_widget,
            args=("f_niveau", donnees, lambda v, n: replace(v, niveau=n)),
        )
        if bilan.vide:  # no rule to judge by, no answer to take away
            return
        session.sync_widget("f_regle", vue.regle)
        st.selectbox(
            "À couvrir quand",
            tuple(Regle),
            key="f_regle",
            width=330,
            label_visibility="collapsed",
            format_func=_REGLES.__getitem__,
            on_change=session.on_widget,
            args=("f_regle", donnees, lambda v, r: replace(v, regle=r)),
        )
        if vue.regle is Regle.MOINS_DE:
            session.sync_widget("f_seuil", vue.seuil)
            st.number_input(
                "n",
                min_value=1,
                max_value=SEUIL_MAX,
                key="f_seuil",
                width=110,
                on_change=session.on_widget,
                args=("f_seuil", donnees, lambda v, n: replace(v, seuil=n)),
            )
        with st.popover("Télécharger", icon=":material/download:", key="telecharger_lacunes"):
            render_telechargements_lacunes(donnees, bilan)


def _list_niveaux(donnees: Donnees, vue: Vue) -> list[Niveau]:
    """Leave the Pays out where the geodata know none."""
    pays = donnees.decoupages[vue.millesime].pays
    return [n for n in NIVEAUX_LACUNES if pays or n is not Niveau.PAYS]
