"""A page run from app.py without a browser, and the HTML it drew."""

from streamlit.testing.v1 import AppTest

from petit_monde import RACINE


def open_page(chemin="", **params):
    """Run one page of the app (the first one by default) at an address with these parameters."""
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    if chemin:
        page.switch_page(chemin)
    for cle, valeur in params.items():
        page.query_params[cle] = valeur
    page.run().run()  # the map's page draws the rest once its map is there
    assert not page.exception
    return page


def read_html(page):
    """Return all the HTML of a page, one element per line at least."""
    return "\n".join(element.proto.body for element in page.get("html"))
