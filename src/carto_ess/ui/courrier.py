"""Mails already written: the reader has only to say what is wrong, and to send them."""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode, urljoin

import streamlit as st

from carto_ess._errors import CartoEssError
from carto_ess.referentiel.fiche import Fiche
from carto_ess.reglages import find_contact


def read_contact() -> str | None:
    """Return whom to write to; a wrong setting is said on the page « À propos », not elsewhere."""
    try:
        return find_contact(os.environ)
    except CartoEssError:
        return None


def write_mail(contact: str, objet: str, *lignes: str) -> str:
    """Return the address (RFC 6068) that opens a mail to `contact`, its lines already there."""
    champs = {"subject": objet, **({"body": "\r\n".join(lignes)} if lignes else {})}
    return f"mailto:{quote(contact, safe='@')}?{urlencode(champs, quote_via=quote)}"


def write_signalement(contact: str, fiche: Fiche, url: str | None) -> str:
    """Return the mail that tells of an error in `fiche`.

    `url` is the address of any page of the app, which gives that of the fiche's own page.
    """
    page = f"{urljoin(url, './')}fiches?{urlencode({'fiche': fiche.id})}" if url else ""
    return write_mail(
        contact,
        f"Erreur dans la fiche « {fiche.structure} »",
        "Bonjour,",
        "",
        f"La fiche « {fiche.structure} » contient une erreur.",
        "Ce qui est écrit :",
        "Ce qu’il faudrait écrire :",
        "",
        f"Adresse de la fiche : {page or fiche.id}",
    )


def find_signalement(fiche: Fiche) -> str | None:
    """Return that mail for whoever looks at the page, ``None`` when there is nobody to write to."""
    contact = read_contact()
    return write_signalement(contact, fiche, st.context.url) if contact else None
