"""Colours, glyphs and strokes: the only module with a hex code.

Types take five colours of the Okabe-Ito palette, told apart by the three common colour-blind
eyes, and one glyph each, so that nothing is said by colour alone. `contour` is the same hue dark
enough for 3:1 on white. Numbers of fiches take ColorBrewer « Blues » in integer classes.
"""

from __future__ import annotations

from typing import NamedTuple

from carto_ess.referentiel.type_cooperation import TypeCooperation


class StyleType(NamedTuple):
    """How a type is drawn: fill, darker outline of the same hue, and its glyph, a character."""

    couleur: str
    contour: str
    glyphe: str


STYLES: dict[TypeCooperation, StyleType] = {
    TypeCooperation.MUTUALISATION: StyleType("#0072B2", "#004B76", "●"),
    TypeCooperation.PARTENARIAT_PROJETS: StyleType("#D55E00", "#8F3F00", "■"),
    TypeCooperation.COLLECTIF_ACTEURS_ESS: StyleType("#009E73", "#00664A", "▲"),
    TypeCooperation.REGROUPEMENT: StyleType("#CC79A7", "#8A3D69", "◆"),
    TypeCooperation.STRUCTURE_APPUI: StyleType("#E69F00", "#7A4F00", "★"),
}

BLEUS: tuple[str, ...] = ("#C6DBEF", "#6BAED6", "#2171B5")
"""ColorBrewer « Blues » for 1, 2–3, 4 fiches and more; none recorded is white and hatched."""

FONDS_CLASSEUR = ("#F9D9C8", "#D9EAD3")
"""Grounds of cells in a workbook given back: faulty, mended; the note says it too."""

PALETTE: dict[str, str] = {
    "encre": "#1B2733", "discret": "#51606E", "bleu": "#1F4E79", "alerte": "#8F3F00",
    "filet": "#D8DEE4", "fond": "#F3F5F7", "papier": "#FFFFFF", "voisin": "#F1EFEA",
    "trait_voisin": "#BDB8AD", "commune": "#5B6673", "hachure": "#75828E", "inconnu": "#E9E9E9",
}  # fmt: skip
"""Ink, paper and strokes of what is printed; ``hachure`` and ``commune`` hold 3:1 on white."""
