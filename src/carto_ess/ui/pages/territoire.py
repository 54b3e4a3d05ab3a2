"""The page for the council: on screen what the printed one says, and the printed one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.territoire.index import Genre
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.recherche import TerritoireDate, list_territoires, name_page
from carto_ess.ui import session
from carto_ess.ui.conseil import build_page_conseil, find_choisi, find_matiere
from carto_ess.ui.decoupage import render_decoupage
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.recherche import render_recherche
from carto_ess.ui.telechargement import render_impressions
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

_CHERCHES = (Genre.COMMUNE, Genre.EPCI, Genre.PAYS)


@st.fragment(key="page_territoire")
def render_page_territoire() -> None:
    """Draw the choice of a territory, then its page or an invitation to choose one."""
    donnees, vue = load_donnees(), session.current_vue()
    session.publish_vue(donnees)
    render_gabarit("avis.html", avis=session.take_avis())
    _render_choix(donnees, vue)
    territoire = find_choisi(vue, donnees.decoupages)
    if territoire is None:
        _render_invitation(donnees, vue)
        return
    try:
        contacts = bool(st.session_state.get("t_contacts", True))
        page = build_page_conseil(donnees, territoire, contacts=contacts)
    except CartoEssError as erreur:
        render_alerte(f"La page ne peut pas être dessinée. {erreur}", titre="Page pour le conseil")
        return
    _render_boutons(donnees, vue, territoire, page)
    _render_portrait(page)


def _render_choix(donnees: Donnees, vue: Vue) -> None:
    with st.container(key="territoire_choix", horizontal=True, vertical_alignment="top"):
        with st.container(width=430):
            render_recherche(genres=_CHERCHES, page="page_territoire")
            if vue.territoire:
                st.button(
                    "Tous les territoires",
                    icon=":material/arrow_back:",
                    key="t_tous",
                    type="tertiary",
                    on_click=_show_all,
                    args=(donnees,),
                )
        with st.container(width=280):
            render_decoupage(donnees, vue)


def _show_all(donnees: Donnees) -> None:
    session.select("rien", "", donnees)


def _render_invitation(donnees: Donnees, vue: Vue) -> None:
    """Draw every territory of the millésime as a link, with its gap."""
    matiere = find_matiere(donnees)
    lignes = [
        {
            "nom": nom, "pays": territoire.niveau is Niveau.PAYS,
            "lacune": matiere.bilans[vue.millesime, territoire.niveau][territoire.code],
            "params": {
                str(territoire.niveau): [territoire.code], "millesime": [str(vue.millesime)]
            },
        }
        for territoire, nom in list_territoires(donnees.decoupages[vue.millesime])
    ]  # fmt: skip
    render_gabarit(
        "territoire/choix.html", lignes=lignes, vue=vue, sans_fiche=not donnees.referentiel.fiches
    )


def _render_boutons(
    donnees: Donnees, vue: Vue, territoire: TerritoireDate, page: dict[str, Any]
) -> None:
    from carto_ess.portrait.impression import render_html, render_pdf  # noqa: PLC0415 -- typst

    nom = name_page(territoire, page["nom_court"], donnees.decoupages.actuel.millesime)
    with st.container(key="territoire_boutons", horizontal=True, vertical_alignment="center"):
        render_impressions(
            nom, page, pdf=render_pdf, html=render_html, cle="t", icone_html=":material/html:"
        )
        if not donnees.referentiel.contacts_masques:
            st.toggle("Avec les coordonnées", value=True, key="t_contacts")
        render_gabarit("territoire/liens.html", carte=write_params(vue, donnees.decoupages))


def _render_portrait(page: dict[str, Any]) -> None:
    from carto_ess.portrait.impression import render_corps, render_styles  # noqa: PLC0415 -- typst

    st.html(f"<style>{render_styles()}</style>")
    st.html(render_corps(page))
