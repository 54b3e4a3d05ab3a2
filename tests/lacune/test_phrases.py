"""One grammatical French sentence in every case: 0, 1, many; types; niveaux; échelles."""

import itertools
import re

import pytest

from carto_ess.geodata.evenements import read_evenements_epci
from carto_ess.lacune.bilan import NIVEAUX_LACUNES, Regle
from carto_ess.lacune.evolution import compare_millesimes, list_reunions
from carto_ess.lacune.phrases import (
    note_hors,
    note_population,
    phrase_changement,
    phrase_evolution,
    titre_bilan,
)
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle, Niveau
from petit_monde import EST, GEODATA, MUTUALISATION, OUEST, REGROUPEMENT, fiche, judge

APPUI = TypeCooperation.STRUCTURE_APPUI
TOUT = fiche("tout", ("epci", OUEST), ("epci", EST))
RIEN = fiche("rien")  # covers nothing: a référentiel that holds it is not empty


def title(decoupages, *fiches, **question):
    return titre_bilan(judge(decoupages, *fiches, **question))


@pytest.mark.parametrize(
    ("fiches", "question", "phrase"),
    [
        ((RIEN,), {},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont aucune coopération de proximité "
         "recensée (périmètres 2015).")),
        ((fiche("a", ("epci", OUEST)),), {},
         ("1 EPCI sur 2 (23\u00a0% des habitants) n’a aucune coopération de proximité recensée "
         "(périmètres 2015).")),
        ((TOUT,), {}, ("Les 2 EPCI ont tous au moins une coopération de proximité recensée "
                      "(périmètres 2015).")),
        ((fiche("a", ("commune", "99004")),), {},
         ("1 EPCI sur 2 (77\u00a0% des habitants) n’a aucune coopération de proximité recensée"
         "\u202f; 1 autre n’est couvert qu’en partie (périmètres 2015).")),
        ((RIEN,), {"niveau": Niveau.COMMUNE, "millesime": 2026},
         ("4 communes sur 4 (100\u00a0% des habitants) n’ont aucune coopération de proximité "
         "recensée (périmètres 2026).")),
        ((TOUT,), {"niveau": Niveau.COMMUNE},
         ("Les 5 communes ont toutes au moins une coopération de proximité recensée "
         "(périmètres 2015).")),
        ((RIEN,), {"niveau": Niveau.PAYS},
         ("1 Pays sur 1 (77\u00a0% des habitants) n’a aucune coopération de proximité recensée "
         "(périmètres 2015).")),
        ((TOUT,), {"niveau": Niveau.PAYS},
         "Le seul Pays a au moins une coopération de proximité recensée (périmètres 2015)."),
        ((RIEN,), {"echelle": Echelle.TOUTES},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont aucune coopération recensée "
         "(toutes échelles, périmètres 2015).")),
        ((RIEN,), {"types": (MUTUALISATION,)},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont aucune mutualisation recensée "
         "(échelle de proximité, périmètres 2015).")),
        ((RIEN,), {"types": (REGROUPEMENT,)},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont aucun regroupement d’acteurs recensé "
         "(échelle de proximité, périmètres 2015).")),
        ((TOUT,), {"types": (MUTUALISATION,)},
         ("Les 2 EPCI ont tous au moins une mutualisation recensée "
         "(échelle de proximité, périmètres 2015).")),
        ((RIEN,), {"types": (MUTUALISATION, APPUI)},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont ni mutualisation ni structure d’appui "
         "recensées (échelle de proximité, périmètres 2015).")),
        ((RIEN,), {"types": (MUTUALISATION, REGROUPEMENT, APPUI)},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont ni mutualisation, ni regroupement "
         "d’acteurs, ni structure d’appui recensés (échelle de proximité, périmètres 2015).")),
        ((RIEN,), {"types": (MUTUALISATION, REGROUPEMENT), "regle": Regle.MANQUE},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont aucune commune où soient recensés à la "
         "fois mutualisation et regroupement d’acteurs (échelle de proximité, périmètres 2015).")),
        ((RIEN,), {"regle": Regle.MANQUE, "niveau": Niveau.COMMUNE, "millesime": 2026},
         ("4 communes sur 4 (100\u00a0% des habitants) n’ont pas à la fois les cinq types de "
         "coopération recensés (échelle de proximité, périmètres 2026).")),
        ((TOUT,), {"regle": Regle.MOINS_DE, "seuil": 2, "niveau": Niveau.COMMUNE,
                   "millesime": 2026},
         ("4 communes sur 4 (100\u00a0% des habitants) ont moins de 2 coopérations de proximité "
         "recensées (périmètres 2026).")),
        ((TOUT,), {"regle": Regle.MOINS_DE, "seuil": 2},
         ("2 EPCI sur 2 (100\u00a0% des habitants) n’ont aucune commune qui atteigne "
         "2 coopérations de proximité recensées (périmètres 2015).")),
    ],
)  # fmt: skip
def test_the_headline_is_grammatical(decoupages, fiches, question, phrase):
    assert title(decoupages, *fiches, **question) == phrase


@pytest.mark.parametrize("niveau", NIVEAUX_LACUNES)
def test_of_an_empty_referentiel_the_headline_judges_no_territory(decoupages, niveau):
    for types in TYPES:
        dit = title(decoupages, niveau=niveau, types=types)
        assert dit == "Le référentiel ne contient encore aucune fiche (périmètres 2015)."


