"""Files made to kill, starve or fool the reader: each is the right tables or one sentence."""

import io
import random
import re
import struct
import time
import zipfile

import pytest

from carto_ess._errors import TableauError
from carto_ess.reglages import find_schema
from carto_ess.tableur.classeur import read_fichiers
from carto_ess.tableur.isole import DUREE_MAX
from carto_ess.tableur.isoloir import read_isole, read_libres_isole
from carto_ess.tableur.schema import read_schema
from cas import count_cases
from classeurs import build_csv, build_ods, build_xlsx, build_zip
from petit_monde import COUVERTURE, FICHE
from pires import PIRES

SCHEMA = read_schema(find_schema())
FEUILLE = "xl/worksheets/sheet1.xml"


def change(octets, **changes):
    """Return a zip with some of its parts changed; a name's extension is after « __ »."""
    noms = {nom.replace("__", "."): f for nom, f in changes.items()}
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(flux, "w", 8) as cible:
        for entree in source.infolist():
            contenu = source.read(entree)
            if f := noms.get(entree.filename.rpartition("/")[2]):
                contenu = f(contenu)
            cible.writestr(entree.filename, contenu)
    return flux.getvalue()


def add(octets, **parties):
    flux = io.BytesIO(octets)
    with zipfile.ZipFile(flux, "a", 8) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return flux.getvalue()


def outcome(octets, nom="a.xlsx"):
    """Return the sentence of a refusal, or the tables; anything else that is raised is a defect."""
    return outcome_of({nom: octets})


def outcome_of(fichiers):
    debut = time.process_time()
    try:
        issue = read_fichiers(fichiers, SCHEMA)
    except TableauError as erreur:
        issue = str(erreur)
    assert time.process_time() - debut < DUREE_MAX
    assert "\n" not in issue
    return issue


def sheet(corps, entete=b""):
    """Return a workbook whose first sheet holds these rows under its own."""
    return change(
        build_xlsx(),
        sheet1__xml=lambda o: entete + o.replace(b"</sheetData>", corps + b"</sheetData>"),
    )


def inline(reference, texte):
    return f'<c r="{reference}" t="inlineStr"><is><t>{texte}</t></is></c>'.encode()


def relink(cible):
    return change(
        build_xlsx(),
        workbook__xml__rels=lambda o: o.replace(b"/xl/worksheets/sheet1.xml", cible),
    )


def ods(ancien, nouveau):
    return change(build_ods(), content__xml=lambda o: o.replace(ancien, nouveau, 1))


CELLULE = b"<table:table-cell office:value-type"


# The guard and the reader are one ------------------------------------------------------------


