"""The data behind every page, read once for all visitors; a fault becomes a sentence on screen."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import streamlit as st

from carto_ess._errors import BaseAbsenteError, CartoEssError, ReferentielError
from carto_ess.atelier.ouverture import open_registre
from carto_ess.atelier.registre import Registre
from carto_ess.couverture.matrice import Matrice, build_matrice
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.dossier import sign_geodata
from carto_ess.referentiel.contacts import hide_contacts
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.reglages import are_contacts_hidden, find_fond, find_geodata
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.niveau import Echelle
from carto_ess.ui.apercu import Apercu, current_apercu
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.menu import require_menu
from carto_ess.ui.retenus import Retenus
from carto_ess.vue.vue import Vue

_MONTRE = "referentiel_montre"
_APERCU = "donnees_de_l_apercu"
_APERCU_DE = "donnees_de_l_apercu_tirees_de"


RETENUS_MAX = 64
"""Answers that a data set keeps; those asked the longest ago go first."""

_geodata = Retenus(8)
"""Perimeters, neighbours, events, the ground of small maps: of a folder and of the one before."""

_publies = Retenus(2)
"""The référentiel, and the one before it, by the state of their place."""

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Donnees:
    """What a page works on: perimeters and fiches, both read-only, and what was derived from them.

    What is derived hangs on the data: that of a preview goes with the visit that previews.
    """

    decoupages: Decoupages
    referentiel: Referentiel
    _retenus: Retenus = field(default_factory=lambda: Retenus(RETENUS_MAX), repr=False)

    def remember(self, cle: Hashable, build: Callable[[], T]) -> T:
        """Return what `build` makes of these data, made once for each `cle`: see `Retenus`."""
        return self._retenus.remember(cle, build)

    def matrice(self, millesime: int, echelle: Echelle) -> Matrice:
        """Return the commune × fiche matrix, derived once for each millésime and échelle."""
        return self.remember(
            ("matrice", millesime, echelle),
            lambda: build_matrice(
                self.referentiel.fiches, self.decoupages, millesime=millesime, echelle=echelle
            ),
        )

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
        if apercu is None:
            _forget_apercu()
        donnees = _show_apercu(apercu, decoupages) if apercu else _read_publie(decoupages)
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
        montre = st.session_state.setdefault(_MONTRE, donnees)
        if montre is not donnees:
            st.session_state[_MONTRE] = donnees
            if montre.referentiel != donnees.referentiel:
                st.rerun()
        return donnees
    require_menu()
    return st.stop()


def shown_donnees() -> Donnees | None:
    """Return the data that this visit was shown last, if any: nothing is read nor said."""
    montre: Donnees | None = st.session_state.get(_MONTRE)
    return montre


def _forget_apercu() -> None:
    for cle in (_APERCU, _APERCU_DE):
        st.session_state.pop(cle, None)


def _show_apercu(apercu: Apercu, decoupages: Decoupages) -> Donnees:
    """Return the data of the preview, kept in the session and nowhere else."""
    masques = are_contacts_hidden(os.environ)
    garde: Donnees | None = st.session_state.get(_APERCU)
    if (
        garde is None
        or garde.decoupages is not decoupages
        or st.session_state[_APERCU_DE] != (apercu, masques)
    ):
        public = hide_contacts(apercu.referentiel) if masques else apercu.referentiel
        garde = st.session_state[_APERCU] = Donnees(decoupages, public)
        st.session_state[_APERCU_DE] = (apercu, masques)
    return garde


def load_publie() -> Referentiel:
    """Return the published référentiel, whatever this session previews.

    Raises
    ------
    CartoEssError
        It cannot be read, or holds faults.
    """
    return load_publiees().referentiel


def load_publiees() -> Donnees:
    """Return the published data, with what was derived from them.

    Raises
    ------
    CartoEssError
        They cannot be read, or hold faults.
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
        sign_registre(registre)
    except CartoEssError:
        return False  # nothing was ever read: the page itself says why
    return registre.cle in _absences


def _read_publie(decoupages: Decoupages) -> Donnees:
    registre, masques = load_registre(), are_contacts_hidden(os.environ)
    cle = (registre.cle, sign_registre(registre), id(decoupages), masques)
    return _publies.remember(cle, lambda: _load(decoupages, registre, masques=masques))


def sign_registre(registre: Registre) -> Hashable:
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


def load_decoupages() -> Decoupages:
    """Return the perimeters of the geodata folder, verified against their checksums once."""
    return read_geodata(_read_decoupages)


def read_geodata(lire: Callable[[Path], T]) -> T:
    """Return what `lire`, a function that has a name, makes of the geodata folder: made once.

    Files built anew are read anew.
    """
    dossier = find_geodata(os.environ)
    return _geodata.remember((lire, dossier, sign_geodata(dossier)), lambda: lire(dossier))


def _read_decoupages(dossier: Path) -> Decoupages:
    decoupages = read_verified(dossier)
    # Read once, after the imports: what is alive now (200 MB of modules, perimeters) stays alive.
    # The collector need not walk it again at each of its full rounds, 100 ms with everyone waiting.
    # Streamlit's own collection after every run, which did that each time, is off: see
    # `postScriptGC` in .streamlit/config.toml. Python's collector stays on for all that is newer.
    gc.freeze()
    return decoupages


def _load(decoupages: Decoupages, registre: Registre, *, masques: bool) -> Donnees:
    referentiel = registre.read(decoupages)
    return Donnees(decoupages, hide_contacts(referentiel) if masques else referentiel)
