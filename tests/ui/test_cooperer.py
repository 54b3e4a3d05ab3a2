"""The page « Coopérer »: every part is on it, and the choice shows its rules with its answer."""

import csv
import re
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from carto_ess.guide.guide import NOM
from carto_ess.ui.pages.cooperer import SECTIONS
from petit_monde import GEODATA, RACINE


def run(**params):
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=30)
    page.run()
    page.switch_page("pages/cooperer.py")
    for cle, valeur in params.items():
        page.query_params[cle] = valeur
    page.run()
    assert not page.exception
    return page


def html(page):
    return "\n".join(element.proto.body for element in page.get("html"))


def answer(page, **reponses):
    for question, texte in reponses.items():
        radio = page.radio(key=f"question_{question}")
        radio.set_value(texte)
    page.run()
    assert not page.exception
    return html(page)


def other(tmp_path, monkeypatch):
    dossier = shutil.copytree(GEODATA / "referentiel", tmp_path / "referentiel")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(dossier))
    return dossier


def test_every_anchor_of_the_summary_leads_to_a_heading():
    texte = html(run())
    ancres = re.findall(r'<li><a href="#([a-z]+)">', texte)
    assert ancres == list(SECTIONS)
    assert all(f'<h2 id="{ancre}">' in texte for ancre in ancres)


def test_no_two_elements_share_an_id_and_no_inner_link_is_dead():
    texte = html(run())
    ids = re.findall(r' id="([^"]+)"', texte)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', texte)) <= set(ids)


def test_the_comparison_is_a_real_table_with_headers_and_every_cell():
    texte = html(run())
    tableau = re.search(r"Les quatre formes.*?</table>", texte, re.DOTALL)[0]
    assert tableau.count('scope="col"') == 4
    assert tableau.count('scope="row"') == 6
    assert len(re.findall(r"<td>[^<]+</td>", tableau)) == 24


def test_links_to_fiches_keep_the_path_of_the_app():
    liens = re.findall(r'href="([^"#]*fiche=[^"]*)"', html(run()))
    assert "./?fiche=galilee" in liens
    assert all(lien.startswith("./?fiche=") for lien in liens)


def test_before_any_answer_the_page_asks_for_one():
    texte = html(run())
    assert "Répondez à une question au moins" in texte
    assert "Des fiches à regarder" not in texte


def test_an_answer_names_the_form_with_the_cells_that_speak_for_it():
    texte = answer(run(), initiateur="directions", taille="stable")
    assert "4 points sur 4 possibles" in texte
    assert "Les directions de structures d’un même secteur." in texte
    assert "Sans point" in texte
    assert texte.index("Des fiches à regarder") < texte.index("ADDSE - EHPAD St-Antoine Desvres")


def test_a_tie_is_said():
    texte = answer(run(), structuration="comptes_rendus")
    assert "(2 points sur 2 possibles)" in texte
    assert "À égalité" in texte
    assert "une autre réponse peut les départager" in texte


def test_one_point_is_written_in_the_singular():
    texte = answer(run(), rythme="trimestre")
    assert "1 point</summary>" in texte
    assert "1 points" not in texte


def test_sector_and_territory_choose_among_fiches_of_the_form():
    page = run(epci="246200364")
    page.text_input(key="choix_secteur").set_value("insertion")
    texte = answer(page, taille="variable")
    liste = re.search(r'class="ce-guide-proches".*?</ol>', texte, re.DOTALL)[0]
    assert re.findall(r"fiche=([a-z0-9-]+)", liste)[:2] == ["club-ai-lens", "artois-insertion"]
    assert "secteur\u00a0: insertion" in liste
    assert "CA de Lens-Liévin\u00a0: 36 communes couvertes sur 36" in liste


def read_contacts(texte):
    """Return each contact as it is read: name, distance, where it acts."""
    liste = re.search(r'<ol class="ce-appels">.*?</ol>', texte, re.DOTALL)
    lignes = re.findall(r"<li>.*?</li>", liste[0], re.DOTALL) if liste else []
    return [" ".join(re.sub(r"<[^>]+>", " ", ligne).split()) for ligne in lignes]


