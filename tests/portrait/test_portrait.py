"""A portrait says the same on screen, in print and in the terminal; every one fits one A4 page."""

import datetime as dt
import html as balises
import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader

from carto_ess.cli.commandes import carto_ess
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.releve import build_matiere
from carto_ess.portrait.etiquette import Etiquette, FormatVignette, place_etiquettes
from carto_ess.portrait.impression import (
    build_page,
    render_corps,
    render_html,
    render_pdf,
    render_texte,
)
from carto_ess.portrait.phrases import say_finding
from carto_ess.portrait.portrait import build_portrait
from carto_ess.portrait.vignette import CLASSES, find_classe, read_fond
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.recherche import find_territoire
from petit_monde import GEODATA

JOUR = dt.date(2026, 3, 1)
ANNEES = (2015, 2019, 2020, 2026)
CALAIS = (2026, Niveau.EPCI, "200090751")
SAINT_OMER = (2015, Niveau.EPCI, "246200455")
ARTOIS = (2015, Niveau.PAYS, "pays-d-artois")
HOSTILE = (
    '#eval("1+1") $x^2$ *gras* _i_ @ref <b>&amp; `c` \\n #image("/etc/passwd") <script>1</script>'
)


@pytest.fixture(scope="module")
def make_matiere(reel):
    decoupages, referentiel = reel

    def make(fiches=referentiel.fiches, inconnus=None):
        return build_matiere(
            decoupages, fiches, read_voisinage(GEODATA),
            evenements=read_evenements_epci(GEODATA), inconnus=inconnus,
        )  # fmt: skip

    return make


@pytest.fixture(scope="module")
def matiere(make_matiere):
    return make_matiere()


@pytest.fixture(scope="module")
def fonds():
    return {annee: read_fond(GEODATA, annee) for annee in ANNEES}


@pytest.fixture(scope="module")
def draw(matiere, fonds):
    """Return a function from a territory to its page."""

    def dessine(territoire, *, matiere=matiere, contacts=True, lien="https://exemple.org/t"):
        portrait = build_portrait(territoire, matiere, date=JOUR, lien=lien)
        return build_page(portrait, fonds[territoire[0]], contacts=contacts)

    return dessine


def read_pdf(octets):
    lecteur = PdfReader(io.BytesIO(octets))
    return lecteur, " ".join(lecteur.pages[0].extract_text().split())


def list_tous(matiere):
    """Every territory of the years between which a perimeter changed, once for the same land."""
    terres = {
        (x.niveau, x.code, x.communes): (annee, x.niveau, x.code)
        for annee in ANNEES
        for niveau in (Niveau.EPCI, Niveau.PAYS)
        for x in matiere.bilans[annee, niveau].lacunes
    }
    return list(terres.values())


# What the portrait says


def test_an_uncovered_epci_says_so_with_all_its_communes_and_people(draw):
    page = draw(CALAIS)
    assert page["constat"].replace("\u202f", " ") == (
        "Ses 14 communes (98 895 habitants) ne sont atteintes par aucune coopération de "
        "proximité recensée."
    )
    assert [c["valeur"].replace("\u202f", " ") for c in page["chiffres"]] == [
        "0 sur 14", "98 895", "0", "0 sur 5", "3"
    ]  # fmt: skip
    assert [t["n"] for t in page["types"]] == [0] * 5
    communes = page["decouvert"]["communes"]
    assert communes[0] == {"nom": "Calais", "population": "67\u202f571"}
    assert len(communes) == 14


def test_uncovered_people_of_a_portrait_are_those_of_its_uncovered_communes(matiere):
    for territoire in list_tous(matiere):
        portrait = build_portrait(territoire, matiere, date=JOUR, lien="")
        connues = [c.population for c in portrait.non_couvertes]
        if None not in connues:
            assert sum(connues) == portrait.lacune.population_non_couverte


