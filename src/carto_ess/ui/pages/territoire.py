"""The portrait of a territory: on screen what the printed page says, and the printed page."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.bascule import Signature
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.lacune.releve import Matiere, build_matiere
from carto_ess.portrait.portrait import build_portrait
from carto_ess.portrait.vignette import FondVignette
from carto_ess.reglages import find_geodata
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.index import Genre
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.recherche import (
    TerritoireDate,
    list_territoires,
    name_file,
)
from carto_ess.ui import session
from carto_ess.ui.bilans import load_voisinage
from carto_ess.ui.decoupage import render_decoupage
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.recherche import render_recherche
from carto_ess.ui.travaux import prepare
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

_CHERCHES = (Genre.COMMUNE, Genre.EPCI, Genre.PAYS)


@st.fragment(key="page_territoire")
def render_page_territoire() -> None:
    """Draw the choice of a territory, then its portrait or an invitation to choose one."""
    donnees, vue = load_donnees(), session.current_vue()
    session.publish_vue(donnees)
    render_gabarit("avis.html", avis=session.take_avis())
    _render_choix(donnees, vue)
    territoire = find_choisi(vue)
    if territoire is None:
        _render_invitation(donnees, vue)
        return
    try:
        page = _build_page(donnees, vue, territoire)
    except CartoEssError as erreur:
        render_alerte(f"Le portrait ne peut pas être dessiné. {erreur}", titre="Portrait")
        return
    _render_boutons(page, vue, territoire, masques=donnees.referentiel.contacts_masques)
    _render_portrait(page)


def find_choisi(vue: Vue) -> TerritoireDate | None:
    """Return the territory that `vue` chose; ``None`` when it is no EPCI nor Pays."""
    if vue.epci:
        return TerritoireDate(vue.millesime, Niveau.EPCI, vue.epci)
    if vue.pays:
        return TerritoireDate(vue.millesime, Niveau.PAYS, vue.pays)
    return None


def _render_choix(donnees: Donnees, vue: Vue) -> None:
    with st.container(key="territoire_choix", horizontal=True, vertical_alignment="top"):
        with st.container(width=430):
            render_recherche(genres=_CHERCHES, select=_on_recherche)
            if find_choisi(vue):
                st.button(
                    "Tous les territoires", icon=":material/arrow_back:", key="t_tous",
                    type="tertiary", on_click=_show_all, args=(donnees,),
                )  # fmt: skip
        with st.container(width=280):
            render_decoupage(donnees, vue)


def _show_all(donnees: Donnees) -> None:
    session.select("rien", "", donnees)


def _on_recherche(objet: str, identifiant: str) -> None:
    """Choose the territory looked for; a commune, which has no portrait, stands for its EPCI."""
    donnees = load_donnees()
    session.select(objet, identifiant, donnees)
    commune = session.current_vue().commune
    if objet == Niveau.COMMUNE and commune:
        session.select("epci", donnees.decoupages.find_commune(commune).siren_epci, donnees)


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
    render_gabarit("territoire/choix.html", lignes=lignes, vue=vue)


def _build_page(donnees: Donnees, vue: Vue, territoire: TerritoireDate) -> dict[str, Any]:
    from carto_ess.portrait.impression import build_page  # noqa: PLC0415 -- geopandas: only here

    portrait = build_portrait(
        territoire,
        find_matiere(donnees),
        date=dt.datetime.now(dt.UTC).astimezone().date(),
        lien=_find_address(territoire, donnees.decoupages),
    )
    contacts = not donnees.referentiel.contacts_masques and bool(
        st.session_state.get("t_contacts", True)
    )
    geodata = find_geodata(os.environ)
    fond = _load_fond(geodata, sign_geodata(geodata), vue.millesime)
    return build_page(portrait, fond, contacts=contacts)


def _find_address(territoire: TerritoireDate, decoupages: Decoupages) -> str:
    """Return the address of this portrait as the reader's browser sees the app."""
    simple = Vue(territoire.millesime).focus(territoire.niveau, territoire.code)
    base = (st.context.url or "/territoire").partition("?")[0]
    return f"{base}?{urlencode(write_params(simple, decoupages), doseq=True)}"


def _render_boutons(
    page: dict[str, Any], vue: Vue, territoire: TerritoireDate, *, masques: bool
) -> None:
    from carto_ess.portrait.impression import render_html, render_pdf  # noqa: PLC0415 -- as above

    nom = name_file(territoire, page["voisins"]["ici"]["nom"])
    carte = {"millesime": [str(vue.millesime)]}
    if vue.epci:
        carte["epci"] = [vue.epci]
    with st.container(key="territoire_boutons", horizontal=True, vertical_alignment="center"):
        st.download_button(
            "PDF, une page A4", data=prepare(render_pdf, page), file_name=f"{nom}.pdf",
            mime="application/pdf", icon=":material/picture_as_pdf:", key="t_pdf",
            on_click="ignore", type="primary",
        )  # fmt: skip
        st.download_button(
            "HTML", data=prepare(render_html, page), file_name=f"{nom}.html", mime="text/html",
            icon=":material/html:", key="t_html", on_click="ignore",
        )  # fmt: skip
        if not masques:
            st.toggle("Avec les coordonnées", value=True, key="t_contacts")
        render_gabarit("territoire/liens.html", carte=carte)


def _render_portrait(page: dict[str, Any]) -> None:
    from carto_ess.portrait.impression import render_corps, render_styles  # noqa: PLC0415 -- as above

    st.html(f"<style>{render_styles()}</style>")
    st.html(render_corps(page))


def find_matiere(donnees: Donnees) -> Matiere:
    """Return what portraits and comparisons are made from, made once."""
    return donnees.remember(
        "matiere",
        lambda: build_matiere(
            donnees.decoupages,
            donnees.referentiel.fiches,
            load_voisinage(),
            evenements=read_evenements_epci(find_geodata(os.environ)),
        ),
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def _load_fond(geodata: Path, signature: Signature, millesime: int) -> FondVignette:
    del signature
    from carto_ess.portrait.vignette import read_fond  # noqa: PLC0415 -- as above

    return read_fond(geodata, millesime)
