"""Run with ``python -m tests.benchmark`` from the root of the repository."""

import json
import shutil
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from tests.load.serveur import serve

from .demarrage import DEPARTS, measure_start
from .rapport import merge, summarise, write_tables
from .variantes import VARIANTES, find_variante, name_other
from .visite import Visite

OPTIONS = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
LOGICIEL = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)  # WebGL without a graphics card
NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", default=5, show_default=True, help="Rounds; variants are interleaved.")
@click.option(
    "--variants",
    default=",".join(VARIANTES),
    show_default=True,
    help="Comma-separated; « nous@NAME=VALUE »: ours with a setting of its own.",
)
@click.option(
    "--beside",
    "autres",
    multiple=True,
    type=(str, click.Path(exists=True, path_type=Path)),
    help="A name and the folder of another checkout of carto-ess, measured in the same rounds.",
)
@click.option("--throttle", is_flag=True, help="A slow line: 1.5 Mbit/s, 100 ms.")
@click.option("--starts", default=3, show_default=True, help="Process starts measured; 0 for none.")
@click.option("--json", "sortie", type=click.Path(path_type=Path), help="Write every value there.")
def main(rounds, variants, autres, throttle, starts, sortie):
    """Measure the map in a real Chromium beside other ways of showing it; print tables."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers stop with us
    choisies = [find_variante(texte) for texte in variants.split(",")]
    choisies += [name_other(nom, dossier.resolve()) for nom, dossier in autres]
    departs = _measure_starts(starts)
    charges = _measure_visits(choisies, rounds, lent=throttle)
    if sortie:
        valeurs = {"lent": throttle, "tours": rounds, "visites": charges, "departs": departs}
        sortie.write_text(json.dumps(valeurs, indent=1), "utf-8")
    click.echo(write_tables(summarise(charges), summarise(departs)))


def _measure_starts(n):
    releves = {}
    for tour in range(n):
        for nom in DEPARTS:
            click.echo(f"start {tour + 1}/{n} {nom}", err=True)
            merge(releves.setdefault(nom, {}), measure_start(nom))
    return releves


def _measure_visits(variantes, rounds, *, lent):
    """Visit each variant once for nothing, then once a round, in turn."""
    releves = {v.nom: {} for v in variantes}
    with ExitStack() as pile:
        serveurs = {
            v.nom: pile.enter_context(serve(v.commande, racine=v.racine, **dict(v.reglages)))
            for v in variantes
        }
        playwright = pile.enter_context(sync_playwright())
        chemin = next(filter(None, map(shutil.which, NAVIGATEURS)))
        navigateurs = {
            webgl: playwright.chromium.launch(
                executable_path=chemin, args=[*OPTIONS, *(LOGICIEL if webgl else ["--disable-gpu"])]
            )
            for webgl in {v.webgl for v in variantes}
        }
        for tour in range(rounds + 1):
            for v in variantes:
                click.echo(f"round {tour}/{rounds} {v.nom}", err=True)
                serveurs[v.nom].wait()
                contexte = navigateurs[v.webgl].new_context(
                    viewport={"width": 1440, "height": 900}, bypass_csp=True
                )  # banc.js makes functions of texts, which our policy forbids
                visite = Visite(v, serveurs[v.nom], contexte, lent=lent and tour > 0)
                mesures = visite.measure()
                contexte.close()
                if tour:
                    merge(releves[v.nom], mesures)
    return releves


if __name__ == "__main__":
    main()
