"""``carto-ess check``, ``publish``, ``history``, ``restore``: the référentiel's own commands."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict
from pathlib import Path

import click

from carto_ess._errors import CartoEssError
from carto_ess.atelier.ouverture import open_registre
from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.registre import Acte, Registre, Version, restore_version
from carto_ess.cli.options import echo_json, refuse_overwriting, with_format
from carto_ess.fichier import explain_oserror, write_atomic
from carto_ess.francais import count
from carto_ess.geodata.decoupages import read_verified
from carto_ess.referentiel.comparaison import Comparaison
from carto_ess.referentiel.controle import Examen, examine, read_tables
from carto_ess.referentiel.correction import (
    Correction,
    annotate,
    apply_corrections,
    propose_corrections,
)
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import build_referentiel
from carto_ess.reglages import find_base, find_geodata, find_referentiel, find_schema
from carto_ess.style import FONDS_CLASSEUR
from carto_ess.tableur.isoloir import read_isole
from carto_ess.tableur.schema import read_schema
from carto_ess.tableur.tableau import Tableau
from carto_ess.territoire.decoupage import Decoupages

_FICHIER = click.Path(path_type=Path)


@click.command()
@click.argument("fichiers", nargs=-1, type=_FICHIER, metavar="[FICHIER]…")
@with_format("texte", "json")
@click.option(
    "--corriger",
    "sortie",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="SORTIE.xlsx",
    help="Écrit un classeur où les corrections sûres sont faites, et dit lesquelles ; les fautes "
    "qui restent y sont en couleur.",
)
def check(fichiers: tuple[Path, ...], format_: str, sortie: Path | None) -> None:
    """Vérifie un référentiel (celui de l’application par défaut).

    FICHIER est un classeur .xlsx ou .ods, un .zip des deux tableaux, le dossier qui contient
    fiches.csv et couvertures.csv, ou les deux .csv.
    """
    if sortie is not None:
        refuse_overwriting(sortie)
    decoupages = _read_verified()
    tables, nom = _read_named(fichiers)
    examen = examine(tables, nom, decoupages, ())
    fautes = examen.referentiel.fautes
    corrections = propose_corrections(tables, fautes, decoupages)
    if format_ == "json":
        echo_json(_describe_examen(examen, corrections))
    else:
        _tell(examen, corrections)
    if sortie is not None:
        _correct(tables, corrections, decoupages, sortie)
    raise SystemExit(1 if fautes else 0)


def _read_named(fichiers: tuple[Path, ...]) -> tuple[tuple[Tableau, Tableau], str]:
    """Read what is named and nothing else: the référentiel in place when nothing is."""
    schema = read_schema(find_schema())
    if not fichiers and find_base(os.environ):
        return read_isole(open_registre(os.environ).read_tables(), schema), "base"
    source, *autres = fichiers or (find_referentiel(os.environ),)
    nom = " + ".join(chemin.name for chemin in (source, *autres))
    return read_tables(source, schema, *autres), nom


def _describe_examen(examen: Examen, corrections: Iterable[Correction]) -> dict[str, object]:
    """Return what `check --format json` writes."""
    return {
        "nom": examen.nom,
        "fiches": len(examen.referentiel.fiches),
        "fautes": [asdict(faute) for faute in examen.referentiel.fautes],
        "avertissements": list(examen.avis),
        "corrections": [asdict(correction) for correction in corrections],
    }


def _correct(
    tables: tuple[Tableau, Tableau],
    corrections: tuple[Correction, ...],
    decoupages: Decoupages,
    sortie: Path,
) -> None:
    """Write the workbook with its likely corrections made, and tell them one by one."""
    corrigees = apply_corrections(tables, corrections)
    restent = build_referentiel(*corrigees, decoupages).fautes
    octets = annotate(corrigees, restent, corrections, fonds=FONDS_CLASSEUR)
    try:
        write_atomic(sortie, octets)
    except OSError as erreur:
        raise CartoEssError(
            f"{sortie} ne peut pas être écrit ({explain_oserror(erreur)}). Changez de chemin."
        ) from erreur
    for correction in corrections:
        click.echo(str(correction), err=True)
    click.echo(
        f"{count(len(corrections), 'correction')} dans {sortie}, "
        f"{count(len(restent), 'faute reste', 'fautes restent')} en couleur.",
        err=True,
    )


@click.command()
@click.argument("fichier", type=_FICHIER)
@click.option(
    "--raison",
    default="",
    metavar="TEXTE",
    help="Ce qui change et pourquoi, en une ligne ; par défaut le nom du fichier et les comptes.",
)
@click.option(
    "--vider",
    is_flag=True,
    help="Publie un référentiel sans aucune fiche à la place d’un référentiel qui en a.",
)
def publish(fichier: Path, raison: str, *, vider: bool) -> None:
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
    if actuel and not examen.referentiel.fiches and not vider:
        raise CartoEssError(
            f"{fichier.name} n’a aucune fiche, et le référentiel en place en a {len(actuel)} : "
            "rien n’est publié. Si c’est bien ce que vous voulez, recommencez avec --vider."
        )
    comptes = describe_comparaison(examen.comparaison)
    acte = _sign(raison or f"{fichier.name[:80]} : {comptes}")
    version = registre.publish(examen.referentiel.fiches, decoupages, acte, depuis=depuis)
    click.echo(f"Publié dans {registre.lieu}, version {version.numero} : {comptes}.", err=True)
    if depuis:
        click.echo(
            f"La version {depuis} est gardée ; « carto-ess restore {depuis} » y revient.", err=True
        )


@click.command()
@with_format("texte", "json")
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
        f"sous le numéro {version.numero}.",
        err=True,
    )


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
    """Examine two tables and print what `check` prints."""
    examen = examine(tables, nom, decoupages, actuel)
    _tell(examen)
    return examen


def _tell(examen: Examen, corrections: Collection[Correction] = ()) -> None:
    """Print one line per fault, then warnings, then the counts."""
    fautes = examen.referentiel.fautes
    for faute in fautes:
        click.echo(str(faute))
    for avis in examen.avis:
        click.echo(avis, err=True)
    if corrections:
        click.echo(
            f"{count(len(corrections), 'correction proposée', 'corrections proposées')} : "
            "« --corriger SORTIE.xlsx » les fait.",
            err=True,
        )
    click.echo(
        f"{count(len(examen.referentiel.fiches), 'fiche')}, {count(len(fautes), 'faute')}, "
        f"{count(len(examen.avis), 'avertissement')}"
    )
