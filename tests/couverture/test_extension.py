"""Who is next to whom, and which fiches could extend to a territory."""

import pytest

from carto_ess._errors import GeodataError
from carto_ess.couverture.extension import find_extensions
from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from petit_monde import EST, GEODATA, OUEST, fiche

MUTUALISATION, REGROUPEMENT = TypeCooperation.MUTUALISATION, TypeCooperation.REGROUPEMENT


@pytest.fixture
def voisinage(tmp_path):
    """Bourg – Saint-Éloi – Mer – Dune, in a row."""
    (tmp_path / "voisinage.csv").write_text(
        "code_a,code_b,longueur_m\n99001,99003,500\n99003,99004,1000\n99004,99005,20\n", "utf-8"
    )
    return read_voisinage(tmp_path)


def extend(decoupages, voisinage, communes, *fiches, millesime=2026, echelle=Echelle.PROXIMITE):
    matrice = build_matrice(fiches, decoupages, millesime=millesime, echelle=echelle)
    return find_extensions(
        communes, [MUTUALISATION, REGROUPEMENT], fiches, matrice, decoupages, voisinage
    )


def test_a_border_is_read_from_both_sides(voisinage):
    assert voisinage.neighbours("99003") == ("99001", "99004")
    assert voisinage.neighbours("99005") == ("99004",)
    assert voisinage.longueurs_m["99003", "99004"] == 1000


def test_a_commune_alone_has_no_neighbour(voisinage):
    assert voisinage.neighbours("99999") == ()


def test_steps_count_the_borders_to_cross(voisinage):
    assert voisinage.measure_steps(["99001"]) == {"99001": 0, "99003": 1, "99004": 2, "99005": 3}
    assert voisinage.measure_steps(["99001", "99005"], portee=1) == {
        "99001": 0, "99005": 0, "99003": 1, "99004": 1,
    }  # fmt: skip


def test_a_missing_or_foreign_file_is_refused(tmp_path):
    with pytest.raises(GeodataError, match="voisinage"):
        read_voisinage(tmp_path)
    (tmp_path / "voisinage.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(GeodataError, match="colonnes"):
        read_voisinage(tmp_path)


def test_a_fiche_next_door_could_extend_and_says_where_it_is(decoupages, voisinage):
    a = fiche("a", ("commune", "99004"))
    (extension,) = extend(decoupages, voisinage, {"99001", "99003"}, a)[MUTUALISATION]
    assert (extension.fiche, extension.pas, extension.communes) == (a, 1, ("99004",))
    assert not extension.deja_presente


def test_fiches_next_door_come_alone(decoupages, voisinage):
    pres, loin = fiche("pres", ("commune", "99003")), fiche("loin", ("commune", "99004"))
    (extension,) = extend(decoupages, voisinage, {"99001"}, loin, pres)[MUTUALISATION]
    assert extension.fiche is pres


def test_without_any_next_door_the_nearest_come_first_with_their_steps(decoupages, voisinage):
    loin, pres = fiche("loin", ("commune", "99005")), fiche("pres", ("commune", "99004"))
    trouvees = extend(decoupages, voisinage, {"99001"}, loin, pres)[MUTUALISATION]
    assert [(x.fiche.id, x.pas) for x in trouvees] == [("pres", 2), ("loin", 3)]


def test_a_type_that_covers_the_territory_needs_no_extension(decoupages, voisinage):
    fiches = fiche("a", ("commune", "99001")), fiche("b", ("commune", "99003"))
    assert extend(decoupages, voisinage, {"99001"}, *fiches)[MUTUALISATION] == ()


def test_a_fiche_already_in_part_of_the_territory_could_extend_to_the_rest(decoupages, voisinage):
    (extension,) = extend(
        decoupages, voisinage, {"99001", "99003"}, fiche("a", ("commune", "99003"))
    )[MUTUALISATION]
    assert extension.deja_presente


def test_types_do_not_mix(decoupages, voisinage):
    trouvees = extend(
        decoupages, voisinage, {"99001"}, fiche("a", ("commune", "99003"), type_=REGROUPEMENT)
    )
    assert trouvees[MUTUALISATION] == ()
    assert len(trouvees[REGROUPEMENT]) == 1


def test_wide_coverage_neither_extends_nor_hides_who_could_even_at_toutes(decoupages, voisinage):
    region, pres = fiche("region", ("region", "31")), fiche("pres", ("commune", "99003"))
    apres = {"millesime": 2015, "echelle": Echelle.TOUTES}
    (extension,) = extend(decoupages, voisinage, {"99004"}, region, pres, **apres)[MUTUALISATION]
    assert extension.fiche is pres


def test_perimeters_of_2015_are_walked_on_today_s_borders(decoupages, voisinage):
    ouest = decoupages[2015].epci[OUEST].communes
    (extension,) = extend(decoupages, voisinage, ouest, fiche("a", ("epci", EST)), millesime=2015)[
        MUTUALISATION
    ]
    assert (extension.pas, extension.communes, extension.epci) == (1, ("99004",), (EST,))


def test_a_commune_merged_since_is_next_door_to_the_one_it_was_merged_with(decoupages, voisinage):
    (extension,) = extend(
        decoupages, voisinage, {"99001"}, fiche("a", ("commune", "99002")), millesime=2015
    )[MUTUALISATION]
    assert (extension.pas, extension.communes) == (1, ("99002",))


def test_every_shipped_commune_has_a_neighbour_that_has_it_too(reel):
    decoupages, _ = reel
    voisinage = read_voisinage(GEODATA)
    for code in decoupages[2026].communes:
        assert voisinage.neighbours(code)
        assert all(code in voisinage.neighbours(v) for v in voisinage.neighbours(code))


def test_calais_could_be_reached_from_the_deux_caps(reel):
    decoupages, referentiel = reel
    matrice = build_matrice(
        referentiel.fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE
    )
    calais = decoupages[2026].epci["200090751"]
    trouvees = find_extensions(
        calais.communes,
        TypeCooperation,
        referentiel.fiches,
        matrice,
        decoupages,
        read_voisinage(GEODATA),
    )
    assert [(x.fiche.id, x.pas, x.epci) for x in trouvees[MUTUALISATION]] == [
        ("aafp-boulogne-stomer-vitalite", 1, ("246200380",))
    ]
    assert [x.fiche.id for x in trouvees[REGROUPEMENT]] == ["bou-sol", "eco-pole-audruicq"]
    assert [(x.fiche.id, x.pas) for x in trouvees[TypeCooperation.STRUCTURE_APPUI]] == [
        ("galilee", 3)
    ]
