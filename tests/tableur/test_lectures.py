"""What somebody wrote is what is read, or a question about its cell: never something else."""

import codecs
import io
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from carto_ess._errors import TableauError
from carto_ess.cli.commandes import carto_ess
from carto_ess.referentiel.lecture import build_referentiel
from carto_ess.reglages import find_schema
from carto_ess.tableur import xlsx as redaction
from carto_ess.tableur.classeur import read_classeur, read_fichiers
from carto_ess.tableur.collecte import collect
from carto_ess.tableur.libre import read_libres
from carto_ess.tableur.nombres import ZERO_1900, write_number
from carto_ess.tableur.schema import read_schema
from carto_ess.tableur.xlsx import FeuilleXlsx, write_xlsx
from classeurs import build_csv, build_ods, build_xlsx, build_zip, rewrite
from petit_monde import COUVERTURE, FICHE, OUEST

SCHEMA = read_schema(find_schema())
ACCENTS = {
    "structure": "L’épicerie",
    "secteur": "Été, à l’œuvre",
    "origine": "Née près d’ici, ça va",
}
SIMPLES = {"structure": "Épicerie réunie", "secteur": "Été", "origine": "Née à côté, où ça ?"}


def csv_pair(fiches=({},), couvertures=({},), encodage="utf-8-sig"):
    return {
        "fiches.csv": build_csv(FICHE, fiches, encodage),
        "couvertures.csv": build_csv({**COUVERTURE, "texte": "o"}, couvertures, encodage),
    }


def read_pair(fichiers, decoupages):
    tables = read_fichiers(fichiers, SCHEMA)
    return build_referentiel(*tables, decoupages), [a for t in tables for a in t.avis]


def refusal(octets, nom="a.xlsx"):
    with pytest.raises(TableauError) as levee:
        read_classeur(octets, nom, SCHEMA)
    return str(levee.value)


def read_file(octets, nom, decoupages):
    tables = read_classeur(octets, nom, SCHEMA)
    return build_referentiel(*tables, decoupages), [a for t in tables for a in t.avis]


def fiche_of(octets, nom, decoupages):
    referentiel, _ = read_file(octets, nom, decoupages)
    assert [str(f) for f in referentiel.fautes] == []
    (fiche,) = referentiel.fiches
    return fiche


# The file that is named ----------------------------------------------------------------------


def write(dossier, **fichiers):
    for nom, octets in fichiers.items():
        chemin = dossier / nom.replace("__", ".")
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(octets)
    return dossier


def names(source):
    recu = collect(source, SCHEMA)
    return list(recu.fichiers), recu.avis


def test_the_table_that_is_named_is_read_with_the_fellow_that_its_columns_call_for(tmp_path):
    fiches, couvertures = csv_pair().values()
    write(
        tmp_path,
        fiches__csv=fiches,
        couvertures__csv=couvertures,
        notes__csv=b"a;b\n1;2\n",
        **{"fiches-corrigees.csv": csv_pair([{"structure": "x"}])["fiches.csv"]},
    )
    noms, avis = names(tmp_path / "fiches-corrigees.csv")
    assert noms == ["fiches-corrigees.csv", "couvertures.csv"]
    assert avis == ("fiches-corrigees.csv est lu avec couvertures.csv.",)
    with pytest.raises(TableauError, match="aucun des deux tableaux"):
        collect(tmp_path / "notes.csv", SCHEMA)


@pytest.mark.parametrize(
    ("fiches", "couvertures"),
    [
        ("Référentiel - Fiches.csv", "Référentiel - Couvertures.csv"),
        ("FICHES.CSV", "Couv.csv"),
        ("a.tsv", "b.tsv"),
        ("x/export.csv", "y/export.csv"),
        ("f.txt", "c.txt"),
    ],
)
def test_a_folder_gives_its_two_tables_whatever_they_are_called(fiches, couvertures, tmp_path):
    paire = list(csv_pair().values())
    write(tmp_path, **{fiches: paire[0], couvertures: paire[1]})
    assert names(tmp_path)[0] == [fiches, couvertures]


def test_two_fellows_are_named_instead_of_one_being_chosen(tmp_path):
    fiches, couvertures = csv_pair().values()
    write(tmp_path, a__csv=fiches, b__csv=couvertures, c__csv=couvertures)
    with pytest.raises(TableauError, match=r"b\.csv, c\.csv"):
        collect(tmp_path / "a.csv", SCHEMA)
    with pytest.raises(TableauError, match=r"« Couvertures » : b\.csv, c\.csv"):
        collect(tmp_path, SCHEMA)


