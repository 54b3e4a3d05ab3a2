"""The small country of the build's tests, taken for one whose communes are too many for a file."""

import csv
from contextlib import contextmanager

import geopandas as gpd
import pytest

import pays_construit as essai
from annees import build
from carto_ess.construction import ensemble
from carto_ess.construction.build import TOUS
from pays_construit import A, B
from petit_monde import COUVERTURE, FICHE

AILLEURS = "200000719"
UNITES = ["200000172", "200000438", "200000719", "78001", "92002"]

FICHES = [
    {"id": "alpha", "structure": "Alpha", "point_commune": "91001"},
    {"id": "beta", "structure": "Bêta", "type": "regroupement", "point_commune": "91002"},
]
COUVERTURES = [
    {"fiche": "alpha", "niveau": "commune", "code": "91001"},
    {"fiche": "alpha", "niveau": "commune", "code": "91003"},
    {"fiche": "beta", "niveau": "epci", "code": B},
    {"fiche": "beta", "niveau": "commune", "code": "91001"},
]
"""Alpha covers two communes of A's three; Beta all of B and one commune of A."""


@contextmanager
def large():
    """Lower, for a build, the number of communes beyond which EPCI come first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "SEUIL_COMMUNES", 8)
        yield


def build_grand_pays(dossier):
    """Build the geodata and the référentiel of the large country; return their folders."""
    faits = dossier / "faits"
    faits.mkdir(parents=True)
    for nom, lignes in essai.FAITS.items():
        essai.write_rows(faits / nom, lignes)
    with large():
        build(
            departements=[TOUS],
            contours=essai.write_contours(dossier / "contours.tar.gz"),
            decoupage=essai.write_decoupage(dossier / "decoupage.tgz"),
            sources=faits,
            output=dossier / "geodata",
        )
    return dossier / "geodata", write_fiches(dossier / "referentiel")


def write_fiches(dossier, fiches=FICHES, couvertures=COUVERTURES):
    """Write a référentiel of `fiches`, each row a change of the model one."""
    dossier.mkdir()
    for nom, modele, lignes in (
        ("fiches.csv", FICHE, fiches),
        ("couvertures.csv", COUVERTURE | {"millesime": "2026"}, couvertures),
    ):
        with (dossier / nom).open("w", encoding="utf-8-sig", newline="") as flux:
            ecrivain = csv.DictWriter(flux, list(modele), delimiter=";")
            ecrivain.writeheader()
            ecrivain.writerows({**modele, **ligne} for ligne in lignes)
    return dossier


def find_place(i, j):
    """Return (latitude, longitude) of the point (i, j) km of the small country."""
    (point,) = gpd.GeoSeries([essai.carre(i, j, 0, 0).centroid], crs=2154).to_crs(4326)
    return point.y, point.x


__all__ = ["AILLEURS", "UNITES", "A", "B", "build_grand_pays", "find_place", "large"]
