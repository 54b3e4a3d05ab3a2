"""The words searched are shown where they are, and nothing of the text is lost or made markup."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_ess.referentiel.fiche import Declaration, Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Niveau
from carto_ess.vue.extrait import Segment, find_extraits, mark_words

TEXTES = st.text(st.characters(codec="utf-8"), max_size=80)

FICHE = Fiche(
    id="alpha",
    type=TypeCooperation.MUTUALISATION,
    structure="Régie de l’Écluse",
    secteur="Circuits courts",
    couverture="L’Ouest",
    origine="Née d’un marché.",
    composition="Des paysans, une commune.",
    enjeux="Nourrir la cantine.",
    travailler_ensemble="Se voir souvent.",
    telephones=("03 21 12 59 92",),
    courriels=("alpha@example.org",),
    sites=("https://alpha.example.org",),
    point=None,
    annee=2015,
    declarations=(
        Declaration(Niveau.EPCI, "200000172", "CC de l’Ouest", 2015, "", "explicite", ""),
    ),
)


def found(texte, recherche):
    return [s.texte for s in mark_words(texte, recherche) if s.trouve]


def shown(extrait):
    return "".join(f"[{s.texte}]" if s.trouve else s.texte for s in extrait.segments)


@pytest.mark.parametrize(
    ("texte", "recherche", "mots"),
    [
        ("L’Écluse", "ecluse", ["Écluse"]),
        ("e\u0301co et E\u0301CO", "éco", ["e\u0301co", "E\u0301CO"]),  # accents apart
        ("la main-d’œuvre", "oeuvre", ["œuvre"]),
        ("Énergies renouvelables", "energ renouv", ["Énergies", "renouvelables"]),
        ("récoler", "eco", []),  # inside a word is not its beginning
        ("03 21 12 59 92", "21", ["21"]),
        ("rien", "", []),
    ],
)
def test_a_word_matches_by_its_beginning_accents_forgiven(texte, recherche, mots):
    assert found(texte, recherche) == mots


def test_neighbouring_pieces_that_do_not_match_are_one():
    assert mark_words("un, deux trois", "trois") == (
        Segment("un, deux ", trouve=False),
        Segment("trois", trouve=True),
    )


@given(TEXTES, TEXTES)
def test_the_segments_give_the_text_back(texte, recherche):
    assert "".join(s.texte for s in mark_words(texte, recherche)) == texte


@given(TEXTES, TEXTES)
def test_what_the_filter_finds_is_shown(texte, recherche):
    fiche = replace(FICHE, enjeux=texte)
    extraits = find_extraits(fiche, recherche, largeur=10_000)
    assert bool(extraits) or not fiche.matches(recherche) or not found(texte, recherche)
    if fiche.matches(recherche):
        voulus = " ".join(s.texte for e in extraits for s in e.segments if s.trouve)
        assert replace(FICHE, enjeux=voulus).matches(recherche)


@given(TEXTES)
def test_hostile_text_stays_text(recherche):
    texte = f"<script>alert(1)</script> {recherche} <mark>"
    assert "".join(s.texte for s in mark_words(texte, recherche)) == texte


def test_words_seen_in_the_title_ask_for_no_extract():
    assert find_extraits(FICHE, "regie", deja_montres=("structure", "secteur")) == ()


def test_each_word_is_shown_once_in_the_card_s_order():
    extraits = find_extraits(FICHE, "cantine marche", deja_montres=("structure", "secteur"))
    assert [e.champ for e in extraits] == ["origine", "enjeux"]
    assert shown(extraits[0]) == "Née d’un [marché]."


def test_contacts_and_territories_are_searched_too():
    assert find_extraits(FICHE, "alpha")[0].champ == "courriels"
    assert find_extraits(replace(FICHE, couverture="x"), "ouest")[0].champ == "declarations"


def test_a_long_field_is_cut_between_words_around_the_match():
    fiche = replace(FICHE, enjeux=f"{'avant ' * 60}cantine {'après ' * 60}")
    (extrait,) = find_extraits(fiche, "cantine", largeur=60)
    texte = shown(extrait)
    assert texte.startswith("…avant")
    assert texte.endswith("après…")
    assert len(texte) <= 60 + len("[]……")


def test_lines_of_a_field_become_one():
    fiche = replace(FICHE, enjeux="– tisser ;\n– nourrir")
    assert shown(find_extraits(fiche, "nourrir")[0]) == "– tisser ; – [nourrir]"
