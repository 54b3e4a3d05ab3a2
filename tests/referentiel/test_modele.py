"""The model holds the current référentiel, explains it, and reads back equal."""

import io
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from carto_ess._errors import TableauError
from carto_ess.referentiel.controle import SANS_FICHE, examine
from carto_ess.referentiel.lecture import Referentiel, build_referentiel
from carto_ess.referentiel.modele import MODE_EMPLOI, MODELES, build_modele_xlsx
from carto_ess.reglages import find_schema
from carto_ess.tableur.classeur import read_classeur
from carto_ess.tableur.schema import read_schema
from libreoffice import SOFFICE, convert


@pytest.fixture(scope="module")
def schema():
    return read_schema(find_schema())


@pytest.fixture(scope="module")
def classeur(reel, schema):
    octets = build_modele_xlsx(reel[1].fiches, schema)
    return openpyxl.load_workbook(io.BytesIO(octets))


@pytest.mark.parametrize("extension", MODELES)
def test_the_model_reads_back_equal_to_the_shipped_fiches(extension, reel, schema):
    decoupages, referentiel = reel
    octets = MODELES[extension](referentiel.fiches, schema)
    tables = read_classeur(octets, f"modele.{extension}", schema)
    assert build_referentiel(*tables, decoupages).fiches == referentiel.fiches
    assert [table.avis for table in tables] == [(), ()]


@pytest.mark.parametrize("extension", MODELES)
def test_a_fiche_alone_reads_back_with_its_point_whatever_its_code(extension, reel, schema):
    """Boulogne-sur-Mer is 62160 for Insee, which is the postcode of others."""
    decoupages, referentiel = reel
    seules = [f for f in referentiel.fiches if f.point and f.point.code_commune == "62160"]
    assert seules
    for fiche in seules:
        tables = read_classeur(MODELES[extension]((fiche,), schema), f"m.{extension}", schema)
        assert build_referentiel(*tables, decoupages).fiches == (fiche,)


BUREAU = ("ods", "xlsx")
HOSTILES = ("=1+1", "'=1+1", "@x", "-5", "<b>&amp;", "a  b\n c", "éœ 🙂 « x »", "_x000D_", "1e5")


@pytest.mark.parametrize("extension", MODELES)
@pytest.mark.parametrize("texte", HOSTILES)
def test_any_text_comes_back_as_it_was(extension, texte, reel, schema):
    decoupages, referentiel = reel
    fiche = replace(referentiel.fiches[0], origine=texte, telephones=("+33 3 21 12 59 92",))
    tables = read_classeur(MODELES[extension]((fiche,), schema), f"m.{extension}", schema)
    assert build_referentiel(*tables, decoupages).fiches == (fiche,)


@pytest.fixture(scope="module")
def difficiles(reel):
    """Fiches whose texts a spreadsheet would gladly take for something else."""
    _, referentiel = reel
    textes = (*HOSTILES, "03 21", "12/03/2015", "VRAI", "1,5", "'cité'")
    return (
        *(replace(f, origine=t) for f, t in zip(referentiel.fiches, textes, strict=False)),
        *referentiel.fiches[len(textes) :],
    )


@pytest.fixture(scope="module")
def enregistres(difficiles, schema, tmp_path_factory):
    """Return a function from a format to the models that LibreOffice saved in it."""
    sources = {f"venu-d-{venu}.{venu}": MODELES[venu](difficiles, schema) for venu in BUREAU}
    return cache(lambda voulu: convert(sources, voulu, tmp_path_factory.mktemp("libreoffice")))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n’est pas installé")
