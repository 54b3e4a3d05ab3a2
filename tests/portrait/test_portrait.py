"""A page for the council says what is there, what is missing, whom to call: as the panel."""

import re
from dataclasses import replace

import pytest

from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.lacune.constat import Etendue, build_constat
from carto_ess.lacune.phrases_constat import say_constat
from carto_ess.portrait.impression import render_html, render_pdf, render_texte
from carto_ess.portrait.page import build_page
from carto_ess.portrait.phrases import describe_portrait
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.recherche import TerritoireDate, find_territoire, name_page

CALAIS = TerritoireDate(2026, Niveau.EPCI, "200090751")
HAUT_PAYS = TerritoireDate(2026, Niveau.EPCI, "200069235")
SAINT_OMER = TerritoireDate(2026, Niveau.EPCI, "200069037")
SAINT_OMER_2015 = TerritoireDate(2015, Niveau.EPCI, "246200455")
FLANDRE_LYS = TerritoireDate(2026, Niveau.EPCI, "245900758")
ARTOIS = TerritoireDate(2026, Niveau.PAYS, "pays-d-artois")
VILLE = TerritoireDate(2026, Niveau.COMMUNE, "62765")
DE_CHAQUE_SORTE = [CALAIS, HAUT_PAYS, SAINT_OMER, SAINT_OMER_2015, FLANDRE_LYS, ARTOIS, VILLE]


@pytest.fixture(params=DE_CHAQUE_SORTE, ids=lambda t: f"{t.millesime}-{t.code}")
def territoire(request):
    return request.param


def plain(texte):
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


# Without any fiche


def test_the_page_of_an_empty_referentiel_says_what_to_do_and_ranks_nothing(
    territoire, tell, make_matiere, fond
):
    page = build_page(tell(territoire, matiere=make_matiere(())), fond)
    assert page["constat"]["fort"] == "Le référentiel ne contient encore aucune fiche."
    assert not page["constat"]["alerte"]
    assert (page["types"], page["appels"], page["vides"]["noms"], page["legende"]) == (
        [],
        [],
        [],
        [],
    )
    assert page["auteur"] == ""
    for texte in (render_texte(page), render_html(page)):
        assert "Recenser les coopérations du territoire" in texte
        for faux in (
            "recensée",
            "CDESS",
            "coopération de proximité",
            "en a moins",
            "manque</",
            "Coordonnées",
        ):
            assert faux not in texte
    assert render_pdf(page).startswith(b"%PDF")


def test_no_place_is_told_where_all_are_alike(tell, make_matiere, matiere):
    large = [f for f in matiere.fiches if f.id == "pc3e"]
    identite = describe_portrait(tell(CALAIS, matiere=make_matiere(large)))["identite"]
    assert "0 coopération de proximité · " in plain(identite)


# The same as the panel


def test_the_finding_is_the_sentence_of_the_panel(territoire, tell, matiere):
    annee, niveau, code = territoire
    matrice = matiere.matrices[annee, Echelle.PROXIMITE]
    bilan = build_bilan(Question(annee, niveau=niveau), matiere.fiches, matrice, matiere.decoupages)
    constat = build_constat(
        bilan[code], matrice, matiere.matrices[annee, Echelle.TOUTES], matiere.voisinage
    )
    page = describe_portrait(tell(territoire))
    assert f"{page['constat']['fort']} {page['constat']['suite']}" == str(say_constat(constat))
    assert [t["etendue"] for t in page["types"]] == [x.etendue for x in constat.lignes]


def test_what_is_missing_or_partial_is_to_decide_and_nothing_else(territoire, tell):
    page = describe_portrait(tell(territoire))
    a_decider = {t["id"] for t in page["types"] if t["etendue"] in {Etendue.MANQUE, Etendue.PARTIE}}
    assert {appel["id"] for appel in page["appels"]} == a_decider


def test_the_nearest_structure_is_called_with_its_distance_and_addresses_to_follow(tell):
    appels = {a["id"]: a for a in describe_portrait(tell(HAUT_PAYS))["appels"]}
    assert len(appels) == 5
    seul = appels[TypeCooperation.REGROUPEMENT]
    assert seul["structure"] == "Bou’Sol, monnaie locale du Boulonnais"
    assert plain(seul["fin"]).startswith(", à 19 km (Boulogne-sur-Mer), couvre déjà la CC de")
    assert [c["lien"].partition(":")[0] for c in seul["contacts"]] == ["tel", "mailto", "http"]
    assert appels[TypeCooperation.COLLECTIF_ACTEURS_ESS]["debut"] == "demander à"


