"""``carto-ess compare``: two to four territories side by side."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.atelier.ouverture import read_public
from carto_ess.cli.options import choose_millesime, tell_empty, with_format, with_millesime
from carto_ess.export.parallele import build_csv, render_html, render_pdf, render_texte
from carto_ess.fichier import explain_oserror, write_atomic
from carto_ess.francais import find_today
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.releve import build_matiere
from carto_ess.parallele.parallele import MAXI, MINI, compare_territoires
from carto_ess.parallele.phrases import describe_parallele
from carto_ess.reglages import find_geodata
from carto_ess.territoire.recherche import find_territoire

EXTENSIONS = (".pdf", ".html", ".csv")


@click.command()
@click.argument("codes", nargs=-1, metavar="CODE CODE [CODE [CODE]]")
@with_millesime
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Fichier .pdf, .html ou .csv à écrire ; sinon, selon --format.",
)
@with_format("texte", "csv", aide="Format de sortie, sans --output.")
def compare(
    codes: tuple[str, ...], millesime: int | None, output: Path | None, format_: str
) -> None:
    """Met côte à côte deux, trois ou quatre EPCI ou Pays.

    CODE est un SIREN (200069037), un identifiant de Pays (pays-d-artois) ou un nom.
    """
    if not MINI <= len(codes) <= MAXI:
        raise click.UsageError(f"Donnez de {MINI} à {MAXI} territoires ; {len(codes)} reçu(s).")
    if output is not None and output.suffix.lower() not in EXTENSIONS:
        raise click.BadParameter(
            f"{output} reçu, attendu un nom en {', '.join(EXTENSIONS)}.", param_hint="--output"
        )
    geodata = find_geodata(os.environ)
    decoupages = read_verified(geodata)
    annee = choose_millesime(decoupages, millesime)
    try:
        territoires = [find_territoire(code, decoupages, annee) for code in codes]
    except TerritoireNotFoundError as erreur:
        raise click.BadParameter(str(erreur), param_hint="CODE") from erreur
    referentiel = read_public(os.environ, decoupages)
    tell_empty(referentiel)
    matiere = build_matiere(
        decoupages,
        referentiel.fiches,
        read_voisinage(geodata),
        evenements=read_evenements_epci(geodata),
    )
    parallele = compare_territoires(territoires, matiere)
    jour = find_today()
    page = describe_parallele(parallele, decoupages, jour)
    if output is None:
        if format_ == "csv":
            sys.stdout.write(build_csv(parallele).decode("utf-8-sig").replace("\r\n", "\n"))
        else:
            click.echo(render_texte(page), nl=False)
        return
    match output.suffix.lower():
        case ".pdf":
            octets = render_pdf(page)
        case ".html":
            octets = render_html(page).encode()
        case _:
            octets = build_csv(parallele)
    try:
        write_atomic(output, octets)
    except OSError as erreur:
        raise click.FileError(str(output), explain_oserror(erreur)) from erreur
    click.echo(f"Comparaison écrite : {output}", err=True)
