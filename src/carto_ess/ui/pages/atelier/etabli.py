"""What every section of the workshop works on: who is there, the base, and their draft."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.atelier.base import Base
from carto_ess.atelier.brouillons import erase_brouillon, read_brouillon, save_brouillon
from carto_ess.atelier.chantier import Chantier, open_chantier
from carto_ess.atelier.ecarts import Ecart, list_ecarts
from carto_ess.atelier.ouverture import find_atelier, open_registre
from carto_ess.atelier.personne import Personne
from carto_ess.atelier.registre import Registre
from carto_ess.reglages import find_schema
from carto_ess.tableur.schema import Schema, read_schema
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.ui.donnees import load_decoupages
from carto_ess.ui.html import render_alerte
from carto_ess.ui.identite import find_identite

_REFUS = "atelier_refus"


@dataclass(frozen=True)
class Etabli:
    """The workshop as one officer has it before them."""

    personne: Personne
    base: Base
    registre: Registre
    decoupages: Decoupages
    schema: Schema
    chantier: Chantier
    actuel: Chantier

    @property
    def ecarts(self) -> tuple[Ecart, ...]:
        """What the draft changes to the version that it was made from, or in place now."""
        return list_ecarts(self.actuel, self.chantier)

    @property
    def is_perime(self) -> bool:
        """Whether another version came since the draft was begun."""
        return self.chantier.depuis != self.actuel.depuis


def open_etabli(personne: Personne) -> Etabli:
    """Return what `personne` works on, read anew: another tab may have changed the draft.

    Raises
    ------
    CartoEssError
        The base does not answer.
    """
    base = find_atelier(os.environ)
    assert base is not None  # noqa: S101 -- the page opens where there is one
    registre = open_registre(os.environ)
    numero = registre.list_versions()[0].numero
    actuel = open_chantier(registre.read_tables(numero), numero)
    chantier = read_brouillon(base, personne) or actuel
    return Etabli(
        personne, base, registre, load_decoupages(), read_schema(find_schema()), chantier, actuel
    )


def change_chantier(change: Callable[[Chantier], Chantier]) -> None:
    """Change the draft of whoever is there and keep it; what goes wrong is said at this run.

    Called by widgets before the run: role and draft are asked for again here.
    """
    try:
        personne = find_identite().personne
        etabli = open_etabli(personne)
        neuf = change(etabli.chantier)
        if neuf != etabli.chantier:
            save_brouillon(etabli.base, personne, neuf, now())
    except (CartoEssError, KeyError) as erreur:
        say(str(erreur))


def forget_chantier() -> None:
    """Throw the draft away."""
    attempt(lambda etabli: erase_brouillon(etabli.base, etabli.personne))


def attempt(agir: Callable[[Etabli], object]) -> bool:
    """Do something with the workshop of whoever is there; what goes wrong is said at this run."""
    try:
        agir(open_etabli(find_identite().personne))
    except CartoEssError as erreur:
        say(str(erreur))
        return False
    return True


def say(phrase: str) -> None:
    """Say at this run what was refused."""
    st.session_state[_REFUS] = phrase


def render_refus() -> None:
    """Draw what was refused since the last run, if anything was."""
    if phrase := st.session_state.pop(_REFUS, ""):
        render_alerte(phrase)


def now() -> dt.datetime:
    """Return this instant, aware."""
    return dt.datetime.now(dt.UTC)
