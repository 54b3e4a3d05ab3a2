"""The page « À propos »: where the figures come from, what is approximate, whom to write to."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.export.extraction import list_sources
from carto_ess.francais import find_today, french_date
from carto_ess.geodata.evenements import read_remarques
from carto_ess.lacune.phrases import note_population
from carto_ess.referentiel.fiche import Fiche
from carto_ess.reglages import find_contact, find_fond, find_geodata, find_sites
from carto_ess.territoire.ressort import in_ressort, of_ressort
from carto_ess.ui import session
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.habillage import render_script
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.vue.adresse import write_params
from carto_ess.vue.liste import clip
from carto_ess.vue.vue import Vue

SECTIONS = {
    "sources": "Sources et millésimes",
    "approximations": "Ce qui est approché",
    "accessibilite": "Accessibilité : non conforme (audit non réalisé)",
    "donnees-personnelles": "Données personnelles",
    "contact": "Contact et corrections",
    "citer": "Citer, réutiliser",
    "donnees-ouvertes": "Données ouvertes",
    "integrer": "Intégrer à un site",
}
"""Titles of the sections, by anchor, in the page's order."""

PAGE = "a-propos"
"""Path of this page, after the root of the app."""

ADRESSE = "https://adresse-de-la-carte.example/"
"""Root written when the browser's own address is not known."""

T = TypeVar("T")

FIABILITES = ("haute", "moyenne", "faible")


def render_page_a_propos() -> None:
    """Draw the page: every date and count on it comes from the data in place."""
    donnees, vue = load_donnees(), session.current_vue()
    racine, fiches = find_root(st.context.url or ""), donnees.referentiel.fiches
    valeurs = {
        "titres": SECTIONS,
        "contact": _read_setting(find_contact),
        "departement": in_ressort(donnees.decoupages.ressort),
        "du_departement": of_ressort(donnees.decoupages.ressort),
    }
    render_gabarit("a_propos/page.html", **valeurs, **_describe_sources(donnees))
    render_gabarit("a_propos/approximations.html", **valeurs, **_describe_readings(donnees))
    render_gabarit(
        "a_propos/droits.html",
        **valeurs,
        fond=find_fond(os.environ),
        version=version("carto-ess"),
        date=french_date(find_today().isoformat()),
        racine=racine,
        n_fiches=len(fiches),
        sources=list_sources(fiches, donnees.decoupages, vide=not fiches),
    )
    render_gabarit("a_propos/ouvertes.html", **valeurs, racine=racine)
    _render_integration(donnees, vue, racine)
    render_script("ancre")


def _read_setting(find: Callable[[Mapping[str, str]], T]) -> T | None:
    """Return a setting, or say on screen what is wrong with it."""
    try:
        return find(os.environ)
    except CartoEssError as erreur:
        render_alerte(str(erreur))
        return None


def _describe_sources(donnees: Donnees) -> dict[str, Any]:
    decoupages = donnees.decoupages
    manifeste, fusions = decoupages.manifeste, decoupages.fusions
    nouvelles = {f.code_apres for f in fusions}
    return {
        "manifeste": manifeste,
        "dates": {s.nom: french_date(s.date) for s in manifeste.sources},
        "n_fiches": len(donnees.referentiel.fiches),
        "annees": sorted({fiche.annee for fiche in donnees.referentiel.fiches}),
        "fusions": fusions,
        "n_nouvelles": len(nouvelles),
        "n_reunies": len(decoupages.bring_back(nouvelles, vers=decoupages.millesimes[0])),
        "remarques": read_remarques(find_geodata(os.environ)),
    }


def _describe_readings(donnees: Donnees) -> dict[str, Any]:
    """Return what is our reading: coverages, places of the points, populations."""
    fiches = donnees.referentiel.fiches
    points: dict[str, list[tuple[Fiche, str]]] = {fiabilite: [] for fiabilite in FIABILITES}
    for fiche in fiches:
        if fiche.point:
            commune = donnees.decoupages.find_commune(fiche.point.code_commune)
            points[fiche.point.fiabilite].append((fiche, commune.nom))
    return {
        "millesimes": donnees.decoupages.millesimes,
        "unites": bool(donnees.decoupages.unites),
        "outre_mer": bool(donnees.decoupages.manifeste.sans_contours),
        "nommer": clip,
        "n_fiches": len(fiches),
        "interpretees": [f for f in fiches if f.is_interpretee],
        "annotees": [f for f in fiches if f.notes and not f.is_interpretee],
        "points": points,
        "sans_point": [f for f in fiches if f.point is None],
        "population": note_population(donnees.decoupages),
    }


def find_root(url: str) -> str:
    """Return the address of the app's first page, given that of this one."""
    return url.partition("?")[0].partition("#")[0].rstrip("/").removesuffix(PAGE) or ADRESSE


def build_iframe(adresse: str, titre: str) -> str:
    """Return the lines of HTML that embed `adresse` in another site."""
    return (
        f'<iframe src="{html.escape(adresse)}"\n'
        f'  title="{html.escape(titre)}" width="100%" height="600"\n'
        '  style="border: 0" loading="lazy"></iframe>'
    )


def _render_integration(donnees: Donnees, vue: Vue, racine: str) -> None:
    """Draw the lines to copy: the view of the moment, whatever page it was made on."""
    departement = in_ressort(donnees.decoupages.ressort)
    params = {**write_params(vue, donnees.decoupages), "embed": ["true"]}
    suite = urlencode(params, doseq=True)
    adresses = {
        f"Carte des coopérations de l’ESS {departement}": f"{racine}?{suite}",
        f"Territoires sans coopération recensée {departement}": f"{racine}territoires?{suite}",
    }
    render_gabarit(
        "a_propos/integrer.html",
        titres=SECTIONS,
        filtree=len(params) > 1,
        cadres=_read_setting(find_sites) or (),
        a_copier=[(titre, build_iframe(adresse, titre)) for titre, adresse in adresses.items()],
    )
