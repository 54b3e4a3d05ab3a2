"""One box finds every territory and fiche, however one types; several answers are a list."""

import random
import time
from dataclasses import replace

import pytest

from carto_ess.territoire.index import Destination, Entree, Genre, Index
from carto_ess.vue.choix import choose
from carto_ess.vue.recherche import build_index, search
from carto_ess.vue.vue import Vue
from petit_monde import build_decoupages, fiche


@pytest.fixture(scope="module")
def index(reel):
    decoupages, referentiel = reel
    return build_index(decoupages, referentiel.fiches)


@pytest.fixture
def noms(index):
    return lambda texte: [t.lieu.nom for t in search(index, texte)]


@pytest.fixture
def premier(index):
    return lambda texte: search(index, texte)[0].lieu


@pytest.mark.parametrize(
    ("tape", "nom"),
    [
        ("boulogne sur mer", "Boulogne-sur-Mer"),
        ("BOULOGNE-SUR-MER", "Boulogne-sur-Mer"),
        ("bruay la buissiere", "Bruay-la-Buissière"),
        ("st leonard", "Saint-Léonard"),
        ("Ste Catherine", "Sainte-Catherine"),
        ("noeux les mines", "Nœux-les-Mines"),
        ("Ville de Liévin", "Liévin"),
        ("mairie d'arras", "Arras"),
        ("etap", "Étaples"),
        ("Lievain", "Liévin"),
        ("Bertincour", "Bertincourt"),
        ("sangate", "Sangatte"),
        ("lilers", "Lillers"),
        ("Avoin", "Avion"),
        ("bullylesmine", "Bully-les-Mines"),
        ("Stella Cucq plage", "Cucq"),
        ("62041", "Arras"),
        ("62 041", "Arras"),
        ("Arras 62000", "Arras"),
        ("62000 arras", "Arras"),
    ],
)
def test_a_commune_is_found_however_it_is_typed(premier, tape, nom):
    assert premier(tape).nom == nom
    assert premier(tape).genre is Genre.COMMUNE


@pytest.mark.parametrize(
    ("tape", "nom"),
    [
        ("communauté de commune du sud artois", "CC du Sud-Artois"),
        ("agglo de lens", "CA de Lens-Liévin"),
        ("C.A. Hénin Carvin", "CA d’Hénin-Carvin"),
        ("cu arras", "CU d’Arras"),
        ("ca2bm", "CA des Deux Baies en Montreuillois"),
        ("2 baies", "CA des Deux Baies en Montreuillois"),
        ("grand calai", "CA Grand Calais Terres et Mers"),
        ("200033579", "CU d’Arras"),
        ("200 033 579", "CU d’Arras"),
        ("haut pays", "CC du Haut Pays du Montreuillois"),
    ],
)
def test_an_epci_is_found_by_the_name_one_gives_it(premier, tape, nom):
    assert premier(tape).nom == nom
    assert premier(tape).genre is Genre.EPCI


def test_a_pays_is_found_by_its_name_or_by_what_people_call_it(premier):
    assert premier("pays d'artois").code == "pays-d-artois"
    assert premier("arrageois").code == "pays-d-artois"
    assert "périmètre de 2015" in premier("arrageois").detail


def test_what_begins_so_comes_before_what_has_it_further_on(noms):
    assert noms("ecourt")[0] == "Écourt-Saint-Quentin"
    trouves = noms("lens")
    assert trouves[0] == "Lens"
    assert trouves.index("CA de Lens-Liévin") < trouves.index("Loison-sous-Lens")
    assert noms("saint-om")[:4] == [
        "Saint-Omer", "Saint-Omer-Capelle", "CA du Pays de Saint-Omer", "Pays de Saint-Omer",
    ]  # fmt: skip


def test_a_postcode_lists_its_communes_before_the_one_of_that_insee_code(index):
    trouves = [t.lieu for t in search(index, "62 400")]
    assert trouves[0].nom == "Béthune"
    insee = next(lieu for lieu in trouves if lieu.code == "62400")
    assert "62400" not in insee.detail
    assert trouves.index(insee) == len(trouves) - 1


def test_an_insee_code_is_listed_even_when_its_postcode_fills_the_list(noms):
    trouves = noms("62500")
    assert len(trouves) == 8
    assert trouves[-1] == "Lespesses"


def test_the_beginning_of_a_postcode_is_enough(noms):
    assert "Berck" in noms("6260")


@pytest.mark.parametrize(
    ("tape", "code", "dit"),
    [
        ("clarques", "62691", "aujourd’hui Saint-Augustin"),
        ("Labuissiere", "62178", "aujourd’hui Bruay-la-Buissière"),
        ("rebecques", "62691", "aujourd’hui Saint-Augustin"),
    ],
)
def test_a_commune_that_is_gone_says_where_it_is_and_leads_there(reel, premier, tape, code, dit):
    lieu = premier(tape)
    assert dit in lieu.detail
    decoupages, _ = reel
    vue, _ = choose(Vue(2026), lieu.genre, lieu.code, decoupages, ())
    assert vue.commune == code


