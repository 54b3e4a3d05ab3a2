"""The data behind every page, read once for all visitors; a fault becomes a sentence on screen."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Hashable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from carto_ess._errors import BaseAbsenteError, CartoEssError, ReferentielError
from carto_ess.atelier.ouverture import open_registre
from carto_ess.atelier.registre import Registre
from carto_ess.bascule import Signature
from carto_ess.couverture.matrice import Matrice, build_matrice
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.referentiel.contacts import hide_contacts
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.reglages import are_contacts_hidden, find_fond, find_geodata
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.niveau import Echelle
from carto_ess.ui.apercu import current_apercu
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.vue.vue import Vue

_MONTRE = "referentiel_montre"


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
    """Return the data, or write on screen what is wrong with them and stop the page.

    The référentiel is the published one, or the one that this session previews. When it changed
    since the last run, the whole app is run again: a page never mixes two of them.
    """
    try:
        find_fond(os.environ)  # a wrong setting is said here, not in the middle of the map
        decoupages = load_decoupages()
        apercu = current_apercu()
        referentiel = _as_public(apercu.referentiel) if apercu else _read_publie(decoupages)
    except ReferentielError as erreur:
        render_alerte(
            f"{erreur} Rien n’est affiché tant qu’il n’est pas corrigé : "
            "une carte incomplète montrerait de fausses lacunes.",
            titre="Référentiel à corriger",
        )
        render_gabarit("fautes.html", fautes=erreur.fautes)
    except CartoEssError as erreur:
        render_alerte(
            f"Les données ne peuvent pas être affichées. {erreur}", titre="Données illisibles"
        )
    else:
        if st.session_state.setdefault(_MONTRE, referentiel) != referentiel:
            st.session_state[_MONTRE] = referentiel
            st.rerun()
        return Donnees(decoupages, referentiel)
    return st.stop()


def load_publie() -> Referentiel:
    """Return the published référentiel, whatever this session previews.

    Raises
    ------
    CartoEssError
        It cannot be read, or holds faults.
    """
    return _read_publie(load_decoupages())


def load_registre() -> Registre:
    """Return where the référentiel lives.

    Raises
    ------
    CartoEssError
        A setting is wrong, or the base cannot be had.
    """
    return open_registre(os.environ)


_REPOS = 5.0
"""Seconds before a base that did not answer is asked again: its readers do not wait for it."""

_vues: dict[Hashable, Hashable] = {}
_absences: dict[Hashable, float] = {}


def is_base_absent() -> bool:
    """Tell whether the base does not answer, and readers see the last version that it gave."""
    try:
        registre = load_registre()
        _sign(registre)
    except CartoEssError:
        return False  # nothing was ever read: the page itself says why
    return registre.cle in _absences


def _read_publie(decoupages: Decoupages) -> Referentiel:
    registre = load_registre()
    return _as_public(_load_referentiel((registre.cle, _sign(registre)), decoupages, registre))


def _sign(registre: Registre) -> Hashable:
    """Return the signature of the version in place; of the last one seen while a base is away."""
    cle, maintenant = registre.cle, time.monotonic()
    if cle in _vues and maintenant - _absences.get(cle, -_REPOS) < _REPOS:
        return _vues[cle]
    try:
        _vues[cle] = registre.sign()
    except BaseAbsenteError:
        if cle not in _vues:
            raise
        _absences[cle] = maintenant
    else:
        _absences.pop(cle, None)
    return _vues[cle]


def _as_public(referentiel: Referentiel) -> Referentiel:
    """Return what visitors may see of a référentiel, previewed ones too."""
    return _hide(referentiel) if are_contacts_hidden(os.environ) else referentiel


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs={Referentiel: hash})
def _hide(referentiel: Referentiel) -> Referentiel:
    return hide_contacts(referentiel)


def load_decoupages() -> Decoupages:
    """Return the perimeters of the geodata folder, verified against their checksums once."""
    dossier = find_geodata(os.environ)
    return _load_decoupages(dossier, sign_geodata(dossier))


# A signature is hashed as a whole: Streamlit's own way, sign by sign, took a third of a click.
@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs={tuple: hash})
def _load_decoupages(dossier: Path, signature: Signature) -> Decoupages:
    """`signature` names one state of the files: once mended or built anew, they are read anew."""
    del signature
    decoupages = read_verified(dossier)
    # Read once, after the imports: what is alive now (200 MB of modules, perimeters) stays alive.
    # The collector need not walk it again at each of its full rounds, 100 ms with everyone waiting.
    # Streamlit's own collection after every run, which did that each time, is off: see
    # `postScriptGC` in .streamlit/config.toml. Python's collector stays on for all that is newer.
    gc.freeze()
    return decoupages


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs={Decoupages: id, tuple: hash})
def _load_referentiel(
    etat: tuple[Hashable, Hashable], decoupages: Decoupages, _registre: Registre
) -> Referentiel:
    """`etat` names one version of one place: a published référentiel is read anew."""
    del etat
    return _registre.read(decoupages)


@st.cache_resource(
    show_spinner=False, max_entries=16, hash_funcs={Referentiel: hash, Decoupages: id}
)
def _load_matrice(
    referentiel: Referentiel, decoupages: Decoupages, millesime: int, echelle: Echelle
) -> Matrice:
    return build_matrice(referentiel.fiches, decoupages, millesime=millesime, echelle=echelle)
