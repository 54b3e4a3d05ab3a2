"""The formats of export: how each is called, served and made."""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, cast

from carto_ess._errors import GeodataError
from carto_ess.export.extraction import Extraction
from carto_ess.francais import count
from carto_ess.lacune.bilan import Bilan
from carto_ess.referentiel.fiche import Fiche
from carto_ess.territoire.decoupage import Decoupages


class Format(NamedTuple):
    """One format: what a reader is told, its media type, and where its maker is."""

    nom: str
    usage: str
    mime: str
    fabrique: str


FORMATS: dict[str, Format] = {
    "csv": Format(
        "CSV", "Une ligne par fiche, pour tout logiciel.",
        "text/csv", "carto_ess.export.csv:build_csv",
    ),
    "xlsx": Format(
        "Excel (XLSX)", "Quatre feuilles : fiches, couvertures, communes, sources.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "carto_ess.export.xlsx:build_xlsx",
    ),
    "geojson": Format(
        "GeoJSON", "Couvertures et points, pour une carte sur le web.",
        "application/geo+json", "carto_ess.export.geojson:build_geojson",
    ),
    "gpkg": Format(
        "GeoPackage", "Fiches, couvertures et communes stylées, pour QGIS.",
        "application/geopackage+sqlite3", "carto_ess.export.geopackage:build_geopackage",
    ),
    "json": Format(
        "data.inclusion (JSON)", "Structures et services, dans le schéma de data.inclusion.",
        "application/json", "carto_ess.export.data_inclusion:build_data_inclusion",
    ),
    "html": Format(
        "Carte HTML", "Une carte en un seul fichier, qui s’ouvre sans réseau.",
        "text/html", "carto_ess.export.page:build_page",
    ),
}  # fmt: skip
"""Formats by extension, without the dot."""


def find_refusal(extension: str, decoupages: Decoupages) -> str:
    """Return why these perimeters cannot be exported in that format, in French; empty if they can.

    The map in one file holds every commune: it is for territories whose map does.
    """
    if extension != "html" or not decoupages.unites:
        return ""
    n = count(len(decoupages.unite_of), "commune")
    return (
        f"La carte HTML tiendrait {n} dans un seul fichier : c’est trop, elle est faite pour un "
        "territoire dont la carte montre les communes d’emblée. Exportez en GeoJSON ou en "
        "GeoPackage, ou construisez des périmètres de moins de départements."
    )


def build_export(extraction: Extraction, extension: str, geodata: Path) -> bytes:
    """Return the file of that extension; `geodata` is the folder that holds the contours.

    Raises
    ------
    KeyError
        No format has that extension.
    GeodataError
        The contours cannot be read, or are of too large a territory: see `find_refusal`.
    """
    if refus := find_refusal(extension, extraction.decoupages):
        raise GeodataError(refus)
    fabrique = pkgutil.resolve_name(FORMATS[extension].fabrique)
    return cast("Callable[[Extraction, Path], bytes]", fabrique)(extraction, geodata)


def build_lacunes(
    bilan: Bilan,
    fiches: tuple[Fiche, ...],
    decoupages: Decoupages,
    extension: str,
    geodata: Path,
    date: dt.date,
) -> bytes:
    """Return the territories of `bilan`, whatever their state, in ``csv``, ``xlsx`` or ``geojson``.

    Raises
    ------
    GeodataError
        The contours cannot be read.
    """
    from carto_ess.export import lacunes  # noqa: PLC0415 -- geopandas: only when a file is made

    metadonnees = lacunes.describe_bilan(bilan, fiches, decoupages, date)
    match extension:
        case "csv":
            return lacunes.build_lacunes_csv(bilan, metadonnees)
        case "xlsx":
            return lacunes.build_lacunes_xlsx(bilan, metadonnees, date)
        case _:
            return lacunes.build_lacunes_geojson(bilan, metadonnees, decoupages, geodata)
