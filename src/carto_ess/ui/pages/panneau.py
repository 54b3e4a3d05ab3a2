"""The panel: what covers the commune chosen, or the whole fiche, or the view at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from carto_ess.couverture.matrice import Matrice, Presence
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.pays import Pays
from carto_ess.texte import fold
from carto_ess.ui.corps_fiche import describe_corps
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import render_gabarit
from carto_ess.vue.adresse import write_params
from carto_ess.vue.liste import ENTIERE, clip, list_fiches
from carto_ess.vue.vue import Vue

PROPOSITIONS = 6
"""Territories proposed at most for a search."""

PREMIERES_FICHES = 8
"""Fiches of each type named in the overview where they are too many for all of them."""

PREMIERS_EPCI = 30
"""EPCI named as uncovered where they are too many for all of them."""


def render_panneau(donnees: Donnees, vue: Vue) -> None:
    """Draw the panel of `vue`: a fiche before a commune, a commune before the overview."""
    if vue.fiche is not None:
        valeurs = describe_fiche(donnees, vue)
    elif vue.commune is not None:
        valeurs = describe_commune(donnees, vue)
    else:
        valeurs = describe_ensemble(donnees, vue)
    render_gabarit("panneau.html", **valeurs, lien=_Liens(donnees, vue), vue=vue)


class _Liens:
    """Addresses of the panel's links: real ones, that also work in another tab."""

    def __init__(self, donnees: Donnees, vue: Vue) -> None:
        self._decoupages = donnees.decoupages
        self._vue = vue

    def _write(self, vue: Vue) -> dict[str, list[str]]:
        return write_params(vue, self._decoupages)

    def fiche(self, identifiant: str) -> dict[str, list[str]]:
        return self._write(self._vue.open_fiche(identifiant))

    def commune(self, code: CodeCommune) -> dict[str, list[str]]:
        return self._write(self._vue.focus(Niveau.COMMUNE, code))

    def epci(self, siren: Siren) -> dict[str, list[str]]:
        return self._write(self._vue.focus(Niveau.EPCI, siren))

    def ensemble(self) -> dict[str, list[str]]:
        return self._write(self._vue.leave())

    def retour(self) -> dict[str, list[str]]:
        return self._write(self._vue.close_fiche())

    def rien(self) -> dict[str, list[str]]:
        return self._write(self._vue.leave())


def describe_fiche(donnees: Donnees, vue: Vue) -> dict[str, Any]:
    """Return what the panel says of the fiche chosen: its fields, its communes, how it was read."""
    assert vue.fiche is not None  # noqa: S101 -- for the type checker
    fiche = donnees.referentiel[vue.fiche]
    recent = donnees.decoupages.actuel
    return {
        "genre": "fiche",
        **describe_corps(donnees, fiche, vue.millesime),
        "commune": recent.communes[vue.commune] if vue.commune else None,
    }


def describe_commune(donnees: Donnees, vue: Vue) -> dict[str, Any]:
    """Return everything that covers the commune chosen, by type, and what covers it more widely."""
    assert vue.commune is not None  # noqa: S101 -- for the type checker
    decoupages = donnees.decoupages
    decoupage, matrice = donnees.of(vue)
    codes = sorted(decoupages.bring_back([vue.commune], vers=vue.millesime))
    ici = vue.find_communes(decoupages)
    fiches = list_fiches(donnees.referentiel.fiches, vue.filtre, ici, matrice)
    gardees = {fiche.id for fiche in fiches}
    toutes = donnees.matrice(vue.millesime, Echelle.TOUTES)
    presences = _merge(p for code in codes for p in _list_presences(matrice, code))
    montrees = [p for p in presences if p.fiche.id in gardees]
    larges = _merge(
        p
        for code in codes
        for p in _list_presences(toutes, code)
        if not set(p.niveaux) & set(Echelle.PROXIMITE.niveaux)
    )
    premiere = decoupage.communes[codes[0]]
    return {
        "genre": "commune",
        "commune": decoupages.actuel.communes[vue.commune],
        "anciennes": [decoupage.communes[c].nom for c in codes] if len(codes) > 1 else [],
        "epci": decoupage.epci.get(Siren(premiere.siren_epci)),
        "pays": decoupage.pays[premiere.pays] if premiere.pays else None,
        "par_type": _group(montrees),
        "n": len(montrees),
        "n_caches": len(presences) - len(montrees),
        "larges": larges if vue.echelle is Echelle.PROXIMITE else [],
    }


