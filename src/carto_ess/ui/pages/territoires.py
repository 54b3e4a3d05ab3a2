"""The page of gaps: what no recorded fiche covers, shown, counted, and who could help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from carto_ess.carte.etat_lacunes import build_state_lacunes
from carto_ess.carte.mosaique import build_trace
from carto_ess.couverture.filtre import Filtre
from carto_ess.francais import count, number
from carto_ess.lacune.bilan import NIVEAUX_LACUNES, Bilan, Etat, Lacune, Regle
from carto_ess.lacune.phrases import note_hors, note_lectures, note_population, titre_bilan
from carto_ess.lacune.plage import Plage, number_plage, percent_plage
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.index import Genre
from carto_ess.territoire.niveau import Niveau
from carto_ess.ui import filtres, session
from carto_ess.ui.bilans import find_bilan
from carto_ess.ui.cadre_carte import render_moteur
from carto_ess.ui.decoupage import render_decoupage
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.entete import render_pied
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.plan import list_etapes, render_plan
from carto_ess.ui.pages.territoire_choisi import render_territoire_choisi
from carto_ess.ui.recherche import render_recherche
from carto_ess.ui.telechargement import render_telechargements_lacunes
from carto_ess.vue.adresse import SEUIL_MAX, write_params
from carto_ess.vue.vue import Vue

LIGNES_MAX = 200
"""Rows of the table at most: beyond, the page would be slow and nobody reads them on screen."""

_CHERCHES = (Genre.COMMUNE, Genre.EPCI, Genre.PAYS)

ETATS = {
    Etat.COUVERT: "couvert",
    Etat.PARTIEL: "en partie",
    Etat.AUCUNE: "aucune recensée",
    Etat.INCONNU: "non renseigné",
}
_ORDRE = {Etat.AUCUNE: 0, Etat.PARTIEL: 1, Etat.INCONNU: 2, Etat.COUVERT: 3}
_NIVEAUX = {Niveau.EPCI: "EPCI", Niveau.PAYS: "Pays", Niveau.COMMUNE: "Communes"}
_REGLES = {
    Regle.AUCUNE: "aucune fiche de ces types",
    Regle.MANQUE: "il manque au moins un de ces types",
    Regle.MOINS_DE: "moins de n fiches",
}


@st.fragment(key="page_territoires")
def render_page_territoires() -> None:
    """Draw the finding, the question, the map beside the table, and the sources."""
    donnees, vue = load_donnees(), session.current_vue()
    bilan = find_bilan(donnees, vue)
    render_gabarit(
        "territoires/entete.html", titre=titre_bilan(bilan), chiffres=_list_figures(bilan)
    )
    render_gabarit("avis.html", avis=session.take_avis())
    with st.container(key="territoires_recherche", width=430):
        render_recherche(genres=_CHERCHES, select=_on_recherche)
    _render_question(donnees, vue)
    with st.container(key="page_territoires"):
        gauche, droite = st.columns([9, 12], gap="medium")
        with gauche:
            _render_carte()
        with droite:
            _render_tableau(donnees, vue, bilan)
            render_telechargements_lacunes(donnees, bilan)
    render_plan(donnees, vue)
    render_pied(donnees, vue)


def find_choisie(vue: Vue, bilan: Bilan, donnees: Donnees) -> Lacune | None:
    """Return the territory that the view has chosen at the niveau asked, if any."""
    code: str | None = {Niveau.EPCI: vue.epci, Niveau.PAYS: vue.pays}.get(vue.niveau)
    if vue.niveau is Niveau.COMMUNE and vue.commune:
        code = min(donnees.decoupages.bring_back([vue.commune], vers=vue.millesime))
    return bilan[code] if code else None


@st.fragment
def _render_carte() -> None:
    """Draw the map and the territory chosen: all that a click reruns."""
    donnees, vue = load_donnees(), session.current_vue()
    bilan = find_bilan(donnees, vue)
    _, matrice = donnees.of(vue)
    choisie = find_choisie(vue, bilan, donnees)
    session.publish_vue(donnees)
    etat = build_state_lacunes(
        bilan, donnees.referentiel.fiches, matrice, donnees.decoupages,
        choisie=choisie, trace=build_trace(donnees.decoupages, vue),
    )  # fmt: skip
    etat["etapes"] = list_etapes(donnees, vue)
    render_moteur(donnees, etat, cle="carte_lacunes", on_clic=_on_clic, vignettes=False)
    render_territoire_choisi(donnees, vue, bilan, choisie)


def _on_recherche(objet: str, identifiant: str) -> None:
    """Choose the territory looked for: an EPCI or a Pays among its own, as a click on a commune."""
    if objet in (Niveau.EPCI, Niveau.PAYS):
        session.change_vue(load_donnees(), lambda vue: replace(vue, niveau=Niveau(objet)))
    _on_clic(objet, identifiant)


def _on_clic(objet: str, identifiant: str) -> None:
    """Choose the territory clicked: a commune of the map stands for its territory."""
    donnees, vue = load_donnees(), session.current_vue()
    decoupages, decoupage = donnees.decoupages, donnees.decoupages[vue.millesime]
    if objet == "commune" and identifiant in decoupages.actuel.communes:
        if vue.niveau is Niveau.COMMUNE:
            session.select("commune", identifiant, donnees)
            return
        anciennes = decoupages.bring_back([CodeCommune(identifiant)], vers=vue.millesime)
        commune = decoupage.communes[min(anciennes)]
        objet = vue.niveau
        identifiant = commune.siren_epci if vue.niveau is Niveau.EPCI else commune.pays or ""
    session.select(objet, identifiant, donnees)


def _list_figures(bilan: Bilan) -> list[Mapping[str, str]]:
    """Return the key figures, in n and %, each with the states of the rows behind it."""
    niveau = {Niveau.EPCI: "EPCI", Niveau.PAYS: "Pays", Niveau.COMMUNE: "communes"}
    nom, n = niveau[bilan.question.niveau], len(bilan.lacunes)
    total, seuls = bilan.total, bilan.total.plage_seuls
    figures: list[tuple[str, Plage, int, str]] = [
        (Etat.AUCUNE, bilan.plage_etat(Etat.AUCUNE), n, f"{nom} sur {number(n)} à découvert"),
        (Etat.PARTIEL, bilan.plage_etat(Etat.PARTIEL), n, f"{nom} couverts en partie"),
    ]
    if bilan.question.niveau is Niveau.COMMUNE:
        figures = []
    figures.append(
        (
            f"{Etat.AUCUNE} {Etat.PARTIEL}",
            total.plage_non_couvertes,
            total.n_communes,
            f"communes sur {number(total.n_communes)} non couvertes",
        )
    )
    if seuls is not None and total.population:
        figures.append(
            (
                f"{Etat.AUCUNE} {Etat.PARTIEL}",
                seuls,
                total.population,
                f"habitants non couverts ({bilan.population_annee})",
            )
        )
    return [
        {"etat": etat, "valeur": number_plage(k), "part": percent_plage(k, sur), "texte": texte}
        for etat, k, sur, texte in figures
    ]


def _render_question(donnees: Donnees, vue: Vue) -> None:
    """Draw what can be asked: perimeters, niveau, types, rule, échelle."""
    with st.container(key="question", horizontal=True, gap="medium"):
        render_decoupage(donnees, vue)
        session.sync_widget("f_niveau", vue.niveau)
        st.segmented_control(
            "Niveau", _list_niveaux(donnees, vue), key="f_niveau", required=True,
            format_func=_NIVEAUX.__getitem__, on_change=session.on_widget,
            args=("f_niveau", donnees, lambda v, n: replace(v, niveau=n)),
        )  # fmt: skip
        filtres.render_echelle(donnees, vue)
        session.sync_widget("f_regle", vue.regle)
        st.selectbox(
            "À découvert quand…", tuple(Regle), key="f_regle", width=260,
            format_func=_REGLES.__getitem__, on_change=session.on_widget,
            args=("f_regle", donnees, lambda v, r: replace(v, regle=r)),
        )  # fmt: skip
        if vue.regle is Regle.MOINS_DE:
            session.sync_widget("f_seuil", vue.seuil)
            st.number_input(
                "n", min_value=1, max_value=SEUIL_MAX, key="f_seuil", width=110,
                on_change=session.on_widget,
                args=("f_seuil", donnees, lambda v, n: replace(v, seuil=n)),
            )  # fmt: skip
    filtres.render_types(donnees, vue, Filtre())


def _list_niveaux(donnees: Donnees, vue: Vue) -> list[Niveau]:
    """Leave the Pays out where the geodata know none."""
    pays = donnees.decoupages[vue.millesime].pays
    return [n for n in NIVEAUX_LACUNES if pays or n is not Niveau.PAYS]


def _render_tableau(donnees: Donnees, vue: Vue, bilan: Bilan) -> None:
    lignes = sorted(bilan.lacunes, key=lambda x: (_ORDRE[x.etat], x.n_fiches, x.nom_court))
    if vue.niveau is Niveau.COMMUNE:
        lignes = [x for x in lignes if x.etat is not Etat.COUVERT]
    n = len(lignes)

    def link(code: str) -> dict[str, list[str]]:
        return write_params(vue.focus(vue.niveau, code), donnees.decoupages)

    render_gabarit(
        "territoires/tableau.html",
        legende=_name_table(bilan, n),
        lignes=lignes[:LIGNES_MAX],
        n_caches=max(0, n - LIGNES_MAX),
        niveau=vue.niveau,
        types_demandes=bilan.question.types_demandes,
        etats=ETATS,
        population=any(x.population_non_couverte is not None for x in lignes),
        lien=link,
        ecart=_write_gap,
        note=" ".join(
            filter(
                None,
                (note_hors(bilan), note_lectures(bilan), note_population(donnees.decoupages)),
            )
        ),
    )


def _name_table(bilan: Bilan, n: int) -> str:
    match bilan.question.niveau:
        case Niveau.EPCI:
            return f"{number(n)} EPCI ({bilan.question.millesime})"
        case Niveau.PAYS:
            return f"{n} Pays ({bilan.question.millesime})"
        case _:
            return count(n, "commune non couverte", "communes non couvertes")


def _write_gap(ecart: float | None) -> str:
    if ecart is None:
        return "–"
    signe = "+" if ecart > 0 else "−" if ecart < 0 else ""
    return signe + number(abs(ecart), 0 if ecart == int(ecart) else 1)
