"""Who is looking: a reader, or an officer who logged in or sits at this machine.

Asked at each run, and given to the functions of the core that write: they check the role again.
"""

from __future__ import annotations

import datetime as dt
import getpass
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.atelier.ouverture import find_atelier
from carto_ess.atelier.personne import Personne, Role, find_role
from carto_ess.reglages import find_base, find_habilitations

POSTE = threading.Event()
"""Set by ``carto-ess serve --atelier``: whoever sits at this machine is the officer."""

SESSION_MAX = dt.timedelta(hours=10)
"""How long a login lasts: a cookie stolen from a browser opens nothing the day after."""

_BOUCLE = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Identite:
    """Who is looking; whether they logged in, whatever their role, and if that login is over."""

    personne: Personne
    connectee: bool = False
    expiree: bool = False
    adresse: str = ""

    @property
    def is_agent(self) -> bool:
        """Whether the workshop opens to them."""
        return self.personne.role >= Role.RELECTEUR


_LECTEUR = Identite(Personne("", Role.LECTEUR))


def find_identite() -> Identite:
    """Return who is looking.

    Raises
    ------
    CartoEssError
        A setting is wrong, or the base does not answer.
    """
    if POSTE.is_set():
        return _find_local() if is_local(st.context.headers) else _LECTEUR
    if not has_login() or not st.user.get("is_logged_in"):
        return _LECTEUR
    return judge_claims(st.user.to_dict(), dt.datetime.now(dt.UTC))


def is_agent() -> bool:
    """Tell whether the menu names the workshop; what is wrong is said on its page."""
    try:
        return has_workshop() and find_identite().is_agent
    except CartoEssError:
        return False


def has_workshop() -> bool:
    """Tell whether this app has a workshop at all: a base, where proposals too are kept."""
    try:
        return find_base(os.environ) is not None
    except CartoEssError:
        return False


def has_login() -> bool:
    """Tell whether officers may log in here."""
    return "is_logged_in" in st.user


def is_local(entetes: Mapping[str, str]) -> bool:
    """Tell whether a browser of this machine asks, and not a proxy for somebody else."""
    noms = {nom.lower() for nom in entetes}
    if any(nom.startswith("x-forwarded") or nom in {"forwarded", "via"} for nom in noms):
        return False
    hote = next((v for nom, v in entetes.items() if nom.lower() == "host"), "")
    try:
        return (urlsplit(f"//{hote}").hostname or "") in _BOUCLE
    except ValueError:
        return False


def judge_claims(dits: Mapping[str, object], maintenant: dt.datetime) -> Identite:
    """Return who a provider says is there (`dits`: the claims of its token) and may do what."""
    adresse = str(dits.get("email") or "")
    habilitations = find_habilitations(os.environ)
    role = find_role(
        adresse,
        verifiee=dits.get("email_verified", True) is True,
        agents=habilitations.agents,
        relecteurs=habilitations.relecteurs,
    )
    nom = str(dits.get("name") or adresse)[:200]
    debut = _read_instant(dits.get("iat"))
    if debut is None or not debut <= maintenant + dt.timedelta(minutes=5) < _end(debut):
        return Identite(_LECTEUR.personne, connectee=True, expiree=True, adresse=adresse)
    if role > Role.LECTEUR and _left_since(nom, debut):
        return Identite(_LECTEUR.personne, connectee=True, expiree=True, adresse=adresse)
    return Identite(Personne(nom, role), connectee=True, adresse=adresse)


def leave(identite: Identite) -> None:
    """Log out: the cookie is erased, and a copy of it opens nothing any more."""
    base = find_atelier(os.environ)
    if base is not None and identite.is_agent:
        from carto_ess.atelier.journal import leave_atelier  # noqa: PLC0415 -- SQLAlchemy

        leave_atelier(base, identite.personne, dt.datetime.now(dt.UTC))
    st.logout()


def _left_since(nom: str, debut: dt.datetime) -> bool:
    base = find_atelier(os.environ)
    if base is None:
        return False
    from carto_ess.atelier.journal import find_departure  # noqa: PLC0415 -- SQLAlchemy

    depart = find_departure(base, nom)
    return depart is not None and depart >= debut


def _end(debut: dt.datetime) -> dt.datetime:
    return debut + SESSION_MAX + dt.timedelta(minutes=5)


def _read_instant(valeur: object) -> dt.datetime | None:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        return None
    try:
        return dt.datetime.fromtimestamp(valeur, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _find_local() -> Identite:
    try:
        nom = getpass.getuser()
    except (OSError, KeyError):
        nom = "poste"
    return Identite(Personne(nom, Role.AGENT))