def test_three_contacts_nearest_to_a_commune_are_given_with_their_distance_and_their_links():
    texte = html(run(commune="62498", reponse="initiateur.directions"))  # Lens
    contacts = read_contacts(texte)
    assert "Au plus près\u00a0: Lens" in texte
    assert len(contacts) == 3
    assert all("Mutualisation" in c for c in contacts)
    distances = [int(n) for c in contacts for n in re.findall(r"À (\d+) km", c)]
    assert distances == sorted(distances)
    assert len(distances) == 3
    assert texte.count('class="ce-bouton ce-i-tel" href="tel:') == 3
    assert "Distances à vol d’oiseau" in texte


def test_who_acts_in_the_commune_comes_first():
    contacts = read_contacts(html(run(commune="62765", reponse="initiateur.directions")))
    assert "y agit déjà" in contacts[0]
    assert "y agit déjà" not in contacts[-1]


def test_without_an_answer_the_nearest_of_every_form_are_given():
    texte = html(run(commune="62498"))
    assert len(read_contacts(texte)) == 3
    assert "Toutes formes confondues" in texte


def test_without_a_commune_the_page_asks_for_one():
    texte = html(run(reponse="initiateur.directions"))
    assert read_contacts(texte) == []
    assert "Donnez votre commune" in texte


def edit(dossier, nom, change):
    """Write a table of a référentiel again, each of its rows changed."""
    chemin = dossier / nom
    with chemin.open(encoding="utf-8-sig", newline="") as lu:
        lecteur = csv.DictReader(lu, delimiter=";")
        champs, rangs = lecteur.fieldnames, [r for rang in lecteur if (r := change(rang))]
    with chemin.open("w", encoding="utf-8-sig", newline="") as ecrit:
        ecrivain = csv.DictWriter(ecrit, champs, delimiter=";")
        ecrivain.writeheader()
        ecrivain.writerows(rangs)


def test_a_form_that_no_fiche_has_gives_no_contact_and_says_so(monkeypatch, tmp_path):
    dossier = other(tmp_path, monkeypatch)
    retirees = []

    def keep(rang):
        if rang["type"] == "mutualisation":
            retirees.append(rang["id"])
            return None
        return rang

    edit(dossier, "fiches.csv", keep)
    edit(dossier, "couvertures.csv", lambda rang: rang if rang["fiche"] not in retirees else None)
    texte = html(run(commune="62498", reponse="initiateur.directions"))
    assert read_contacts(texte) == []
    assert "Aucune fiche de cette forme n’est recensée" in texte


def test_a_form_that_nobody_can_be_called_about_says_so(monkeypatch, tmp_path):
    vide = {"telephones": "", "courriels": ""}
    edit(other(tmp_path, monkeypatch), "fiches.csv", lambda rang: rang | vide)
    texte = html(run(commune="62498", reponse="initiateur.directions"))
    assert read_contacts(texte) == []
    assert "ne donne de téléphone ni de courriel" in texte


def test_a_structure_without_a_point_has_no_distance(monkeypatch, tmp_path):
    edit(
        other(tmp_path, monkeypatch),
        "fiches.csv",
        lambda rang: rang | {c: "" for c in rang if c.startswith("point")},
    )
    contacts = read_contacts(html(run(commune="62498", reponse="initiateur.directions")))
    assert len(contacts) == 3
    assert not any(" km" in c for c in contacts)


def test_hidden_contacts_are_named_without_a_link(monkeypatch):
    monkeypatch.setenv("CARTO_ESS_SANS_CONTACTS", "1")
    texte = html(run(commune="62498", reponse="initiateur.directions"))
    assert len(read_contacts(texte)) == 3
    assert "Contacts masqués par l’administrateur" in texte
    assert 'href="tel:' not in texte


