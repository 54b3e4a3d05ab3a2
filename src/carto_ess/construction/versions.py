"""Which version of the npm package describes which year, as the package itself says.

Each version's README holds a table of the years so far and the version to take for each: the newest
archive at hand knows them all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.construction.sources import PAQUET_DECOUPAGE, read_member, read_version

_LIGNE = re.compile(r"^\|\s*((?:19|20)\d\d)\s*\|([^|]*)\|", re.MULTILINE)
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


def list_versions(archive: Path) -> dict[int, str]:
    """Return the version of each year that the README of `archive` names; « 0.7 » is any 0.7.x."""
    try:
        lisezmoi = read_member(archive, "package/README.md")[0].decode("utf-8", "replace")
    except GeodataError:
        return {}  # the oldest ones have no such table
    lignes = ((int(annee), _VERSION.search(texte)) for annee, texte in _LIGNE.findall(lisezmoi))
    return {annee: version[0] for annee, version in lignes if version}


def require_versions(archive: Path, millesimes: Iterable[int]) -> dict[int, str]:
    """Return the versions that the newest archive names, if they hold all of `millesimes`.

    Raises
    ------
    GeodataError
        A year is not in its table: it is not published yet, or never was.
    """
    connues = list_versions(archive)
    if inconnues := sorted(set(millesimes) - connues.keys()):
        raise GeodataError(
            f"Le paquet {PAQUET_DECOUPAGE} {read_version(archive)} ne donne pas les périmètres de "
            f"{inconnues[0]} : il donne ceux de {', '.join(map(str, sorted(connues)))}."
        )
    return connues


def find_millesimes(archives: Collection[Path]) -> dict[int, Path]:
    """Return the archive of each year, oldest first.

    A version is that of a year when one of the archives says so, or else when the year is given
    another version with the same major number: 4.1.0 mends 4.0.0.

    Raises
    ------
    GeodataError
        Nothing says which year an archive describes, or two describe the same one.
    """
    lues = sorted(archives, key=lambda a: _split(read_version(a)))
    connues = {m: v for archive in lues for m, v in list_versions(archive).items()}
    trouvees: dict[int, Path] = {}
    for archive in lues:
        version = read_version(archive)
        annee = _find_year(version, connues)
        if annee is None:
            raise GeodataError(
                f"L’archive {archive.name} est la version {version} de {PAQUET_DECOUPAGE}, et rien "
                "ne dit de quelle année : donnez aussi l’archive la plus récente, dont la notice "
                "(README) nomme chaque année."
            )
        if annee in trouvees:
            raise GeodataError(
                f"Les archives {trouvees[annee].name} et {archive.name} décrivent toutes deux "
                f"{annee} : donnez-en une seule."
            )
        trouvees[annee] = archive
    return dict(sorted(trouvees.items()))


def _find_year(version: str, connues: Mapping[int, str]) -> int | None:
    exactes = [m for m, v in connues.items() if v == version or version.startswith(f"{v}.")]
    proches = [m for m, v in connues.items() if _split(v)[0] == _split(version)[0] > 0]
    return max(exactes or proches, default=None)


def _split(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])