def test_the_command_reads_the_two_files_that_it_is_given():
    livre = find_schema().parent
    appel = CliRunner().invoke(
        carto_ess, ["check", str(livre / "fiches.csv"), str(livre / "couvertures.csv")]
    )
    assert appel.exit_code == 0
    assert appel.stdout.startswith("20 fiches, 0 faute")


# Among several candidates --------------------------------------------------------------------


def zip_of(*paires):
    fiches, couvertures = csv_pair().values()
    return build_zip(
        **{
            f"{d}{nom}": o
            for d in paires
            for nom, o in (("fiches.csv", fiches), ("couvertures.csv", couvertures))
        }
    )


def test_the_shallowest_pair_of_an_archive_is_read_and_the_others_are_said(decoupages):
    octets = zip_of("réf/", "réf/versions/20260101/")
    _, avis = read_file(octets, "a.zip", decoupages)
    assert "laissés de côté : réf/versions/20260101/" in avis[0]


def test_two_pairs_at_the_same_depth_are_named(decoupages):
    message = refusal(zip_of("2015/", "2026/"), "a.zip")
    assert "2015/fiches.csv, 2026/fiches.csv" in message


def test_tables_of_two_folders_are_not_paired_when_there_are_others():
    fiches, couvertures = csv_pair().values()
    octets = build_zip(
        **{"fiches.csv": fiches, "2015/fiches.csv": fiches, "2015/couvertures.csv": couvertures}
    )
    assert "pas dans le même dossier" in refusal(octets, "a.zip")


def test_the_exact_name_goes_before_the_others(decoupages):
    fiches, couvertures = csv_pair().values()
    octets = build_zip(
        **{"fiches-old.csv": fiches, "fiches.csv": fiches, "couvertures.csv": couvertures}
    )
    _, avis = read_file(octets, "a.zip", decoupages)
    assert avis == ["a.zip : fichier laissé de côté : fiches-old.csv."]


def copy_sheet(nom, nouveau, etat="visible"):
    def change(classeur):
        copie = classeur.copy_worksheet(classeur[nom])
        copie.title, copie.sheet_state = nouveau, etat
        copie["C2"] = "ANCIENNE"

    return change


def test_two_sheets_that_fit_are_named():
    octets = build_xlsx(
        noms=("Fiches 2026", "Couvertures"), change=copy_sheet("Fiches 2026", "Fiches 2015")
    )
    assert "Fiches 2026, Fiches 2015" in refusal(octets)


def test_a_sheet_with_the_exact_name_is_read_and_the_other_is_said(decoupages):
    octets = build_xlsx(change=copy_sheet("Fiches", "Fiches supprimées"))
    referentiel, avis = read_file(octets, "a.xlsx", decoupages)
    assert referentiel.fiches[0].structure == "Alpha"
    assert avis == ["a.xlsx : feuille laissée de côté : Fiches supprimées."]


def test_a_hidden_sheet_is_not_read(decoupages):
    def change(classeur):
        copy_sheet("Fiches", "À jour")(classeur)
        classeur["Fiches"].sheet_state = "veryHidden"

    referentiel, avis = read_file(build_xlsx(change=change), "a.xlsx", decoupages)
    assert referentiel.fiches[0].structure == "ANCIENNE"
    assert "Fiches (masquée)" in avis[0]


def test_a_table_that_only_a_hidden_sheet_holds_is_asked_for():
    def change(classeur):
        classeur["Fiches"].sheet_state = "hidden"

    assert "feuille masquée (Fiches (masquée))" in refusal(build_xlsx(change=change))


def test_a_sheet_of_ods_is_hidden_by_its_style():
    style = (
        b'<style:style style:name="cachee" style:family="table"><style:table-properties '
        b'table:display="false"/></style:style></office:automatic-styles>'
    )
    octets = rewrite(
        build_ods(),
        content_D_xml=lambda o: (
            o.replace(b"</office:automatic-styles>", style)
            .replace(b"<office:automatic-styles/>", b"<office:automatic-styles>" + style)
            .replace(b'table:name="Fiches"', b'table:name="Fiches" table:style-name="cachee"')
        ),
    )
    assert "masquée" in refusal(octets, "a.ods")