def test_fiches_of_a_portrait_are_those_that_cover_one_of_its_communes(matiere, reel):
    _, referentiel = reel
    portrait = build_portrait(SAINT_OMER, matiere, date=JOUR, lien="")
    assert {f.fiche.id for f in portrait.fiches} == {
        "aafp-boulogne-stomer-vitalite", "apf-npdc", "espace-36", "mahra-le-toit", "galilee"
    }  # fmt: skip
    assert not {f.fiche.id for f in portrait.larges} & {f.fiche.id for f in portrait.fiches}
    assert len(portrait.larges) == 2
    assert len(referentiel.fiches) == 20


def test_a_partly_covered_territory_counts_and_lists_the_rest(matiere, draw):
    haut_pays = (2026, Niveau.EPCI, "200069235")
    portrait = build_portrait(haut_pays, matiere, date=JOUR, lien="")
    assert say_finding(portrait).startswith("Entre 24 et 49 communes sur 49 (")
    assert "ne sont atteintes" in say_finding(portrait)
    assert "Entre 24 et 49 communes à découvert" in draw(haut_pays)["decouvert"]["titre"]


@pytest.mark.parametrize(
    ("n", "vides", "inconnues", "dit"),
    [
        (1, 1, 0, "Sa commune n’est atteinte par aucune"),
        (3, 1, 0, "1 commune sur 3 n’est atteinte par aucune"),
        (3, 2, 0, "2 communes sur 3 ne sont atteintes par aucune"),
        (3, 0, 0, "Ses 3 communes sont atteintes par une coopération"),
        (1, 0, 0, "Sa commune est atteinte par une coopération"),
        (3, 0, 1, "1 commune sur 3 n’est pas renseignée"),
        (3, 0, 2, "2 communes sur 3 ne sont pas renseignées"),
    ],
)
def test_the_finding_agrees_in_number(matiere, n, vides, inconnues, dit):
    portrait = build_portrait(SAINT_OMER, matiere, date=JOUR, lien="")
    codes = portrait.lacune.communes[:n]
    lacune = replace(
        portrait.lacune, communes=codes, communes_non_couvertes=codes[:vides],
        communes_inconnues=codes[:inconnues], population_non_couverte=None, variantes=(),
    )  # fmt: skip
    assert say_finding(replace(portrait, lacune=lacune)).startswith(dit)


def test_unknown_communes_are_neither_covered_nor_uncovered(make_matiere, draw):
    matiere = make_matiere(inconnus={2026: frozenset({"62193"})})
    page = draw(CALAIS, matiere=matiere)
    assert "Calais" not in [c["nom"] for c in page["decouvert"]["communes"]]
    assert "non renseigné (1)" in page["carte"]["legende"][-1]["texte"]


def test_neighbours_touch_the_territory_and_are_outside_it(matiere):
    for territoire in list_tous(matiere):
        portrait = build_portrait(territoire, matiere, date=JOUR, lien="")
        assert portrait.voisins
        if portrait.niveau is Niveau.EPCI:
            assert portrait.lacune.code not in [v.lacune.code for v in portrait.voisins]


def test_who_could_extend_is_told_for_each_type_that_leaves_a_commune_out(matiere):
    portrait = build_portrait(CALAIS, matiere, date=JOUR, lien="")
    assert set(portrait.extensions) == set(TypeCooperation)
    proches = portrait.extensions[TypeCooperation.REGROUPEMENT]
    assert {x.fiche.id for x in proches} == {"bou-sol", "eco-pole-audruicq"}


def test_an_epci_of_the_past_names_its_successor_and_the_reverse(draw):
    assert "CA Grand Calais" in draw((2015, Niveau.EPCI, "246201149"))["evolution"]
    assert "CC du Canton de Fauquembergues" in draw((2026, Niveau.EPCI, "200069037"))["evolution"]


def test_hidden_contacts_are_nowhere_in_any_output(draw):
    page = draw(SAINT_OMER, contacts=False)
    sorties = [render_html(page), render_corps(page), render_texte(page)]
    sorties.append(read_pdf(render_pdf(page))[1])
    for texte in sorties:
        assert "@" not in texte.replace("@etalab", "").replace("@media", "").replace(
            "@container", "").replace("@page", "")  # fmt: skip
        assert not re.search(r"0[1-9](.\d\d){4}", texte)
        assert "Coordonnées retirées" in texte


# In print


