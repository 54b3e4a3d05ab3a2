"""GeoPackages written by GDAL: whole, or an error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError


@contextmanager
def writing(fichier: Path) -> Iterator[None]:
    """Prove, after the block, that the GeoPackage it wrote is whole.

    GDAL says nothing when the disk fills up while it closes the file: what is then missing is the
    spatial index of the last layers.

    Raises
    ------
    OSError
        GDAL could not write it, or a layer has no index.
    """
    try:
        yield
        with closing(sqlite3.connect(fichier)) as base:
            couches = base.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
            index = base.execute(
                "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
            ).fetchall()
    except (DataSourceError, DataLayerError, sqlite3.Error) as erreur:
        raise OSError(f"{fichier.name} reste incomplet") from erreur
    if set(couches) - set(index):
        raise OSError(f"{fichier.name} reste incomplet")
