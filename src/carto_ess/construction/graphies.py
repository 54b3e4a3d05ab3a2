"""Names as they are printed: French typography, and EPCI in full or in short."""

from __future__ import annotations

NATURES = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
}
"""What the abbreviations of EPCI stand for; a métropole is written in full in its own name."""

_METROPOLE = "ME"


def expand_epci(nom: str) -> str:
    """Write the name of an EPCI in full: « CA de… » becomes « Communauté d’agglomération de… »."""
    sigle, _, reste = nom.partition(" ")
    return f"{NATURES[sigle]} {reste}" if sigle in NATURES else nom


def abbreviate_epci(nom: str) -> str:
    """Write the name of an EPCI in short: the inverse of `expand_epci`."""
    for sigle, nature in NATURES.items():
        if nom.startswith(f"{nature} "):
            return f"{sigle}{nom.removeprefix(nature)}"
    return nom


def parse_nature(nature: str) -> str:
    """Return CC, CA, CU or ME (every kind of métropole) from the sources' own abbreviations."""
    return nature if nature in NATURES else _METROPOLE
