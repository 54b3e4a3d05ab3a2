"""2,500 corrupted référentiels against a truth kept aside: nothing is said that may be false.

A sound référentiel is drawn; what it covers is the truth, computed here by hand. One to three of
its cells or rows are then spoilt, in ways that leave a fault, and the answer must hold: what is
said covered is, what is said « aucune » is not covered.
"""

import json
import random
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from carto_ess.cli.commandes import carto_ess
from carto_ess.couverture.matrice import build_matrice
from carto_ess.lacune.bilan import Etat, Regle, build_bilan
from carto_ess.lacune.inconnu import find_inconnus
from carto_ess.lacune.question import Question
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FICHES,
    build_referentiel,
)
from carto_ess.referentiel.saisie import Saisie, parse_declaration
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.territoire.niveau import Echelle, Niveau
from cas import count_cases
from petit_monde import COUVERTURE, FICHE, GEODATA

TYPES = [t.value for t in TypeCooperation]
PROCHES = {"commune", "epci", "pays"}


SANS_COORDONNEES = {
    "point_commune": "",
    "point_nature": "",
    "point_fiabilite": "",
    "point_source": "",
    "telephones": "",
    "courriels": "",
    "sites": "",
}
"""Contacts say nothing of what is covered, and take half of the time to read."""


def draw(hasard, decoupages, n):
    """Return two sound tables as lists of dictionaries."""
    fiches = [
        {**FICHE, "id": f"f{i}", "vrai": f"f{i}", "type": hasard.choice(TYPES), **SANS_COORDONNEES}
        for i in range(n)
    ]
    couvertures = []
    for fiche in fiches:
        for _ in range(hasard.randint(1, 3)):
            annee = hasard.choice(decoupages.millesimes)
            territoires = list(decoupages[annee].territoires.values())
            niveau = hasard.choice(["commune", "epci", "pays", "epci", "departement", "region"])
            t = hasard.choice([x for x in territoires if x.niveau == niveau])
            nom = hasard.choice([t.nom, ""])
            couvertures.append(
                {
                    **COUVERTURE,
                    "fiche": fiche["id"],
                    "niveau": niveau,
                    "code": t.code,
                    "nom": nom,
                    "millesime": str(annee),
                    "vrai": (niveau, t.code),
                    "vraie fiche": fiche["id"],
                }
            )
    return fiches, couvertures


def find_truth(fiches, couvertures, decoupages, question):
    """Return by type the communes covered, by the codes alone."""
    permis = PROCHES if question.echelle is Echelle.PROXIMITE else set(Niveau)
    types = {f["id"]: f["type"] for f in fiches}
    truth = {t: set() for t in TYPES}
    for ligne in couvertures:
        if ligne["niveau"] in permis:
            depuis = int(ligne["millesime"])
            communes = decoupages[depuis].select_communes(Niveau(ligne["niveau"]), ligne["code"])
            truth[types[ligne["fiche"]]] |= decoupages.convert(
                communes, depuis=depuis, vers=question.millesime
            )
    return {t: truth[t] for t in (question.types_demandes)}


def double_partout(x):
    autre = x.choose(x.fiches)["id"]
    for ligne in x.couvertures:
        if ligne["fiche"] == x.fiche["id"]:
            ligne["fiche"] = autre
    x.fiche["id"] = autre


def perdre_couvertures(x):
    gardees = [ligne for ligne in x.couvertures if ligne["fiche"] != x.fiche["id"]]
    x.couvertures[:] = gardees or x.couvertures


GESTES = {
    "id en double": lambda x: x.fiche.update(id=x.choose(x.fiches)["id"]),
    "id en double partout": double_partout,
    "mauvais niveau": lambda x: x.ligne.update(niveau=x.choose(list(Niveau)).value),
    "niveau inconnu": lambda x: x.ligne.update(niveau=x.choose(["", "canton", "EPCI ?"])),
    "code inconnu": lambda x: x.ligne.update(code=x.choose(["0", "9" * 9, "xx"])),
    "code d’ailleurs": lambda x: x.ligne.update(code=x.choose(x.couvertures)["code"][::-1]),
    "ni code ni nom": lambda x: x.ligne.update(code="", nom=""),
    "nom estropié": lambda x: x.ligne.update(
        code="", nom=x.ligne["nom"][: x.choose(range(30))] + "?"
    ),
    "année inconnue": lambda x: x.ligne.update(millesime=x.choose(["", "hier", "1999"])),
    "fiche inconnue": lambda x: x.ligne.update(fiche=x.choose(["", "zzz"])),
    "sans couverture": perdre_couvertures,
    "fiche illisible": lambda x: x.fiche.update(
        {x.choose(["annee", "sites", "structure", "secteur"]): x.choose(["", "#N/A"])}
    ),
    "type inconnu": lambda x: x.fiche.update(type=x.choose(["", "mutuelle"])),
    "sans id": lambda x: x.fiche.update(id=x.choose(["", "É !"])),
}
"""What may happen to a pair of tables, to one of its fiches and one of its rows."""


def spoil(hasard, fiches, couvertures):
    """Spoil one thing; return its name."""
    geste, choose = hasard.choice(list(GESTES)), hasard.choice
    GESTES[geste](
        SimpleNamespace(
            choose=choose,
            fiche=choose(fiches),
            ligne=choose(couvertures),
            fiches=fiches,
            couvertures=couvertures,
        )
    )
    return geste


def tabulate(nom, colonnes, lignes):
    lues = [Ligne(i, {c: x.get(c, "") for c in colonnes}) for i, x in enumerate(lignes, 2)]
    return Tableau(nom, tuple(lues))


