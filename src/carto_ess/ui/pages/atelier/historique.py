"""Every version: who, when, why, what it changed; any can be downloaded or put back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from carto_ess.atelier.chantier import open_chantier
from carto_ess.atelier.ecarts import list_ecarts
from carto_ess.atelier.personne import Role
from carto_ess.atelier.registre import (
    Acte,
    Tables,
    Version,
    parse_tables,
    restore_version,
    zip_tables,
)
from carto_ess.referentiel.modele import MODELES
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.atelier.choix_ecarts import name_colonnes
from carto_ess.ui.pages.atelier.etabli import Etabli, attempt, now
from carto_ess.ui.travaux import prepare

_CHOISIE = "atelier_version"
_FORMATS = {"zip": "CSV", "xlsx": "Excel", "ods": "LibreOffice"}


def render_historique(etabli: Etabli) -> None:
    """Draw the list of versions, then the one that was chosen."""
    versions = etabli.registre.list_versions()
    render_gabarit("atelier/versions.html", versions=versions)
    noms = {v.numero: f"Version {v.numero}, {v.date.astimezone():%d/%m/%Y %H:%M}" for v in versions}
    numero = st.selectbox(
        "Regarder une version", list(noms), key=_CHOISIE, format_func=lambda n: noms.get(n, str(n))
    )
    version = next((v for v in versions if v.numero == numero), versions[0])
    _render_version(etabli, version, en_place=version == versions[0])


def _render_version(etabli: Etabli, version: Version, *, en_place: bool) -> None:
    tables = etabli.registre.read_tables(version.numero)
    lue = open_chantier(tables, version.numero)
    precedentes = [v.numero for v in etabli.registre.list_versions() if v.numero < version.numero]
    avant = (
        open_chantier(etabli.registre.read_tables(precedentes[0]), precedentes[0])
        if precedentes
        else lue
    )
    render_gabarit(
        "atelier/version.html", version=version, titres=name_colonnes(etabli.schema),
        ecarts=list_ecarts(avant, lue), premiere=not precedentes,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _render_downloads(etabli, version.numero, tables)
        if not en_place and etabli.personne.role >= Role.AGENT:
            st.button(
                "Revenir à cette version", icon=":material/history:",
                on_click=partial(_restore, version.numero),
            )  # fmt: skip


def _render_downloads(etabli: Etabli, numero: int, tables: Tables) -> None:
    """Offer the tables as they were; as a workbook too where today's rules still read them all."""
    lue = parse_tables(tables, etabli.decoupages)
    fabriques = {"zip": prepare(zip_tables, dict(tables))}
    if not lue.fautes:
        for extension in ("xlsx", "ods"):
            fabriques[extension] = prepare(MODELES[extension], lue.fiches, etabli.schema)
    for extension, fabrique in fabriques.items():
        st.download_button(
            f"Télécharger ({_FORMATS[extension]})", fabrique,
            file_name=f"referentiel-version-{numero}.{extension}",
            key=f"atelier_prendre_{extension}", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _restore(numero: int) -> None:
    def revient(etabli: Etabli) -> None:
        """Put that version back in place."""
        acte = Acte(etabli.personne, now(), f"Retour à la version {numero}")
        restore_version(etabli.registre, numero, etabli.decoupages, acte)

    if attempt(revient):
        st.session_state.pop(_CHOISIE, None)
