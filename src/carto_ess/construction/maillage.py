"""From the contours of a whole country to the mended coverage of what is built and around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from carto_ess._errors import GeodataError
from carto_ess.construction.admin_express import read_admin_express
from carto_ess.construction.contours import (
    CRS_METRES,
    Reparation,
    mend_coverage,
    merge_by_key,
    merge_departements,
)
from carto_ess.construction.sources import CodeOfficiel

_PROCHE = 0.001  # degrees, about 100 m: contours of two départements never match exactly


@dataclass(frozen=True)
class Maillage:
    """The communes of the départements built and their neighbours, one valid coverage, EPSG:2154.

    ``communes``: columns ``code_commune``, ``geometry``, by ascending code. ``departements``:
    ``code``, ``principal`` (those with communes), ``geometry``, by ascending code. ``lointaines``:
    communes overseas, as ``communes`` but in EPSG:4326 and not mended: Lambert-93, in which all is
    measured and drawn, does not hold there.
    """

    communes: gpd.GeoDataFrame
    departements: gpd.GeoDataFrame
    reparation: Reparation
    lointaines: gpd.GeoDataFrame


def build_maillage(
    officiel: CodeOfficiel,
    contours: gpd.GeoDataFrame,
    departements: Collection[str],
    fusions: Mapping[str, str],
    admin_express: Path | None = None,
) -> Maillage:
    """Build the coverage of `departements` and their neighbours.

    `contours` is what ``read_contours`` returns. Communes that no longer exist join their
    successor (`fusions` first, then the official code); neighbours are the other départements of
    their régions and those that touch them. `admin_express` replaces contours where it has some.

    Raises
    ------
    GeodataError
        A commune has no contour, or the contours cannot be mended.
    """
    actuels = attach_to_current(officiel, contours, fusions)
    _require_all(officiel, actuels["code"], departements)
    proches = set(departements) & list_metropole(officiel)
    lointains = actuels[actuels["departement"].isin(set(departements) - proches)]
    retenus = {*proches, *find_neighbours(officiel, actuels, proches)}
    actuels = actuels[actuels["departement"].isin(retenus)].to_crs(CRS_METRES)
    if admin_express is not None:
        actuels = _replace(officiel, actuels, admin_express, fusions, proches)
    dedans = actuels["departement"].isin(proches)
    maille = merge_by_key(actuels, actuels["code"].where(dedans, actuels["departement"]).tolist())
    formes, reparation = mend_coverage(maille.geometry.to_numpy())
    maille = maille.set_geometry(gpd.GeoSeries(formes, maille.index, crs=CRS_METRES))
    voisin = maille["cle"].isin(retenus)
    communes = _named(maille[~voisin], "code_commune")
    lointaines = _named(merge_by_key(lointains, lointains["code"].tolist()), "code_commune")
    return Maillage(
        communes,
        _draw_departements(maille[voisin], communes),
        reparation,
        lointaines.set_crs(contours.crs, allow_override=True),
    )


def list_metropole(officiel: CodeOfficiel) -> set[str]:
    """Return the codes of the départements that Lambert-93 holds."""
    return {d["code"] for d in officiel.departements if d["zone"] == "metro"}


def attach_to_current(
    officiel: CodeOfficiel, contours: gpd.GeoDataFrame, fusions: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Return the contours under the codes of today: columns ``code, departement, geometry``.

    A code may come back several times (parts of a merged commune). A commune re-established since
    the contours were drawn takes that of its commune déléguée, cut out of the others.
    """
    entieres = contours[contours["type"] == "COM"]
    codes = [_current(officiel, code, fusions) for code in entieres["code"]]
    actuels = gpd.GeoDataFrame({"code": codes}, geometry=entieres.geometry.array, crs=contours.crs)
    actuels["departement"] = actuels["code"].map(dict(officiel.departement_of))
    actuels = actuels.dropna(subset="departement")
    absentes = set(officiel.departement_of) - set(codes)
    deleguees = contours[(contours["type"] != "COM") & contours["code"].isin(absentes)]
    return _cut_out(actuels, deleguees, officiel.departement_of) if len(deleguees) else actuels


def _current(officiel: CodeOfficiel, code: str, fusions: Mapping[str, str]) -> str:
    if code in officiel.departement_of:
        return code
    return fusions.get(code) or officiel.successeurs.get(code, code)


