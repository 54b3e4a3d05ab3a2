"""A small world to test rules on, and the real one to test data on."""

import csv
import json
from pathlib import Path

import pytest

from carto_ess.commune import CodeCommune, Commune
from carto_ess.decoupage import Alias, Decoupage, Decoupages, Fusion, Niveau, read_decoupages
from carto_ess.departement import Departement, Region, Ressort
from carto_ess.epci import Epci, Siren
from carto_ess.manifeste import Manifeste
from carto_ess.pays import Pays
from carto_ess.referentiel import read_referentiel

RACINE = Path(__file__).resolve().parents[1]
GEODATA = RACINE / "geodata"

RESSORT = Ressort((Departement("99", "Essai", 5),))
OUEST, EST, UNION = Siren("200000172"), Siren("200000438"), Siren("200000545")


def _commune(code, nom, epci, pays=None, population=None):
    return Commune(CodeCommune(code), nom, epci, pays, population, 2.0, 50.0)


def _decoupage(millesime, communes, epci):
    par_code = {c.code: c for c in communes}
    membres = {s: tuple(c.code for c in communes if c.siren_epci == s) for s in epci}
    return Decoupage(
        millesime=millesime,
        ressort=RESSORT,
        communes=par_code,
        epci={
            s: Epci(s, "CC", nom, nom.replace("Communauté de communes", "CC"), membres[s],
                    len(membres[s]), None)
            for s, nom in epci.items()
        },
        pays={"pays-ouest": Pays("pays-ouest", "Pays de l’Ouest",
                                 tuple(c.code for c in communes if c.pays == "pays-ouest"))},
        regions={
            "31": Region("31", "Région d’ici", ("99", "98")),
            "22": Region("22", "Région d’à côté", ("60",)),
        },
        alias=(Alias(Niveau.EPCI, EST, "L’Orient"),),
    )  # fmt: skip


@pytest.fixture
def decoupages():
    """2015: two EPCI of three and two communes; 2026: one EPCI, Bourg and Val merged in Bourg."""
    avant = _decoupage(
        2015,
        [
            _commune("99001", "Bourg", OUEST, "pays-ouest"),
            _commune("99002", "Val", OUEST, "pays-ouest"),
            _commune("99003", "Saint-Éloi", OUEST, "pays-ouest"),
            _commune("99004", "Mer", EST),
            _commune("99005", "Dune", EST),
        ],
        {OUEST: "Communauté de communes de l’Ouest", EST: "Communauté de communes de l’Est"},
    )
    apres = _decoupage(
        2026,
        [
            _commune("99001", "Bourg", UNION, "pays-ouest", 300),
            _commune("99003", "Saint-Éloi", UNION, "pays-ouest", 200),
            _commune("99004", "Mer", UNION, None, 100),
            _commune("99005", "Dune", UNION, None, 50),
        ],
        {UNION: "Communauté de communes de l’Union"},
    )
    fusion = Fusion(CodeCommune("99002"), "Val", CodeCommune("99001"), "Bourg", "2017-01-01")
    manifeste = Manifeste(
        ressort=RESSORT, millesimes=(2015, 2026),
        population_annee=2023, population_libelle="populations 2023", population_totale=650,
        surface_km2=5.0, comptes={2015: {"communes": 5, "epci": 2}}, topologie="web/carte.json",
        sources=(), fichiers={},
    )  # fmt: skip
    return Decoupages(manifeste, {2015: avant, 2026: apres}, (fusion,))


FICHE = {
    "id": "alpha", "type": "mutualisation", "structure": "Alpha", "secteur": "Services",
    "couverture": "L’Ouest", "origine": "o", "composition": "c", "enjeux": "e",
    "travailler_ensemble": "t", "telephones": "03 21 12 59 92", "courriels": "alpha@example.org",
    "sites": "https://alpha.example.org", "point_commune": "99001", "point_nature": "siege",
    "point_fiabilite": "haute", "point_source": "livret", "annee": "2015",
}  # fmt: skip
COUVERTURE = {
    "fiche": "alpha", "niveau": "epci", "code": OUEST, "nom": "", "millesime": "2015",
    "texte": "L’Ouest", "certitude": "explicite", "note": "",
}  # fmt: skip


@pytest.fixture
def write_referentiel(tmp_path):
    """Return a function that writes two tables, each row a change of the model one."""

    def write(fiches, couvertures, dossier=tmp_path):
        dossier.mkdir(exist_ok=True)
        for nom, modele, changes in (
            ("fiches.csv", FICHE, fiches),
            ("couvertures.csv", COUVERTURE, couvertures),
        ):
            with (dossier / nom).open("w", encoding="utf-8-sig", newline="") as flux:
                ecrivain = csv.DictWriter(flux, list(modele), delimiter=";")
                ecrivain.writeheader()
                ecrivain.writerows({**modele, **change} for change in changes)
        return dossier

    return write


@pytest.fixture(scope="session")
def reel():
    """The shipped perimeters and fiches."""
    decoupages = read_decoupages(GEODATA)
    return decoupages, read_referentiel(GEODATA / "referentiel", decoupages)


@pytest.fixture(scope="session")
def schema():
    """Columns of the published schema, by table."""
    paquet = json.loads((GEODATA / "referentiel" / "datapackage.json").read_text("utf-8"))
    return {r["name"]: r["schema"]["fields"] for r in paquet["resources"]}