def test_unknown_territories_are_told_apart(decoupages):
    bilan = judge(decoupages, fiche("a", ("epci", OUEST)), inconnus={"99004"})
    assert titre_bilan(bilan) == (
        "Le seul EPCI renseigné a au moins une coopération de proximité recensée\u202f; "
        "1 n’est pas renseigné (périmètres 2015)."
    )
    tous = judge(decoupages, inconnus={"99001", "99004"})
    assert titre_bilan(tous) == "Aucun EPCI ne peut être jugé (périmètres 2015)."


def test_the_headline_of_the_shipped_data(reel):
    decoupages, referentiel = reel
    assert title(decoupages, *referentiel.fiches) == (
        "Entre 8 et 11 EPCI sur 34 (15 à 17\u00a0% des habitants) n’ont aucune coopération "
        "de proximité recensée\u202f; au plus 1 autre n’est couvert qu’en partie (périmètres 2015)."
    )
    assert title(decoupages, *referentiel.fiches, millesime=2026) == (
        "4 ou 5 EPCI sur 20 (14 à 15\u00a0% des habitants) n’ont aucune coopération de "
        "proximité recensée\u202f; 1 ou 2 autres ne sont couverts qu’en partie (périmètres 2026)."
    )


TYPES = [types for n in range(6) for types in itertools.combinations(TypeCooperation, n)]


@pytest.mark.parametrize("echelle", Echelle)
@pytest.mark.parametrize("niveau", NIVEAUX_LACUNES)
@pytest.mark.parametrize("regle", Regle)
@pytest.mark.parametrize(
    "fiches", [(RIEN,), (fiche("a", ("epci", OUEST)),), tuple(
        fiche(f"{t}{i}", ("epci", OUEST), ("epci", EST), type_=t)
        for t in TypeCooperation for i in range(2)
    )], ids=["aucune", "une", "toutes"],
)  # fmt: skip
def test_every_headline_is_one_sentence_that_never_claims_more_than_is_recorded(
    decoupages, echelle, niveau, regle, fiches
):
    for types in TYPES:
        phrase = title(
            decoupages, *fiches, echelle=echelle, niveau=niveau, regle=regle, types=types, seuil=2
        )
        assert re.search(r"recensée?s?\b|ont pas à la fois .* recensée?s", phrase)
        assert phrase.endswith("périmètres 2015).")
        assert phrase[0].isupper() or phrase[0].isdigit()
        assert "  " not in phrase
        assert not re.search(r"(?<![\u202f])[;!?]|'|\b1 communes|\b1 \w+ sur .* n’ont", phrase)
        assert not re.search(r"\b[2-9] \w+ sur [^)]*\) (n’a|a) ", phrase)


def test_who_belongs_to_no_pays_is_told_with_its_number(decoupages, reel):
    assert note_hors(judge(decoupages, niveau=Niveau.PAYS)) == (
        "2 communes n’appartiennent à aucun Pays\u00a0: le total général les compte."
    )
    assert note_hors(judge(decoupages)) == ""
    assert "115 communes" in note_hors(judge(reel[0], niveau=Niveau.PAYS))


def test_populations_name_their_year_and_whose_they_are(reel):
    assert note_population(reel[0]) == (
        "Habitants\u00a0: populations de référence 2023 (Insee), communes actuelles du "
        "Pas-de-Calais, quel que soit le millésime des périmètres."
    )


def test_what_became_of_an_epci_is_told_with_its_date_when_known(reel):
    decoupages, referentiel = reel
    avant, apres = (judge(decoupages, *referentiel.fiches, millesime=m) for m in (2015, 2026))
    evolutions = compare_millesimes(avant, apres, decoupages, read_evenements_epci(GEODATA))
    dites = {e.avant.code: phrase_evolution(e) for e in evolutions}
    assert dites["246200851"] == (
        "CC du Canton de Fauquembergues, fusionnée le 01/01/2017 dans la CA du Pays de Saint-Omer"
    )
    assert dites["246201115"] == (
        "CC Mer et Terres d’Opale, fusionnée le 01/01/2017 dans la CA des Deux Baies en "
        "Montreuillois"
    )
    assert dites["246200984"] == "CC des Trois Pays, devenue le 01/01/2017 la CC Pays d’Opale"
    assert dites["200035426"] == (
        "CC la Porte des Vallées, partagée le 01/01/2017 entre la CC des Campagnes de l’Artois "
        "(25 communes) et la CU d’Arras (6 communes)"
    )
    assert dites["246200976"] == (
        "CC du Sud-Ouest du Calaisis, partagée, et aujourd’hui dans la CA Grand Calais Terres et "
        "Mers"
    )
    assert dites["246201149"] == (
        "CA du Calaisis, continuée en 2019 sous un autre SIREN par la CA Grand Calais Terres et "
        "Mers"
    )
    assert dites["200018083"] == "CC de Desvres-Samer, périmètre inchangé"
    assert dites["200033579"] == "CU d’Arras, périmètre modifié"
    assert phrase_changement(avant, apres, list_reunions(evolutions, apres)) == (
        "EPCI sans coopération recensée\u00a0: 8 sur 34 en 2015, 4 sur 20 en 2026, plus 1 couvert "
        "en partie\u202f; la CA des Deux Baies en Montreuillois réunit trois EPCI qu’aucune "
        "coopération recensée ne couvrait\u202f; la CA Grand Calais Terres et Mers réunit deux "
        "EPCI qu’aucune coopération recensée ne couvrait."
    )
