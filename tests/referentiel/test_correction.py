"""Faults grouped by cause; a correction where one value alone makes the cell sound."""

import io

import openpyxl
import pytest

from carto_ess.referentiel.correction import (
    annotate,
    apply_corrections,
    group_fautes,
    propose_corrections,
)
from carto_ess.referentiel.lecture import build_referentiel, read_tableaux
from carto_ess.style import FONDS_CLASSEUR
from petit_monde import EST


def look(tables, decoupages):
    fautes = build_referentiel(*tables, decoupages).fautes
    return fautes, propose_corrections(tables, fautes, decoupages)


@pytest.mark.parametrize(("fiche", "couverture", "champ", "apres"), [
    ({"type": "mutualisaton"}, {}, "type", "mutualisation"),
    ({"type": "Structure d’appui"}, {}, "type", "structure_appui"),
    ({"sites": "www.alpha.example.org"}, {}, "sites", "https://www.alpha.example.org"),
    ({"telephones": "3 21 12 59 92"}, {}, "telephones", "0321125992"),
    ({"courriels": "alpha (at) example.org"}, {}, "courriels", "alpha@example.org"),
    ({"annee": "vers 2015"}, {}, "annee", "2015"),
    ({}, {"niveau": "EPCI "}, "niveau", "epci"),
    ({}, {"code": "", "nom": "Communauté de communes de l’Oeust"}, "nom",
     "Communauté de communes de l’Ouest"),
    ({}, {"certitude": "interprétée"}, "certitude", "interpretee"),
])  # fmt: skip
def test_one_likely_value_is_proposed_and_mends_the_cell(
    fiche, couverture, champ, apres, decoupages, write_referentiel
):
    tables = read_tableaux(write_referentiel([fiche], [couverture]))
    fautes, corrections = look(tables, decoupages)
    if not fautes:
        pytest.skip("lu sans faute")
    (correction,) = corrections
    assert (correction.champ, correction.apres) == (champ, apres)
    assert f"« {correction.avant} » devient « {apres} »" in str(correction)
    assert build_referentiel(*apply_corrections(tables, corrections), decoupages).fautes == ()


@pytest.mark.parametrize(("fiche", "couverture"), [
    ({"annee": "2015 ou 2016"}, {}), ({"structure": ""}, {}), ({"annee": "hier"}, {}),
    ({}, {"code": EST, "nom": "CC de l’Ouest"}), ({"telephones": "12"}, {}),
])  # fmt: skip
def test_a_doubt_is_never_corrected(fiche, couverture, decoupages, write_referentiel):
    fautes, corrections = look(read_tableaux(write_referentiel([fiche], [couverture])), decoupages)
    assert fautes
    assert corrections == ()


def test_faults_are_grouped_by_cause_then_by_fiche(decoupages, write_referentiel):
    fiches = [{"id": i, "type": "mutualisaton"} for i in "abc"] + [{"id": "d", "annee": "?"}]
    tables = read_tableaux(write_referentiel(fiches, [{"fiche": f["id"]} for f in fiches]))
    fautes, corrections = look(tables, decoupages)
    premiere, seconde = group_fautes(tables, fautes, corrections)
    assert (premiere.champ, premiere.n, len(premiere.corrections)) == ("type", 3, 3)
    assert list(premiere.par_fiche) == ["a", "b", "c"]
    assert (seconde.champ, seconde.corrections) == ("annee", ())
    coupee = premiere.cut(2)
    assert (list(coupee.par_fiche), coupee.n) == (["a", "b"], 3)
    assert premiere.cut(3) == premiere


def test_the_workbook_comes_back_with_faulty_cells_in_colour_and_the_sentence_in_a_note(
    decoupages, write_referentiel
):
    tables = read_tableaux(write_referentiel([{"annee": "?"}], [{"niveau": "EPCII"}]))
    _, corrections = look(tables, decoupages)
    corrigees = apply_corrections(tables, corrections)
    restent = build_referentiel(*corrigees, decoupages).fautes
    octets = annotate(corrigees, restent, corrections, fonds=FONDS_CLASSEUR)
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    entete = [c.value for c in classeur["Fiches"][1]]
    annee = classeur["Fiches"].cell(2, entete.index("annee") + 1)
    assert annee.value == "?"
    assert annee.fill.start_color.rgb == "FF" + FONDS_CLASSEUR[0][1:]
    assert "une année à quatre chiffres" in annee.comment.text
    niveau = classeur["Couvertures"]["B2"]
    assert (niveau.value, niveau.fill.start_color.rgb) == ("epci", "FF" + FONDS_CLASSEUR[1][1:])
    assert "« EPCII » avant" in niveau.comment.text
