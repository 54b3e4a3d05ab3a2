"""data.inclusion: what we write is valid for its own models, and comes back on the same land."""

import datetime as dt
import json

import pytest
from data_inclusion.schema import v1

from carto_ess._errors import TableauError
from carto_ess.couverture.matrice import merge_communes
from carto_ess.echange.data_inclusion import list_zones, read_services, write_services
from carto_ess.referentiel.fiche import Declaration
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Niveau

JOUR = dt.date(2026, 1, 15)
APPUI = TypeCooperation.STRUCTURE_APPUI


def test_what_is_written_is_valid_for_the_schema_itself(reel):
    decoupages, referentiel = reel
    envoi = write_services(referentiel.fiches, decoupages, date=JOUR)
    corps = json.loads(envoi.write())
    for brut in corps["services"]:
        v1.Service.model_validate(brut)
    for brut in corps["structures"]:
        v1.Structure.model_validate(brut)
    assert len(corps["services"]) == len(corps["structures"]) == 20
    assert {s["structure_id"] for s in corps["services"]} == {s["id"] for s in corps["structures"]}


def test_out_and_in_again_gives_the_same_communes(reel):
    decoupages, referentiel = reel
    envoi = write_services(referentiel.fiches, decoupages, date=JOUR)
    retour = read_services(envoi.write(), "services.json", APPUI, decoupages)
    assert retour.fautes == ()

    def communes(fiche):
        return merge_communes(fiche.declarations, decoupages, millesime=2026)

    avant = sorted(map(communes, referentiel.fiches), key=sorted)
    assert sorted(map(communes, retour.referentiel.fiches), key=sorted) == avant


def test_zones_are_codes_of_today_alone(reel):
    decoupages, referentiel = reel
    actuel = decoupages.actuel
    for fiche in referentiel.fiches:
        for code in list_zones(fiche.declarations, decoupages):
            assert code in actuel.communes or code in actuel.epci or len(code) == 2, (
                fiche.id,
                code,
            )


def test_an_epci_beyond_the_departement_is_said_by_its_communes(reel):
    decoupages = reel[0]
    flandre = next(e for e in decoupages.actuel.epci.values() if e.n_communes > len(e.communes))
    declaration = Declaration(Niveau.EPCI, flandre.siren, flandre.nom, 2026, "", "explicite", "")
    assert list_zones([declaration], decoupages) == sorted(flandre.communes)


SERVICE = {
    "id": "dora--1", "structure_id": "dora--s", "nom": "Atelier", "source": "dora",
    "description": "Un atelier d’insertion", "date_maj": "2025-02-14", "telephone": "+33321000000",
    "zone_eligibilite": ["62534"],
}  # fmt: skip


def read(*services, decoupages, structures=()):
    corps = {"services": services, "structures": list(structures)}
    return read_services(json.dumps(corps).encode(), "s.json", APPUI, decoupages)


@pytest.mark.parametrize(("zone", "niveau", "code"), [
    ({"zone_eligibilite": ["62534"]}, "commune", "62534"),
    ({"zone_eligibilite": ["200069037"]}, "epci", "200069037"),
    ({"zone_eligibilite": ["62"]}, "departement", "62"),
    ({"zone_eligibilite": ["france"]}, "departement", "62"),
    ({"zone_eligibilite": None, "zone_diffusion_type": "pays"}, "departement", "62"),
    ({"zone_eligibilite": None, "zone_diffusion_type": "epci",
      "zone_diffusion_code": "200069037"}, "epci", "200069037"),
])  # fmt: skip
def test_each_form_of_zone_is_read(zone, niveau, code, reel):
    (fiche,) = read({**SERVICE, **zone}, decoupages=reel[0]).referentiel.fiches
    assert [(d.niveau, d.code) for d in fiche.declarations] == [(niveau, code)]


def test_a_country_is_said_to_be_no_pays(reel):
    reprise = read({**SERVICE, "zone_eligibilite": ["france"]}, decoupages=reel[0])
    assert any("un État, pas un Pays" in p for p in reprise.rapport.pertes)


def test_what_is_elsewhere_is_left_aside_and_said(reel):
    ailleurs = {**SERVICE, "id": "b", "nom": "Paris", "zone_eligibilite": ["75056"]}
    muet = {**SERVICE, "id": "c", "zone_eligibilite": None}
    reprise = read(SERVICE, ailleurs, muet, decoupages=reel[0])
    assert len(reprise.referentiel.fiches) == 1
    pertes = " ".join(reprise.rapport.pertes)
    assert "« 75056 » n’est pas de ces périmètres" in pertes
    assert "Service 3 : laissé de côté" in pertes
    assert (reprise.rapport.n_lignes, reprise.rapport.n_gardees) == (3, 1)


def test_fields_without_a_place_are_counted_as_lost(reel):
    reprise = read({**SERVICE, "frais": "gratuit", "publics": ["jeunes"]}, decoupages=reel[0])
    assert "Champ « frais » : non repris (1 valeur)." in reprise.rapport.pertes
    assert "Champ « publics » : non repris (1 valeur)." in reprise.rapport.pertes


@pytest.mark.parametrize("octets", [
    b"{", b"3", b'{"services": 3}', b"[1]", b'{"services": [], "structures": [1]}', b"\xff\xfe",
    b"[" * 100_000,
])  # fmt: skip
def test_what_is_not_data_inclusion_is_one_sentence(octets, reel):
    with pytest.raises(TableauError, match=r"s\.json"):
        read_services(octets, "s.json", APPUI, reel[0])


def test_hostile_values_are_text_or_nothing(reel):
    reprise = read(
        {**SERVICE, "nom": {"a": 1}, "zone_eligibilite": [["62534"], 62]}, decoupages=reel[0]
    )
    assert reprise.referentiel.fiches == ()
