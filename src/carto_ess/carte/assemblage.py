"""The engine as browsers get it: its ES modules joined into one classic script.

streamlit-folium loads classic scripts one after the other, and the exported map holds its scripts
in the page: neither takes modules. Each module comes after those that it imports, in one closure.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_MODULES = Path(__file__).resolve().with_name("moteur")
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
_COMMENTAIRES = (
    re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL),
    re.compile(r"/\*\* @[^\n]*?\*/ ?"),
)
_EXPORT = re.compile(r"^export (?=const|let|function|async|class)", re.MULTILINE)
_NOM = re.compile(r"^(?:export )?(?:const|let|(?:async )?function|class) (\w+)", re.MULTILINE)


@cache
def read_moteur(dossier: Path = _MODULES) -> str:
    """Return the engine as one script; lines of documentation stay in the sources.

    Raises
    ------
    ValueError
        Two modules give one name to two things, which one closure cannot hold, or a module imports
        or exports in a way that is not known here.
    """
    textes = {nom: _read(nom, dossier) for nom in _sort("index", dossier)}
    noms = [nom for texte in textes.values() for nom in _NOM.findall(texte)]
    if doubles := sorted({nom for nom in noms if noms.count(nom) > 1}):
        raise ValueError(f"Two modules of the engine share a name: {', '.join(doubles)}")
    corps = "".join(_EXPORT.sub("", _IMPORT.sub("", texte)) for texte in textes.values())
    for commentaire in _COMMENTAIRES:
        corps = commentaire.sub("", corps)
    if reste := re.search(r"^(?:import|export)\b.*", corps, re.MULTILINE):
        raise ValueError(f"The engine cannot be joined: {reste[0]}")
    return f'(() => {{\n"use strict";\n{corps}}})();\n'


def _sort(nom: str, dossier: Path, vus: dict[str, None] | None = None) -> list[str]:
    """Return the modules that `nom` needs, each after its own; a circle is entered once."""
    vus = {} if vus is None else vus
    vus[nom] = None
    avant = [_sort(m, dossier, vus) for m in _IMPORT.findall(_read(nom, dossier)) if m not in vus]
    return [*(m for liste in avant for m in liste), nom]


def _read(nom: str, dossier: Path) -> str:
    return (dossier / f"{nom}.js").read_text(encoding="utf-8")
