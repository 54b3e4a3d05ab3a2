"""Every environment variable, read in one place; where the app and its data are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from carto_ess._errors import CartoEssError
from carto_ess.referentiel.coordonnees import is_courriel

_ORIGINE = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:(\d+|\*))?", re.IGNORECASE | re.ASCII)


def find_sites(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the origins that ``CARTO_ESS_CADRES`` names, separated by spaces.

    Raises
    ------
    CartoEssError
        One of them is no origin: anything else could change the policy it is written into.
    """
    origines = tuple(environ.get("CARTO_ESS_CADRES", "").split())
    for origine in origines:
        if not _ORIGINE.fullmatch(origine):
            raise CartoEssError(
                f"CARTO_ESS_CADRES contient « {origine} », attendu : des adresses de sites "
                "séparées par des espaces, comme https://intranet.exemple.fr, les noms accentués "
                "sous leur forme « xn-- ». Corrigez la variable et relancez l’application."
            )
    return origines


_NOM_D_HOTE = re.compile(r"\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def find_hotes(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that ``CARTO_ESS_HOTES`` gives to the app, separated by spaces.

    Raises
    ------
    CartoEssError
        One of them is no name of a machine: an address, a port, a path.
    """
    noms = tuple(environ.get("CARTO_ESS_HOTES", "").lower().split())
    for nom in noms:
        if not _NOM_D_HOTE.fullmatch(nom):
            raise CartoEssError(
                f"CARTO_ESS_HOTES contient « {nom} », attendu : des noms séparés par des espaces, "
                "sans https:// ni port, comme carte.exemple.fr. Corrigez la variable et relancez "
                "l’application."
            )
    return noms


_ADRESSE = re.compile(r"https?://[a-z0-9.-]+(:\d+)?(/[^\s?#\"'<>]*)?", re.IGNORECASE | re.ASCII)


def find_adresse(environ: Mapping[str, str]) -> str:
    """Return the public address of the app, ``CARTO_ESS_ADRESSE``, empty when none was set.

    It is printed, with the QR code that leads to it, and the provider of logins comes back to it.

    Raises
    ------
    CartoEssError
        The variable holds no http(s) address.
    """
    return clean_adresse(environ.get("CARTO_ESS_ADRESSE", ""), "CARTO_ESS_ADRESSE")


def clean_adresse(adresse: str, nom: str) -> str:
    """Return a public address without its last slash; `nom` is what set it.

    Raises
    ------
    CartoEssError
        It is no http(s) address.
    """
    adresse = adresse.strip().rstrip("/")
    if adresse and not _ADRESSE.fullmatch(adresse):
        raise CartoEssError(
            f"{nom} vaut « {adresse[:80]} », attendu : l’adresse publique de l’application, comme "
            "https://carte.exemple.fr, ou rien. Corrigez-la et recommencez."
        )
    return adresse


VARIABLE = "CARTO_ESS_SANS_CONTACTS"
"""Environment variable: ``1`` hides every contact, ``0`` or nothing shows them."""

_VALEURS = {"": False, "0": False, "1": True}


def are_contacts_hidden(environ: Mapping[str, str]) -> bool:
    """Tell whether the administrator hides contacts.

    Raises
    ------
    CartoEssError
        The variable holds another value: a mistyped « oui » must not show what it should hide.
    """
    valeur = environ.get(VARIABLE, "").strip()
    if valeur not in _VALEURS:
        raise CartoEssError(
            f"{VARIABLE} vaut « {valeur[:40]} », attendu : 1 (contacts masqués), 0 ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return _VALEURS[valeur]


def find_contact(environ: Mapping[str, str]) -> str | None:
    """Return the e-mail address of ``CARTO_ESS_CONTACT``, ``None`` when none was set.

    Raises
    ------
    CartoEssError
        The variable holds no well-formed address.
    """
    courriel = environ.get("CARTO_ESS_CONTACT", "").strip()
    if courriel and not is_courriel(courriel):
        raise CartoEssError(
            f"CARTO_ESS_CONTACT vaut « {courriel} », attendu : une adresse électronique ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return courriel or None


_WMTS = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM"
    "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
FONDS: dict[str, dict[str, Any]] = {
    "ign": {
        "url": _WMTS,
        "attribution": "© IGN",
        "options": {"minZoom": 0, "maxZoom": 18, "opacity": 0.55},
    }
}
"""Plan IGN v2 of the Géoplateforme: no key; attribution required by its Licence Ouverte."""


def find_fond(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the basemap that ``CARTO_ESS_FOND`` names, ``None`` when there is none.

    Raises
    ------
    CartoEssError
        The variable names no known basemap.
    """
    nom = environ.get("CARTO_ESS_FOND", "")
    if not nom:
        return None
    if nom not in FONDS:
        raise CartoEssError(
            f"CARTO_ESS_FOND vaut « {nom} », attendu : {', '.join(FONDS)} ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return FONDS[nom]


_PAQUET = Path(__file__).resolve().parent


@cache
def find_site() -> Path:
    """Return the folder that holds ``app.py``, ``pages/`` and ``geodata/``.

    Raises
    ------
    CartoEssError
        Neither the checkout nor the installed package holds them.
    """
    for dossier in (_PAQUET.parents[1], _PAQUET / "_site"):
        if (dossier / "app.py").is_file() and (dossier / "geodata").is_dir():
            return dossier
    raise CartoEssError(
        "L’application est introuvable à côté du paquet carto_ess. "
        "Réinstallez-la : pip install --force-reinstall ."
    )


def find_geodata(environ: Mapping[str, str]) -> Path:
    """Return the geodata folder: ``CARTO_ESS_GEODATA``, or the one that comes with the app."""
    choisi = environ.get("CARTO_ESS_GEODATA")
    return Path(choisi) if choisi else find_site() / "geodata"


def find_referentiel(environ: Mapping[str, str]) -> Path:
    """Return the référentiel: ``CARTO_ESS_REFERENTIEL``, or the one inside the geodata folder."""
    choisi = environ.get("CARTO_ESS_REFERENTIEL")
    return Path(choisi) if choisi else find_geodata(environ) / "referentiel"


def find_schema() -> Path:
    """Return the published schema of a référentiel: it goes with this version of the app."""
    return find_site() / "geodata" / "referentiel" / "datapackage.json"


def find_base(environ: Mapping[str, str]) -> str | None:
    """Return the address of ``CARTO_ESS_BASE``, ``None`` where the référentiel is a folder.

    Raises
    ------
    CartoEssError
        It is no address of SQLite or PostgreSQL. It is not quoted: it may hold a password.
    """
    adresse = environ.get("CARTO_ESS_BASE", "").strip()
    if adresse and not adresse.startswith(("sqlite:///", "postgresql://")):
        raise CartoEssError(
            "CARTO_ESS_BASE n’est pas l’adresse d’une base, attendu : "
            "sqlite:////chemin/atelier.sqlite, postgresql://nom:motdepasse@machine/base ou rien. "
            "Corrigez la variable et relancez l’application."
        )
    return adresse or None


class Habilitations(NamedTuple):
    """E-mail addresses, in lower case, of those who publish and of those who review."""

    agents: frozenset[str]
    relecteurs: frozenset[str]


def find_habilitations(environ: Mapping[str, str]) -> Habilitations:
    """Return who may do what in the workshop: ``CARTO_ESS_AGENTS``, ``CARTO_ESS_RELECTEURS``.

    Raises
    ------
    CartoEssError
        One of them holds what is no address: a mistyped one must not be somebody else's.
    """
    return Habilitations(*map(partial(_read_adresses, environ), ("AGENTS", "RELECTEURS")))


def _read_adresses(environ: Mapping[str, str], nom: str) -> frozenset[str]:
    adresses = re.split(r"[\s,;]+", environ.get(f"CARTO_ESS_{nom}", "").strip())
    for adresse in filter(None, adresses):
        if not is_courriel(adresse):
            raise CartoEssError(
                f"CARTO_ESS_{nom} contient « {adresse[:60]} », attendu : des adresses "
                "électroniques séparées par des espaces. Corrigez la variable et relancez "
                "l’application."
            )
    return frozenset(adresse.casefold() for adresse in adresses if adresse)


_OIDC = ("METADATA", "CLIENT", "SECRET", "COOKIE")


def find_oidc(environ: Mapping[str, str]) -> dict[str, str] | None:
    """Return the section ``[auth]`` that Streamlit wants, ``None`` when nothing was set.

    ``CARTO_ESS_OIDC_METADATA`` (the provider's address of discovery), ``_CLIENT``, ``_SECRET``,
    ``_COOKIE`` (a secret of the site's own, for its cookies) and ``CARTO_ESS_ADRESSE``, the public
    address of the app.

    Raises
    ------
    CartoEssError
        Some are missing, or the secret of cookies can be guessed. None of them is quoted.
    """
    lus = {nom: environ.get(f"CARTO_ESS_OIDC_{nom}", "").strip() for nom in _OIDC}
    adresse = environ.get("CARTO_ESS_ADRESSE", "").strip().rstrip("/")
    if not any(lus.values()):
        return None
    manquent = [f"CARTO_ESS_OIDC_{nom}" for nom, valeur in lus.items() if not valeur]
    if not _ORIGINE.match(adresse):
        manquent.append("CARTO_ESS_ADRESSE (https://…)")
    if manquent:
        raise CartoEssError(
            f"La connexion des agents est à moitié réglée, il manque : {', '.join(manquent)}. "
            "Complétez, ou retirez toutes les variables CARTO_ESS_OIDC_…"
        )
    if len(lus["COOKIE"]) < SECRET_MIN:
        raise CartoEssError(
            f"CARTO_ESS_OIDC_COOKIE compte moins de {SECRET_MIN} caractères : il se devinerait. "
            "Tirez-en un au hasard, le même pour tous les processus."
        )
    return {
        "redirect_uri": f"{adresse}/oauth2callback",
        "cookie_secret": lus["COOKIE"],
        "client_id": lus["CLIENT"],
        "client_secret": lus["SECRET"],
        "server_metadata_url": lus["METADATA"],
    }


SECRET_MIN = 32
"""Characters of the secret that signs cookies, at least."""
