"""Gaps are judged commune by commune, on codes; the shipped answer is rebuilt by another way."""

import csv
import random
import time
from dataclasses import replace

import pytest

from carto_ess.couverture.matrice import build_matrice
from carto_ess.lacune.bilan import NIVEAUX_LACUNES, Etat, Question, Regle, build_bilan
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune, Commune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from petit_monde import EST, GEODATA, MUTUALISATION, OUEST, REGROUPEMENT, UNION, fiche, judge

# --- the rules, on a small world -------------------------------------------------------------


def test_a_territory_is_covered_partly_covered_or_not_at_all(decoupages):
    bilan = judge(decoupages, fiche("a", ("epci", OUEST), ("commune", "99004")))
    assert {x.code: x.etat for x in bilan.lacunes} == {OUEST: Etat.COUVERT, EST: Etat.PARTIEL}
    assert judge(decoupages)[OUEST].etat is Etat.AUCUNE


def test_uncovered_communes_are_named_by_their_codes(decoupages):
    lacune = judge(decoupages, fiche("a", ("commune", "99004")))[EST]
    assert lacune.communes_non_couvertes == ("99005",)
    assert (lacune.n_communes, lacune.n_communes_couvertes) == (2, 1)


def test_a_fiche_counts_once_in_a_territory_however_many_communes_it_covers(decoupages):
    bilan = judge(decoupages, fiche("a", ("commune", "99001"), ("commune", "99002")))
    assert (bilan[OUEST].n_fiches, bilan.total.n_fiches) == (1, 1)
    assert bilan[OUEST].par_type_communes[MUTUALISATION] == 2


def test_only_the_types_asked_count(decoupages):
    fiches = fiche("a", ("epci", EST)), fiche("b", ("epci", OUEST), type_=REGROUPEMENT)
    bilan = judge(decoupages, *fiches, types=(REGROUPEMENT,))
    assert bilan[EST].etat is Etat.AUCUNE
    assert bilan[OUEST].par_type == {REGROUPEMENT: 1}
    assert bilan.total.n_fiches == 1


def test_several_types_are_alternatives_under_the_default_rule(decoupages):
    fiches = fiche("a", ("epci", EST)), fiche("b", ("epci", OUEST), type_=REGROUPEMENT)
    bilan = judge(decoupages, *fiches, types=(REGROUPEMENT, MUTUALISATION))
    assert bilan.n_par_etat[Etat.COUVERT] == 2


def test_the_rule_manque_wants_every_type_in_the_same_commune(decoupages):
    fiches = (
        fiche("a", ("epci", OUEST)),
        fiche("b", ("commune", "99001"), ("epci", EST), type_=REGROUPEMENT),
    )
    bilan = judge(decoupages, *fiches, types=(REGROUPEMENT, MUTUALISATION), regle=Regle.MANQUE)
    assert bilan[OUEST].communes_non_couvertes == ("99002", "99003")
    assert bilan[EST].etat is Etat.AUCUNE


def test_the_rule_manque_without_type_wants_all_five(decoupages):
    quatre = [fiche(t, ("epci", EST), type_=t) for t in list(TypeCooperation)[:4]]
    assert judge(decoupages, *quatre, regle=Regle.MANQUE)[EST].etat is Etat.AUCUNE
    cinq = [fiche(t, ("epci", EST), type_=t) for t in TypeCooperation]
    assert judge(decoupages, *cinq, regle=Regle.MANQUE)[EST].etat is Etat.COUVERT


def test_the_rule_moins_de_counts_fiches_in_each_commune(decoupages):
    fiches = fiche("a", ("epci", OUEST)), fiche("b", ("commune", "99001"))
    bilan = judge(decoupages, *fiches, regle=Regle.MOINS_DE, seuil=2)
    assert bilan[OUEST].communes_non_couvertes == ("99002", "99003")
    assert bilan[OUEST].n_fiches == 2  # two fiches in the territory, never two in one commune


def test_moins_de_one_is_the_default_rule(decoupages):
    fiches = [fiche("a", ("commune", "99001"))]
    un = judge(decoupages, *fiches, regle=Regle.MOINS_DE, seuil=1)
    assert un.lacunes == judge(decoupages, *fiches).lacunes


def test_wide_coverage_counts_only_at_toutes(decoupages):
    region = fiche("a", ("region", "31"))
    assert judge(decoupages, region).n_par_etat[Etat.AUCUNE] == 2
    assert judge(decoupages, region, echelle=Echelle.TOUTES).n_par_etat[Etat.COUVERT] == 2