@pytest.mark.parametrize(
    "cible",
    [
        b"worksheets/a/../sheet1.xml",
        b"/xl/worksheets/sheet1.xml",
        b"./worksheets/./sheet1.xml",
        b"../xl/worksheets/sheet1.xml",
        b"worksheets\\sheet1.xml",
        b"/XL/Worksheets/Sheet1.XML",
    ],
)
def test_a_target_is_followed_however_it_is_written(cible):
    fiches, _ = outcome(relink(cible))
    assert fiches.lignes[0]["id"] == "alpha"


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (sheet(b"", b"   x"), "abîmé"),
        (sheet(b"", b"\xef\xbb\xbf\xef\xbb\xbf"), "abîmé"),
        (relink(b"worksheets/nowhere.xml"), "abîmé"),
        (relink(b"workbook.xml"), "colonnes manquantes"),
        (change(build_xlsx(), workbook__xml=lambda o: o.replace(b"rId1", b"rId7")), "Fiches"),
        (sheet(b'<row r="1">' + inline("A1", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="9">' + inline("A9", "x") * 2 + b"</row>"), "abîmé"),
        (sheet(b'<row r="9">' + inline("A8", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="-9">' + inline("A9", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="1e9">' + inline("A9", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="9999999">' + inline("A9999999", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="9">' + inline("ZZZ9", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="9">' + inline("A" * 100_000 + "9", "x") + b"</row>"), "abîmé"),
        (sheet(b'<row r="9"><c r="A9" t="s"><v>7</v></c></row>'), "abîmé"),
        (sheet(b'<row r="9"><c r="A9" s="x"><v>7</v></c></row>'), "abîmé"),
    ],
)
def test_what_two_readers_could_see_differently_is_refused(octets, dit):
    assert dit in outcome(octets)


def test_two_parts_of_one_name_are_refused():
    octets = build_xlsx()
    with pytest.warns(UserWarning, match="Duplicate"):
        double = add(octets, **{FEUILLE: b"<worksheet/>"})
    assert "abîmé" in outcome(double)
    assert "abîmé" in outcome(add(octets, **{FEUILLE.upper(): b"<worksheet/>"}))
    assert "abîmé" in outcome(add(octets, **{FEUILLE.replace("/", "\\"): b"<worksheet/>"}))


def test_a_value_without_a_type_is_what_the_cell_shows():
    fiches, _ = outcome(ods(CELLULE, b'<table:table-cell office:value="7" table:x'), "a.ods")
    assert fiches.lignes[0]["id"] == "alpha"


@pytest.mark.parametrize("ou", [b"<table:table-row>", b"</table:table-row>"])
def test_a_table_inside_a_sheet_is_none_of_its_rows(ou):
    imbriquee = (
        b'<table:table table:name="Fiches"><table:table-row>'
        b'<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
        b"<text:p>intrus</text:p></table:table-cell></table:table-row></table:table>"
    )
    fiches, _ = outcome(ods(ou, imbriquee + ou), "a.ods")
    assert [ligne["id"] for ligne in fiches.lignes] == ["alpha"]


# What costs nothing to write is counted ------------------------------------------------------


REPETES = {
    "cells": ods(CELLULE, b'<table:table-cell table:number-columns-repeated="16384" '
                          b"office:value-type"),
    "rows": ods(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048575">'),
    "long row": ods(
        b"<text:p>alpha</text:p>", b"<text:p>" + b"x" * 340_000 + b"</text:p>"
    ),
    "negative": ods(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="-5">'),
    "endless": ods(b"<table:table-row>",
                   b'<table:table-row table:number-rows-repeated="' + b"9" * 5_000 + b'">'),
    "spaces": ods(b"<text:p>alpha</text:p>", b'<text:p>a<text:s text:c="999999999"/></text:p>'),
}  # fmt: skip


@pytest.mark.parametrize("nom", REPETES)
def test_repeats_of_ods_cost_nothing(nom):
    outcome(REPETES[nom], "a.ods")


def test_a_long_row_repeated_is_refused_by_its_characters():
    def repeat(contenu):
        debut = contenu.index(b"<text:p>alpha<")
        ligne = contenu.rindex(b"<table:table-row>", 0, debut)
        return (
            contenu[:ligne]
            + b'<table:table-row table:number-rows-repeated="3000">'
            + contenu[ligne + len(b"<table:table-row>") : debut]
            + b"<text:p>"
            + b"x" * 340_000
            + contenu[debut + len(b"<text:p>alpha") :]
        )

    octets = change(build_ods(), content__xml=repeat)
    assert len(octets) < 30_000
    assert "caractères" in outcome(octets, "a.ods")


def share(texte, fois):
    """Return a workbook where one shared text fills `fois` rows."""
    rangs = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, fois + 3)
    )
    octets = sheet(rangs)
    lien = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    octets = change(octets, workbook__xml__rels=lambda o: o.replace(b"</Relationships>", lien))
    espace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    partie = b'<sst xmlns="' + espace + b'"><si><t>' + texte + b"</t></si></sst>"
    return add(octets, **{"xl/sharedStrings.xml": partie})


def test_a_shared_text_counts_each_time_it_is_shown():
    fiches, _ = outcome(share(b"x" * 1_000_000, 3))
    assert len(fiches.lignes) == 4
    assert "caractères" in outcome(share(b"x" * 15_000_000, 600))


def test_shared_texts_that_no_cell_shows_are_counted_too():
    beaucoup = share(b"</t></si>" + b"<si><t>x</t></si>" * 510_000 + b"<si><t>", 3)
    assert "cellules remplies" in outcome(beaucoup)


def test_merges_are_counted_for_each_row_that_they_cover():
    rangs = b"".join(b'<row r="%d">%s</row>' % (n, inline(f"B{n}", "x")) for n in range(3, 3_003))
    fusions = b"".join(b'<mergeCell ref="A2:A3002"/>' for _ in range(20_000))
    octets = change(
        sheet(rangs),
        sheet1__xml=lambda o: o.replace(
            b"</sheetData>", b"</sheetData><mergeCells>" + fusions + b"</mergeCells>"
        ),
    )
    assert "fusionnées" in outcome(octets)


def test_a_rich_text_of_many_pieces_is_one_text():
    morceaux = b"<r><t>x</t></r>" * 200_000
    fiches, _ = outcome(
        sheet(b'<row r="3"><c r="A3" t="inlineStr"><is>' + morceaux + b"</is></c></row>")
    )
    assert fiches.lignes[1]["id"].startswith("xxx")


def test_a_million_cells_without_anything_are_no_cells():
    rang = b"".join(f'<c r="{c}%d" s="0"/>'.encode() for c in "ABCDEFGHIJKLMNOPQRST")
    rangs = b"".join(
        b'<row r="%d">%s</row>' % (n, rang.replace(b"%d", b"%d" % n)) for n in range(3, 50_003)
    )
    fiches, _ = outcome(sheet(rangs))
    assert len(fiches.lignes) == 1


# What is wrong with the XML or the zip -------------------------------------------------------


ENTITES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "entete",
    [
        b'<?xml version="1.0" encoding="zzz"?>',
        b'<?xml version="1.0" encoding="utf-16"?>',
        ENTITES,
        b"<!DOCTYPE x SYSTEM 'file:///dev/zero'>",
        b"\0" * 5_000,
        b"<" * 5_000,
    ],
)
def test_a_part_that_no_program_writes_is_one_sentence(entete):
    assert "abîmé" in outcome(sheet(b"", entete))
    assert "abîmé" in outcome(
        change(build_ods(), content__xml=lambda o: entete + o.partition(b"?>")[2]), "a.ods"
    )


@pytest.mark.parametrize("balise", [b"a", b"row", b"c", b"is"])
def test_elements_inside_elements_without_end_are_one_sentence(balise):
    outcome(sheet(b"<" + balise + b"><".join([balise] * 100_000) + b">"))


@pytest.mark.parametrize("balise", [b"text:p", b"text:span", b"table:table", b"draw:frame"])
def test_elements_of_ods_inside_too_many_elements_are_one_sentence(balise):
    profond = b"<" + b"><".join([balise] * 20_000) + b">"
    ferme = (b"</" + balise + b">") * 20_000
    assert "abîmé" in outcome(ods(b"<text:p>alpha</text:p>", profond + ferme), "a.ods")


def test_a_zip_of_thousands_of_parts_is_refused():
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        for n in range(6_000):
            archive.writestr(f"{n}", b"")
    assert "parties" in outcome(flux.getvalue())


def test_a_zip_whose_parts_overlap_is_one_sentence():
    octets = bytearray(build_xlsx())
    debut = octets.index(b"PK\x01\x02")
    while debut >= 0:  # every entry of the directory points to the first part
        octets[debut + 42 : debut + 46] = struct.pack("<I", 0)
        debut = octets.find(b"PK\x01\x02", debut + 4)
    assert "abîmé" in outcome(bytes(octets))


@pytest.mark.parametrize("place", [12, 16, 20])
@pytest.mark.parametrize("valeur", [0, 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_directory_that_lies_is_one_sentence(place, valeur):
    octets = bytearray(build_xlsx())
    fin = octets.index(b"PK\x05\x06")
    taille = 2 if place == 20 else 4
    octets[fin + place : fin + place + taille] = struct.pack("<I", valeur)[:taille]
    outcome(bytes(octets))


def test_a_part_compressed_as_no_office_program_does_is_refused():
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
    assert "abîmé" in outcome(flux.getvalue())


@pytest.mark.parametrize(
    "corps",
    [
        "x" * 10_000_000,
        '"' + "x" * 10_000_000,
        '"' * 1_000_001,
        ";" * 3_000_000,
        "\n" * 1_000_000,
        ('"' + "x;" * 60_000 + '"\n') * 50,
    ],
)
def test_a_csv_of_endless_cells_is_tables_or_one_sentence(corps):
    fiches = build_csv(FICHE, [{}]) + corps.encode()
    outcome_of({"fiches.csv": fiches, "c.csv": build_csv(COUVERTURE, [{}])})


LENTS = {"cellules-vides.xlsx", "feuilles.xlsx", "lignes-longues.xlsx"}
"""Take all that a reading may: `tests.load --hostile` sends them."""


@pytest.mark.parametrize("nom", sorted(PIRES.keys() - LENTS - {"fautes.zip"}))
def test_the_worst_file_of_each_kind_is_one_sentence_by_either_reader(nom):
    octets = PIRES[nom]()
    for lire in (lambda: read_isole({nom: octets}, SCHEMA), lambda: read_libres_isole(octets, nom)):
        with pytest.raises(TableauError) as levee:
            lire()
        assert "\n" not in str(levee.value)
        assert str(levee.value).startswith(nom)
        assert str(levee.value).endswith(".")


def test_which_bound_an_archive_passes_is_said():
    assert "6\u202f001 parties" in outcome(PIRES["parties.xlsx"]())
    assert "Mo" in outcome(build_zip(fiches__csv=bytes(201 << 20)), "a.zip")
    assert "centaines de fois" in outcome(build_zip(fiches__csv=bytes(30 << 20)), "a.zip")


# A bounded fuzz ------------------------------------------------------------------------------


SOURCES = {
    "a.xlsx": build_xlsx([{"annee": 2015}] * 3),
    "a.ods": build_ods([{"annee": 2015}] * 3),
    "a.zip": build_zip(
        fiches__csv=build_csv(FICHE, [{}] * 3), couvertures__csv=build_csv(COUVERTURE, [{}])
    ),
}
VALEURS = (
    b"",
    b"0",
    b"-1",
    b"1e308",
    b"nan",
    b"99999999999999999999",
    b"A1:XFD1048576",
    b"\xff",
    b"&#xD800;",
    b"&a;",
    b"_xD800_",
    b"#REF!",
    b"\xc3\xa9",
    b"../../../x",
    b"0;0;0",
)


def mutate_parts(octets, alea):
    """Change one attribute, one text or one run of bytes in one part."""
    with zipfile.ZipFile(io.BytesIO(octets)) as source:
        parties = [(e.filename, source.read(e)) for e in source.infolist()]
    rang = alea.randrange(len(parties))
    nom, contenu = parties[rang]
    trous = [*re.finditer(rb'"[^"]*"|>[^<]+<', contenu)]
    if trous and alea.random() < 0.7:
        trou = alea.choice(trous)
        contenu = contenu[: trou.start() + 1] + alea.choice(VALEURS) + contenu[trou.end() - 1 :]
    elif contenu:
        debut = alea.randrange(len(contenu))
        fin = min(len(contenu), debut + alea.choice((1, 5, 50)))
        contenu = contenu[:debut] + contenu[debut:fin] * alea.choice((0, 2, 50)) + contenu[fin:]
    parties[rang] = (nom, contenu)
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", 8) as cible:
        for nom, contenu in parties:
            cible.writestr(nom, contenu)
    return flux.getvalue()


def mutate_bytes(octets, alea):
    brut = bytearray(octets)
    for _ in range(alea.choice((1, 3, 10))):
        brut[alea.randrange(len(brut))] = alea.randrange(256)
    return bytes(brut[: alea.choice((len(brut), len(brut), alea.randrange(len(brut))))])


@pytest.mark.parametrize("nom", SOURCES)
def test_a_changed_file_is_never_more_than_its_own_process_can_bear(nom):
    alea = random.Random(nom)
    for _ in range(count_cases(5)):
        octets = mutate_bytes(mutate_parts(SOURCES[nom], alea), alea)
        attendu = outcome(octets, nom)
        if isinstance(attendu, str):
            with pytest.raises(TableauError, match=re.escape(attendu)):
                read_isole({nom: octets}, SCHEMA)
        else:
            assert read_isole({nom: octets}, SCHEMA) == attendu


@pytest.mark.parametrize("nom", SOURCES)
@pytest.mark.parametrize("mutate", [mutate_parts, mutate_bytes])
def test_whatever_is_changed_in_a_file_it_is_tables_or_one_sentence(nom, mutate):
    alea = random.Random(f"{nom} {mutate.__name__}")
    issues = {type(outcome(SOURCES[nom], nom))}
    for _ in range(count_cases(250)):
        issues.add(type(outcome(mutate(SOURCES[nom], alea), nom)))
    assert issues == {tuple, str}