def _cut_out(
    actuels: gpd.GeoDataFrame, deleguees: gpd.GeoDataFrame, departement_of: Mapping[str, str]
) -> gpd.GeoDataFrame:
    formes = actuels.geometry.to_numpy().copy()
    nouvelles = deleguees.geometry.to_numpy()
    arbre = shapely.STRtree(formes)
    for forme in nouvelles:
        touchees = arbre.query(forme, predicate="intersects")
        formes[touchees] = shapely.difference(formes[touchees], forme)
    codes = [*actuels["code"], *deleguees["code"]]
    complet = gpd.GeoDataFrame(
        {"code": codes, "departement": [departement_of[c] for c in codes]},
        geometry=np.concatenate([formes, nouvelles]),
        crs=actuels.crs,
    )
    return complet[~complet.geometry.is_empty]


def find_neighbours(
    officiel: CodeOfficiel, actuels: gpd.GeoDataFrame, departements: Collection[str]
) -> list[str]:
    """Return the codes of the départements of the same régions and of those that touch them.

    `actuels` is what `attach_to_current` returns, in EPSG:4326.
    """
    region_of = {d["code"]: d.get("region") for d in officiel.departements}
    regions = {region_of[d] for d in departements}
    voisins = {code for code, r in region_of.items() if r in regions}
    dedans = actuels["departement"].isin(departements)
    arbre = shapely.STRtree(actuels.geometry.to_numpy())
    _, proches = arbre.query(
        actuels.geometry.to_numpy()[dedans], predicate="dwithin", distance=_PROCHE
    )
    voisins |= set(actuels["departement"].iloc[np.unique(proches)])
    return sorted(voisins - set(departements))


def _replace(
    officiel: CodeOfficiel,
    actuels: gpd.GeoDataFrame,
    fichier: Path,
    fusions: Mapping[str, str],
    departements: Collection[str],
) -> gpd.GeoDataFrame:
    """Put the contours of an Admin Express file in place of those of the départements it holds."""
    fins = read_admin_express(fichier, sorted(set(actuels["departement"])))
    fins["code"] = [_current(officiel, code, fusions) for code in fins["code"]]
    fins["departement"] = fins["code"].map(dict(officiel.departement_of))
    fins = fins.dropna(subset="departement")
    _require_all(officiel, fins["code"], departements, f" dans {fichier.name}")
    tenus = {
        d for d in set(fins["departement"])
        if {c for c, de in officiel.departement_of.items() if de == d} <= set(fins["code"])
    }  # fmt: skip
    colonnes = ["code", "departement", "geometry"]
    gardes = actuels[~actuels["departement"].isin(tenus)]
    fins = fins[fins["departement"].isin(tenus)]
    codes = {c: [*gardes[c], *fins[c]] for c in colonnes[:2]}
    # Where both are drawn, the finer wins: a rough neighbour must not eat into a fine commune.
    restes = shapely.difference(gardes.geometry.to_numpy(), shapely.union_all(fins.geometry))
    formes = np.concatenate([restes, fins.geometry.to_numpy()])
    return gpd.GeoDataFrame(codes, geometry=formes, crs=CRS_METRES)


def _require_all(
    officiel: CodeOfficiel, codes: Collection[str], departements: Collection[str], ou: str = ""
) -> None:
    presents = set(codes)
    for commune in officiel.communes:
        if commune.get("departement") in departements and commune["code"] not in presents:
            raise GeodataError(
                f"La commune {commune['nom']} ({commune['code']}) n’a pas de contour{ou} : "
                "donnez une source de contours du même millésime, ou complétez la table "
                "communes_fusionnees.csv."
            )


def _named(maille: gpd.GeoDataFrame, colonne: str) -> gpd.GeoDataFrame:
    return maille.rename(columns={"cle": colonne}).reset_index(drop=True)


def _draw_departements(voisins: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    contours = merge_departements(communes["code_commune"].tolist(), communes.geometry.to_numpy())
    table = gpd.GeoDataFrame(
        {
            "code": [*voisins["cle"], *contours],
            "principal": [False] * len(voisins) + [True] * len(contours),
        },
        geometry=[*voisins.geometry, *contours.values()],
        crs=CRS_METRES,
    )
    return table.sort_values("code").reset_index(drop=True)
