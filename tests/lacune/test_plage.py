"""A figure that depends on a reading is a range, the same everywhere; a sure one stays plain."""

import csv
import datetime as dt
import io
import json

import pytest
from click.testing import CliRunner

from carto_ess.carte.etat import TOUS
from carto_ess.carte.etat_lacunes import build_state_lacunes
from carto_ess.carte.mosaique import Trace
from carto_ess.cli.commandes import carto_ess
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export.lacunes import build_lacunes_csv, describe_bilan
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.lacune.constat import Etendue
from carto_ess.lacune.doute import find_doutes, find_incertaines, say_doute
from carto_ess.lacune.phrases_constat import say_finding, say_presence
from carto_ess.lacune.plage import Plage, count_plage, number_plage, percent_plage
from carto_ess.lacune.releve import build_matiere
from carto_ess.portrait.phrases import describe_portrait
from carto_ess.portrait.portrait import build_portrait
from carto_ess.referentiel.fiche import Declaration, Lecture
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle, Niveau
from petit_monde import EST, GEODATA, OUEST, fiche, judge

LUMBRES = "246201016"


@pytest.mark.parametrize(
    ("plage", "dit"),
    [
        (Plage(5, 5), "5 communes"),
        (Plage(1, 1), "1 commune"),
        (Plage(4, 5), "4 ou 5 communes"),
        (Plage(0, 1), "au plus 1 commune"),
        (Plage(0, 3), "au plus 3 communes"),
        (Plage(111, 183), "entre 111 et 183 communes"),
    ],
)
def test_a_range_is_said_only_when_readings_differ(plage, dit):
    assert count_plage(plage, "commune") == dit


def test_a_share_is_a_range_only_when_it_prints_as_one():
    assert percent_plage(Plage(80, 85), 100) == "80 à 85\u00a0%"
    assert percent_plage(Plage(801, 802), 1000) == "80\u00a0%"
    assert number_plage(Plage(3, 8)) == "3 à 8"


def with_reading(base, *territoires, lecture=Lecture.ETROITE):
    """Return a fiche that may also be read as these territories."""
    from dataclasses import replace

    autres = tuple(
        Declaration(Niveau(n), code, "", 2015, "", "interpretee", "", lecture)
        for n, code in territoires
    )
    return replace(base, variantes=autres)


def test_each_territory_knows_what_every_reading_makes_of_it(decoupages):
    large = fiche("a", ("epci", OUEST), ("epci", EST))
    bilan = judge(decoupages, with_reading(large, ("epci", OUEST)))
    assert (bilan[OUEST].plage_non_couvertes, bilan[EST].plage_non_couvertes) == ((0, 0), (0, 2))
    assert bilan[EST].plage_seuls == (0, 150)
    assert (bilan.total.plage_couvertes, bilan.total.plage_fiches) == ((3, 5), (1, 1))
    assert find_incertaines(bilan) == {"99004", "99005"}


def test_without_another_reading_nothing_is_a_range(decoupages):
    bilan = judge(decoupages, fiche("a", ("epci", OUEST)))
    assert bilan.variantes == ()
    assert all(x.plage_non_couvertes.is_sure for x in bilan.lacunes)
    assert find_incertaines(bilan) == set()


def test_a_reading_of_a_type_that_is_not_asked_changes_nothing(decoupages):
    autre = with_reading(fiche("a", ("epci", OUEST)), ("epci", EST))
    bilan = judge(decoupages, autre, types=(TypeCooperation.REGROUPEMENT,))
    assert bilan.variantes == ()


def test_the_phrase_that_a_figure_depends_on_is_named(reel):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE
    )
    communes = decoupages[2026].epci[LUMBRES].communes
    doutes = find_doutes(matrice, tuple(TypeCooperation), communes)
    assert [(d.fiche.id, d.lecture, len(d.en_moins), len(d.en_plus)) for d in doutes] == [
        ("addse-ehpad-st-antoine", "large", 0, 35),
        ("aafp-boulogne-stomer-vitalite", "etroite", 36, 0),
        ("espace-36", "etroite", 36, 0),
    ]
    assert say_doute(doutes[0], 36) == "au plus large, 35 communes en plus"
    assert say_doute(doutes[1], 36) == "au plus étroit, toutes ses communes en moins"


def test_the_command_the_file_the_portrait_and_the_map_agree(reel):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE
    )
    bilan = build_bilan(Question(2026), referentiel.fiches, matrice, decoupages)
    lacune = bilan[LUMBRES]
    attendu = {
        "n_communes_couvertes": lacune.plage_couvertes,
        "population_non_couverte": lacune.plage_seuls,
        "n_fiches": lacune.plage_fiches,
    }
    dit = json.loads(CliRunner().invoke(carto_ess, ["gaps"]).stdout)
    ligne = next(x for x in dit["territoires"] if x["code"] == LUMBRES)
    metadonnees = describe_bilan(bilan, referentiel.fiches, decoupages, dt.date(2026, 3, 1))
    ecrit = build_lacunes_csv(bilan, metadonnees).decode("utf-8-sig")
    rangs = csv.DictReader(io.StringIO(ecrit), delimiter=";")
    rang = next(x for x in rangs if x["code"] == LUMBRES)
    for nom, plage in attendu.items():
        assert (ligne[f"{nom}_min"], ligne[f"{nom}_max"]) == plage
        assert (rang[f"{nom}_min"], rang[f"{nom}_max"]) == tuple(map(str, plage))
    matiere = build_matiere(decoupages, referentiel.fiches, read_voisinage(GEODATA))
    portrait = build_portrait((2026, Niveau.EPCI, LUMBRES), matiere, date=dt.date(2026, 3, 1))
    page = describe_portrait(portrait)
    vides = count_plage(lacune.plage_non_couvertes, "commune")
    assert page["constat"]["fort"].lower() == f"{vides} sur 36"
    assert f" · {count_plage(lacune.plage_fiches, 'coopération')} de proximité" in page["identite"]
    communes = bilan.total.plage_non_couvertes
    assert str(say_finding(bilan)[0]).startswith(f"{number_plage(communes)} communes sur 887 (")
    etat = build_state_lacunes(
        bilan, referentiel.fiches, matrice, decoupages, choisie=None, trace=Trace(decoupages)
    )
    marquees = int(etat["incertains"][TOUS], 16).bit_count()
    assert marquees == len(find_incertaines(bilan)) == 72


def test_a_row_of_a_type_says_its_range_only_when_readings_differ():
    arguments = (TypeCooperation.MUTUALISATION, Etendue.PARTIE, 24, 53)
    assert say_presence(*arguments, Plage(24, 24)) == say_presence(*arguments)
    assert say_presence(*arguments, Plage(24, 53)) == "24 à 53 communes sur 53"
