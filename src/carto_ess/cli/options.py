"""What the commands share: options of perimeters and format, and how JSON is written."""

from __future__ import annotations

import csv
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

import click

from carto_ess.francais import join_years
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE, Lecture
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_geodata, find_referentiel
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Echelle


class CsvWriter(Protocol):
    """What `csv.writer` returns, whose type has no name of its own."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""

    def writerows(self, rows: Iterable[Iterable[object]], /) -> None:
        """Write several."""


C = TypeVar("C", bound=Callable[..., Any])


def with_perimetres(commande: C) -> C:
    """Add the options that choose perimeters and échelle, proximité unless asked otherwise."""
    return with_millesime(with_echelle(Echelle.PROXIMITE)(commande))


def tell_empty(referentiel: Referentiel) -> bool:
    """Say on standard error that a référentiel has no fiche, and what to do; tell whether it has.

    Its figures are zeros. One whose fiches are all faulty is another thing: its faults are told.
    """
    vide = not referentiel.fiches and not referentiel.fautes
    if vide:
        click.echo(f"{SANS_AUCUNE_FICHE} Publiez-en avec « carto-ess publish FICHIER ».", err=True)
    return vide


def with_echelle(defaut: Echelle) -> Callable[[C], C]:
    """Return what adds the option that chooses an échelle."""
    return click.option(
        "--echelle",
        type=click.Choice([e.value for e in Echelle]),
        default=defaut.value,
        show_default=defaut.value,
        help="proximite : communes, EPCI, Pays ; toutes : département et régions aussi.",
    )


def with_types(commande: C) -> C:
    """Add the option that chooses the types asked about, all of them unless it is given."""
    return click.option(
        "--type",
        "types",
        multiple=True,
        metavar="TYPE",
        type=click.Choice([t.value for t in TypeCooperation]),
        help=f"Type de coopération, à répéter ; tous par défaut : {', '.join(TypeCooperation)}.",
    )(commande)


def with_millesime(commande: C) -> C:
    """Add the option that chooses the year of the perimeters."""
    return click.option(
        "--millesime",
        type=int,
        default=None,
        metavar="ANNEE",
        help="Année des périmètres ; par défaut la plus récente.",
    )(commande)


def with_lecture(commande: C) -> C:
    """Add the option that chooses how the words of coverages are read."""
    return click.option(
        "--lecture",
        type=click.Choice([x.value for x in Lecture]),
        default="retenue",
        show_default="retenue",
        help="Comment lire les mots du livret : la lecture retenue, la plus étroite ou la plus "
        "large que ces mêmes mots permettent.",
    )(commande)


def choose_millesime(decoupages: Decoupages, millesime: int | None) -> int:
    """Return the millésime asked, the most recent by default.

    Raises
    ------
    click.BadParameter
        No perimeters of that year are held.
    """
    if millesime is None:
        return decoupages.actuel.millesime
    if millesime not in decoupages.millesimes:
        connus = join_years(decoupages.millesimes)
        raise click.BadParameter(f"{millesime} reçu, attendu : {connus}.", param_hint="--millesime")
    return millesime


def with_format(*formats: str, aide: str = "Format de sortie.") -> Callable[[C], C]:
    """Return what adds the option that chooses one of these formats, the first by default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=aide,
    )


def refuse_overwriting(output: Path) -> None:
    """Refuse to write among the files that the app reads: geodata and référentiel.

    Raises
    ------
    click.BadParameter
        `output` is one of them, or would be.
    """
    vrai = output.resolve()
    for quoi, dossier in (
        ("des données géographiques", find_geodata(os.environ)),
        ("du référentiel", find_referentiel(os.environ)),
    ):
        if dossier.resolve() in {vrai, *vrai.parents}:
            raise click.BadParameter(
                f"{output} est dans le dossier {quoi} ({dossier}), que l’application lit : rien "
                "n’y est écrit. Choisissez un autre dossier.",
                param_hint="--output",
            )


def echo_json(valeur: object) -> None:
    """Write `valeur` as JSON on standard output."""
    click.echo(json.dumps(valeur, ensure_ascii=False, indent=1))


def open_csv() -> CsvWriter:
    """Return what writes rows on standard output, `;` between cells.

    A file gets a byte order mark, without which spreadsheets misread accents; a program at the end
    of a pipe does not, which would have it misread the first title.
    """
    if _is_file(sys.stdout):
        sys.stdout.write("\ufeff")
    return csv.writer(sys.stdout, delimiter=";", lineterminator="\n")


def _is_file(flux: IO[str]) -> bool:
    try:
        return stat.S_ISREG(os.fstat(flux.fileno()).st_mode)
    except OSError:  # io.UnsupportedOperation is one: it stands for no file of the system
        return False