def test_unknown_is_said_only_when_it_could_change_the_state(decoupages):
    rien = judge(decoupages, inconnus={"99001"})
    assert rien[OUEST].etat is Etat.INCONNU
    assert rien[OUEST].communes_non_couvertes == ("99002", "99003")
    assert rien[EST].etat is Etat.AUCUNE
    couvert = judge(decoupages, fiche("a", ("epci", OUEST)), inconnus={"99001"})
    assert couvert[OUEST].etat is Etat.COUVERT
    partiel = judge(decoupages, fiche("a", ("commune", "99002")), inconnus={"99001"})
    assert partiel[OUEST].etat is Etat.PARTIEL
    presque = judge(
        decoupages, fiche("a", ("commune", "99002"), ("commune", "99003")), inconnus={"99001"}
    )
    assert presque[OUEST].etat is Etat.INCONNU


def test_population_of_2015_is_that_of_today_s_communes_on_the_land(decoupages):
    bilan = judge(decoupages, fiche("a", ("commune", "99001")))
    assert bilan[OUEST].population == 500  # Bourg (with Val, merged) 300, Saint-Éloi 200
    assert bilan.total.population == 650
    assert bilan.population_annee == 2023


def test_a_current_commune_half_covered_in_2015_counts_as_covered(decoupages):
    bilan = judge(decoupages, fiche("a", ("commune", "99001")))
    assert bilan[OUEST].communes_non_couvertes == ("99002", "99003")
    assert bilan[OUEST].population_non_couverte == 200


def test_a_merged_commune_has_no_population_of_its_own(decoupages):
    bilan = judge(decoupages, niveau=Niveau.COMMUNE)
    populations = {x.code: x.population for x in bilan.lacunes}
    assert populations == {
        "99001": None, "99002": None, "99003": 200, "99004": 100, "99005": 50,
    }  # fmt: skip
    assert bilan["99002"].population_non_couverte is None
    assert bilan.total.population_non_couverte == 650


def test_states_share_the_inhabitants_each_current_commune_once(decoupages):
    bilan = judge(decoupages, fiche("a", ("commune", "99001")), niveau=Niveau.COMMUNE)
    assert bilan.population_par_etat == {
        Etat.COUVERT: 300, Etat.PARTIEL: 0, Etat.INCONNU: 0, Etat.AUCUNE: 350,
    }  # fmt: skip


def test_communes_of_no_pays_are_told_and_stay_in_the_total(decoupages):
    bilan = judge(decoupages, niveau=Niveau.PAYS)
    assert bilan.communes_hors == ("99004", "99005")
    assert bilan.total.n_communes == 5
    assert bilan.total.population == 650
    assert bilan["pays-ouest"].population == 500


def test_communes_of_an_epci_outside_the_departement_are_counted_apart(decoupages):
    lacune = judge(decoupages)[EST]
    assert lacune.n_communes_ailleurs == 0
    epci = decoupages[2015].epci
    dehors = replace(epci[EST], n_communes=9)
    avant = replace(decoupages[2015], epci={**epci, EST: dehors})
    ailleurs = Decoupages(
        decoupages.manifeste, {**decoupages.par_millesime, 2015: avant}, decoupages.mouvements
    )
    assert (judge(ailleurs)[EST].n_communes, judge(ailleurs)[EST].n_communes_ailleurs) == (2, 7)


def test_equals_share_a_rank_and_the_median_is_of_the_niveau(decoupages):
    bilan = judge(
        decoupages,
        fiche("a", ("commune", "99001")),
        fiche("b", ("commune", "99001")),
        fiche("c", ("commune", "99004")),
        niveau=Niveau.COMMUNE,
    )
    assert [x.rang for x in bilan.lacunes] == [1, 3, 3, 2, 3]
    assert (bilan.mediane, bilan.moyenne) == (0, 0.6)
    assert (bilan.mediane_epci, bilan.moyenne_epci) == (1.5, 1.5)
    assert bilan["99001"].ecart_mediane == 2


def test_missing_and_incomplete_types_of_a_territory(decoupages):
    lacune = judge(
        decoupages,
        fiche("a", ("commune", "99001")),
        fiche("b", ("epci", OUEST), type_=REGROUPEMENT),
    )[OUEST]
    assert lacune.types_manquants == (
        TypeCooperation.PARTENARIAT_PROJETS,
        TypeCooperation.COLLECTIF_ACTEURS_ESS,
        TypeCooperation.STRUCTURE_APPUI,
    )
    assert set(lacune.types_incomplets) == {*lacune.types_manquants, MUTUALISATION}


def test_a_fiche_of_a_merged_epci_covers_part_of_its_successor(decoupages):
    lacune = judge(decoupages, fiche("a", ("epci", EST)), millesime=2026)[UNION]
    assert lacune.etat is Etat.PARTIEL
    assert (lacune.population, lacune.population_non_couverte) == (650, 500)


