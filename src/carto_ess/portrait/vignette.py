"""Small maps of one territory in SVG, one per type: no tile, no script, sharp at any size.

Colours, hatch and dots are those of the big map when it shows one type: three strengths of the
type's colour for 1, 2 fiches, 3 and more; terracotta hatch for none; grey dots for unknown; open
rings where it depends on a reading. Import it only where a map is drawn: geopandas is slow to load.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from carto_ess.geodata.contours import read_contours, select_contours
from carto_ess.portrait.gabarit import render_imprime
from carto_ess.portrait.portrait import Terre
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.style import CARTE, HACHURES, STYLES, TEINTES, find_teinte
from carto_ess.territoire.commune import CodeCommune

Formes: TypeAlias = "np.ndarray[Any, Any]"
"""An array of shapely geometries."""

LARGEUR, HAUTEUR = 1000, 880
"""A drawing's frame, in its own units: 33 mm wide in print."""

PX = 8.0
"""Units of a CSS pixel in print: the hatch of the screens is told in pixels."""

_MARGE = 0.02
_TOLERANCE = 3  # units: a tenth of a millimetre once printed
_PAS_RONDS = 176
_RAYON_ROND = 14
_NOMBREUSES = 100  # communes whose borders, as wide as usual, would hide the colours

VIDE, INCONNU = "vide", "inconnu"
"""The classes that are no number."""


@dataclass(frozen=True, slots=True)
class FondVignette:
    """The contours of today's communes, by code (EPSG:2154)."""

    communes: gpd.GeoDataFrame


class Dessin(NamedTuple):
    """A map as an SVG element, and how many communes it shows of each class."""

    svg: str
    classes: Mapping[str, int]


def read_fond(dossier: Path) -> FondVignette:
    """Read the contours of a geodata folder.

    Raises
    ------
    GeodataError
        They cannot be read.
    """
    return FondVignette(read_contours(dossier, "communes"))


def build_vignettes(terre: Terre, fond: FondVignette) -> dict[TypeCooperation, Dessin]:
    """Return the map of each type over the same land."""
    codes_voulus = tuple(next(iter(terre.effectifs.values())))
    communes = select_contours(fond.communes, codes_voulus)
    codes = [CodeCommune(c) for c in communes["code_commune"]]
    formes = np.asarray(shapely.coverage_simplify(_fit(communes), _TOLERANCE))
    cible = _gather(formes, [code in terre.cible for code in codes])
    sol: dict[str, object] = {
        "limites": _trace([_share_borders(formes)]),
        "bord": PX * (0.7 if len(codes) < _NOMBREUSES else 0.4),
        "contour": _trace([cible]),
        "voile": _trace([shapely.difference(shapely.coverage_union_all(formes), cible)]),
    }
    return {
        type_: _draw(type_, [effectifs[c] for c in codes],
                     [c in terre.douteuses[type_] for c in codes], formes, sol)
        for type_, effectifs in terre.effectifs.items()
    }  # fmt: skip


def _draw(
    type_: TypeCooperation,
    effectifs: Collection[int | None],
    doutes: list[bool],
    formes: Formes,
    sol: Mapping[str, object],
) -> Dessin:
    classes = [find_classe(n) for n in effectifs]
    presentes = {c: classes.count(c) for c in sorted(set(classes))}
    aires = {c: _gather(formes, [x == c for x in classes]) for c in presentes}
    rien = shapely.GeometryCollection()
    svg = render_imprime(
        "vignette.svg",
        largeur=LARGEUR,
        hauteur=HAUTEUR,
        px=PX,
        carte=CARTE,
        aplats=[
            (find_teinte(STYLES[type_].couleur, int(c)), _trace([aire]))
            for c, aire in aires.items()
            if c.isdigit()
        ],
        vides=_trace([aires.get(VIDE, rien)]),
        hachures=_trace([hatch(aires.get(VIDE, rien))]),
        trait=HACHURES["type"][1] * PX,
        inconnus=_trace([aires.get(INCONNU, rien)]),
        points=_spread(aires.get(INCONNU, rien), 40),
        ronds=_spread(_gather(formes, doutes), _PAS_RONDS),
        rayon=_RAYON_ROND,
        **sol,
    )
    return Dessin(svg, presentes)


