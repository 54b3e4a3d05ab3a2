"""The workshop's sections, run from app.py without a browser, on a desk."""

import datetime as dt
import os
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from carto_ess.atelier.brouillons import read_brouillon
from carto_ess.atelier.ouverture import find_atelier, open_registre
from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.propositions import Contribution, list_propositions, send_proposition
from carto_ess.ui import identite
from ecran import read_html
from gens import MIDI, sign
from petit_monde import GEODATA, RACINE

ICI = Personne("moi", Role.AGENT)


@pytest.fixture(autouse=True)
def poste(monkeypatch, tmp_path):
    """A desk: `carto-ess serve --atelier`."""
    monkeypatch.setenv("CARTO_ESS_BASE", f"sqlite:///{tmp_path}/atelier.sqlite")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(GEODATA / "referentiel"))
    monkeypatch.setattr(identite, "is_local", lambda _: True)
    monkeypatch.setattr(identite, "_find_local", lambda: identite.Identite(ICI))
    identite.POSTE.set()
    yield
    identite.POSTE.clear()
    if base := find_atelier(os.environ):
        base.moteur.dispose()


def open_atelier(section=None):
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    page.switch_page("pages/atelier.py")
    if section:
        page.session_state["atelier_section"] = section
    page.run()
    assert not page.exception
    return page


def press(page, nom):
    next(b for b in page.button if b.label == nom).click()
    page.run()
    assert not page.exception
    return page


def find(elements, nom):
    return next(e for e in elements if e.label.startswith(nom))


def draft():
    return read_brouillon(find_atelier(os.environ), ICI)


def choose(page, identifiant):
    page.session_state["atelier_fiche"] = identifiant
    page.run()
    assert not page.exception
    return page


def test_a_field_left_is_kept_and_its_fault_is_told_there():
    page = choose(open_atelier(), "galilee")
    find(page.text_input, "Téléphones").set_value("12").run()
    assert "un numéro de téléphone français" in read_html(page)
    assert draft()["galilee"]["telephones"] == "12"
    again = choose(open_atelier(), "galilee")
    assert find(again.text_input, "Téléphones").value == "12"
    find(again.text_input, "Téléphones").set_value("03 21 12 59 92").run()
    assert "Cette fiche suit toutes les règles" in read_html(again)


def test_a_new_fiche_says_all_that_it_lacks_until_it_follows_the_rules(reel):
    page = press(open_atelier(), "Nouvelle")
    assert "à corriger avant de publier" in read_html(page)
    for nom in ("Structure", "Secteur", "Année"):
        find(page.text_input, nom).set_value("2026" if nom == "Année" else "Entraide").run()
    for zone in list(page.text_area):
        find(page.text_area, zone.label).set_value("Un texte").run()
    find(page.selectbox, "Type").set_value("mutualisation").run()
    epci = find(page.selectbox, "Ajouter un territoire").options[0]
    find(page.selectbox, "Ajouter un territoire").select(epci).run()
    press(page, "Ajouter")
    assert "Cette fiche suit toutes les règles" in read_html(page)
    assert len(draft().read(reel[0]).fiches) == 21


def test_an_epci_but_for_some_communes_is_the_list_of_the_others(reel):
    from carto_ess.ui.pages.atelier.couverture import build_declarations, list_choix

    decoupage = reel[0].actuel
    choix = next(c for c in list_choix(decoupage, communes=True) if c.niveau == "epci")
    entiere = build_declarations(choix, 2026, decoupage)
    assert [d["niveau"] for d in entiere] == ["epci"]
    communes = decoupage.epci[choix.code].communes
    sauf = build_declarations(choix, 2026, decoupage, communes[:2])
    assert {d["code"] for d in sauf} == set(communes[2:])
    assert decoupage.communes[communes[0]].nom in sauf[0]["texte"]


def test_a_check_of_today_is_one_click_and_is_read_on_the_fiche(reel):
    press(choose(open_atelier(), "galilee"), "Vérifiée aujourd’hui")
    jour = dt.datetime.now().astimezone().date()
    assert draft()["galilee"]["verifie_le"] == jour.isoformat()
    fiches = draft().read(reel[0]).fiches
    open_registre(os.environ).publish(fiches, reel[0], sign("Vérifiée"))
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    page.switch_page("pages/fiches.py")
    page.query_params["fiche"] = "galilee"
    page.run()
    assert f"Dernière vérification : {jour:%d/%m/%Y}" in read_html(page).replace("\u00a0", " ")