def draw_question(hasard, decoupages):
    return Question(
        hasard.choice(decoupages.millesimes),
        hasard.choice(list(Echelle)),
        Niveau.COMMUNE,
        tuple(hasard.sample(list(TypeCooperation), hasard.randint(0, 3))),
        hasard.choice([Regle.AUCUNE, Regle.MANQUE]),
    )


def check(graine, decoupages, n):
    hasard = random.Random(graine)
    fiches, couvertures = draw(hasard, decoupages, n)
    question = draw_question(hasard, decoupages)
    truth = find_truth(fiches, couvertures, decoupages, question)
    join = set.union if question.regle is Regle.AUCUNE else set.intersection
    vraies = join(*truth.values())
    gestes = [spoil(hasard, fiches, couvertures) for _ in range(hasard.randint(1, 3))]
    if is_lie(fiches, couvertures, decoupages):
        return
    tables = (
        tabulate("fiches.csv", COLONNES_FICHES, fiches),
        tabulate("couvertures.csv", COLONNES_COUVERTURES, couvertures),
    )
    lues = build_referentiel(*tables, decoupages).fiches
    matrice = build_matrice(
        lues, decoupages, millesime=question.millesime, echelle=question.echelle
    )
    inconnus = find_inconnus(question, *tables, decoupages)
    bilan = build_bilan(question, lues, matrice, decoupages, inconnus=inconnus)
    for lacune in bilan.lacunes:
        dit = (graine, gestes, lacune.code, lacune.etat)
        assert lacune.etat is not Etat.COUVERT or lacune.code in vraies, dit
        assert lacune.etat is not Etat.AUCUNE or lacune.code not in vraies, dit


def is_lie(fiches, couvertures, decoupages):
    """Tell whether something reads well and means another thing than before: nothing shows it."""
    ids = [f["id"] for f in fiches]
    if any(f["id"] != f["vrai"] and ids.count(f["id"]) == 1 and f["id"] in LUS for f in fiches):
        return True
    for ligne in couvertures:
        if ligne["fiche"] != ligne["vraie fiche"] and ids.count(ligne["fiche"]) == 1:
            return True
        lue = parse_declaration(Saisie("", Ligne(2, ligne), []), decoupages)
        if lue is not None and (lue.niveau, lue.code) != ligne["vrai"]:
            return True
    return False


LUS = {f"f{i}" for i in range(9)}


@pytest.mark.parametrize("lot", range(5))
def test_nothing_false_is_said_of_a_corrupted_referentiel(lot, decoupages):
    for graine in range(lot, count_cases(2250), 5):
        check(graine, decoupages, 4)


def test_nothing_false_is_said_on_the_real_perimeters(reel):
    for graine in range(count_cases(250)):
        check(10_000 + graine, reel[0], 6)


def ask(dossier, *options):
    resultat = CliRunner().invoke(
        carto_ess,
        ["gaps", "--malgre-fautes", "--millesime", "2015", *options],
        env={"CARTO_ESS_GEODATA": str(GEODATA), "CARTO_ESS_REFERENTIEL": str(dossier)},
    )
    return resultat, json.loads(resultat.stdout)


SAINT_OMER = {**COUVERTURE, "fiche": "a", "code": "246200455", "nom": "CA de Saint-Omer"}
SEULE = {
    "id": "a",
    "point_commune": "",
    "point_nature": "",
    "point_fiabilite": "",
    "point_source": "",
}


@pytest.mark.parametrize(
    ("fiches", "couvertures"),
    [
        ([SEULE, {**SEULE, "type": "regroupement"}], [{**SAINT_OMER, "nom": ""}]),
        ([SEULE], [{**SAINT_OMER, "niveau": "region"}]),
        ([SEULE], [{**SAINT_OMER, "niveau": "commune"}]),
        ([SEULE], [{**SAINT_OMER, "niveau": "commune", "nom": ""}]),
    ],
    ids=["id en double", "région", "commune", "commune sans nom"],
)
def test_what_a_spoilt_row_may_hold_is_unknown(write_referentiel, fiches, couvertures):
    _, reponse = ask(write_referentiel(fiches, couvertures))
    etats = {t["code"]: t["etat"] for t in reponse["territoires"]}
    assert etats["246200455"] == "inconnu"
    assert "couvert" not in etats.values()


def test_an_alias_that_this_year_does_not_have_is_no_trap(write_referentiel):
    from carto_ess.geodata.decoupages import read_decoupages

    decoupages = read_decoupages(GEODATA)
    absents = [
        (annee, a) for annee in decoupages.millesimes for a in decoupages[annee].alias
        if (a.niveau, a.code) not in decoupages[annee].territoires
    ]  # fmt: skip
    assert absents
    rangs = [
        {**SAINT_OMER, "niveau": str(a.niveau), "code": "", "nom": f"{a.alias}s", "millesime": m}
        for m, a in absents
    ]
    resultat, reponse = ask(write_referentiel([SEULE], rangs))
    assert resultat.exit_code == 1
    assert reponse["territoires"]


def test_the_pair_that_is_being_published_is_the_one_read(write_referentiel, tmp_path):
    dossier = write_referentiel([SEULE], [{**SAINT_OMER, "code": "246201149", "nom": ""}])
    write_referentiel([SEULE], [{**SAINT_OMER, "code": "zz"}, SAINT_OMER], tmp_path / "publication")
    etats = {t["code"]: t["etat"] for t in ask(dossier)[1]["territoires"]}
    assert etats["246200455"] == "couvert"
    assert etats["246201149"] != "couvert"
