"""The page for the council in print: PDF by Typst, self-contained HTML, plain text."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontpkg_source_sans_3 import ROOT
from markupsafe import Markup

from carto_ess._errors import CartoEssError
from carto_ess.fichier import write_atomic
from carto_ess.francais import keep_together
from carto_ess.portrait.gabarit import read_gabarit, render_imprime
from carto_ess.style import ECRAN, LETTRES

ABSENT = "?"
"""What the PDF writes for a sign that its fonts lack."""

_MANQUE = re.compile(r'the text `"(.+?)"` could not be displayed')
_LOIN = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\U00010000-\U0010ffff]+")  # ideograms, emoji
_ESSAIS = 12


def render_pdf(page: dict[str, Any]) -> bytes:
    """Return the portrait as one A4 page of tagged PDF (PDF/UA-1), fonts embedded.

    The letters are those of the screens. The template is compiled without network and with no font
    of the machine: the same bytes everywhere for the same page and day. A sign that these fonts
    lack (an emoji, an ideogram), which PDF/UA forbids, becomes `ABSENT`.

    Raises
    ------
    CartoEssError
        Too many different signs are lacking.
    """
    return typeset_pdf(read_gabarit("portrait.typ"), page)


def typeset_pdf(gabarit: str, page: dict[str, Any]) -> bytes:
    """Return the PDF that a Typst template makes of `page`, whose ``jour`` dates it.

    Raises
    ------
    CartoEssError
        Too many different signs are lacking.
    """
    texte = json.dumps(page, ensure_ascii=False)
    jour = dt.datetime.fromisoformat(page["jour"]).replace(tzinfo=dt.UTC)
    for _ in range(_ESSAIS):
        try:
            return _compile(gabarit, texte, jour)
        except typst.TypstError as erreur:
            manque = _MANQUE.search(str(erreur))
            if manque is None or manque[1] not in texte:
                raise
            texte = _LOIN.sub(ABSENT, texte).replace(manque[1], ABSENT)
    raise CartoEssError(
        "Le PDF ne sait pas écrire certains signes des fiches de ce territoire. "
        "Prenez la page en HTML, ou retirez ces signes du référentiel."
    )


@cache
def _load_letters() -> typst.Fonts:
    """Return Source Sans, the family of the screens, over Typst's own fonts."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(ROOT / "files")])


def _compile(gabarit: str, texte: str, jour: dt.datetime) -> bytes:
    pdf = typst.compile(
        gabarit.encode(),
        format="pdf",
        sys_inputs={"page": texte},
        pdf_standards="ua-1",
        font_paths=_load_letters(),
        ignore_system_fonts=True,
        timestamp=jour,
    )
    assert isinstance(pdf, bytes)  # noqa: S101 -- one file, hence not a list
    return pdf


def render_html(page: dict[str, Any]) -> str:
    """Return the portrait as one HTML file that opens with no network: no script, no request."""
    corps = _render_corps(page, images=False, base=page["adresse"])
    return str(render_imprime("portrait.html", page=page, corps=corps, styles=render_styles()))


def render_corps(page: dict[str, Any]) -> str:
    """Return the portrait as an HTML fragment, to put in a page that has `render_styles`.

    Its drawings are images: Streamlit cleans its HTML of SVG. Its links are those of the app.
    """
    return str(_render_corps(page, images=True, base="."))


def _render_corps(page: dict[str, Any], *, images: bool, base: str) -> Markup:
    corps = render_imprime("portrait_corps.html", page=page, images=images, base=base)
    return Markup(keep_together(corps))  # noqa: S704 -- escaped by the template


def render_styles() -> str:
    """Return the stylesheet of a portrait, on screen and in print."""
    return render_imprime("portrait.css", ecran=ECRAN, lettres=LETTRES)


def render_texte(page: dict[str, Any]) -> str:
    """Return the portrait as plain text, for a terminal."""
    return keep_together(render_imprime("portrait.txt", page=page))


def write_portrait(page: dict[str, Any], chemin: Path) -> None:
    """Write the portrait in a file whose extension says how: ``.pdf`` or ``.html``.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    pdf = chemin.suffix.lower() == ".pdf"
    write_atomic(chemin, render_pdf(page) if pdf else render_html(page).encode())
