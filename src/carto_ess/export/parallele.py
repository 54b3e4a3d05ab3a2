"""A comparison out: one A4 page in PDF, self-contained HTML, CSV, plain text."""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path
from typing import Any

from carto_ess.export.gabarit import render_export
from carto_ess.parallele.parallele import Parallele
from carto_ess.style import PALETTE
from carto_ess.tableur.formule import neutralise

_GABARIT = Path(__file__).resolve().parent / "gabarits" / "parallele.typ"


def render_pdf(page: dict[str, Any]) -> bytes:
    """Return the comparison on A4, landscape.

    Raises
    ------
    CartoEssError
        Too many signs of the fiches are lacking in the fonts.
    """
    from carto_ess.portrait.impression import typeset_pdf  # noqa: PLC0415 -- typst, geopandas

    return typeset_pdf(_GABARIT.read_text(encoding="utf-8"), {**page, "palette": PALETTE})


def render_html(page: dict[str, Any]) -> str:
    """Return the comparison as one HTML file that opens with no network."""
    return render_export("parallele.html", page=page, niveau=1)


def render_corps(page: dict[str, Any]) -> str:
    """Return the comparison as a piece of HTML, for a page of the app."""
    return render_export("parallele_corps.html", page=page, niveau=2)


def render_texte(page: dict[str, Any]) -> str:
    """Return the comparison as plain text, for a terminal."""
    return html.unescape(render_export("parallele.txt", page=page))


COLONNES = (
    "millesime",
    "code",
    "nom",
    "type",
    "n_fiches",
    "n_fiches_min",
    "n_fiches_max",
    "n_communes",
    "n_communes_couvertes",
    "n_communes_couvertes_min",
    "n_communes_couvertes_max",
    "n_communes_doubles",
    "n_fiches_larges",
    "seul_a_l_avoir",
    "fiches",
)


def build_csv(parallele: Parallele) -> bytes:
    """Return one row per territory and type: `;`, UTF-8 with BOM, codes as text."""
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    for colonne in parallele.colonnes:
        lacune = colonne.lacune
        for case in colonne.cases:
            fiches = [p.fiche.id for p in colonne.presences if p.fiche.type is case.type]
            ecrivain.writerow(
                [
                    parallele.millesime,
                    lacune.code,
                    neutralise(lacune.nom),
                    str(case.type),
                    lacune.par_type[case.type],
                    *case.fiches,
                    lacune.n_communes,
                    lacune.par_type_communes[case.type],
                    *case.communes,
                    case.n_doubles,
                    case.n_larges,
                    "oui" if case.type in colonne.types_seuls else "non",
                    "|".join(fiches),
                ]
            )
    return flux.getvalue().encode("utf-8-sig")
