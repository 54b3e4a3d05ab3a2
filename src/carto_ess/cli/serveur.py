"""``carto-ess serve``: the one command that starts the screen; all others do without it."""

from __future__ import annotations

import ipaddress
import os
import sys
import webbrowser

import click

from carto_ess.atelier.ouverture import open_registre
from carto_ess.reglages import (
    find_base,
    find_fond,
    find_habilitations,
    find_hotes,
    find_oidc,
    find_site,
    find_sites,
)
from carto_ess.serveur.prise import name_address, open_socket


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
@click.option(
    "--atelier",
    is_flag=True,
    help="Ouvre l’atelier à qui est devant cette machine (jamais au réseau).",
)
def serve(port: int, host: str, atelier: bool) -> None:  # noqa: FBT001 -- click gives it by name
    """Démarre l’application sur les données embarquées."""
    if atelier:
        _open_atelier(host)
    # what is wrong is said before all else, and before half a second of imports
    for read in (find_sites, find_hotes, find_fond, find_oidc, find_habilitations, open_registre):
        read(os.environ)
    prise = open_socket(host, port)
    adresse = name_address(prise)
    click.echo(f"Carte ESS : {adresse}  (Ctrl+C pour arrêter)", err=True)
    if _has_screen():
        webbrowser.open(adresse)
    from carto_ess.serveur.serveur import run  # noqa: PLC0415

    run(find_site(), prise, os.environ, atelier=atelier)


def _open_atelier(host: str) -> None:
    """Say where the workshop of this machine keeps its versions; refuse it to the network."""
    if not _is_loopback(host):
        raise click.BadParameter(
            f"--atelier ouvre l’atelier à qui est devant cette machine, mais --host {host} la "
            "montre au réseau. Retirez --host, ou faites se connecter les agents : "
            "CARTO_ESS_OIDC_METADATA et CARTO_ESS_AGENTS.",
            param_hint="--host",
        )
    if find_base(os.environ) is None:
        from platformdirs import user_data_path  # noqa: PLC0415

        fichier = user_data_path("carto-ess", appauthor=False) / "atelier.sqlite"
        os.environ["CARTO_ESS_BASE"] = f"sqlite:///{fichier.as_posix()}"
    lieu = open_registre(os.environ).lieu
    click.echo(f"Atelier : versions, brouillons et propositions dans {lieu}", err=True)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _has_screen() -> bool:
    ecran = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(ecran) or not sys.platform.startswith("linux")
