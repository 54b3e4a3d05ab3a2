"""One fiche: each field with the rules of ``carto-ess check``, faults where they are made."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from carto_ess._errors import Faute
from carto_ess.atelier.chantier import Chantier, Rang
from carto_ess.referentiel.fiche import NATURES
from carto_ess.referentiel.saisie import LONGUEURS
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.tableur.schema import Colonne
from carto_ess.tableur.tableau import LONGUEUR_MAX
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.atelier.couverture import render_apercu_couverture, render_couverture
from carto_ess.ui.pages.atelier.etabli import Etabli, change_chantier, now

_CHOISIE = "atelier_fiche"
_LONGS = {"couverture", "origine", "composition", "enjeux", "travailler_ensemble"}
_LIBELLES: dict[str, dict[str, str]] = {
    "type": {str(t): nom for t, nom in TYPES.items()},
    "point_nature": {str(n): nom for n, nom in NATURES.items()},
}


def render_fiche(etabli: Etabli) -> None:
    """Draw the choice of a fiche, what can be done with it, its fields and its coverage."""
    chantier = etabli.chantier
    choisie = _render_choix(chantier)
    if choisie is None:
        render_gabarit("note.html", phrase="Choisissez une fiche, ou créez-en une.")
        return
    referentiel = chantier.read(etabli.decoupages)
    fautes = chantier.list_fautes(choisie, referentiel.fautes)
    champs, couverture = st.columns([3, 2], gap="large")
    with champs:
        render_gabarit(
            "atelier/etat.html", n=len(fautes), nouvelle=choisie not in etabli.actuel.ids
        )
        for colonne in etabli.schema.fiches:
            if colonne.nom != "id":
                _render_champ(chantier[choisie], colonne, fautes)
    with couverture:
        render_couverture(etabli, choisie, [f for f in fautes if f.fichier != "Fiches"])
        _render_fautes([f for f in fautes if f.fichier == "Fiches" and not f.champ])
        render_apercu_couverture(etabli, referentiel, choisie)


def _render_choix(chantier: Chantier) -> str | None:
    if st.session_state.get(_CHOISIE) not in chantier.ids:
        st.session_state[_CHOISIE] = None
    noms = {rang["id"]: rang["structure"] or rang["id"] for rang in chantier.fiches}
    with st.container(horizontal=True, vertical_alignment="bottom", key="atelier_choix"):
        choisie: str | None = st.selectbox(
            "Fiche",
            list(noms),
            key=_CHOISIE,
            index=None,
            format_func=lambda i: noms.get(i, i),
            placeholder="Tapez quelques lettres de son nom",
        )
        st.button("Nouvelle", icon=":material/add:", on_click=_add)
        st.button(
            "Dupliquer",
            icon=":material/content_copy:",
            on_click=_duplicate,
            args=(choisie,),
            disabled=choisie is None,
        )
        st.button(
            "Vérifiée aujourd’hui",
            icon=":material/event_available:",
            on_click=_check,
            args=(choisie,),
            disabled=choisie is None,
            help="Chaque fiche dit aux lecteurs quand elle a été vérifiée.",
        )
        st.button(
            "Retirer",
            icon=":material/archive:",
            on_click=_remove,
            args=(choisie,),
            disabled=choisie is None,
            help="Elle reste dans les versions déjà publiées.",
        )
    return choisie


def _add() -> None:
    def ajoute(chantier: Chantier) -> Chantier:
        """Add an empty fiche to the draft, and open it."""
        neuf, identifiant = chantier.add({"structure": "Nouvelle fiche"})
        st.session_state[_CHOISIE] = identifiant
        return neuf

    change_chantier(ajoute)


def _duplicate(identifiant: str) -> None:
    def copie(chantier: Chantier) -> Chantier:
        """Add a copy to the draft, and open it."""
        neuf, copiee = chantier.duplicate(identifiant)
        st.session_state[_CHOISIE] = copiee
        return neuf

    change_chantier(copie)


def _check(identifiant: str) -> None:
    jour = now().astimezone().date().isoformat()
    change_chantier(lambda chantier: chantier.change(identifiant, verifie_le=jour))


def _remove(identifiant: str) -> None:
    change_chantier(lambda chantier: chantier.remove(identifiant))


def _render_champ(rang: Rang, colonne: Colonne, fautes: Iterable[Faute]) -> None:
    """Draw one field, its value as the draft has it, and its faults right under it."""
    cle = f"atelier_{rang['id']}_{colonne.nom}"
    valeur = rang[colonne.nom]
    st.session_state[cle] = valeur
    titre = colonne.titre + ("" if colonne.requise else " (facultatif)")
    depart = partial(_change, rang["id"], colonne.nom, cle)
    if colonne.valeurs:
        permises = ["", *colonne.valeurs]
        if valeur not in permises:
            permises.append(valeur)
        libelles = _LIBELLES.get(colonne.nom, {})
        st.selectbox(
            titre,
            permises,
            key=cle,
            on_change=depart,
            help=colonne.description or None,
            format_func=lambda v: libelles.get(v, v) or "Choisir…",
        )
    else:
        saisir = st.text_area if colonne.nom in _LONGS else st.text_input
        saisir(
            titre,
            key=cle,
            on_change=depart,
            help=colonne.description or None,
            max_chars=LONGUEURS.get(colonne.nom, LONGUEUR_MAX),
        )
    _render_fautes([f for f in fautes if f.fichier == "Fiches" and f.champ == colonne.nom])


def _change(identifiant: str, colonne: str, cle: str) -> None:
    valeur = st.session_state.get(cle)
    change_chantier(lambda chantier: chantier.change(identifiant, **{colonne: valeur or ""}))


def _render_fautes(fautes: Iterable[Faute]) -> None:
    if fautes := list(fautes):
        render_gabarit("atelier/fautes.html", fautes=fautes)
