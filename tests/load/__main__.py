"""Run with ``python -m tests.load`` from the root of the repository."""

import asyncio
import json
import re
import signal
import sys
from pathlib import Path

import click

from .foule import SEJOUR, Programme, run_crowd
from .malveillance import Depots, Exports
from .serveur import NOUS, serve


class _Duree(click.ParamType):
    """« 90 », « 90s », « 30m », « 2h »: seconds."""

    name = "durée"

    def convert(self, value, param, ctx):
        trouve = re.fullmatch(r"(\d+)([smh]?)", str(value))
        if not trouve:
            self.fail(f"{value!r}: expected 90, 90s, 30m or 2h", param, ctx)
        return int(trouve[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[trouve[2]]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--sessions", default=50, show_default=True, help="Visitors at once.")
@click.option("--seconds", type=_Duree(), default=60, show_default=True, help="How long they stay.")
@click.option("--soak", type=_Duree(), help="Long (« 30m »), visitors come and go: memory.")
@click.option("--hostile", is_flag=True, help="Beside them, the worst files and 200 exports.")
@click.option("--depart", is_flag=True, help="Wait until they are forgotten: memory after them.")
@click.option("--adresse", help="An app already running; by default one is started.")
@click.option("--json", "sortie", type=click.Path(path_type=Path), help="Write the report there.")
def main(adresse, sortie, **options):
    """Let visitors click and filter over real websockets; print times, errors and memory."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server stops with us
    programme = _plan(**options)
    if adresse:
        rapport = asyncio.run(run_crowd(adresse, programme, None))
    else:
        with serve(NOUS) as serveur:
            serveur.wait()
            rapport = asyncio.run(run_crowd(serveur.adresse, programme, serveur))
    if sortie:
        sortie.write_text(json.dumps(rapport, indent=1), "utf-8")
    for cle, valeur in rapport.items():
        if cle != "memoire":
            click.echo(f"{cle:32} {valeur}")
    sans_phrase = any(m.sans_phrase for m in programme.malveillants)
    raise SystemExit(1 if rapport["erreurs"] or sans_phrase else 0)


def _plan(*, sessions, seconds, soak, hostile, depart):
    """Return the programme that the options ask for."""
    return Programme(
        sessions,
        soak or seconds,
        sejour=SEJOUR if soak else None,
        malveillants=(Exports(), Depots()) if hostile else (),
        depart=depart or hostile,
    )


if __name__ == "__main__":
    main()
