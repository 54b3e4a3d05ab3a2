"""HTML written from templates that escape every value: text of a fiche is never markup."""

from __future__ import annotations

import base64
import os
from functools import cache
from urllib.parse import urlencode

import streamlit as st
from jinja2 import Environment

from carto_ess.francais import keep_together
from carto_ess.gabarit import make_environnement
from carto_ess.lacune.plage import count_plage, number_inconnu, percent_plage
from carto_ess.reglages import are_contacts_hidden, find_base


def render_gabarit(nom: str, **valeurs: object) -> None:
    """Draw the template `nom` with `valeurs`, all of them escaped."""
    st.html(build_html(nom, **valeurs))


def render_alerte(phrase: str, *, titre: str = "") -> None:
    """Draw what went wrong, under `titre` where it is all that the page shows.

    `st.error` would read Markdown in the names it quotes.
    """
    render_gabarit("alerte.html", phrase=phrase, titre=titre)


def build_html(nom: str, **valeurs: object) -> str:
    """Return the HTML of the template `nom` with `valeurs`, all of them escaped."""
    return keep_together(_environnement().get_template(nom).render(valeurs))


@cache
def _environnement() -> Environment:
    environnement = make_environnement("carto_ess.ui")
    environnement.globals.update(
        contacts_masques=lambda: are_contacts_hidden(os.environ),
        propositions_recues=lambda: find_base(os.environ) is not None,
        compte_plage=count_plage,
        part_plage=percent_plage,
    )
    environnement.filters.update(
        adresse=lambda params: "?" + urlencode(params, doseq=True),
        plage=number_inconnu,
        base64=lambda texte: base64.b64encode(texte.encode()).decode(),
        hote=lambda url: url.partition("://")[2].rstrip("/"),
    )
    return environnement
