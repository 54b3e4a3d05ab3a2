"""What readers propose, and the drafts of officers: bounded, seen by officers alone, never code."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from carto_ess._errors import DroitError, PropositionError
from carto_ess.atelier.brouillons import erase_brouillon, read_brouillon, save_brouillon
from carto_ess.atelier.chantier import open_chantier
from carto_ess.atelier.journal import find_departure, leave_atelier, read_journal
from carto_ess.atelier.ouverture import open_registre
from carto_ess.atelier.propositions import (
    FILE_MAX,
    MOTS_MAX,
    PAR_MINUTE,
    PAR_VISITE,
    Contribution,
    SortProposition,
    close_proposition,
    count_propositions,
    list_propositions,
    send_proposition,
)
from gens import ANONYME, LEA, MIDI, REMI
from hostile import TEXTES

ENVOI = Contribution(
    "Alpha", "Le téléphone a changé", "alpha", {"telephones": "03 21 00 00 00"}, "a@b.fr"
)


def test_a_proposal_waits_for_an_officer_with_all_that_it_said(base):
    numero = send_proposition(base, ENVOI, MIDI)
    (recue,) = list_propositions(base, REMI)
    assert (recue.numero, recue.etat, recue.date) == (numero, SortProposition.RECUE, MIDI)
    assert (recue.mots, recue.courriel) == (ENVOI.mots, "a@b.fr")
    assert recue.changements == ENVOI.changements


@pytest.mark.parametrize("personne", [ANONYME])
def test_readers_see_no_proposal_and_answer_none(base, personne):
    numero = send_proposition(base, ENVOI, MIDI)
    for acte in (
        lambda: list_propositions(base, personne),
        lambda: close_proposition(base, numero, personne, SortProposition.REPRISE, "", MIDI),
        lambda: read_journal(base, personne),
        lambda: read_brouillon(base, personne),
        lambda: erase_brouillon(base, personne),
        lambda: leave_atelier(base, personne, MIDI),
    ):
        with pytest.raises(DroitError):
            acte()
    assert count_propositions(base) == 1


@pytest.mark.parametrize("etat", [SortProposition.REPRISE, SortProposition.DECLINEE])
def test_the_email_is_erased_with_the_answer(base, etat):
    numero = send_proposition(base, ENVOI, MIDI)
    close_proposition(base, numero, REMI, etat, "Merci", MIDI)
    assert list_propositions(base, REMI) == ()
    (finie,) = list_propositions(base, REMI, etat=None)
    assert (finie.courriel, finie.reponse, finie.traitee_par) == ("", "Merci", "Rémi")
    with base.lire() as connexion:
        lignes = connexion.execute(text("SELECT * FROM propositions")).all()
    assert "a@b.fr" not in str(lignes)


def test_a_proposal_is_answered_once(base):
    numero = send_proposition(base, ENVOI, MIDI)
    close_proposition(base, numero, REMI, SortProposition.REPRISE, "", MIDI)
    with pytest.raises(PropositionError, match="déjà reçu"):
        close_proposition(base, numero, LEA, SortProposition.DECLINEE, "non", MIDI)


def test_declining_wants_a_word(base):
    numero = send_proposition(base, ENVOI, MIDI)
    with pytest.raises(PropositionError, match="pourquoi"):
        close_proposition(base, numero, REMI, SortProposition.DECLINEE, "  ", MIDI)


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"structure": " "}, "nom de la structure manque"),
        ({"structure": "x" * 301}, "301"),
        ({"mots": "x" * (MOTS_MAX + 1)}, "caractères"),
        ({"mots": "", "changements": {}}, "Rien n’est proposé"),
        ({"mots": "", "changements": {"secteur": " "}}, "Rien n’est proposé"),
        ({"courriel": "pas une adresse"}, "adresse électronique"),
        ({"changements": {"telephones": "1" * 3000}}, "telephones"),
        ({"fiche": "x" * 81}, "fiche"),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_not_kept(base, change, dit):
    with pytest.raises(PropositionError, match=dit):
        send_proposition(base, replace(ENVOI, **change), MIDI)
    assert count_propositions(base) == 0


def test_columns_that_do_not_exist_and_the_id_are_not_taken(base):
    envoi = replace(ENVOI, changements={"id": "vole", "x": "y", "secteur": "S"})
    send_proposition(base, envoi, MIDI)
    assert list_propositions(base, REMI)[0].changements == {"secteur": "S"}


def test_hostile_text_stays_text(base):
    for rang, texte in enumerate(TEXTES.values()):
        instant = MIDI + dt.timedelta(minutes=rang)
        send_proposition(base, Contribution("x", texte, "", {"enjeux": texte}), instant)
    lues = list_propositions(base, REMI)
    assert [p.mots for p in lues] == [t.strip() for t in TEXTES.values()]


def test_one_visit_does_not_send_without_end(base):
    envoyees = [MIDI - dt.timedelta(minutes=m) for m in range(1, PAR_VISITE + 1)]
    with pytest.raises(PropositionError, match="Vous avez déjà envoyé"):
        send_proposition(base, ENVOI, MIDI, envoyees)
    tard = MIDI + dt.timedelta(minutes=12)
    assert send_proposition(base, ENVOI, tard, envoyees)


def test_a_thousand_in_a_minute_are_bounded_and_nothing_of_the_rest_is_lost(base):
    refus = set()

    def send(rang):
        try:
            return send_proposition(base, ENVOI, MIDI + dt.timedelta(seconds=rang % 50))
        except PropositionError as erreur:
            refus.add(str(erreur))
            return None

    with ThreadPoolExecutor(8) as fils:
        recues = list(filter(None, fils.map(send, range(1000))))
    assert len(recues) == count_propositions(base) == PAR_MINUTE
    assert all("dans une minute" in phrase for phrase in refus)


def test_a_queue_that_is_full_says_so(base):
    with base.ecrire() as connexion:
        for rang in range(FILE_MAX):
            connexion.execute(
                text(
                    "INSERT INTO propositions (date, etat, fiche, structure, mots, changements, "
                    "reponse, traitee_par) VALUES ('2020', 'recue', '', :n, 'm', '{}', '', '')"
                ),
                {"n": f"s{rang}"},
            )
    with pytest.raises(PropositionError, match="file est pleine"):
        send_proposition(base, ENVOI, MIDI)


def test_the_journal_names_officers_and_nobody_else(base):
    numero = send_proposition(base, ENVOI, MIDI)
    close_proposition(base, numero, REMI, SortProposition.DECLINEE, "Doublon", MIDI)
    lignes = read_journal(base, LEA)
    assert {e.auteur for e in lignes} == {"Rémi"}
    assert "a@b.fr" not in str(lignes)


def test_a_login_that_began_before_a_departure_is_over(base):
    assert find_departure(base, "Léa") is None
    leave_atelier(base, LEA, MIDI)
    leave_atelier(base, LEA, MIDI + dt.timedelta(hours=1))
    assert find_departure(base, "Léa") == MIDI + dt.timedelta(hours=1)
    assert find_departure(base, "Rémi") is None


def test_each_officer_finds_their_own_draft_again(environ, base):
    registre = open_registre(environ)
    chantier = open_chantier(registre.read_tables(), 1)
    assert read_brouillon(base, LEA) is None
    save_brouillon(base, LEA, chantier.change("alpha", secteur="Léa", telephones="faux"), MIDI)
    save_brouillon(base, REMI, chantier.change("alpha", secteur="Rémi"), MIDI)
    assert read_brouillon(base, LEA)["alpha"]["telephones"] == "faux"
    assert read_brouillon(base, REMI)["alpha"]["secteur"] == "Rémi"
    erase_brouillon(base, LEA)
    assert read_brouillon(base, LEA) is None
    assert read_brouillon(base, REMI) is not None
