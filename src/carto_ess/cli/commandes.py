"""The command line: ``carto-ess``. Help in French; 0 done, 1 the data are faulty, 2 a wrong call.

JSON and CSV go to standard output alone; everything else goes to standard error.
"""

from __future__ import annotations

import contextlib
import errno
import gettext
import io
import os
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

from carto_ess._errors import CartoEssError
from carto_ess.fichier import explain_oserror

_DOMAINE = "messages"  # the catalogue that click asks for its own sentences
_COMMANDES = {
    "check": "referentiel",
    "compare": "parallele",
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
    "years": "annees",
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
        except OSError as erreur:
            if erreur.errno == errno.EPIPE:
                raise  # whoever read has enough: click ends in silence
            click.echo(_explain(erreur), err=True)
            ctx.exit(1)


def _explain(erreur: OSError) -> str:
    """Return the sentence of what the system refused, wherever it did."""
    if erreur.filename is None:
        quoi = "La sortie ne peut pas être écrite"
    else:
        quoi = f"« {os.fsdecode(erreur.filename)[:200]} » ne peut pas être lu ou écrit"
    return f"{quoi} ({explain_oserror(erreur)}). Corrigez, puis recommencez."


class _Fermee(io.TextIOBase):
    """A standard output that was closed before the start: what is written there is lost, and said.

    Python has no stream in its place, and what is written to none vanishes without a word.
    """

    def write(self, texte: str, /) -> int:
        """Refuse to lose `texte`."""
        if texte:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return 0

    def writable(self) -> bool:
        """Say that it may be written to."""
        return True


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
            flux.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdout is None:
        sys.stdout = _Fermee()
    if illisible := _find_unreadable():
        click.echo(f"{illisible} n’est pas en UTF-8. Corrigez-le, puis recommencez.", err=True)
        sys.exit(2)
    code: int | str | None = 1
    try:
        carto_ess(prog_name="carto-ess")
    except SystemExit as fin:
        code = fin.code
    except OSError as erreur:  # of the help, which is written before any command runs
        click.echo(_explain(erreur), err=True)
    sys.exit(_flush(code))


def _find_unreadable() -> str:
    """Return what argument or setting holds bytes that are no text, empty when none does."""
    for rang, argument in enumerate(sys.argv[1:], 1):
        if _is_unreadable(argument):
            return f"L’argument {rang} (« {argument[:80]} »)"
    for nom, valeur in os.environ.items():
        if nom.startswith("CARTO_ESS_") and _is_unreadable(valeur):
            return f"La variable {nom} (« {valeur[:80]} »)"
    return ""


def _is_unreadable(texte: str) -> bool:
    return any("\udc80" <= signe <= "\udcff" for signe in texte)


def _flush(code: int | str | None) -> int | str | None:
    """Write what is left to write; a full disk is told, not left to Python's last words."""
    try:
        sys.stdout.flush()
    except OSError as erreur:
        with contextlib.suppress(OSError):  # what is lost is not tried again at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if erreur.errno != errno.EPIPE:
            click.echo(_explain(erreur), err=True)
        return code or 1
    return code
