"""Every version: who, when, why, what it changed; any can be downloaded or put back."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

import streamlit as st

from carto_ess.atelier.historique import ChangementVersion, build_classeur, compare_versions
from carto_ess.atelier.personne import Role
from carto_ess.atelier.registre import (
    Acte,
    Tables,
    Version,
    restore_version,
    zip_tables,
)
from carto_ess.travail.atelier import Paquet, TravailError
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.pages.atelier.choix_ecarts import name_colonnes
from carto_ess.ui.pages.atelier.etabli import Etabli, attempt, now
from carto_ess.ui.travaux import compute, prepare

_CHOISIE, _COMPAREE = "atelier_version", "atelier_comparee"
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
    precedente = max(
        (v.numero for v in etabli.registre.list_versions() if v.numero < version.numero), default=0
    )
    try:
        changement = _compare(etabli, tables, version.numero, precedente)
    except TravailError as erreur:
        render_alerte(str(erreur))
        changement = ChangementVersion((), lisible=False)
    else:
        render_gabarit(
            "atelier/version.html",
            version=version,
            titres=name_colonnes(etabli.schema),
            ecarts=changement.ecarts,
            premiere=not precedente,
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _render_downloads(etabli, version.numero, tables, lisible=changement.lisible)
        if not en_place and etabli.personne.role >= Role.AGENT:
            st.button(
                "Revenir à cette version",
                icon=":material/history:",
                on_click=partial(_restore, version.numero),
            )


def _compare(etabli: Etabli, tables: Tables, numero: int, precedente: int) -> ChangementVersion:
    """Return what a version changed, found by a worker once while one looks at it.

    Raises
    ------
    TravailError
        It takes too much, or too many wait.
    """
    cle = etabli.registre.cle, numero, precedente
    garde: tuple[Hashable, Paquet[ChangementVersion]] | None = st.session_state.get(_COMPAREE)
    if garde is None or garde[0] != cle:
        avant = etabli.registre.read_tables(precedente) if precedente else tables
        paquet = compute(
            compare_versions,
            dict(avant),
            dict(tables),
            etabli.decoupages,
            conseil="Téléchargez les deux versions et comparez-les dans un tableur.",
        )
        garde = st.session_state[_COMPAREE] = (cle, paquet)
    return garde[1].open()


def _render_downloads(etabli: Etabli, numero: int, tables: Tables, *, lisible: bool) -> None:
    """Offer the tables as they were; as a workbook too where today's rules still read them all."""
    fabriques = {"zip": prepare(zip_tables, dict(tables))}
    if lisible:
        for extension in ("xlsx", "ods"):
            fabriques[extension] = prepare(
                build_classeur, extension, dict(tables), etabli.decoupages, etabli.schema
            )
    for extension, fabrique in fabriques.items():
        st.download_button(
            f"Télécharger ({_FORMATS[extension]})",
            fabrique,
            file_name=f"referentiel-version-{numero}.{extension}",
            key=f"atelier_prendre_{extension}",
            on_click="ignore",
            icon=":material/download:",
        )


def _restore(numero: int) -> None:
    def revient(etabli: Etabli) -> None:
        """Put that version back in place."""
        acte = Acte(etabli.personne, now(), f"Retour à la version {numero}")
        restore_version(etabli.registre, numero, etabli.decoupages, acte)

    if attempt(revient):
        st.session_state.pop(_CHOISIE, None)