def test_every_portrait_of_a_perimeter_of_the_past_is_one_page(matiere, draw):
    passes = [t for t in list_tous(matiere) if t[0] != ANNEES[-1]]
    assert len(passes) > 30
    for territoire in passes:
        lecteur = PdfReader(io.BytesIO(render_pdf(draw(territoire))))
        assert len(lecteur.pages) == 1, territoire


def test_the_longest_territory_fits_one_page_with_255_uncovered_communes(make_matiere, draw, reel):
    _, referentiel = reel
    seule = tuple(f for f in referentiel.fiches if f.id == "eco-pole-audruicq")
    page = draw(ARTOIS, matiere=make_matiere(seule))
    lecteur, texte = read_pdf(render_pdf(page))
    assert len(lecteur.pages) == 1
    assert len(page["decouvert"]["communes"]) == 255
    colle = texte.replace(" ", "")  # a name may go on on the next line
    assert [c["nom"] for c in page["decouvert"]["communes"]
            if c["nom"].replace(" ", "") not in colle] == []  # fmt: skip


def test_a_much_larger_referentiel_still_fits_and_says_what_is_left_out(make_matiere, draw, reel):
    _, referentiel = reel
    modele = referentiel["galilee"]
    fiches = tuple(replace(modele, id=f"f{i}", structure=f"Structure {i}") for i in range(90))
    page = draw(SAINT_OMER, matiere=make_matiere(fiches))
    lecteur, texte = read_pdf(render_pdf(page))
    assert len(lecteur.pages) == 1
    assert "de plus, sur la page en ligne" in texte