def test_sheets_that_nobody_named_are_known_by_their_columns(decoupages):
    octets = build_xlsx(noms=("Feuil1", "Tableau 1"))
    assert fiche_of(octets, "a.xlsx", decoupages).id == "alpha"


# CSV, read strictly --------------------------------------------------------------------------


COLONNES = ("fiche", "niveau", "code", "nom", "millesime", "texte", "certitude", "note")
RANG = f"alpha;epci;{OUEST};;2015;;explicite;"


def damage(rangs):
    """Return the pair with other rows in the table of couvertures."""
    return {
        **csv_pair(), "couvertures.csv": "\r\n".join([";".join(COLONNES), *rangs]).encode(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lignes", "ligne", "dit"),
    [
        ([RANG, f'{RANG}"jamais fermé', RANG], 3, "jamais refermé"),
        ([f'{RANG}"lu\r\nsur deux lignes"', f'{RANG}"jamais', RANG], 4, "jamais refermé"),
        ([f'{RANG}"La Ruche" de l’Opale'], 2, "se referme avant sa fin"),
        ([f'{RANG}"a ""b"" c"', f'{RANG}"a "b" c"'], 3, "se referme avant sa fin"),
    ],
)
def test_a_quote_that_is_not_well_placed_is_said_with_the_line_where_it_opens(lignes, ligne, dit):
    with pytest.raises(TableauError, match=dit) as levee:
        read_fichiers(damage(lignes), SCHEMA)
    assert f"couvertures.csv, ligne {ligne} :" in str(levee.value)


def test_quotes_paired_by_chance_do_not_swallow_the_rows_between_them(decoupages):
    lignes = [f'{RANG}"à vérifier', RANG, RANG, f'{RANG}voir"']
    referentiel, _ = read_pair(damage(lignes), decoupages)
    (faute,) = referentiel.fautes
    assert (faute.ligne, faute.champ, faute.cellule) == (2, "note", "H2")
    assert "avale les lignes" in faute.action


def test_a_quote_inside_a_cell_is_a_quote(decoupages):
    referentiel, _ = read_pair(damage([f'{RANG}dit "la Ruche".']), decoupages)
    assert referentiel.fautes == ()
    assert referentiel.fiches[0].declarations[0].note == 'dit "la Ruche".'


@pytest.mark.parametrize(
    ("lignes", "fautives"),
    [
        ([RANG, f"{RANG}lu large ; à revoir", RANG], {3}),
        ([RANG, f"{RANG}lu\nlarge", RANG], {4}),
        ([RANG, f"alpha;epci;{OUEST}", RANG], {3}),
        ([RANG, f"{RANG};;;", RANG], set()),
        ([RANG, "", ";;;", RANG], set()),
    ],
)
def test_a_row_with_more_or_fewer_cells_than_the_header_is_a_fault(lignes, fautives, decoupages):
    referentiel, _ = read_pair(damage(lignes), decoupages)
    assert {f.ligne for f in referentiel.fautes if "autant que de titres" in f.attendu} == fautives
    assert bool(referentiel.fautes) == bool(fautives)


def test_a_cell_under_no_title_is_a_fault_with_its_place(decoupages):
    octets = build_xlsx(change=lambda c: c["Fiches"].cell(2, 30, "à ne pas perdre"))
    referentiel, _ = read_file(octets, "a.xlsx", decoupages)
    (faute,) = referentiel.fautes
    assert (faute.cellule, faute.recu) == ("Fiches!AD2", "« à ne pas perdre »")


def test_a_column_that_only_numbers_the_rows_is_left_out_and_said(decoupages):
    def number_rows(classeur):
        classeur["Fiches"].insert_cols(1)
        classeur["Fiches"]["A2"] = 0

    referentiel, avis = read_file(build_xlsx(change=number_rows), "a.xlsx", decoupages)
    assert referentiel.fautes == ()
    assert avis == ["a.xlsx, feuille Fiches : colonne A ignorée : elle numérote les lignes."]


@pytest.mark.parametrize(
    "rang", ["Alpha;Arras; Lens", "Alpha;Arras;Lens;x;y", "Alpha\n;Arras;Lens"]
)
def test_a_table_that_was_never_ours_is_not_read_shifted(rang):
    octets = f"nom;siège;communes\nBeta;Lens;Lens\n{rang}\n".encode()
    if rang == "Alpha;Arras; Lens":
        assert len(read_libres(octets, "a.csv")[0].rangs) == 2
        return
    with pytest.raises(TableauError, match=r"a\.csv, ligne"):
        read_libres(octets, "a.csv")


@pytest.mark.parametrize("fin", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(
    "devant", ["", "sep=;", "Référentiel 2026;;;", "Coopérations, ESS, 62\r\n;;"]
)
def test_what_stands_above_the_header_and_how_lines_end_change_nothing(fin, devant, decoupages):
    virgules = {"origine": "un, " * 40}
    fichiers = {
        nom: (f"{devant}\n" * bool(devant) + o.decode("utf-8-sig").replace("\r\n", "\n"))
        .replace("\n", fin)
        .encode()
        for nom, o in csv_pair([virgules]).items()
    }
    referentiel, _ = read_pair(fichiers, decoupages)
    assert [str(f) for f in referentiel.fautes] == []
    assert referentiel.fiches[0].origine == ("un, " * 40).strip()


def test_the_rows_below_a_title_keep_their_numbers(decoupages):
    fichiers = csv_pair([{"type": "x"}])
    fichiers["fiches.csv"] = b"Titre\n\n" + fichiers["fiches.csv"].removeprefix(codecs.BOM_UTF8)
    referentiel, _ = read_pair(fichiers, decoupages)
    assert [(f.ligne, f.cellule) for f in referentiel.fautes] == [(4, "B4")]


# Encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encodage", "dit"),
    [("cp1252", "Windows-1252"), ("mac_roman", "Mac OS Roman"), ("cp850", "850"), ("cp437", "850")],
)
@pytest.mark.parametrize("champs", [SIMPLES, {"structure": "Pré"}, {"secteur": "éèêç"}])
def test_an_old_encoding_is_recognised_and_said(encodage, dit, champs, decoupages):
    sans_capitales = {c: t.replace("É", "E") for c, t in champs.items()} | {"couverture": "Ouest"}
    referentiel, avis = read_pair(csv_pair([sans_capitales], encodage=encodage), decoupages)
    assert dit in avis[0]
    assert {c: getattr(referentiel.fiches[0], c) for c in sans_capitales} == sans_capitales


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_that_proves_itself_is_not_said(encodage, decoupages):
    referentiel, avis = read_pair(csv_pair([ACCENTS], encodage=encodage), decoupages)
    assert avis == []
    assert referentiel.fiches[0].structure == ACCENTS["structure"]


def test_foreign_names_do_not_hide_windows(decoupages):
    champs = {"structure": "Chez Muñoz & Björn", "secteur": "Étés", "origine": "près… d’ici – là"}
    referentiel, avis = read_pair(csv_pair([champs], encodage="cp1252"), decoupages)
    assert "Windows-1252" in avis[0]
    assert referentiel.fiches[0].structure == champs["structure"]


@pytest.mark.parametrize("colle", ["L’école".encode("cp1252"), "Été – là".encode("cp1252")])
@pytest.mark.parametrize("autre", ["Alpha", "Née à l’été"])
def test_a_cell_of_windows_inside_utf_8_is_read_and_said(colle, autre, decoupages):
    beta = {"id": "beta", "structure": "COLLE", "origine": autre}
    fichiers = csv_pair([{"origine": autre, "secteur": "Été"}, beta], [{}, {"fiche": "beta"}])
    fichiers["fiches.csv"] = fichiers["fiches.csv"].replace(b"COLLE", colle)
    referentiel, avis = read_pair(fichiers, decoupages)
    assert "mêlés" in avis[0]
    assert "ligne 3" in avis[0]
    assert referentiel.fiches[1].structure == colle.decode("cp1252")


def test_bytes_that_no_encoding_explains_are_refused_with_their_line():
    fichiers = csv_pair([{}, {"structure": "X"}])
    fichiers["fiches.csv"] = fichiers["fiches.csv"].replace(b"X;", b"\x81\x8d\xff\xfe;")
    with pytest.raises(TableauError, match=r"fiches\.csv, ligne 3 : .*n’est pas lisible"):
        read_fichiers(fichiers, SCHEMA)


@pytest.mark.parametrize("faux", ["cp1252", "latin-1", "mac_roman", "cp850"])
def test_accents_that_were_lost_before_are_faults_with_what_they_were(faux, decoupages):
    abime = "L’été, à la ruche".encode().decode(faux, "replace")
    for octets, nom in (
        (build_xlsx([{"structure": abime}]), "a.xlsx"),
        (build_zip(**csv_pair([{"structure": abime}])), "a.zip"),
    ):
        referentiel, _ = read_file(octets, nom, decoupages)
        (faute,) = referentiel.fautes
        assert (faute.champ, faute.cellule[-2:]) == ("structure", "C2")
        if faux != "latin-1":  # there, spaces were lost too
            assert "L’été, à la ruche" in faute.action


@pytest.mark.parametrize("texte", ["l\ufffdépi", "\u0081x", "Ã©"])
def test_a_sign_that_stands_for_a_lost_one_is_a_fault(texte, decoupages):
    referentiel, _ = read_pair(csv_pair([{"structure": texte}]), decoupages)
    assert [f.champ for f in referentiel.fautes] == ["structure"]


@pytest.mark.parametrize(
    "texte", ["âge, Âge, ÂGE", "São Paulo", "SÃO", "√2", "Åse", "THÉÂTRE", "pâté à l’âne"]
)
def test_rare_letters_are_no_lost_accents(texte, decoupages):
    referentiel, _ = read_pair(csv_pair([{"origine": texte}]), decoupages)
    assert referentiel.fautes == ()


def test_control_characters_that_carried_text_are_that_text(decoupages):
    champs = {"structure": "L\u0092\u009cuvre \u0096 1\u00a0\u0080", "origine": "un\x0bdeux"}
    referentiel, _ = read_pair(csv_pair([champs]), decoupages)
    fiche = referentiel.fiches[0]
    assert (fiche.structure, fiche.origine) == ("L’œuvre – 1\u00a0€", "un\ndeux")


@pytest.mark.parametrize("bom", [1, 2, 3])
def test_any_number_of_byte_order_marks_is_none(bom, decoupages):
    fichiers = {
        nom: codecs.BOM_UTF8 * bom + b'"' + o.removeprefix(codecs.BOM_UTF8).replace(b";", b'";', 1)
        for nom, o in csv_pair().items()
    }
    referentiel, _ = read_pair(fichiers, decoupages)
    assert referentiel.fautes == ()


# Optional columns ----------------------------------------------------------------------------


def test_a_column_that_is_not_required_may_be_left_out(decoupages):
    facultatives = {"telephones", "sites", "point_source", "note", "code", "certitude"}
    fichiers = {
        nom: build_csv({c: v for c, v in modele.items() if c not in facultatives}, [{}])
        for nom, modele in (
            ("fiches.csv", FICHE),
            ("couvertures.csv", {**COUVERTURE, "nom": "CC de l’Ouest"}),
        )
    }
    referentiel, avis = read_pair(fichiers, decoupages)
    assert [str(f) for f in referentiel.fautes] == []
    assert (referentiel.fiches[0].telephones, avis) == ((), [])


def test_a_misspelt_column_is_said_with_those_that_are_absent(decoupages):
    modele = {c.replace("telephones", "téléfones"): v for c, v in FICHE.items()}
    fichiers = {**csv_pair(), "fiches.csv": build_csv(modele, [{}])}
    _, avis = read_pair(fichiers, decoupages)
    assert "ignorées : téléfones" in avis[0]
    assert "vides : telephones" in avis[1]


def test_a_required_column_that_is_absent_is_named():
    modele = {c: v for c, v in FICHE.items() if c != "secteur"}
    with pytest.raises(TableauError, match="colonnes manquantes : secteur"):
        read_fichiers({**csv_pair(), "fiches.csv": build_csv(modele, [{}])}, SCHEMA)


# Workbooks -----------------------------------------------------------------------------------


def ods_cell(contenu, attributs=b'office:value-type="string"'):
    """Return an ODS whose cell of « origine » holds that."""
    return rewrite(
        build_ods([{"origine": "ORIGINE"}]),
        content_D_xml=lambda o: _replace_cell(o, attributs, contenu),
    )


def _replace_cell(document, attributs, contenu, ancien=b"ORIGINE"):
    place = document.index(ancien)
    debut = document.rindex(b"<table:table-cell", 0, place)
    fin = document.index(b"</table:table-cell>", place)
    return document[:debut] + b"<table:table-cell " + attributs + b">" + contenu + document[fin:]


DESSIN = (
    b"<draw:frame><draw:text-box><text:p>NOTE</text:p></draw:text-box></draw:frame>"
    b"<draw:custom-shape><text:p>NOTE</text:p></draw:custom-shape>"
    b"<office:annotation><text:p>NOTE</text:p></office:annotation>"
)


@pytest.mark.parametrize(
    ("contenu", "lu"),
    [
        (
            b"<text:p>a<text:tab/>b<text:s/>c<text:line-break/>d</text:p><text:p>e</text:p>",
            "a b c\nd\ne",
        ),
        (b'<text:p>a<text:s text:c="3"/>b</text:p>', "a   b"),
        (
            b"<text:p>un <text:span>deux <text:a>trois</text:a></text:span></text:p>",
            "un deux trois",
        ),
        (DESSIN + b"<text:p>texte</text:p>" + DESSIN, "texte"),
        (b"<text:p>te" + DESSIN + b"xte</text:p>", "texte"),
        (b"<text:p>te<text:note><text:p>NOTE</text:p></text:note>xte</text:p>", "texte"),
    ],
)
def test_a_cell_of_ods_is_its_own_paragraphs(contenu, lu, decoupages):
    octets = ods_cell(contenu)
    assert fiche_of(octets, "a.ods", decoupages).origine == lu


def test_a_drawing_over_an_empty_cell_fills_it_not(decoupages):
    referentiel, _ = read_file(ods_cell(DESSIN, b""), "a.ods", decoupages)
    assert [(f.champ, f.recu) for f in referentiel.fautes] == [("origine", "une cellule vide")]


@pytest.mark.parametrize(
    ("attributs", "montre", "lu"),
    [
        (b'office:value-type="float" office:value="321125992"', "03 21 12 59 92", "03 21 12 59 92"),
        (b'office:value-type="float" office:value="1004"', "01004", "01004"),
        (b'office:value-type="float" office:value="62765"', "62 765,00", "62765"),
        (b'office:value-type="float" office:value="246200455"', "2,46E+08", "246200455"),
        (b'office:value-type="percentage" office:value="0.5"', "50 %", "50 %"),
        (b'office:value-type="currency" office:value="3"', "3,00 €", "3,00 €"),
        (b'office:value-type="boolean" office:boolean-value="true"', "VRAI", "VRAI"),
        (b'office:value-type="date" office:date-value="2014-05-01"', "01/05/14", "2014-05-01"),
    ],
)
def test_a_number_of_ods_is_read_as_it_is_shown(attributs, montre, lu, decoupages):
    octets = ods_cell(f"<text:p>{montre}</text:p>".encode(), attributs)
    assert fiche_of(octets, "a.ods", decoupages).origine == lu


@pytest.mark.parametrize(
    ("nombre", "format_", "lu"),
    [
        ("321125992", '0#" "##" "##" "##" "##', "03 21 12 59 92"),
        ("321125992", "0000000000", "0321125992"),
        ("1004", "00000", "01004"),
        ("246200455", "000\\ 000\\ 000", "246 200 455"),
        ("62765", "0.00", "62765"),
        ("62765", "#,##0", "62765"),
        ("62765", "General", "62765"),
        ("62765", "# ?/?", "62765"),
        ("0.5", "0%", "50\u00a0%"),
        ("12.5", "0.00", "12.5"),
        ("0.1", "General", "0.1"),
        ("3E+08", "0", "300000000"),
        ("x", "0", "x"),
        ("7", "[Red]0;[Blue]-0", "7"),
        ("7", '"année "0', "7"),
    ],
)
def test_a_number_of_xlsx_is_read_as_its_format_shows_it(nombre, format_, lu):
    assert write_number(nombre, 164, {164: format_}, ZERO_1900) == lu


def test_a_telephone_kept_as_a_number_is_read_as_it_is_shown(decoupages):
    def change(classeur):
        classeur["Fiches"]["J2"].value = 321125992
        classeur["Fiches"]["J2"].number_format = '0#" "##" "##" "##" "##'

    assert fiche_of(build_xlsx(change=change), "a.xlsx", decoupages).telephones == (
        "03 21 12 59 92",
    )


@pytest.mark.parametrize("format_", ["DD/MM/YYYY", "mmm yyyy", "[$-40C]d mmmm yyyy", "jj/mm/aaaa"])
@pytest.mark.parametrize("epoque", ["1900", "1904"])
def test_a_date_is_that_of_the_workbook_s_own_calendar(format_, epoque, decoupages):
    def change(classeur):
        classeur.epoch = (
            openpyxl.utils.datetime.MAC_EPOCH
            if epoque == "1904"
            else (openpyxl.utils.datetime.WINDOWS_EPOCH)
        )
        feuille = classeur["Fiches"]
        feuille["Q2"].value = 2015  # a year typed in a cell of dates
        feuille["Q2"].number_format = format_
        feuille["F2"].value = 41_760 - (1_462 if epoque == "1904" else 0)
        feuille["F2"].number_format = format_

    fiche = fiche_of(build_xlsx(change=change), "a.xlsx", decoupages)
    assert (fiche.annee, fiche.origine) == (2015, "2014-05-01")


def test_a_date_of_ods_counts_from_the_day_that_the_document_says(decoupages):
    calcul = (
        b"<office:spreadsheet><table:calculation-settings>"
        b'<table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    )
    date = b'office:value-type="date" office:date-value="1909-07-08"'  # shown for 2015
    octets = rewrite(
        build_ods([{"annee": "ANNEE"}]),
        content_D_xml=lambda o: _replace_cell(
            o.replace(b"<office:spreadsheet>", calcul), date, b"<text:p>08/07/09</text:p>", b"ANNEE"
        ),
    )
    assert fiche_of(octets, "a.ods", decoupages).annee == 2015


def strict(octets):
    transitionnel = "http://schemas.openxmlformats.org/"
    echanges = {
        f"{transitionnel}spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        f"{transitionnel}officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(flux, "w") as cible:
        for entree in source.infolist():
            texte = source.read(entree).decode()
            for avant, apres in echanges.items():
                texte = texte.replace(avant, apres)
            cible.writestr(entree.filename, texte)
    return flux.getvalue()


def rename(octets, change):
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(flux, "w") as cible:
        for entree in source.infolist():
            cible.writestr(change(entree.filename), source.read(entree))
    return flux.getvalue()


def with_part(octets, **parties):
    flux = io.BytesIO(octets)
    with zipfile.ZipFile(flux, "a") as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return flux.getvalue()


MODULE = (
    b'<sheet name="Module1" sheetId="9" state="veryHidden" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id=""/>'
    b"</sheets>"
)


@pytest.mark.parametrize(
    "octets",
    [
        strict(build_xlsx()),
        rename(build_xlsx(), lambda nom: nom.replace("/", "\\")),
        rename(build_xlsx(), str.upper),
        with_part(build_xlsx(), **{"xl/media/logo.svg": b'<!DOCTYPE svg SYSTEM "x"><svg/>'}),
        with_part(build_xlsx(), **{"customXml/item1.xml": "<a/>".encode("utf-16")}),
        with_part(build_xlsx(), **{"xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>"}),
        rewrite(build_xlsx(), xl_S_workbook_D_xml=lambda o: o.replace(b"</sheets>", MODULE)),
    ],
    ids=["strict", "backslash", "capitals", "svg", "utf-16", "vml", "module"],
)
def test_what_other_programs_put_in_a_workbook_is_no_obstacle(octets, decoupages):
    assert fiche_of(octets, "a.xlsx", decoupages).id == "alpha"


def test_signs_that_xml_cannot_hold_are_read_back(decoupages):
    octets = build_xlsx([{"origine": "ORIGINE"}])
    octets = rewrite(
        octets,
        xl_S_worksheets_S_sheet1_D_xml=lambda o: o.replace(
            b"ORIGINE", b"un_x000D_\ndeux_x2019_s _x005F_x000D_"
        ),
        xl_S_sharedStrings_D_xml=lambda o: o.replace(
            b"ORIGINE", b"un_x000D_\ndeux_x2019_s _x005F_x000D_"
        ),
    )
    assert fiche_of(octets, "a.xlsx", decoupages).origine == "un\ndeux’s _x000D_"


# What we write comes back --------------------------------------------------------------------

APOSTROPHES = ["+33 3 21 12 59 92", "=3", "-née en 2010", "@Home", "'cité'", "'=x", "''+1", "'"]


@pytest.mark.parametrize("texte", APOSTROPHES)
def test_a_text_protected_in_a_csv_survives_a_spreadsheet(texte, decoupages):
    """Excel and LibreOffice keep the apostrophe that they read in a CSV, and save it."""
    from carto_ess.referentiel.ecriture import write_csv

    colonnes = tuple(FICHE)
    octets = write_csv([{**FICHE, "origine": texte}], colonnes)
    lu = octets.decode("utf-8-sig").splitlines()[1].split(";")
    classeur = build_xlsx([dict(zip(colonnes, lu, strict=True))])
    assert fiche_of(classeur, "a.xlsx", decoupages).origine == texte
    referentiel, _ = read_pair({**csv_pair(), "fiches.csv": octets}, decoupages)
    assert referentiel.fiches[0].origine == texte


@pytest.mark.parametrize("texte", APOSTROPHES)
def test_a_text_in_our_workbooks_comes_back_whatever_it_begins_with(texte):
    octets = write_xlsx([FeuilleXlsx("F", [9], [["a"], [texte]])], {}, entete={})
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        from carto_ess.tableur.formule import restore
        from carto_ess.tableur.grille import Jauge
        from carto_ess.tableur.ooxml import ClasseurXlsx
        from carto_ess.tableur.parties import Parties

        (grille,) = ClasseurXlsx(Parties(archive)).read(["F"], Jauge("x"))
    assert restore(grille.rangs[1][0]) == texte


def test_rows_that_a_sheet_cannot_hold_go_on_another_one(monkeypatch):
    monkeypatch.setattr(redaction, "LIGNES_MAX", 4)
    rangs = [["n"], *([str(n)] for n in range(8))]
    classeur = openpyxl.load_workbook(
        io.BytesIO(write_xlsx([FeuilleXlsx("Communes", [9], rangs)], {}, entete={}))
    )
    assert classeur.sheetnames == ["Communes", "Communes (2)", "Communes (3)"]
    lus = [[c.value for c in rang] for feuille in classeur for rang in feuille.iter_rows()]
    assert [rang for rang in lus if rang != ["n"]] == rangs[1:]
    assert lus.count(["n"]) == 3


# Values that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "valeur", ["nan", "NaN", "NULL", "None", "####", "#N/A", "#N/D", "#REF", "#REF!", "#VALEUR!"]
)
@pytest.mark.parametrize("champ", ["secteur", "origine", "point_source", "structure"])
def test_a_word_that_stands_for_no_value_is_a_fault(valeur, champ, decoupages):
    referentiel, _ = read_pair(csv_pair([{champ: valeur}]), decoupages)
    assert [f.champ for f in referentiel.fautes] == [champ]


@pytest.mark.parametrize("valeur", ["Nan", "nanti", "Annulé", "# 3", "#ESS"])
def test_a_word_that_looks_like_it_is_a_word(valeur, decoupages):
    referentiel, _ = read_pair(csv_pair([{"origine": f"{valeur} d’ici"}]), decoupages)
    assert referentiel.fautes == ()


@pytest.mark.parametrize("champ", ["point_nature", "point_source"])
def test_the_details_of_a_point_without_its_commune_are_a_fault(champ, decoupages):
    vide = dict.fromkeys(("point_commune", "point_nature", "point_fiabilite", "point_source"), "")
    referentiel, _ = read_pair(csv_pair([{**vide, champ: FICHE[champ]}]), decoupages)
    assert [f.champ for f in referentiel.fautes] == ["point_commune"]
    assert FICHE[champ] in referentiel.fautes[0].recu
    referentiel, _ = read_pair(csv_pair([vide]), decoupages)
    assert referentiel.fautes == ()


@pytest.mark.parametrize(
    "site",
    [
        "https://a.fr;https://b.fr",
        "https://a.fr,https://b.fr",
        "https://a.fr/x;http://b.fr",
        "https://a.fr/,www.b.fr",
        "https://a.fr;b.fr",
        "https://a.fr https://b.fr",
    ],
)
def test_two_sites_in_one_are_a_fault_that_says_how_to_part_them(site, decoupages):
    referentiel, _ = read_pair(csv_pair([{"sites": site}]), decoupages)
    (faute,) = referentiel.fautes
    assert "« | »" in faute.action


@pytest.mark.parametrize(
    "site",
    [
        "https://web.archive.org/web/2020/https://a.fr",
        "https://a.fr/?u=https://b.fr",
        "https://a.fr/page,12;x=1",
        "https://pôle.fr/",
    ],
)
def test_an_address_with_another_inside_is_one_site(site, decoupages):
    referentiel, _ = read_pair(csv_pair([{"sites": site}]), decoupages)
    assert referentiel.fautes == ()


def test_a_fault_on_a_cell_of_several_lines_is_one_line(decoupages):
    referentiel, _ = read_pair(csv_pair([{"telephones": "1\n2\r\n3"}]), decoupages)
    assert [str(f).count("\n") for f in referentiel.fautes] == [0]
    assert "« 1 ↵ 2 ↵ 3 »" in str(referentiel.fautes[0])
