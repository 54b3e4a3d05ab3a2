"""``carto-ess export``: the filtered fiches with their coverage, in one file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from carto_ess.atelier.ouverture import read_public
from carto_ess.cli.options import (
    choose_millesime,
    refuse_overwriting,
    tell_empty,
    with_echelle,
    with_millesime,
)
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import FORMATS, build_export, build_extraction, find_refusal
from carto_ess.fichier import explain_oserror, write_atomic
from carto_ess.francais import count, find_today
from carto_ess.geodata.decoupages import read_verified
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_geodata
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle
from carto_ess.vue.adresse import clean_recherche
from carto_ess.vue.vue import Vue

_EXTENSIONS = ", ".join(f".{extension}" for extension in FORMATS)


@click.command()
@with_millesime
@with_echelle(Echelle.TOUTES)
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice([t.value for t in TypeCooperation]),
    help="Type de coopération à garder ; se répète.",
)
@click.option("--epci", metavar="SIREN", help="Garde les fiches qui couvrent cet EPCI.")
@click.option(
    "--recherche", default="", metavar="MOTS", help="Garde les fiches qui les contiennent."
)
@click.option("--sans-contacts", is_flag=True, help="Retire téléphones, courriels et sites.")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FICHIER",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"Fichier à écrire ; son extension choisit le format : {_EXTENSIONS}.",
)
def export(  # noqa: PLR0913, PLR0917 -- one argument per option of the command line
    millesime: int | None,
    echelle: str,
    types: tuple[str, ...],
    epci: str | None,
    recherche: str,
    sans_contacts: bool,  # noqa: FBT001 -- click gives it by name
    output: Path,
) -> None:
    """Écrit les fiches filtrées et leur couverture dans un fichier."""
    extension = _check_output(output)
    geodata = find_geodata(os.environ)
    decoupages = read_verified(geodata)
    if refus := find_refusal(extension, decoupages):
        raise click.BadParameter(refus, param_hint="--output")
    referentiel = read_public(os.environ, decoupages)
    tell_empty(referentiel)
    vue = Vue(
        millesime=choose_millesime(decoupages, millesime),
        echelle=Echelle(echelle),
        types=tuple(t for t in TypeCooperation if t in types),
        recherche=clean_recherche(recherche),
    )
    if epci:
        vue = _choose_epci(vue, epci, decoupages)
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=vue.millesime, echelle=vue.echelle
    )
    extraction = build_extraction(
        vue,
        decoupages,
        referentiel,
        matrice,
        date=find_today(),
        avec_contacts=not sans_contacts,
    )
    octets = build_export(extraction, extension, geodata)
    try:
        write_atomic(output, octets)
    except OSError as erreur:
        raise click.ClickException(
            f"le fichier {output} ne peut pas être écrit ({explain_oserror(erreur)})."
        ) from erreur
    click.echo(f"{count(len(extraction.fiches), 'fiche')} dans {output}", err=True)


def _check_output(output: Path) -> str:
    """Return the extension; what would fail at the end is said before any work."""
    extension = output.suffix.lower().removeprefix(".")
    if extension not in FORMATS:
        raise click.BadParameter(
            f"extension « {output.suffix} » reçue, attendu : {_EXTENSIONS}.",
            param_hint="--output",
        )
    refuse_overwriting(output)
    if not output.parent.is_dir():
        raise click.BadParameter(
            f"le dossier {output.parent} n’existe pas : créez-le, ou changez de chemin.",
            param_hint="--output",
        )
    return extension


def _choose_epci(vue: Vue, siren: str, decoupages: Decoupages) -> Vue:
    """Return `vue` on that EPCI, or on that of its land; a move is said."""
    if not any(Siren(siren) in decoupages[m].epci for m in decoupages.millesimes):
        raise click.BadParameter(
            f"« {siren} » n’est le SIREN d’aucun EPCI de ces périmètres.", param_hint="--epci"
        )
    vue, avis = vue.focus_epci(siren, decoupages)
    for phrase in avis:
        click.echo(phrase, err=True)
    return vue
