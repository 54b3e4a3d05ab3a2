"""What a territory has, lacks, and whom to call: one record, and what is said of it."""

from dataclasses import replace

import pytest

from carto_ess.couverture.matrice import build_matrice
from carto_ess.couverture.proches import find_proches
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.lacune.constat import Etendue, build_constat
from carto_ess.lacune.phrases_constat import (
    say_constat,
    say_finding,
    say_identity,
    say_presence,
    say_shown,
    say_where,
)
from carto_ess.referentiel.fiche import Point
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.voisinage import Voisinage
from petit_monde import GEODATA, UNION, fiche

MUTUALISATION, PARTENARIAT, COLLECTIF, REGROUPEMENT, APPUI = TypeCooperation
DEUX_BAIES, HAUT_PAYS, SAINT_OMER = "200069029", "200069235", "200069037"


@pytest.fixture(scope="module")
def tell(reel):
    """Return the constat of a territory of today, by niveau and code."""
    decoupages, referentiel = reel
    voisinage = read_voisinage(GEODATA)
    proximite, toutes = (
        build_matrice(referentiel.fiches, decoupages, millesime=2026, echelle=e) for e in Echelle
    )

    def tell(niveau, code):
        bilan = build_bilan(
            Question(2026, niveau=niveau), referentiel.fiches, proximite, decoupages
        )
        return build_constat(bilan[code], proximite, toutes, voisinage)

    return tell


def test_a_territory_covered_in_part_names_its_communes_and_its_types(tell):
    constat = tell(Niveau.EPCI, HAUT_PAYS)
    assert (constat.n_types, len(constat.non_couvertes)) == (1, 24)
    assert [c.nom for c in constat.non_couvertes[:3]] == ["Aix-en-Ergny", "Alette", "Avesnes"]
    assert constat.select(Etendue.PARTIE) == (COLLECTIF,)
    assert str(say_constat(constat)) == (
        "Entre 24 et 49 communes sur 49 sont sans coopération recensée, selon la lecture du "
        "livret : entre 8 470 et 15 781 habitants sur 15 781. "
        "Quatre types manquent partout, un en partie."
    ).replace("8 470", "8\u202f470").replace("15 781", "15\u202f781")


def test_communes_are_uncovered_for_sure_or_by_a_reading_and_never_both(tell):
    """The list agrees with the sentence over it: « entre 24 et 49 » is 24 for sure and 25 more."""
    for siren in (HAUT_PAYS, SAINT_OMER, DEUX_BAIES):
        constat = tell(Niveau.EPCI, siren)
        sures, doute = constat.non_couvertes, constat.incertaines
        assert not {c.code for c in sures} & {c.code for c in doute}
        plage = constat.lacune.plage_non_couvertes
        assert len(sures) <= plage.mini
        assert plage.maxi <= len(sures) + len(doute)
    assert len(tell(Niveau.EPCI, HAUT_PAYS).incertaines) == 25
    assert tell(Niveau.EPCI, DEUX_BAIES).incertaines == ()


def test_whom_to_call_is_the_nearest_of_each_type_missing_or_partial(tell):
    appels = {t: p[0] for t, p in tell(Niveau.EPCI, HAUT_PAYS).appels.items()}
    assert list(appels) == [MUTUALISATION, PARTENARIAT, COLLECTIF, REGROUPEMENT, APPUI]
    maison = appels[MUTUALISATION]
    assert (maison.km, maison.lieu.nom, maison.pas) == (5, "Fauquembergues", 1)
    assert appels[COLLECTIF].deja_presente


def test_a_territory_without_anything_says_so_and_still_has_whom_to_call(tell):
    constat = tell(Niveau.EPCI, DEUX_BAIES)
    phrase = say_constat(constat)
    assert phrase.alerte
    assert phrase.fort == "Aucune coopération recensée ne couvre ses 46 communes."
    assert all(constat.appels.values())
    assert {p.fiche.id for p in constat.partout} == {"espace-36", "pc3e", "toerana-habitat"}


def test_a_covered_territory_is_told_without_alarm_and_a_type_everywhere_calls_nobody(tell):
    constat = tell(Niveau.EPCI, SAINT_OMER)
    assert not say_constat(constat).alerte
    assert MUTUALISATION not in constat.appels
    assert [x.n_fiches for x in constat.lignes] == [2, 3, 0, 0, 1]


def test_a_commune_says_what_covers_it_and_what_it_lacks(tell):
    assert str(say_constat(tell(Niveau.COMMUNE, "62765"))) == (
        "5 coopérations couvrent Saint-Omer. "
        "Manquent : collectif d’acteurs ESS et regroupement d’acteurs."
    )
    assert str(say_constat(tell(Niveau.COMMUNE, "62193"))).startswith("Aucune coopération")


