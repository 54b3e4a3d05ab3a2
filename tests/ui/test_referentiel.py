"""The page « Référentiel »: a report on any file, a preview for one visitor, nothing replaced."""

import datetime as dt
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from carto_ess.referentiel.modele import MODELES
from carto_ess.referentiel.publication import publish
from carto_ess.reglages import find_schema
from carto_ess.tableur.schema import read_schema
from classeurs import build_zip
from petit_monde import GEODATA, RACINE

ENTREE = "Voir toute l’application sur ce référentiel"


def open_page(page="referentiel", **params):
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    app.run()
    for cle, valeur in params.items():
        app.query_params[cle] = valeur
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def drop(app, *fichiers):
    app.file_uploader[0].set_value([(nom, octets, "") for nom, octets in fichiers])
    app.run()
    assert not app.exception
    return html(app)


def html(app):
    return "\n".join(element.proto.body for element in app.get("html")).replace("\u00a0", " ")


def button(app, label):
    return next((b for b in app.button if b.label == label), None)


@pytest.fixture(scope="module")
def write_modele(reel):
    schema = read_schema(find_schema())
    return lambda fiches, extension="xlsx": MODELES[extension](fiches, schema)


@pytest.fixture
def nouveau(reel):
    """The shipped fiches: one changed, one removed, one added."""
    fiches = reel[1].fiches
    ajout = replace(fiches[3], id="une-nouvelle", structure="Nouvelle <b>structure</b>")
    return (replace(fiches[0], secteur="Autre"), *fiches[2:], ajout)


def test_the_page_offers_the_model_and_says_how_many_fiches_there_are():
    app = open_page()
    assert "compte 20 fiches" in html(app)
    assert [b.proto.label for b in app.get("download_button")] == [
        "Excel (.xlsx)", "LibreOffice (.ods)", "CSV (.zip)",
    ]  # fmt: skip


def test_whom_to_send_the_file_to_is_said_and_no_command(monkeypatch):
    texte = html(open_page())
    assert "Envoyez-le à la personne qui tient le référentiel" in texte
    assert "carto-ess" not in texte.partition("3. Faire publier")[2].partition("</div>")[0]
    monkeypatch.setenv("CARTO_ESS_CONTACT", "ess@example.org")
    assert '<a href="mailto:ess@example.org?subject=R%C3%A9f' in html(open_page())


@pytest.mark.parametrize("extension", MODELES)
def test_a_good_file_is_counted_against_the_current_one(extension, write_modele, nouveau):
    app = open_page()
    texte = drop(app, (f"r.{extension}", write_modele(nouveau, extension)))
    for dit in (
        "20 fiches lues, 0 faute",
        "1 fiche ajoutée",
        "1 fiche modifiée",
        "1 fiche retirée",
        "18 fiches inchangées",
        "secteur d’activités",
        "&lt;b&gt;structure",
    ):
        assert dit in texte
    assert button(app, ENTREE)


def test_a_faulty_file_is_reported_cell_by_cell_and_not_previewed(write_modele, nouveau):
    app = open_page()
    fautive = replace(nouveau[0], sites=("ftp://x",))
    texte = drop(app, ("r.ods", write_modele((fautive, *nouveau[1:]), "ods")))
    assert "19 fiches lues, 1 faute" in texte
    assert ">Fiches!L2</td>" in texte
    assert "1 fiche retirée" in texte  # the faulty one is there: it is not removed
    assert button(app, ENTREE) is None


def test_a_file_that_is_no_workbook_is_one_sentence():
    texte = drop(open_page(), ("r.xlsx", b"%PDF-1.4"))
    assert "r.xlsx est en réalité un PDF." in texte
    assert "Rapport sur" not in texte


def test_the_two_csv_are_dropped_together():
    fichiers = [
        (nom, (GEODATA / "referentiel" / nom).read_bytes())
        for nom in ("couvertures.csv", "fiches.csv")
    ]
    assert "20 fiches inchangées" in drop(open_page(), *fichiers)
    assert "un seul des deux" in drop(open_page(), fichiers[0])
    assert "3 fichiers reçus" in drop(open_page(), *fichiers, ("x.csv", b"x"))


