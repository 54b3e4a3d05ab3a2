"""The rows of the page for the council, ready to print: types, fiches, decisions, neighbours.

Part of the plain structure that `carto_ess.portrait.phrases` describes.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from carto_ess.couverture.proches import Proche
from carto_ess.francais import count, number
from carto_ess.lacune.bilan import Lacune
from carto_ess.lacune.constat import Etendue, LigneType, find_etendue
from carto_ess.lacune.phrases_constat import say_ligne, say_where
from carto_ess.lacune.plage import count_plage
from carto_ess.portrait.portrait import FicheIci, Portrait
from carto_ess.referentiel.coordonnees import is_courriel, is_site
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES_COURTS, TypeCooperation
from carto_ess.territoire.niveau import Niveau
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

N_SINON = 2
"""Other fiches named after the nearest one of a type."""

_PLUS = 9  # a sign tells up to 9 fiches, then « 9+ »


def describe_type(portrait: Portrait, ligne: LigneType) -> dict[str, Any]:
    """Return what is said of a type under its map: how much it covers, by how many fiches."""
    lacune, plage = portrait.lacune, portrait.lacune.plage_type(ligne.type)
    return {
        **_name_type(ligne.type),
        "etendue": ligne.etendue,
        "dit": say_ligne(ligne, lacune),
        "fiches": count_plage(plage, "fiche") if plage.maxi else "",
    }


def _name_type(type_: TypeCooperation) -> dict[str, str]:
    return {"id": type_, "type": TYPES_COURTS[type_]}


def link_territoire(portrait: Portrait, lacune: Lacune) -> str:
    """Return the path of a territory on the map, in the perimeters of the page."""
    vue = Vue(portrait.millesime).focus(lacune.niveau, lacune.code)
    return "/?" + urlencode(write_params(vue, portrait.decoupages), doseq=True)


def link_fiche(fiche: Fiche) -> str:
    """Return the path of a fiche on the map."""
    return "/?" + urlencode({"fiche": fiche.id})


def describe_fiche(portrait: Portrait, ici: FicheIci, *, contacts: bool) -> dict[str, Any]:
    """Return the row of a fiche that is there: what it is, how many communes it covers."""
    return {
        **_name_type(ici.fiche.type),
        "structure": ici.fiche.structure,
        "secteur": ici.fiche.secteur,
        "chemin": link_fiche(ici.fiche),
        "communes": _say_communes(portrait, ici),
        "interpretee": ici.fiche.is_interpretee,
        "contacts": list_contacts(ici.fiche) if contacts else [],
    }


def _say_communes(portrait: Portrait, ici: FicheIci) -> str:
    """Return « toutes », « 17 sur 53 », and whether it is the whole of them."""
    n = portrait.lacune.n_communes
    if portrait.niveau is Niveau.COMMUNE or n == 1:
        return "une partie de la commune" if ici.en_partie else ""
    dit = "toutes" if ici.n_communes == n else f"{number(ici.n_communes)} sur {number(n)}"
    return f"{dit}, dont {number(ici.en_partie)} en partie" if ici.en_partie else dit


def list_contacts(fiche: Fiche) -> list[dict[str, str]]:
    """Return phone numbers, e-mail addresses and sites: what is read, and the address it opens.

    The address is empty where the text is no number, no address of mail or no site.
    """
    telephones = [
        {"texte": t.replace(" ", "\u00a0"), "lien": fiche.liens_telephones[t]}
        for t in fiche.telephones
    ]
    courriels = [
        {"texte": c, "lien": f"mailto:{quote(c, safe='@+')}" if is_courriel(c) else ""}
        for c in fiche.courriels
    ]
    sites = [
        {"texte": s.partition("://")[2].rstrip("/") or s, "lien": s if is_site(s) else ""}
        for s in fiche.sites
    ]
    return [*telephones, *courriels, *sites]


def describe_appels(portrait: Portrait, *, contacts: bool) -> list[dict[str, Any]]:
    """Return what is to decide, one line per type missing or partial: whom to call, nearest first.

    ``debut`` and ``fin`` stand around the name of the nearest structure; ``structure`` is empty
    where the référentiel has no local fiche of the type, and ``fin`` says so.
    """
    lignes = []
    for type_, proches in portrait.constat.appels.items():
        ligne: dict[str, Any] = {
            **_name_type(type_), "etendue": find_etendue(type_, portrait.lacune), "debut": "",
            "structure": "", "chemin": "", "sinon": [], "contacts": [],
            "fin": "aucune fiche locale de ce type n’est recensée.",
        }  # fmt: skip
        if proches:
            premier = proches[0]
            ligne |= {
                "debut": "demander à" if premier.deja_presente else "inviter",
                "structure": premier.fiche.structure,
                "chemin": link_fiche(premier.fiche),
                "fin": _say_call(portrait, type_, premier),
                "sinon": [_say_other(p) for p in proches[1 : 1 + N_SINON]],
                "contacts": _pick_contacts(premier.fiche) if contacts else [],
            }
        lignes.append(ligne)
    return lignes


def _pick_contacts(fiche: Fiche) -> list[dict[str, str]]:
    """Return the first phone number, address of mail and site that can be followed."""
    choisis: dict[str, dict[str, str]] = {}
    for contact in list_contacts(fiche):
        genre = contact["lien"].partition(":")[0].replace("https", "http")
        if genre:
            choisis.setdefault(genre, contact)
    return list(choisis.values())


def _say_call(portrait: Portrait, type_: TypeCooperation, proche: Proche) -> str:
    """Return what is asked of a structure, how far it is and where it is active already."""
    lacune = portrait.lacune
    ou = _say_distance(proche)
    if not proche.deja_presente:
        dits = [ou, say_where(proche, portrait.decoupages[portrait.millesime])]
        suite = ", ".join(filter(None, dits))
        return f", {suite}." if suite else "."
    demande = "de s’étendre aux autres communes"
    if lacune.plage_communes(type_).is_sure:
        n = lacune.n_communes - lacune.par_type_communes[type_]
        demande = f"de s’étendre aux {number(n)} autres communes"
        if n == 1:
            demande = "de s’étendre à l’autre commune"
    return f" {demande}{f', {ou}' if ou else ''}."


def _say_distance(proche: Proche) -> str:
    if proche.lieu is None:
        return ""
    if proche.km is None:
        return proche.lieu.nom
    return f"à {proche.km}\u00a0km ({proche.lieu.nom})"


def _say_other(proche: Proche) -> dict[str, str]:
    km = f"à {proche.km}\u00a0km" if proche.km is not None else ""
    return {"nom": proche.fiche.structure, "km": km, "chemin": link_fiche(proche.fiche)}


def describe_around(portrait: Portrait) -> dict[str, Any]:
    """Return the territory, the EPCI in it or over it and its neighbours, each with its signs."""
    membres = [_describe_row(portrait, m) for m in portrait.membres]
    voisines = [_describe_row(portrait, v) for v in portrait.voisines]
    titres = {
        Niveau.COMMUNE: "Avec les communes voisines",
        Niveau.PAYS: "Ses intercommunalités et leurs voisines",
    }
    return {
        "titre": titres.get(portrait.niveau, "Avec les voisines"),
        "ici": _describe_row(portrait, portrait.lacune),
        "membres": membres,
        "voisines": voisines,
    }


def _describe_row(portrait: Portrait, lacune: Lacune) -> dict[str, Any]:
    signes = [
        {**_name_type(t), "etendue": find_etendue(t, lacune), "n": _count_sign(lacune.par_type[t]),
         "dit": _say_sign(t, lacune)}
        for t in TypeCooperation
    ]  # fmt: skip
    return {
        "nom": lacune.nom_court,
        "chemin": link_territoire(portrait, lacune),
        "signes": signes,
        "dit": "\u202f; ".join(s["dit"] for s in signes),
    }


def _count_sign(n: int) -> str:
    return "" if n < 2 else str(n) if n <= _PLUS else f"{_PLUS}+"


def _say_sign(type_: TypeCooperation, lacune: Lacune) -> str:
    etendue, nom = find_etendue(type_, lacune), TYPES_COURTS[type_]
    if etendue is Etendue.MANQUE:
        return f"{nom} : manque"
    if etendue is Etendue.INCONNU:
        return f"{nom} : non renseigné"
    partie = ", en partie" if etendue is Etendue.PARTIE else ""
    return f"{nom} : {count(lacune.par_type[type_], 'fiche')}{partie}"
