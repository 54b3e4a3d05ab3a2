"""Any workbook of an officer gives the two tables, or one sentence that says what to do."""

import datetime as dt
import time
from functools import cache

import pytest

from carto_ess._errors import TableauError
from carto_ess.referentiel.lecture import FAUTES_MAX, build_referentiel
from carto_ess.reglages import find_schema
from carto_ess.tableur.classeur import read_classeur, read_paire_csv
from carto_ess.tableur.collecte import collect
from carto_ess.tableur.nature import GONFLE_MAX, OCTETS_MAX
from carto_ess.tableur.schema import read_schema
from classeurs import build_csv, build_ods, build_xlsx, build_zip, rewrite
from libreoffice import SOFFICE, convert
from petit_monde import COUVERTURE, FICHE, OUEST


@pytest.fixture(scope="module")
def schema():
    return read_schema(find_schema())


def read(octets, decoupages, schema, nom="classeur.xlsx"):
    tables = read_classeur(octets, nom, schema)
    return build_referentiel(*tables, decoupages), tables


def fiche_of(octets, decoupages, schema, nom="classeur.xlsx"):
    referentiel, _ = read(octets, decoupages, schema, nom)
    assert [str(f) for f in referentiel.fautes] == []
    return referentiel.fiches[0]


def refusal(octets, schema, nom="classeur.xlsx"):
    with pytest.raises(TableauError) as levee:
        read_classeur(octets, nom, schema)
    message = str(levee.value)
    assert nom in message
    assert "\n" not in message
    return message


@pytest.fixture
def attendue(decoupages, schema):
    paire = {"fiches.csv": build_csv(FICHE, [{}]), "couvertures.csv": build_csv(COUVERTURE, [{}])}
    return build_referentiel(*read_paire_csv(paire, schema), decoupages).fiches[0]


# What is forgiven ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "nom"),
    [
        (build_xlsx(), "a.xlsx"),
        (build_ods(), "a.ods"),
        (build_xlsx(), "a.ods"),
        (
            build_zip(fiches__csv=build_csv(FICHE, [{}]), couv__csv=build_csv(COUVERTURE, [{}])),
            "a.zip",
        ),
    ],
    ids=["xlsx", "ods", "xlsx-called-ods", "zip"],
)
def test_every_format_gives_the_same_fiche(octets, nom, decoupages, schema, attendue):
    assert fiche_of(octets, decoupages, schema, nom) == attendue


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("separateur", [";", "\t"])
def test_any_encoding_of_csv_gives_the_same_fiche(encodage, separateur, decoupages, schema):
    fiches = build_csv(FICHE, [{"structure": "Éco-pôle", "couverture": "o"}], encodage, separateur)
    couvertures = build_csv({**COUVERTURE, "texte": "o"}, [{}], encodage, separateur)
    tables = read_paire_csv({"b.csv": couvertures, "a.csv": fiches}, schema)
    assert build_referentiel(*tables, decoupages).fiches[0].structure == "Éco-pôle"


def test_numbers_typed_as_numbers_are_read_as_the_codes_they_are(decoupages, schema, attendue):
    octets = build_xlsx(
        [{"annee": 2015, "point_commune": 99001}], [{"code": int(OUEST), "millesime": 2015.0}]
    )
    assert fiche_of(octets, decoupages, schema) == attendue


