"""What leans on Streamlit's front end, by its name there and what a visitor would see without it.

Styles and scripts stand with the screen that they serve; their names of Streamlit's parts stand
here. Streamlit promises none of them: an upgrade that renames one turns this red, part by part.
"""

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit
import streamlit_folium

from carto_ess.serveur.accueil import SCRIPTS_DE_LA_CARTE
from petit_monde import RACINE

PARTIES = {
    "InputInstructions": "« Press Enter to apply » stands in English under the fields",
    "stAlertContent": "a page that lost a piece in a cut stays broken: it is no longer asked anew",
    "stAppIframeResizerAnchor": "an empty line at the end of what is printed",
    "stAppViewContainer": "print stops after the first screen",
    "stBidiComponentRegular": "the list of propositions is cut by the box of the search",
    "stCheckbox": "ticked and unticked look alike in forced colours",
    "stColumn": "on /cooperer the answer leaves the screen; /fiches is printed in narrow columns",
    "stElementContainer": "empty bands over the map; notices and waiting words in the wrong place",
    "stException": "« Ask Google » under an error leaves for a third party",
    "stExpandSidebarButton": "on a phone the menu's button has no word and is hard to press",
    "stExpander": "« Les fiches en tableau » and downloads show in an embed and in print",
    "stFileUploaderDropzone": "a screen reader hears no name for the box where files are dropped",
    "stHeader": "the header covers the page; it is printed and embedded",
    "stHorizontalBlock": "/fiches is printed in narrow columns",
    "stHtml": "links of the panel load the whole page again; long words leave their box",
    "stIconMaterial": "icons read as words when the reader spaces letters out",
    "stLayoutWrapper": "hidden options show; empty bands in print",
    "stMain": "a page keeps the scroll of the page before; print stops after the first screen",
    "stMainBlockContainer": "wide empty margins; the map no longer fits one screen",
    "stPopover": "« Options » is smaller than a finger",
    "stPopoverBody": "« Options » opens beside the screen of a phone",
    "stRadioOption": "the chosen one of several is not told from the others in forced colours",
    "stSelectbox": "on a phone the filters of /territoires leave the screen",
    "stSidebarNav": "links of a phone's menu load the whole page again",
    "stSkipToContent": "« Aller au contenu » is printed",
    "stSlider": "the slider of the plan is printed",
    "stTextInputRootElement": "a text field has no visible edge, nor focus",
    "stToolbar": "Streamlit's own menu is printed",
    "stTooltipIcon": "marks of help vanish in forced colours",
    "stTopNav": "the name of the app lies under the menu",
    "stTopNavLink": "the menu does not show which page one is on",
    "stVerticalBlock": "wide gaps in print and in an embed",
    "stWidgetLabel": "questions of /cooperer look like small print",
}
"""Streamlit's names of its parts (``data-testid``), and what one sees once they are gone."""

CLASSES = {
    "stApp": "print stops after the first screen",
    "react-aria-ComboBox": "a select box has no visible edge, nor focus",
}

DU_NAVIGATEUR = (
    "Failed to fetch dynamically",
    "Importing a module",
    "error loading dynamically",
    "The requested module",
    "streamlit run yourscript.py",
)
"""What `francais.js` reads that browsers say, or that stands inside a longer sentence."""


@cache
def read_facade():
    """Return all scripts of the front end, and the sentences that the server sends it."""
    paquet = Path(streamlit.__file__).parent
    textes = [p.read_text(encoding="utf-8") for p in (paquet / "static").rglob("*.js")]
    textes += [p.read_text(encoding="utf-8") for p in paquet.rglob("*.py")]
    textes += [p.read_text(encoding="utf-8") for p in (paquet / "static").glob("*.html")]
    return "\n".join(textes)


@cache
def read_sources():
    return "\n".join(
        p.read_text(encoding="utf-8")
        for p in (RACINE / "src" / "carto_ess").rglob("*")
        if p.suffix in {".css", ".js", ".html", ".py"}
    )


def list_mots():
    """Return the English words that `francais.js` replaces, whole ones then beginnings."""
    texte = (RACINE / "src/carto_ess/ui/statique/francais.js").read_text(encoding="utf-8")
    entiers = re.findall(r'^    "([^"]+)": "', texte, flags=re.MULTILINE)
    formes = re.findall(r"^    \[/\^(.+?)\$?/s?, ", texte, flags=re.MULTILINE)
    debuts = {mot for forme in formes for mot in re.findall(r"[A-Z][a-z]+(?: [a-z]+)+", forme)}
    return entiers, sorted(debuts)


def test_every_part_of_streamlit_that_is_leant_on_is_known_here():
    nommees = set(re.findall(r"""data-testid[~^$*]?=\\?["']?([A-Za-z]+)""", read_sources()))
    assert {nom.replace("stAlertContentError", "stAlertContent") for nom in nommees} == set(PARTIES)


@pytest.mark.parametrize("nom", PARTIES)
def test_streamlit_still_has_the_part(nom):
    assert re.search(f"[\"`']{nom}[\"`'$]", read_facade()), PARTIES[nom]


@pytest.mark.parametrize("nom", CLASSES)
def test_streamlit_still_has_the_class(nom):
    assert nom in read_sources()
    assert nom.rpartition("-")[2] in read_facade(), CLASSES[nom]


@pytest.mark.parametrize("mot", list_mots()[0])
def test_streamlit_still_says_the_word_that_is_translated(mot):
    if mot not in DU_NAVIGATEUR:
        assert re.search(f"[\"'`>]{re.escape(mot)}[\"'`<.]", read_facade()), (
            f"« {mot} » has another wording now, which shows in English: look for it, say it anew"
        )


@pytest.mark.parametrize("debut", list_mots()[1])
def test_streamlit_still_says_the_sentence_that_is_translated(debut):
    if debut not in DU_NAVIGATEUR:
        assert debut in read_facade(), f"« {debut}… » is said otherwise now, and in English"


@pytest.mark.parametrize("dit", [r"\$\{\w+\.flat\(\)\.length\} more", r"View \$\{[\w-]+\} more"])
def test_what_does_not_fit_in_the_menu_is_still_said_so(dit):
    assert re.search(f"`{dit}`", read_facade()), "« 2 more » stands in English in the menu"


@pytest.mark.parametrize("motif", SCRIPTS_DE_LA_CARTE)
def test_a_script_of_the_first_page_is_asked_for_ahead(motif):
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    assert [*scripts.glob(motif)], "the map waits for one more round trip: see what is fetched late"


def test_the_letters_of_icons_are_still_asked_for_by_the_name_that_we_put_off():
    demande = r"document\.fonts\.load\(`1em \"\$\{\w+\.materialIcons\}\"`\)"
    assert re.search(demande, read_facade()), "on a slow line they come before the map again"
    assert "Material Symbols Rounded" in read_facade()


@pytest.mark.parametrize("nom", ["isStreamlitMessage", "streamlit:setComponentValue", "dataType"])
def test_the_page_still_hears_what_the_frame_says_by_this_name(nom):
    assert nom in read_facade(), f"« {nom} » is gone: a click on the map is not heard"


def test_the_map_has_the_names_that_its_frame_gives_it():
    cadre = Path(streamlit_folium.__file__).parent / "frontend" / "build" / "index.html"
    scripts = "\n".join(p.read_text(encoding="utf-8") for p in cadre.parent.rglob("*.js"))
    for nom in ("map_div", "feature_group", "streamlit:setComponentValue", "streamlit:render"):
        assert nom in scripts, f"« {nom} » is gone: the frame stays white"
