"""The command line: ``carto-ess``. Help in French; 0 done, 1 the data are faulty, 2 a wrong call.

JSON and CSV go to standard output alone; everything else goes to standard error.
"""

from __future__ import annotations

import gettext
import os
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

from carto_ess._errors import CartoEssError

_DOMAINE = "messages"  # the catalogue that click asks for its own sentences
_COMMANDES = {
    "check": "referentiel",
    "coverage": "couverture",
    "export": "export",
    "gaps": "lacunes",
    "geodata": "geodata",
    "history": "referentiel",
    "import": "echange",
    "plan": "plan",
    "publish": "referentiel",
    "restore": "referentiel",
    "serve": "serveur",
    "territory": "portrait",
}
"""The module of each command, imported when it is called: the screen needs no spreadsheet."""


class _Groupe(click.Group):
    """Turns the project's errors into one sentence on standard error and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        del ctx
        return sorted(_COMMANDES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; ``None`` when there is none of that name."""
        del ctx
        if cmd_name not in _COMMANDES:
            return None
        module = import_module(f"carto_ess.cli.{_COMMANDES[cmd_name]}")
        commande: click.Command = getattr(
            module, f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        )
        return commande

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
    CARTO_ESS_REFERENTIEL (un dossier) ou CARTO_ESS_BASE (une base), les périmètres par
    CARTO_ESS_GEODATA.
    """


def main() -> None:
    """Run the command line with click's own sentences in French."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(_DOMAINE, str(Path(__file__).resolve().parent / "locale"))
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):  # « é » must print whatever the machine's locale says
            flux.reconfigure(encoding="utf-8")
    carto_ess(prog_name="carto-ess")
