"""The data behind every page, read once for all visitors; a fault becomes a sentence on screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from carto_ess._errors import CartoEssError, ReferentielError
from carto_ess.couverture import Matrice, build_matrice
from carto_ess.decoupage import Decoupage, Decoupages, Echelle, read_decoupages
from carto_ess.fond import find_fond
from carto_ess.lieux import find_geodata, find_referentiel
from carto_ess.manifeste import verify_files
from carto_ess.referentiel import Referentiel, read_referentiel
from carto_ess.ui.gabarit import render_gabarit
from carto_ess.vue import Vue


class Donnees(NamedTuple):
    """What a page works on: perimeters and fiches, both read-only."""

    decoupages: Decoupages
    referentiel: Referentiel

    def matrice(self, millesime: int, echelle: Echelle) -> Matrice:
        """Return the commune × fiche matrix, derived once for each millésime and échelle."""
        return _load_matrice(self.referentiel, self.decoupages, millesime, echelle)

    def of(self, vue: Vue) -> tuple[Decoupage, Matrice]:
        """Return the découpage and the matrix that `vue` looks at."""
        return self.decoupages[vue.millesime], self.matrice(vue.millesime, vue.echelle)


def load_donnees() -> Donnees:
    """Return the data, or write on screen what is wrong with them and stop the page."""
    try:
        find_fond(os.environ)  # a wrong setting is said here, not in the middle of the map
        decoupages = load_decoupages()
        dossier = find_referentiel(os.environ)
        referentiel = _load_referentiel(dossier, _sign(dossier), decoupages)
    except ReferentielError as erreur:
        st.error(
            f"{erreur} Rien n’est affiché tant qu’il n’est pas corrigé : "
            "une carte incomplète montrerait de fausses lacunes."
        )
        render_gabarit("fautes.html", fautes=erreur.fautes)
    except CartoEssError as erreur:
        st.error(f"Les données ne peuvent pas être affichées. {erreur}")
    else:
        return Donnees(decoupages, referentiel)
    return st.stop()


def load_decoupages() -> Decoupages:
    """Return the perimeters of the geodata folder, verified against their checksums once."""
    dossier = find_geodata(os.environ)
    return _load_decoupages(dossier, _sign(dossier))


@st.cache_resource(show_spinner=False, max_entries=2)
def _load_decoupages(dossier: Path, _signature: object) -> Decoupages:
    verify_files(dossier)
    return read_decoupages(dossier)


@st.cache_resource(show_spinner=False, max_entries=4)
def _load_referentiel(
    dossier: Path, signature: tuple[tuple[str, int, int], ...], _decoupages: Decoupages
) -> Referentiel:
    """`signature` names one state of the files: a published référentiel is read anew."""
    del signature
    return read_referentiel(dossier, _decoupages)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={Referentiel: id, Decoupages: id})
def _load_matrice(
    referentiel: Referentiel, decoupages: Decoupages, millesime: int, echelle: Echelle
) -> Matrice:
    return build_matrice(referentiel.fiches, decoupages, millesime=millesime, echelle=echelle)


def _sign(dossier: Path) -> tuple[tuple[str, int, int], ...]:
    """Return names, dates and sizes of the files of a folder: what changes when they do."""
    try:
        etats = [(f.name, f.stat()) for f in sorted(dossier.iterdir()) if f.is_file()]
    except OSError:
        return ()
    return tuple((nom, etat.st_mtime_ns, etat.st_size) for nom, etat in etats)