def test_a_fiche_that_is_there_in_part_is_asked_to_extend_to_the_others(tell):
    appels = {a["id"]: a for a in describe_portrait(tell(SAINT_OMER))["appels"]}
    appui = appels[TypeCooperation.STRUCTURE_APPUI]
    assert appui["structure"] == "GALILÉE"
    assert plain(appui["fin"]) == " de s’étendre aux 29 autres communes, à 4 km (Arques)."


def test_a_type_without_any_local_fiche_says_so(make_matiere, tell, reel):
    seule = tuple(f for f in reel[1].fiches if f.id == "galilee")
    appels = describe_portrait(tell(CALAIS, matiere=make_matiere(seule)))["appels"]
    assert [a["structure"] for a in appels] == ["", "", "", "", "GALILÉE"]
    assert appels[0]["fin"] == "aucune fiche locale de ce type n’est recensée."


def test_nothing_missing_leaves_nothing_to_call(make_matiere, tell, reel):
    modele = reel[1]["collectif-7-vallees"]
    partout = tuple(replace(modele, id=t, type=t) for t in TypeCooperation)
    page = describe_portrait(tell((2026, Niveau.EPCI, "200044030"), matiere=make_matiere(partout)))
    assert page["appels"] == []
    assert page["sans_appel"].startswith("Les cinq types sont présents partout")
    assert not page["constat"]["alerte"]


def test_fiches_of_a_page_are_those_that_cover_one_of_its_communes(tell):
    portrait = tell(SAINT_OMER_2015)
    assert {f.fiche.id for f in portrait.fiches} == {
        "aafp-boulogne-stomer-vitalite", "apf-npdc", "espace-36", "mahra-le-toit", "galilee"
    }  # fmt: skip
    partout = {p.fiche.id for p in portrait.constat.partout}
    assert len(partout) == 2
    assert not partout & {f.fiche.id for f in portrait.fiches}


# Doubts


def test_unknown_communes_are_neither_covered_nor_missing(make_matiere, tell):
    matiere = make_matiere(inconnus={2026: frozenset({"62193"})})
    portrait = tell(CALAIS, matiere=matiere)
    page = describe_portrait(portrait)
    assert page["constat"]["fort"] == "1 commune"
    assert {t["dit"] for t in page["types"]} == {"non renseigné"}
    assert page["appels"] == []
    assert "Faire compléter le référentiel" in page["sans_appel"]
    assert page["sans_fiche"].startswith("Non renseigné")
    assert {s["etendue"] for s in page["autour"]["ici"]["signes"]} == {Etendue.INCONNU}
    assert portrait.terre.effectifs[TypeCooperation.MUTUALISATION]["62193"] is None


def test_what_depends_on_a_reading_is_a_range_with_its_words(tell):
    page = describe_portrait(tell(HAUT_PAYS))
    assert page["constat"]["fort"].startswith("Entre 24 et 49 communes")
    (doute,) = page["doutes"]
    assert doute["mots"] == "« Pays des 7 Vallées »"
    assert doute["dit"] == "au plus étroit, 25 communes en moins"
    assert page["vides"]["titre"].endswith(", dans la lecture retenue")
    assert len(page["vides"]["noms"]) == 24
    assert tell(HAUT_PAYS).terre.douteuses[TypeCooperation.COLLECTIF_ACTEURS_ESS]


def test_a_commune_of_which_a_part_only_is_declared_says_so(make_matiere, tell, reel):
    modele = reel[1]["galilee"]
    avant = replace(
        modele.declarations[0], niveau=Niveau.COMMUNE, code="62807", nom="Tatinghem", millesime=2015
    )
    matiere = make_matiere((replace(modele, declarations=(avant,)),))
    code = reel[0].actuel.find(Niveau.COMMUNE, "Saint-Martin-lez-Tatinghem").code
    page = describe_portrait(tell((2026, Niveau.COMMUNE, code), matiere=matiere))
    assert [f["communes"] for f in page["fiches"]] == ["une partie de la commune"]
    page = describe_portrait(tell(SAINT_OMER, matiere=matiere))
    assert [f["communes"] for f in page["fiches"]] == ["1 sur 53, dont 1 en partie"]


# Where it stands


