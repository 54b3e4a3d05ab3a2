"""The panel: a fiche, the territory in focus, the types shown or the whole, in this order.

The same on every page that has a map, and on a phone, where it is a sheet over the map.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carto_ess.couverture.matrice import Presence
from carto_ess.lacune.constat import Constat
from carto_ess.lacune.phrases_constat import (
    say_constat,
    say_identity,
    say_ligne,
    say_where,
)
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.ressort import name_ensemble, name_ressort
from carto_ess.ui.bilans import find_constat
from carto_ess.ui.conseil import link_page
from carto_ess.ui.corps_fiche import describe_corps
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.entete import list_reserves
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.doutes import describe_doutes
from carto_ess.ui.pages.panneau_ensemble import describe_ensemble, describe_types
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

COMMUNES_NOMMEES = 9
"""Uncovered communes named at once; the others are one press away."""

AUTRES = 3
"""Other fiches to call that a press shows."""

FICHES_NOMMEES = 3
"""Fiches named in the row of a type; the others are counted."""


def render_panneau(donnees: Donnees, vue: Vue, *, note: str = "") -> None:
    """Draw the panel of `vue`, with what became of the territory in `note`."""
    valeurs: Mapping[str, Any]
    if vue.fiche is not None:
        nom, valeurs = "fiche", describe_fiche(donnees, vue)
    elif vue.territoire is not None:
        nom, valeurs = "territoire", describe_territoire(donnees, vue)
    elif vue.types and donnees.referentiel.fiches:
        nom, valeurs = "types", describe_types(donnees, vue)
    else:
        nom, valeurs = "ensemble", describe_ensemble(donnees, vue)
    render_gabarit(
        f"panneau/{nom}.html",
        **valeurs,
        lien=Liens(donnees, vue),
        vue=vue,
        note=note,
        reserves=list_reserves(donnees, vue),
    )


class Liens:
    """Addresses of the panel's links: real ones, that also work in another tab."""

    def __init__(self, donnees: Donnees, vue: Vue) -> None:
        """Write from `vue`."""
        self._decoupages = donnees.decoupages
        self._vue = vue

    def _write(self, vue: Vue) -> dict[str, list[str]]:
        return write_params(vue, self._decoupages)

    def fiche(self, identifiant: str) -> dict[str, list[str]]:
        """Open a fiche."""
        return self._write(self._vue.open_fiche(identifiant))

    def commune(self, code: str) -> dict[str, list[str]]:
        """Put a commune in focus."""
        return self._write(self._vue.focus(Niveau.COMMUNE, code))

    def epci(self, siren: str) -> dict[str, list[str]]:
        """Put an EPCI in focus."""
        return self._write(self._vue.focus(Niveau.EPCI, siren))

    def ensemble(self) -> dict[str, list[str]]:
        """Leave the territory."""
        return self._write(self._vue.leave())

    def tous(self) -> dict[str, list[str]]:
        """Show every type."""
        return self._write(self._vue.show_types(()))

    def retour(self) -> dict[str, list[str]]:
        """Close the fiche."""
        return self._write(self._vue.close_fiche())

    def conseil(self, niveau: Niveau, code: str) -> str:
        """Take the page for the council of a territory."""
        return link_page(Vue(self._vue.millesime).focus(niveau, code), self._decoupages)


def describe_fiche(donnees: Donnees, vue: Vue) -> dict[str, Any]:
    """Return what the panel says of the fiche chosen: its fields, its communes, how it was read."""
    assert vue.fiche is not None  # noqa: S101 -- for the type checker
    return {
        **describe_corps(donnees, donnees.referentiel[vue.fiche], vue.millesime),
        "retour": _name_focus(donnees, vue),
    }


def _name_focus(donnees: Donnees, vue: Vue) -> str:
    """Return the name of the territory in focus, or of the whole."""
    if vue.territoire is None:
        return name_ressort(donnees.decoupages.ressort)
    return find_constat(donnees, vue).lacune.nom_court


