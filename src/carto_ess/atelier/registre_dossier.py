"""A référentiel in a folder: its two tables, and the versions before in ``versions/``.

``version.json`` beside a pair of tables says its number, who, when and why, and the checksum of the
tables it speaks of: where they were replaced by hand it no longer speaks of them, and the pair is a
version that nobody signed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import PublicationError, TableauError
from carto_ess.atelier.registre import (
    Acte,
    Tables,
    Version,
    refuse_numero,
    refuse_stale,
)
from carto_ess.fichier import explain_oserror
from carto_ess.referentiel.depot import FICHIERS, find_paire, read_paire, sign_paire
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel, read_referentiel
from carto_ess.referentiel.publication import MENTION, VERSIONS, Mentions
from carto_ess.referentiel.publication import publish as replace_paire
from carto_ess.territoire.decoupage import Decoupages

A_LA_MAIN = "Fichiers mis en place à la main"
"""The reason of a version that no publication made."""

_JOUR = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class RegistreDossier:
    """The référentiel of a folder.

    ``livre`` marks the one that comes with the app, which no publication replaces: it may be
    read-only, a new release would overwrite it, and it is the booklet's own.
    """

    dossier: Path
    livre: bool = False

    @property
    def lieu(self) -> str:
        """The folder's path."""
        return str(self.dossier)

    @property
    def cle(self) -> Hashable:
        """The folder's path."""
        return str(self.dossier)

    def sign(self) -> Hashable:
        """Return places, dates and sizes of the current pair."""
        return sign_paire(self.dossier)

    def read(self, decoupages: Decoupages) -> Referentiel:
        """Return the référentiel in place; see `Registre.read`."""
        return read_referentiel(self.dossier, decoupages)

    def list_versions(self) -> tuple[Version, ...]:
        """Return all versions, the one in place first; none when there is no pair of tables."""
        gardees = {version.numero: version for _, version in self._list_kept()}
        actuelle = self._find_current()
        if actuelle:
            gardees[actuelle.numero] = actuelle
        return tuple(gardees[numero] for numero in sorted(gardees, reverse=True))

    def read_tables(self, numero: int | None = None) -> Tables:
        """Return the tables of a version; see `Registre.read_tables`."""
        actuelle = self._find_current()
        if numero is None or (actuelle and numero == actuelle.numero):
            return read_paire(self.dossier, _read_octets)
        for dossier, version in self._list_kept():
            if version.numero == numero:
                return _read_octets(dossier)
        raise refuse_numero(numero, self.list_versions())

    def publish(
        self,
        fiches: tuple[Fiche, ...],
        decoupages: Decoupages,
        acte: Acte,
        *,
        depuis: int | None = None,
    ) -> Version:
        """Replace the pair of tables; see `Registre.publish`."""
        acte.check()
        if self.livre:
            raise PublicationError(
                "Le référentiel livré avec l’application ne se remplace pas : une mise à jour "
                f"écraserait le vôtre. Copiez le dossier {self.dossier} où vous voulez, donnez son "
                "chemin à la variable d’environnement CARTO_ESS_REFERENTIEL (pour l’application "
                "aussi), puis recommencez ; ou gardez-le dans une base : CARTO_ESS_BASE."
            )
        publiee: list[Version] = []

        def mention(paire: Path) -> Mentions:
            """Return what each pair is to say of itself, written before the switch."""
            actuelle = self._find_current()
            refuse_stale(depuis, actuelle)
            numero = actuelle.numero + 1 if actuelle else 1
            version = Version(numero, acte.date, acte.auteur.nom, acte.raison.strip())
            publiee.append(version)
            return Mentions(
                _write_mention(actuelle, self.dossier) if actuelle else None,
                _write_mention(version, paire),
            )

        replace_paire(self.dossier, fiches, decoupages, maintenant=acte.date, mention=mention)
        return publiee[0]

    def _list_kept(self) -> Iterator[tuple[Path, Version]]:
        """Yield the versions before, oldest first, with the folder of each."""
        dernier = 0
        dossiers = sorted((self.dossier / VERSIONS).glob("[0-9]*"), key=_sort_key)
        for dossier in dossiers:
            if not all((dossier / nom).is_file() for nom in FICHIERS):
                continue
            lue = _read_mention(dossier)
            version = lue or Version(dernier + 1, _parse_nom(dossier), "", "")
            dernier = version.numero
            yield dossier, version

    def _find_current(self) -> Version | None:
        """Return the version in place, ``None`` when there is no pair of tables."""
        if not all((find_paire(self.dossier) / nom).is_file() for nom in FICHIERS):
            return None
        lue, perimee, date = read_paire(self.dossier, _read_current)
        if lue:
            return lue
        connus = [version.numero for _, version in self._list_kept()]
        numero = max([0, perimee, *connus]) + 1
        return Version(numero, date, "", A_LA_MAIN if numero > 1 else "")


def _read_current(paire: Path) -> tuple[Version | None, int, dt.datetime]:
    """Return what `paire` says of itself, the number of a mention that is not its own, its date."""
    lue = _read_mention(paire)
    perimee = 0 if lue else _read_numero(paire)
    date = dt.datetime.fromtimestamp((paire / FICHIERS[0]).stat().st_mtime, dt.UTC)
    return lue, perimee, date.replace(microsecond=0)


def _read_mention(paire: Path) -> Version | None:
    """Return what ``version.json`` says of a pair of tables; ``None`` if it speaks of another."""
    try:
        lu = json.loads((paire / MENTION).read_text(encoding="utf-8"))
        if lu["empreinte"] != _checksum(paire):
            return None
        date = dt.datetime.fromisoformat(lu["date"])
        return Version(int(lu["numero"]), date, str(lu["auteur"]), str(lu["raison"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read_numero(paire: Path) -> int:
    try:
        return int(json.loads((paire / MENTION).read_text(encoding="utf-8"))["numero"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _write_mention(version: Version, paire: Path) -> bytes:
    dit = {
        "numero": version.numero,
        "date": version.date.astimezone(dt.UTC).isoformat(),
        "auteur": version.auteur,
        "raison": version.raison,
        "empreinte": _checksum(find_paire(paire)),
    }
    return json.dumps(dit, ensure_ascii=False, indent=1).encode()


def _checksum(paire: Path) -> str:
    return hashlib.sha256(b"\0".join((paire / nom).read_bytes() for nom in FICHIERS)).hexdigest()


def _read_octets(paire: Path) -> dict[str, bytes]:
    try:
        return {nom: (paire / nom).read_bytes() for nom in FICHIERS}
    except OSError as erreur:
        raise TableauError(
            f"Les tableaux de {paire} ne peuvent pas être lus ({explain_oserror(erreur)}). "
            "Vérifiez le chemin et les droits de lecture."
        ) from erreur


def _sort_key(dossier: Path) -> tuple[str, int]:
    """Return day and rank: « …Z », « …Z-2 », « …Z-10 » were kept in the same second."""
    jour, _, rang = dossier.name.partition("-")
    return jour, int(rang) if rang.isdigit() else 1


def _parse_nom(dossier: Path) -> dt.datetime:
    try:
        nom = dossier.name.partition("-")[0]
        return dt.datetime.strptime(nom, _JOUR).replace(tzinfo=dt.UTC)
    except ValueError:
        date = dt.datetime.fromtimestamp((dossier / FICHIERS[0]).stat().st_mtime, dt.UTC)
        return date.replace(microsecond=0)
