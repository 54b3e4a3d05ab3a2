"""From the contours of a whole country to the mended coverage of one département and around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from carto_ess._errors import GeodataError
from carto_ess.geodata.admin_express import read_admin_express
from carto_ess.geodata.contours import (
    CRS_METRES,
    Reparation,
    mend_coverage,
    merge_by_key,
    unite,
)
from carto_ess.geodata.sources import CodeOfficiel

_PROCHE = 0.001  # degrees, about 100 m: contours of two départements never match exactly


@dataclass(frozen=True)
class Maillage:
    """The communes of a département and its neighbours, one valid coverage, in EPSG:2154.

    ``communes``: columns ``code_commune``, ``geometry``, by ascending code. ``departements``:
    ``code``, ``principal`` (the one with communes), ``geometry``, by ascending code.
    """

    communes: gpd.GeoDataFrame
    departements: gpd.GeoDataFrame
    reparation: Reparation


def build_maillage(
    officiel: CodeOfficiel,
    contours: gpd.GeoDataFrame,
    departement: str,
    fusions: Mapping[str, str],
    admin_express: Path | None = None,
) -> Maillage:
    """Build the coverage of `departement` and its neighbours.

    `contours` is what ``read_contours`` returns. Communes that no longer exist join their
    successor (`fusions` first, then the official code); neighbours are the other départements of
    its région and those that touch it. `admin_express` replaces contours where it has some.

    Raises
    ------
    GeodataError
        A commune has no contour, or the contours cannot be mended.
    """
    actuels = attach_to_current(officiel, contours, fusions)
    retenus = {departement, *find_neighbours(officiel, actuels, departement)}
    actuels = actuels[actuels["departement"].isin(retenus)].to_crs(CRS_METRES)
    if admin_express is not None:
        actuels = _replace(officiel, actuels, admin_express, fusions, departement)
    dedans = actuels["departement"] == departement
    maille = merge_by_key(actuels, actuels["code"].where(dedans, actuels["departement"]).tolist())
    formes, reparation = mend_coverage(maille.geometry.to_numpy())
    maille = maille.set_geometry(gpd.GeoSeries(formes, maille.index, crs=CRS_METRES))
    voisin = maille["cle"].isin(retenus)
    communes = _named(maille[~voisin], "code_commune")
    _require_all(officiel, communes["code_commune"], departement)
    return Maillage(communes, _draw_departements(maille[voisin], communes, departement), reparation)


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
    officiel: CodeOfficiel, actuels: gpd.GeoDataFrame, departement: str
) -> list[str]:
    """Return the codes of the départements of the same région and of those that touch it.

    `actuels` is what `attach_to_current` returns, in EPSG:4326.
    """
    region_of = {d["code"]: d.get("region") for d in officiel.departements}
    region = region_of[departement]
    voisins = {code for code, r in region_of.items() if r == region}
    dedans = actuels["departement"] == departement
    arbre = shapely.STRtree(actuels.geometry.to_numpy())
    _, proches = arbre.query(
        actuels.geometry.to_numpy()[dedans], predicate="dwithin", distance=_PROCHE
    )
    voisins |= set(actuels["departement"].iloc[np.unique(proches)])
    return sorted(voisins - {departement})


def _replace(
    officiel: CodeOfficiel,
    actuels: gpd.GeoDataFrame,
    fichier: Path,
    fusions: Mapping[str, str],
    departement: str,
) -> gpd.GeoDataFrame:
    """Put the contours of an Admin Express file in place of those of the départements it holds."""
    fins = read_admin_express(fichier, sorted(set(actuels["departement"])))
    fins["code"] = [_current(officiel, code, fusions) for code in fins["code"]]
    fins["departement"] = fins["code"].map(dict(officiel.departement_of))
    fins = fins.dropna(subset="departement")
    _require_all(officiel, fins["code"], departement, f" dans {fichier.name}")
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
    officiel: CodeOfficiel, codes: Collection[str], departement: str, ou: str = ""
) -> None:
    presents = set(codes)
    for commune in officiel.communes:
        if commune.get("departement") == departement and commune["code"] not in presents:
            raise GeodataError(
                f"La commune {commune['nom']} ({commune['code']}) n’a pas de contour{ou} : "
                "donnez une source de contours du même millésime, ou complétez la table "
                "communes_fusionnees.csv."
            )


def _named(maille: gpd.GeoDataFrame, colonne: str) -> gpd.GeoDataFrame:
    return maille.rename(columns={"cle": colonne}).reset_index(drop=True)


def _draw_departements(
    voisins: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, departement: str
) -> gpd.GeoDataFrame:
    codes: Sequence[str] = [*voisins["cle"], departement]
    formes = [*voisins.geometry, unite(communes.geometry.to_numpy())]
    table = gpd.GeoDataFrame(
        {"code": codes, "principal": [c == departement for c in codes]},
        geometry=formes,
        crs=CRS_METRES,
    )
    return table.sort_values("code").reset_index(drop=True)