def test_the_address_holds_the_answers_the_sector_and_the_commune():
    page = run(commune="62498")
    page.text_input(key="choix_secteur").set_value("insertion")
    attendu = answer(page, initiateur="directions", taille="stable")
    params = {
        cle: [valeurs] if isinstance(valeurs, str) else valeurs
        for cle, valeurs in page.query_params.items()
    }
    assert params == {
        "commune": ["62498"], "reponse": ["initiateur.directions", "taille.stable"],
        "secteur": ["insertion"],
    }  # fmt: skip
    autre = html(run(**params))
    assert read_contacts(autre) == read_contacts(attendu)
    assert "(4 points sur 4 possibles)" in autre


def test_what_the_address_says_wrong_is_said_and_left_out():
    page = run(commune="99999", reponse=["taille.geante", "taille.stable", "taille.variable"])
    texte = html(page).replace("\u00a0", " ")
    assert "commune = « 99999 », valeur inconnue : ignorée" in texte
    assert "réponse inconnue, « taille.geante » : ignorée" in texte
    assert "L’adresse répond deux fois" in texte
    assert page.radio(key="question_taille").value == "variable"
    assert "L’adresse répond deux fois" not in answer(page, but="commun")


def test_answers_are_kept_when_another_page_was_looked_at():
    page = run()
    answer(page, initiateur="directions")
    page.switch_page("pages/carte.py").run()
    page.switch_page("pages/cooperer.py").run()
    assert page.radio(key="question_initiateur").value == "directions"


def test_all_rules_are_on_the_page():
    texte = html(run())
    regles = re.search(r"Points donnés par chaque réponse.*?</table>", texte, re.DOTALL)[0]
    assert regles.count('scope="rowgroup"') == 5
    assert regles.count('scope="row"') == 20


def test_a_hostile_sector_is_never_markup():
    page = run()
    page.text_input(key="choix_secteur").set_value("<img src=x onerror=alert(1)> services")
    assert "<img" not in answer(page, taille="stable")


def test_without_a_guide_the_page_says_so(monkeypatch, tmp_path):
    (other(tmp_path, monkeypatch) / NOM).unlink()
    page = run()
    assert "Ce référentiel n’a pas de guide." in html(page)
    assert NOM not in html(page)  # a file's name is the administrator's business
    assert not page.radio


def test_the_guide_of_an_empty_referentiel_stands_without_examples(monkeypatch, tmp_path):
    dossier = other(tmp_path, monkeypatch)
    for nom in ("fiches.csv", "couvertures.csv"):
        edit(dossier, nom, lambda _: None)
    texte = html(run())
    assert "Le référentiel ne contient encore aucune fiche." in texte
    assert "Comment ça commence" in texte
    assert (
        re.findall("Exemples|ne l’illustre|n’en tient aucun|contacts les plus proches", texte) == []
    )


def test_a_faulty_guide_is_one_sentence(monkeypatch, tmp_path):
    guide = other(tmp_path, monkeypatch) / NOM
    guide.write_text(guide.read_text("utf-8").replace("[loi]", '[loi]\ncouleur = "bleu"'), "utf-8")
    page = run()
    assert "loi.couleur\u00a0: champ inconnu" in html(page)
    assert not page.radio


@pytest.mark.parametrize("parti", ["galilee", "bou-sol"])
def test_a_fiche_that_left_the_referentiel_leaves_no_dead_link(monkeypatch, tmp_path, parti):
    dossier = other(tmp_path, monkeypatch)
    nouvel = f"{parti}-bis"
    for nom in ("fiches.csv", "couvertures.csv"):
        texte = (dossier / nom).read_text("utf-8-sig")
        (dossier / nom).write_text(re.sub(rf"(?m)^{parti};", f"{nouvel};", texte), "utf-8")
    texte = html(run())
    assert f"fiche={parti}&" not in texte
    assert f'fiche={parti}"' not in texte
