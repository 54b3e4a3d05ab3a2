"""``carto-ess check`` and ``carto-ess publish``: is a référentiel sound, and make it the app's."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from carto_ess._errors import CartoEssError, PublicationError
from carto_ess.francais import count
from carto_ess.geodata.decoupages import read_verified
from carto_ess.referentiel.comparaison import Comparaison
from carto_ess.referentiel.controle import Examen, examine, read_tables
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.referentiel.publication import publish as publish_fiches
from carto_ess.reglages import find_geodata, find_referentiel, find_schema, find_site
from carto_ess.tableur.schema import read_schema
from carto_ess.territoire.decoupage import Decoupages

_FICHIER = click.Path(path_type=Path)


@click.command()
@click.argument("fichier", required=False, type=_FICHIER)
def check(fichier: Path | None) -> None:
    """Vérifie un référentiel (celui de l’application par défaut).

    FICHIER est un classeur .xlsx ou .ods, un .zip des deux tableaux, le dossier qui contient
    fiches.csv et couvertures.csv, ou l’un des deux.
    """
    examen = _examine(fichier or find_referentiel(os.environ), _read_verified(), ())
    raise SystemExit(1 if examen.referentiel.fautes else 0)


@click.command()
@click.argument("fichier", type=_FICHIER)
def publish(fichier: Path) -> None:
    """Remplace le référentiel de l’application par FICHIER, s’il est sans faute.

    Le référentiel remplacé est celui que désigne CARTO_ESS_REFERENTIEL ; sa version d’avant est
    gardée dans son dossier versions/. Les applications en marche montrent le nouveau sans
    redémarrer. FICHIER : voir « carto-ess check ».
    """
    decoupages = _read_verified()
    dossier = _find_publiable()
    actuel = _read_actuel(dossier, decoupages)
    examen = _examine(fichier, decoupages, actuel)
    if examen.referentiel.fautes:
        click.echo("Rien n’est publié : corrigez les fautes, puis recommencez.", err=True)
        raise SystemExit(1)
    fiches = examen.referentiel.fiches
    maintenant = dt.datetime.now(dt.UTC)
    precedente = publish_fiches(dossier, fiches, decoupages, maintenant=maintenant)
    click.echo(f"Publié dans {dossier} : {describe_comparaison(examen.comparaison)}.", err=True)
    if precedente:
        click.echo(f"La version précédente est gardée dans {precedente}.", err=True)


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


def _find_publiable() -> Path:
    """Return the folder to publish in; the référentiel that comes with the app is not one.

    It may be read-only, a new release would overwrite it, and it is the booklet's own.
    """
    if os.environ.get("CARTO_ESS_REFERENTIEL"):
        return find_referentiel(os.environ)
    raise PublicationError(
        "Le référentiel livré avec l’application ne se remplace pas : une mise à jour écraserait "
        f"le vôtre. Copiez le dossier {find_site() / 'geodata' / 'referentiel'} où vous voulez, "
        "donnez son chemin à la variable d’environnement CARTO_ESS_REFERENTIEL (pour "
        "l’application aussi), puis recommencez."
    )


def _read_actuel(dossier: Path, decoupages: Decoupages) -> tuple[Fiche, ...]:
    """Return the fiches in place; none when there are none yet, or when they are faulty."""
    try:
        return read_referentiel(dossier, decoupages).fiches
    except CartoEssError as erreur:
        click.echo(f"Pas de référentiel lisible à remplacer. {erreur}", err=True)
        return ()


def _examine(source: Path, decoupages: Decoupages, actuel: tuple[Fiche, ...]) -> Examen:
    """Examine a file and print what `check` prints: one line per fault, then the counts."""
    tables = read_tables(source, read_schema(find_schema()))
    examen = examine(tables, source.name, decoupages, actuel)
    for avis in examen.avis:
        click.echo(avis, err=True)
    for faute in examen.referentiel.fautes:
        click.echo(str(faute))
    n, fautes = len(examen.referentiel.fiches), len(examen.referentiel.fautes)
    click.echo(f"{count(n, 'fiche')}, {count(fautes, 'faute')}")
    return examen
