"""What belongs to a visit dies with it: objects are counted once visits are over."""

import gc
import sys
from dataclasses import replace

import pytest

from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.ui import apercu
from ecran import open_page, read_html

MARQUE = "secret-de-l-apercu"


def count_marked():
    """Return how many fiches and texts of previews are alive, wherever something holds them."""
    gc.collect()
    fiches = [o for o in gc.get_objects() if isinstance(o, Fiche) and MARQUE in o.id]
    textes = [
        o for conteneur in gc.get_objects() if isinstance(conteneur, (tuple, list, dict, frozenset))
        for o in conteneur if isinstance(o, str) and f"{MARQUE}@" in o
    ]  # fmt: skip
    return len(fiches), len(textes)


def preview(referentiel, rang):
    """One visit that previews a référentiel of its own, looks everywhere and searches."""
    fiches = tuple(
        replace(f, id=f"{MARQUE}-{rang}-{i}", courriels=(f"{MARQUE}@exemple{rang}.fr",))
        for i, f in enumerate(referentiel.fiches)
    )
    for page in ("pages/territoires.py", "pages/territoire.py", "pages/fiches.py"):
        app = open_page()
        app.session_state[apercu._APERCU] = apercu.Apercu("projet.xlsx", Referentiel(fiches, ()))
        app.query_params["q"] = f"{MARQUE} emploi"
        app.query_params["epci"] = "246200455"
        app.switch_page(page).run()
        assert not app.exception
        assert "non publié" in read_html(app).replace("\u00a0", " ")


def test_nothing_of_a_preview_is_alive_after_its_visit(reel):
    open_page()
    assert count_marked() == (0, 0)
    for rang in range(3):
        preview(reel[1], rang)
    sys.last_value = None
    assert count_marked() == (0, 0)


@pytest.mark.parametrize("masques", [False, True])
def test_the_answers_of_a_preview_are_made_once_a_visit(reel, masques, monkeypatch):
    from carto_ess.ui import donnees

    if masques:
        monkeypatch.setenv("CARTO_ESS_SANS_CONTACTS", "1")
    faits = []
    monkeypatch.setattr(
        donnees,
        "build_matrice",
        lambda *a, _vrai=donnees.build_matrice, **k: faits.append(k) or _vrai(*a, **k),
    )
    app = open_page()
    fiches = tuple(replace(f, id=f"{MARQUE}-{i}") for i, f in enumerate(reel[1].fiches))
    app.session_state[apercu._APERCU] = apercu.Apercu("projet.xlsx", Referentiel(fiches, ()))
    for _ in range(3):
        app.run()
    assert len(faits) <= 2
    del app
    assert count_marked()[0] <= len(fiches)  # ours, above


def test_a_long_answer_holds_nobody_who_asks_for_another(reel):
    import threading

    from carto_ess.ui.donnees import Donnees

    donnees, libre, faits = Donnees(*reel), threading.Event(), []

    def build_slowly():
        faits.append("long")
        assert libre.wait(20)
        return "long"

    fils = [
        threading.Thread(target=donnees.remember, args=("a", build_slowly)) for _ in range(3)
    ]  # fmt: skip
    for fil in fils:
        fil.start()
    try:
        assert donnees.remember("b", lambda: "court") == "court"
    finally:
        libre.set()
    for fil in fils:
        fil.join(20)
    assert faits == ["long"]
    assert donnees.remember("a", build_slowly) == "long"


def test_an_answer_that_could_not_be_made_is_asked_for_again(reel):
    from carto_ess.ui.donnees import Donnees

    donnees = Donnees(*reel)
    with pytest.raises(ZeroDivisionError):
        donnees.remember("a", lambda: 1 // 0)
    assert donnees.remember("a", lambda: 2) == 2
