"""Download buttons: the rows on screen in each format, made when the button is clicked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from carto_ess.export import (
    FORMATS,
    Extraction,
    build_export,
    build_extraction,
    build_lacunes,
    find_refusal,
)
from carto_ess.francais import count, find_today
from carto_ess.lacune.bilan import Bilan
from carto_ess.reglages import find_geodata
from carto_ess.territoire.ressort import name_ressort
from carto_ess.texte import slug
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.travaux import prepare
from carto_ess.vue.vue import Vue

_ICONE = ":material/download:"


def render_telechargements(donnees: Donnees, vue: Vue, *, cle: str = "telecharger") -> None:
    """Draw one button per format for the fiches of `vue`, and the choice to leave contacts out.

    Nothing is built before a click. `cle` names the widgets: one per page that draws them.
    """
    volet = open_volet("Télécharger ces fiches", _ICONE, cle)
    if not volet.open:
        return
    _, matrice = donnees.of(vue)
    with volet:
        sans = donnees.referentiel.contacts_masques
        if sans:
            render_gabarit("note.html", phrase="Contacts masqués par l’administrateur.")
        else:
            sans = st.checkbox(
                "Sans les contacts (téléphones, courriels, sites)", key=f"{cle}_sans_contacts"
            )
        extraction = build_extraction(
            vue,
            donnees.decoupages,
            donnees.referentiel,
            matrice,
            date=find_today(),
            avec_contacts=not sans,
        )
        with st.container(horizontal=True, key=f"{cle}_formats"):
            for extension, format_ in FORMATS.items():
                if find_refusal(extension, donnees.decoupages):
                    continue
                st.download_button(
                    format_.nom,
                    _prepare(extraction, extension),
                    file_name=extraction.nom_fichier(extension),
                    mime=format_.mime,
                    help=format_.usage,
                    key=f"{cle}_{extension}",
                    on_click="ignore",
                )
        filtres = f" ({' ; '.join(extraction.filtres)})" if extraction.filtres else ""
        phrase = (  # no st.caption: a search is not Markdown
            f"{count(len(extraction.fiches), 'fiche')}{filtres}, périmètres {vue.millesime} : "
            "les mêmes qu’à l’écran, avec leurs sources. "
            + (find_refusal("html", donnees.decoupages) or "La carte HTML s’ouvre sans réseau.")
        )
        render_gabarit("note.html", phrase=phrase)


def render_telechargements_lacunes(donnees: Donnees, bilan: Bilan) -> None:
    """Draw one button per format for the territories of `bilan`, whatever their state."""
    with st.container(horizontal=True, key="lacunes_formats"):
        for extension in ("csv", "xlsx", "geojson"):
            st.download_button(
                FORMATS[extension].nom,
                prepare(
                    build_lacunes,
                    bilan,
                    donnees.referentiel.fiches,
                    donnees.decoupages,
                    extension,
                    find_geodata(os.environ),
                    find_today(),
                ),
                file_name=_name_lacunes(donnees, bilan, extension),
                mime=FORMATS[extension].mime,
                key=f"lacunes_{extension}",
                on_click="ignore",
            )
    phrase = (
        f"{count(len(bilan.lacunes), 'territoire')}, découpage de {bilan.question.millesime} : "
        "tous les états, avec la question posée, les sources et la date."
    )
    render_gabarit("note.html", phrase=phrase)


def render_impressions(
    nom: str,
    page: Mapping[str, Any],
    *,
    pdf: Callable[..., bytes],
    html: Callable[..., bytes | str],
    cle: str,
    icone_html: str | None = None,
) -> None:
    """Draw the buttons of a page that prints, in PDF and in HTML: each is made once pressed.

    `pdf` and `html` make the file called `nom` from `page`; `cle` tells the buttons of two pages.
    """
    st.download_button(
        "PDF, une page A4",
        prepare(pdf, page),
        file_name=f"{nom}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key=f"{cle}_pdf",
        on_click="ignore",
        type="primary",
    )
    st.download_button(
        "HTML",
        prepare(html, page),
        file_name=f"{nom}.html",
        mime="text/html",
        icon=icone_html,
        key=f"{cle}_html",
        on_click="ignore",
    )


LEGER_MAX = 500
"""Fiches up to which a CSV is made at once: sooner than a worker would begin."""


def _prepare(extraction: Extraction, extension: str) -> Callable[[], bytes]:
    geodata = find_geodata(os.environ)
    if extension == "csv" and len(extraction.fiches) <= LEGER_MAX:
        return partial(build_export, extraction, extension, geodata)
    return prepare(build_export, extraction, extension, geodata)


def open_volet(titre: str, icone: str, cle: str) -> ExpanderContainer:
    """Draw a closed expander whose content is only drawn once opened: pages load without it."""
    return st.expander(titre, icon=icone, on_change="rerun", key=f"{cle}_volet")


def _name_lacunes(donnees: Donnees, bilan: Bilan, extension: str) -> str:
    question = bilan.question
    parts = (
        f"territoires-a-couvrir-{name_ressort(donnees.decoupages.ressort)}",
        str(question.millesime),
        question.niveau,
        question.echelle,
        question.regle,
        *question.types,
    )
    return f"{'_'.join(map(slug, parts))[:120]}_{find_today().isoformat()}.{extension}"
