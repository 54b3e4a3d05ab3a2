"""Publishing a référentiel: the previous one is kept, the new one replaces it all at once.

Whatever the instant at which the program stops, the folder holds a whole pair of tables. What is
said of a pair (`MENTION`: number, who, when, why) goes with it.

1. the new pair is written to a hidden folder, read again and compared with what was asked;
2. the pair in place is copied to ``versions/<UTC time>/``;
3. **that folder is renamed** to `depot.EN_COURS`: from here readers read the new pair;
4. the two files of the référentiel are replaced one after the other, which nobody looks at;
5. `depot.EN_COURS` is renamed away: readers read the two files again.

Stopped between 3 and 5, the next publication finishes first. Only renamings are relied on, no
symbolic link: the same holds on Windows.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from carto_ess._errors import PublicationError
from carto_ess.bascule import lock, switch
from carto_ess.fichier import sync, write_synced
from carto_ess.referentiel.depot import EN_COURS, FICHIERS, is_paire
from carto_ess.referentiel.ecriture import build_rangs, write_csv
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES, read_referentiel
from carto_ess.territoire.decoupage import Decoupages

VERSIONS = "versions"
MENTION = "version.json"
"""The file beside a pair of tables that says which version it is."""

_VERROU = ".publication.verrou"
_NEUF = ".publication-nouvelle"
_EBAUCHE = ".ebauche"
_USE = ".publication-finie"

Etape = Callable[[str], None]


class Mentions(NamedTuple):
    """What is said of the pair in place (``None``: nothing) and of the one that replaces it."""

    precedente: bytes | None = None
    nouvelle: bytes | None = None


Mention = Callable[[Path], Mentions]
"""Given the folder of the new pair, written and read again, returns what to say of both pairs."""


def publish(
    dossier: Path,
    fiches: tuple[Fiche, ...],
    decoupages: Decoupages,
    *,
    maintenant: dt.datetime,
    mention: Mention = lambda _: Mentions(),
    etape: Etape = lambda _: None,
) -> Path | None:
    """Replace the référentiel of `dossier` by `fiches`; return where the previous one is kept.

    `maintenant` (aware) names the kept version; ``None`` is returned when there was none. `mention`
    is asked while nobody else can publish; what it raises leaves the pair in place.
    `etape` is called with a name after each write: tests stop the program there.

    Raises
    ------
    PublicationError
        Another publication is under way, or the folder cannot be written; nothing was replaced.
    """
    with lock(dossier, _VERROU, erreur=PublicationError, acte="publication"):
        _finish(dossier, etape)
        with _drafts(dossier):
            _prepare(dossier, fiches, decoupages, etape)
            mentions = mention(dossier / _NEUF)
            if mentions.nouvelle is not None:
                write_synced(dossier / _NEUF / MENTION, mentions.nouvelle)
            sync(dossier / _NEUF)
            precedente = _keep_previous(dossier, maintenant, mentions.precedente, etape)
            switch(dossier / _NEUF, dossier / EN_COURS)
        etape("bascule")
        with contextlib.suppress(OSError):  # it is published: the next one will tidy up
            _finish(dossier, etape)
        return precedente


@contextlib.contextmanager
def _drafts(dossier: Path) -> Iterator[None]:
    """Leave no draft behind a publication that fails: what is in place is all that there is."""
    try:
        yield
    finally:
        for brouillon in (dossier / _NEUF, dossier / VERSIONS / _EBAUCHE):
            shutil.rmtree(brouillon, ignore_errors=True)


def _keep_previous(
    dossier: Path, maintenant: dt.datetime, mention: bytes | None, etape: Etape
) -> Path | None:
    if not is_paire(dossier):
        return None
    versions = dossier / VERSIONS
    versions.mkdir(exist_ok=True)
    ebauche = versions / _EBAUCHE
    shutil.rmtree(ebauche, ignore_errors=True)
    ebauche.mkdir()
    for nom in FICHIERS:
        write_synced(ebauche / nom, (dossier / nom).read_bytes())
        etape(f"copie {nom}")
    if mention is not None:
        write_synced(ebauche / MENTION, mention)
    sync(ebauche)
    cible = _name_version(versions, maintenant)
    ebauche.rename(cible)
    sync(versions)
    etape("version gardée")
    return cible


def _name_version(versions: Path, maintenant: dt.datetime) -> Path:
    nom = maintenant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    cible, rang = versions / nom, 1
    while cible.exists():
        rang += 1
        cible = versions / f"{nom}-{rang}"
    return cible


def _prepare(
    dossier: Path, fiches: tuple[Fiche, ...], decoupages: Decoupages, etape: Etape
) -> None:
    """Write the new pair beside the old one, and prove that it reads back as `fiches`."""
    neuf = dossier / _NEUF
    shutil.rmtree(neuf, ignore_errors=True)
    neuf.mkdir()
    tables = zip(
        FICHIERS, build_rangs(fiches), (COLONNES_FICHES, COLONNES_COUVERTURES), strict=True
    )
    for nom, rangs, colonnes in tables:
        write_synced(neuf / nom, write_csv(rangs, colonnes))
        etape(f"écriture {nom}")
    if read_referentiel(neuf, decoupages).fiches != fiches:
        raise PublicationError(
            "Relu, le nouveau référentiel diffère de celui qui a été envoyé. "
            "Le référentiel en place n’a pas été remplacé : signalez cette anomalie."
        )
    etape("relecture")


def _finish(dossier: Path, etape: Etape) -> None:
    """Bring the published pair to its place, and take away what readers were sent to."""
    en_cours, use = dossier / EN_COURS, dossier / _USE
    if en_cours.is_dir() and not is_paire(en_cours):
        _remove_foreign(en_cours)
    elif en_cours.is_dir():
        for nom in (MENTION, *FICHIERS):
            if not (en_cours / nom).is_file():
                continue
            write_synced(dossier / f".{nom}", (en_cours / nom).read_bytes())
            (dossier / f".{nom}").replace(dossier / nom)
            etape(f"mise en place {nom}")
        sync(dossier)
        shutil.rmtree(use, ignore_errors=True)
        en_cours.replace(use)
        sync(dossier)
        etape("fin de bascule")
    shutil.rmtree(use, ignore_errors=True)


def _remove_foreign(en_cours: Path) -> None:
    """Take away a folder of our name that no publication made; what it holds is not ours to lose.

    Raises
    ------
    PublicationError
        It is not empty.
    """
    if any(en_cours.iterdir()):
        raise PublicationError(
            f"Le dossier {en_cours} ne vient pas d’une publication : il n’a pas les deux tableaux. "
            "Rien n’a été remplacé. Déplacez-le ailleurs, puis recommencez."
        )
    en_cours.rmdir()
