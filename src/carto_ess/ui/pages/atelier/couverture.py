"""The territories of a fiche, chosen by a few letters of their name; the map of what they cover."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from carto_ess._errors import Faute
from carto_ess.atelier.chantier import Chantier, Rang
from carto_ess.carte.etat import build_state
from carto_ess.francais import count
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import NIVEAUX, Echelle, Niveau
from carto_ess.texte import fold
from carto_ess.ui.cadre_carte import render_moteur
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.atelier.etabli import Etabli, change_chantier
from carto_ess.vue.vue import Vue

_MILLESIME, _AJOUT, _SAUF = "atelier_millesime", "atelier_territoire", "atelier_sauf"


class Choix(NamedTuple):
    """One territory that can be added."""

    niveau: Niveau
    code: str
    nom: str


def list_choix(decoupage: Decoupage, *, communes: bool) -> list[Choix]:
    """Return every territory of a découpage, the widest last, by name; its communes on demand."""
    noms = {(n, c): t.nom for (n, c), t in decoupage.territoires.items()}
    niveaux = [Niveau.EPCI, Niveau.PAYS, Niveau.COMMUNE, Niveau.DEPARTEMENT, Niveau.REGION]
    if not communes:
        niveaux.remove(Niveau.COMMUNE)
    choix = [Choix(niveau, code, nom) for (niveau, code), nom in noms.items() if niveau in niveaux]
    return sorted(choix, key=lambda c: (niveaux.index(c.niveau), fold(c.nom)))


def render_couverture(etabli: Etabli, identifiant: str, fautes: Iterable[Faute]) -> None:
    """Draw the territories declared, each with a way to take it out, and how to add one."""
    render_gabarit("atelier/couverture.html")
    for rang, declaration in enumerate(etabli.chantier.list_couvertures(identifiant)):
        _render_declaration(identifiant, rang, declaration)
    if fautes := list(fautes):
        render_gabarit("atelier/fautes.html", fautes=fautes)
    millesimes = etabli.decoupages.millesimes[::-1]
    with st.container(key="atelier_ajout"):
        annee = st.selectbox("Périmètres", millesimes, key=_MILLESIME)
        decoupage = etabli.decoupages[annee]
        choix = list_choix(decoupage, communes=not etabli.decoupages.unites)
        choisi = st.selectbox(
            "Ajouter un territoire",
            choix,
            index=None,
            key=_AJOUT,
            format_func=lambda c: f"{c.nom} ({NIVEAUX[c.niveau]})",
            placeholder="Commune, intercommunalité, Pays, département, région",
        )
        _render_sauf(decoupage, choisi)
        st.button(
            "Ajouter",
            icon=":material/add_location:",
            disabled=choisi is None,
            on_click=_add,
            args=(identifiant, annee, decoupage),
        )


def _render_declaration(identifiant: str, rang: int, declaration: Rang) -> None:
    niveau = declaration["niveau"]
    with st.container(horizontal=True, vertical_alignment="center"):
        render_gabarit(
            "atelier/declaration.html",
            declaration=declaration,
            niveau=NIVEAUX[Niveau(niveau)] if niveau in set(Niveau) else niveau,
        )
        st.button(
            "Enlever",
            key=f"atelier_enlever_{identifiant}_{rang}",
            icon=":material/close:",
            on_click=_take_out,
            args=(identifiant, declaration),
            type="tertiary",
        )


def _render_sauf(decoupage: Decoupage, choisi: Choix | None) -> None:
    """Draw which communes of an EPCI to leave out, when one was chosen."""
    if choisi is None or choisi.niveau is not Niveau.EPCI:
        return
    communes = decoupage.epci[Siren(choisi.code)].communes
    st.multiselect(
        "Sauf ces communes (facultatif)",
        communes,
        key=f"{_SAUF}_{choisi.code}",
        format_func=lambda code: decoupage.communes[code].nom,
        placeholder="Aucune",
    )


def _add(identifiant: str, annee: int, decoupage: Decoupage) -> None:
    choisi: Choix | None = st.session_state.get(_AJOUT)
    if choisi is None:
        return
    sauf: list[str] = st.session_state.get(f"{_SAUF}_{choisi.code}", [])
    neuves = build_declarations(choisi, annee, decoupage, sauf)

    def ajoute(chantier: Chantier) -> Chantier:
        """Add the rows that the fiche does not have yet."""
        deja = chantier.list_couvertures(identifiant)
        connues = {(r["niveau"], r["code"], r["millesime"]) for r in deja}
        vraies = [r for r in neuves if (r["niveau"], r["code"], r["millesime"]) not in connues]
        return chantier.cover(identifiant, (*deja, *vraies))

    change_chantier(ajoute)
    st.session_state[_AJOUT] = None


def build_declarations(
    choisi: Choix, annee: int, decoupage: Decoupage, sauf: Iterable[str] = ()
) -> list[dict[str, str]]:
    """Return the rows of one territory; of the other communes of an EPCI when some are left out."""
    exclues = set(sauf)
    fixes = {"millesime": str(annee), "certitude": "explicite"}
    if not exclues:
        return [{"niveau": choisi.niveau, "code": choisi.code, "nom": choisi.nom, **fixes}]
    noms = sorted(decoupage.communes[code].nom for code in decoupage.communes if code in exclues)
    texte = f"{choisi.nom}, sauf {', '.join(noms)}"
    return [
        {"niveau": Niveau.COMMUNE, "code": code, "nom": decoupage.communes[code].nom,
         "texte": texte, **fixes}
        for code in decoupage.epci[Siren(choisi.code)].communes
        if code not in exclues
    ]  # fmt: skip


def _take_out(identifiant: str, declaration: Rang) -> None:
    def enleve(chantier: Chantier) -> Chantier:
        """Take the row out of the fiche."""
        restent = [r for r in chantier.list_couvertures(identifiant) if r != declaration]
        return chantier.cover(identifiant, restent)

    change_chantier(enleve)


def render_apercu_couverture(etabli: Etabli, referentiel: Referentiel, identifiant: str) -> None:
    """Draw what the fiche will cover on the map, once it follows the rules."""
    fiche = next((f for f in referentiel.fiches if f.id == identifiant), None)
    if fiche is None:
        phrase = "La carte de ce qu’elle couvre vient quand la fiche n’a plus de faute."
        render_gabarit("note.html", phrase=phrase)
        return
    donnees = Donnees(etabli.decoupages, Referentiel((fiche,), ()))
    vue = Vue(etabli.decoupages.actuel.millesime, echelle=Echelle.TOUTES, fiche=identifiant)
    _, matrice = donnees.of(vue)
    n = len(matrice.communes_of(identifiant))
    render_gabarit("note.html", phrase=f"Elle couvrira {count(n, 'commune')} ({vue.millesime}).")
    etat = build_state(etabli.decoupages, donnees.referentiel, vue, matrice)
    with st.container(key="carte_atelier"):
        render_moteur(donnees, etat, cle="carte_atelier", on_clic=_ignore)


def _ignore(_objet: str, _identifiant: str) -> None:
    """Take no click: this map only shows."""
