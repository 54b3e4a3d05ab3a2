"""A référentiel received from somebody: its tables read, its faults, what it would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from carto_ess.referentiel.comparaison import Comparaison, compare
from carto_ess.referentiel.contacts import strip_contacts
from carto_ess.referentiel.depot import find_paire, read_paire
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel, build_referentiel
from carto_ess.tableur.collecte import collect
from carto_ess.tableur.isoloir import read_isole
from carto_ess.tableur.nature import read_octets
from carto_ess.tableur.schema import Schema
from carto_ess.tableur.tableau import Tableau
from carto_ess.territoire.decoupage import Decoupages


@dataclass(frozen=True, slots=True)
class Examen:
    """What a received référentiel holds, what it changes, and what was forgiven while reading."""

    nom: str
    referentiel: Referentiel
    comparaison: Comparaison
    avis: tuple[str, ...]


def read_tables(source: Path, schema: Schema, *autres: Path) -> tuple[Tableau, Tableau]:
    """Read the two tables of a file, or of the folder of a référentiel in its current state.

    `autres` is the second file when the two tables are named.

    Raises
    ------
    TableauError
        They cannot be read.
    """
    if autres:
        chemins = (source, *autres)
        memes = len({chemin.name for chemin in chemins}) < len(chemins)
        fichiers = {str(c) if memes else c.name: read_octets(c) for c in chemins}
        return read_isole(fichiers, schema)
    if source.is_dir():
        recu = read_paire(source, partial(collect, schema=schema))
    else:
        if source.suffix.lower() == ".csv" and find_paire(source.parent) != source.parent:
            source = find_paire(source.parent) / source.name  # a publication stopped half-way
        recu = collect(source, schema)
    fiches, couvertures = read_isole(recu.fichiers, schema)
    return replace(fiches, avis=(*recu.avis, *fiches.avis)), couvertures


def examine(
    tables: tuple[Tableau, Tableau],
    nom: str,
    decoupages: Decoupages,
    actuel: Iterable[Fiche],
    *,
    sans_contacts: bool = False,
) -> Examen:
    """Check two tables, and compare them with the fiches of the current référentiel.

    `sans_contacts` says that `actuel` was stripped of its contacts: they are not compared.
    """
    referentiel = build_referentiel(*tables, decoupages)
    lues = {fiche.id for fiche in referentiel.fiches}
    illisibles = {ligne["id"] for ligne in tables[0].lignes} - lues
    return Examen(
        nom,
        referentiel,
        compare(
            actuel,
            map(strip_contacts, referentiel.fiches) if sans_contacts else referentiel.fiches,
            illisibles=illisibles,
        ),
        tuple(avis for table in tables for avis in table.avis),
    )
