"""What is written holds 4.5:1 on its paper, what is drawn 3:1: all of it from `style` alone."""

import math
import re
import subprocess
import tomllib
from itertools import combinations, pairwise, product

import pytest

from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.style import (
    CARTE,
    ECRAN,
    FOND_ENTETE,
    FONDS_CLASSEUR,
    FORMES,
    LETTRES,
    NOMBRES,
    PALETTE,
    PAPIERS,
    SOMBRES,
    STYLES,
    TEINTES,
    TEXTES,
    TRAITS,
    build_style,
)
from petit_monde import RACINE

SOURCES = RACINE / "src" / "carto_ess"
COMMENTAIRE = re.compile(r"/\*.*?\*/", re.DOTALL)
FEUILLES = {
    f.relative_to(SOURCES).as_posix(): COMMENTAIRE.sub("", f.read_text("utf-8"))
    for f in (*SOURCES.glob("ui/statique/*.css"), SOURCES / "export" / "page.css")
}
HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
NOM = re.compile(r"var\(--ce-([\w-]+)\)")
REGLE = re.compile(r"([^{}]+)\{([^{}]*)\}")
BLANC = ECRAN["papier"]

SEUIL = 10
"""How far (CIE76) two types must be: four times a difference just seen."""

A_PART = {"src/carto_ess/ui/statique/icone.svg", ".streamlit/config.toml"}
"""What others read by itself, and can take no colour from `style`: a test compares them."""


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


def list_uses():
    """Yield (sheet, selector, property, name of a colour) of all that the sheets paint."""
    for nom, feuille in FEUILLES.items():
        for selecteur, corps in REGLE.findall(feuille):
            for morceau in corps.split(";"):
                propriete, _, valeur = morceau.partition(":")
                for couleur in NOM.findall(valeur):
                    yield nom, " ".join(selecteur.split()), propriete.strip(), couleur


def test_no_colour_is_written_out_of_style():
    suivis = subprocess.run(
        ["git", "ls-files", "src", "app.py", "pages", ".streamlit"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(suivis) > 200
    ecrites = {
        nom
        for nom in suivis
        if nom != "src/carto_ess/style.py" and (RACINE / nom).suffix not in {".mo", ".woff2"}
        and re.search(r"""(?<=[\s"':,(>])#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b""",
                      (RACINE / nom).read_text("utf-8"))
    }  # fmt: skip
    assert ecrites == A_PART


def test_what_is_read_by_itself_has_the_colours_of_the_screens():
    icone = (SOURCES / "ui" / "statique" / "icone.svg").read_text("utf-8")
    pleines = {c.upper().replace("#FFF", BLANC) if len(c) == 4 else c for c in HEX.findall(icone)}
    assert pleines == {ECRAN["bleu"], BLANC}
    theme = tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert {nom: c for nom, c in theme.items() if c.startswith("#")} == {
        "primaryColor": ECRAN["bleu"], "linkColor": ECRAN["bleu"], "textColor": ECRAN["encre"],
        "backgroundColor": BLANC, "secondaryBackgroundColor": ECRAN["fond"],
        "borderColor": ECRAN["trait"],
    }  # fmt: skip


def test_every_type_has_its_style_and_its_form():
    assert list(STYLES) == list(FORMES) == list(TypeCooperation)


def test_the_measure_is_that_of_wcag():
    assert contrast("#000", BLANC) == pytest.approx(21)
    assert contrast("#767676", BLANC) == pytest.approx(4.54, abs=0.01)


def test_every_text_is_readable_on_every_paper():
    mesures = {
        (texte, fond): contrast(ECRAN[texte], ECRAN[fond])
        for texte, fond in (*product(TEXTES, PAPIERS), *product(("papier",), SOMBRES))
    }
    assert {paire: round(m, 2) for paire, m in mesures.items() if m < 4.5} == {}


def test_every_stroke_is_seen_on_white():
    mesures = {trait: contrast(ECRAN[trait], BLANC) for trait in TRAITS}
    assert {trait: round(m, 2) for trait, m in mesures.items() if m < 3} == {}


def test_the_header_and_the_marked_cells_of_a_workbook_take_black():
    for fond in (FOND_ENTETE, *FONDS_CLASSEUR):
        assert contrast("#000000", fond) >= 7


def test_the_sheets_write_with_texts_on_papers_and_draw_with_strokes():
    roles = {
        "color": {*TEXTES, *SOMBRES, "papier"}, "background": {*PAPIERS, *SOMBRES, *TRAITS},
        "fill": {*PAPIERS, *TRAITS}, "stroke": {*TRAITS},
    }  # fmt: skip
    vus, hors = 0, set()
    for nom, selecteur, propriete, couleur in list_uses():
        if couleur.startswith(tuple(STYLES)):
            continue
        vus += 1
        role = propriete.removesuffix("-color").removesuffix("-image")
        permises = roles.get(role, {*TRAITS, *PAPIERS, "encre", "trait"})
        if couleur not in permises:
            hors.add((nom, selecteur, propriete, couleur))
    assert vus > 150
    assert hors == set()


def test_a_white_text_lies_on_a_dark_paper():
    clairs = []
    for nom, feuille in FEUILLES.items():
        for selecteur, corps in REGLE.findall(feuille):
            if re.search(r"(?:^|;)\s*color: var\(--ce-papier\)", corps):
                fonds = NOM.findall("".join(re.findall(r"background[^;]*", corps)))
                clairs.append((nom, " ".join(selecteur.split()), fonds))
    assert len(clairs) >= 3
    assert [c for c in clairs if not c[2] or not set(c[2]) <= set(SOMBRES)] == []


@pytest.mark.parametrize("type_", STYLES, ids=str)
def test_the_glyph_and_the_outline_of_a_type_are_seen_on_white_and_on_grey(type_):
    style = STYLES[type_]
    for fond in ("papier", "fond", "bleu-clair"):
        assert contrast(style.contour, ECRAN[fond]) >= 4.5
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
