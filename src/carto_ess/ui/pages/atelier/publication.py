"""Publishing: what changes, for whom, and why; and what another officer published meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from carto_ess.atelier.brouillons import erase_brouillon
from carto_ess.atelier.chantier import Chantier, open_chantier
from carto_ess.atelier.ecarts import list_ecarts
from carto_ess.atelier.effet import describe_effet, measure_effet
from carto_ess.atelier.fusion import PRESENCE, Desaccord, merge
from carto_ess.atelier.personne import Role
from carto_ess.atelier.registre import RAISON_MAX, Acte
from carto_ess.francais import count
from carto_ess.referentiel.comparaison import COUVERTURES
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.ui.apercu import enter_apercu
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.atelier.choix_ecarts import name_colonnes
from carto_ess.ui.pages.atelier.etabli import (
    Etabli,
    attempt,
    change_chantier,
    forget_chantier,
    now,
)

_RAISON = "atelier_raison"
_VIDER = "atelier_vider"
_FAIT = "atelier_publiee"


def render_publication(etabli: Etabli) -> None:
    """Draw what the draft changes, its faults or its effect, and the button."""
    if numero := st.session_state.pop(_FAIT, None):
        render_gabarit("atelier/publiee.html", numero=numero)
    if etabli.is_perime:
        _render_fusion(etabli)
        return
    ecarts = etabli.ecarts
    titres = name_colonnes(etabli.schema)
    render_gabarit("atelier/changements.html", ecarts=ecarts, titres=titres)
    if not ecarts:
        return
    referentiel = etabli.chantier.read(etabli.decoupages)
    if referentiel.fautes:
        render_gabarit("atelier/bloque.html", n=len(referentiel.fautes))
        render_gabarit("fautes.html", fautes=referentiel.fautes[:100])
    else:
        _render_acte(etabli, referentiel)
    with st.popover("Abandonner mon brouillon", icon=":material/delete:"):
        render_gabarit("note.html", phrase="Tout ce qui n’est pas publié sera oublié.")
        st.button("Oui, abandonner", on_click=forget_chantier)


def _render_acte(etabli: Etabli, referentiel: Referentiel) -> None:
    avant = etabli.actuel.read(etabli.decoupages).fiches
    effet = measure_effet(avant, referentiel.fiches, etabli.decoupages)
    render_gabarit("atelier/effet.html", phrases=describe_effet(effet))
    st.button(
        "Voir toute l’application ainsi",
        icon=":material/visibility:",
        on_click=enter_apercu,
        args=("Brouillon de l’atelier", referentiel),
    )
    if etabli.personne.role < Role.AGENT:
        render_gabarit(
            "note.html", phrase="Seul un agent publie : votre brouillon est gardé, dites-lui."
        )
        return
    vide = bool(avant) and not referentiel.fiches
    if vide:
        retirees = count(len(avant), "fiche en place", "fiches en place")
        st.checkbox(f"Oui, publier sans aucune fiche ({retirees})", key=_VIDER)
    st.text_input("Ce qui change, et pourquoi, en une ligne", key=_RAISON, max_chars=RAISON_MAX)
    st.button(
        "Publier",
        type="primary",
        icon=":material/publish:",
        on_click=partial(_publish, referentiel.fiches, etabli.chantier.depuis),
        disabled=vide and not st.session_state.get(_VIDER),
    )


def _publish(fiches: tuple[Fiche, ...], depuis: int) -> None:
    """Publish; what a widget holds is read here: a click may come before the run that drew it."""

    def publie(etabli: Etabli) -> None:
        """Publish the draft, which ends there."""
        acte = Acte(etabli.personne, now(), st.session_state.get(_RAISON) or "")
        version = etabli.registre.publish(fiches, etabli.decoupages, acte, depuis=depuis)
        st.session_state[_FAIT] = version.numero
        erase_brouillon(etabli.base, etabli.personne)

    attempt(publie)


def _render_fusion(etabli: Etabli) -> None:
    """Show what was published since the draft began, and how both go together."""
    origine = open_chantier(
        etabli.registre.read_tables(etabli.chantier.depuis), etabli.chantier.depuis
    )
    fusionne, desaccords = merge(origine, etabli.chantier, etabli.actuel)
    versions = [v for v in etabli.registre.list_versions() if v.numero > etabli.chantier.depuis]
    titres = name_colonnes(etabli.schema)
    render_gabarit(
        "atelier/fusion.html",
        versions=versions,
        n=len(desaccords),
        titres=titres,
        ecarts=list_ecarts(origine, etabli.actuel),
    )
    for rang, desaccord in enumerate(desaccords, start=1):
        _ask(rang, desaccord, titres)
    st.button(
        "Réunir les deux",
        type="primary",
        icon=":material/merge:",
        on_click=partial(_merge, fusionne, etabli.actuel, desaccords),
    )


def _ask(rang: int, desaccord: Desaccord, titres: dict[str, str]) -> None:
    """Draw one cell that both changed, and the choice between them.

    Their texts stand in a template: Streamlit would read Markdown in those of a widget.
    """
    render_gabarit("atelier/desaccord.html", rang=rang, d=desaccord, titres=titres)
    st.radio(
        f"{rang}. Quel texte garder ?",
        [False, True],
        horizontal=True,
        key=_name(desaccord),
        format_func=lambda leur: "Celui qui est publié" if leur else "Le mien",
    )


def _name(desaccord: Desaccord) -> str:
    return f"desaccord_{desaccord.fiche}_{desaccord.colonne}"


def _merge(fusionne: Chantier, actuel: Chantier, desaccords: tuple[Desaccord, ...]) -> None:
    leurs = [d for d in desaccords if st.session_state.get(_name(d))]

    def reunit(_: Chantier) -> Chantier:
        """Take theirs wherever it was chosen."""
        resultat = fusionne
        for d in leurs:
            if d.colonne == PRESENCE and d.fiche not in actuel.ids:
                resultat = resultat.remove(d.fiche)
            elif d.colonne == PRESENCE:
                resultat = resultat.remove(d.fiche)
                resultat = replace(resultat, fiches=(*resultat.fiches, actuel[d.fiche]))
                resultat = resultat.cover(d.fiche, actuel.list_couvertures(d.fiche))
            elif d.colonne == COUVERTURES:
                resultat = resultat.cover(d.fiche, actuel.list_couvertures(d.fiche))
            else:
                resultat = resultat.change(d.fiche, **{d.colonne: d.leur})
        return resultat

    change_chantier(reunit)
