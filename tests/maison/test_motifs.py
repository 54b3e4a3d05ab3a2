"""No pattern of ours takes longer than its text is long: a cell may hold anything."""

import importlib
import pkgutil
import re
import time

import carto_ess

LONGUEUR = 4_000  # characters: what is quadratic takes tenths of a second, what is cubic a minute
MORCEAUX = (
    "x",
    " ",
    "\n",
    "(",
    ")",
    "a ",
    " a",
    "( ",
    "x(",
    "x)",
    "1",
    "1 ",
    "1.",
    "1,",
    "0,",
    ",",
    ", ",
    ".",
    "-",
    "a-",
    "é",
    "%",
    "=",
    "a,",
    "a@",
    "a.",
    "@a",
    "http://",
    "[",
    "]",
    "#",
    '"',
    "|",
    "/",
    "a/",
    "et ",
    " et",
    "<",
    ">",
    "1e",
    "2A",
)
BORNES = {"_CODE_ET_NOM": 200}
"""Characters that some are given at most, by their name."""


def list_patterns():
    """Yield every compiled pattern that a module of ours keeps, with its name."""
    for trouve in pkgutil.walk_packages(carto_ess.__path__, "carto_ess."):
        if "migrations" in trouve.name or trouve.name.endswith("__main__"):
            continue
        for nom, valeur in vars(importlib.import_module(trouve.name)).items():
            motifs = valeur if isinstance(valeur, tuple) else (valeur,)
            for motif in motifs:
                if isinstance(motif, re.Pattern) and isinstance(motif.pattern, str):
                    yield f"{trouve.name}.{nom}", motif


def time_pattern(motif, longueur):
    """Return the longest that a text of one repeated piece took, in seconds, with that piece."""
    pires = []
    for morceau in MORCEAUX:
        debut = time.process_time()
        for texte in ((morceau * longueur)[:longueur], f"{(morceau * longueur)[:longueur]}!"):
            motif.fullmatch(texte)
            motif.search(texte)
        pires.append((time.process_time() - debut, morceau))
    return max(pires)


def test_no_pattern_takes_longer_than_its_text_is_long():
    motifs = list(list_patterns())
    assert len(motifs) > 50
    lents = {
        nom: pire
        for nom, motif in motifs
        if (pire := time_pattern(motif, BORNES.get(nom.rpartition(".")[2], LONGUEUR)))[0] > 0.5
    }
    assert lents == {}
