"""A small world made by hand: five communes, two EPCI, one merger, one fiche."""

from pathlib import Path

from carto_ess.couverture.matrice import build_matrice
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.referentiel.fiche import Declaration, Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune, Commune
from carto_ess.territoire.decoupage import Alias, Decoupage, Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.fusion import Mouvement
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.pays import Pays
from carto_ess.territoire.ressort import Departement, Region, Ressort

RACINE = Path(__file__).resolve().parents[2]
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
            s: Epci(
                s,
                "CC",
                nom,
                nom.replace("Communauté de communes", "CC"),
                membres[s],
                len(membres[s]),
                None,
            )
            for s, nom in epci.items()
        },
        pays={
            "pays-ouest": Pays(
                "pays-ouest",
                "Pays de l’Ouest",
                tuple(c.code for c in communes if c.pays == "pays-ouest"),
                2015,
            )
        },
        regions={
            "31": Region("31", "Région d’ici", ("99", "98")),
            "22": Region("22", "Région d’à côté", ("60",)),
        },
        alias=(Alias(Niveau.EPCI, EST, "L’Orient"),),
    )


def build_decoupages():
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
    fusion = Mouvement(
        2015, CodeCommune("99002"), "Val", 2026, CodeCommune("99001"), "Bourg", date="2017-01-01"
    )
    manifeste = Manifeste(
        ressort=RESSORT,
        millesimes=(2015, 2026),
        population_annee=2023,
        population_libelle="populations 2023",
        population_totale=650,
        surface_km2=5.0,
        comptes={2015: {"communes": 5, "epci": 2}},
        topologie="web/carte.json",
        sources=(),
        fichiers={},
    )
    return Decoupages(manifeste, {2015: avant, 2026: apres}, (fusion,))


FICHE = {
    "id": "alpha", "type": "mutualisation", "structure": "Alpha", "secteur": "Services",
    "couverture": "L’Ouest", "origine": "o", "composition": "c", "enjeux": "e",
    "travailler_ensemble": "t", "telephones": "03 21 12 59 92", "courriels": "alpha@example.org",
    "sites": "https://alpha.example.org", "point_commune": "99001", "point_nature": "siege",
    "point_fiabilite": "haute", "point_source": "livret", "annee": "2015",
    "verifie_le": "",
}  # fmt: skip
COUVERTURE = {
    "fiche": "alpha", "niveau": "epci", "code": OUEST, "nom": "", "millesime": "2015",
    "texte": "L’Ouest", "certitude": "explicite", "note": "",
    "lecture": "",
}  # fmt: skip


MUTUALISATION, REGROUPEMENT = TypeCooperation.MUTUALISATION, TypeCooperation.REGROUPEMENT


def fiche(nom, *territoires, type_=MUTUALISATION, millesime=2015):
    declarations = tuple(
        Declaration(Niveau(niveau), code, "", millesime, "", "explicite", "")
        for niveau, code in territoires
    )
    return Fiche(nom, type_, nom, *[""] * 6, (), (), (), None, 2015, declarations)


def judge(decoupages, *fiches, inconnus=(), **question):
    question = Question(**{"millesime": 2015, **question})
    matrice = build_matrice(
        fiches, decoupages, millesime=question.millesime, echelle=question.echelle
    )
    return build_bilan(question, fiches, matrice, decoupages, inconnus=inconnus)
