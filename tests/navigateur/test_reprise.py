"""An officer's own table, matched on screen, seen in the whole app."""

from visiteur import open_list

TABLE = (
    "Nom de l’association;Forme;Tél.;Communes desservies;Objectifs;Année\n"
    "Alpha;Mutualisation;03 21 00 00 01;Lumbres, Vimy et Desvres;Aider;2024\n"
    "Bêta;GES;;CC du Pays de Lumbres sauf Lumbres;Aider;2024\n"
)


def drop(visite, tmp_path):
    fichier = tmp_path / "liste.csv"
    fichier.write_text(TABLE, "utf-8")
    visite.page.goto(f"{visite.adresse}/referentiel")
    visite.page.locator("input[type=file]").first.set_input_files(fichier)
    return visite.page


def wait_for_rest(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def test_a_table_that_is_not_ours_is_matched_read_and_seen_as_a_preview(visite, tmp_path):
    page = drop(visite, tmp_path)
    page.get_by_role("button", name="Lire le tableau").click()
    page.get_by_text("Ce qui a été compris").wait_for()
    assert page.get_by_text("Desvres + Vimy + Lumbres").is_visible()
    assert page.get_by_text("1 laissée de côté").first.is_visible()  # « GES » is no type of ours
    wait_for_rest(page)  # a form drawn again closes the list that was opened in it
    open_list(page, "« GES » veut dire")
    page.get_by_role("option", name="Partenariat de projets").click()
    page.get_by_role("button", name="Lire le tableau").click()
    page.get_by_text("0 laissée de côté").first.wait_for()
    assert page.get_by_text("CC du Pays de Lumbres \u2212 Lumbres").is_visible()
    page.get_by_role("button", name="Voir toute l’application").click()
    visite.wait_for_map()
    page.locator(".ce-apercu").get_by_text("2 fiches").wait_for()
