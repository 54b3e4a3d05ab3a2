"""Sheets of text as ODS, written with odfdo (the ODF library that is kept up; odfpy is not).

Columns have the text format, so that a code typed later keeps its zeros too.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

from odfdo import Cell, Column, Document, Element, Row, Table, XmlPart

from carto_ess.style import FOND_ENTETE
from carto_ess.tableur.formule import protect

_CENTIMETRES = 0.2  # of a character

_FORMAT_TEXTE = (
    '<number:text-style style:name="texte-nombre"><number:text-content/></number:text-style>'
)
_TEXTE = (
    '<style:style style:name="texte" style:family="table-cell" '
    'style:data-style-name="texte-nombre"><style:table-cell-properties fo:wrap-option="wrap" '
    'style:vertical-align="top"/></style:style>'
)
_ENTETE = (
    '<style:style style:name="entete" style:family="table-cell" '
    'style:data-style-name="texte-nombre"><style:table-cell-properties '
    f'fo:background-color="{FOND_ENTETE}"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)
_LARGEUR = (
    '<style:style style:name="l{0}" style:family="table-column">'
    '<style:table-column-properties style:column-width="{1:.1f}cm"/></style:style>'
)
_FIGEE = (  # the first row and the first column stay in view
    '<config:config-item-map-entry config:name="{0}">'
    '<config:config-item config:name="HorizontalSplitMode" config:type="short">2'
    "</config:config-item>"
    '<config:config-item config:name="VerticalSplitMode" config:type="short">2'
    "</config:config-item>"
    '<config:config-item config:name="HorizontalSplitPosition" config:type="int">1'
    "</config:config-item>"
    '<config:config-item config:name="VerticalSplitPosition" config:type="int">1'
    "</config:config-item>"
    '<config:config-item config:name="PositionRight" config:type="int">1</config:config-item>'
    '<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>'
    "</config:config-item-map-entry>"
)
_VUE = (
    '<config:config-item-set config:name="ooo:view-settings">'
    '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
    '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
    '<config:config-item-map-named config:name="Tables">{0}</config:config-item-map-named>'
    "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
)


class Feuille(NamedTuple):
    """A sheet: its name, the widths of its columns in characters, its rows, its header's row."""

    nom: str
    largeurs: Sequence[int]
    rangs: Sequence[Sequence[str]]
    rang_entete: int


def write_ods(feuilles: Sequence[Feuille]) -> bytes:
    """Return a workbook of these sheets; those whose header is their first row keep it in view."""
    document = Document("spreadsheet")
    document.body.clear()
    styles = _find(document, "content", "//office:automatic-styles")
    largeurs = sorted({largeur for feuille in feuilles for largeur in feuille.largeurs})
    for balise in (
        _FORMAT_TEXTE,
        _TEXTE,
        _ENTETE,
        *(_LARGEUR.format(n, n * _CENTIMETRES) for n in largeurs),
    ):
        styles.append(Element.from_tag(balise))
    for feuille in feuilles:
        document.body.append(_build_table(feuille))
    figees = "".join(_FIGEE.format(f.nom) for f in feuilles if f.rang_entete == 0)
    reglages = _find(document, "settings", "//office:settings")
    reglages.clear()
    reglages.append(Element.from_tag(_VUE.format(figees)))
    flux = io.BytesIO()
    document.save(flux)
    return flux.getvalue()


def _find(document: Document, partie: str, chemin: str) -> Element:
    contenu = document.get_part(partie)
    element = contenu.get_element(chemin) if isinstance(contenu, XmlPart) else None
    if not isinstance(element, Element):
        raise TypeError(f"odfdo’s blank spreadsheet has no {chemin} in {partie}")
    return element


def _build_table(feuille: Feuille) -> Table:
    table = Table(feuille.nom)
    for largeur in feuille.largeurs:
        table.append(Column(style=f"l{largeur}", default_cell_style="texte"))
    for numero, rang in enumerate(feuille.rangs):
        ligne = Row()
        style = "entete" if numero == feuille.rang_entete else "texte"
        for cellule in rang:
            ligne.append_cell(
                Cell(protect(cellule), cell_type="string", style=style)
                if cellule
                else Cell(style=style)
            )
        table.append_row(ligne)
    return table
