"""The worst files of each kind: small to send, made to kill, starve or fool whoever reads them."""

import base64
import io
import random
import struct
import warnings
import zipfile

from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"
_O = "urn:oasis:names:tc:opendocument:xmlns"

LIVRE, LIENS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FEUILLE, TEXTES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def pack(*parties):
    """Return a zip of pairs (name, content); two of them may have one name."""
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # « Duplicate name »: that is the point
        for nom, contenu in parties:
            archive.writestr(nom, contenu)
    return flux.getvalue()


def build_livre(feuille, *autres, textes="", titres=("Fiches",)):
    """Return an XLSX whose sheets are all `feuille`; `autres` are parts put beside it."""
    feuilles = "".join(
        f'<sheet name="{titre}" sheetId="{n}" r:id="r1"/>' for n, titre in enumerate(titres, 1)
    )
    cibles = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml"}
    liens = "".join(
        f'<Relationship Id="r{n}" Type="{_R}/{genre}" Target="{cible}"/>'
        for n, (genre, cible) in enumerate(cibles.items(), 1)
    )
    return pack(
        (LIVRE, f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{feuilles}</sheets></workbook>'),
        (LIENS, f'<Relationships xmlns="{_P}">{liens}</Relationships>'),
        (FEUILLE, feuille),
        (TEXTES, f'<sst xmlns="{_S}">{textes}</sst>'),
        *autres,
    )


def build_feuille(rangs, suite="", entete=""):
    """Return a sheet; `rangs` are its rows, `suite` what follows them, `entete` what is before."""
    donnees = f"<sheetData>{rangs}</sheetData>"
    return f'{entete}<worksheet xmlns="{_S}">{donnees}{suite}</worksheet>'


def build_document(rangs, titre="Fiches"):
    """Return an ODS of one sheet that holds `rangs`."""
    noms = " ".join(f'xmlns:{n}="{_O}:{n}:1.0"' for n in ("office", "table", "text"))
    contenu = (
        f"<office:document-content {noms}><office:body><office:spreadsheet>"
        f'<table:table table:name="{titre}">{rangs}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return pack(("mimetype", mime), ("content.xml", contenu))


def _cell(texte):
    return f'<table:table-cell office:value-type="string"><text:p>{texte}</text:p>'


def _inline(texte):
    return f'<c t="inlineStr"><is><t>{texte}</t></is></c>'


def _row(texte, fois=1):
    return f"<row>{_inline(texte) * fois}</row>"


def _stuff(megaoctets):
    """Return a comment that no compression shrinks: with it a zip inflates 200 times at most."""
    alea = random.Random(0)
    return f"<!--{base64.b85encode(alea.randbytes(megaoctets << 20)).decode().replace('-', '_')}-->"


def repeat_long_row():
    """A row of 340,000 characters, repeated 3,000 times by one attribute."""
    rang = '<table:table-row table:number-rows-repeated="3000">'
    return build_document(f"{rang}{_cell('x' * 340_000)}</table:table-cell></table:table-row>")


def repeat_cells():
    """A cell repeated on the whole sheet by two attributes."""
    case = _cell("x").replace("-cell ", '-cell table:number-columns-repeated="16000" ', 1)
    rang = '<table:table-row table:number-rows-repeated="1000000">'
    return build_document(f"{rang}{case}</table:table-cell></table:table-row>")


def nest_tables():
    """Tables inside cells inside tables, fifty thousand deep."""
    profond = '<table:table table:name="Fiches"><table:table-row><table:table-cell>' * 50_000
    return build_document(profond)


def write_long_rows():
    """As many characters as a zip may inflate to."""
    return build_livre(build_feuille(_row("x" * 300_000) * 600 + _stuff(1)))


def share_long_text():
    """One shared text of fifteen million characters, shown in 340 cells."""
    rangs = '<row><c t="s"><v>0</v></c></row>' * 340
    return build_livre(build_feuille(rangs), textes=f"<si><t>{'x' * 15_000_000}</t></si>")


def merge_everything():
    """Twenty thousand merges, each over three thousand rows."""
    fusions = '<mergeCell ref="A1:A3000"/>' * 20_000
    return build_livre(
        build_feuille(_row("x", 2) * 3000, f"<mergeCells>{fusions}</mergeCells>"),
    )


def write_empty_cells():
    """Cells without anything, as many as 200 MB of XML hold: as long to read as a file may be."""
    return build_livre(build_feuille(("<row>" + "<c/>" * 1000 + "</row>") * 45_000 + _stuff(1)))


def fill_all_cells():
    """As many cells as are read, all different, then one more."""
    rangs = "".join(
        f"<row>{''.join(_inline(n * 100 + c) for c in range(100))}</row>" for n in range(5001)
    )
    return build_livre(build_feuille(rangs))


def hide_behind_text():
    """What is before the first tag makes one reader lose the sheet that another one measures."""
    return build_livre(build_feuille(_row("x"), entete="   x"))


def name_twice():
    """Two parts of one name: the small one for the guard, the large one for the reader."""
    return build_livre(build_feuille(_row("x")), (FEUILLE, build_feuille(_row("y" * 300) * 90_000)))


def declare_encoding():
    """An encoding that nobody knows."""
    entete = '<?xml version="1.0" encoding="zzz"?>'
    return build_livre(build_feuille(_row("x"), entete=entete))


def declare_entities():
    """A billion laughs."""
    entites = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return build_livre(
        build_feuille(_row("&e9;"), entete=f'<!DOCTYPE x [<!ENTITY e0 "ah">{entites}]>')
    )


def ask_elsewhere():
    """An entity that is a file of the machine that reads."""
    externe = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return build_livre(build_feuille(_row("&e;"), entete=externe))


def nest_elements():
    """A hundred thousand elements, one inside the other."""
    return build_livre(build_feuille("<row>" + "<is>" * 100_000))


def list_sheets():
    """Two hundred thousand sheets that are one."""
    return build_livre(build_feuille(_row("x")), titres=[f"f{n}" for n in range(200_000)])


def pack_parts():
    """Six thousand parts."""
    return pack((LIVRE, "<a/>"), *((f"{n}", "") for n in range(6000)))


def pack_nested():
    """A zip of zips of zips, each of ten times the one before."""
    octets = pack(("fiches.csv", b";" * 10_000_000))
    for n in range(4):
        octets = pack(*((f"{n}-{rang}.zip", octets) for rang in range(10)))
    return octets


def overlap_parts():
    """Each entry of the directory is the first part."""
    octets = bytearray(build_livre(build_feuille(_row("x" * 300) * 30_000)))
    debut = octets.index(b"PK\x01\x02")
    while debut >= 0:
        octets[debut + 42 : debut + 46] = struct.pack("<I", 0)
        debut = octets.find(b"PK\x01\x02", debut + 4)
    return bytes(octets)


def break_checksum():
    """A part whose checksum is another's."""
    octets = bytearray(build_livre(build_feuille(_row("x") * 1000)))
    for signature, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        debut = octets.index(signature)
        octets[debut + place] ^= 0xFF
    return bytes(octets)


def cut_short():
    """A workbook that lost its end."""
    octets = build_livre(build_feuille(_row("x") * 1000))
    return octets[: len(octets) // 2]


def write_separators():
    """A table of twenty million columns."""
    return b"id;type\n" + b";" * (19 << 20)


def open_quote():
    """A cell of nineteen million signs that never ends."""
    return b'id;type\n"' + b"x\n" * (9 << 20)


def write_nothing():
    """Twenty million bytes that are no text."""
    return bytes(19 << 20)


def write_faults():
    """A référentiel as long as one may be, wrong in every cell: it is read and explained."""
    tables = []
    for colonnes in (COLONNES_FICHES, COLONNES_COUVERTURES):
        rangs = "".join(f"{';'.join(f'x{n}-{c}' for c in colonnes)}\n" for n in range(5000))
        tables.append(";".join(colonnes) + "\n" + rangs)
    return pack(*zip(("fiches.csv", "couvertures.csv"), tables, strict=True))


PIRES = {
    "ligne-répétée.ods": repeat_long_row,
    "cellules-répétées.ods": repeat_cells,
    "tables-imbriquées.ods": nest_tables,
    "lignes-longues.xlsx": write_long_rows,
    "texte-partagé.xlsx": share_long_text,
    "fusions.xlsx": merge_everything,
    "cellules-vides.xlsx": write_empty_cells,
    "cellules-pleines.xlsx": fill_all_cells,
    "texte-devant.xlsx": hide_behind_text,
    "deux-feuilles.xlsx": name_twice,
    "encodage.xlsx": declare_encoding,
    "entités.xlsx": declare_entities,
    "ailleurs.xlsx": ask_elsewhere,
    "profond.xlsx": nest_elements,
    "feuilles.xlsx": list_sheets,
    "parties.xlsx": pack_parts,
    "poupées.zip": pack_nested,
    "parties-superposées.xlsx": overlap_parts,
    "somme-fausse.xlsx": break_checksum,
    "coupé.xlsx": cut_short,
    "séparateurs.csv": write_separators,
    "guillemet.csv": open_quote,
    "rien.csv": write_nothing,
    "fautes.zip": write_faults,
}
"""By file name, what makes each."""