def test_a_workbook_sent_after_another_replaces_it_and_says_what_it_mended(write_modele, nouveau):
    app = open_page()
    fautive = ("r.xlsx", write_modele((replace(nouveau[0], annee=12), *nouveau[1:])))
    assert "1 faute." in drop(app, fautive)
    texte = drop(app, fautive, ("r2.xlsx", write_modele(nouveau)))
    assert "Fichier d’avant : 1 faute → 0" in texte


def test_a_likely_correction_is_applied_when_asked(write_modele, nouveau):
    app = open_page()
    fautive = replace(nouveau[0], sites=("www.exemple.fr",))
    texte = drop(app, ("r.xlsx", write_modele((fautive, *nouveau[1:]))))
    assert "deviendrait « https://www.exemple.fr »" in texte
    button(app, "Corriger 1 cellule de « Sites »").click().run()
    assert "0 faute.</strong>" in html(app)
    assert "1 correction faite" in html(app)
    assert button(app, ENTREE)


def test_a_preview_shows_the_map_on_that_referentiel_until_it_is_left(write_modele, nouveau):
    app = open_page()
    drop(app, ("projet.xlsx", write_modele(nouveau[:5])))
    button(app, ENTREE).click().run()
    assert not app.exception
    assert "référentiel « projet.xlsx », non publié" in html(app)
    app.switch_page("pages/carte.py").run().run()
    assert ">5 fiches</a>" in html(app)
    button(app, "Quitter l’aperçu").click().run()
    assert "non publié" not in html(app)
    app.switch_page("pages/carte.py").run().run()
    assert ">20 fiches</a>" in html(app)


@pytest.mark.parametrize("page", ["carte", "territoires", "cooperer", "referentiel"])
def test_the_banner_is_on_every_page(page, nouveau, reel):
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    app.run()
    from carto_ess.referentiel.lecture import Referentiel
    from carto_ess.ui.apercu import Apercu

    app.session_state["apercu"] = Apercu("projet.ods", Referentiel(nouveau[:5], ()))
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert "référentiel « projet.ods », non publié" in html(app)
    assert button(app, "Quitter l’aperçu")


def test_a_preview_is_of_one_session_only(nouveau):
    autre = open_page("carte")
    assert "non publié" not in html(autre)


def test_a_fiche_that_the_preview_does_not_hold_is_closed(nouveau):
    from carto_ess.referentiel.lecture import Referentiel
    from carto_ess.ui.apercu import Apercu

    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    app.query_params["fiche"] = "galilee"
    app.run()
    app.session_state["apercu"] = Apercu("projet.ods", Referentiel(nouveau[:1], ()))
    app.run()
    assert not app.exception
    assert "fiche" not in app.query_params


def test_a_publication_is_seen_at_the_next_interaction(monkeypatch, tmp_path, reel, nouveau):
    decoupages, livre = reel
    maintenant = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    publish(tmp_path, livre.fiches, decoupages, maintenant=maintenant)
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(tmp_path))
    app = open_page("carte")
    assert ">20 fiches</a>" in html(app)
    publish(tmp_path, nouveau[:7], decoupages, maintenant=maintenant)
    app.run()
    assert not app.exception
    assert ">7 fiches</a>" in html(app)


def test_a_faulty_referentiel_in_place_is_repaired_from_this_page(
    monkeypatch, tmp_path, write_modele, nouveau
):
    (tmp_path / "fiches.csv").write_text("rien", encoding="utf-8")
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(tmp_path))
    app = open_page()
    assert "ne peut pas être lu" in html(app)
    assert "20 fiches ajoutées" in drop(app, ("r.xlsx", write_modele(nouveau)))


def test_hidden_contacts_are_neither_in_the_model_nor_counted_as_changes(
    monkeypatch, write_modele, reel
):
    monkeypatch.setenv("CARTO_ESS_SANS_CONTACTS", "1")
    app = open_page()
    assert "demandez-lui le référentiel complet" in html(app)
    assert "20 fiches inchangées" in drop(app, ("r.xlsx", write_modele(reel[1].fiches)))


