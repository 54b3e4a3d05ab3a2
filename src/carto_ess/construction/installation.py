"""Where a build writes: the files in place are replaced once all are made, and all at once.

Whatever the instant at which the program stops, readers find one whole version:

1. everything is written to a hidden folder of the target, and read again;
2. the files of the map go to ``web/`` under their own names, hashes, which no manifest gives yet;
3. **that folder is renamed** to `dossier.EN_COURS`: from here readers look there first;
4. its files are renamed to their places one after the other, which changes nothing for anybody;
5. the files of former maps that nothing names any more are taken away.

Stopped after 3, the next build finishes first. What is not built here is never touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.bascule import lock, switch
from carto_ess.fichier import sync
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.dossier import EN_COURS
from carto_ess.geodata.manifeste import read_manifeste

DOSSIER_WEB = "web"
DOSSIER_DETAILS = f"{DOSSIER_WEB}/epci"
DOSSIER_SOURCES = "sources"

_VERROU = ".construction.verrou"
_CHANTIER = ".construction"


@contextmanager
def construct(output: Path, sources: Path) -> Iterator[Path]:
    """Yield a folder to build in, with a copy of `sources`; it then replaces what `output` has.

    The tables of `sources` are left alone when they are those of `output`: a hand keeps them.

    Raises
    ------
    GeodataError
        Another build is under way, or the folder cannot be written; nothing was replaced.
    """
    with lock(output, _VERROU, erreur=GeodataError, acte="construction"):
        _finish(output)
        chantier = output / _CHANTIER
        shutil.rmtree(chantier, ignore_errors=True)
        (chantier / DOSSIER_SOURCES).mkdir(parents=True)
        try:
            for table in sorted(sources.glob("*.csv")):
                shutil.copyfile(table, chantier / DOSSIER_SOURCES / table.name)
            yield chantier
            read_verified(chantier)
            if sources.resolve() == (output / DOSSIER_SOURCES).resolve():
                shutil.rmtree(chantier / DOSSIER_SOURCES)
            _install(chantier, output)
        finally:
            shutil.rmtree(chantier, ignore_errors=True)


def _install(chantier: Path, output: Path) -> None:
    for fichier in _list_files(chantier):
        sync(fichier)
    for fichier in _list_files(chantier / DOSSIER_WEB):
        _publish(fichier, output / fichier.relative_to(chantier), chantier / ".carte")
    switch(chantier, output / EN_COURS)
    with suppress(OSError):  # the new version is in force: the next build will tidy up
        _finish(output)


def _publish(fichier: Path, place: Path, provisoire: Path) -> None:
    """Copy a file named after its content to its place, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(fichier, provisoire)
    sync(provisoire)
    provisoire.replace(place)
    sync(place.parent)


def _finish(output: Path) -> None:
    """Bring the files that a build left in `EN_COURS` to their places."""
    en_cours = output / EN_COURS
    if not en_cours.is_dir():
        return
    for fichier in _list_files(en_cours):
        place = output / fichier.relative_to(en_cours)
        place.parent.mkdir(parents=True, exist_ok=True)
        fichier.replace(place)
        sync(place.parent)
    shutil.rmtree(en_cours)
    tenus = read_manifeste(output).fichiers
    for motif in (f"{DOSSIER_WEB}/carte-*.json", f"{DOSSIER_DETAILS}/*-*.json"):
        for carte in sorted(output.glob(motif)):
            if carte.relative_to(output).as_posix() not in tenus:
                carte.unlink()


def _list_files(dossier: Path) -> list[Path]:
    return sorted(f for f in dossier.rglob("*") if f.is_file())