def test_a_date_where_a_year_is_expected_is_its_year(decoupages, schema):
    minuit = dt.datetime(2015, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no time zone
    octets = build_xlsx([{"annee": dt.date(2014, 5, 1)}], [{"millesime": minuit}])
    fiche = fiche_of(octets, decoupages, schema)
    assert (fiche.annee, fiche.declarations[0].millesime) == (2014, 2015)


def test_a_year_typed_in_a_cell_of_dates_is_that_year(decoupages, schema):
    jour = dt.date(1899, 12, 30) + dt.timedelta(days=2015)  # shown as 07/07/1905
    assert fiche_of(build_xlsx([{"annee": jour}]), decoupages, schema).annee == 2015


def test_a_date_elsewhere_is_written_in_full(decoupages, schema):
    fiche = fiche_of(build_ods([{"origine": dt.date(2014, 5, 1)}]), decoupages, schema, "a.ods")
    assert fiche.origine == "2014-05-01"


def test_spaces_around_a_cell_are_nothing(decoupages, schema, attendue):
    octets = build_xlsx([{"id": " alpha\u00a0", "type": "mutualisation \u202f\n"}])
    assert fiche_of(octets, decoupages, schema) == attendue


def test_columns_may_be_moved_renamed_after_their_title_and_added(decoupages, schema, attendue):
    def change(classeur):
        feuille = classeur["Fiches"]
        feuille["A1"], feuille["C1"] = " IDENTIFIANT ", "structure"
        feuille["I1"] = "Travailler ensemble, c'est..."
        feuille["S1"], feuille["S2"] = "Relu par", "Ève"
        feuille.insert_cols(1)
        feuille["A1"], feuille["A2"] = "Commentaire", "à revoir"

    referentiel, (fiches, _) = read(build_xlsx(change=change), decoupages, schema)
    assert referentiel.fiches == (attendue,)
    assert fiches.avis == (
        "classeur.xlsx, feuille Fiches : colonnes ignorées : Commentaire, Relu par.",
    )


@pytest.mark.parametrize("noms", [("fiches", "COUVERTURES"), ("Fiche ", "Couvertures 2026")])
def test_sheets_are_known_whatever_the_case_of_their_name(noms, decoupages, schema, attendue):
    assert fiche_of(build_xlsx(noms=noms), decoupages, schema) == attendue


def test_a_title_above_the_header_shifts_the_rows_not_the_report(decoupages, schema):
    def change(classeur):
        classeur["Fiches"].insert_rows(1, 2)
        classeur["Fiches"]["A1"] = "Référentiel 2026"

    referentiel, _ = read(build_xlsx([{"type": "x"}], change=change), decoupages, schema)
    assert [f.ligne for f in referentiel.fautes] == [4]


def test_cells_merged_downwards_are_repeated_and_said(decoupages, schema):
    def change(classeur):
        feuille = classeur["Couvertures"]
        feuille.merge_cells("A2:A3")

    rangs = [{}, {"niveau": "commune", "code": "99004"}]
    referentiel, (_, couvertures) = read(build_xlsx([{}], rangs, change=change), decoupages, schema)
    assert len(referentiel.fiches[0].declarations) == 2
    assert "1 cellule fusionnée" in couvertures.avis[0]


def test_cells_merged_downwards_are_repeated_in_ods_too(decoupages, schema):
    def change(document):
        document.body.get_table(name="Couvertures").set_span((0, 1, 0, 2))

    rangs = [{}, {"fiche": "", "niveau": "commune", "code": "99004"}]
    octets = build_ods([{}], rangs, change=change)
    assert len(fiche_of(octets, decoupages, schema, "a.ods").declarations) == 2


def test_a_fiche_merged_over_two_rows_is_one_fiche(decoupages, schema, attendue):
    def change(classeur):
        for colonne in "ABCDEFGHIJKLMNOPQ":
            classeur["Fiches"].merge_cells(f"{colonne}2:{colonne}3")

    assert fiche_of(build_xlsx(change=change), decoupages, schema) == attendue


def test_cells_merged_sideways_leave_the_second_one_empty(decoupages, schema):
    referentiel, _ = read(
        build_xlsx(change=lambda c: c["Fiches"].merge_cells("C2:D2")), decoupages, schema
    )
    assert [(f.champ, f.recu) for f in referentiel.fautes] == [("secteur", "une cellule vide")]


def test_fifty_thousand_empty_rows_cost_nothing_that_is_felt(decoupages, schema, attendue):
    rangs = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="0"/>' for c in "ABCDEFGHIJKLMNOPQ") + "</row>"
        for n in range(3, 50_003)
    )
    octets = rewrite(
        build_xlsx(),
        xl_S_worksheets_S_sheet1_D_xml=lambda o: o.replace(
            b"</sheetData>", rangs.encode() + b"</sheetData>"
        ),
    )
    debut = time.process_time()
    assert fiche_of(octets, decoupages, schema) == attendue
    assert time.process_time() - debut < 5


# What is a fault of a cell ------------------------------------------------------------------


def only_fault(octets, decoupages, schema, nom="classeur.xlsx"):
    referentiel, _ = read(octets, decoupages, schema, nom)
    (faute,) = referentiel.fautes
    return faute


def test_a_siren_that_excel_rounded_says_that_its_digits_are_lost(decoupages, schema):
    faute = only_fault(build_xlsx([{}], [{"code": "2,46E+08"}]), decoupages, schema)
    assert (faute.fichier, faute.ligne) == ("classeur.xlsx, feuille Couvertures", 2)
    assert "arrondi" in faute.action
    assert "format texte" in faute.action


