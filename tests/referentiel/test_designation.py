"""A row says one territory, or is a fault that names what each of its cells means."""

import pytest

from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.referentiel.codes_nus import are_points_insee, select_fiches_insee
from carto_ess.referentiel.designation import Nomenclature, Refus, designate, designate_commune
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES
from carto_ess.referentiel.saisie import Saisie, parse_declaration
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.niveau import Niveau
from petit_monde import FICHE, GEODATA

COMMUNE, EPCI, PAYS = Niveau.COMMUNE, Niveau.EPCI, Niveau.PAYS


@pytest.fixture(scope="module")
def vrais():
    return read_decoupages(GEODATA)


@pytest.fixture
def lis(vrais):
    """Return the code that a row designates, or the whole sentence of its refusal."""

    def lis(code, nom, niveau=COMMUNE, millesime=2026):
        trouve = designate(code, nom, Nomenclature(niveau, millesime, vrais))
        if isinstance(trouve, Refus):
            return f"{trouve.champ} : {trouve.recu} ; {trouve.attendu}. {trouve.action}"
        return trouve.code

    return lis


@pytest.mark.parametrize(
    "ecrit",
    [
        "62 041",
        "62041.0",
        "62041,00",
        "'62041",
        "62\u00a0041",
        "62\u202f041",
        " 62041 ",
        "\ufeff62041",
        "６２０４１",
        "62.041",
    ],
)
def test_a_code_is_read_whatever_a_program_put_around_its_digits(lis, ecrit):
    assert lis(ecrit, "Arras") == "62041"


@pytest.mark.parametrize(
    "ecrit", ["246 200 364", "246.200.364", "246,200,364", "246200364.0", "246 200 364,00"]
)
def test_a_siren_is_read_whatever_parts_its_digits(lis, ecrit):
    assert lis(ecrit, "", EPCI, 2015) == "246200364"


@pytest.mark.parametrize("texte", ["2,46E+08", "pays-d-artois", "Arras", "", "2A", "12/03/2015"])
def test_what_is_no_code_of_digits_is_not_touched(texte):
    assert clean_code(f" {texte} ") == texte


def test_a_corsican_code_is_in_capitals():
    assert clean_code("2a 004") == "2A004"


def test_a_postcode_is_told_from_the_commune_whose_insee_code_it_is(lis):
    # 62400: postcode of Béthune, and Insee code of another commune
    dit = lis("62400", "Béthune")
    assert dit.startswith("code : « 62400 », qui est ")
    assert "62400 est un code postal ; Béthune a le code Insee 62119" in dit


def test_a_postcode_alone_lists_the_communes_it_serves(lis):
    dit = lis("62990", "")
    assert "code postal, il faut le code Insee" in dit
    assert "Beaurainville (62100)" in dit


def test_a_postcode_leads_to_the_one_of_its_communes_that_is_named(lis):
    assert "Achicourt a le code Insee 62004" in lis("62217", "Achicourt")


def test_a_code_and_a_name_of_two_territories_name_both(lis):
    dit = lis("62193", "Arras")
    assert "« 62193 », qui est Calais" in dit
    assert "« Arras » a le code 62041" in dit
    dit = lis("200033579", "CC du Ternois", EPCI)
    assert "Ternois" in dit
    assert "200069672" in dit


@pytest.mark.parametrize(
    ("code", "nom", "niveau"),
    [
        ("62041", "ARRAS", COMMUNE),
        ("62041", "Mairie d’Arras", COMMUNE),
        ("62041", "Aras", COMMUNE),
        ("62826", "Le Touquet", COMMUNE),
        ("62427", "Henin Baumont", COMMUNE),
        ("200069037", "CAPSO", EPCI),
        ("200069037", "Agglo du Pays de St Omer (CAPSO)", EPCI),
        ("pays-d-artois", "Pays de l'Artois", PAYS),
    ],
)
def test_a_name_misspelt_or_shortened_agrees_with_its_code(lis, code, nom, niveau):
    assert lis(code, nom, niveau) == code


def test_the_name_of_a_part_does_not_agree_with_the_code_of_the_whole(lis):
    assert "Tatinghem" in lis("62757", "Tatinghem")
    assert lis("62807", "Tatinghem", millesime=2015) == "62807"
    assert lis("200069037", "CA de Saint-Omer", EPCI) != "200069037"


def test_a_name_that_nobody_bears_does_not_agree_with_a_code(lis):
    assert "Écrivez « Arras »" in lis("62041", "Les trois quartiers du nord")


def test_a_wrong_siren_is_told_so_and_the_near_one_is_proposed(lis):
    dit = lis("200069038", "", EPCI)
    assert "le dernier chiffre ne va pas" in dit
    assert "200069037" in dit
    assert "neuf chiffres : 8 sont venus" in lis("20006903", "", EPCI)


def test_a_code_of_another_year_or_niveau_says_which(lis):
    assert "périmètres 2015" in lis("246200455", "", EPCI)
    assert "200069037" in lis("246200455", "", EPCI)
    assert "corrigez le niveau" in lis("62041", "", EPCI)


@pytest.mark.parametrize(
    ("nom", "heritier", "date"),
    [
        ("Clarques", "Saint-Augustin (62691)", "01/01/2016"),
        ("Canteleux", "Bonnières (62154)", "01/01/2019"),
        ("Enquin-les-Mines", "Enquin-lez-Guinegatte (62295)", ""),
        ("Molinghem", "Isbergues (62473)", ""),
    ],
)
def test_a_commune_that_is_gone_leads_to_the_one_that_holds_it(lis, nom, heritier, date):
    dit = lis("", nom)
    assert heritier in dit
    assert date in dit
    assert "Vouliez-vous" not in dit