def describe_territoire(donnees: Donnees, vue: Vue) -> dict[str, Any]:
    """Return what the panel says of the territory in focus."""
    constat = find_constat(donnees, vue)
    decoupages = donnees.decoupages
    decoupage = decoupages[constat.millesime]
    lacune = constat.lacune
    return {
        "constat": constat,
        "sans_fiche": not donnees.referentiel.fiches,
        "x": lacune,
        "identite": say_identity(lacune, decoupage),
        "phrase": say_constat(constat),
        "hors": name_ensemble(decoupages.ressort).hors,
        "ensemble": name_ressort(decoupages.ressort),
        "rangees": [
            {
                "ligne": ligne,
                "dit": say_ligne(ligne, lacune),
                "part": round(100 * ligne.n_communes / max(1, lacune.n_communes)),
                "presences": ligne.presences[:FICHES_NOMMEES],
                "n_autres": ligne.n_fiches - FICHES_NOMMEES,
            }
            for ligne in constat.lignes
        ],
        "commune": lacune.niveau is Niveau.COMMUNE,
        "premieres": constat.non_couvertes[:COMMUNES_NOMMEES],
        "suivantes": constat.non_couvertes[COMMUNES_NOMMEES:],
        "incertaines": constat.incertaines,
        "appels": [
            {"type": type_, "proches": proches[: 1 + AUTRES], "n": len(proches)}
            for type_, proches in constat.appels.items()
        ],
        "ou": lambda proche: say_where(proche, decoupage),
        "titre_de": lambda presence: say_basis(donnees, presence, constat),
        "doutes": describe_doutes(donnees, vue, donnees.of(vue)[1], lacune)
        if lacune.niveau is not Niveau.COMMUNE
        else [],
        **_find_around(donnees, vue, constat),
    }


def _find_around(donnees: Donnees, vue: Vue, constat: Constat) -> dict[str, Any]:
    """Return what a commune belongs to, in the perimeters shown, and what it was made of."""
    if constat.lacune.niveau is not Niveau.COMMUNE:
        return {"epci": None, "pays": None, "anciennes": []}
    decoupage = donnees.decoupages[vue.millesime]
    codes = sorted(vue.find_communes(donnees.decoupages) or ())
    premiere = decoupage.communes[codes[0]]
    epci: Epci | None = decoupage.epci.get(Siren(premiere.siren_epci))
    return {
        "epci": epci,
        "pays": decoupage.pays[premiere.pays] if premiere.pays else None,
        "anciennes": [decoupage.communes[c].nom for c in codes] if len(codes) > 1 else [],
    }


def say_basis(donnees: Donnees, presence: Presence, constat: Constat) -> str:
    """Return on what account a fiche covers a commune: « au titre de la CA de Saint-Omer… ».

    And whether it is the whole of it: a commune of the past may be a part of today's.
    """
    titre = _find_basis(donnees, presence, constat)
    matrice = donnees.matrice(constat.millesime, Echelle.TOUTES)
    if not matrice.partielles(presence.fiche).isdisjoint(constat.lacune.communes):
        titre += ", pour une partie de la commune seulement"
    return titre


def _find_basis(donnees: Donnees, presence: Presence, constat: Constat) -> str:
    decoupages = donnees.decoupages
    ici = frozenset(decoupages.bring_forward(constat.lacune.communes, depuis=constat.millesime))
    for declaration in presence.fiche.declarations:
        if declaration.niveau not in presence.niveaux:
            continue
        decoupage = decoupages[declaration.millesime]
        communes = decoupage.select_communes(declaration.niveau, declaration.code)
        if ici.isdisjoint(decoupages.bring_forward(communes, depuis=declaration.millesime)):
            continue
        match declaration.niveau:
            case Niveau.EPCI:
                nom = f"de la {decoupage.epci[Siren(declaration.code)].nom_court}"
                perdu = declaration.code not in decoupages.actuel.epci
                return f"au titre {nom}" + (f", EPCI de {decoupage.millesime}" if perdu else "")
            case Niveau.PAYS:
                return f"au titre du {decoupage.pays[declaration.code].nom}"
            case Niveau.COMMUNE:
                nom = decoupage.communes[CodeCommune(declaration.code)].nom
                d_ici = nom == constat.lacune.nom
                return "au titre de la commune" if d_ici else f"au titre de {nom}"
            case Niveau.DEPARTEMENT:
                return "dans tout le département"
            case Niveau.REGION:
                return "dans toute la région"
    return ""
