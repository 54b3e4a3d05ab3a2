"""Phones, e-mail addresses and sites of a fiche: which are well formed, and what each links to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from carto_ess.texte import remove_invisible

_OUTRE_MER = ("RE", "GP", "MQ", "GF", "YT")
_LIGNES = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
)

_DEBUTS = frozenset("0+")
_SEPARE = re.compile(r"[;|\n,]|(?<=\s)/(?=\s)|\bet\b|\bou\b")
_COURT = re.compile(r"3\d{3}|11[568]\d{3}|1\d{1,2}")


def split_contacts(texte: str) -> list[str]:
    """Return the phones, addresses or sites of a cell, however a person set them apart."""
    return [part for part in (p.strip() for p in _SEPARE.split(texte)) if part]


def read_telephone(texte: str) -> PhoneNumber | None:
    """Read a phone number as a person in France writes it; ``None`` when it is none.

    However its digits are grouped, with its extension, with or without the country, overseas
    included. A number that a spreadsheet kept as a number has lost its first zero: it is none.
    """
    nu = " ".join(remove_invisible(texte).split())
    if nu.lstrip("( ")[:1] not in _DEBUTS:
        return _read_court(nu)
    for region in _OUTRE_MER:
        numero = _parse(nu, region)
        if numero and phonenumbers.number_type(numero) in _LIGNES:
            return numero
    return _parse(nu, "FR")


def _parse(texte: str, region: str) -> PhoneNumber | None:
    try:
        numero = phonenumbers.parse(texte, region)
    except phonenumbers.NumberParseException:
        return None
    return numero if phonenumbers.is_valid_number(numero) else None


def _read_court(texte: str) -> PhoneNumber | None:
    """Read a short number (« 3949 », « 39 19 », « 115 »), which has no zero and no country."""
    chiffres = "".join(texte.split())
    if not _COURT.fullmatch(chiffres):
        return None
    numero = phonenumbers.parse(chiffres, "FR")
    return numero if phonenumbers.is_valid_short_number(numero) else None


def is_telephone(texte: str) -> bool:
    """Tell whether `texte` is one phone number: see `read_telephone`."""
    return read_telephone(texte) is not None


def link_telephone(texte: str) -> str:
    """Return the address that calls a number (RFC 3966), empty when `texte` is no number.

    « +33 (0)3 21 12 59 92 ext. 12 » gives ``tel:+33-3-21-12-59-92;ext=12``: made from the number
    that was read, never from the signs that were written.
    """
    numero = read_telephone(texte)
    if numero is None:
        return ""
    if phonenumbers.is_valid_number(numero):
        return phonenumbers.format_number(numero, PhoneNumberFormat.RFC3966)
    return f"tel:{numero.national_number};phone-context=+{numero.country_code}"


def list_chiffres(texte: str) -> tuple[str, ...]:
    """Return the digits that find a number: as dialled in France, then with its country."""
    numero = read_telephone(texte)
    if numero is None:
        return ()
    national = phonenumbers.national_significant_number(numero)
    return (f"0{national}", f"{numero.country_code}{national}")


def is_courriel(texte: str) -> bool:
    """Tell whether `texte` is a well-formed e-mail address (its server is not asked)."""
    try:
        validate_email(texte, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_site(texte: str) -> bool:
    """Tell whether `texte` is one http(s) address with a host name, and nothing that runs."""
    if re.search(r"[\s\"<>\\^`{|}]|[,;](https?://|www\.)", texte):
        return False
    try:
        adresse = urlsplit(texte)
        hote = adresse.hostname or ""
    except ValueError:
        return False
    seul = "." in hote.strip(".") and not set(hote) & set(",;")
    return seul and adresse.scheme in {"http", "https"}