def test_the_pdf_has_real_text_a_title_a_language_and_tags(draw):
    lecteur, texte = read_pdf(render_pdf(draw(CALAIS)))
    assert lecteur.metadata.title.startswith("Communauté d’agglomération Grand Calais")
    racine = lecteur.trailer["/Root"]
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert float(lecteur.pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)
    for dit in (
        "Qui pourrait s’étendre ici", "Nielles-lès-Calais", "périmètres 2026",
        "édité le 1er mars 2026", "https://exemple.org/t", "Licence Ouverte 2.0",
    ):  # fmt: skip
        assert dit in texte
    polices = lecteur.pages[0]["/Resources"]["/Font"]
    for police in polices.values():
        descendante = police.get_object()["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendante["/FontDescriptor"])


def test_the_same_page_gives_the_same_bytes(draw):
    assert render_pdf(draw(CALAIS)) == render_pdf(draw(CALAIS))


def test_hostile_text_is_printed_as_typed(make_matiere, draw, reel):
    _, referentiel = reel
    fiches = tuple(
        replace(f, structure=HOSTILE, secteur=HOSTILE, telephones=(HOSTILE,))
        for f in referentiel.fiches
    )
    page = draw(SAINT_OMER, matiere=make_matiere(fiches), lien="javascript:alert(1)")
    _, texte = read_pdf(render_pdf(page))
    for morceau in ('#eval("1+1")', "$x^2$", "*gras*", "_i_", "@ref", "&amp;", "#image("):
        assert morceau in texte
    for rendu in (render_html(page), render_corps(page)):
        assert balises.escape(HOSTILE, quote=False)[:20] in balises.unescape(rendu)
        assert "<script" not in rendu
        assert 'href="javascript' not in rendu
    assert HOSTILE in render_texte(page)


def test_the_html_file_asks_nothing_from_anywhere(draw):
    texte = render_html(draw(CALAIS))
    assert texte.startswith("<!DOCTYPE html>")
    assert '<html lang="fr">' in texte
    assert "<script" not in texte
    assert not re.search(r"""(src|@import|url\()\s*=?\s*["']?\s*(https?:)?//""", texte)
    assert len(texte.encode()) < 80_000


# The small map


def test_every_map_is_small_and_says_itself_in_words(matiere, draw):
    for territoire in list_tous(matiere):
        carte = draw(territoire)["carte"]
        assert len(carte["svg"].encode()) < 60_000
        assert "<title>" in carte["svg"]
        assert "commune" in carte["alt"]


def test_counts_of_the_legend_add_up_to_the_communes_of_the_land(draw):
    nombres = [int(re.search(r"\((\d+)\)$", x["texte"])[1])
               for x in draw((2026, Niveau.EPCI, "200069037"))["carte"]["legende"]]  # fmt: skip
    assert sum(nombres) == 53


def test_classes_are_whole_numbers_without_gap():
    assert [find_classe(n).texte for n in (0, 1, 2, 3, 4, 40)] == [
        "aucune recensée", "1", "2 ou 3", "2 ou 3", "4 et plus", "4 et plus"
    ]  # fmt: skip
    assert CLASSES[0].couleur is None


def test_hatch_is_drawn_where_nothing_covers_and_only_there(draw):
    assert 'stroke-width="2.4"' in draw(CALAIS)["carte"]["svg"]
    assert 'stroke-width="2.4"' not in draw(ARTOIS)["carte"]["svg"]


def test_names_on_the_map_never_overlap_nor_leave_the_frame():
    noms = [Etiquette("Une commune", 50 * i, 20, point=True) for i in range(20)]
    placees = place_etiquettes(noms, FormatVignette(1000, 40), limite=9)
    assert 1 < len(placees) < 9
    bornes = sorted(e.boite[::2] for e in placees)
    assert all(a[1] < b[0] for a, b in pairwise(bornes))
    assert bornes[0][0] > 0
    assert bornes[-1][1] < 1000


# Which territory


@pytest.mark.parametrize(
    ("libelle", "attendu"),
    [
        ("246200455", SAINT_OMER),
        ("CA de Saint-Omer", SAINT_OMER),
        ("saint omer", (2026, Niveau.PAYS, "pays-de-saint-omer")),
        ("Pays de Saint-Omer", (2026, Niveau.PAYS, "pays-de-saint-omer")),
        ("CA du Pays de Saint-Omer", (2026, Niveau.EPCI, "200069037")),
        ("200090751", CALAIS),
        ("pays-d-artois", (2026, Niveau.PAYS, "pays-d-artois")),
    ],
)
def test_a_territory_is_found_by_code_or_by_name(reel, libelle, attendu):
    assert find_territoire(libelle, reel[0]) == attendu


# The command


@pytest.fixture
def run():
    from click.testing import CliRunner

    return lambda *arguments: CliRunner().invoke(carto_ess, ["territory", *map(str, arguments)])


def test_without_output_the_portrait_is_text(run):
    resultat = run("CA Grand Calais Terres et Mers")
    assert resultat.exit_code == 0
    assert "aucune coopération de proximité recensée" in resultat.stdout
    assert "Nielles-lès-Calais (280)" in resultat.stdout


@pytest.mark.parametrize(("suffixe", "debut"), [(".pdf", b"%PDF-"), (".html", b"<!DOCTYPE html>")])
def test_the_extension_says_what_is_written(run, tmp_path, suffixe, debut):
    fichier = tmp_path / f"portrait{suffixe}"
    resultat = run("246200455", "--output", fichier, "--adresse", "https://exemple.org/")
    assert resultat.exit_code == 0
    assert resultat.stdout == ""
    assert fichier.read_bytes().startswith(debut)


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (("CA de Saint Omr",), "Vouliez-vous dire : CA de Saint-Omer (246200455)"),
        (("200090751", "--millesime", "2015"), "mais dans ceux de 2020 à 2026"),
        (("246200455", "--millesime", "1999"), "attendu : 2015 et 2019 à 2026"),
        (("246200455", "--output", "x.doc"), "attendu un nom en .pdf ou .html"),
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


def test_all_portraits_of_a_year_are_printed_in_a_folder_each_on_one_page(run, tmp_path, reel):
    resultat = run("--tous", "--millesime", "2026", "--output", tmp_path / "tous")
    assert resultat.exit_code == 0
    fichiers = sorted((tmp_path / "tous").iterdir())
    assert len(fichiers) == len(reel[0][2026].epci) + 9
    assert all(f.name.isascii() and f.suffix == ".pdf" for f in fichiers)
    assert {len(PdfReader(f).pages) for f in fichiers} == {1}
    assert "29 portraits" in resultat.stderr