@pytest.mark.parametrize(
    ("type_", "etendue", "n", "sur", "dit"),
    [
        (MUTUALISATION, Etendue.PARTOUT, 3, 3, "présente partout"),
        (COLLECTIF, Etendue.PARTOUT, 1, 1, "présent"),
        (COLLECTIF, Etendue.PARTIE, 1, 3, "1 commune sur 3"),
        (APPUI, Etendue.MANQUE, 0, 3, "manque"),
        (APPUI, Etendue.INCONNU, 0, 3, "non renseigné"),
    ],
)
def test_a_row_agrees_with_its_type(type_, etendue, n, sur, dit):
    assert say_presence(type_, etendue, n, sur) == dit


# By hand: Bourg (99001), Saint-Éloi, Mer, Dune in a line; one EPCI of four communes.


def call_from(decoupages, communes, *fiches, type_=MUTUALISATION):
    chaine = {"99001": ("99003",), "99003": ("99001", "99004"), "99004": ("99003", "99005")}
    matrice = build_matrice(fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE)
    return find_proches(communes, [type_], matrice, Voisinage(chaine, {}))[type_]


def test_borders_come_before_kilometres_and_a_structure_without_point_has_none(decoupages):
    ici = Point("99001", "siege", "haute", "")
    loin = replace(fiche("loin", ("commune", "99005"), millesime=2026), point=ici)
    pres = fiche("pres", ("commune", "99003"), millesime=2026)
    appels = call_from(decoupages, ["99001"], loin, pres)
    assert [(p.fiche.id, p.pas, p.km) for p in appels] == [("pres", 1, None), ("loin", 3, 0)]
    assert say_where(appels[0], decoupages[2026]) == "couvre déjà la CC de l’Union, voisine"


def test_beyond_reach_the_nearest_place_is_still_given_and_said(decoupages):
    loin = fiche("loin", ("commune", "99001"), millesime=2026)
    (appel,) = call_from(decoupages, ["99005"], loin)  # Dune knows no neighbour
    assert appel.pas is None
    assert say_where(appel, decoupages[2026]) == "la plus proche du département"


def test_a_fiche_of_the_departement_alone_has_nowhere_to_extend_to(decoupages):
    assert call_from(decoupages, ["99001"], fiche("x", ("departement", "99"), millesime=2026)) == ()


def find_bilans(decoupages, *fiches, types=()):
    matrice = build_matrice(fiches, decoupages, millesime=2026, echelle=Echelle.PROXIMITE)
    return build_bilan(Question(2026, types=types), fiches, matrice, decoupages)


def test_the_finding_is_grammatical_with_none_some_and_all(decoupages):
    def dire(*fiches):
        bilan = find_bilans(decoupages, *fiches)
        return " ".join(map(str, say_finding(bilan))).strip()

    def couvrir(*codes):
        return fiche("x", *(("commune", c) for c in codes), millesime=2026)

    assert dire() == "Le référentiel ne contient encore aucune fiche."
    assert dire(fiche("loin", ("departement", "99"), millesime=2026)).startswith(
        "4 communes sur 4 (100\u00a0% des habitants) sont sans coopération recensée."
    )
    assert dire(couvrir("99001", "99003", "99004")) == (
        "1 commune sur 4 (8\u00a0% des habitants) est sans coopération recensée."
    )
    assert dire(fiche("x", ("epci", UNION), millesime=2026)) == (
        "Chacune des 4 communes a au moins une coopération."
    )


def test_types_shown_say_what_they_leave_uncovered(decoupages):
    une = fiche("x", ("commune", "99001"), millesime=2026)
    seul = find_bilans(decoupages, une, types=(MUTUALISATION,))
    dit = str(say_shown((MUTUALISATION,), seul, 1))
    assert dit.startswith("3 communes sur 4 sont sans mutualisation recensée : 350 habitants")
    deux = find_bilans(decoupages, une, types=(MUTUALISATION, REGROUPEMENT))
    dit = str(say_shown((MUTUALISATION, REGROUPEMENT), deux, 0))
    assert dit.endswith(
        "n’ont ni l’un ni l’autre : 350 habitants (54\u00a0%). 0 commune a les deux."
    )


def test_an_epci_beyond_the_departement_says_how_many_communes_are_in_it(tell, reel):
    flandre = next(e for e in reel[0][2026].epci.values() if "Flandre Lys" in e.nom)
    dit = say_identity(tell(Niveau.EPCI, flandre.siren).lacune, reel[0][2026])
    assert dit.startswith("4 communes dans le Pas-de-Calais · ")