def _list_presences(matrice: Matrice, code: CodeCommune) -> Iterator[Presence]:
    """Yield what covers one commune; `Matrice.par_commune`, of all, takes seconds on a country."""
    for fiche in matrice.fiches:
        if code in matrice.communes_of(fiche.id):
            par_niveau = matrice.par_fiche[fiche.id]
            yield Presence(fiche, tuple(n for n, codes in par_niveau.items() if code in codes))


def _merge(presences: Iterable[Presence]) -> list[Presence]:
    """Keep each fiche once, with all the niveaux it was seen at."""
    par_id: dict[str, Presence] = {}
    for p in presences:
        connus = par_id[p.fiche.id].niveaux if p.fiche.id in par_id else ()
        niveaux = tuple(n for n in Niveau if n in connus or n in p.niveaux)
        par_id[p.fiche.id] = Presence(p.fiche, niveaux)
    return list(par_id.values())


def _group(presences: Iterable[Presence]) -> dict[TypeCooperation, list[Presence]]:
    presences = list(presences)
    groupes = {t: [p for p in presences if p.fiche.type is t] for t in TypeCooperation}
    return {t: liste for t, liste in groupes.items() if liste}


def describe_ensemble(donnees: Donnees, vue: Vue) -> dict[str, Any]:
    """Return the view at a glance: the fiches kept, and where none of them is."""
    decoupage, matrice = donnees.of(vue)
    decoupages = donnees.decoupages
    ici = vue.find_communes(decoupages)
    fiches = list_fiches(donnees.referentiel.fiches, vue.filtre, ici, matrice)
    couvertes = matrice.merge(fiches)
    epci = decoupage.epci[vue.epci] if vue.epci else None
    communes = epci.communes if epci else tuple(decoupage.communes)
    vides = [code for code in communes if code not in couvertes]
    decouvertes = set(vides)
    epci_vides = [e for e in decoupage.epci.values() if decouvertes.issuperset(e.communes)]
    par_type = {t: [f for f in fiches if f.type is t] for t in TypeCooperation}
    entier = len(fiches) <= ENTIERE
    epci_vides.sort(key=lambda e: e.nom_court)
    nommes, n_epci_caches = clip(epci_vides if epci is None else [], PREMIERS_EPCI)
    return {
        "genre": "ensemble",
        "fiches": {
            t: liste if entier else liste[:PREMIERES_FICHES]
            for t, liste in par_type.items()
            if liste
        },
        "n": len(fiches),
        "entier": entier,
        "unites": bool(donnees.decoupages.unites),
        "epci": epci,
        "n_communes": len(communes),
        "n_vides": len(vides),
        "epci_vides": nommes,
        "n_epci_vides": len(nommes) + n_epci_caches,
        "n_epci_caches": n_epci_caches,
        "n_epci": len(decoupage.epci),
        "sans_point": [f for f in fiches if f.point is None] if entier else [],
        "propositions": propose_territoires(donnees, vue),
    }


def propose_territoires(donnees: Donnees, vue: Vue) -> dict[str, list[Any]]:
    """Return communes, EPCI and Pays whose name holds the words searched, best first."""
    mots = fold(vue.recherche).split()
    decoupage = donnees.decoupages[vue.millesime]
    recent = donnees.decoupages.actuel
    if not mots:
        return {}

    def trouves(territoires: Iterable[Any]) -> list[Any]:
        liste = [t for t in territoires if all(m in fold(t.nom) for m in mots)]
        return sorted(liste, key=lambda t: (len(t.nom), t.nom))[:PROPOSITIONS]

    groupes = {
        "communes": trouves(recent.communes.values()),
        "epci": trouves(decoupage.epci.values()),
        "pays": [
            (p, _members(p, decoupage))
            for p in trouves(p for p in decoupage.pays.values() if p.communes)
        ],
    }
    return groupes if any(groupes.values()) else {}


def _members(pays: Pays, decoupage: Decoupage) -> list[Epci]:
    sirens = {decoupage.communes[code].siren_epci for code in pays.communes}
    return [decoupage.epci[Siren(s)] for s in sorted(sirens)]
