"""A small map of one territory in SVG: no tile, no script, sharp at any size.

The same classes as the big map: white and hatched for none, blues for 1, 2–3, 4 fiches and more,
dotted grey for unknown. Import it only where a map is drawn: geopandas is slow to load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from carto_ess.geodata.contours import read_contours, select_contours
from carto_ess.geodata.manifeste import read_manifeste
from carto_ess.portrait.etiquette import Etiquette, FormatVignette, place_etiquettes
from carto_ess.portrait.gabarit import render_imprime
from carto_ess.style import BLEUS, PALETTE
from carto_ess.territoire.commune import CodeCommune

Formes: TypeAlias = "np.ndarray[Any, Any]"
"""An array of shapely geometries."""

LARGEUR, HAUTEUR = 1000, 800
"""The drawing's frame, in its own units; a unit is some tens of metres."""

_MARGE = 0.13
_TOLERANCE = 1.3  # units: a tenth of a millimetre once printed
_PAS_HACHURE = 15
_N_NOMS = 6
_AIRE_NOM = 9_000  # square units: less has no room for a name


class Classe(NamedTuple):
    """An integer class of the number of fiches: its words and its fill (``None``: hatched)."""

    mini: int
    texte: str
    couleur: str | None


CLASSES = (
    Classe(0, "aucune recensée", None),
    Classe(1, "1", BLEUS[0]),
    Classe(2, "2 ou 3", BLEUS[1]),
    Classe(4, "4 et plus", BLEUS[2]),
)


def find_classe(n: int) -> Classe:
    """Return the class of a number of fiches."""
    return max((c for c in CLASSES if c.mini <= n), key=lambda c: c.mini)


@dataclass(frozen=True, slots=True)
class Sujet:
    """What a map shows: the current communes of a territory and what is known of each.

    ``effectifs`` gives the number of fiches, ``None`` when unknown; ``noms`` the names to write,
    most important first; ``voisins`` the names of EPCI by SIREN; ``description`` says the map in
    words.
    """

    titre: str
    description: str
    effectifs: Mapping[CodeCommune, int | None]
    noms: Mapping[CodeCommune, str]
    voisins: Mapping[str, str]


class FondVignette(NamedTuple):
    """The contours around: communes and départements, EPCI of the perimeters shown (EPSG:2154)."""

    communes: gpd.GeoDataFrame
    epci: gpd.GeoDataFrame
    departements: gpd.GeoDataFrame


def read_fond(dossier: Path, millesime: int) -> FondVignette:
    """Read the layers of a geodata folder that a map of that millésime needs; see `FondVignette`.

    Raises
    ------
    GeodataError
        A layer cannot be read.
    """
    return FondVignette(
        read_contours(dossier, "communes"),
        read_contours(dossier, f"epci_{read_manifeste(dossier).find_dessin(millesime)}"),
        read_contours(dossier, "departements"),
    )


def build_vignette(sujet: Sujet, fond: FondVignette) -> str:
    """Return the map of `sujet` as an SVG element, under 60 KB for 255 communes."""
    communes = select_contours(fond.communes, tuple(sujet.effectifs))
    codes = [CodeCommune(c) for c in communes["code_commune"]]
    projection = _Projection.fit(communes.total_bounds)
    formes = np.asarray(shapely.coverage_simplify(
        projection.apply(communes.geometry.to_numpy()), _TOLERANCE
    ))  # fmt: skip
    cadre = shapely.box(0, 0, LARGEUR, HAUTEUR)
    territoire = shapely.coverage_union_all(formes)
    autour = _simplify(projection, fond.departements)
    voisins = _simplify(projection, fond.epci)
    effectifs = [sujet.effectifs[code] for code in codes]
    vides = _gather(formes, [n == 0 for n in effectifs])
    inconnus = _gather(formes, [n is None for n in effectifs])
    return render_imprime(
        "vignette.svg",
        titre=sujet.titre, description=sujet.description, palette=PALETTE,
        largeur=LARGEUR, hauteur=HAUTEUR,
        autour=_trace(shapely.intersection(autour, cadre)),
        voisins=_trace(shapely.intersection(shapely.boundary(voisins), cadre)),
        frontieres=_trace(shapely.intersection(shapely.boundary(autour), cadre)),
        aplats=[
            (c.couleur, _trace([_gather(formes, [_is_in(n, c) for n in effectifs])]))
            for c in CLASSES if c.couleur
        ],
        vides=_trace([vides]), hachures=_trace([_hatch(vides)]),
        inconnus=_trace([inconnus]), points=_trace([_hatch(inconnus, pente=0)]),
        limites=_trace([_share_borders(formes)]), contour=_trace([territoire]),
        etiquettes=_label(
            sujet, dict(zip(codes, formes, strict=True)),
            [
                *zip(fond.epci["siren"].map(dict(sujet.voisins)), voisins, strict=True),
                *((nom, forme) for nom, principal, forme in zip(
                    fond.departements["nom"], fond.departements["principal"], autour, strict=True
                ) if not principal),
            ],
        ),
    )  # fmt: skip


