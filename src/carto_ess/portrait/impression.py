"""A portrait in print: PDF by Typst, self-contained HTML, plain text. One A4 page in each case."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import typst

from carto_ess._errors import CartoEssError
from carto_ess.fichier import write_atomic
from carto_ess.francais import count
from carto_ess.portrait.gabarit import read_gabarit, render_imprime
from carto_ess.portrait.phrases import describe_portrait
from carto_ess.portrait.portrait import Portrait
from carto_ess.portrait.vignette import (
    CLASSES,
    FondVignette,
    Sujet,
    build_pastille,
    build_vignette,
    find_classe,
)
from carto_ess.style import PALETTE
from carto_ess.territoire.ressort import of_ressort

N_NOMS = 24
"""Communes whose name the map may write, most populated first; few find room."""


def build_page(portrait: Portrait, fond: FondVignette, *, contacts: bool = True) -> dict[str, Any]:
    """Return what `describe_portrait` says with its map: what every render function takes."""
    departement = of_ressort(portrait.decoupages.ressort)
    return {
        **describe_portrait(portrait, contacts=contacts),
        "carte": describe_carte(portrait, fond),
        "palette": PALETTE,
        "auteur": f"CDESS {departement}",
        "mots_cles": ["économie sociale et solidaire", "coopération", portrait.nom],
        "jour": portrait.date.isoformat(),
    }


def describe_carte(portrait: Portrait, fond: FondVignette) -> dict[str, Any]:
    """Return the map of the territory in SVG, its words and its legend with counts."""
    decoupages = portrait.decoupages
    effectifs = portrait.effectifs
    recent = decoupages.actuel.communes
    alors = decoupages[portrait.millesime]
    grandes = sorted(effectifs, key=lambda c: (-(recent[c].population or 0), c))[:N_NOMS]
    classes = [None if n is None else find_classe(n) for n in effectifs.values()]
    nombres = {c: classes.count(c) for c in (*CLASSES, None) if c in classes}
    dites = [
        f"{count(n, 'commune')} : {c.texte if c else 'non renseigné'}" for c, n in nombres.items()
    ]
    sujet = Sujet(
        titre=f"Carte : {portrait.nom}",
        description=f"Nombre de coopérations de proximité par commune. {', '.join(dites)}.",
        effectifs=effectifs,
        noms={c: alors.communes[c].nom for c in grandes if c in alors.communes},
        voisins={e.siren: e.nom_court for e in alors.epci.values()},
    )
    legende = [
        {"svg": build_pastille(c), "texte": f"{c.texte if c else 'non renseigné'} ({n})"}
        for c, n in nombres.items()
    ]
    actuelle = "" if portrait.millesime == decoupages.actuel.millesime else " actuelle"
    return {
        "svg": build_vignette(sujet, fond),
        "alt": f"{sujet.titre}. {sujet.description}",
        "legende_titre": f"Coopérations par commune{actuelle} :",
        "legende": legende,
    }


ABSENT = "?"
"""What the PDF writes for a sign that its fonts lack."""

_MANQUE = re.compile(r'the text `"(.+?)"` could not be displayed')
_LOIN = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\U00010000-\U0010ffff]+")  # ideograms, emoji
_ESSAIS = 12


def render_pdf(page: dict[str, Any]) -> bytes:
    """Return the portrait as one A4 page of tagged PDF (PDF/UA-1), fonts embedded.

    The template is compiled without network and with Typst's own fonts only: the same bytes on
    every machine for the same page and day. A sign that these fonts lack (an emoji, an ideogram),
    which PDF/UA forbids, becomes `ABSENT`.

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
        "Prenez le portrait en HTML, ou retirez ces signes du référentiel."
    )


def _compile(gabarit: str, texte: str, jour: dt.datetime) -> bytes:
    pdf = typst.compile(
        gabarit.encode(),
        format="pdf",
        sys_inputs={"page": texte},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=jour,
    )
    assert isinstance(pdf, bytes)  # noqa: S101 -- one file, hence not a list
    return pdf


def render_html(page: dict[str, Any]) -> str:
    """Return the portrait as one HTML file that opens with no network: no script, no request."""
    return str(render_imprime("portrait.html", page=page, styles=render_styles()))


def render_corps(page: dict[str, Any]) -> str:
    """Return the portrait as an HTML fragment, to put in a page that has `render_styles`.

    Its drawings are images: Streamlit cleans its HTML of SVG.
    """
    return str(render_imprime("portrait_corps.html", page=page, images=True))


def render_styles() -> str:
    """Return the stylesheet of a portrait, on screen and in print."""
    return render_imprime("portrait.css", palette=PALETTE)


def render_texte(page: dict[str, Any]) -> str:
    """Return the portrait as plain text, for a terminal."""
    return str(render_imprime("portrait.txt", page=page))


def write_portrait(page: dict[str, Any], chemin: Path) -> None:
    """Write the portrait in a file whose extension says how: ``.pdf`` or ``.html``.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    pdf = chemin.suffix.lower() == ".pdf"
    write_atomic(chemin, render_pdf(page) if pdf else render_html(page).encode())
