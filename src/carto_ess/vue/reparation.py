"""Addresses as they arrive after a mail or a chat: what the way added is taken off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, unquote

from carto_ess.texte import remove_invisible, slug

_SUIVEURS = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|at|hsa|ga|gad|ns|sc|wt|mkt|oly|vero|fb|elq|sfmc|sib|ml)_\w+"
    r"|mc_[ce]id|_g(?:a\w*|l)|_+hs\w+|__s|hsctatracking|\w*clk?id|gclsrc|[gw]braid|igsh(?:id)?|epik"
    r"|spm|si|s_kwcid|ef_id|dm_i|li_fat_id|rdt_cid|sccid|cmpid|trk\w*|xtor|xts|srsltid|elqtrackid"
    r"|ref|ref_?(?:src|url)|referr?er|_branch_match_id|_openstat|guce_referrer\w*|campaign_?id"
)
"""Parameters that networks and mailings add to the addresses that they pass on."""

_AUTOUR = " \t.,;:!?'’‘\"“”«»()[]<>{}*_/\\…\u00a0\u202f"
"""What stands around an address in a sentence, and comes along when it is copied."""

_LIBRES = frozenset({"q", "secteur"})
"""Parameters whose value is a text."""

_TOURS = 3
"""Times that an address may have been encoded on its way."""


def repair(params: Mapping[str, Sequence[str]], ids: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the parameters without what the way added, codes and ids as we write them.

    Parameters
    ----------
    ids
        The ids of the fiches that exist: « Galilée » is taken for ``galilee`` where there is one.
    """
    reparees: dict[str, list[str]] = {}
    for cle, valeurs in params.items():
        for nom, valeur in _list_pairs(cle, valeurs):
            if not nom or _SUIVEURS.fullmatch(nom):
                continue
            lues = [valeur] if nom in _LIBRES else _repair_value(nom, valeur, ids)
            reparees.setdefault(nom, []).extend(lues)
    return reparees


def _list_pairs(cle: str, valeurs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each name and value, those that a second « ? » or an encoded « & » hides included."""
    entier = _decode(cle)
    if re.search(r"[=&]", entier):  # « commune%3D62765 », all in the name
        yield from _split(f"{entier}={valeurs[0]}" if valeurs[0] else entier)
        return
    nom = _repair_name(entier)
    for valeur in valeurs:
        if nom in _LIBRES:
            yield nom, valeur
        else:
            yield from _split(f"{nom}={_decode(valeur)}")


def _split(texte: str) -> Iterator[tuple[str, str]]:
    morceaux = re.sub(r"&amp;|[?;]", "&", texte).replace("+", "%2B")
    for nom, valeur in parse_qsl(morceaux, keep_blank_values=True):
        yield _repair_name(nom), valeur


def _decode(texte: str) -> str:
    """Undo what was encoded more than once: « 62765%2520 »."""
    for _ in range(_TOURS):
        texte = unquote(texte)
    return texte


def _repair_name(cle: str) -> str:
    """Return the name of a parameter; « amp;type » is what is left of an « & » written in HTML."""
    nom = _clean(cle).strip(_AUTOUR.replace("_", "")).lower()
    while nom.startswith("amp;"):
        nom = nom.removeprefix("amp;")
    return "" if nom == "amp" else nom


def _clean(texte: str) -> str:
    visibles = (c for c in remove_invisible(texte) if unicodedata.category(c) != "Cf")
    return "".join(visibles)


def _repair_value(nom: str, valeur: str, ids: Collection[str]) -> Iterable[str]:
    """Yield a value as we write it; what could be no code and no id stays as it was typed."""
    propre = _clean(valeur).strip(_AUTOUR)
    if not re.fullmatch(r"[\w\s.’',|-]*", propre):
        yield propre
    elif nom in {"commune", "epci", "millesime", "seuil"}:
        yield re.sub(r"[\s.’'-]", "", propre).upper()  # « 2a004 », « 246 200 455 »
    elif nom == "fiche":
        yield propre if propre in ids or slug(propre) not in ids else slug(propre)
    elif nom == "pays":
        yield slug(propre) or propre
    elif nom == "type":
        for morceau in re.split(r"[,|]", propre):
            yield slug(morceau).replace("-", "_") or morceau.strip().lower()
    else:
        yield propre.lower()