@pytest.mark.parametrize(
    ("nom", "octets", "dit"),
    [
        ("r.csv", b'id;type\n"' + b"x;y\n" * 50, "guillemet"),
        ("r.xlsx", b"PK\x03\x04", "abîmé"),
        ("r.zip", build_zip(a__csv=b"x;y\n1;2\n"), "r.zip"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_one_sentence(nom, octets, dit):
    texte = drop(open_page(), (nom, octets))
    assert texte.count('class="ce-refus"') == 1
    assert dit in texte


def test_a_file_that_no_reader_goes_through_is_not_read_a_second_time(monkeypatch):
    from carto_ess.referentiel.controle import FichierRefuse
    from carto_ess.travail.atelier import pack
    from carto_ess.ui.pages import referentiel, reprise

    sans_fin = FichierRefuse("r.xlsx n’est pas lu au bout de 10 secondes.", illisible=True)
    monkeypatch.setattr(referentiel, "compute", lambda *_, **__: pack(sans_fin))
    monkeypatch.setattr(reprise, "read_libres_isole", lambda *_, **__: pytest.fail("read again"))
    assert "10 secondes" in drop(open_page(), ("r.xlsx", b"x"))


def test_what_is_checked_and_corrected_is_so_in_a_process_apart(write_modele, nouveau, monkeypatch):
    from carto_ess.ui.pages import rapport, referentiel

    faits = []
    for page in (rapport, referentiel):
        monkeypatch.setattr(
            page,
            "compute",
            lambda f, *a, _vrai=page.compute, **o: (faits.append(f.__name__), _vrai(f, *a, **o))[1],
        )
    app = open_page()
    fautive = replace(nouveau[0], sites=("www.exemple.fr",))
    drop(app, ("r.xlsx", write_modele((fautive, *nouveau[1:]))))
    assert faits == ["control_fichiers"]
    app.run()
    button(app, "Corriger 1 cellule de « Sites »").click().run()
    assert faits == ["control_fichiers", "correct_controle"]


def test_a_correction_that_takes_too_long_is_said_and_changes_nothing(
    write_modele, nouveau, monkeypatch
):
    from carto_ess.travail.atelier import TravailError
    from carto_ess.ui.pages import rapport

    def refuse(*_, **__):
        raise TravailError("Trop long. Gardez les seules lignes utiles.")

    monkeypatch.setattr(rapport, "compute", refuse)
    app = open_page()
    fautive = replace(nouveau[0], sites=("www.exemple.fr",))
    drop(app, ("r.xlsx", write_modele((fautive, *nouveau[1:]))))
    button(app, "Corriger 1 cellule de « Sites »").click().run()
    assert not app.exception
    assert "Trop long. Gardez les seules lignes utiles." in html(app)
    assert "1 faute" in html(app)
    monkeypatch.undo()
    button(app, "Corriger 1 cellule de « Sites »").click().run()
    assert "Trop long" not in html(app)
    assert "0 faute" in html(app)


def test_a_file_that_is_refused_is_read_once_whatever_is_clicked_after(monkeypatch):
    from carto_ess.ui.pages import reprise

    lectures, lire = [], reprise.read_libres_isole
    monkeypatch.setattr(
        reprise, "read_libres_isole", lambda *a, **o: (lectures.append(a[1]), lire(*a, **o))[1]
    )
    app = open_page()
    assert "en réalité un PDF" in drop(app, ("r.xlsx", b"%PDF-1.4"))
    app.run()
    assert "en réalité un PDF" in html(app)
    assert lectures == ["r.xlsx"]


def test_a_report_is_shown_without_making_anew_the_rows_that_it_is_of(
    write_modele, nouveau, monkeypatch
):
    from carto_ess.referentiel.controle import CompteRendu, ReferentielRecu
    from carto_ess.travail.atelier import Paquet

    ouverts, ouvrir = [], Paquet.open

    def note(paquet):
        fait = ouvrir(paquet)
        ouverts.append(type(fait))
        return fait

    monkeypatch.setattr(Paquet, "open", note)
    app = open_page()
    fautive = replace(nouveau[0], sites=("www.exemple.fr",))
    assert "1 faute.</strong>" in drop(app, ("r.xlsx", write_modele((fautive, *nouveau[1:]))))
    app.run()
    button(app, "Corriger 1 cellule de « Sites »").click().run()
    assert "0 faute.</strong>" in html(app)
    assert set(ouverts) == {ReferentielRecu, CompteRendu}
