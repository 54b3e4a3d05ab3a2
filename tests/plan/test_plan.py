"""A plan on perimeters: who may extend where, what each step reaches, what is left."""

import itertools
from dataclasses import replace

import pytest

from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.plan.phrases import HYPOTHESE, say_method, say_plan, say_rest, say_step
from carto_ess.plan.plan import build_plan
from carto_ess.plan.terrain import Critere, Pas, build_terrain
from carto_ess.referentiel.fiche import Lecture
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from carto_ess.territoire.voisinage import Voisinage
from petit_monde import EST, GEODATA, MUTUALISATION, OUEST, REGROUPEMENT, UNION, fiche

ENSEMBLE = Voisinage({"99003": ("99004",), "99004": ("99003",)}, {("99003", "99004"): 10})
SEULES = Voisinage({}, {})


@pytest.fixture
def planifie(decoupages):
    def planifie(*fiches, voisinage=ENSEMBLE, millesime=2015, types=(), **options):
        matrice = build_matrice(fiches, decoupages, millesime=millesime, echelle=Echelle.PROXIMITE)
        bilan = build_bilan(Question(millesime, types=types), fiches, matrice, decoupages)
        return build_plan(bilan, matrice, voisinage, **options)

    return planifie


def test_a_fiche_extends_to_the_whole_epci_that_touches_it(planifie):
    plan = planifie(fiche("a", ("epci", OUEST)))
    (etape,) = plan.etapes
    assert (etape.fiche.id, etape.epci.code, etape.communes) == ("a", EST, ("99004", "99005"))
    assert (etape.habitants, etape.cumul_habitants, etape.partielle) == (150, 150, False)
    assert (plan.avant, plan.reste) == ((2, 150), (0, 0))


def test_without_a_shared_border_nothing_extends(planifie):
    plan = planifie(fiche("a", ("epci", OUEST)), voisinage=SEULES)
    assert plan.etapes == ()
    assert say_plan(plan).startswith("Aucune coopération recensée ne peut s’étendre")


def test_a_fiche_completes_the_epci_that_it_covers_in_part(planifie):
    plan = planifie(fiche("a", ("commune", "99005")), millesime=2026, voisinage=SEULES)
    (etape,) = plan.etapes
    assert (etape.epci.code, etape.partielle, etape.habitants) == (UNION, True, 600)


def test_only_fiches_of_the_types_asked_extend_and_count(planifie):
    autres = fiche("a", ("epci", OUEST)), fiche("b", ("epci", EST), type_=REGROUPEMENT)
    (etape,) = planifie(*autres, types=(REGROUPEMENT,)).etapes
    assert (etape.fiche.id, etape.epci.code) == ("b", OUEST)
    assert planifie(*autres, types=(MUTUALISATION, REGROUPEMENT)).etapes == ()


def test_a_fiche_of_the_region_has_nowhere_to_extend_to(planifie):
    assert planifie(fiche("a", ("region", "31"))).etapes == ()


def test_what_will_not_extend_is_left_out_and_the_plan_made_again(planifie):
    deux = fiche("a", ("epci", OUEST)), fiche("b", ("commune", "99003"), type_=REGROUPEMENT)
    assert planifie(*deux).etapes[0].pas == Pas("a", EST)
    assert planifie(*deux, exclus=[Pas("a", EST)]).etapes[0].pas == Pas("b", EST)
    assert planifie(*deux, exclus=[Pas("a", EST), Pas("b", EST)]).etapes == ()


def test_a_plan_is_by_epci_and_near(decoupages):
    matrice = build_matrice((), decoupages, millesime=2015, echelle=Echelle.TOUTES)
    bilan = build_bilan(Question(2015, Echelle.TOUTES), (), matrice, decoupages)
    with pytest.raises(ValueError, match="EPCI"):
        build_terrain(bilan, matrice, SEULES)