@pytest.mark.parametrize(
    ("territoire", "dit"),
    [
        (SAINT_OMER, "53 communes · 104 207 habitants (2023) · 6 coopérations de proximité :"),
        (SAINT_OMER, "6 coopérations de proximité : aucune des 20 intercommunalités n’en a plus"),
        (CALAIS, "0 coopération de proximité : aucune des 20 intercommunalités n’en a moins"),
        (ARTOIS, "2 coopérations de proximité : 2 Pays sur 9 en ont plus"),
        (FLANDRE_LYS, "4 communes dans le Pas-de-Calais (4 autres communes hors du département"),
        (SAINT_OMER_2015, "découpage 2015 (livret)"),
        (SAINT_OMER, "découpage 2026 (actuel)"),
        (VILLE, "Commune · CA du Pays de Saint-Omer · 14 382 habitants (2023)"),
    ],
)
def test_a_territory_is_told_by_its_size_its_place_and_its_year(tell, territoire, dit):
    assert dit in plain(describe_portrait(tell(territoire))["identite"])


def test_a_place_is_only_given_where_it_is_sure(tell):
    assert "intercommunalités" not in describe_portrait(tell(HAUT_PAYS))["identite"]


def test_neighbours_touch_the_territory_and_are_outside_it(tell, matiere):
    for territoire in DE_CHAQUE_SORTE:
        portrait = tell(territoire)
        voisines = {v.code for v in portrait.voisines}
        assert voisines
        assert portrait.lacune.code not in voisines
        assert not voisines & {m.code for m in portrait.membres}
    assert {m.nom_court for m in tell(VILLE).membres} == {"CA du Pays de Saint-Omer"}
    assert all(v.niveau is Niveau.COMMUNE for v in tell(VILLE).voisines)


def test_the_signs_of_a_neighbour_are_those_of_the_map(tell):
    lignes = describe_portrait(tell(HAUT_PAYS))["autour"]["voisines"]
    ligne = next(x for x in lignes if x["nom"] == "CA du Pays de Saint-Omer")
    assert [(s["etendue"], s["n"]) for s in ligne["signes"]] == [
        ("partout", "2"), ("partout", "3"), ("manque", ""), ("manque", ""), ("partie", "")
    ]  # fmt: skip
    assert "Structure d’appui : 1 fiche, en partie" in ligne["dit"]


def test_more_than_nine_fiches_are_nine_and_more(make_matiere, tell, reel):
    dix = tuple(replace(reel[1]["galilee"], id=f"f{i}") for i in range(10))
    ici = describe_portrait(tell(SAINT_OMER, matiere=make_matiere(dix)))["autour"]["ici"]
    assert ici["signes"][-1]["n"] == "9+"


def test_an_epci_of_the_past_names_its_successor_and_the_reverse(tell):
    avant = describe_portrait(tell((2015, Niveau.EPCI, "246201149")))
    assert "CA Grand Calais" in avant["evolution"]
    assert "CC du Canton de Fauquembergues" in describe_portrait(tell(SAINT_OMER))["evolution"]


def test_every_path_of_a_page_leads_to_a_view_of_the_app(territoire, tell):
    page = describe_portrait(tell(territoire))
    chemins = [page["chemin"], *(f["chemin"] for f in page["fiches"])]
    chemins += [a["chemin"] for a in page["appels"] if a["structure"]]
    chemins += [r["chemin"] for r in page["autour"]["membres"] + page["autour"]["voisines"]]
    assert all(re.fullmatch(r"/\?[a-z]+=[\w&=-]+", chemin) for chemin in chemins)


@pytest.mark.parametrize("adresse", ["", "javascript:alert(1)", "ftp://exemple.org"])
def test_an_address_that_is_none_is_not_printed(tell, adresse):
    assert describe_portrait(tell(VILLE, adresse=adresse))["adresse"] == ""


# Which territory


@pytest.mark.parametrize(
    ("libelle", "attendu"),
    [
        ("246200455", SAINT_OMER_2015),
        ("CA de Saint-Omer", SAINT_OMER_2015),
        ("saint omer", (2026, Niveau.PAYS, "pays-de-saint-omer")),
        ("CA du Pays de Saint-Omer", SAINT_OMER),
        ("pays-d-artois", ARTOIS),
        ("62765", VILLE),
        ("Longuenesse", (2026, Niveau.COMMUNE, "62525")),
        ("62807", (2015, Niveau.COMMUNE, "62807")),
    ],
)
def test_a_territory_is_found_by_code_or_by_name(reel, libelle, attendu):
    assert find_territoire(libelle, reel[0], communes=True) == attendu


def test_a_file_is_named_in_french_after_its_territory_and_a_year_of_the_past():
    nom = name_page(SAINT_OMER, "CA du Pays de Saint-Omer", 2026)
    assert nom == "page-pour-le-conseil-ca-du-pays-de-saint-omer"
    assert name_page(SAINT_OMER_2015, "CA de Saint-Omer", 2026).endswith("ca-de-saint-omer-2015")
