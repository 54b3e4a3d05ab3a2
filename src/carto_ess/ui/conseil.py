"""The page for the council, as screens and server make it: of which territory, from what."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlencode

from carto_ess.francais import find_today
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.lacune.releve import Matiere, build_matiere
from carto_ess.portrait.portrait import build_portrait
from carto_ess.reglages import find_adresse
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.recherche import TerritoireDate
from carto_ess.ui.apercu import current_apercu
from carto_ess.ui.bilans import load_voisinage
from carto_ess.ui.donnees import Donnees, read_geodata
from carto_ess.ui.habillage import DEJA_DANS_LA_PAGE
from carto_ess.vue.adresse import write_params
from carto_ess.vue.vue import Vue

FICHIER = "page-pour-le-conseil.pdf"
"""The address, beside the pages, that gives the PDF of a territory; its query is a page's."""


def find_choisi(vue: Vue, decoupages: Decoupages) -> TerritoireDate | None:
    """Return the territory in focus; a commune is one of today's, whatever the perimeters."""
    if vue.territoire is None:
        return None
    niveau, code = vue.territoire
    actuel = decoupages.actuel.millesime
    return TerritoireDate(actuel if niveau is Niveau.COMMUNE else vue.millesime, niveau, code)


def link_page(vue: Vue, decoupages: Decoupages) -> str:
    """Return the address that gives the page of the territory in focus: its PDF, at once.

    The screen of the page, from which its PDF is one press away, stands for it where the PDF would
    not be of what the reader sees (a preview) or where no server of ours would answer.
    """
    direct = DEJA_DANS_LA_PAGE.is_set() and current_apercu() is None
    cible = FICHIER if direct else "territoire"
    return f"./{cible}?{urlencode(write_params(vue, decoupages), doseq=True)}"


def build_page_conseil(
    donnees: Donnees, territoire: TerritoireDate, *, contacts: bool = True
) -> dict[str, Any]:
    """Return what the page of a territory says and shows, ready to print, today.

    Raises
    ------
    CartoEssError
        There is no such territory, or its contours or a setting cannot be read.
    """
    from carto_ess.portrait.page import build_page  # noqa: PLC0415 -- geopandas: only here
    from carto_ess.portrait.vignette import read_fond  # noqa: PLC0415 -- as above

    portrait = build_portrait(
        territoire,
        find_matiere(donnees),
        date=find_today(),
        adresse=find_adresse(os.environ),
    )
    fond = read_geodata(read_fond)
    contacts = contacts and not donnees.referentiel.contacts_masques
    return build_page(portrait, fond, contacts=contacts)


def find_matiere(donnees: Donnees) -> Matiere:
    """Return what pages for the council and comparisons are made from, made once."""
    return donnees.remember(
        "matiere",
        lambda: build_matiere(
            donnees.decoupages,
            donnees.referentiel.fiches,
            load_voisinage(),
            evenements=read_geodata(read_evenements_epci),
        ),
    )