def find_classe(n: int | None) -> str:
    """Return the class of a number of fiches of one type: « 1 », « 2 », « 3 » and more, or none."""
    if n is None:
        return INCONNU
    return str(min(n, len(TEINTES))) if n else VIDE


def _fit(communes: gpd.GeoDataFrame) -> Formes:
    """Return the contours in the drawing's units, north up, in the middle of its frame."""
    gauche, bas, droite, haut = communes.total_bounds
    largeur, hauteur = LARGEUR * (1 - 2 * _MARGE), HAUTEUR * (1 - 2 * _MARGE)
    metres = max((droite - gauche) / largeur, (haut - bas) / hauteur)
    ouest = (gauche + droite - LARGEUR * metres) / 2
    nord = (bas + haut + HAUTEUR * metres) / 2
    return np.asarray(
        shapely.transform(
            communes.geometry.to_numpy(), lambda xy: (xy - (ouest, nord)) * (1, -1) / metres
        )
    )


def _gather(formes: Formes, choix: list[bool]) -> BaseGeometry:
    return shapely.coverage_union_all(formes[np.asarray(choix, dtype=bool)])


def _share_borders(formes: Formes) -> BaseGeometry:
    """Return the borders between communes, each drawn once."""
    return shapely.line_merge(shapely.union_all(shapely.boundary(formes)))


def hatch(forme: BaseGeometry) -> BaseGeometry:
    """Return slanting lines inside `forme`; real lines, where a pattern prints with seams."""
    if forme.is_empty:
        return forme
    pas = round(HACHURES["type"][0] * PX * 2**0.5)
    lignes = [[(0, y), (LARGEUR, y - LARGEUR)] for y in range(0, HAUTEUR + LARGEUR, pas)]
    return shapely.intersection(shapely.multilinestrings(lignes), forme)


def _spread(forme: BaseGeometry, pas: int) -> list[tuple[int, int]]:
    """Return the points of a staggered grid that fall inside `forme`; one in it at least."""
    if forme.is_empty:
        return []
    grille = [
        (x + pas // 2 * (rang % 2), y)
        for rang, y in enumerate(range(pas // 2, HAUTEUR, pas // 2))
        for x in range(pas // 2, LARGEUR, pas)
    ]
    dedans = [xy for xy in grille if shapely.contains_xy(forme, *xy)]
    lieu = shapely.point_on_surface(forme)
    return dedans or [(round(lieu.x), round(lieu.y))]


def _trace(formes: Iterable[BaseGeometry]) -> str:
    """Return the path of geometries: whole units, relative moves, rings closed."""
    morceaux: list[str] = []
    for forme in formes:
        for partie in shapely.get_parts(shapely.get_parts(forme)):
            if partie.is_empty:
                continue
            if partie.geom_type == "Polygon":
                anneaux = [partie.exterior, *partie.interiors]
                morceaux += [_trace_line(a.coords, ferme=True) for a in anneaux]
            elif partie.geom_type == "LineString":
                morceaux.append(_trace_line(partie.coords, ferme=False))
    return "".join(morceaux)


def _trace_line(coords: Iterable[tuple[float, ...]], *, ferme: bool) -> str:
    entiers = [(round(x), round(y)) for x, y, *_ in coords]
    points = [entiers[0], *(b for a, b in pairwise(entiers) if a != b)]
    if ferme and len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < (3 if ferme else 2):
        return ""  # smaller than a unit
    x, y = points[0]
    suite = " ".join(f"{d - b} {e - c}" for (b, c), (d, e) in pairwise(points))
    return f"M{x} {y}l{suite}{'z' if ferme else ''}".replace(" -", "-")
