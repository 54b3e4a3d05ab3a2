"""A référentiel received from somebody: its tables read, its faults, what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from carto_ess._errors import IllisibleError, TableauError
from carto_ess.referentiel.comparaison import Comparaison, compare
from carto_ess.referentiel.contacts import strip_contacts
from carto_ess.referentiel.correction import (
    Cause,
    Correction,
    Tables,
    apply_corrections,
    group_fautes,
    propose_corrections,
)
from carto_ess.referentiel.depot import find_paire, read_paire
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel, build_referentiel
from carto_ess.tableur.collecte import collect
from carto_ess.tableur.isoloir import read_isole
from carto_ess.tableur.nature import read_octets
from carto_ess.tableur.schema import Schema
from carto_ess.tableur.tableau import Tableau
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.travail.atelier import Paquet, pack

SANS_FICHE = (
    "Le tableau des fiches n’a aucune ligne sous son en-tête. Un référentiel qui commence peut "
    "être vide : la carte dira qu’il n’y a aucune fiche pour l’instant. Si des fiches étaient "
    "attendues, vérifiez que c’est le bon fichier, et la bonne feuille."
)
"""What is asked of whoever sends a référentiel without a fiche: no fault, and never in silence."""


@dataclass(frozen=True, slots=True)
class Examen:
    """What a received référentiel holds, what it changes, and what was forgiven while reading."""

    nom: str
    referentiel: Referentiel
    comparaison: Comparaison
    avis: tuple[str, ...]


LIGNES = 200
"""Faults of one cause that a page lists."""

CAUSES = 30
"""Causes that a page shows, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """What a page shows of a received référentiel: little, however long the file is.

    ``causes`` are `CAUSES` of ``n_causes`` at most, each with `LIGNES` of its faults; ``n_fiches``
    and ``n_fautes`` count all that was read; ``proposees``: see `Controle`.
    """

    nom: str
    n_fiches: int
    n_fautes: int
    avis: tuple[str, ...]
    comparaison: Comparaison
    proposees: tuple[Correction, ...]
    causes: tuple[Cause, ...]
    n_causes: int


@dataclass(frozen=True, slots=True)
class ReferentielRecu:
    """A received référentiel as its worker gives it back: packed, what is shown on its own.

    Whoever shows the report does not make anew the thousands of rows of what ``controle`` holds.
    """

    n_fautes: int
    rapport: Paquet[CompteRendu]
    controle: Paquet[Controle]


@dataclass(frozen=True, slots=True)
class Controle:
    """All that was found of a received référentiel, once.

    ``proposees`` are the corrections that one value alone would make, ``causes`` the faults by
    what they have in common, the most frequent first.
    """

    tables: Tables
    examen: Examen
    proposees: tuple[Correction, ...]
    causes: tuple[Cause, ...]

    @property
    def referentiel(self) -> Referentiel:
        """The fiches that were read, and the faults."""
        return self.examen.referentiel

    def pack(self) -> ReferentielRecu:
        """Return what a page is given of it."""
        examen, referentiel = self.examen, self.referentiel
        rapport = CompteRendu(
            nom=examen.nom,
            n_fiches=len(referentiel.fiches),
            n_fautes=len(referentiel.fautes),
            avis=examen.avis,
            comparaison=examen.comparaison,
            proposees=self.proposees,
            causes=tuple(cause.cut(LIGNES) for cause in self.causes[:CAUSES]),
            n_causes=len(self.causes),
        )
        return ReferentielRecu(rapport.n_fautes, pack(rapport), pack(self))


@dataclass(frozen=True, slots=True)
class FichierRefuse:
    """Why files were not read as a référentiel; ``illisible`` when nobody would read them."""

    phrase: str
    illisible: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """What a received référentiel is checked with, and compared to."""

    decoupages: Decoupages
    actuel: Referentiel


def control_fichiers(
    fichiers: Mapping[str, bytes], schema: Schema, reference: Reference
) -> ReferentielRecu | FichierRefuse:
    """Read files that came from outside and examine them; what refuses them is an answer too."""
    try:
        tables = read_isole(fichiers, schema)
    except TableauError as erreur:
        return FichierRefuse(str(erreur), isinstance(erreur, IllisibleError))
    return control_tables(tables, " + ".join(fichiers), reference).pack()


def correct_controle(
    paquet: Paquet[Controle], corrections: Iterable[Correction], reference: Reference
) -> ReferentielRecu:
    """Examine the tables of a controle again, these cells changed."""
    avant = paquet.open()
    tables = apply_corrections(avant.tables, corrections)
    return control_tables(tables, avant.examen.nom, reference).pack()


def control_tables(tables: Tables, nom: str, reference: Reference) -> Controle:
    """Examine two tables against the référentiel as the public sees it."""
    actuel, decoupages = reference.actuel, reference.decoupages
    examen = examine(tables, nom, decoupages, actuel.fiches, sans_contacts=actuel.contacts_masques)
    fautes = examen.referentiel.fautes
    proposees = propose_corrections(tables, fautes, decoupages) if fautes else ()
    return Controle(tables, examen, proposees, group_fautes(tables, fautes, proposees))


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
    questions = () if tables[0].lignes else (SANS_FICHE,)
    return Examen(
        nom,
        referentiel,
        compare(
            actuel,
            map(strip_contacts, referentiel.fiches) if sans_contacts else referentiel.fiches,
            illisibles=illisibles,
        ),
        (*questions, *(avis for table in tables for avis in table.avis)),
    )