def test_a_code_that_lost_its_zero_says_so(decoupages, schema):
    faute = only_fault(build_xlsx([{"point_commune": 1004}]), decoupages, schema)
    assert "« 01004 »" in faute.action


def test_a_phone_number_that_lost_its_zero_is_a_fault(decoupages, schema):
    faute = only_fault(build_xlsx([{"telephones": 321125992}]), decoupages, schema)
    assert (faute.champ, faute.recu) == ("telephones", "« 321125992 »")


def test_a_truth_value_is_told_as_the_spreadsheet_shows_it(decoupages, schema):
    faute = only_fault(build_xlsx([{"type": True}]), decoupages, schema)
    assert faute.recu == "« VRAI »"


@pytest.mark.parametrize("formule", ["=1/0", "#REF!"])
def test_a_formula_without_a_value_is_a_fault(formule, decoupages, schema):
    faute = only_fault(build_xlsx([{"origine": formule}]), decoupages, schema)
    assert faute.champ == "origine"
    assert "formule" in faute.action


def test_a_second_column_of_one_name_is_refused(decoupages, schema):
    message = refusal(build_xlsx(change=lambda c: c["Fiches"].cell(1, 18, "Structure")), schema)
    assert "en double : structure" in message


def test_more_rows_than_any_referentiel_are_refused(schema):
    assert "5000 lignes" in refusal(build_xlsx([{}] * 5_001), schema)


def test_a_file_that_is_all_faults_is_not_read_to_its_end(decoupages, schema):
    referentiel, _ = read(
        build_xlsx([{"id": f"f-{n}", "type": "x"} for n in range(3_000)]), decoupages, schema
    )
    assert len(referentiel.fautes) < FAUTES_MAX + 20
    assert "La lecture s’arrête là" in referentiel.fautes[-1].action


# What is refused ----------------------------------------------------------------------------


def test_a_missing_sheet_names_those_that_were_found(schema):
    octets = build_xlsx(noms=("Fiches", "Feuil2"), change=lambda c: c["Feuil2"].delete_rows(1))
    message = refusal(octets, schema)
    assert "« Couvertures »" in message
    assert "Fiches, Feuil2" in message


def test_missing_columns_are_named_with_those_received(schema):
    octets = build_xlsx(change=lambda c: c["Fiches"].delete_cols(2))
    assert "manquantes : type" in refusal(octets, schema)


CHIFFRE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "est vide"),
        (b"%PDF-1.7\n%...", "en réalité un PDF"),
        (b"\n <!DOCTYPE html><html>", "une page web"),
        (b"<table><tr><td>id</td></tr></table>", "une page web"),
        (b"id;type;structure\nalpha;mutualisation;Alpha\n", "sans doute un CSV"),
        ("id\ttype\n".encode("utf-16"), "sans doute un CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0", "une image"),
        (bytes(range(256)), "n’est pas reconnu"),
        (CHIFFRE, "mot de passe"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "ancien format"),
        (build_xlsx()[:-300], "tronqué"),
        (build_zip(readme__txt=b"rien"), "archive sans tableau"),
        (build_zip(a__xlsx=build_xlsx()), "un autre fichier compressé"),
        (build_zip(mimetype=b"application/vnd.oasis.opendocument.text"), "n’est pas un classeur"),
    ],
    ids=[
        "empty",
        "pdf",
        "html",
        "table",
        "csv",
        "utf16",
        "png",
        "binary",
        "password",
        "xls",
        "truncated",
        "zip",
        "nested",
        "odt",
    ],
)
def test_what_is_not_a_workbook_is_told_by_its_content(octets, dit, schema):
    message = refusal(octets, schema)
    assert dit in message
    assert "ttendu" in message or "mot de passe" in message


def test_a_40_mb_file_is_refused_before_it_is_read(schema, tmp_path):
    chemin = tmp_path / "gros.xlsx"
    with chemin.open("wb") as flux:
        flux.truncate(40 * 1024**2)
    debut = time.perf_counter()
    with pytest.raises(TableauError, match="40 Mo ; attendu : 20 Mo"):
        collect(chemin, schema)
    assert time.perf_counter() - debut < 0.2
    assert OCTETS_MAX == 20 * 1024**2


def test_a_zip_bomb_is_refused_before_it_is_inflated(schema):
    octets = build_zip(**{"xl/workbook__xml": b"<a/>", "bombe": bytes(GONFLE_MAX + 1)})
    assert len(octets) < 300_000
    debut = time.perf_counter()
    assert "un piège" in refusal(octets, schema)
    assert time.perf_counter() - debut < 1