def build_pastille(classe: Classe | None) -> str:
    """Return the swatch of a class for a legend, as an SVG element; ``None`` is « unknown »."""
    return render_imprime("pastille.svg", classe=classe, palette=PALETTE)


class _Projection(NamedTuple):
    """From metres to the drawing's units, north up."""

    ouest: float
    nord: float
    metres: float

    @classmethod
    def fit(cls, bornes: Iterable[float]) -> _Projection:
        """Put the bounds (minx, miny, maxx, maxy) in the middle of the frame."""
        gauche, bas, droite, haut = bornes
        metres = (1 + 2 * _MARGE) * max((droite - gauche) / LARGEUR, (haut - bas) / HAUTEUR)
        return cls(
            (gauche + droite - LARGEUR * metres) / 2, (bas + haut + HAUTEUR * metres) / 2, metres
        )

    def apply(self, formes: Formes) -> Formes:
        """Return geometries in the drawing's units."""
        return np.asarray(shapely.transform(
            formes, lambda xy: (xy - (self.ouest, self.nord)) * (1, -1) / self.metres
        ))  # fmt: skip


def _is_in(n: int | None, classe: Classe) -> bool:
    return n is not None and find_classe(n) == classe


def _gather(formes: Formes, choix: list[bool]) -> BaseGeometry:
    return shapely.coverage_union_all(formes[np.asarray(choix, dtype=bool)])


def _simplify(projection: _Projection, contours: gpd.GeoDataFrame) -> Formes:
    formes = projection.apply(contours.geometry.to_numpy())
    return np.asarray(shapely.simplify(formes, _TOLERANCE))


def _share_borders(formes: Formes) -> BaseGeometry:
    """Return the borders between communes, each drawn once."""
    return shapely.line_merge(shapely.union_all(shapely.boundary(formes)))


def _hatch(forme: BaseGeometry, *, pente: int = 1) -> BaseGeometry:
    """Return slanting lines inside `forme`; real lines, where a pattern prints with seams."""
    if forme.is_empty:
        return forme
    lignes = [
        [(0, y), (LARGEUR, y - pente * LARGEUR)]
        for y in range(0, HAUTEUR + pente * LARGEUR, _PAS_HACHURE)
    ]
    return shapely.intersection(shapely.multilinestrings(lignes), forme)


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


def _label(
    sujet: Sujet,
    formes: Mapping[CodeCommune, BaseGeometry],
    autour: Iterable[tuple[str, BaseGeometry]],
) -> list[Etiquette]:
    """Write the main communes, then the neighbours (name and shape) where their name has room."""
    candidates: list[Etiquette] = []
    for code, nom in sujet.noms.items():
        if code in formes and len(candidates) < 3 * _N_NOMS:
            lieu = shapely.point_on_surface(formes[code])
            candidates.append(Etiquette(nom, lieu.x, lieu.y, point=True))
    cadre, visible = FormatVignette(LARGEUR, HAUTEUR), shapely.box(0, 0, LARGEUR, HAUTEUR)
    ecrites = place_etiquettes(candidates, cadre, limite=_N_NOMS)
    territoire = shapely.buffer(shapely.coverage_union_all(list(formes.values())), 8)
    noms = []
    for nom, forme in autour:
        dehors = shapely.difference(shapely.intersection(forme, visible), territoire)
        if dehors.area > _AIRE_NOM:
            x, y = shapely.maximum_inscribed_circle(dehors, 4).coords[0]
            noms.append(Etiquette(nom, x, y, point=False))
    return [*ecrites, *place_etiquettes(noms, cadre, limite=8, deja=ecrites)]
