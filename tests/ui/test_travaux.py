"""A file is made for a visit as long as it is there."""

import pytest

from carto_ess.travail.atelier import TravailError
from carto_ess.ui import travaux


def test_the_work_of_a_visitor_who_left_is_given_up(monkeypatch):
    import time

    vus = []
    monkeypatch.setattr(travaux, "find_visit", lambda: "moi")
    monkeypatch.setattr(travaux, "is_visit_open", lambda visite: vus.append(visite) or len(vus) < 3)
    debut = time.monotonic()
    with pytest.raises(TravailError, match="parti"):
        travaux.prepare(time.sleep, 60)()
    assert set(vus) == {"moi"}
    assert time.monotonic() - debut < 20


def test_nothing_is_made_before_it_is_asked_for(tmp_path):
    from carto_ess.fichier import write_atomic

    travaux.prepare(write_atomic, tmp_path / "x", b"x")
    assert list(tmp_path.iterdir()) == []
