"""The page « Proposer »: three fields, no account; what is sent is seen by officers alone."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.ui import session
from carto_ess.ui.donnees import load_donnees
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.identite import has_workshop

_ENVOYEES = "propositions_envoyees"
_MOTS = 2_000
_CONTACTS = {"telephones": "Téléphone", "courriels": "Courriel", "sites": "Site"}


def render_page_proposer() -> None:
    """Draw the form, filled in with the fiche of the address if it names one."""
    donnees, vue = load_donnees(), session.current_vue()
    fiche = donnees.referentiel[vue.fiche] if vue.fiche else None
    ouverte = has_workshop()
    render_gabarit("proposer/titre.html", fiche=fiche, ouverte=ouverte)
    if not ouverte:
        return
    with st.form("proposer", border=False):
        structure = (
            fiche.structure
            if fiche
            else st.text_input("Nom de la structure ou de la coopération", max_chars=300)
        )
        mots = st.text_area(
            "Ce qui est à corriger, en quelques mots"
            if fiche
            else "Ce qu’elle fait, avec qui, sur quelles communes",
            max_chars=_MOTS,
        )
        changements = _ask_changements(fiche)
        courriel = st.text_input(
            "Votre adresse électronique, si vous souhaitez une réponse",
            max_chars=254,
            help="Lue par le service seul, effacée avec la réponse.",
        )
        envoye = st.form_submit_button("Envoyer", type="primary", icon=":material/send:")
    if envoye:
        _send(structure, mots, fiche, changements, courriel)


def _ask_changements(fiche: Fiche | None) -> dict[str, str]:
    """Draw the fields that come filled in for the officer; return those that were written."""
    if fiche is None:
        choix = st.selectbox(
            "Forme de coopération (si vous la connaissez)",
            [None, *TypeCooperation],
            format_func=lambda t: TYPES[t] if t else "Je ne sais pas",
        )
        secteur = st.text_input("Secteur d’activités (facultatif)", max_chars=300)
        return {"type": choix or "", "secteur": secteur}
    colonnes = st.columns(3)
    return {
        nom: colonne.text_input(f"{titre} à jour (facultatif)", max_chars=300)
        for (nom, titre), colonne in zip(_CONTACTS.items(), colonnes, strict=True)
    }


def _send(
    structure: str, mots: str, fiche: Fiche | None, changements: Mapping[str, str], courriel: str
) -> None:
    from carto_ess.atelier.ouverture import find_atelier  # noqa: PLC0415 -- SQLAlchemy
    from carto_ess.atelier.propositions import Contribution, send_proposition  # noqa: PLC0415

    maintenant = dt.datetime.now(dt.UTC)
    envoyees: list[dt.datetime] = st.session_state.setdefault(_ENVOYEES, [])
    ecrits = {nom: valeur for nom, valeur in changements.items() if valeur}
    envoi = Contribution(structure, mots, fiche.id if fiche else "", ecrits, courriel)
    try:
        base = find_atelier(os.environ)
        assert base is not None  # noqa: S101 -- the page says so where there is none
        numero = send_proposition(base, envoi, maintenant, envoyees)
    except CartoEssError as erreur:
        render_alerte(str(erreur))
        return
    envoyees.append(maintenant)
    render_gabarit("proposer/merci.html", numero=numero, courriel=courriel)
