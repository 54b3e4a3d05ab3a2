"""French on every screen, print and export: numbers, plurals, lists, dates, typography."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

_INSECABLES = re.compile(r" ([:»])")
_FINES = re.compile(r" ([;!?])")


def keep_together(texte: str) -> str:
    """Return `texte` with the no-break spaces of French typography where it holds plain ones."""
    return _FINES.sub("\u202f\\1", _INSECABLES.sub("\u00a0\\1", texte)).replace("« ", "«\u00a0")


def typeset(nom: str, corrections: Mapping[str, str] | None = None) -> str:
    """Return a name with typographic apostrophes, single spaces and the known corrections."""
    nom = " ".join(nom.split())
    for ecrit, corrige in (corrections or {}).items():
        nom = nom.replace(ecrit, corrige)
    return nom.replace("'", "’")


def join_french(mots: Sequence[str]) -> str:
    """Return « a », « a et b », « a, b et c »."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"


def join_years(annees: Iterable[int]) -> str:
    """Return « 2026 », « 2015 et 2019 », « 2015 et 2019 à 2026 »: years in a row become a span."""
    spans: list[list[int]] = []
    for annee in sorted(annees):
        if spans and annee == spans[-1][-1] + 1:
            spans[-1].append(annee)
        else:
            spans.append([annee])
    return join_french(
        [f"{s[0]} à {s[-1]}" if len(s) > 2 else " et ".join(map(str, s)) for s in spans]
    )


def count(n: int, singulier: str, pluriel: str = "") -> str:
    """Return « 0 fiche », « 1 fiche », « 2 fiches »: French counts as plural from two on."""
    mot = singulier if abs(n) < 2 else pluriel or f"{singulier}s"
    return f"{number(n)} {mot}"


def number(n: float, decimales: int = 0) -> str:
    """Write a number the French way: thin no-break spaces between thousands, a decimal comma."""
    return f"{n:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def percent(partie: float, total: float) -> str:
    """Write partie / total as a percentage; « – » without total.

    One decimal below 1 % and above 99 %: only nothing is 0 %, only all is 100 %.
    """
    if not total:
        return "–"
    taux = 100 * partie / total
    if 0 < taux < 0.05:
        return "moins de 0,1\u00a0%"
    if 99.95 <= taux < 100:
        return "plus de 99,9\u00a0%"
    return f"{number(taux, 1 if 0 < taux < 1 or 99 < taux < 100 else 0)}\u00a0%"


def find_today() -> dt.date:
    """Return the day that a calendar on the wall shows where the program runs."""
    return dt.datetime.now(dt.UTC).astimezone().date()


def french_date(iso: str) -> str:
    """Return « 01/01/2017 » for « 2017-01-01 »."""
    return "/".join(reversed(iso.split("-")))