def test_the_sentences_are_grammatical(planifie):
    une = planifie(fiche("a", ("epci", OUEST)), types=(MUTUALISATION,))
    assert say_plan(une) == (
        "1 extension atteindrait 150 des 150 habitants (100\u00a0%) qu’aucune mutualisation "
        "recensée n’atteint."
    )
    assert say_step(une.etapes[0], une) == "150 habitants et 2 communes"
    assert say_method(une) == "Aucun autre choix d’autant d’extensions n’en atteint davantage."
    tout = planifie(
        fiche("a", ("epci", OUEST), ("epci", EST), type_=REGROUPEMENT), types=(REGROUPEMENT,)
    )
    assert say_plan(tout) == "Un regroupement d’acteurs recensé atteint déjà chaque commune."
    communes = planifie(fiche("a", ("epci", OUEST)), critere=Critere.COMMUNES)
    assert say_plan(communes).startswith("1 extension atteindrait 2 des 2 communes (100")
    assert "s’étend à l’EPCI entier" in HYPOTHESE


# ------------------------------------------------------------------ the twenty fiches


@pytest.fixture(scope="module")
def voisinage():
    return read_voisinage(GEODATA)


def reach_by_hand(pris, territoires, voisines):
    """Return the EPCI that a fiche may extend to, given every commune that it covers."""
    autour = pris | {v for c in pris for v in voisines(c)}
    return {s for s, communes in territoires.items() if communes & autour and not communes <= pris}


@pytest.mark.parametrize("millesime", [2015, 2026])
@pytest.mark.parametrize("type_", TypeCooperation)
def test_the_plan_of_the_shipped_fiches_is_the_best_of_all_tried(reel, voisinage, type_, millesime):
    """Brute force on communes alone: every sequence of two extensions, with no shared code."""
    decoupages, referentiel = reel
    decoupage = decoupages[millesime]
    siennes = [f for f in referentiel.fiches if f.type is type_]
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=millesime, echelle=Echelle.PROXIMITE
    )
    territoires = {e.siren: set(e.communes) for e in decoupage.epci.values()}
    depart = {f.id: set(matrice.communes_of(f.id)) for f in siennes if matrice.communes_of(f.id)}

    def voisines(code):
        actuelles = decoupages.bring_forward([code], depuis=millesime)
        autour = {v for c in actuelles for v in voisinage.neighbours(c)} | set(actuelles)
        return decoupages.bring_back(autour, vers=millesime)

    def gain(couvertes):
        return len(couvertes - set().union(*depart.values()))

    meilleur = 0
    for f, siennes_de_f in depart.items():
        for un in reach_by_hand(siennes_de_f, territoires, voisines):
            apres = {**depart, f: siennes_de_f | territoires[un]}
            for deux in itertools.chain.from_iterable(
                reach_by_hand(communes, territoires, voisines) for communes in apres.values()
            ):
                meilleur = max(meilleur, gain(territoires[un] | territoires[deux]))
    bilan = build_bilan(
        Question(millesime, types=(type_,)), referentiel.fiches, matrice, decoupages
    )
    plan = build_plan(bilan, matrice, voisinage, nombre=2, critere=Critere.COMMUNES)
    assert plan.exacte
    assert plan.avant.communes - plan.reste.communes == meilleur


def test_three_steps_of_today_for_the_shipped_fiches(reel, voisinage):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE
    )
    parts = {}
    for type_ in TypeCooperation:
        question = Question(2026, types=(type_,))
        bilan = build_bilan(question, referentiel.fiches, matrice, decoupages)
        plan = build_plan(bilan, matrice, voisinage)
        assert plan.exacte
        parts[type_] = round(100 * (1 - plan.reste.habitants / plan.avant.habitants))
    assert parts == {
        "mutualisation": 55, "partenariat_projets": 33, "collectif_acteurs_ess": 74,
        "regroupement": 50, "structure_appui": 40,
    }  # fmt: skip


# ------------------------------------------------------------------ the readings of the words


