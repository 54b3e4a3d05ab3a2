"""The command line: ``carto-ess``. Help in French; 0 done, 1 the data are faulty, 2 a wrong call.

JSON and CSV go to standard output alone; everything else goes to standard error.
"""

from __future__ import annotations

import csv
import gettext
import os
import sys
from pathlib import Path

import click

from carto_ess._errors import CartoEssError
from carto_ess.cli_export import export
from carto_ess.cli_geodata import geodata
from carto_ess.cli_lacunes import gaps
from carto_ess.cli_options import choose_millesime, echo_json, with_format, with_perimetres
from carto_ess.cli_portrait import territory
from carto_ess.cli_referentiel import check, publish
from carto_ess.cli_serveur import serve
from carto_ess.couverture import build_matrice
from carto_ess.decoupage import Echelle, read_verified
from carto_ess.lieux import find_geodata, find_referentiel
from carto_ess.referentiel import read_referentiel

_DOMAINE = "messages"  # the catalogue that click asks for its own sentences


class _Groupe(click.Group):
    """Turns the project's errors into one sentence on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; see the class."""
        try:
            return super().invoke(ctx)
        except CartoEssError as erreur:
            click.echo(str(erreur), err=True)
            ctx.exit(1)


@click.group(cls=_Groupe, context_settings={"help_option_names": ["-h", "--help", "--aide"]})
@click.version_option(
    package_name="carto-ess", message="%(prog)s %(version)s", help="Affiche la version."
)
def carto_ess() -> None:
    """Carte des coopérations de l’économie sociale et solidaire.

    Le référentiel embarqué peut être remplacé par la variable d’environnement
    CARTO_ESS_REFERENTIEL (un dossier), les périmètres par CARTO_ESS_GEODATA.
    """


def main() -> None:
    """Run the command line with click's own sentences in French."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(_DOMAINE, str(Path(__file__).resolve().parent / "locale"))
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):  # « é » must print whatever the machine's locale says
            flux.reconfigure(encoding="utf-8")
    carto_ess(prog_name="carto-ess")


@carto_ess.command()
@with_perimetres
@with_format
def coverage(millesime: int | None, echelle: str, format_: str) -> None:
    """Écrit, pour chaque fiche, les communes qu’elle couvre."""
    decoupages = read_verified(find_geodata(os.environ))
    referentiel = read_referentiel(find_referentiel(os.environ), decoupages)
    annee = choose_millesime(decoupages, millesime)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=annee, echelle=Echelle(echelle)
    )
    if format_ == "csv":
        ecrivain = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
        ecrivain.writerow(["millesime", "echelle", "fiche", "niveau", "code_commune"])
        for fiche in referentiel.fiches:
            for niveau, communes in matrice.par_fiche[fiche.id].items():
                ecrivain.writerows(
                    [annee, echelle, fiche.id, niveau, code] for code in sorted(communes)
                )
        return
    fiches = [
        {
            "id": f.id,
            "nom": f.structure,
            "type": f.type,
            "communes": sorted(matrice.communes_of(f.id)),
            "par_niveau": {n: sorted(c) for n, c in matrice.par_fiche[f.id].items()},
        }
        for f in referentiel.fiches
    ]
    echo_json({"millesime": annee, "echelle": echelle, "fiches": fiches})


carto_ess.add_command(check)
carto_ess.add_command(export)
carto_ess.add_command(gaps)
carto_ess.add_command(geodata)
carto_ess.add_command(serve)
carto_ess.add_command(territory)
carto_ess.add_command(publish)
