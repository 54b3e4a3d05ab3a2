"""Colours, glyphs and strokes: the only module with a hex code.

Types take five colours of the Okabe-Ito palette, told apart by the three common colour-blind
eyes, and one glyph each, so that nothing is said by colour alone. `contour` is the same hue dark
enough for 3:1 on white. Numbers of fiches take ColorBrewer « Blues » in integer classes.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote


class StyleType(NamedTuple):
    """How a type is drawn: fill, darker outline of the same hue, and its glyph, a character."""

    couleur: str
    contour: str
    glyphe: str


STYLES: dict[str, StyleType] = {
    "mutualisation": StyleType("#0072B2", "#004B76", "●"),
    "partenariat_projets": StyleType("#D55E00", "#8F3F00", "■"),
    "collectif_acteurs_ess": StyleType("#009E73", "#00664A", "▲"),
    "regroupement": StyleType("#CC79A7", "#8A3D69", "◆"),
    "structure_appui": StyleType("#E69F00", "#7A4F00", "★"),
}

FORMES: dict[str, str] = {
    "mutualisation": "M.92 0A.92.92 0 1 1-.92 0A.92.92 0 1 1 .92 0z",
    "partenariat_projets": "M-.8-.8H.8V.8H-.8z",
    "collectif_acteurs_ess": "M0-.98L1 .78H-1z",
    "regroupement": "M0-1.12L1.12 0L0 1.12L-1.12 0z",
    "structure_appui": (
        "M0-1.15L.3-.42L1.1-.36L.49.16L.68.94L0 .51L-.68.94L-.49.16L-1.1-.36L-.3-.42z"
    ),
}
"""The glyphs as SVG paths of radius 1: a font might lack one, and one must be drawn half filled."""

ECRAN: dict[str, str] = {
    "encre": "#17212A", "encre2": "#4A5A68", "trait": "#D3DAE1", "bord": "#7D8A97",
    "fond": "#F5F7F9", "papier": "#FFFFFF", "bleu": "#1F4E79", "bleu-clair": "#E5EDF5",
    "bleu-choisi": "#EFF4F9", "bleu-fonce": "#173C5E", "couvert": "#437AAE",
    "lacune": "#B4501A", "lacune-fond": "#FDF4ED", "lacune-boite": "#FBEFE6",
    "lacune-texte": "#9A3F12", "creux": "#66727E", "inconnu": "#E9E9E9",
    "alerte": "#8F3F00", "alerte-fond": "#FDF1E8", "avis": "#8F5E00", "avis-fond": "#FFF8E5",
    "apercu-fond": "#FFF3CD", "reussite": "#1B6B4A", "reussite-fond": "#EDF6F1",
    "surligne": "#FFE9A8",
}  # fmt: skip
"""The screens’ own colours, `--ce-…` in every style sheet. Terracotta (``lacune``) is a hatch on
its paper, or a text, and says a gap: nothing else on screen is as warm. Contrast on white: encre
16.3, encre2 7.1, bleu 8.7, bord 3.5; ``lacune-texte`` on its box 6.1."""

PAPIERS = (
    "papier",
    "fond",
    "bleu-clair",
    "bleu-choisi",
    "lacune-fond",
    "lacune-boite",
    "inconnu",
    "alerte-fond",
    "avis-fond",
    "apercu-fond",
    "reussite-fond",
    "surligne",
)
"""Of the screens: what a text may lie on."""

SOMBRES = ("bleu", "bleu-fonce", "encre")
"""Of the screens: papers whose text is ``papier``."""

TEXTES = ("encre", "encre2", "bleu", "bleu-fonce", "lacune-texte", "alerte")
"""Of the screens: what is written, on any of the papers."""

TRAITS = (
    "bord",
    "bleu",
    "bleu-fonce",
    "encre2",
    "couvert",
    "lacune",
    "creux",
    "alerte",
    "avis",
    "reussite",
)
"""Of the screens: strokes that must be seen. ``trait`` alone is decoration: rows and boxes that it
tells apart are told without it."""


def write_variables() -> str:
    """Return the colours of the screens and of the types as the variables of a style sheet."""
    couleurs = {f"ce-{nom}": couleur for nom, couleur in ECRAN.items()}
    types = {
        f"ce-{type_}{suite}": couleur
        for type_, style in STYLES.items()
        for suite, couleur in (("", style.couleur), ("-contour", style.contour))
    }
    return ":root{" + "".join(f"--{nom}:{c};" for nom, c in {**couleurs, **types}.items()) + "}"


def write_signes() -> str:
    """Return the signs of the types as style rules: filled, its left half filled, hollow, dotted.

    Images of the sheet itself: markup drawn in a page is stripped of its SVG.
    """
    regles = []
    for type_ in FORMES:
        for etendue in ("partout", "partie", "manque", "inconnu"):
            image = write_signe(type_, etendue).replace('"', "'")
            adresse = quote(image, safe=" '=:/")
            regles.append(
                f".ce-signe-{type_}.ce-signe-{etendue}{{background-image:"
                f'url("data:image/svg+xml,{adresse}")}}'
            )
    return "".join(regles)


def write_signe(type_: str, etendue: str) -> str:
    """Return the sign of a type as an SVG element, by how much of a territory it covers.

    `etendue` is ``partout`` (filled), ``partie`` (its left half), ``manque`` (hollow) or
    ``inconnu`` (dotted).
    """
    forme, style = FORMES[type_], STYLES[type_]
    plein = {"fill": style.couleur, "stroke": style.contour}
    bord = {"fill": ECRAN["papier"], "stroke": style.contour}
    creux = {"fill": ECRAN["papier"], "stroke": ECRAN["creux"]}
    match etendue:
        case "partout":
            dessin = _write_forme(forme, plein)
        case "partie":
            dessin = '<clipPath id="g"><path d="M-2-2H0V2H-2z"/></clipPath>'
            dessin += _write_forme(forme, bord)
            dessin += _write_forme(forme, {**plein, "clip-path": "url(#g)"})
        case "manque":
            dessin = _write_forme(forme, creux)
        case _:
            dessin = _write_forme(forme, {**creux, "stroke-dasharray": ".25 .25"})
    cadre = 'xmlns="http://www.w3.org/2000/svg" viewBox="-1.35 -1.35 2.7 2.7"'
    return f"<svg {cadre}>{dessin}</svg>"


def _write_forme(forme: str, attributs: dict[str, str]) -> str:
    dits = "".join(f' {nom}="{valeur}"' for nom, valeur in attributs.items())
    return f'<path d="{forme}" stroke-width=".16" stroke-linejoin="round"{dits}/>'


BLEUS: tuple[str, ...] = ("#C6DBEF", "#6BAED6", "#2171B5")
"""ColorBrewer « Blues » for 1, 2–3, 4 fiches and more; none recorded is white and hatched."""

FOND_ENTETE = "#E6EBF0"
"""Ground of the header of a sheet."""

FONDS_CLASSEUR = ("#F9D9C8", "#D9EAD3")
"""Grounds of cells in a workbook given back: faulty, mended; the note says it too."""

PALETTE: dict[str, str] = {
    "encre": "#1B2733", "discret": "#51606E", "bleu": "#1F4E79", "alerte": "#8F3F00",
    "filet": "#D8DEE4", "fond": "#F3F5F7", "papier": "#FFFFFF", "voisin": "#F1EFEA",
    "trait_voisin": "#BDB8AD", "commune": "#5B6673", "hachure": "#75828E", "inconnu": "#E9E9E9",
}  # fmt: skip
"""Ink, paper and strokes of what is printed; ``hachure`` and ``commune`` hold 3:1 on white."""

CARTE: dict[str, str] = {
    "encre": "#17212A", "encre2": "#4A5A68", "trait": "#D3DAE1", "bord": "#7D8A97",
    "bleu": "#1F4E79", "bleu_clair": "#E5EDF5", "bleu_choisi": "#EFF4F9", "papier": "#FFFFFF",
    "lacune": "#B4501A", "lacune_fond": "#FDF4ED", "creux": "#66727E",
    "inconnu": "#E9E9E9", "point_inconnu": "#66727E",
    "mer": "#EDF2F5", "terre": "#F8F6F2", "bord_terre": "#D8D3C8",
    "pays": "#6B4A86", "trait_commune": "#B3BBC3",
}  # fmt: skip
"""Ink, paper and strokes of the map and of its frame. ``lacune``, terracotta, is a hatch on its own
paper (4.7:1) and never a plain fill; ``bord`` edges controls (3.5:1); ``creux`` hollow glyphs."""

NOMBRES: tuple[str, ...] = ("#D3E2EF", "#A6C6E1", "#73A2CC", "#437AAE", "#1F4E79")
"""One hue for 1 to 5 types present: steps 2 and 4 serve two types, 1, 3, 4 three, 1 to 4 four."""

TEINTES: tuple[float, ...] = (0.4, 0.68, 1)
"""How much of a type's own colour says 1, 2, 3 fiches and more, when it is shown alone."""


