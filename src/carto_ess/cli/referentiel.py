"""``carto-ess check``, ``publish``, ``history``, ``restore``: the référentiel's own commands."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from pathlib import Path

import click

from carto_ess._errors import CartoEssError
from carto_ess.atelier.ouverture import open_registre
from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.registre import Acte, Registre, Version, restore_version
from carto_ess.cli.options import echo_json
from carto_ess.francais import count
from carto_ess.geodata.decoupages import read_verified
from carto_ess.referentiel.comparaison import Comparaison
from carto_ess.referentiel.controle import Examen, examine, read_tables
from carto_ess.referentiel.fiche import Fiche
from carto_ess.reglages import find_base, find_geodata, find_referentiel, find_schema
from carto_ess.tableur.isoloir import read_isole
from carto_ess.tableur.schema import read_schema
from carto_ess.tableur.tableau import Tableau
from carto_ess.territoire.decoupage import Decoupages

_FICHIER = click.Path(path_type=Path)


@click.command()
@click.argument("fichiers", metavar="[FICHIER]...", nargs=-1, type=_FICHIER)
def check(fichiers: tuple[Path, ...]) -> None:
    """Vérifie un référentiel (celui de l’application par défaut).

    FICHIER est un classeur .xlsx ou .ods, un .zip des deux tableaux, le dossier qui contient
    fiches.csv et couvertures.csv, l’un de ces deux tableaux ou les deux.
    """
    decoupages, schema = _read_verified(), read_schema(find_schema())
    if not fichiers and find_base(os.environ):
        registre = open_registre(os.environ)
        examen = _examine(read_isole(registre.read_tables(), schema), "base", decoupages, ())
    else:
        source, *autres = fichiers or (find_referentiel(os.environ),)
        nom = " + ".join(chemin.name for chemin in (source, *autres))
        examen = _examine(read_tables(source, schema, *autres), nom, decoupages, ())
    raise SystemExit(1 if examen.referentiel.fautes else 0)


@click.command()
@click.argument("fichier", type=_FICHIER)
@click.option(
    "--raison", default="", metavar="TEXTE",
    help="Ce qui change et pourquoi, en une ligne ; par défaut le nom du fichier et les comptes.",
)  # fmt: skip
def publish(fichier: Path, raison: str) -> None:
    """Remplace le référentiel de l’application par FICHIER, s’il est sans faute.

    Le référentiel remplacé est celui de la base CARTO_ESS_BASE, ou du dossier que désigne
    CARTO_ESS_REFERENTIEL ; toutes ses versions sont gardées (carto-ess history). Les applications
    en marche montrent la nouvelle sans redémarrer. FICHIER : voir « carto-ess check ».
    """
    decoupages, registre = _read_verified(), open_registre(os.environ)
    depuis = _find_numero(registre)
    actuel = _read_actuel(registre, decoupages)
    tables = read_tables(fichier, read_schema(find_schema()))
    examen = _examine(tables, fichier.name, decoupages, actuel)
    if examen.referentiel.fautes:
        click.echo("Rien n’est publié : corrigez les fautes, puis recommencez.", err=True)
        raise SystemExit(1)
    comptes = describe_comparaison(examen.comparaison)
    acte = _sign(raison or f"{fichier.name[:80]} : {comptes}")
    version = registre.publish(examen.referentiel.fiches, decoupages, acte, depuis=depuis)
    click.echo(f"Publié dans {registre.lieu}, version {version.numero} : {comptes}.", err=True)
    if depuis:
        click.echo(
            f"La version {depuis} est gardée ; « carto-ess restore {depuis} » y revient.", err=True
        )


@click.command()
@click.option(
    "--format", "format_", type=click.Choice(["texte", "json"]), default="texte",
    show_default=True, help="Format de sortie.",
)  # fmt: skip
def history(format_: str) -> None:
    """Affiche les versions du référentiel, la plus récente d’abord : quand, qui, pourquoi."""
    versions = open_registre(os.environ).list_versions()
    if format_ == "json":
        echo_json([_describe(version) for version in versions])
        return
    for version in versions:
        date = f"{version.date.astimezone():%d/%m/%Y %H:%M}"
        dit = " : ".join(filter(None, (version.auteur or "auteur inconnu", version.raison)))
        click.echo(f"{version.numero:>4}  {date}  {dit}")


@click.command()
@click.argument("numero", type=click.IntRange(1))
@click.option("--raison", default="", metavar="TEXTE", help="Pourquoi, en une ligne.")
def restore(numero: int, raison: str) -> None:
    """Remet en place la version NUMERO (carto-ess history) ; celles d’après restent gardées."""
    decoupages, registre = _read_verified(), open_registre(os.environ)
    acte = _sign(raison or f"Retour à la version {numero}")
    version = restore_version(registre, numero, decoupages, acte)
    click.echo(
        f"La version {numero} est de nouveau en place dans {registre.lieu}, "
        f"sous le numéro {version.numero}.", err=True,
    )  # fmt: skip


def _describe(version: Version) -> dict[str, object]:
    return {
        "version": version.numero, "date": version.date.isoformat(), "auteur": version.auteur,
        "raison": version.raison,
    }  # fmt: skip


def _sign(raison: str) -> Acte:
    """Return an act of whoever has this shell: the folder or the base is theirs to write."""
    try:
        nom = getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        nom = "ligne de commande"
    return Acte(Personne(nom, Role.AGENT), dt.datetime.now(dt.UTC), raison)


def describe_comparaison(comparaison: Comparaison) -> str:
    """Return « 2 fiches ajoutées, 1 modifiée, 0 retirée, 17 inchangées »."""
    return ", ".join(
        (
            count(len(comparaison.ajoutees), "fiche ajoutée", "fiches ajoutées"),
            count(len(comparaison.modifiees), "modifiée"),
            count(len(comparaison.retirees), "retirée"),
            count(len(comparaison.inchangees), "inchangée"),
        )
    )


def _read_verified() -> Decoupages:
    return read_verified(find_geodata(os.environ))


def _find_numero(registre: Registre) -> int | None:
    return next((version.numero for version in registre.list_versions()), None)


def _read_actuel(registre: Registre, decoupages: Decoupages) -> tuple[Fiche, ...]:
    """Return the fiches in place; none when there are none yet, or when they are faulty."""
    try:
        return registre.read(decoupages).fiches
    except CartoEssError as erreur:
        click.echo(f"Pas de référentiel lisible à remplacer. {erreur}", err=True)
        return ()


def _examine(
    tables: tuple[Tableau, Tableau], nom: str, decoupages: Decoupages, actuel: tuple[Fiche, ...]
) -> Examen:
    """Examine two tables and print what `check` prints: one line per fault, then the counts."""
    examen = examine(tables, nom, decoupages, actuel)
    for avis in examen.avis:
        click.echo(avis, err=True)
    for faute in examen.referentiel.fautes:
        click.echo(str(faute))
    n, fautes = len(examen.referentiel.fiches), len(examen.referentiel.fautes)
    click.echo(f"{count(n, 'fiche')}, {count(fautes, 'faute')}")
    return examen
