"""The tables and lists of a portrait, ready to print: types, fiches, neighbours, extensions.

Part of the plain structure that `carto_ess.portrait_phrases` describes.
"""

from __future__ import annotations

from typing import Any

from carto_ess.couverture.extension import Extension
from carto_ess.francais import count, join_french, number
from carto_ess.lacune.bilan import Lacune
from carto_ess.lacune.plage import count_plage, number_plage, percent_plage
from carto_ess.portrait.portrait import EpciProche, FicheIci, Portrait
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES_COURTS, TypeCooperation
from carto_ess.style import STYLES
from carto_ess.territoire.niveau import NIVEAUX, Niveau
from carto_ess.territoire.voisinage import PORTEE

N_EXTENSIONS = 3
"""Fiches proposed at most per missing type on a page."""


def describe_type(portrait: Portrait, type_: TypeCooperation) -> dict[str, Any]:
    """Return the row of a type: its fiches, the communes it covers, the département's share."""
    lacune, total = portrait.lacune, portrait.bilan.total
    n = lacune.par_type_communes[type_]
    couvertes, ailleurs = lacune.plage_communes(type_), total.plage_communes(type_)
    return {
        **_describe_style(type_),
        "n": lacune.par_type[type_],
        "n_dit": number_plage(lacune.plage_type(type_)),
        "couvertes": f"{number_plage(couvertes)} sur {number(lacune.n_communes)}",
        "taux": round(n / lacune.n_communes, 4) if lacune.n_communes else 0,
        "part": percent_plage(couvertes, lacune.n_communes),
        "departement": percent_plage(ailleurs, total.n_communes),
    }


def _describe_style(type_: TypeCooperation) -> dict[str, str]:
    style = STYLES[type_]
    return {
        "id": type_, "type": TYPES_COURTS[type_], "glyphe": style.glyphe,
        "couleur": style.couleur, "contour": style.contour,
    }  # fmt: skip


def describe_fiche(ici: FicheIci, lacune: Lacune, *, contacts: bool) -> dict[str, Any]:
    """Return the row of a fiche: what it is, by what and how many communes it covers."""
    toutes = ici.n_communes == lacune.n_communes
    return {
        **_describe_style(ici.fiche.type),
        "structure": ici.fiche.structure,
        "secteur": ici.fiche.secteur,
        "par": f"par {join_french([NIVEAUX[n] for n in ici.niveaux])}",
        "communes": "toutes" if toutes else f"{ici.n_communes} sur {lacune.n_communes}",
        "interpretee": ici.fiche.is_interpretee,
        "contacts": list_contacts(ici.fiche) if contacts else [],
    }


def list_contacts(fiche: Fiche) -> list[str]:
    """Return phone numbers, e-mail addresses and sites (without their scheme), in that order."""
    sites = [s.partition("://")[2].rstrip("/") or s for s in fiche.sites]
    telephones = [t.replace(" ", "\u00a0") for t in fiche.telephones]
    return [*telephones, *fiche.courriels, *sites]


def describe_uncovered(portrait: Portrait) -> dict[str, Any]:
    """Return the uncovered communes by name and population, or the sentence that says none."""
    communes = portrait.non_couvertes
    n, seuls = portrait.lacune.plage_non_couvertes, portrait.lacune.plage_seuls
    suite = f", {count_plage(seuls, 'habitant')}" if seuls and seuls.maxi else ""
    titre = count_plage(n, "commune à découvert", "communes à découvert") + suite
    return {
        "titre": titre[0].upper() + titre[1:] if n.maxi else "Communes à découvert",
        "communes": [
            {"nom": c.nom, "population": "–" if c.population is None else number(c.population)}
            for c in communes
        ],
        "aucune": _say_none(portrait.lacune),
    }  # fmt: skip


def _say_none(lacune: Lacune) -> str:
    """Return what stands in place of an empty list of uncovered communes."""
    if not lacune.plage_non_couvertes.is_sure:
        return "Aucune dans la lecture que nous retenons."
    if lacune.communes_inconnues:
        return "Aucune commune n’est à découvert de façon certaine."
    return (
        "Aucune\u00a0: chaque commune est atteinte par une coopération de proximité recensée "
        "au moins."
    )


def describe_neighbours(portrait: Portrait) -> dict[str, Any]:
    """Return the matrix of the territory and the EPCI in it and around, by type."""
    lacune = portrait.lacune
    return {
        "ici": _describe_row(EpciProche(lacune, lacune.n_communes)),
        "membres": [_describe_row(v) for v in portrait.membres],
        "autour": [
            _describe_row(EpciProche(v.lacune, v.lacune.n_communes)) for v in portrait.voisins
        ],
        "titre": "EPCI membres et voisins" if portrait.membres else "EPCI voisins",
        "manquants": [t in lacune.types_manquants for t in TypeCooperation],
    }


def _describe_row(proche: EpciProche) -> dict[str, Any]:
    lacune = proche.lacune
    partie = lacune.niveau is Niveau.EPCI and proche.n_communes < lacune.n_communes
    return {
        "nom": lacune.nom_court,
        "partie": f"{proche.n_communes} sur {lacune.n_communes}" if partie else "",
        "couvertes": f"{number_plage(lacune.plage_couvertes)}/{number(lacune.n_communes)}",
        "etat": lacune.etat,
        "par_type": [lacune.par_type[t] for t in TypeCooperation],
        "par_type_dit": [number_plage(lacune.plage_type(t)) for t in TypeCooperation],
        "n": lacune.n_fiches,
    }


def describe_extensions(
    portrait: Portrait, type_: TypeCooperation, *, contacts: bool
) -> dict[str, Any]:
    """Return who could extend for a type, the nearest fiches first."""
    trouvees = portrait.extensions[type_]
    lacune = portrait.lacune
    couvertes = lacune.par_type_communes[type_]
    autres = len(trouvees) - N_EXTENSIONS
    return {
        **_describe_style(type_),
        "etat": f"{couvertes} sur {lacune.n_communes}" if couvertes else "absent",
        "fiches": [_describe_extension(portrait, x, contacts=contacts)
                   for x in trouvees[:N_EXTENSIONS]],
        "suite": f"et {count(autres, 'autre fiche', 'autres fiches')}" if autres > 0 else "",
        "aucune": f"Aucune de ce type recensée à {PORTEE} communes à la ronde.",
    }  # fmt: skip


def _describe_extension(
    portrait: Portrait, extension: Extension, *, contacts: bool
) -> dict[str, Any]:
    epci = portrait.decoupages[portrait.millesime].epci
    noms = [epci[s].nom_court for s in extension.epci]
    lieux = join_french([*noms[:2], f"{len(noms) - 2} autres EPCI"] if len(noms) > 3 else noms)
    distance = "à côté" if extension.pas == 1 else f"à {extension.pas} communes d’ici"
    if extension.deja_presente:
        distance = "déjà dans une partie du territoire"
        lieux = ""
    return {
        "structure": extension.fiche.structure,
        "ou": f"{distance} : {lieux}" if lieux else distance,
        "contacts": list_contacts(extension.fiche)[:2] if contacts else [],
    }
