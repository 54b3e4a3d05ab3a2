"""``carto-ess serve``: the one command that starts the screen; all others do without it."""

from __future__ import annotations

import os
import sys
import webbrowser

import click

from carto_ess.reglages import find_fond, find_hotes, find_site, find_sites


def _read_host(_contexte: click.Context, _option: click.Parameter, host: str) -> str:
    """Refuse an empty address, which the system takes for « everywhere »."""
    host = host.strip().removeprefix("[").removesuffix("]")
    if not host:
        raise click.BadParameter(
            "une adresse vide reçue, attendu : 127.0.0.1 (cette machine), 0.0.0.0 (le réseau) ou "
            "l’une des adresses de la machine."
        )
    return host


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8501, show_default=True, help="Port d’écoute."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_read_host,
    help="Adresse d’écoute ; 0.0.0.0 pour servir le réseau.",
)
def serve(port: int, host: str) -> None:
    """Démarre l’application sur les données embarquées."""
    # half a second of imports
    from carto_ess.serveur.serveur import name_address, open_socket, run  # noqa: PLC0415

    for read in (find_sites, find_hotes, find_fond):  # what is wrong is said before all else
        read(os.environ)
    prise = open_socket(host, port)
    adresse = name_address(prise)
    click.echo(f"Carte ESS : {adresse}  (Ctrl+C pour arrêter)", err=True)
    if _has_screen():
        webbrowser.open(adresse)
    run(find_site(), prise, os.environ)


def _has_screen() -> bool:
    ecran = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(ecran) or not sys.platform.startswith("linux")