def test_an_epci_that_is_gone_leads_to_today_by_its_name_or_its_initials(lis):
    assert "200090751" in lis("", "Communauté d'agglo du Calaisis", EPCI)
    assert "200069037" in lis("", "CC du canton de Fauquembergues", EPCI)
    assert "CASO désigne" in lis("", "CASO", EPCI)
    assert "mettez 2015" in lis("", "CASO", EPCI)


@pytest.mark.parametrize(
    ("nom", "premier"),
    [
        ("Aix", "Aix-en-Ergny"),
        ("Cucq plage", "Cucq"),
        ("Boulogne", "Boulogne-sur-Mer"),
        ("Lievain", "Liévin"),
        ("Bethun", "Béthune"),
    ],
)
def test_what_is_proposed_first_is_what_begins_alike(lis, nom, premier):
    assert lis("", nom).partition("Vouliez-vous dire : ")[2].startswith(premier)


@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("Communauté de commune du Sud Artois", "200035442"),
        ("Communauté d’agglo d’Hénin Carvin", "246200299"),
        ("C.C. des sept vallées", "200044030"),
        ("Interco du Ternois", "200069672"),
        ("Com de com Flandre-Lys", "245900758"),
    ],
)
def test_the_nature_of_an_epci_may_be_written_as_one_says_it(lis, nom, code):
    assert lis("", nom, EPCI) == code


def test_a_name_of_another_niveau_says_which(lis):
    assert "Pays pays-de-saint-omer" in lis("", "Audomarois")
    assert "commune 62041" in lis("", "Arras", PAYS)


def test_initials_that_no_table_holds_propose_their_epci(lis):
    assert "Desvres-Samer" in lis("", "CCDS", EPCI)


def test_a_precision_in_a_parenthesis_must_be_true(lis):
    assert lis("", "Arras (62)") == "62041"
    assert lis("", "Arras (Pas-de-Calais)") == "62041"
    assert lis("", "Arras (59)").startswith("nom")


def tabulate(lignes):
    vide = dict.fromkeys(COLONNES_COUVERTURES, "")
    rangs = enumerate(({**vide, **ligne} for ligne in lignes), start=2)
    return Tableau("couvertures.csv", tuple(Ligne(numero, ligne) for numero, ligne in rangs))


@pytest.mark.parametrize("code", ["62500", "62100", "62000", "62200"])
def test_a_postcode_alone_that_is_another_commune_s_insee_code_is_a_question(lis, vrais, code):
    insee = vrais.actuel.communes.get(code)
    dit = lis(code, "")
    assert dit.startswith("nom : une cellule vide") if insee else dit.startswith("code : ")
    postales = map(vrais.find_commune, vrais.codes_postaux[code])
    assert max(postales, key=lambda commune: commune.population or 0).nom in dit
    assert insee is None or lis(code, insee.nom) == code


def test_a_list_of_insee_codes_is_not_asked_the_name_of_each(vrais):
    codes = ["62041", "62765", "62516", "62500"]
    lignes = [
        {"fiche": "a", "niveau": "commune", "code": code, "nom": "", "millesime": "2026"}
        for code in codes
    ]

    def lire(lignes):
        table = tabulate(lignes)
        surs = select_fiches_insee(table, vrais)
        return [
            parse_declaration(Saisie("", ligne, []), vrais, insee=ligne["fiche"] in surs)
            for ligne in table.lignes
        ]

    assert [d and d.code for d in lire(lignes)] == codes
    poste = [*lignes, {**lignes[0], "code": "62575"}, {**lignes[0], "code": "62840"}]
    assert not select_fiches_insee(tabulate(poste), vrais)
    assert lire(lignes[-1:]) == [None]


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("62160 Boulogne-sur-Mer", "62160"),
        ("62 500 Lespesses", "62500"),
        ("Lespesses (62500)", "62500"),
        ("62500 - Lespesses", "62500"),
        ("62041", "62041"),
        ("62041 Arras", "62041"),
        ("62807", "62807"),
    ],
)
def test_the_commune_of_a_point_is_its_code_with_its_name_where_it_must(vrais, ecrit, code):
    assert designate_commune(ecrit, vrais, insee=False).code == code


@pytest.mark.parametrize("code", ["62500", "62160", "62 240", "62120.0"])
def test_a_point_whose_code_is_the_post_s_too_asks_the_name(vrais, code):
    refus = designate_commune(code, vrais, insee=False)
    assert isinstance(refus, Refus)
    assert "code postal de" in refus.action
    assert designate_commune(code, vrais, insee=True).code == clean_code(code)


@pytest.mark.parametrize("ecrit", ["62500 Saint-Omer", "Longuenesse (62500)", "62041 Lens"])
def test_a_point_whose_code_and_name_disagree_is_refused(vrais, ecrit):
    assert isinstance(designate_commune(ecrit, vrais, insee=True), Refus)


def build_points(*communes):
    return Tableau(
        "fiches.csv",
        [Ligne(n, {**FICHE, "point_commune": c}) for n, c in enumerate(communes, start=2)],
    )


@pytest.mark.parametrize(
    ("communes", "sures"),
    [
        (["62500"], False),
        (["62500", "62041"], False),
        (["62500", "62041", "62765"], True),
        (["62500", "62041", "62765", "62330"], False),
        (["62500", "62041", "62765", "62000"], False),
        (["62500", "62041", "62765", ""], True),
    ],
)
def test_a_column_of_points_says_by_its_other_codes_whose_they_are(vrais, communes, sures):
    assert are_points_insee(build_points(*communes), vrais) is sures
