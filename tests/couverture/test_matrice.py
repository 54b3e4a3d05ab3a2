"""What a fiche declares becomes communes, in any year, on codes alone."""

from carto_ess.couverture.matrice import build_matrice, derive_communes, resolve_declaration
from carto_ess.referentiel.fiche import Declaration, Lecture
from carto_ess.referentiel.lecture import read_referentiel
from carto_ess.territoire.niveau import Echelle, Niveau
from petit_monde import EST, OUEST, fiche


def declare(niveau, code, millesime=2015):
    return Declaration(niveau, code, "", millesime, "", "explicite", "")


def test_an_epci_of_2015_covers_its_own_communes(decoupages):
    communes = resolve_declaration(declare(Niveau.EPCI, OUEST), decoupages, millesime=2015)
    assert communes == {"99001", "99002", "99003"}


def test_a_merged_epci_keeps_its_land_in_2026(decoupages):
    communes = resolve_declaration(declare(Niveau.EPCI, EST), decoupages, millesime=2026)
    assert communes == {"99004", "99005"}


def test_a_declaration_of_2026_reads_back_in_2015(decoupages):
    communes = resolve_declaration(
        declare(Niveau.COMMUNE, "99001", 2026), decoupages, millesime=2015
    )
    assert communes == {"99001", "99002"}


def test_proximite_leaves_wide_niveaux_out(decoupages):
    declarations = [declare(Niveau.EPCI, EST), declare(Niveau.REGION, "31")]
    proche = derive_communes(declarations, decoupages, millesime=2015, echelle=Echelle.PROXIMITE)
    toutes = derive_communes(declarations, decoupages, millesime=2015, echelle=Echelle.TOUTES)
    assert list(proche) == [Niveau.EPCI]
    assert len(toutes[Niveau.REGION]) == 5


def test_two_territories_of_one_niveau_are_united(decoupages):
    par_niveau = derive_communes(
        [declare(Niveau.EPCI, EST), declare(Niveau.EPCI, OUEST)],
        decoupages,
        millesime=2015,
        echelle=Echelle.PROXIMITE,
    )
    assert len(par_niveau[Niveau.EPCI]) == 5


def test_every_commune_is_in_the_matrix_and_says_by_what_it_is_covered(
    decoupages, write_referentiel
):
    dossier = write_referentiel(
        [{}, {"id": "beta"}],
        [
            {},
            {"niveau": "commune", "code": "99001"},
            {"fiche": "beta", "niveau": "pays", "code": "pays-ouest"},
        ],
    )
    fiches = read_referentiel(dossier, decoupages).fiches
    matrice = build_matrice(fiches, decoupages, millesime=2015, echelle=Echelle.PROXIMITE)
    assert set(matrice.par_commune) == set(decoupages[2015].communes)
    assert [(p.fiche.id, p.niveaux) for p in matrice.par_commune["99001"]] == [
        ("alpha", (Niveau.COMMUNE, Niveau.EPCI)),
        ("beta", (Niveau.PAYS,)),
    ]
    assert matrice.par_commune["99005"] == ()


COMMUNES_PAR_LECTURE = {  # counted by hand from the perimeters of 2015
    "aafp-boulogne-stomer-vitalite": (47, 167, 167),
    "addse-ehpad-st-antoine": (33, 33, 88),
    "centres-sociaux-boulonnais": (22, 74, 74),
    "collectif-7-vallees": (69, 94, 94),
    "conseil-local-ess-artois-ternois": (142, 358, 358),
    "espace-36": (25, 93, 93),
}


def test_each_reading_of_the_shipped_fiches_covers_what_its_words_say(reel):
    decoupages, referentiel = reel
    matrices = [
        build_matrice(
            referentiel.fiches, decoupages,
            millesime=2015, echelle=Echelle.PROXIMITE, lecture=lecture,
        )
        for lecture in (Lecture.ETROITE, Lecture.RETENUE, Lecture.LARGE)
    ]  # fmt: skip
    for une in referentiel.fiches:
        etroite, retenue, large = (m.communes_of(une.id) for m in matrices)
        assert etroite <= retenue <= large
        lues = tuple(map(len, (etroite, retenue, large)))
        assert lues == COMMUNES_PAR_LECTURE.get(une.id, (lues[0],) * 3)


def test_a_reading_of_the_near_territories_keeps_the_wide_ones(reel):
    decoupages, referentiel = reel
    etroite = build_matrice(
        referentiel.fiches,
        decoupages,
        millesime=2015,
        echelle=Echelle.TOUTES,
        lecture=Lecture.ETROITE,
    )
    assert len(etroite.communes_of("espace-36")) == 895


def test_a_commune_declared_before_it_joined_another_covers_a_part_of_it(decoupages):
    seule = fiche("seule", ("commune", "99002"))
    deux = fiche("deux", ("commune", "99002"), ("commune", "99001"))
    matrice = build_matrice([seule, deux], decoupages, millesime=2026, echelle=Echelle.PROXIMITE)
    assert matrice.communes_of("seule") == matrice.partielles(seule) == {"99001"}
    assert matrice.communes_of("deux") == {"99001"}
    assert matrice.partielles(deux) == frozenset()


def test_nothing_is_in_part_in_the_year_that_declares_it(decoupages):
    seule = fiche("seule", ("commune", "99002"), ("epci", EST))
    matrice = build_matrice([seule], decoupages, millesime=2015, echelle=Echelle.PROXIMITE)
    assert matrice.partielles(seule) == frozenset()


def test_a_commune_is_in_part_when_no_fiche_declares_the_whole(decoupages):
    seule, entiere = fiche("seule", ("commune", "99002")), fiche("entiere", ("epci", EST))
    deux = fiche("deux", ("commune", "99002"), ("commune", "99001"))
    matrice = build_matrice(
        [seule, deux, entiere], decoupages, millesime=2026, echelle=Echelle.PROXIMITE
    )
    assert matrice.en_partie([seule]) == matrice.en_partie([seule, entiere]) == {"99001"}
    assert matrice.en_partie([seule, deux]) == frozenset()
