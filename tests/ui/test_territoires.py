"""The page of gaps, run from app.py without a browser."""

import re

from ecran import open_page, read_html


def run(**params):
    return read_html(open_page("pages/territoires.py", **params))


def rows(texte):
    return re.findall(r'<tr data-code="(\w[\w-]*)" data-etat="(\w+)"', texte)


def test_the_finding_is_the_first_sentence():
    texte = run(millesime="2015")
    dit = "<strong>Entre 8 et 11 intercommunalités sur 34</strong> (15 à 17\u00a0%"
    assert f"{dit} des habitants) n’ont aucune coopération recensée" in texte
    assert sum(etat == "aucune" for _, etat in rows(texte)) == 8


def test_every_epci_has_its_row_the_uncovered_first():
    etats = [etat for _, etat in rows(run(millesime="2015"))]
    assert len(etats) == 34
    assert etats == sorted(etats)  # aucune, then couvert: there is no partial one in 2015


def test_a_key_figure_is_a_link_to_the_rows_that_it_counts():
    texte = run()
    assert 'href="?rangees=aucune"' in texte
    assert len(rows(run(rangees="aucune"))) == 4
    assert len(rows(run(rangees="partiel"))) == 1
    assert 'data-id="toutes" aria-current="true"><b>1 à 2</b>' in run(rangees="partiel")


def read_names(texte):
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', texte)


def test_the_address_sorts_the_table_and_marks_its_column():
    texte = run(ordre="nom-inverse")
    assert (read_names(texte)[0], read_names(texte)[-1]) == ("CU d’Arras", "CA d’Hénin-Carvin")
    assert texte.count('aria-sort="descending">') == 1
    assert re.search(r'aria-sort="descending"><button[^>]*data-colonne="nom"', texte)
    assert 'href="?ordre=nom" target="_self" data-objet="ordre"' in texte
    assert read_names(run(ordre="structure_appui"))[0] == "CA du Pays de Saint-Omer"


def test_an_order_that_is_none_is_said_and_changes_nothing():
    texte = run(ordre="surface")
    assert "ordre = «\u00a0surface\u00a0», valeur inconnue" in texte
    assert read_names(texte) == read_names(run())


def test_a_partly_covered_epci_is_a_class_of_its_own():
    assert ("200069235", "partiel") in rows(run(millesime="2026"))


def test_a_sign_says_in_words_how_much_of_the_territory_a_type_covers():
    texte = run()
    assert "Collectif d’acteurs ESS\u00a0: 25 communes sur 49, 1 fiche" in texte
    assert texte.count("ce-signe-partie") > 1


def test_a_territory_chosen_says_who_next_door_could_extend():
    texte = run(epci="246201149", millesime="2015")
    assert "Qui appeler" in texte
    assert "Aucune coopération recensée ne couvre ses 5 communes." in texte
    assert 'data-territoire="246201149"' in texte


def test_an_epci_that_is_gone_says_what_it_became():
    texte = run(epci="246200851", millesime="2015")
    assert "fusionnée le 01/01/2017 dans la CA du Pays de Saint-Omer" in texte


def test_the_switch_of_perimeters_is_told():
    texte = run()
    assert "8 sur 34 en 2015, 4 sur 20 en 2026" in texte
    assert "La CA des Deux Baies en Montreuillois réunit trois EPCI" in texte


def test_the_communes_asked_for_are_the_uncovered_ones():
    texte = run(niveau="commune")
    assert len(rows(texte)) == 111
    groupes = re.findall(r'scope="rowgroup">(.*?) <span', texte)
    assert groupes[:2] == ["CA Grand Calais Terres et Mers", "CA des Deux Baies en Montreuillois"]
    colonnes = re.search("<thead>.*?</thead>", texte, re.DOTALL)[0]
    assert "Communes couvertes" not in colonnes


def test_pays_are_judged_too_and_the_communes_outside_any_are_said():
    texte = run(niveau="pays")
    assert len(rows(texte)) == 9
    assert "115 communes" in texte


def test_a_rule_changes_what_counts_as_uncovered():
    assert all(etat == "aucune" for _, etat in rows(run(regle="moins_de", seuil="9")))


def test_a_commune_of_the_map_can_be_chosen():
    assert 'data-territoire="62193"' in run(niveau="commune", commune="62193")


def test_unknown_values_are_said_and_left_out():
    texte = run(niveau="canton", regle="x", seuil="99")
    assert texte.count('class="ce-avis"') == 3
