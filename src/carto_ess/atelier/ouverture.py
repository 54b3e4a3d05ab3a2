"""Which place the settings name as the référentiel's: a base where one is set, else a folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from carto_ess.atelier.registre import Registre
from carto_ess.atelier.registre_dossier import RegistreDossier
from carto_ess.referentiel.contacts import hide_contacts
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.reglages import are_contacts_hidden, find_base, find_referentiel
from carto_ess.territoire.decoupage import Decoupages

if TYPE_CHECKING:
    from carto_ess.atelier.base import Base

_COMMENCEES: set[str] = set()
"""Addresses of the bases that this process saw with a first version."""


def open_registre(environ: Mapping[str, str]) -> Registre:
    """Return where the référentiel lives.

    The folder of ``CARTO_ESS_REFERENTIEL``, or the one that comes with the app, is the first
    version of a base that has none yet.

    Raises
    ------
    CartoEssError
        The base cannot be had, or the folder that should be its first version cannot be read.
    """
    adresse = find_base(environ)
    dossier = RegistreDossier(
        find_referentiel(environ), livre=not environ.get("CARTO_ESS_REFERENTIEL")
    )
    if adresse is None:
        return dossier
    from carto_ess.atelier.registre_base import RegistreBase  # noqa: PLC0415 -- SQLAlchemy

    registre = RegistreBase(_open(adresse))
    if adresse not in _COMMENCEES:
        if not registre.sign():
            origine = "du livret" if dossier.livre else f"du dossier {dossier.dossier.name}"
            raison = f"Première version : le référentiel {origine}"
            registre.begin(dossier.read_tables(), raison, dt.datetime.now(dt.UTC))
        _COMMENCEES.add(adresse)
    return registre


def find_atelier(environ: Mapping[str, str]) -> Base | None:
    """Return the base of the workshop, ``None`` where the référentiel is a folder.

    Raises
    ------
    CartoEssError
        It cannot be had.
    """
    adresse = find_base(environ)
    return _open(adresse) if adresse else None


def _open(adresse: str) -> Base:
    from carto_ess.atelier.base import open_base  # noqa: PLC0415 -- SQLAlchemy

    return open_base(adresse)


def read_publie(environ: Mapping[str, str], decoupages: Decoupages) -> Referentiel:
    """Read the référentiel in place, contacts included.

    Raises
    ------
    CartoEssError
        It cannot be read, or holds faults.
    """
    return open_registre(environ).read(decoupages)


def read_public(environ: Mapping[str, str], decoupages: Decoupages) -> Referentiel:
    """Read the référentiel as the public may see it: what every screen, export and print shows.

    Raises
    ------
    CartoEssError
        It cannot be read, holds faults, or the variable is wrong.
    """
    masques = are_contacts_hidden(environ)
    referentiel = read_publie(environ, decoupages)
    return hide_contacts(referentiel) if masques else referentiel
