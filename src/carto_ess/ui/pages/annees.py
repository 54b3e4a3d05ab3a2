"""« De quelle année est cette liste ? »: a part of « Référentiel », on codes pasted or sent."""

from __future__ import annotations

import streamlit as st

from carto_ess._errors import TableauError
from carto_ess.tableur.liste import read_liste
from carto_ess.territoire.anciennete import date_codes, describe_anciennete, parse_codes
from carto_ess.ui.donnees import load_decoupages
from carto_ess.ui.html import render_gabarit

TEXTE_MAX = 500_000
"""Characters that can be pasted: more than all the codes of the country."""

_LISTE, _FICHIER = "annees_liste", "annees_fichier"


@st.fragment
def render_annees() -> None:
    """Draw where to paste or send a list of codes, and the years that hold them all."""
    with st.expander("De quelle année est cette liste\u202f?", icon=":material/history:"):
        render_gabarit("referentiel/annees.html", phrases=())
        colle, envoye = st.columns(2, gap="large")
        with colle:
            texte = st.text_area(
                "Codes de communes ou d’EPCI",
                key=_LISTE,
                max_chars=TEXTE_MAX,
                placeholder="62041, 62765, 200069037…",
            )
        with envoye:
            recu = st.file_uploader("Ou un fichier\u00a0: texte, .csv, .xlsx, .ods", key=_FICHIER)
        try:
            if recu is not None:
                texte = f"{texte or ''}\n{read_liste(recu.getvalue(), recu.name)}"
        except TableauError as erreur:
            render_gabarit("referentiel/refus.html", message=str(erreur))
            return
        if texte and texte.strip():
            decoupages = load_decoupages()
            codes, ignores = parse_codes(texte)
            reponse = date_codes(codes, decoupages, ignores=ignores)
            phrases = describe_anciennete(reponse, decoupages)
            render_gabarit("referentiel/annees.html", phrases=phrases)
