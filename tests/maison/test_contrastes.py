"""What is written holds 4.5:1 on its paper, what is drawn 3:1: computed from the sources."""

import math
import re
from itertools import combinations, pairwise, product

import pytest

from carto_ess.style import CARTE, LETTRES, NOMBRES, PALETTE, STYLES, TEINTES, build_style
from petit_monde import RACINE

SOURCES = RACINE / "src" / "carto_ess"
FEUILLES = {
    nom: (SOURCES / nom).read_text(encoding="utf-8")
    for nom in ("ui/statique/theme.css", "ui/statique/integration.css", "carte/moteur.css")
}
HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
REGLE = re.compile(r"([^{}]+)\{([^{}]*)\}")
BLANC = "#FFFFFF"
PAPIERS = (BLANC, "#F3F5F7", "#DCE6F0")
"""What a text without its own background may lie on: page, filters and heads, row chosen."""

SEUIL = 10
"""How far (CIE76) two types must be: four times a difference just seen."""

DECOR = {
    "#D8DEE4": "a rule between rows: the rows are told apart without it",
    "#C9D1D9": "a frame around a box that its title already names",
}
"""The few strokes under 3:1, and why nothing is lost without them."""


def luminance(couleur):
    """Return the relative luminance of WCAG 2.2, 0 for black, 1 for white."""
    plein = couleur.lstrip("#")
    plein = plein if len(plein) == 6 else "".join(c * 2 for c in plein)
    canaux = (int(plein[i : i + 2], 16) / 255 for i in (0, 2, 4))
    r, v, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def contrast(un, deux):
    clair, sombre = sorted((luminance(un), luminance(deux)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def list_rules():
    """Yield (sheet, selector, property → value) of each rule that has a colour."""
    for nom, feuille in FEUILLES.items():
        for selecteur, corps in REGLE.findall(re.sub(r"/\*.*?\*/", "", feuille, flags=re.DOTALL)):
            declarations = {}
            for morceau in corps.split(";"):
                propriete, _, valeur = morceau.partition(":")
                if HEX.search(valeur):
                    declarations[propriete.strip()] = valeur
            if declarations:
                yield nom, " ".join(selecteur.split()), declarations


def test_the_measure_is_that_of_wcag():
    assert contrast("#000", BLANC) == pytest.approx(21)
    assert contrast("#767676", BLANC) == pytest.approx(4.54, abs=0.01)


def test_every_text_of_the_sheets_is_readable_on_its_paper():
    mesures = {}
    for nom, selecteur, declarations in list_rules():
        fonds = HEX.findall(declarations.get("background", "")) or PAPIERS
        if nom != "ui/statique/theme.css" and not HEX.search(declarations.get("background", "")):
            fonds = (BLANC,)  # the frame of the map has white boxes only
        for texte, fond in product(HEX.findall(declarations.get("color", "")), fonds):
            mesures[nom, selecteur, texte, fond] = contrast(texte, fond)
    assert len(mesures) > 40
    assert {cle: round(m, 2) for cle, m in mesures.items() if m < 4.5} == {}


def test_every_coloured_paper_of_the_sheets_takes_the_ink():
    fonds = {
        fond
        for _, _, declarations in list_rules()
        for fond in HEX.findall(declarations.get("background", ""))
    }
    clairs = [fond for fond in fonds if luminance(fond) > 0.4]
    assert len(clairs) >= 6
    assert [fond for fond in clairs if contrast(PALETTE["encre"], fond) < 4.5] == []


def test_every_stroke_of_the_sheets_is_seen_or_its_absence_excused():
    faibles = {
        (nom, selecteur, trait)
        for nom, selecteur, declarations in list_rules()
        for propriete, valeur in declarations.items()
        if propriete.startswith(("border", "outline", "box-shadow"))
        for trait in HEX.findall(valeur)
        if trait.upper() not in DECOR and trait != "#fff" and contrast(trait, BLANC) < 3
    }
    assert faibles == set()


def test_every_excuse_is_needed():
    tout = "".join(FEUILLES.values()).upper()
    assert [c for c in DECOR if c not in tout or contrast(c, BLANC) >= 3] == []


@pytest.mark.parametrize("type_", STYLES, ids=str)
def test_the_glyph_and_the_outline_of_a_type_are_seen_on_white_and_on_grey(type_):
    style = STYLES[type_]
    for fond in PAPIERS:
        assert contrast(style.contour, fond) >= 4.5
    assert contrast(style.contour, CARTE["terre"]) >= 3


def test_types_that_are_pale_on_white_have_an_outline_that_is_not():
    pales = [s for s in STYLES.values() if contrast(s.couleur, BLANC) < 3]
    assert len(pales) == 1  # the orange of the structures d’appui: its glyph has a dark edge
    assert all(contrast(s.contour, s.couleur) >= 3 for s in pales)


def test_what_the_engine_draws_is_seen_on_its_paper():
    for trait in ("encre", "encre2", "bord", "bleu", "creux", "pays", "lacune"):
        assert contrast(CARTE[trait], CARTE["papier"]) >= 3, trait
    assert contrast(CARTE["lacune"], CARTE["lacune_fond"]) >= 4.5
    assert contrast(CARTE["point_inconnu"], CARTE["inconnu"]) >= 3
    for fond in ("papier", "mer", "terre", "inconnu", "lacune_fond", "bleu_clair", "bleu_choisi"):
        assert contrast(CARTE["encre"], CARTE[fond]) >= 4.5, fond
        assert contrast(CARTE["encre2"], CARTE[fond]) >= 4.5, fond


def test_names_are_read_on_every_number_of_types_within_their_halo():
    for fond in NOMBRES[:3]:  # the three that the référentiel knows
        assert contrast(CARTE["encre"], fond) >= 4.5
    assert contrast(CARTE["encre"], CARTE["papier"]) >= 7  # the halo


def test_more_types_are_darker_and_each_step_is_told_from_the_next():
    clartes = [see(bleu, "toutes les couleurs")[0] for bleu in NOMBRES]
    assert all(a - b >= SEUIL for a, b in pairwise(clartes))
    assert list(TEINTES) == sorted(TEINTES)


def test_terracotta_is_the_only_warm_colour_of_the_land_and_never_a_plain_fill():
    pleins = [*NOMBRES, CARTE["mer"], CARTE["papier"]]
    assert all(int(c[1:3], 16) <= int(c[5:7], 16) for c in pleins)  # never more red than blue
    rouge, _, bleu = (int(CARTE["lacune"][i : i + 2], 16) for i in (1, 3, 5))
    assert rouge > bleu + 100
    assert CARTE["lacune"] not in NOMBRES


def test_the_engine_and_its_sheet_know_no_colour_but_those_of_style():
    dossier = SOURCES / "carte"
    for source in (*dossier.glob("moteur/*.js"), dossier / "moteur.css"):
        assert HEX.findall(source.read_text(encoding="utf-8")) == [], source.name
    donnes = build_style()
    for nom in set(re.findall(r"var\(--([\w-]+)\)", (dossier / "moteur.css").read_text())):
        assert isinstance(donnes[nom.replace("-", "_")], str), nom
    assert donnes["lettres"] == LETTRES


def test_print_holds_too():
    for texte in ("encre", "discret", "bleu", "alerte"):
        for fond in ("papier", "fond"):
            assert contrast(PALETTE[texte], PALETTE[fond]) >= 4.5, texte
    for trait in ("commune", "hachure"):
        assert contrast(PALETTE[trait], PALETTE["papier"]) >= 3


VISIONS = {
    "protanopie": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deutéranopie": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopie": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
    "toutes les couleurs": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}  # fmt: skip
"""What is left of linear red, green and blue: Machado, Oliveira and Fernandes, 2009, severity 1."""


def see(couleur, vision):
    """Return where a colour stands in CIELAB (D65) for who has that vision."""
    canaux = (int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5))
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    r, v, b = (
        min(1, max(0, sum(p * c for p, c in zip(rang, lineaires, strict=True))))
        for rang in VISIONS[vision]
    )
    xyz = (
        (0.4124 * r + 0.3576 * v + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * v + 0.0722 * b,
        (0.0193 * r + 0.1192 * v + 0.9505 * b) / 1.089,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_types_are_told_apart_by_their_colour_whatever_the_vision(vision):
    """2.3 is a difference just seen; glyphs side by side want several times that."""
    couleurs = [style.couleur for style in STYLES.values()]
    ecarts = {
        (a, b): math.dist(see(a, vision), see(b, vision)) for a, b in combinations(couleurs, 2)
    }
    assert {paire: round(ecart) for paire, ecart in ecarts.items() if ecart < SEUIL} == {}


def test_two_colours_that_a_deuteranope_confuses_are_found():
    assert math.dist(see("#00A000", "deutéranopie"), see("#B07000", "deutéranopie")) < SEUIL


def test_no_two_types_share_a_glyph():
    assert len({style.glyphe for style in STYLES.values()}) == len(STYLES)