@pytest.mark.parametrize("voulu", BUREAU)
@pytest.mark.parametrize("venu", BUREAU)
def test_the_model_saved_by_libreoffice_is_the_same(
    venu, voulu, reel, difficiles, enregistres, schema
):
    octets = enregistres(voulu)[f"venu-d-{venu}.{venu}"]
    tables = read_classeur(octets, f"modele.{voulu}", schema)
    assert build_referentiel(*tables, reel[0]).fiches == difficiles


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n’est pas installé")
def test_the_tables_saved_by_libreoffice_are_the_same(reel, schema, tmp_path):
    decoupages, referentiel = reel
    with zipfile.ZipFile(io.BytesIO(MODELES["zip"](referentiel.fiches, schema))) as ecrits:
        tables = {nom: ecrits.read(nom) for nom in ("fiches.csv", "couvertures.csv")}
    relus = io.BytesIO()
    with zipfile.ZipFile(relus, "w") as archive:
        for nom, octets in convert(tables, "csv", tmp_path).items():
            archive.writestr(nom, octets)
    tables = read_classeur(relus.getvalue(), "modele.zip", schema)
    assert build_referentiel(*tables, decoupages).fiches == referentiel.fiches


@pytest.mark.parametrize("extension", MODELES)
def test_a_model_without_a_fiche_is_a_referentiel_that_begins_and_a_question(
    extension, schema, reel
):
    tables = read_classeur(MODELES[extension]((), schema), f"m.{extension}", schema)
    examen = examine(tables, "m", reel[0], ())
    assert examen.referentiel == Referentiel((), ())
    assert SANS_FICHE in examen.avis


def test_a_model_with_a_fiche_asks_nothing_about_the_lack_of_fiches(schema, reel):
    tables = read_classeur(MODELES["ods"](reel[1].fiches[:1], schema), "m.ods", schema)
    assert SANS_FICHE not in examine(tables, "m", reel[0], ()).avis


def test_the_instructions_explain_each_column_and_list_its_values(classeur, schema):
    texte = [[str(c or "") for c in r] for r in classeur[MODE_EMPLOI].iter_rows(values_only=True)]
    lignes = {(rang[0], rang[1]): rang for rang in texte}
    for feuille, colonnes in (("Fiches", schema.fiches), ("Couvertures", schema.couvertures)):
        for colonne in colonnes:
            rang = lignes[feuille, colonne.nom]
            assert rang[2] == colonne.titre
            assert rang[5] == ", ".join(colonne.valeurs)


def test_columns_of_few_values_offer_them_in_a_list(classeur, schema):
    for feuille, colonnes in (("Fiches", schema.fiches), ("Couvertures", schema.couvertures)):
        listes = [v.formula1 for v in classeur[feuille].data_validations.dataValidation]
        attendues = [f'"{",".join(c.valeurs)}"' for c in colonnes if c.valeurs]
        assert listes == attendues


def test_codes_are_text_and_the_header_stays_in_view(classeur):
    couvertures = classeur["Couvertures"]
    assert couvertures.freeze_panes == "B2"
    assert {c.number_format for c in couvertures["C"]} == {"@"}
    assert couvertures["C2"].data_type == "s"
    assert couvertures.column_dimensions["C"].width > 10


def test_the_csv_model_holds_its_instructions(reel, schema):
    with zipfile.ZipFile(io.BytesIO(MODELES["zip"](reel[1].fiches, schema))) as archive:
        assert archive.namelist() == ["fiches.csv", "couvertures.csv", "mode-d-emploi.txt"]
        assert "structure_appui" in archive.read("mode-d-emploi.txt").decode("utf-8-sig")


def test_sheets_of_ods_are_those_of_xlsx(reel, schema, classeur):
    ods = CalamineWorkbook.from_filelike(io.BytesIO(MODELES["ods"](reel[1].fiches, schema)))
    assert ods.sheet_names == classeur.sheetnames


def test_a_text_that_excel_cannot_hold_is_said_instead_of_being_cut(reel, schema):
    fiche = replace(reel[1].fiches[0], enjeux="x" * 40_000)
    with pytest.raises(TableauError, match="en ODS"):
        build_modele_xlsx((fiche,), schema)


def test_cells_of_the_ods_model_are_text_where_codes_will_be_typed(reel, schema):
    with zipfile.ZipFile(io.BytesIO(MODELES["ods"](reel[1].fiches, schema))) as archive:
        contenu = archive.read("content.xml").decode()
        reglages = archive.read("settings.xml").decode()
    assert contenu.count('table:default-cell-style-name="texte"') >= 25
    assert "number:text-content" in contenu
    assert reglages.count("VerticalSplitPosition") == 2
