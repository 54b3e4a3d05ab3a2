"""The tab and the history name what the page shows, as a shared link does."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("chemin", "titre"),
    [
        (
            "/territoires?epci=200090751",
            "CA Grand Calais Terres et Mers – Territoires à couvrir – ",
        ),
        ("/fiches?fiche=galilee", "GALILÉE – Fiches – "),
        ("/a-propos", "À propos – "),
        ("/atelier", "Atelier – "),
    ],
)
def test_the_page_keeps_the_name_of_its_link_once_it_runs(visite, chemin, titre):
    visite.page.goto(visite.adresse + chemin)
    expect(visite.page.locator(".ce-mentions")).to_be_attached(timeout=30_000)
    expect(visite.page).to_have_title(f"{titre}Coopérations ESS")


def test_the_title_follows_what_is_chosen_and_back(visite):
    visite.open("/?epci=200069037")
    expect(visite.page).to_have_title("CA du Pays de Saint-Omer – Coopérations ESS")
    visite.choose("epci", "200090751")
    expect(visite.page).to_have_title("CA Grand Calais Terres et Mers – Coopérations ESS")
    expect(visite.page).to_have_url(re.compile("epci=200090751"))
    visite.page.go_back()
    expect(visite.page).to_have_title("CA du Pays de Saint-Omer – Coopérations ESS")
    visite.page.get_by_role("link", name="Fiches").first.click()
    expect(visite.page).to_have_title("CA du Pays de Saint-Omer – Fiches – Coopérations ESS")
