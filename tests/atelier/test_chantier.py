"""Drafts: changed cell by cell, merged with what others published, told in sentences."""

import time
from dataclasses import replace

import pytest

from carto_ess.atelier.chantier import Chantier, build_chantier, open_chantier
from carto_ess.atelier.ecarts import apply_ecarts, list_ecarts
from carto_ess.atelier.effet import describe_effet, measure_effet
from carto_ess.atelier.fusion import PRESENCE, merge
from carto_ess.referentiel.comparaison import COUVERTURES
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from petit_monde import EST, OUEST

EPCI_EST = {"niveau": "epci", "code": EST, "millesime": "2015"}


@pytest.fixture
def chantier(write_referentiel, decoupages, tmp_path):
    from carto_ess.referentiel.lecture import read_referentiel

    dossier = write_referentiel(
        [{}, {"id": "beta", "structure": "Bêta"}],
        [{}, {"fiche": "beta", "niveau": "commune", "code": "99005"}],
        tmp_path / "deux",
    )
    return build_chantier(read_referentiel(dossier, decoupages).fiches, 1)


def test_what_is_written_reads_back(chantier):
    assert open_chantier(chantier.write(), 1) == chantier


def test_a_fault_is_told_for_the_fiche_that_holds_it_and_for_no_other(chantier, decoupages):
    fautif = chantier.change("beta", telephones="12").cover(
        "beta", [{"niveau": "epci", "code": "x"}]
    )
    fautes = fautif.read(decoupages).fautes
    assert {f.champ for f in fautif.list_fautes("beta", fautes)} == {"telephones", "code"}
    assert fautif.list_fautes("alpha", fautes) == ()
    assert [f.id for f in fautif.read(decoupages).fiches] == ["alpha"]


def test_a_fiche_without_territory_is_told_at_that_fiche(chantier, decoupages):
    fautif = chantier.cover("beta", [])
    (faute,) = fautif.list_fautes("beta", fautif.read(decoupages).fautes)
    assert "territoire" in faute.attendu


def test_a_copy_has_a_name_and_an_id_of_its_own(chantier, decoupages):
    copie, identifiant = chantier.duplicate("alpha")
    encore, autre = copie.duplicate("alpha")
    assert len({"alpha", identifiant, autre}) == 3
    assert encore.read(decoupages).fautes == ()
    assert len(encore.read(decoupages).fiches) == 4


@pytest.mark.parametrize("nom", ["", "!!!", "é" * 300, "<script>", "=1+1"])
def test_any_name_gives_an_id_that_follows_the_rules(chantier, decoupages, nom):
    modele = {**chantier["alpha"], "structure": nom or "x"}
    neuf, identifiant = chantier.add(modele, chantier.list_couvertures("alpha"))
    assert identifiant in neuf.ids
    assert not [f for f in neuf.read(decoupages).fautes if f.champ in {"id", "fiche"}]


def test_invisible_signs_are_taken_out_as_files_are(chantier):
    assert chantier.change("alpha", secteur=" a\u202eb\r\nc ")["alpha"]["secteur"] == "ab\nc"


def test_differences_taken_are_applied_and_the_others_left(chantier):
    neuf = chantier.change("alpha", secteur="Autre", enjeux="Neufs").remove("beta")
    neuf, ajoutee = neuf.add({"structure": "Gamma"})
    neuf = neuf.cover("alpha", [EPCI_EST])
    ecarts = list_ecarts(chantier, neuf)
    assert {(e.fiche, e.colonne) for e in ecarts} == {
        ("alpha", "secteur"), ("alpha", "enjeux"), ("alpha", COUVERTURES), ("beta", PRESENCE),
        (ajoutee, PRESENCE),
    }  # fmt: skip
    assert list_ecarts(apply_ecarts(chantier, neuf, ecarts), neuf) == ()
    assert apply_ecarts(chantier, neuf, []) == chantier
    for ecart in ecarts:
        reste = list_ecarts(apply_ecarts(chantier, neuf, [ecart]), neuf)
        assert {(e.fiche, e.colonne) for e in reste} == {
            (e.fiche, e.colonne) for e in ecarts if e != ecart
        }


