"""``carto-ess import``: any officer's table, or data.inclusion's services, into a référentiel."""

from __future__ import annotations

import os
from pathlib import Path

import click

from carto_ess._errors import TableauError
from carto_ess.cli.options import with_format
from carto_ess.echange.correspondance import (
    parse_correspondance,
    propose_correspondance,
    write_correspondance,
)
from carto_ess.echange.data_inclusion import read_services
from carto_ess.echange.reprise import Reprise, convert_table, list_fiches
from carto_ess.fichier import explain_oserror, write_atomic
from carto_ess.francais import count
from carto_ess.geodata.decoupages import read_verified
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.ecriture import build_rangs, write_csv
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_geodata
from carto_ess.tableur.isoloir import read_libres_isole
from carto_ess.tableur.libre import TableLibre
from carto_ess.tableur.nature import read_octets
from carto_ess.territoire.decoupage import Decoupages


@click.command("import")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option(
    "--correspondance",
    type=click.Path(path_type=Path),
    metavar="C.toml",
    help="Ce que tient chaque colonne ; si le fichier n’existe pas, il est proposé et rien d’autre "
    "n’est fait.",
)
@click.option("--feuille", help="La feuille à lire, quand le classeur en a plusieurs.")
@with_format(
    "tableau",
    "data-inclusion",
    aide="Un tableau quelconque, ou les services de data.inclusion en JSON.",
)
@click.option(
    "--type",
    "type_",
    type=click.Choice([t.value for t in TypeCooperation]),
    help="Le type de coopération de tous les services, que data.inclusion ne dit pas.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DOSSIER",
    help="Le dossier du référentiel : fiches.csv et couvertures.csv.",
)
def import_(
    fichier: Path,
    correspondance: Path | None,
    feuille: str | None,
    format_: str,
    type_: str | None,
    output: Path,
) -> None:
    """Fait un référentiel d’un tableau qui a ses propres colonnes, et dit ce qui fut compris."""
    decoupages = read_verified(find_geodata(os.environ))
    if format_ == "data-inclusion":
        if type_ is None:
            raise click.UsageError(
                "data.inclusion ne dit pas le type de coopération : donnez-le par --type."
            )
        reprise = read_services(
            read_octets(fichier), fichier.name, TypeCooperation(type_), decoupages
        )
    else:
        if correspondance is None:
            raise click.UsageError(
                "Donnez --correspondance : un fichier qui n’existe pas encore sera proposé."
            )
        table = _choose_table(fichier, feuille)
        if not correspondance.exists():
            _propose(table, correspondance)
        reprise = _convert(table, correspondance, decoupages)
    _report(reprise)
    if reprise.fautes:
        raise TableauError("Rien n’a été écrit : répondez aux questions, puis relancez.")
    _write(reprise, output)


def _choose_table(fichier: Path, feuille: str | None) -> TableLibre:
    """Return the one table of a file, or the sheet asked; several are a question."""
    tables = read_libres_isole(read_octets(fichier), fichier.name)
    if feuille is not None:
        voulue = f"{fichier.name}, feuille {feuille}"
        tables = tuple(t for t in tables if t.fichier == voulue) or tables
    if len(tables) == 1:
        return tables[0]
    noms = " ; ".join(t.fichier.partition(", feuille ")[2] for t in tables)
    raise TableauError(
        f"{fichier.name} a plusieurs feuilles qui tiennent un tableau : {noms}. "
        "Dites laquelle par --feuille."
    )


def _propose(table: TableLibre, chemin: Path) -> None:
    """Write a proposal and stop: a person reads it before anything is made of it."""
    toml = write_correspondance(propose_correspondance(table))
    try:
        write_atomic(chemin, toml.encode("utf-8"))
    except OSError as erreur:
        raise TableauError(
            f"{chemin} ne peut pas être écrit ({explain_oserror(erreur)}). Choisissez un autre nom."
        ) from erreur
    raise TableauError(
        f"La correspondance proposée est dans {chemin} : relisez-la, corrigez-la, puis relancez la "
        "même commande."
    )


def _convert(table: TableLibre, chemin: Path, decoupages: Decoupages) -> Reprise:
    try:
        texte = read_octets(chemin).decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise TableauError(f"{chemin.name} n’est pas un texte en UTF-8.") from erreur
    correspondance = parse_correspondance(texte, chemin.name)
    correspondance.check(table, chemin.name)
    return convert_table(table, correspondance, decoupages)


def _report(reprise: Reprise) -> None:
    """Tell on standard error what was understood, asked, added and lost."""
    rapport = reprise.rapport
    for compris in rapport.compris:
        lieux = " ; ".join(f"{x.nom} ({x.code})" for x in compris.lieux[:8])
        suite = f" et {len(compris.lieux) - 8} autres" if len(compris.lieux) > 8 else ""
        click.echo(f"ligne {compris.ligne}, {compris.structure} → {lieux}{suite}", err=True)
    for faute in reprise.fautes:
        click.echo(str(faute), err=True)
    for phrase in (*rapport.ajouts, *rapport.pertes):
        click.echo(phrase, err=True)
    click.echo(
        f"{count(rapport.n_lignes, 'ligne lue', 'lignes lues')}, "
        f"{count(rapport.n_gardees, 'gardée')}, "
        f"{count(rapport.n_ecartees, 'laissée de côté', 'laissées de côté')} ; "
        f"{count(len(reprise.referentiel.fiches), 'fiche')}, "
        f"{count(len(reprise.fautes), 'question')}, {count(len(rapport.pertes), 'perte')}",
        err=True,
    )


def _write(reprise: Reprise, dossier: Path) -> None:
    """Write the two tables in a folder that holds none yet."""
    if any((dossier / nom).exists() for nom in FICHIERS):
        raise TableauError(
            f"{dossier} contient déjà un référentiel. Rien n’a été écrit : donnez un dossier neuf, "
            "puis publiez-le avec « carto-ess publish »."
        )
    tables = zip(
        FICHIERS,
        build_rangs(list_fiches(reprise)),
        (COLONNES_FICHES, COLONNES_COUVERTURES),
        strict=True,
    )
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        for nom, rangs, colonnes in tables:
            write_atomic(dossier / nom, write_csv(rangs, colonnes))
    except OSError as erreur:
        raise TableauError(
            f"{dossier} ne peut pas être écrit ({explain_oserror(erreur)}). "
            "Vérifiez les droits et la place disponible."
        ) from erreur
