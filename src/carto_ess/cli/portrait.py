"""``carto-ess territory``: the page for the council of a territory, or of all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from carto_ess._errors import CartoEssError, TerritoireNotFoundError
from carto_ess.atelier.ouverture import read_public
from carto_ess.cli.options import choose_millesime, refuse_overwriting, tell_empty
from carto_ess.fichier import explain_oserror
from carto_ess.francais import count, find_today
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.releve import Matiere, build_matiere
from carto_ess.portrait.portrait import build_portrait
from carto_ess.reglages import are_contacts_hidden, clean_adresse, find_adresse, find_geodata
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.recherche import (
    TerritoireDate,
    find_territoire,
    list_territoires,
    name_file,
)

Page = Callable[[TerritoireDate], dict[str, Any]]

EXTENSIONS = (".pdf", ".html")


@click.command()
@click.argument("code", required=False)
@click.option(
    "--millesime",
    type=int,
    default=None,
    metavar="ANNEE",
    help="Année des périmètres ; par défaut la plus récente qui connaît le territoire.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="Fichier .pdf ou .html à écrire, ou dossier avec --tous ; sinon, texte à l’écran.",
)
@click.option("--tous", is_flag=True, help="Imprime le PDF de chaque EPCI et de chaque Pays.")
@click.option("--sans-contacts", is_flag=True, help="Retire les coordonnées des fiches.")
@click.option(
    "--adresse",
    default=None,
    metavar="URL",
    help="Adresse publique de l’application, pour les liens et le code QR ; par défaut "
    "celle de CARTO_ESS_ADRESSE.",
)
def territory(
    code: str | None,
    millesime: int | None,
    output: Path | None,
    tous: bool,  # noqa: FBT001 - a flag of the command line
    sans_contacts: bool,  # noqa: FBT001
    adresse: str | None,
) -> None:
    """Écrit la page pour le conseil d’une commune, d’un EPCI ou d’un Pays.

    Une page A4, en PDF ou en HTML. CODE est un SIREN (246200455), un identifiant de Pays
    (pays-d-artois), un code Insee de commune (62765) ou un nom (« CA de Saint-Omer »).
    """
    if tous is (code is not None):
        raise click.UsageError("Donnez CODE, ou --tous avec un dossier --output.")
    publique = _read_adresse(adresse)
    if output is not None:
        refuse_overwriting(output)
    decoupages = read_verified(find_geodata(os.environ))
    if millesime is not None:
        choose_millesime(decoupages, millesime)
    if code is None:
        annees = decoupages.millesimes if millesime is None else (millesime,)
        page = _prepare(decoupages, contacts=not sans_contacts, adresse=publique)
        _print_all(page, decoupages, annees, output)
        return
    if output is not None and output.suffix.lower() not in EXTENSIONS:
        raise click.BadParameter(
            f"{output} reçu, attendu un nom en {' ou '.join(EXTENSIONS)}.", param_hint="--output"
        )
    try:
        territoire = find_territoire(code, decoupages, millesime, communes=True)
    except TerritoireNotFoundError as erreur:
        raise click.BadParameter(str(erreur), param_hint="CODE") from erreur
    page = _prepare(decoupages, contacts=not sans_contacts, adresse=publique)
    _print_one(page, territoire, output)


def _read_adresse(adresse: str | None) -> str:
    """Return the address given, else that of the settings."""
    if adresse is None:
        return find_adresse(os.environ)
    try:
        return clean_adresse(adresse, "--adresse")
    except CartoEssError as erreur:
        raise click.UsageError(str(erreur)) from erreur


def _print_one(page: Page, territoire: TerritoireDate, output: Path | None) -> None:
    from carto_ess.portrait.impression import render_texte  # noqa: PLC0415 -- typst: only here

    if output is None:
        click.echo(render_texte(page(territoire)), nl=False)
        return
    _write(page(territoire), output)
    click.echo(f"Page écrite : {output}", err=True)


def _print_all(
    page: Page, decoupages: Decoupages, annees: tuple[int, ...], output: Path | None
) -> None:
    """Write the PDF of every EPCI and Pays of `annees` into the folder `output`."""
    if output is None or output.is_file():
        raise click.UsageError("--tous veut un dossier : --output DOSSIER.")
    tous = [paire for annee in annees for paire in list_territoires(decoupages[annee])]
    with click.progressbar(
        tous, label="Pages", item_show_func=lambda p: p[1] if p else None, file=sys.stderr
    ) as barre:
        for territoire, nom in barre:
            _write(page(territoire), output / f"{name_file(territoire, nom)}.pdf")
    click.echo(f"{count(len(tous), 'page')} dans {output}", err=True)


def _write(page: dict[str, Any], chemin: Path) -> None:
    from carto_ess.portrait.impression import write_portrait  # noqa: PLC0415 -- typst: only here

    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        write_portrait(page, chemin)
    except OSError as erreur:
        raise click.FileError(str(chemin), explain_oserror(erreur)) from erreur


def _prepare(decoupages: Decoupages, *, contacts: bool, adresse: str) -> Page:
    """Return the function that builds the page of a territory; data are read once."""
    from carto_ess.portrait.page import build_page  # noqa: PLC0415 -- geopandas: only here
    from carto_ess.portrait.vignette import read_fond  # noqa: PLC0415

    geodata = find_geodata(os.environ)
    contacts = contacts and not are_contacts_hidden(os.environ)
    matiere = _read_matiere(geodata, decoupages)
    jour = find_today()
    fond = read_fond(geodata)

    def page(territoire: TerritoireDate) -> dict[str, Any]:
        """Return the page of a territory."""
        portrait = build_portrait(territoire, matiere, date=jour, adresse=adresse)
        return build_page(portrait, fond, contacts=contacts)

    return page


def _read_matiere(geodata: Path, decoupages: Decoupages) -> Matiere:
    referentiel = read_public(os.environ, decoupages)
    tell_empty(referentiel)
    return build_matiere(
        decoupages,
        referentiel.fiches,
        read_voisinage(geodata),
        evenements=read_evenements_epci(geodata),
    )
