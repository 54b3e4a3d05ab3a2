"""Every French text of the app, with where it is written: for spelling and typography."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

RACINE = Path(__file__).resolve().parents[2]
SOURCES = RACINE / "src" / "carto_ess"
ATTRIBUTS = ("aria-label", "title", "alt", "placeholder", "data-annonce")
HORS_ECRAN = {"construction"}
"""Folders of `src/carto_ess` whose strings no visitor reads."""

JAMAIS_MONTRES = {
    "Etat", "Feature", "Polygon", "Target", "External", "Host", "private, no-store",
    'the text `"(.+?)"` could not be displayed',
}  # fmt: skip
"""Strings that look like words: names in formats, and the reason of an error that we translate."""

Texte = tuple[str, str]


def list_textes() -> Iterator[Texte]:
    """Yield (where, text) of templates, French literals, engine, référentiel, guide."""
    for gabarit in sorted(SOURCES.rglob("gabarits/**/*.html")):
        yield from _read_gabarit(gabarit)
    for module in sorted(SOURCES.rglob("*.py")):
        if not HORS_ECRAN & set(module.parts):
            yield from _read_module(module)
    yield from _read_script(SOURCES / "carte" / "moteur" / "textes.js", "TEXTES")
    yield from _read_script(SOURCES / "ui" / "statique" / "francais.js", "MOTS")
    yield from _read_donnees(RACINE / "geodata" / "referentiel")


def is_french(texte: str) -> bool:
    """Tell a sentence or a word shown from a key, a path, a piece of code."""
    if texte in JAMAIS_MONTRES or texte.startswith("import sys; "):
        return False
    if re.search(r"[{}=]|\b(?:base-uri|img-src|form-action)\b|://|</|\\\w|^[\w.:/#?&%-]+$", texte):
        return bool(re.fullmatch(r"[A-ZÀÉ][a-zà-ÿ’]+", texte))
    return bool(re.search(r"[À-ÿœ’«»…]|[A-Za-z]{2,}[ ,] ?[a-z]{2,}", texte))


class _Lecteur(HTMLParser):
    """The texts of a piece of HTML: between the tags, and in the attributes that are read out.

    What stands in ``pre`` is lines of code.
    """

    def __init__(self) -> None:
        super().__init__()
        self.textes: list[str] = []
        self._muet = ""

    def handle_data(self, data: str) -> None:
        if not self._muet:
            self.textes.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._muet = self._muet or (tag if tag in {"style", "script", "pre"} else "")
        self.textes += [v for nom, v in attrs if v and nom in ATTRIBUTS]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._muet:
            self._muet = ""


def read_html(html: str) -> list[str]:
    lecteur = _Lecteur()
    lecteur.feed(html)
    lecteur.close()
    return lecteur.textes


def _read_gabarit(chemin: Path) -> Iterator[Texte]:
    html = []
    for ligne, genre, valeur in Environment(autoescape=True).lex(
        chemin.read_text(encoding="utf-8")
    ):
        if genre == "data":
            html.append(valeur)
        elif genre == "string" and is_french(valeur[1:-1]):
            yield f"{chemin.name}:{ligne}", valeur[1:-1]
        elif genre in {"variable_begin", "block_begin"}:
            html.append("\N{OBJECT REPLACEMENT CHARACTER}")  # a value or a branch stands here
    for texte in read_html("".join(html)):
        if texte.strip():
            yield chemin.name, texte


def _read_module(chemin: Path) -> Iterator[Texte]:
    arbre = ast.parse(chemin.read_text(encoding="utf-8"))
    ecartes = {id(n) for racine in ast.walk(arbre) if _is_silent(racine) for n in ast.walk(racine)}
    for noeud in ast.walk(arbre):
        if (
            isinstance(noeud, ast.Constant)
            and isinstance(noeud.value, str)
            and id(noeud) not in ecartes
            and is_french(noeud.value)
        ):
            yield f"{chemin.relative_to(SOURCES)}:{noeud.lineno}", noeud.value


def _is_silent(noeud: ast.AST) -> bool:
    """Tell documentation, lists of names, and errors of Python's own, never shown."""
    match noeud:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="ValueError" | "TypeError" | "RuntimeError"))):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Attribute(attr="BadZipFile"))):
            return True
    return False


def _read_script(chemin: Path, objet: str) -> Iterator[Texte]:
    script = chemin.read_text(encoding="utf-8")
    ouverture = rf"^( *)(?:export )?const {objet} = \{{"
    bloc = re.search(rf"{ouverture}.*?^\1\}};", script, re.DOTALL | re.MULTILINE)
    assert bloc is not None, f"{chemin.name} has no {objet}"
    phrases = re.sub(r'" \+\n *"', "", bloc[0])
    for valeur in re.findall(r'[:\[,] "((?:[^"\\]|\\.)*)"', phrases):
        yield chemin.name, re.sub(r"\{\w+\}", "", valeur)


def _read_donnees(dossier: Path) -> Iterator[Texte]:
    for nom in ("fiches.csv", "couvertures.csv"):
        with (dossier / nom).open(encoding="utf-8-sig", newline="") as fichier:
            for rang, ligne in enumerate(csv.DictReader(fichier, delimiter=";"), start=2):
                for champ, texte in ligne.items():
                    if texte and is_french(texte):
                        yield f"{nom}:{rang}:{champ}", texte
    guide = tomllib.loads((dossier / "guide.toml").read_text(encoding="utf-8"))
    for texte in _leaves(guide):
        if is_french(texte):
            yield "guide.toml", texte


def _leaves(valeur: object) -> Iterator[str]:
    match valeur:
        case str():
            yield valeur
        case list():
            for v in valeur:
                yield from _leaves(v)
        case dict():
            for v in valeur.values():
                yield from _leaves(v)
