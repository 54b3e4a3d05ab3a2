"""Open data: what stands at ``/donnees/…``, made from one state of the référentiel.

The date that files bear is that of the version, not of the day they are asked for: the same version
gives the same bytes, on every process.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from carto_ess._errors import GeodataError
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export.csv import build_csv
from carto_ess.export.extraction import Extraction, build_extraction
from carto_ess.export.lacunes import build_lacunes_csv, describe_bilan
from carto_ess.export.tables import build_couvertures
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.tableur.formule import neutralise
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.vue.vue import Vue


@dataclass(frozen=True)
class Publication:
    """One state of what is published.

    ``referentiel`` is as visitors may see it, ``date`` the day of its version, ``contact`` whom to
    write to, if an address was set.
    """

    decoupages: Decoupages
    referentiel: Referentiel
    geodata: Path
    date: dt.date
    contact: str | None = None

    @cached_property
    def extraction(self) -> Extraction:
        """Every fiche with all that it covers, on the most recent perimeters."""
        vue = Vue(millesime=self.decoupages.actuel.millesime, echelle=Echelle.TOUTES)
        matrice = build_matrice(
            self.referentiel.fiches, self.decoupages, millesime=vue.millesime, echelle=vue.echelle
        )
        return build_extraction(vue, self.decoupages, self.referentiel, matrice, date=self.date)

    @cached_property
    def _faits(self) -> dict[str, bytes]:
        return {}

    def build(self, nom: str) -> bytes:
        """Return a file of `OUVERTES`, made once.

        Raises
        ------
        GeodataError
            The contours cannot be read, or the file would be too large.
        """
        if nom not in self._faits:
            self._faits[nom] = OUVERTES[nom].fabrique(self)
        return self._faits[nom]


def locate(adresse: str, nom: str) -> str:
    """Return where a file is; `adresse` is the app's own, ending with ``/``."""
    return f"{adresse}donnees/{nom}"


class Ouverte(NamedTuple):
    """One file: its media type, what it is in French, and its maker."""

    mime: str
    titre: str
    description: str
    fabrique: Callable[[Publication], bytes]


def build_fiches(publication: Publication) -> bytes:
    """Return ``fiches.csv``: one row per fiche."""
    return build_csv(publication.extraction, publication.geodata)


def build_territoires(publication: Publication) -> bytes:
    """Return ``couvertures.csv``: one row per fiche and territory that it declares."""
    table = build_couvertures(publication.extraction)
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(table.colonnes)
    ecrivain.writerows(
        [neutralise(c) if isinstance(c, str) else c for c in ligne] for ligne in table.lignes
    )
    return flux.getvalue().encode("utf-8-sig")


def build_points_geojson(publication: Publication) -> bytes:
    """Return ``fiches.geojson``: one point per fiche with an address."""
    from carto_ess.export.geojson import build_points  # noqa: PLC0415 -- geopandas

    return build_points(publication.extraction, publication.geodata)


def build_surfaces_geojson(publication: Publication) -> bytes:
    """Return ``couvertures.geojson``: what each fiche covers.

    Raises
    ------
    GeodataError
        The territory is too large: thousands of fiches times thousands of communes.
    """
    if publication.decoupages.unites:
        raise GeodataError(
            "Les surfaces couvertes d’un territoire de cette taille ne tiennent pas dans un "
            "fichier : prenez couvertures.csv et joignez-y les contours de l’IGN par leurs codes."
        )
    from carto_ess.export.geojson import build_surfaces  # noqa: PLC0415 -- geopandas

    return build_surfaces(publication.extraction, publication.geodata)


def build_lacunes_epci(publication: Publication) -> bytes:
    """Return ``lacunes-epci.csv``: one row per EPCI."""
    return _build_lacunes(publication, Niveau.EPCI)


def build_lacunes_communes(publication: Publication) -> bytes:
    """Return ``lacunes-communes.csv``: one row per commune."""
    return _build_lacunes(publication, Niveau.COMMUNE)


def _build_lacunes(publication: Publication, niveau: Niveau) -> bytes:
    """Judge gaps on the échelle of proximity, as the page does unless asked otherwise."""
    decoupages, fiches = publication.decoupages, publication.referentiel.fiches
    question = Question(decoupages.actuel.millesime, niveau=niveau)
    matrice = build_matrice(
        fiches, decoupages, millesime=question.millesime, echelle=question.echelle
    )
    bilan = build_bilan(question, fiches, matrice, decoupages)
    return build_lacunes_csv(bilan, describe_bilan(bilan, fiches, decoupages, publication.date))


OUVERTES: dict[str, Ouverte] = {
    "fiches.csv": Ouverte(
        "text/csv; charset=utf-8", "Fiches",
        "Une ligne par coopération recensée : ses champs, ses communes couvertes.", build_fiches,
    ),
    "couvertures.csv": Ouverte(
        "text/csv; charset=utf-8", "Couvertures",
        "Une ligne par territoire qu’une fiche déclare couvrir.", build_territoires,
    ),
    "fiches.geojson": Ouverte(
        "application/geo+json", "Points des fiches",
        "Un point par fiche dont une adresse est connue : siège, contact ou lieu d’action.",
        build_points_geojson,
    ),
    "couvertures.geojson": Ouverte(
        "application/geo+json", "Surfaces couvertes",
        "Les communes que couvre chaque fiche, réunies en une surface.", build_surfaces_geojson,
    ),
    "lacunes-epci.csv": Ouverte(
        "text/csv; charset=utf-8", "Intercommunalités à couvrir",
        "Une ligne par intercommunalité : communes et habitants couverts ou non, fiches par type.",
        build_lacunes_epci,
    ),
    "lacunes-communes.csv": Ouverte(
        "text/csv; charset=utf-8", "Communes à couvrir",
        "Une ligne par commune : habitants, fiches par type.", build_lacunes_communes,
    ),
}  # fmt: skip
"""The files of data, by name; `paquet`, `catalogue` and `nouvelles` describe them."""
