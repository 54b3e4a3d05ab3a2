"""French words and numbers shared by screens and exports."""

import pytest

from carto_ess.francais import percent


@pytest.mark.parametrize(
    ("partie", "total", "texte"),
    [
        (0, 0, "–"),
        (0, 895, "0\u00a0%"),
        (2, 34875, "moins de 0,1\u00a0%"),
        (1, 895, "0,1\u00a0%"),
        (111, 895, "12\u00a0%"),
        (886, 895, "99\u00a0%"),
        (894, 895, "99,9\u00a0%"),
        (34873, 34875, "plus de 99,9\u00a0%"),
        (895, 895, "100\u00a0%"),
    ],
)
def test_only_nothing_is_zero_and_only_all_is_a_hundred(partie, total, texte):
    assert percent(partie, total) == texte
