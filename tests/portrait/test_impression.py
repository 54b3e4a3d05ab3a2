"""Every page for the council is one A4 page: real text, letters of the screens, links to follow."""

import html as balises
import io
import re
from dataclasses import replace
from functools import cache

import pypdf
import pytest

from carto_ess.cli.commandes import carto_ess
from carto_ess.portrait import impression
from carto_ess.portrait.impression import render_corps, render_html, render_pdf, render_texte
from carto_ess.territoire.niveau import Niveau

CALAIS = (2026, Niveau.EPCI, "200090751")
SAINT_OMER = (2026, Niveau.EPCI, "200069037")
ARTOIS = (2015, Niveau.PAYS, "pays-d-artois")
VILLE = (2026, Niveau.COMMUNE, "62765")
HOSTILE = (
    '#eval("1+1") $x^2$ *gras* _i_ @ref <b>&amp; `c` \\n #image("/etc/passwd") <script>1</script>'
)


def read_pdf(octets):
    lecteur = pypdf.PdfReader(io.BytesIO(octets))
    return lecteur, " ".join(lecteur.pages[0].extract_text().split())


def find_overflowing(pages):
    """Return the addresses of those that are not one page."""
    return [p["chemin"] for p in pages if count_pages(render_pdf(p)) != 1]


def count_pages(octets):
    return len(pypdf.PdfReader(io.BytesIO(octets)).pages)


@pytest.fixture(scope="module")
def imprime(draw):
    """Return a function from a territory to its page read back from print, printed once."""
    return cache(lambda territoire: read_pdf(render_pdf(draw(territoire))))


def list_links(lecteur):
    return {
        note.get_object()["/A"]["/URI"]
        for note in lecteur.pages[0].get("/Annots", ())
        if note.get_object()["/Subtype"] == "/Link"
    }


# One page


def test_a_commune_is_one_page_whatever_covers_it(draw, reel):
    codes = sorted(reel[0].actuel.communes)[::60]
    pages = [draw((2026, Niveau.COMMUNE, code)) for code in codes]
    assert find_overflowing(pages) == []


def test_the_longest_territory_fits_one_page_with_255_uncovered_communes(make_matiere, draw, reel):
    seule = tuple(f for f in reel[1].fiches if f.id == "eco-pole-audruicq")
    page = draw(ARTOIS, matiere=make_matiere(seule))
    lecteur, texte = read_pdf(render_pdf(page))
    assert len(lecteur.pages) == 1
    assert len(page["vides"]["noms"]) == 255
    colle = texte.replace(" ", "")  # a name may go on on the next line
    assert [nom for nom in page["vides"]["noms"] if nom.replace(" ", "") not in colle] == []


def test_a_much_larger_referentiel_still_fits_and_says_what_is_left_out(make_matiere, draw, reel):
    fiches = tuple(
        replace(reel[1]["galilee"], id=f"f{i}", structure=f"Structure {i}") for i in range(90)
    )
    lecteur, texte = read_pdf(render_pdf(draw(SAINT_OMER, matiere=make_matiere(fiches))))
    assert len(lecteur.pages) == 1
    assert "de plus, sur la page en ligne" in texte


# What it is made of


def test_the_pdf_has_real_text_a_title_a_language_and_tags(imprime):
    lecteur, texte = imprime(CALAIS)
    assert lecteur.metadata.title == (
        "Communauté d’agglomération Grand Calais Terres et Mers – Page pour le conseil"
    )
    racine = lecteur.trailer["/Root"]
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in racine["/Metadata"].get_data().decode()
    assert float(lecteur.pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)
    for dit in (
        "Ce qui est là",
        "À décider",
        "Élu référent",
        "Avec les voisines",
        "Nielles-lès-Calais",
        "découpage 2026 (actuel)",
        "éditée le 1er mars 2026",
        "dans le référentiel de 2015",
        "relevées en 2015, à vérifier avant usage",
        "Licence Ouverte 2.0",
    ):
        assert dit in texte


