"""How a visitor does each thing, by kind of screen: forms with a list, or a search and a map.

Each function only waits for what it needs to press; what follows the press is measured elsewhere.
"""

import re

EFFACER = re.compile(r"Clear value|Effacer le choix")


class Formulaire:
    """A list of EPCI and a switch of years beside the map; types are buttons, where there are."""

    pages = False

    def __init__(self, page):
        self._page = page

    def prepare(self):
        """Get ready for a click on the map."""

    def choose(self, nom):
        """Choose an EPCI by words of its name."""
        saisie = self._page.get_by_test_id("stSelectbox").get_by_role("combobox").first
        saisie.click()
        saisie.fill(nom)
        self._page.get_by_role("option", name=nom).first.click()

    def clear(self):
        self._page.get_by_test_id("stSelectbox").get_by_label(EFFACER).first.click()

    def open_years(self):
        """Bring the switch of years in sight."""

    def switch(self, annee):
        self._page.get_by_text(re.compile(rf"^{annee}")).first.click()

    def press_type(self, rang):
        self._page.get_by_test_id("stButtonGroup").nth(1).get_by_role("button").nth(rang).click()


class Ancien(Formulaire):
    """Ours, as it was with filters beside the map."""

    pages = True


class Notre:
    """Ours: a search over the map, its tiles and its buttons in the frame, options aside."""

    pages = True

    def __init__(self, page):
        self._page = page

    @property
    def _cadre(self):
        return next(f for f in self._page.frames if f.parent_frame)

    def prepare(self):
        """Have the whole in sight, at rest, as the first click of a visit finds it."""
        retour = self._cadre.locator(".carto-retour")
        if retour.is_visible():
            retour.click()
        self._cadre.wait_for_function(
            "() => { const e = cartoEss.etat(), ici = map.getBounds().toBBoxString();"
            " const calme = !e.foyer && window.ici_avant === ici && !map._animatingZoom;"
            " window.ici_avant = ici; return calme; }",
            polling=100,
        )

    def choose(self, nom):
        """Choose an EPCI by words of its name."""
        self._page.locator(".ce-recherche input").fill(nom)
        options = self._page.locator(".ce-recherche [role=option]", has_text="EPCI")
        options.filter(has_text=nom).first.click()

    def clear(self):
        self._cadre.locator(".carto-retour").click()

    def open_years(self):
        """Bring the switch of years in sight."""
        if not self._annees.is_visible():
            self._page.get_by_role("button", name="Options").click()
            self._annees.wait_for()

    @property
    def _annees(self):
        return self._page.get_by_test_id("stPopoverBody").get_by_text(re.compile(r"\b2015\b")).first

    def switch(self, annee):
        volet = self._page.get_by_test_id("stPopoverBody")
        volet.get_by_text(re.compile(rf"\b{annee}\b")).first.click()

    def press_type(self, rang):
        self._cadre.locator(".carto-presse").nth(rang).click()
