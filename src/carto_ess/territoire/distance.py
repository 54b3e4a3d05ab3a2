"""How far one commune is from another, as the crow flies between their points."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from carto_ess.territoire.commune import Commune

_RAYON_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def measure_km(depuis: Commune, vers: Commune) -> float:
    """Return the great-circle distance between the points of two communes, in kilometres."""
    lat_a, lat_b = radians(depuis.latitude), radians(vers.latitude)
    d_lat, d_lon = lat_b - lat_a, radians(vers.longitude - depuis.longitude)
    h = sin(d_lat / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(d_lon / 2) ** 2
    return 2 * _RAYON_KM * asin(sqrt(min(1.0, h)))


def find_nearest_km(depuis: Commune, communes: Iterable[Commune]) -> int | None:
    """Return how far the nearest of `communes` is, in whole km; ``None`` when there is none."""
    return min((round(measure_km(depuis, c)) for c in communes), default=None)