def test_a_matrix_of_another_question_is_refused(decoupages):
    matrice = build_matrice([], decoupages, millesime=2026, echelle=Echelle.PROXIMITE)
    with pytest.raises(ValueError, match=r"2026.*2015"):
        build_bilan(Question(2015), [], matrice, decoupages)


@pytest.mark.parametrize("faux", [{"niveau": Niveau.REGION}, {"seuil": 0}])
def test_a_question_without_sense_is_refused(faux):
    with pytest.raises(ValueError, match="attendu"):
        Question(2015, **faux)


# --- the shipped data, against sets of codes built by hand from the tables of sources ---------


def _rows(chemin, delimiter=","):
    with (GEODATA / chemin).open(encoding="utf-8-sig", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=delimiter))


@pytest.fixture(scope="module")
def a_la_main():
    """Everything by hand: communes by territory, and what each fiche declares, as plain sets."""
    epci, pays = {}, {}
    for c in _rows("sources/communes_2015.csv"):
        if c["code_departement"] == "62":
            epci.setdefault(c["siren_epci"], set()).add(c["code_commune"])
    for p in _rows("sources/pays_2015.csv"):
        pays.setdefault(p["pays"], set()).update(epci.get(p["siren_epci"], ()))
    types = {f["id"]: f["type"] for f in _rows("referentiel/fiches.csv", ";")}
    couvre = {id_: set() for id_ in types}
    for c in _rows("referentiel/couvertures.csv", ";"):
        assert c["millesime"] == "2015"
        if c["lecture"]:
            continue
        if c["niveau"] == "commune":
            couvre[c["fiche"]].add(c["code"])
        elif c["niveau"] in ("epci", "pays"):
            couvre[c["fiche"]] |= (epci if c["niveau"] == "epci" else pays)[c["code"]]
    apres = {f["code_2015"]: f["code_2026"] for f in _rows("sources/communes_fusionnees.csv")}
    actuelles = [c for c in _rows("communes.csv") if c["dernier"] == "2026"]
    epci_2026 = {}
    for c in actuelles:
        epci_2026.setdefault(c["siren_epci"], set()).add(c["code_commune"])
    habitants = {c["code_commune"]: int(c["population"]) for c in actuelles}
    return {
        "types": types,
        "couvre": couvre,
        "apres": apres,
        "habitants": habitants,
        "epci": {2015: epci, 2026: epci_2026},
        "pays": pays,
    }


QUESTIONS = [(), *((t,) for t in TypeCooperation), (MUTUALISATION, REGROUPEMENT)]


@pytest.mark.parametrize("millesime", [2015, 2026])
@pytest.mark.parametrize("niveau", NIVEAUX_LACUNES)
@pytest.mark.parametrize("types", QUESTIONS, ids=lambda t: "+".join(t) or "tous")
def test_shipped_gaps_equal_those_found_by_hand(reel, a_la_main, millesime, niveau, types):
    decoupages, referentiel = reel
    bilan = judge(decoupages, *referentiel.fiches, millesime=millesime, niveau=niveau, types=types)
    to_2026 = a_la_main["apres"]

    def move(codes):
        return {to_2026.get(c, c) for c in codes} if millesime == 2026 else set(codes)

    couvre = {
        id_: move(codes)
        for id_, codes in a_la_main["couvre"].items()
        if not types or a_la_main["types"][id_] in types
    }
    couvertes = set().union(*couvre.values())
    toutes = set().union(*a_la_main["epci"][millesime].values())
    territoires = {
        Niveau.EPCI: a_la_main["epci"][millesime],
        Niveau.PAYS: {code: move(codes) for code, codes in a_la_main["pays"].items()},
        Niveau.COMMUNE: {code: {code} for code in toutes},
    }[niveau]
    assert {x.code for x in bilan.lacunes} == set(territoires)
    for code, communes in territoires.items():
        lacune, touchent = bilan[code], {i for i, c in couvre.items() if c & communes}
        assert set(lacune.communes_non_couvertes) == communes - couvertes
        assert lacune.n_communes_couvertes == len(communes & couvertes)
        assert lacune.n_fiches == len(touchent)
        for type_, n in lacune.par_type.items():
            assert n == sum(a_la_main["types"][i] == type_ for i in touchent)
        if niveau is not Niveau.COMMUNE:
            terre = {to_2026.get(c, c) for c in communes}
            vide = terre - {to_2026.get(c, c) for c in couvertes}
            assert lacune.population == sum(a_la_main["habitants"][c] for c in terre)
            assert lacune.population_non_couverte == sum(a_la_main["habitants"][c] for c in vide)
    assert set(bilan.total.communes_non_couvertes) == toutes - couvertes