def test_a_copy_and_a_removal_are_in_the_draft_and_nowhere_else(reel):
    page = press(choose(open_atelier(), "galilee"), "Dupliquer")
    assert len(draft().ids) == 21
    press(choose(page, "galilee"), "Retirer")
    assert "galilee" not in draft().ids
    assert len(open_registre(os.environ).read(reel[0]).fiches) == 20


def test_publishing_wants_a_reason_then_is_done_and_forgets_the_draft(reel):
    page = choose(open_atelier(), "galilee")
    find(page.text_input, "Secteur").set_value("Culture").run()
    page = open_atelier("publier")
    assert "Les communes couvertes restent les mêmes." in read_html(page)
    press(page, "Publier")
    assert "dites en une ligne" in read_html(page)
    find(page.text_input, "Ce qui change").set_value("Secteur de Galilée").run()
    press(page, "Publier")
    assert "La version 2 est publiée" in read_html(page)
    assert draft() is None
    version = open_registre(os.environ).list_versions()[0]
    assert (version.auteur, version.raison) == ("moi", "Secteur de Galilée")


def test_communes_that_would_be_lost_are_counted_before_the_button():
    press(choose(open_atelier(), "galilee"), "Retirer")
    assert "retirée" in read_html(open_atelier("publier"))


def test_publishing_no_fiche_at_all_over_some_wants_a_yes(reel):
    decoupages, livre = reel
    seule = livre["galilee"]
    open_registre(os.environ).publish((seule,), decoupages, sign("Une seule"))
    press(choose(open_atelier(), "galilee"), "Retirer")
    page = open_atelier("publier")
    find(page.text_input, "Ce qui change").set_value("On recommence").run()
    assert next(b for b in page.button if b.label == "Publier").disabled
    find(page.checkbox, "Oui, publier sans aucune fiche").check().run()
    press(page, "Publier")
    assert "La version 3 est publiée" in read_html(page)
    assert open_registre(os.environ).read(decoupages).fiches == ()


def test_a_version_published_meanwhile_is_shown_and_merged(reel):
    decoupages, livre = reel
    page = choose(open_atelier(), "galilee")
    find(page.text_input, "Secteur").set_value("Le mien").run()
    autre = tuple(
        replace(f, secteur="Le leur", enjeux="Autres enjeux") if f.id == "galilee" else f
        for f in livre.fiches
    )
    open_registre(os.environ).publish(autre, decoupages, sign("Venue entre-temps"))
    page = open_atelier("publier")
    assert "Venue entre-temps" in read_html(page)
    assert "1 champ a été changé des deux côtés" in read_html(page)
    press(page, "Réunir les deux")
    fiche = draft()["galilee"]
    assert (fiche["secteur"], fiche["enjeux"]) == ("Le mien", "Autres enjeux")
    find(page.text_input, "Ce qui change").set_value("Réunies").run()
    press(page, "Publier")
    assert "La version 3 est publiée" in read_html(page)


def test_theirs_can_be_chosen_too(reel):
    decoupages, livre = reel
    piege = "**gras**![i](https://tiers.example/i.png) <script>x</script>"
    find(choose(open_atelier(), "galilee").text_input, "Secteur").set_value(piege).run()
    autre = tuple(replace(f, secteur="Le leur") if f.id == "galilee" else f for f in livre.fiches)
    open_registre(os.environ).publish(autre, decoupages, sign())
    page = open_atelier("publier")
    assert piege.replace("<", "&lt;").replace(">", "&gt;") in read_html(page)
    assert not [r for r in page.radio if "gras" in f"{r.label} {r.options}"]
    page.radio[0].set_value(True).run()
    press(page, "Réunir les deux")
    assert "ne change rien" in read_html(page)
    assert draft()["galilee"]["secteur"] == "Le leur"


def test_a_proposal_becomes_a_row_of_the_draft_and_is_answered():
    open_registre(os.environ)
    base = find_atelier(os.environ)
    envoi = Contribution("Gamma", "À recenser", "", {"secteur": "Culture"}, "a@b.fr")
    send_proposition(base, envoi, MIDI)
    page = open_atelier("propositions")
    assert "a@b.fr" in read_html(page)
    press(page, "Prendre dans mon brouillon")
    assert draft()["gamma"]["secteur"] == "Culture"
    assert list_propositions(base, ICI) == ()


