"""Territories side by side: what each has that the others lack, which ones are alike."""

import csv
import datetime as dt
import io

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from carto_ess._errors import CartoEssError
from carto_ess.cli.commandes import carto_ess
from carto_ess.export.parallele import build_csv, render_html, render_pdf, render_texte
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.plage import Plage
from carto_ess.lacune.releve import build_matiere
from carto_ess.parallele.cases import Case
from carto_ess.parallele.parallele import compare_territoires
from carto_ess.parallele.phrases import describe_parallele, say_case
from carto_ess.parallele.semblables import find_semblables, say_likeness
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.recherche import TerritoireDate
from carto_ess.territoire.voisinage import Voisinage
from petit_monde import EST, GEODATA, MUTUALISATION, OUEST, REGROUPEMENT, fiche

JOUR = dt.date(2026, 3, 1)
SAINT_OMER, ARRAS, CALAIS = "200069037", "200033579", "200090751"


def territoire(code, niveau=Niveau.EPCI, millesime=2015):
    return TerritoireDate(millesime, niveau, code)


@pytest.fixture
def compare(decoupages):
    def compare(*fiches, codes=(OUEST, EST), voisinage=None):
        matiere = build_matiere(decoupages, fiches, voisinage or Voisinage({}, {}))
        return compare_territoires([territoire(c) for c in codes], matiere)

    return compare


@pytest.fixture(scope="module")
def reelle(reel):
    decoupages, referentiel = reel
    return build_matiere(decoupages, referentiel.fiches, read_voisinage(GEODATA))


def test_each_says_what_the_others_lack(compare):
    partout = fiche("a", ("epci", OUEST), ("epci", EST))
    seule = fiche("b", ("commune", "99004"), type_=REGROUPEMENT)
    ouest, est = compare(partout, seule).colonnes
    assert ([p.fiche.id for p in ouest.seules], ouest.types_seuls) == ([], ())
    assert ([p.fiche.id for p in est.seules], est.types_seuls) == (["b"], (REGROUPEMENT,))


def test_a_type_that_none_has_is_told_once(compare):
    parallele = compare(fiche("a", ("epci", OUEST)))
    assert MUTUALISATION not in parallele.types_manquants
    assert len(parallele.types_manquants) == 4


def test_neighbours_are_those_that_share_a_border(compare):
    ensemble = Voisinage({"99003": ("99004",), "99004": ("99003",)}, {})
    assert [c.voisins for c in compare(voisinage=ensemble).colonnes] == [
        ("CC de l’Est",), ("CC de l’Ouest",),
    ]  # fmt: skip
    assert [c.voisins for c in compare().colonnes] == [(), ()]


def test_the_opposites_of_a_gap_are_counted(compare):
    deux = fiche("a", ("epci", OUEST)), fiche("b", ("commune", "99001"))
    large = fiche("c", ("region", "31"), type_=REGROUPEMENT)
    ouest, est = compare(*deux, large).colonnes
    par_type = {case.type: case for case in ouest.cases}
    assert (par_type[MUTUALISATION].n_doubles, par_type[MUTUALISATION].fiches) == (1, (2, 2))
    assert par_type[REGROUPEMENT].is_only_wide
    assert {c.type: c.is_only_wide for c in est.cases}[MUTUALISATION] is False


@pytest.mark.parametrize(
    ("case", "dit"),
    [
        (Case(MUTUALISATION, Plage(0, 0), Plage(0, 0), 0, 0), "manque"),
        (
            Case(MUTUALISATION, Plage(0, 0), Plage(0, 0), 0, 1),
            "seulement couvert par le département ou la région",
        ),
        (Case(MUTUALISATION, Plage(1, 1), Plage(3, 3), 0, 0), "1 fiche, 3 communes sur 5"),
        (Case(MUTUALISATION, Plage(1, 2), Plage(5, 5), 0, 0), "1 à 2 fiches, partout"),
        (
            Case(MUTUALISATION, Plage(2, 2), Plage(1, 5), 1, 0),
            "2 fiches, 1 à 5 communes sur 5\u202f; présent deux fois ou plus\u00a0: 1 commune",
        ),
    ],
)
def test_a_cell_says_a_type_in_words(case, dit):
    assert say_case(case, 5) == dit


@pytest.mark.parametrize(
    ("codes", "dit"),
    [
        ((OUEST,), "attendu de 2 à 4"),
        ((OUEST, OUEST), "deux fois"),
        ((OUEST, EST, OUEST, EST, OUEST), "attendu de 2 à 4"),
    ],
)
def test_what_cannot_be_compared_is_said(compare, codes, dit):
    with pytest.raises(CartoEssError, match=dit):
        compare(codes=codes)


def test_territories_of_two_years_are_not_compared(reelle):
    deux = [territoire(SAINT_OMER, millesime=2026), territoire("246200455", millesime=2015)]
    with pytest.raises(CartoEssError, match="une seule année"):
        compare_territoires(deux, reelle)


def test_epci_alike_are_of_the_same_nature_first_then_of_the_same_size(reel, reelle):
    bilan, decoupage = reelle.bilans[2026, Niveau.EPCI], reel[0][2026]
    semblables = find_semblables(CALAIS, bilan, decoupage)
    assert [s.lacune.nom_court for s in semblables] == [
        "CA d’Hénin-Carvin", "CA du Boulonnais", "CA du Pays de Saint-Omer",
    ]  # fmt: skip
    assert say_likeness(semblables[0], bilan[CALAIS]) == (
        "CA aussi, 125\u202f793 habitants contre 98\u202f895, 14 communes contre 14"
    )
    arras = find_semblables(ARRAS, bilan, decoupage)  # the only CU: natures differ, and it says so
    assert "autre nature" in say_likeness(arras[0], bilan[ARRAS])


def test_every_output_says_the_same(reel, reelle):
    parallele = compare_territoires(
        [territoire(c, millesime=2026) for c in (SAINT_OMER, ARRAS, CALAIS)], reelle
    )
    page = describe_parallele(parallele, reel[0], JOUR)
    texte, html = render_texte(page), render_html(page)
    pdf = PdfReader(io.BytesIO(render_pdf(page)))
    assert len(pdf.pages) == 1
    for mot in ("Galilée", "CA Grand Calais Terres et Mers"):
        for dit in (texte, html, pdf.pages[0].extract_text()):
            assert mot.lower() in dit.lower()
    assert "http" not in html.replace("http-equiv", "")
    ecrit = io.StringIO(build_csv(parallele).decode("utf-8-sig"))
    rangs = list(csv.DictReader(ecrit, delimiter=";"))
    assert len(rangs) == 3 * 5
    assert {r["code"]: r["seul_a_l_avoir"] for r in rangs if r["type"] == "structure_appui"} == {
        SAINT_OMER: "oui", ARRAS: "non", CALAIS: "non",
    }  # fmt: skip


def test_the_command_compares_by_code_or_name_and_refuses_the_rest(tmp_path):
    def call(*arguments):
        return CliRunner().invoke(carto_ess, ["compare", *arguments])

    assert "CU d’Arras" in call(SAINT_OMER, "CU d’Arras").stdout
    assert call(SAINT_OMER, ARRAS, "--output", str(tmp_path / "c.pdf")).exit_code == 0
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    assert call(SAINT_OMER).exit_code == 2
    assert call(SAINT_OMER, "inconnu").exit_code == 2
    assert call(SAINT_OMER, ARRAS, "--output", "c.doc").exit_code == 2