@pytest.mark.parametrize(
    ("avant", "apres", "n"),
    [("62160", "62160 Boulogne-sur-Mer", 0), ("62160 Boulogne-sur-Mer", "62160", 0),
     ("62160", "62765 Saint-Omer", 1), ("62160", "", 1), ("", "62160 Boulogne-sur-Mer", 1)],
)  # fmt: skip
def test_the_name_beside_the_code_of_a_point_is_no_difference(chantier, avant, apres, n):
    ancien = chantier.change("alpha", point_commune=avant)
    assert len(list_ecarts(ancien, ancien.change("alpha", point_commune=apres))) == n


def test_two_officers_who_changed_different_cells_lose_nothing(chantier):
    mien = chantier.change("alpha", secteur="Mien").duplicate("beta")[0]
    leur = replace(chantier, depuis=2).change("alpha", enjeux="Leurs").cover("beta", [EPCI_EST])
    resultat, desaccords = merge(chantier, mien, leur)
    assert desaccords == ()
    assert resultat.depuis == 2
    assert (resultat["alpha"]["secteur"], resultat["alpha"]["enjeux"]) == ("Mien", "Leurs")
    assert resultat.list_couvertures("beta")[0]["code"] == EST
    assert len(resultat.ids) == 3


def test_a_cell_that_both_changed_is_asked_about_and_mine_stands_until_then(chantier):
    mien, leur = chantier.change("alpha", secteur="Mien"), chantier.change("alpha", secteur="Leur")
    resultat, (desaccord,) = merge(chantier, mien, replace(leur, depuis=2))
    assert resultat["alpha"]["secteur"] == "Mien"
    assert (desaccord.fiche, desaccord.colonne) == ("alpha", "secteur")
    assert (desaccord.mien, desaccord.leur) == ("Mien", "Leur")
    assert merge(chantier, mien, mien)[1] == ()


@pytest.mark.parametrize("mien_retire", [True, False])
def test_a_fiche_that_one_removed_and_the_other_changed_stays_and_is_asked_about(
    chantier, mien_retire
):
    retire, change = chantier.remove("beta"), chantier.change("beta", secteur="Changé")
    mien, leur = (retire, change) if mien_retire else (change, retire)
    resultat, (desaccord,) = merge(chantier, mien, replace(leur, depuis=2))
    assert resultat["beta"]["secteur"] == "Changé"
    assert desaccord.colonne == PRESENCE


def test_a_fiche_that_one_removed_and_the_other_left_alone_is_gone(chantier):
    for mien, leur in ((chantier.remove("beta"), chantier), (chantier, chantier.remove("beta"))):
        assert merge(chantier, mien, leur)[0].ids == ("alpha",)


def test_communes_gained_and_lost_are_counted_in_sentences(chantier, decoupages):
    fiches = chantier.read(decoupages).fiches
    plus = chantier.cover("beta", [EPCI_EST]).read(decoupages).fiches
    assert describe_effet(measure_effet(fiches, plus, decoupages))[0] == (
        "1 commune de plus est couverte."
    )
    assert describe_effet(measure_effet(plus, fiches, decoupages))[0] == (
        "1 commune n’est plus couverte."
    )
    memes = describe_effet(measure_effet(fiches, fiches, decoupages))
    assert memes[0] == "Les communes couvertes restent les mêmes."
    assert "3 communes sur 4" in memes[1]
    rien = measure_effet(fiches, (), decoupages)
    assert len(rien.perdues) == 3
    assert OUEST in {r["code"] for r in chantier.couvertures}


def test_two_large_versions_are_compared_and_merged_in_seconds():
    """Ten thousand fiches: each row is found by an index, never by looking at all of them."""

    def build(suite):
        return Chantier(
            tuple(
                {c: f"{c}{i}{suite * (i % 10 == 0 and c == 'structure')}" for c in COLONNES_FICHES}
                | {"id": f"f{i}"}
                for i in range(10_000)
            ),
            tuple(
                {c: f"{c}{i}" for c in COLONNES_COUVERTURES} | {"fiche": f"f{i // 2}"}
                for i in range(20_000)
            ),
            1,
        )

    origine, neuf = build(""), build("x")
    debut = time.process_time()
    assert len(list_ecarts(origine, neuf)) == 1_000
    fusionne, desaccords = merge(origine, neuf, origine)
    assert (fusionne, desaccords) == (neuf, ())
    assert time.process_time() - debut < 10