def find_teinte(couleur: str, n: int) -> str:
    """Return `couleur` as it says `n` fiches of one type, 1 or more, on white: see `TEINTES`."""
    part = TEINTES[min(n, len(TEINTES)) - 1]
    canaux = (int(couleur[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (c - 255) * part):02X}" for c in canaux)


HACHURES: dict[str, tuple[float, float]] = {
    "departement": (7, 1.5), "type": (8, 1.2), "focus": (10, 1.5), "telephone": (6, 1.3),
    "pastille": (6, 1.5), "petite": (4, 0.8),
}  # fmt: skip
"""The hatch of a gap, at 45°: period and line in px, by what is seen of it; one type alone may
leave 80 % of the land hatched, so that its lines are thinner."""

MESURES: dict[str, float] = {
    "voile": 0.6, "voile_commune": 0.42, "contour": 2.8, "contour_blanc": 5.8, "fiche": 0.6,
    "halo": 3.2, "rail": 860, "bandeau": 520,
}  # fmt: skip
"""Of the map: white over what is out of focus, widths of its outline and halos (px), strength of a
fiche's fill; least width of its frame (px) for a rail of small maps, then for a strip."""

LETTRES = (
    '"Source Sans", system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'
)
"""The family of letters of the screens, ours first."""


def build_style() -> dict[str, Any]:
    """Return what the map engine draws with: every colour and length, by name."""
    return {
        **CARTE,
        **MESURES,
        "nombre": list(NOMBRES),
        "teintes": list(TEINTES),
        "hachures": {nom: list(mesures) for nom, mesures in HACHURES.items()},
        "lettres": LETTRES,
    }
