"""Numbers of a workbook as its cells show them: dates, masks such as « 03 21 12 59 92 »."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from carto_ess.tableur.grille import Jour, Valeur

ZERO_1900 = dt.date(1899, 12, 30)
"""Day 0 of most workbooks; their 29 February 1900 never was."""

ZERO_1904 = dt.date(1904, 1, 1)
"""Day 0 of those that a Mac began."""

_DATES_INTEGREES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_HEURES_INTEGREES = frozenset({18, 19, 20, 21, 45, 46, 47})
_INTEGRES = {9: "0%", 10: "0.00%"}
_LITTERAUX = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # what no letter of a date stands in
_SIGNES = re.compile(r'"([^"]*)"|\\(.)|([0#])|([ \u00a0\u202f()+-])')
_POURCENT = re.compile(r"0(\.0+)?\s?%")


def write_number(brut: str, code: int, formats: dict[int, str], zero: dt.date) -> Valeur:
    """Return what a cell of that format shows of a number; the text itself when it is none.

    `code` is the number of the format, `formats` those that the workbook defines.
    """
    try:
        nombre = float(brut)
    except ValueError:
        return brut
    sorte = _find_sorte(code, formats.get(code, ""))
    if sorte and 0 <= nombre < 2_958_466:  # 31/12/9999
        return _write_moment(nombre, zero, sorte)
    return _write_masked(nombre, formats.get(code) or _INTEGRES.get(code, "")) or write_plain(
        nombre
    )


def write_plain(nombre: float) -> str:
    """Return a number as it is typed: 62.0 is « 62 »; fifteen digits at most, as spreadsheets."""
    if nombre.is_integer() and abs(nombre) < 1e15:
        return str(int(nombre))
    return f"{nombre:.15g}"


@lru_cache(maxsize=256)
def _find_sorte(code: int, format_: str) -> str:
    """Return « date » or « heure » for the formats that show one, nothing for the others."""
    if not format_:
        return "date" if code in _DATES_INTEGREES else "heure" * (code in _HEURES_INTEGREES)
    lettres = _LITTERAUX.sub("", format_.partition(";")[0]).lower()
    if "general" in lettres or "standard" in lettres:
        return ""
    if re.search(r"[dyj]|a{2,4}|m{3,}", lettres) or re.fullmatch(r"\W*m+\W*", lettres):
        return "date"
    return "heure" * bool(re.search(r"[hs]", lettres) or re.search(r"\[[hms]+\]", format_.lower()))


def _write_moment(nombre: float, zero: dt.date, sorte: str) -> Valeur:
    jours = int(nombre)
    if sorte == "date":
        return Jour(zero + dt.timedelta(days=jours), jours)
    secondes = round((nombre - jours) * 86_400)
    return f"{24 * jours + secondes // 3600:02}:{secondes // 60 % 60:02}:{secondes % 60:02}"


def _write_masked(nombre: float, format_: str) -> str:
    """Return the number through a mask of digits, or as a percentage; empty for other formats."""
    if _POURCENT.fullmatch(format_):
        return f"{write_plain(round(nombre * 100, 10))}\u00a0%"
    signes = _parse_mask(format_)
    places = sum(1 for place, _ in signes if place)
    if not (nombre.is_integer() and 0 <= nombre < 1e15) or places < 2:
        return ""
    chiffres = list(f"{int(nombre)}")
    ecrits: list[str] = []
    for place, litteral in reversed(signes):
        if not place:
            ecrits.append(litteral)
        elif chiffres:
            ecrits.append(chiffres.pop())
        elif litteral == "0":
            ecrits.append("0")
    return "".join([*chiffres, *reversed(ecrits)]).strip()


@lru_cache(maxsize=256)
def _parse_mask(format_: str) -> tuple[tuple[bool, str], ...]:
    """Return the signs of a mask in order, (is it a digit's place, sign); none if it is no mask."""
    if ";" in format_ or "[" in format_:
        return ()
    signes, fin = [], 0
    for trouve in _SIGNES.finditer(format_):
        if trouve.start() != fin:
            return ()
        fin = trouve.end()
        cite, protege, place, libre = trouve.groups()
        signes.append((True, place) if place else (False, cite or protege or libre or ""))
    return tuple(signes) if fin == len(format_) else ()
