"""The map’s frame: what one run of the page does for it."""

from jinja2 import Environment

from ecran import open_page

DE_FOLIUM = 2
"""Templates that folium compiles for the head of a page that it makes whatever is asked of it."""


def test_a_run_compiles_nothing_of_the_page_that_folium_would_write(monkeypatch):
    page = open_page("pages/carte.py")
    compiles = []
    from_string = Environment.from_string

    def note(environnement, source, *args, **kwargs):
        compiles.append(source)
        return from_string(environnement, source, *args, **kwargs)

    monkeypatch.setattr(Environment, "from_string", note)
    assert not page.run().exception
    assert len(compiles) <= DE_FOLIUM, compiles
