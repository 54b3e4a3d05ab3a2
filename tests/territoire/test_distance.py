"""Distances are those of the map, in whole kilometres."""

import pytest

from carto_ess.territoire.commune import CodeCommune, Commune
from carto_ess.territoire.distance import find_nearest_km, measure_km


def place(longitude, latitude):
    return Commune(CodeCommune("62000"), "", "", None, None, longitude, latitude)


def test_a_degree_of_latitude_is_111_km_and_one_of_longitude_shrinks_northwards():
    assert measure_km(place(2, 50), place(2, 51)) == pytest.approx(111.195, abs=0.01)
    assert measure_km(place(2, 50), place(3, 50)) == pytest.approx(71.47, abs=0.01)
    assert measure_km(place(2, 50), place(2, 50)) == 0


def test_the_nearest_is_kept_in_whole_kilometres():
    assert find_nearest_km(place(2, 50), [place(3, 50), place(2, 50.1)]) == 11
    assert find_nearest_km(place(2, 50), []) is None
