"""Where a référentiel lives, with all its versions: one interface, two makers.

`registre_dossier` keeps it in a folder, `registre_base` in a database; `ouverture` chooses. One of
them is the référentiel, never both: every page, command and export reads through the one that the
settings name.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol

from carto_ess._errors import ConflitError, PublicationError
from carto_ess.atelier.personne import Personne, Role
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.ecriture import build_rangs, write_csv
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FACULTATIVES,
    COLONNES_FICHES,
    Referentiel,
    build_referentiel,
)
from carto_ess.tableur.delimite import parse_csv
from carto_ess.tableur.tableau import LIGNES_MAX_DOSSIER, Tableau
from carto_ess.territoire.decoupage import Decoupages

Tables = Mapping[str, bytes]
"""The two tables of a référentiel as CSV files, by name: ``fiches.csv``, ``couvertures.csv``."""

RAISON_MAX = 300
"""Characters of the line that says why a version was published."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the référentiel. Numbers begin at 1 and are never used again.

    ``date`` is aware, in UTC. ``auteur`` and ``raison`` are empty where nothing says them: a folder
    of a time when they were not kept.
    """

    numero: int
    date: dt.datetime
    auteur: str
    raison: str


@dataclass(frozen=True, slots=True)
class Acte:
    """A publication about to be made: who, when (aware) and why."""

    auteur: Personne
    date: dt.datetime
    raison: str

    def check(self) -> None:
        """Let pass an officer who says why, in one line.

        Raises
        ------
        DroitError
            The person may not publish.
        PublicationError
            No reason is given, or it is too long.
        """
        self.auteur.require(Role.AGENT)
        n = len(self.raison.strip())
        if not 0 < n <= RAISON_MAX:
            raise PublicationError(
                f"La raison de la publication compte {n} caractères, attendu : 1 à {RAISON_MAX}. "
                "Rien n’a été publié : dites en une ligne ce qui change et pourquoi."
            )


class Registre(Protocol):
    """Where the référentiel lives."""

    @property
    def lieu(self) -> str:
        """Where it is, as a person is told; no password."""

    @property
    def cle(self) -> Hashable:
        """Names this place among all."""

    def sign(self) -> Hashable:
        """Return what changes whenever the version in place does; cheap, asked at every run."""

    def read(self, decoupages: Decoupages) -> Referentiel:
        """Return the référentiel in place, whole.

        Raises
        ------
        CartoEssError
            It cannot be read, or holds faults (`ReferentielError`).
        """

    def list_versions(self) -> tuple[Version, ...]:
        """Return all versions, the one in place first."""

    def read_tables(self, numero: int | None = None) -> Tables:
        """Return the tables of a version, of the one in place by default.

        Raises
        ------
        PublicationError
            There is no such version.
        """

    def publish(
        self,
        fiches: tuple[Fiche, ...],
        decoupages: Decoupages,
        acte: Acte,
        *,
        depuis: int | None = None,
    ) -> Version:
        """Make `fiches` the référentiel in place, and return its version.

        `depuis` is the number of the version that they were made from: the publication is refused
        when another one came meanwhile.

        Raises
        ------
        DroitError
            The person may not.
        ConflitError
            Another version came after `depuis`.
        PublicationError
            They could not be written; what was in place still is.
        """


def find_version(registre: Registre, numero: int) -> Version:
    """Return the version of that number.

    Raises
    ------
    PublicationError
        There is none.
    """
    versions = registre.list_versions()
    for version in versions:
        if version.numero == numero:
            return version
    raise refuse_numero(numero, versions)


def refuse_numero(numero: int, versions: tuple[Version, ...]) -> PublicationError:
    """Return the error of a version that does not exist."""
    connus = ", ".join(str(v.numero) for v in versions[:10]) or "aucune"
    return PublicationError(
        f"La version {numero} n’existe pas. Versions gardées, la plus récente d’abord : {connus}."
    )


def restore_version(registre: Registre, numero: int, decoupages: Decoupages, acte: Acte) -> Version:
    """Publish again what version `numero` held; nothing of what came after it is taken away.

    Raises
    ------
    PublicationError
        There is no such version, it is the one in place, or it no longer follows the rules.
    """
    actuelle = registre.list_versions()[0].numero
    if numero == actuelle:
        raise PublicationError(f"La version {numero} est déjà en place : rien n’a été changé.")
    find_version(registre, numero)
    referentiel = parse_tables(registre.read_tables(numero), decoupages)
    if referentiel.fautes:
        raise PublicationError(
            f"La version {numero} ne suit plus les règles d’aujourd’hui : {referentiel.fautes[0]} "
            "Rien n’a été changé : téléchargez-la, corrigez-la, publiez-la."
        )
    return registre.publish(referentiel.fiches, decoupages, acte, depuis=actuelle)


def write_tables(fiches: tuple[Fiche, ...], decoupages: Decoupages) -> Tables:
    """Return the tables of `fiches`, proved to read back as the same ones.

    Raises
    ------
    PublicationError
        They do not.
    """
    colonnes = (COLONNES_FICHES, COLONNES_COUVERTURES)
    tables = {
        nom: write_csv(rangs, c)
        for nom, rangs, c in zip(FICHIERS, build_rangs(fiches), colonnes, strict=True)
    }
    if parse_tables(tables, decoupages).fiches != fiches:
        raise PublicationError(
            "Relu, le nouveau référentiel diffère de celui qui a été envoyé. "
            "Le référentiel en place n’a pas été remplacé : signalez cette anomalie."
        )
    return tables


def parse_tables(tables: Tables, decoupages: Decoupages) -> Referentiel:
    """Return what two tables hold, with their faults.

    Raises
    ------
    TableauError
        One of them is no table, or lacks a column.
    """
    return build_referentiel(*parse_paire(tables), decoupages)


def parse_paire(tables: Tables) -> tuple[Tableau, Tableau]:
    """Return the rows of two tables.

    Raises
    ------
    TableauError
        One of them is no table, or lacks a column.
    """
    fiches, couvertures = (
        parse_csv(
            tables[nom],
            fichier=nom,
            colonnes=c,
            requises=set(c) - COLONNES_FACULTATIVES,
            lignes_max=LIGNES_MAX_DOSSIER,
        )
        for nom, c in zip(FICHIERS, (COLONNES_FICHES, COLONNES_COUVERTURES), strict=True)
    )
    return fiches, couvertures


def zip_tables(tables: Tables) -> bytes:
    """Return two tables in one archive, as they are."""
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in tables.items():
            archive.writestr(zipfile.ZipInfo(nom), octets, zipfile.ZIP_DEFLATED)
    return flux.getvalue()


def refuse_stale(depuis: int | None, actuelle: Version | None) -> None:
    """Let pass a publication made from the version in place.

    Raises
    ------
    ConflitError
        Another one came meanwhile.
    """
    if depuis is None or actuelle is None or actuelle.numero == depuis:
        return
    raise ConflitError(
        f"La version {actuelle.numero} a été publiée entre-temps par "
        f"{actuelle.auteur or 'quelqu’un d’autre'} (« {actuelle.raison or 'sans raison dite'} ») ; "
        f"vos changements partent de la version {depuis}. Rien n’a été publié et rien n’est "
        "perdu : regardez ce qui a changé, puis recommencez.",
        actuelle.numero,
    )