@pytest.mark.parametrize("tape", ["CASO", "ca de saint-omer", "canton de fauquembergues"])
def test_an_epci_that_is_gone_says_who_holds_its_land_and_leads_there(reel, index, tape):
    decoupages, _ = reel
    lieu = next(t.lieu for t in search(index, tape) if t.lieu.ancien)
    assert lieu.detail == "EPCI de 2015 · aujourd’hui CA du Pays de Saint-Omer"
    vue, avis = choose(Vue(2026), lieu.genre, lieu.code, decoupages, ())
    assert vue.epci == "200069037"
    assert "2015" in avis[0]


def test_what_is_there_comes_before_what_is_gone(index):
    anciens = [t.lieu.ancien for t in search(index, "montreuillois")]
    assert anciens == sorted(anciens)
    assert True in anciens


def test_the_nature_alone_lists_the_epci_by_population(noms):
    for tape in ("agglo", "communauté", "communautes de", "CC"):
        assert len(noms(tape)) == 8
    assert noms("agglo")[0] == "CA de Béthune-Bruay, Artois-Lys Romane"


def test_an_epci_alone_is_followed_by_its_communes(noms):
    trouves = noms("osartis")
    assert trouves[0] == "CC Osartis Marquion"
    assert "Vitry-en-Artois" in trouves


@pytest.mark.parametrize(
    "tape",
    ["03 21 71 62 62", "+33 (0)3 21 71 62 62", "0033321716262", "03.21.71.62", "+33 3 21 71"],
)
def test_a_fiche_is_found_by_its_phone_in_any_form(decoupages, tape):
    une = replace(fiche("alpha", ("epci", "x")), telephones=("03 21 71 62 62",))
    autre = replace(fiche("beta", ("epci", "x")), telephones=("03 21 12 59 92",))
    trouves = search(build_index(decoupages, (une, autre)), tape)
    assert [t.lieu.code for t in trouves] == ["alpha"]


def test_a_hidden_phone_is_not_found(decoupages):
    une = replace(fiche("alpha", ("epci", "x")), telephones=())
    assert search(build_index(decoupages, (une,)), "03 21 71 62 62") == ()


@pytest.mark.parametrize("tape", ["", "   ", "?", "—", "xyzzyx", "\x00", "'\"<>", "(", "62999"])
def test_what_means_nothing_finds_nothing(index, tape):
    assert search(index, tape) == ()


def test_a_paste_is_cut_short(index):
    debut = time.perf_counter()
    search(index, "saint omer " * 10_000)
    assert time.perf_counter() - debut < 1


def test_what_was_typed_is_marked_in_the_name(index):
    lieu, marques = search(index, "st om")[0]
    assert [lieu.nom[a:b] for a, b in marques] == ["Saint-Om"]
    lieu, marques = search(index, "vimy")[0]
    assert [lieu.nom[a:b] for a, b in marques] == ["Vimy"]


def test_homonyms_of_two_departements_are_told_apart():
    index = Index(
        Entree(
            Destination(Genre.COMMUNE, f"{d}001", "Bourg", f"{d}000"), ("Bourg",), (f"{d}001", d)
        )
        for d in ("01", "59")
    )
    assert len(index.search("bourg")) == 2
    assert [t.lieu.code for t in index.search("bourg 59")] == ["59001"]


def test_every_name_of_the_small_world_finds_itself():
    decoupages = build_decoupages()
    index = build_index(decoupages, ())
    for decoupage in decoupages.par_millesime.values():
        for territoire in decoupage.territoires.values():
            if territoire.niveau in tuple(Genre):
                assert search(index, territoire.nom), territoire


def test_the_whole_country_answers_at_once():
    hasard = random.Random(1)
    syllabes = ["bou", "ville", "mont", "court", "saint", "la", "ri", "ac", "en", "pel", "gne"]
    noms = [
        "-".join("".join(hasard.choices(syllabes, k=3)) for _ in range(2)) for _ in range(35_000)
    ]
    index = Index(
        Entree(Destination(Genre.COMMUNE, f"{i:05}", nom, ""), (nom,), (f"{i:05}",))
        for i, nom in enumerate(noms)
    )
    pire = 0.0
    for texte in ("b", "bou", noms[7], noms[9][:-3], "1234", "bouvillle-monte", "zzzzzzz"):
        debut = time.thread_time()
        index.search(texte)
        pire = max(pire, time.thread_time() - debut)
    assert pire < 0.5, "a tenth of a second on one core, five times that on a busy machine"


def test_who_finds_nothing_is_told_the_names_that_look_most_like_it(index):
    assert search(index, "bolxxgne") == ()
    proches = index.list_near("bolxxgne")
    assert proches[0].startswith("Boulogne")
    assert len(proches) <= 3
    assert index.list_near("xyzzyx") == ()
    assert index.list_near("xy") == ()


def test_near_names_are_of_the_kinds_that_the_box_finds(index):
    assert index.list_near("galilxxe", genres=(Genre.FICHE,)) == ("GALILÉE",)
    assert "GALILÉE" not in index.list_near("galilxxe", genres=(Genre.COMMUNE, Genre.EPCI))
