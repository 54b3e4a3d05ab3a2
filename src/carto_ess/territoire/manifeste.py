"""What a geodata folder says of itself: what it describes, from which sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from carto_ess.territoire.ressort import Ressort


@dataclass(frozen=True, slots=True)
class Source:
    """One source of the geodata: name, version, producer, licence, date (ISO) of last update."""

    nom: str
    version: str
    producteur: str
    licence: str
    date: str


@dataclass(frozen=True, slots=True)
class Manifeste:
    """What ``manifest.json`` says.

    ``topologie`` is the path, inside geodata, of the file that the browser fetches first;
    ``details`` that of the folder of the other ones, the communes of each EPCI, where the first
    holds EPCI: it is empty where the first holds every commune. ``reparations`` is what mending
    the contours took (numbers of overlaps and gaps, areas in m²); ``fichiers`` maps each file to
    its size in bytes and SHA-256; ``comptes`` each millésime to its numbers of communes and EPCI;
    ``surface_km2`` is the sum of the communes' areas; ``avertissements`` are French sentences on
    what could not be built; ``communes_sans_epci`` codes that belong to none;
    ``versions`` the version of the public package that each millésime comes from; ``dessins`` the
    millésimes whose EPCI look as in a later one, and which;
    ``sans_contours`` codes of départements that the tables hold and the map cannot draw (overseas).
    """

    ressort: Ressort
    millesimes: tuple[int, ...]
    population_annee: int
    population_libelle: str
    population_totale: int
    surface_km2: float
    comptes: Mapping[int, Mapping[str, int]]
    topologie: str
    sources: tuple[Source, ...]
    fichiers: Mapping[str, tuple[int, str]]
    avertissements: tuple[str, ...] = ()
    communes_sans_epci: tuple[str, ...] = ()
    sans_contours: tuple[str, ...] = ()
    details: str = ""
    reparations: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[int, str] = field(default_factory=dict)
    dessins: Mapping[int, int] = field(default_factory=dict)

    def find_dessin(self, millesime: int) -> int:
        """Return the millésime whose outlines of EPCI, drawn once, are those of `millesime`."""
        return self.dessins.get(millesime, millesime)

    @property
    def actuel(self) -> int:
        """The most recent millésime."""
        return self.millesimes[-1]
