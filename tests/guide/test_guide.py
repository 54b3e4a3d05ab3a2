"""The guide: complete, true to the référentiel beside it, and each slip in the file is said."""

import re

import pytest

from carto_ess._errors import GuideError
from carto_ess.guide.guide import NOM, parse_guide, read_guide
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.texte import fold
from petit_monde import GEODATA, RACINE

SOURCE = GEODATA / "referentiel" / NOM


@pytest.fixture(scope="module")
def guide():
    return read_guide(SOURCE.parent)


def broken(avant, apres):
    texte = SOURCE.read_text("utf-8")
    assert avant in texte
    return texte.replace(avant, apres, 1).encode()


def test_every_fiche_that_the_guide_names_exists(guide, reel):
    ids = {fiche.id for fiche in reel[1].fiches}
    assert guide.cited_fiches() <= ids


def test_every_fiche_is_an_example_of_its_own_type_once(guide, reel):
    exemples = [(e.fiche, forme.type) for forme in guide.formes for e in forme.exemples]
    assert sorted(exemples) == sorted((f.id, f.type) for f in reel[1].fiches)


def test_every_type_is_described(guide):
    assert [forme.type for forme in guide.formes] == list(TypeCooperation)


def test_the_table_holds_six_rows_of_four_cells_all_written(guide):
    formes = [t for t in TypeCooperation if t is not TypeCooperation.STRUCTURE_APPUI]
    assert list(guide.cellules) == formes
    assert [ligne.id for ligne in guide.lignes] == [
        "initiateur", "motif", "rythme", "structuration", "taille", "resultat",
    ]  # fmt: skip
    assert all(guide.cellules[f][ligne.id] for f in formes for ligne in guide.lignes)


def test_every_row_of_the_table_counts_in_the_guided_choice(guide):
    lignes = {a.ligne for q in guide.questions for r in q.reponses for a in r.appuis}
    assert lignes == {ligne.id for ligne in guide.lignes}


def test_what_the_booklet_counts_is_all_there(guide):
    assert len(guide.raisons) == 8
    assert [len(f.actions) for f in guide.collectivite] == [3, 1, 5, 5]
    assert len(guide.loi.conditions) == 3
    assert len(guide.loi.conditions[2].alineas) == 2
    assert len(guide.cdess.missions) == 4
    assert len(guide.cdess.ateliers) == 7
    assert len(guide.champs) == 8
    assert 4 <= len(guide.questions) <= 5


def test_every_actor_of_the_booklet_is_named(guide):
    noms = {membre.nom for groupe in guide.acteurs.groupes for membre in groupe.membres}
    assert noms == {
        "CRESS", "APES", "COORACE", "AVISE", "Labo de l’ESS", "RTES", "Pas-de-Calais Actif",
        "Cigales", "CCI", "CMA", "agences d’urbanisme", "services déconcentrés de l’État",
        "organisations syndicales", "organisations patronales",
    }  # fmt: skip


def test_the_glossary_is_sorted_and_each_term_is_explained(guide):
    termes = [fold(t.terme) for t in guide.glossaire]
    assert termes == sorted(termes)
    assert all(t.developpe or t.definition for t in guide.glossaire)


def test_no_departement_is_named_in_the_code():
    for chemin in [*RACINE.glob("src/carto_ess/**/cooperer*"), *RACINE.glob("src/**/guide/*.py")]:
        if chemin.is_file() and chemin.suffix != ".pyc":
            assert "Pas-de-Calais" not in chemin.read_text("utf-8"), chemin.name


def test_the_guide_holds_no_path_and_no_straight_apostrophe(guide):
    texte = SOURCE.read_text("utf-8")
    assert not re.search(r"/(work|home|tmp|usr)/|\.pdf|\.txt", texte)
    assert not re.search(r"\w'\w", texte)


def test_french_signs_have_their_no_break_spaces():
    for ligne in SOURCE.read_text("utf-8").splitlines():
        if not ligne.startswith("#"):
            assert not re.search(r" [;:!?»]|« ", ligne), ligne


def test_a_referentiel_without_a_guide_has_none(tmp_path):
    assert read_guide(tmp_path) is None


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ('auteur = "CDESS du Pas-de-Calais"', "", "livret.auteur : manque."),
        ("annee = 2015", 'annee = "hier"', "livret.annee : reçu « hier »"),
        ('taille = "Autant', 'tailles = "Autant', "cellules.mutualisation : attendu"),
        ('resultat = "Le projet est réalisé."', 'resultat = " "', "vide ; attendu un texte."),
        ('type = "regroupement"', 'type = "collectif_acteurs_ess"', "formes : attendu chacun"),
        ('ligne = "motif"', 'ligne = "motifs"', "aucune case du tableau"),
        ("points = 2", "points = 3", "valeur refusée"),
        ('id = "directions"', 'id = "porteur"', "« porteur » est là deux fois"),
        ('terme = "ACI"', 'terme = "ZAC"', "par ordre alphabétique"),
        ("[loi]", '[loi]\ncouleur = "bleu"', "loi.couleur : champ inconnu"),
        ("[livret]", "[livret", "n’est pas un fichier TOML lisible"),
    ],
    ids=[
        "missing",
        "number",
        "row",
        "empty",
        "type",
        "cell",
        "points",
        "twin",
        "order",
        "unknown",
        "toml",
    ],
)
def test_each_slip_in_the_file_has_its_sentence(avant, apres, dit):
    with pytest.raises(GuideError, match=re.escape(dit)):
        parse_guide(broken(avant, apres))


def test_a_file_that_is_not_utf8_is_said():
    with pytest.raises(GuideError, match="UTF-8"):
        parse_guide(b'titre = "\xe9t\xe9"')


def test_a_guide_that_is_a_folder_is_said(tmp_path):
    (tmp_path / NOM).mkdir()
    with pytest.raises(GuideError, match="ne peut pas être lu"):
        read_guide(tmp_path)
