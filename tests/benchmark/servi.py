"""The floor behind our own server: what of our speed is the server's, what is the page's."""

import os
from pathlib import Path

import click

from carto_ess.serveur.prise import open_socket
from carto_ess.serveur.serveur import run


@click.group()
def main():
    """Take one command, ``serve``, as carto-ess does."""


@main.command()
@click.option("--port", type=int, required=True)
def serve(port):
    """Serve the empty map until told to stop."""
    with open_socket("127.0.0.1", port) as prise:
        run(Path(__file__).resolve().parent / "apps" / "servi", prise, os.environ)


if __name__ == "__main__":
    main()
