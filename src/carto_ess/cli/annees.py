"""``carto-ess years``: from which years a list of codes may be."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from carto_ess.cli.options import echo_json, with_format
from carto_ess.geodata.decoupages import read_verified
from carto_ess.reglages import find_geodata
from carto_ess.tableur.liste import read_liste
from carto_ess.tableur.nature import read_octets
from carto_ess.territoire.anciennete import date_codes, describe_anciennete, parse_codes


@click.command()
@click.argument(
    "fichier", default="-", type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)
@with_format("texte", "json")
def years(fichier: str, format_: str) -> None:
    """Dit de quelles années est une liste de codes (communes, EPCI).

    FICHIER : un texte, un .csv, un .xlsx ou un .ods ; sans lui, l’entrée standard. Sont donnés les
    découpages qui contiennent tous ces codes, ou ce qui manque au plus proche.
    """
    if fichier == "-":
        octets, nom = sys.stdin.buffer.read(), "entrée standard.txt"
    else:
        octets, nom = read_octets(Path(fichier)), Path(fichier).name
    decoupages = read_verified(find_geodata(os.environ))
    codes, ignores = parse_codes(read_liste(octets, nom))
    reponse = date_codes(codes, decoupages, ignores=ignores)
    if format_ == "texte":
        click.echo("\n".join(describe_anciennete(reponse, decoupages)))
        return
    echo_json(
        {
            "codes": list(reponse.codes),
            "annees": list(reponse.annees),
            "exactes": list(reponse.exactes),
            "inconnus": list(reponse.inconnus),
            "manquants": {str(m): list(sans) for m, sans in reponse.manquants.items()},
        }
    )