@pytest.mark.parametrize(("millesime", "communes", "epci"), [(2015, 895, 34), (2026, 887, 20)])
def test_111_communes_are_reached_by_none_of_the_cooperations(reel, millesime, communes, epci):
    decoupages, referentiel = reel
    bilan = judge(decoupages, *referentiel.fiches, millesime=millesime)
    assert (bilan.total.n_communes, len(bilan.lacunes)) == (communes, epci)
    assert len(bilan.total.communes_non_couvertes) == 111
    assert bilan.total.population_non_couverte == 214_437


def test_the_eight_epci_of_2015_without_cooperation(reel):
    decoupages, referentiel = reel
    noms = {x.nom_court for x in judge(decoupages, *referentiel.fiches).select(Etat.AUCUNE)}
    assert noms == {
        "CA du Calaisis", "CC Flandre Lys", "CC Mer et Terres d’Opale", "CC Opale Sud",
        "CC des Trois Pays", "CC du Canton d’Hucqueliers et Environs", "CC du Montreuillois",
        "CC du Sud-Ouest du Calaisis",
    }  # fmt: skip


def test_the_four_epci_of_2026_without_and_the_one_covered_in_part(reel):
    decoupages, referentiel = reel
    bilan = judge(decoupages, *referentiel.fiches, millesime=2026)
    assert {x.nom_court for x in bilan.select(Etat.AUCUNE)} == {
        "CA des Deux Baies en Montreuillois", "CA Grand Calais Terres et Mers",
        "CC Flandre Lys", "CC Pays d’Opale",
    }  # fmt: skip
    (partiel,) = bilan.select(Etat.PARTIEL)
    assert partiel.nom_court == "CC du Haut Pays du Montreuillois"
    assert (partiel.n_communes_couvertes, partiel.n_communes) == (25, 49)
    assert bilan["245900758"].n_communes_ailleurs == 4  # Flandre Lys, half in the Nord


@pytest.mark.parametrize(
    ("type_", "avant", "apres"),
    [  # communes and EPCI without, EPCI covered in part
        ("mutualisation", (728, 26, 0), (724, 15, 0)),
        ("partenariat_projets", (687, 26, 0), (683, 15, 1)),
        ("collectif_acteurs_ess", (319, 17, 0), (315, 8, 1)),
        ("regroupement", (656, 25, 0), (648, 13, 0)),
        ("structure_appui", (870, 33, 0), (863, 19, 1)),
    ],
)
def test_the_shipped_gaps_of_each_type(reel, type_, avant, apres):
    decoupages, referentiel = reel
    for millesime, attendu in ((2015, avant), (2026, apres)):
        bilan = judge(
            decoupages, *referentiel.fiches, types=(TypeCooperation(type_),), millesime=millesime
        )
        n = bilan.n_par_etat
        communes = len(bilan.total.communes_non_couvertes)
        assert (communes, n[Etat.AUCUNE], n[Etat.PARTIEL]) == attendu


def test_no_gap_shows_once_wide_coverage_counts(reel):
    decoupages, referentiel = reel
    bilan = judge(decoupages, *referentiel.fiches, echelle=Echelle.TOUTES)
    assert bilan.n_par_etat[Etat.COUVERT] == 34


# --- size -------------------------------------------------------------------------------------


def test_a_whole_country_is_judged_in_seconds(decoupages):
    n, par_epci = 34_900, 28
    hasard = random.Random(1)
    codes = [CodeCommune(f"{i:05d}") for i in range(n)]
    sirens = [Siren(f"{i // par_epci:09d}") for i in range(n)]
    communes = {
        c: Commune(c, c, s, None, 100, 2.0, 50.0) for c, s in zip(codes, sirens, strict=True)
    }
    membres = {}
    for c, s in zip(codes, sirens, strict=True):
        membres.setdefault(s, []).append(c)
    epci = {s: Epci(s, "CC", s, s, tuple(c), len(c), None) for s, c in membres.items()}
    france = replace(decoupages[2026], communes=communes, epci=epci, pays={}, alias=())
    pays = Decoupages(decoupages.manifeste, {2026: france}, ())
    sirens = list(membres)
    fiches = [
        fiche(
            f"f{i}", *(("epci", s) for s in hasard.sample(sirens, 1 + i % 4)),
            type_=hasard.choice(list(TypeCooperation)), millesime=2026,
        )
        for i in range(10_000)
    ]  # fmt: skip
    matrice = build_matrice(fiches, pays, millesime=2026, echelle=Echelle.PROXIMITE)
    for niveau in (Niveau.EPCI, Niveau.COMMUNE):
        debut = time.process_time()
        bilan = build_bilan(Question(2026, niveau=niveau), fiches, matrice, pays)
        assert time.process_time() - debut < 5
        assert bilan.total.n_fiches == 10_000