@pytest.mark.parametrize("millesime", [2015, 2019, 2026])
@pytest.mark.parametrize("types", [(), *((t,) for t in TypeCooperation)], ids=str)
def test_what_a_plan_reaches_is_counted_by_each_reading(reel, voisinage, types, millesime):
    """Brute force on communes alone, one reading after the other."""
    decoupages, referentiel = reel
    decoupage, question = decoupages[millesime], Question(millesime, types=types)
    siennes = [f for f in referentiel.fiches if f.type in question.types_demandes]

    def cover(lecture):
        matrice = build_matrice(
            siennes, decoupages, millesime=millesime, echelle=Echelle.PROXIMITE, lecture=lecture
        )
        return frozenset().union(*(matrice.communes_of(f.id) for f in siennes))

    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=millesime, echelle=Echelle.PROXIMITE
    )
    plan = build_plan(
        build_bilan(question, referentiel.fiches, matrice, decoupages),
        matrice,
        voisinage,
        critere=Critere.COMMUNES,
        nombre=6,
    )
    couvertes = [cover(lecture) for lecture in Lecture]
    atteintes, pris = [], set()
    for etape in plan.etapes:
        avant, pris = pris, pris | set(decoupage.epci[etape.epci.code].communes)
        siennes_par_lecture = [len(pris - avant - c) for c in couvertes]
        assert etape.plage_communes == (min(siennes_par_lecture), max(siennes_par_lecture))
        restes = [len(decoupage.communes.keys() - c - pris) for c in couvertes]
        comptes = [p.reste.communes for p in etape.portees]
        assert (min(comptes), max(comptes)) == (min(restes), max(restes))
        atteintes = [len(pris - c) for c in couvertes]
    assert plan.plage_atteints == ((min(atteintes), max(atteintes)) if atteintes else (0, 0))
    avants = [len(decoupage.communes.keys() - c) for c in couvertes]
    assert {r.communes for r in plan.avants} == set(avants)
    assert ("selon la lecture" in say_plan(plan)) is (len({*avants}) + len({*atteintes}) > 2)


def test_the_range_is_said_where_readings_differ(reel, voisinage):
    decoupages, referentiel = reel

    def say(millesime, critere):
        matrice = build_matrice(
            referentiel.fiches, decoupages, millesime=millesime, echelle=Echelle.PROXIMITE
        )
        bilan = build_bilan(Question(millesime), referentiel.fiches, matrice, decoupages)
        plan = build_plan(bilan, matrice, voisinage, critere=critere)
        textes = say_plan(plan), say_rest(plan), *(say_step(e, plan) for e in plan.etapes)
        return [t.replace("\u202f", " ").replace("\u00a0", " ") for t in textes]

    gens, reste, *_ = say(2026, Critere.HABITANTS)
    assert gens == (
        "3 extensions atteindraient 188 986 habitants sur les 214 437 à 267 494 (71 à 88 %) "
        "qu’aucune coopération de proximité recensée n’atteint, selon la lecture du livret."
    )
    assert ": 214 437 à 267 494 aujourd’hui, puis " in reste
    assert reste.endswith(" après chaque étape, selon la lecture du livret.")
    communes, _, *etapes = say(2019, Critere.COMMUNES)
    assert "entre 97 et 122 communes sur les 111 à 183 (67 à 87 %)" in communes
    assert any("communes selon la lecture du livret)" in etape for etape in etapes)


def test_a_commune_left_by_one_reading_alone_is_not_said_to_be_reached(decoupages):
    partout = fiche("a", ("epci", OUEST), ("epci", EST))
    douteuse = replace(
        partout,
        variantes=tuple(
            replace(d, lecture=Lecture.ETROITE) for d in partout.declarations if d.code == OUEST
        ),
    )
    matrice = build_matrice([douteuse], decoupages, millesime=2015, echelle=Echelle.PROXIMITE)
    bilan = build_bilan(Question(2015), [douteuse], matrice, decoupages)
    assert say_plan(build_plan(bilan, matrice, ENSEMBLE)) == (
        "Une coopération de proximité recensée atteint déjà chaque commune, sauf au plus "
        "2 communes selon la lecture du livret."
    )