def test_declining_without_a_word_is_refused_on_screen():
    open_registre(os.environ)
    base = find_atelier(os.environ)
    send_proposition(base, Contribution("Gamma", "x"), MIDI)
    page = press(open_atelier("propositions"), "Décliner")
    assert "Dites en un mot pourquoi" in read_html(page)
    find(page.text_input, "Un mot").set_value("Doublon").run()
    press(page, "Décliner")
    assert "Aucune proposition" in read_html(page)


def test_a_version_is_put_back_from_its_history(reel):
    registre = open_registre(os.environ)
    registre.publish(reel[1].fiches[:3], reel[0], sign("Trois"))
    page = open_atelier("historique")
    assert "Trois" in read_html(page)
    find(page.selectbox, "Regarder une version").set_value(1).run()
    press(page, "Revenir à cette version")
    assert len(registre.read(reel[0]).fiches) == 20
    assert registre.list_versions()[0].auteur == "moi"


def test_what_a_version_changed_is_found_by_a_worker_once_while_one_looks_at_it(reel, monkeypatch):
    from carto_ess.ui.pages.atelier import historique

    registre = open_registre(os.environ)
    registre.publish(reel[1].fiches[:3], reel[0], sign("Trois"))
    demandes, compute = [], historique.compute
    monkeypatch.setattr(
        historique, "compute", lambda *a, **k: demandes.append(a[0].__name__) or compute(*a, **k)
    )
    page = open_atelier("historique")
    assert "Ce qu’elle a changé" in read_html(page)
    page.run()
    assert demandes == ["compare_versions"]
    assert [b.label for b in page.download_button] == [
        "Télécharger (CSV)", "Télécharger (Excel)", "Télécharger (LibreOffice)",
    ]  # fmt: skip


def test_a_comparison_that_takes_too_much_is_said_and_the_version_can_be_had(monkeypatch):
    from carto_ess.travail.atelier import TravailError
    from carto_ess.ui.pages.atelier import historique

    def refuse(*_, **__):
        raise TravailError("Trop long.")

    monkeypatch.setattr(historique, "compute", refuse)
    page = open_atelier("historique")
    assert "Trop long." in read_html(page)
    assert [b.label for b in page.download_button] == ["Télécharger (CSV)"]


def test_a_role_lost_while_the_page_is_open_writes_nothing(monkeypatch):
    """The server refuses, not only the screen."""
    page = choose(open_atelier(), "galilee")
    perdu = identite.Identite(Personne("moi", Role.LECTEUR))
    monkeypatch.setattr(identite, "_find_local", lambda: perdu)
    find(page.text_input, "Secteur").set_value("Pirate").run()
    assert not page.exception
    assert "Atelier" in read_html(page)
    assert draft() is None


@pytest.mark.parametrize("section", ["fiche", "plusieurs", "propositions", "publier", "historique"])
def test_every_section_stands_on_hostile_text(section, monkeypatch, tmp_path):
    from hostile import write_hostile

    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(write_hostile(tmp_path / "h")))
    monkeypatch.setenv("CARTO_ESS_BASE", f"sqlite:///{tmp_path}/hostile.sqlite")
    open_registre(os.environ)
    base = find_atelier(os.environ)
    send_proposition(base, Contribution("<script>x</script>", "<img src=x onerror=y>"), MIDI)
    texte = read_html(open_atelier(section))
    assert "<script>x" not in texte
    assert "<img src=x" not in texte


def test_the_door_is_closed_where_nobody_sits(monkeypatch):
    monkeypatch.setattr(identite, "is_local", lambda _: False)
    page = open_atelier()
    assert "L’atelier est fermé ici" in read_html(page)
    assert not [b for b in page.button if b.label in {"Nouvelle", "Publier", "Se connecter"}]


def test_without_a_base_there_is_no_workshop_and_no_proposal(monkeypatch):
    monkeypatch.delenv("CARTO_ESS_BASE")
    assert "n’a pas d’atelier" in read_html(open_atelier())
    page = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    page.switch_page("pages/proposer.py")
    page.run()
    assert "ne reçoit pas de propositions" in read_html(page)


def test_a_reader_of_a_folder_loads_no_database():
    import subprocess
    import sys

    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"p = AppTest.from_file({str(RACINE / 'app.py')!r}, default_timeout=60);"
        "p.run(); p.switch_page('pages/fiches.py').run();"
        "print([m for m in ('sqlalchemy', 'alembic', 'psycopg', 'authlib') if m in sys.modules])"
    )
    environ = {k: v for k, v in os.environ.items() if k != "CARTO_ESS_BASE"}
    sortie = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout
    assert sortie.splitlines()[-1] == "[]"
