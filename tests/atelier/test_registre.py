"""Where the référentiel lives: the same rules in a folder, in SQLite and in PostgreSQL."""

import datetime as dt
import io
import threading
import zipfile
from dataclasses import replace

import pytest

from carto_ess._errors import (
    CartoEssError,
    ConflitError,
    DroitError,
    PublicationError,
    ReferentielError,
)
from carto_ess.atelier.ouverture import open_registre, read_public
from carto_ess.atelier.registre import RAISON_MAX, parse_tables, restore_version, zip_tables
from carto_ess.atelier.registre_dossier import A_LA_MAIN, RegistreDossier
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.referentiel.publication import MENTION, publish
from gens import ANONYME, MIDI, REMI, sign


@pytest.fixture
def fiches(premiere, decoupages):
    return read_referentiel(premiere, decoupages).fiches


def change(fiches, secteur):
    return tuple(replace(f, secteur=secteur) for f in fiches)


def test_the_folder_is_the_first_version(registre, fiches, decoupages):
    assert registre.read(decoupages).fiches == fiches
    (version,) = registre.list_versions()
    assert (version.numero, version.auteur) == (1, "")


def test_a_publication_is_a_version_with_who_when_and_why(registre, fiches, decoupages):
    neuves = change(fiches, "Culture")
    version = registre.publish(neuves, decoupages, sign("  Secteur corrigé "), depuis=1)
    assert (version.numero, version.auteur, version.raison) == (2, "Léa", "Secteur corrigé")
    assert version.date == MIDI
    assert registre.read(decoupages).fiches == neuves
    assert registre.list_versions()[0] == version
    assert parse_tables(registre.read_tables(1), decoupages).fiches == fiches
    assert parse_tables(registre.read_tables(2), decoupages).fiches == neuves
    assert registre.read_tables() == registre.read_tables(2)


def test_a_version_downloaded_is_its_tables_as_they_are(registre):
    tables = registre.read_tables(1)
    with zipfile.ZipFile(io.BytesIO(zip_tables(tables))) as archive:
        assert {nom: archive.read(nom) for nom in archive.namelist()} == dict(tables)


def test_the_signature_changes_with_the_version_and_only_then(registre, fiches, decoupages):
    avant = registre.sign()
    assert registre.sign() == avant
    registre.publish(change(fiches, "Culture"), decoupages, sign())
    assert registre.sign() != avant


def test_a_version_restored_is_a_new_one_and_nothing_is_taken_away(registre, fiches, decoupages):
    for secteur in ("Un", "Deux"):
        registre.publish(change(fiches, secteur), decoupages, sign(secteur))
    version = restore_version(registre, 2, decoupages, sign("Retour"))
    assert version.numero == 4
    assert registre.read(decoupages).fiches == change(fiches, "Un")
    assert [v.raison for v in registre.list_versions()[:3]] == ["Retour", "Deux", "Un"]
    assert parse_tables(registre.read_tables(3), decoupages).fiches == change(fiches, "Deux")


@pytest.mark.parametrize(("numero", "dit"), [(1, "déjà en place"), (7, "n’existe pas")])
def test_what_cannot_be_restored_is_said(registre, decoupages, numero, dit):
    with pytest.raises(PublicationError, match=dit):
        restore_version(registre, numero, decoupages, sign())


def test_an_unknown_version_cannot_be_read(registre):
    with pytest.raises(PublicationError, match="n’existe pas"):
        registre.read_tables(9)


@pytest.mark.parametrize("auteur", [ANONYME, REMI])
def test_only_an_officer_publishes(registre, fiches, decoupages, auteur):
    with pytest.raises(DroitError, match="agent"):
        registre.publish(change(fiches, "X"), decoupages, sign(auteur=auteur))
    with pytest.raises((DroitError, PublicationError)):
        restore_version(registre, 1, decoupages, sign(auteur=auteur))
    assert registre.read(decoupages).fiches == fiches


@pytest.mark.parametrize("raison", ["", " \n", "x" * (RAISON_MAX + 1)])
def test_a_publication_says_why_in_one_line(registre, fiches, decoupages, raison):
    with pytest.raises(PublicationError, match="raison"):
        registre.publish(fiches, decoupages, sign(raison))
    assert len(registre.list_versions()) == 1


def test_the_second_of_two_publishers_is_told_who_came_before(registre, fiches, decoupages):
    registre.publish(change(fiches, "Un"), decoupages, sign("Le premier"), depuis=1)
    with pytest.raises(ConflitError, match="Le premier") as refus:
        registre.publish(change(fiches, "Deux"), decoupages, sign(), depuis=1)
    assert refus.value.actuelle == 2
    assert registre.read(decoupages).fiches == change(fiches, "Un")


def test_two_publishers_at_the_same_instant_both_get_an_answer(registre, fiches, decoupages):
    depart, refus = threading.Barrier(4), []

    def publie(secteur):
        depart.wait()
        try:
            registre.publish(change(fiches, secteur), decoupages, sign(secteur), depuis=1)
        except PublicationError as erreur:
            refus.append(erreur)

    fils = [threading.Thread(target=publie, args=(f"S{i}",)) for i in range(4)]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    assert len(refus) == 3
    derniere, premiere = registre.list_versions()
    assert (derniere.numero, premiere.numero) == (2, 1)
    assert registre.read(decoupages).fiches == change(fiches, derniere.raison)


