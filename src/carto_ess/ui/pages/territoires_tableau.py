"""The table of gaps, its key figures and its finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from carto_ess.francais import count, number
from carto_ess.lacune.bilan import Bilan, Etat, Lacune, Regle
from carto_ess.lacune.constat import find_etendue
from carto_ess.lacune.phrases import note_hors, note_lectures, note_population, titre_bilan
from carto_ess.lacune.plage import Plage, count_plage, number_plage, percent_plage, say_plage
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Niveau
from carto_ess.texte import fold
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.vue.adresse import write_params
from carto_ess.vue.liste import INVERSE, Rangees, Triable
from carto_ess.vue.vue import Vue

LIGNES_MAX = 200
"""Rows of the table at most: beyond, the page would be slow and nobody reads them on screen."""

ETATS = {
    Etat.COUVERT: "couvert",
    Etat.PARTIEL: "en partie",
    Etat.AUCUNE: "aucune recensée",
    Etat.INCONNU: "non renseigné",
}
_GARDES = {
    Rangees.TOUTES: tuple(Etat),
    Rangees.AUCUNE: (Etat.AUCUNE,),
    Rangees.PARTIEL: (Etat.PARTIEL,),
    Rangees.VIDES: (Etat.AUCUNE, Etat.PARTIEL),
}
_NOMS = {
    Niveau.EPCI: ("intercommunalité", "intercommunalités", "Intercommunalité (EPCI)"),
    Niveau.PAYS: ("Pays", "Pays", "Pays"),
    Niveau.COMMUNE: ("commune", "communes", "Commune"),
}


def say_title(bilan: Bilan) -> tuple[str, str]:
    """Return the finding, what of it is in bold first: the plain one in the plainest words."""
    titre, vides = titre_bilan(bilan), bilan.n_par_etat[Etat.AUCUNE]
    if bilan.vide:
        return "", SANS_AUCUNE_FICHE
    if not vides:
        return "", titre
    sur = f" sur {number(len(bilan.lacunes))}"
    fort, _, suite = titre.partition(sur)
    question = bilan.question
    if question.niveau is not Niveau.EPCI or question.types or question.regle is not Regle.AUCUNE:
        return fort + sur, suite
    plage = bilan.plage_etat(Etat.AUCUNE)
    fort = count_plage(plage, "intercommunalité").capitalize() + sur
    na = "n’a" if plage.maxi == 1 else "n’ont"
    dit = f"{_say_share(bilan)} {na} aucune coopération recensée"
    partiels = bilan.plage_etat(Etat.PARTIEL)
    if partiels.maxi:
        est = "autre n’est couverte" if partiels.maxi == 1 else "autres ne sont couvertes"
        dit += f"\u202f; {say_plage(partiels)} {est} qu’en partie"
    return fort, f"{dit}."


def _say_share(bilan: Bilan) -> str:
    partie = bilan.plage(lambda b: b.population_par_etat[Etat.AUCUNE])
    total = bilan.total.population
    return f" ({percent_plage(partie, total)} des habitants)" if partie and total else ""


def list_figures(donnees: Donnees, vue: Vue, bilan: Bilan) -> list[Mapping[str, Any]]:
    """Return the key figures, each with the rows that it keeps and the address that does so."""
    n, total = len(bilan.lacunes), bilan.total
    un, plusieurs, _ = _NOMS[vue.niveau]
    e = "e" if vue.niveau is not Niveau.PAYS else ""
    vides, partiels = bilan.plage_etat(Etat.AUCUNE), bilan.plage_etat(Etat.PARTIEL)
    communes, seuls = total.plage_non_couvertes, total.plage_seuls
    figures: list[tuple[Rangees, Plage, int, str, str]] = []
    if vue.niveau is not Niveau.COMMUNE:
        nom = un if vides.maxi < 2 else plusieurs
        figures.append((Rangees.AUCUNE, vides, n, nom, "sans coopération"))
        nom, s = (un, "") if partiels.maxi < 2 else (plusieurs, "s")
        figures.append((Rangees.PARTIEL, partiels, n, nom, f"couvert{e}{s} en partie"))
    nom = "commune" if communes.maxi < 2 else "communes"
    figures.append((Rangees.VIDES, communes, total.n_communes, nom, "sans coopération"))
    if seuls is not None and total.population:
        figures.append((Rangees.VIDES, seuls, total.population, "habitants", "sans coopération"))
    return [
        {
            "rangees": rangees,
            "choisie": vue.rangees is rangees,
            "adresse": write_params(
                replace(vue, rangees=Rangees.TOUTES if vue.rangees is rangees else rangees),
                donnees.decoupages,
            ),
            "suivante": Rangees.TOUTES if vue.rangees is rangees else rangees,
            "valeur": number_plage(k), "part": percent_plage(k, sur), "nom": nom, "texte": texte,
        }
        for rangees, k, sur, nom, texte in figures
    ]  # fmt: skip


def render_tableau(donnees: Donnees, vue: Vue, bilan: Bilan) -> None:
    """Draw the rows of the niveau asked in the order asked; communes, under their EPCI."""
    if bilan.vide:
        _render_noms(donnees, vue, bilan)
        return
    gardes = _GARDES[vue.rangees]
    lignes = [x for x in bilan.lacunes if x.etat in gardes]
    communes = vue.niveau is Niveau.COMMUNE
    if communes:
        lignes = [x for x in lignes if x.etat is not Etat.COUVERT]
    lignes = sort_gaps(lignes, vue.ordre)
    n = len(lignes)
    notes = note_hors(bilan), note_lectures(bilan), note_population(donnees.decoupages)
    render_gabarit(
        "territoires/communes.html" if communes else "territoires/tableau.html",
        legende=_name_table(vue, bilan, n),
        colonne=_NOMS[vue.niveau][2],
        lignes=lignes[:LIGNES_MAX],
        groupes=_group(donnees, vue, lignes[:LIGNES_MAX]) if communes else [],
        n_caches=max(0, n - LIGNES_MAX),
        niveau=vue.niveau,
        types_demandes=bilan.question.types_demandes,
        etats=ETATS,
        etendue=find_etendue,
        population=any(x.population_non_couverte is not None for x in lignes),
        ordre=vue.ordre,
        inverse=INVERSE,
        trier=lambda ordre: write_params(replace(vue, ordre=ordre), donnees.decoupages),
        rangs={x.code: i for i, x in enumerate(sorted(lignes, key=_rank))},
        noms={x.code: i for i, x in enumerate(sorted(lignes, key=_fold_name))},
        lien=lambda code: write_params(vue.focus(vue.niveau, code), donnees.decoupages),
        note=" ".join(filter(None, notes)),
    )


def _render_noms(donnees: Donnees, vue: Vue, bilan: Bilan) -> None:
    """Draw the territories by name: without a fiche, none is before another."""
    lignes = sorted(bilan.lacunes, key=_fold_name)
    un, plusieurs, colonne = _NOMS[vue.niveau]
    render_gabarit(
        "territoires/noms.html",
        legende=f"{count(len(lignes), un, plusieurs)} (découpage de {bilan.question.millesime})",
        colonne=colonne,
        lignes=lignes[:LIGNES_MAX],
        n_caches=max(0, len(lignes) - LIGNES_MAX),
        niveau=vue.niveau,
        population=any(x.population is not None for x in lignes),
        lien=lambda code: write_params(vue.focus(vue.niveau, code), donnees.decoupages),
        note=note_population(donnees.decoupages),
    )


def sort_gaps(lacunes: Iterable[Lacune], ordre: str) -> list[Lacune]:
    """Return territories in one of `ORDRES`; those that tie, the least covered first."""
    colonne = ordre.removesuffix(INVERSE)
    croissant = colonne in {Triable.NOM, Triable.COMMUNES}

    def find_key(lacune: Lacune) -> Any:  # noqa: ANN401 -- a number or a text, one kind for a table
        """Return what the territory is sorted by."""
        match colonne:
            case Triable.NOM:
                return _fold_name(lacune)
            case Triable.COMMUNES:
                return lacune.n_communes_couvertes / max(1, lacune.n_communes)
            case Triable.HABITANTS:
                n = lacune.population_non_couverte
                return -1 if n is None else n
            case _:
                return lacune.par_type_communes.get(TypeCooperation(colonne), 0)

    rangees = sorted(lacunes, key=_rank)
    return sorted(rangees, key=find_key, reverse=croissant is ordre.endswith(INVERSE))


def _fold_name(lacune: Lacune) -> str:
    return fold(lacune.nom_court)


def _rank(lacune: Lacune) -> tuple[int, int, int, int]:
    """Most people uncovered first, then fewest types, then most inhabitants."""
    return (
        -(lacune.population_non_couverte or 0),
        -len(lacune.communes_non_couvertes),
        sum(n > 0 for n in lacune.par_type.values()),
        -(lacune.population or 0),
    )


def _group(
    donnees: Donnees, vue: Vue, lignes: Sequence[Lacune]
) -> list[tuple[str, int, list[Lacune]]]:
    """Return communes under the name of their EPCI, with its inhabitants among them."""
    decoupage = donnees.decoupages[vue.millesime]

    def find_epci(lacune: Lacune) -> str:
        """Return the SIREN of the EPCI of a commune."""
        return decoupage.communes[lacune.communes[0]].siren_epci

    groupes = []
    for siren, suite in groupby(sorted(lignes, key=find_epci), key=find_epci):
        nom = decoupage.epci[Siren(siren)].nom_court if siren else "Sans intercommunalité"
        siennes = list(suite)
        groupes.append((nom, sum(x.population or 0 for x in siennes), siennes))
    return sorted(groupes, key=lambda groupe: -groupe[1])


def _name_table(vue: Vue, bilan: Bilan, n: int) -> str:
    un, plusieurs, _ = _NOMS[vue.niveau]
    if vue.niveau is Niveau.COMMUNE:
        return count(n, "commune sans coopération", "communes sans coopération")
    sur = f" sur {number(len(bilan.lacunes))}" if n < len(bilan.lacunes) else ""
    return f"{count(n, un, plusieurs)}{sur} (découpage de {bilan.question.millesime})"