def test_its_letters_are_those_of_the_screens_and_embedded(imprime):
    lecteur, _ = imprime(SAINT_OMER)
    polices = [p.get_object() for p in lecteur.pages[0]["/Resources"]["/Font"].values()]
    assert {p["/BaseFont"].split("+")[1].split("-")[0] for p in polices} == {"SourceSans3"}
    for police in polices:
        descendante = police["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendante["/FontDescriptor"])


def test_every_map_and_sign_says_itself_in_words(imprime):
    lecteur, _ = imprime(SAINT_OMER)
    dits = [n["/Alt"] for n in walk(lecteur.trailer["/Root"]["/StructTreeRoot"]) if "/Alt" in n]
    assert sum(dit.startswith("Carte de CA du Pays de Saint-Omer, ") for dit in dits) == 5
    assert "Regroupement d’acteurs : manque" in dits
    assert "Code QR qui ouvre la carte de ce territoire" in dits


def walk(noeud):
    if not isinstance(noeud, pypdf.generic.DictionaryObject):
        return
    yield noeud
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        yield from walk(enfant.get_object())


def test_what_can_be_followed_is_a_link(imprime):
    liens = list_links(imprime(SAINT_OMER)[0])
    base = "https://exemple.org/carte/?"
    assert {
        "tel:+33-3-21-88-17-66", "mailto:galilee.arques@wanadoo.fr", f"{base}fiche=galilee",
        f"{base}epci=200069037", f"{base}epci=200069235",
    } <= liens  # fmt: skip
    assert any(re.fullmatch(r"https?://www\.galilee-asso\.fr/?", lien) for lien in liens)


def test_the_qr_code_leads_to_the_live_map(draw, imprime):
    page = draw(SAINT_OMER)
    from carto_ess.portrait.page import build_qr

    assert page["qr"] == build_qr("https://exemple.org/carte/?epci=200069037")
    assert page["qr"] in render_html(page)
    assert "exemple.org/carte/?epci=200069037" in imprime(SAINT_OMER)[1].replace("? ", "?")


def test_without_public_address_the_path_is_said_and_no_code_is_drawn(draw):
    page = draw(SAINT_OMER, adresse="")
    lecteur, texte = read_pdf(render_pdf(page))
    assert page["qr"] == ""
    assert "suivie de /?epci=200069037" in texte
    assert {lien.partition(":")[0] for lien in list_links(lecteur)} == {"tel", "mailto", "http"}
    assert "/?epci=200069037" in render_texte(page)


def test_the_same_page_gives_the_same_bytes(draw):
    assert render_pdf(draw(CALAIS)) == render_pdf(draw(CALAIS))


def test_a_long_official_name_stays_on_one_line(imprime):
    lecteur, _ = imprime(SAINT_OMER)
    lignes = lecteur.pages[0].extract_text().splitlines()
    assert "Communauté d’agglomération du Pays de Saint-Omer" in lignes


def test_hidden_contacts_are_nowhere_in_any_output(draw):
    page = draw(SAINT_OMER, contacts=False)
    pdf = render_pdf(page)
    sorties = [render_html(page), render_corps(page), render_texte(page), read_pdf(pdf)[1]]
    for texte in sorties:
        sans = re.sub("@(etalab|media|container|page)", "", texte)
        assert "@" not in re.sub(r'base64,[^"]+', "", sans)
        assert not re.search(r"0[1-9]([ .\u00a0]\d\d){4}", texte)
        assert "Coordonnées retirées" in texte
    assert all(lien.startswith("https://exemple.org") for lien in list_links(read_pdf(pdf)[0]))


def test_hostile_text_is_printed_as_typed(make_matiere, draw, reel):
    fiches = tuple(
        replace(
            f,
            structure=HOSTILE,
            secteur=HOSTILE,
            telephones=(HOSTILE,),
            courriels=("javascript:alert(1)",),
            sites=("javascript:alert(2)",),
        )
        for f in reel[1].fiches
    )
    page = draw(SAINT_OMER, matiere=make_matiere(fiches), adresse="javascript:alert(3)")
    lecteur, texte = read_pdf(render_pdf(page))
    for morceau in ('#eval("1+1")', "$x^2$", "*gras*", "_i_", "@ref", "&amp;", "#image("):
        assert morceau in texte
    assert list_links(lecteur) == set()
    for rendu in (render_html(page), render_corps(page)):
        assert balises.escape(HOSTILE, quote=False)[:20] in balises.unescape(rendu)
        assert "<script" not in rendu
        assert 'href="javascript' not in rendu
    assert HOSTILE in render_texte(page)


def test_a_sign_that_no_font_has_becomes_a_question_mark(make_matiere, draw, reel):
    fiches = tuple(replace(f, structure="Épi 🌾 麦") for f in reel[1].fiches)
    _, texte = read_pdf(render_pdf(draw(SAINT_OMER, matiere=make_matiere(fiches))))
    assert "Épi ? ?" in texte


# HTML and text


def test_the_html_file_asks_nothing_from_anywhere(draw):
    texte = render_html(draw(CALAIS))
    assert texte.startswith("<!DOCTYPE html>")
    assert '<html lang="fr">' in texte
    assert "<script" not in texte
    assert not re.search(r"""(src|@import|url\()\s*=?\s*["']?\s*(https?:)?//""", texte)
    assert len(texte.encode()) < 80_000


def test_the_html_of_the_app_leads_to_its_own_pages(draw):
    texte = render_corps(draw(SAINT_OMER))
    assert 'href="./?epci=200069235"' in texte
    assert 'href="./?fiche=galilee"' in texte
    assert 'href="tel:+33-3-21-88-17-66"' in texte
    assert "<svg" not in texte


# The command


@pytest.fixture
def run():
    from click.testing import CliRunner

    return lambda *arguments: CliRunner().invoke(carto_ess, ["territory", *map(str, arguments)])


def test_without_output_the_page_is_text(run):
    resultat = run("CA Grand Calais Terres et Mers")
    assert resultat.exit_code == 0
    assert "Aucune coopération recensée ne couvre ses 14 communes." in resultat.stdout
    assert "Nielles-lès-Calais" in resultat.stdout


@pytest.mark.parametrize(("suffixe", "debut"), [(".pdf", b"%PDF-"), (".html", b"<!DOCTYPE html>")])
@pytest.mark.parametrize("code", ["246200455", "62765"])
def test_the_extension_says_what_is_written(run, tmp_path, suffixe, debut, code):
    fichier = tmp_path / f"page{suffixe}"
    resultat = run(code, "--output", fichier, "--adresse", "https://exemple.org/")
    assert resultat.exit_code == 0
    assert resultat.stdout == ""
    assert fichier.read_bytes().startswith(debut)


def test_the_public_address_of_the_settings_is_the_one_printed(run, monkeypatch):
    monkeypatch.setenv("CARTO_ESS_ADRESSE", "https://carte.exemple.fr/")
    assert "https://carte.exemple.fr/?epci=200090751" in run("200090751").stdout
    assert (
        "https://autre.fr/?epci=200090751" in run("200090751", "--adresse=https://autre.fr").stdout
    )
    monkeypatch.setenv("CARTO_ESS_ADRESSE", "carte.exemple.fr")
    resultat = run("200090751")
    assert resultat.exit_code == 1
    assert "attendu : l’adresse publique" in resultat.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (("CA de Saint Omr",), "Vouliez-vous dire : CA de Saint-Omer (246200455)"),
        (("200090751", "--millesime", "2015"), "mais dans ceux de 2020 à 2026"),
        (("246200455", "--millesime", "1999"), "attendu : 2015 et 2019 à 2026"),
        (("246200455", "--output", "x.doc"), "attendu un nom en .pdf ou .html"),
        (("99999",), "Aucune commune ni EPCI ni Pays n’a le code ou le nom « 99999 »"),
        (("arras", "--adresse", "exemple.org"), "attendu : l’adresse publique de l’application"),
        ((), "Donnez CODE"),
        (("--tous",), "--tous veut un dossier"),
        (("arras", "--tous"), "Donnez CODE"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_code_2(run, arguments, dit):
    resultat = run(*arguments)
    assert resultat.exit_code == 2
    propre = re.sub(r"\s+", " ", resultat.stderr)
    assert dit in propre
    assert "Traceback" not in propre


def test_a_file_that_cannot_be_written_is_said(run, tmp_path):
    (tmp_path / "fichier").write_text("x")
    resultat = run("arras", "--output", tmp_path / "fichier" / "p.pdf")
    assert resultat.exit_code == 1
    assert "Traceback" not in resultat.stderr


def test_every_epci_and_pays_of_a_year_is_a_file_of_one_page(run, tmp_path, reel, monkeypatch):
    pages = []
    monkeypatch.setattr(impression, "render_pdf", lambda p: pages.append(p) or p["chemin"].encode())
    for annee in (2015, 2026):
        resultat = run("--tous", "--millesime", annee, "--output", tmp_path)
        assert resultat.exit_code == 0
        n = len(reel[0][annee].epci) + 9
        assert f"{n} pages" in resultat.stderr
    fichiers = sorted(tmp_path.iterdir())
    assert len(fichiers) == 72
    assert all(f.name.isascii() and f.suffix == ".pdf" for f in fichiers)
    assert len({f.read_text("utf-8") for f in fichiers}) == 72
    assert find_overflowing(pages) == []