def test_a_bomb_below_the_total_is_told_by_its_ratio(schema):
    octets = build_zip(**{"xl/workbook__xml": b"<a/>", "bombe": bytes(30 * 1024**2)})
    assert "un piège" in refusal(octets, schema)


def test_a_zip_that_lies_on_its_sizes_is_refused(schema):
    octets = bytearray(build_zip(**{"xl/workbook__xml": b"<a/>", "b": bytes(1_000_000)}))
    vrai = (1_000_000).to_bytes(4, "little")
    assert octets.count(vrai) >= 1
    menti = bytes(octets).replace(vrai, (10).to_bytes(4, "little"))
    assert "tronqué ou abîmé" in refusal(menti, schema)


def test_a_cell_far_from_the_table_costs_nothing_and_is_a_fault(decoupages, schema):
    octets = build_xlsx(change=lambda c: c["Fiches"].cell(1_048_576, 16_384, "x"))
    referentiel, _ = read(octets, decoupages, schema)
    assert referentiel.fautes[0].cellule == "Fiches!XFD1048576"
    assert "sous un titre" in referentiel.fautes[0].attendu


def test_a_sheet_of_ods_repeated_to_its_end_does_not_stop_the_server(schema):
    def inflate(contenu):
        return contenu.replace(
            b"<table:table-row>",
            b'<table:table-row table:number-rows-repeated="1048576">',
            1,
        ).replace(
            b"<table:table-cell office:value-type",
            b'<table:table-cell table:number-columns-repeated="16384" office:value-type',
            1,
        )

    octets = rewrite(build_ods(), content_D_xml=inflate)
    assert "cellules remplies" in refusal(octets, schema, "a.ods")


def test_a_damaged_sheet_is_one_sentence(schema):
    octets = rewrite(build_xlsx(), xl_S_worksheets_S_sheet1_D_xml=lambda o: o[: len(o) // 2])
    assert "abîmé" in refusal(octets, schema)


def test_a_document_type_is_refused(schema):
    entites = b'<!DOCTYPE a [<!ENTITY b "bbbb">]>'
    octets = rewrite(
        build_xlsx(), xl_S_workbook_D_xml=lambda o: o.replace(b"<workbook", entites + b"<workbook")
    )
    assert "abîmé" in refusal(octets, schema)


def test_one_csv_alone_asks_for_the_other(schema):
    message = refusal(build_csv(FICHE, [{}]), schema, "fiches.csv")
    assert "un seul des deux" in message
    with pytest.raises(TableauError, match="« Couvertures » manque"):
        read_paire_csv({"fiches.csv": build_csv(FICHE, [{}])}, schema)


def test_an_encrypted_ods_asks_for_one_without_password(schema):
    def encrypt(contenu):
        fin = b"</manifest:manifest>"
        return contenu.replace(fin, b"<manifest:encryption-data/>" + fin)

    octets = rewrite(build_ods(), **{"META-INF_S_manifest_D_xml": encrypt})
    assert "mot de passe" in refusal(octets, schema, "a.ods")


# A real LibreOffice -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def enregistres(tmp_path_factory):
    """Return a function from a format to workbooks that LibreOffice saved in it."""
    sources = {
        "nombres.xlsx": build_xlsx([{"annee": 2015}], [{"code": int(OUEST)}]),
        "formules.xlsx": build_xlsx([{"origine": "=1/0", "enjeux": '=""&"e"'}]),
    }
    return cache(lambda voulu: convert(sources, voulu, tmp_path_factory.mktemp("libreoffice")))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n’est pas installé")
@pytest.mark.parametrize("extension", ["ods", "xlsx", "xls"])
def test_what_libreoffice_writes_is_read(extension, enregistres, decoupages, schema, attendue):
    octets = enregistres(extension)["nombres.xlsx"]
    if extension == "xls":
        assert "ancien format" in refusal(octets, schema, "a.xls")
    else:
        assert fiche_of(octets, decoupages, schema, f"a.{extension}") == attendue


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n’est pas installé")
@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_a_formula_in_error_is_a_fault_once_libreoffice_computed_it(
    extension, enregistres, decoupages, schema
):
    octets = enregistres(extension)["formules.xlsx"]
    faute = only_fault(octets, decoupages, schema, f"a.{extension}")
    assert (faute.champ, "formule" in faute.action) == ("origine", True)