def test_readers_never_see_half_of_each(registre, fiches, decoupages):
    autre = tuple(replace(f, id=f"{f.id}-2") for f in fiches)
    fin = threading.Event()

    def alternate():
        while not fin.is_set():
            for neuves in (autre, fiches):
                registre.publish(neuves, decoupages, sign())

    fil = threading.Thread(target=alternate)
    fil.start()
    try:
        lus = [registre.read(decoupages).fiches for _ in range(20)]
    finally:
        fin.set()
        fil.join()
    assert set(lus) <= {fiches, autre}
    assert len(registre.list_versions()) > 2


def test_what_does_not_read_back_is_not_published(registre, fiches, decoupages):
    with pytest.raises(PublicationError, match="Relu"):
        registre.publish(change(fiches, " espaces "), decoupages, sign())
    assert registre.read(decoupages).fiches == fiches


def test_contacts_are_left_out_for_the_public_and_kept_for_the_rest(environ, decoupages):
    assert read_public(environ, decoupages).fiches[0].telephones
    masque = environ | {"CARTO_ESS_SANS_CONTACTS": "1"}
    assert read_public(masque, decoupages).fiches[0].telephones == ()
    assert open_registre(masque).read(decoupages).fiches[0].telephones


# A folder ----------------------------------------------------------------------------------


def test_the_referentiel_that_comes_with_the_app_is_not_replaced(premiere, fiches, decoupages):
    with pytest.raises(PublicationError, match="CARTO_ESS_REFERENTIEL"):
        RegistreDossier(premiere, livre=True).publish(fiches, decoupages, sign())


def test_versions_kept_before_they_were_signed_are_still_there(premiere, fiches, decoupages):
    """A folder where earlier releases published: no file says who, nor why."""
    for secteur in ("Un", "Deux"):
        publish(premiere, change(fiches, secteur), decoupages, maintenant=MIDI)
    registre = RegistreDossier(premiere)
    assert [v.numero for v in registre.list_versions()] == [3, 2, 1]
    assert registre.list_versions()[-1].date == MIDI
    registre.publish(change(fiches, "Trois"), decoupages, sign())
    assert [v.numero for v in registre.list_versions()] == [4, 3, 2, 1]
    assert parse_tables(registre.read_tables(2), decoupages).fiches == change(fiches, "Un")


def test_files_replaced_by_hand_are_a_version_that_nobody_signed(premiere, fiches, decoupages):
    registre = RegistreDossier(premiere)
    registre.publish(change(fiches, "Un"), decoupages, sign("Signée"))
    chemin = premiere / FICHIERS[0]
    chemin.write_bytes(chemin.read_bytes().replace(b";Un;", b";Autre;"))
    actuelle = registre.list_versions()[0]
    assert (actuelle.numero, actuelle.auteur, actuelle.raison) == (3, "", A_LA_MAIN)
    registre.publish(change(fiches, "Quatre"), decoupages, sign())
    assert [v.numero for v in registre.list_versions()] == [4, 3, 1]
    assert parse_tables(registre.read_tables(3), decoupages).fiches == change(fiches, "Autre")


@pytest.mark.parametrize("mention", ["", "{", "[]", '{"empreinte": 3}', '{"numero": "x"}'])
def test_a_damaged_mention_hides_no_version(premiere, fiches, decoupages, mention):
    registre = RegistreDossier(premiere)
    registre.publish(change(fiches, "Un"), decoupages, sign())
    (premiere / MENTION).write_text(mention, encoding="utf-8")
    assert registre.read(decoupages).fiches == change(fiches, "Un")
    assert [v.numero for v in registre.list_versions()] == [2, 1]


def test_a_folder_without_tables_has_no_version_and_takes_a_first_one(tmp_path, fiches, decoupages):
    registre = RegistreDossier(tmp_path / "vide")
    assert registre.list_versions() == ()
    assert registre.publish(fiches, decoupages, sign()).numero == 1


def test_ten_versions_kept_in_one_second_stay_in_order(premiere, fiches, decoupages):
    registre = RegistreDossier(premiere)
    for tour in range(12):
        registre.publish(change(fiches, f"S{tour}"), decoupages, sign())
    assert [v.numero for v in registre.list_versions()] == list(range(13, 0, -1))
    assert parse_tables(registre.read_tables(11), decoupages).fiches == change(fiches, "S9")


# A base ------------------------------------------------------------------------------------


def test_a_faulty_folder_begins_no_base_in_silence(environ, premiere, decoupages):
    (premiere / "fiches.csv").unlink()
    with pytest.raises(CartoEssError, match="ne peuvent pas être lus"):
        open_registre(environ)


def test_faults_in_a_base_are_told_one_by_one(environ, premiere, decoupages):
    chemin = premiere / "fiches.csv"
    chemin.write_bytes(chemin.read_bytes().replace(b"mutualisation", b"mutuelle"))
    registre = open_registre(environ)
    with pytest.raises(ReferentielError) as refus:
        registre.read(decoupages)
    assert refus.value.fautes[0].champ == "type"


def test_the_folder_is_looked_at_once_the_base_is_the_truth(environ, premiere, fiches, decoupages):
    registre = open_registre(environ)
    (premiere / "fiches.csv").write_text("n’importe quoi", encoding="utf-8")
    assert open_registre(environ).read(decoupages).fiches == fiches
    assert registre.begin({}, "deux fois", dt.datetime.now(dt.UTC)) is False
