"""Addresses as they arrive after a mail or a chat: what the way added is taken off."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from carto_ess.texte import remove_invisible, slug

_SUIVEURS = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|at_\w+|hsa_\w+|mc_[ce]id|_ga|_gl|_hs\w+|fbclid|gclid|gclsrc|dclid"
    r"|gbraid|wbraid|msclkid|yclid|ttclid|twclid|igshid|igsh|li_fat_id|xtor|ref|ref_src|srsltid"
)
"""Parameters that networks and mailings add to the addresses that they pass on."""

_AUTOUR = " \t.,;:!?'’‘\"“”«»()[]<>{}*_/\\…\u00a0\u202f"
"""What stands around an address in a sentence, and comes along when it is copied."""

_LIBRES = frozenset({"q", "secteur"})
"""Parameters whose value is a text."""


def repair(params: Mapping[str, Sequence[str]], ids: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the parameters without what the way added, codes and ids as we write them.

    Parameters
    ----------
    ids
        The ids of the fiches that exist: « Galilée » is taken for ``galilee`` where there is one.
    """
    reparees: dict[str, list[str]] = {}
    for cle, valeurs in params.items():
        nom = _repair_name(cle)
        if _SUIVEURS.fullmatch(nom):
            continue
        lues = valeurs if nom in _LIBRES else _repair_values(nom, valeurs, ids)
        reparees.setdefault(nom, []).extend(lues)
    return reparees


def _repair_name(cle: str) -> str:
    """Return the name of a parameter; « amp;type » is what is left of an « & » written in HTML."""
    nom = remove_invisible(cle).strip(_AUTOUR.replace("_", "")).lower()
    while nom.startswith("amp;"):
        nom = nom.removeprefix("amp;")
    return nom


def _repair_values(nom: str, valeurs: Iterable[str], ids: Collection[str]) -> Iterable[str]:
    for valeur in valeurs:
        propre = remove_invisible(valeur).strip(_AUTOUR)
        if nom in {"commune", "epci", "millesime", "seuil"}:
            yield re.sub(r"\s", "", propre).upper()  # « 2a004 », « 246 200 455 »
        elif nom == "fiche":
            yield propre if propre in ids or slug(propre) not in ids else slug(propre)
        elif nom == "pays":
            yield slug(propre) or propre
        elif nom == "type":
            yield from (morceau.strip().lower() for morceau in propre.split(","))
        else:
            yield propre.lower()
