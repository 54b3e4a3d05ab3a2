"""``carto-ess serve``: the one command that starts the screen; all others do without it."""

from __future__ import annotations

import os
import sys
import webbrowser

import click

from carto_ess.reglages import find_site


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8501, show_default=True, help="Port d’écoute."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Adresse d’écoute ; 0.0.0.0 pour servir le réseau.",
)
def serve(port: int, host: str) -> None:
    """Démarre l’application sur les données embarquées."""
    from carto_ess.serveur.serveur import open_socket, run  # noqa: PLC0415 -- half a second of imports

    prise = open_socket(host, port)
    adresse = f"http://{host}:{prise.getsockname()[1]}"
    click.echo(f"Carte ESS : {adresse}  (Ctrl+C pour arrêter)", err=True)
    if _has_screen():
        webbrowser.open(adresse)
    run(find_site(), prise, os.environ)


def _has_screen() -> bool:
    ecran = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(ecran) or not sys.platform.startswith("linux")
