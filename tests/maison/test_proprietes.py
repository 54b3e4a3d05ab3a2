"""Rules that hold for any input: thousands of cases each, drawn by hypothesis."""

import contextlib
import csv
import dataclasses
import datetime as dt
import io
import json
import shutil
import string
import subprocess

import pytest
from click.testing import CliRunner
from folium.template import Template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit_folium import generate_leaflet_string

from carto_ess._errors import CartoEssError, TerritoireNotFoundError
from carto_ess.carte.codage import encode_bits
from carto_ess.carte.objets import build_etat, build_fond, encode_js
from carto_ess.cli.commandes import carto_ess
from carto_ess.couverture.matrice import build_matrice
from carto_ess.export import build_export, build_extraction
from carto_ess.referentiel.coordonnees import is_courriel, is_site, is_telephone
from carto_ess.referentiel.ecriture import build_rangs, write_csv
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FICHES,
    Referentiel,
    build_referentiel,
)
from carto_ess.tableur.classeur import read_classeur, read_paire_csv
from carto_ess.tableur.delimite import parse_csv
from carto_ess.tableur.formule import neutralise, restore
from carto_ess.tableur.tableau import LONGUEUR_MAX
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.noms import cle_de_nom, find_closest
from carto_ess.texte import remove_invisible
from carto_ess.vue.adresse import (
    LONGUEUR_RECHERCHE,
    clean_recherche,
    parse_vue,
    write_params,
)
from carto_ess.vue.vue import Vue
from cas import count_cases
from hostile import SENS, TEXTES, write_hostile
from petit_monde import COUVERTURE, FICHE, GEODATA

souvent = settings(
    max_examples=count_cases(200),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
parfois = settings(souvent, max_examples=count_cases(100))

BRIBES = (
    *TEXTES.values(),
    SENS,
    '"',
    ";",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "'",
    "|",
    "\x0b",
    "\ufeff",
    "{{",
    "{%",
    "{#",
    "{",
    "=",
    "é",
    "’",
)
lettres = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
hostiles = st.lists(st.one_of(st.sampled_from(BRIBES), lettres), max_size=8).map("".join)
noms_de_champs = st.sampled_from([*COLONNES_FICHES, *COLONNES_COUVERTURES, "x", "", "Identifiant"])


def csv_bytes():
    """Return a strategy of files: noise, or tables with a known header and any cells."""
    cellule = st.one_of(hostiles, st.sampled_from([*FICHE.values(), *COUVERTURE.values()]))
    ligne = st.lists(cellule, max_size=20).map(";".join)
    entete = st.one_of(
        st.just(";".join(COLONNES_FICHES)),
        st.just(";".join(COLONNES_COUVERTURES)),
        st.lists(noms_de_champs, max_size=20).map(";".join),
    )
    tables = st.tuples(entete, st.lists(ligne, max_size=4)).map(lambda t: "\n".join([t[0], *t[1]]))
    encodage = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "latin-1"])
    codes = st.tuples(tables, encodage).map(lambda t: t[0].encode(t[1], "replace"))
    return st.one_of(st.binary(max_size=400), codes)


@souvent
@given(octets=csv_bytes())
def test_a_reader_of_csv_gives_a_table_or_one_sentence(octets):
    try:
        tableau = parse_csv(octets, fichier="f.csv", colonnes=COLONNES_FICHES)
    except CartoEssError:
        return
    for ligne in tableau.lignes:
        assert all(len(c) <= LONGUEUR_MAX + 1 for c in ligne.cellules.values())
        assert all(remove_invisible(c) == c for c in ligne.cellules.values())


@souvent
@given(fiches=csv_bytes(), couvertures=csv_bytes())
def test_two_files_received_give_tables_or_one_sentence(fiches, couvertures):
    from carto_ess.reglages import find_schema
    from carto_ess.tableur.schema import read_schema

    schema = read_schema(find_schema())
    for recu in ({"a.csv": fiches, "b.csv": couvertures}, {"fiches.csv": fiches}):
        with contextlib.suppress(CartoEssError):
            read_paire_csv(recu, schema)


@souvent
@given(
    octets=st.binary(max_size=300), nom=st.sampled_from(["a.xlsx", "a.ods", "a.zip", "a.csv", "a"])
)
@pytest.mark.parametrize("debut", [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF"])
def test_bytes_received_give_tables_or_one_sentence(debut, octets, nom):
    from carto_ess.reglages import find_schema
    from carto_ess.tableur.schema import read_schema

    with pytest.raises(CartoEssError):
        read_classeur(debut + octets, nom, read_schema(find_schema()))


def rows(modele, colonnes):
    """Return a strategy of tables whose rows are the good one with any cells changed."""
    change = st.dictionaries(st.sampled_from(colonnes), hostiles, max_size=4)
    return st.lists(change.map(lambda c: {**modele, **c}), min_size=1, max_size=3)


@souvent
@given(fiches=rows(FICHE, COLONNES_FICHES), couvertures=rows(COUVERTURE, COLONNES_COUVERTURES))
def test_any_cells_are_fiches_that_read_back_or_faults(decoupages, fiches, couvertures):
    tables = [
        parse_csv(write_csv(rangs, colonnes), fichier="f.csv", colonnes=colonnes)
        for rangs, colonnes in ((fiches, COLONNES_FICHES), (couvertures, COLONNES_COUVERTURES))
    ]
    lu = build_referentiel(*tables, decoupages)
    assert all(str(faute) and len(faute.recu) < 400 for faute in lu.fautes)
    if lu.fautes:
        return
    relu = build_referentiel(
        *(
            parse_csv(write_csv(rangs, colonnes), fichier="f.csv", colonnes=colonnes)
            for rangs, colonnes in zip(
                build_rangs(lu.fiches), (COLONNES_FICHES, COLONNES_COUVERTURES), strict=True
            )
        ),
        decoupages,
    )
    assert relu.fiches == lu.fiches


@souvent
@given(texte=hostiles)
def test_a_neutralised_cell_is_never_a_formula_and_reads_back(texte):
    cellule = neutralise(texte)
    assert restore(cellule) == texte
    assert cellule[:1] not in set("=+-@\t\r")


@souvent
@given(libelle=st.one_of(hostiles, st.text(max_size=40)), niveau=st.sampled_from(list(Niveau)))
def test_the_matcher_finds_a_territory_or_says_which_are_near(decoupages, libelle, niveau):
    with contextlib.suppress(TerritoireNotFoundError):
        trouve = decoupages[2015].find(niveau, libelle)
        connus = [trouve.nom, *(a.alias for a in decoupages[2015].alias)]
        assert trouve.niveau is niveau
        assert cle_de_nom(libelle) in {cle_de_nom(n) for n in connus} | {"ouest", "ici", "a cote"}


@souvent
@given(libelle=hostiles, noms=st.lists(hostiles, max_size=6))
def test_the_nearest_names_are_among_those_given(libelle, noms):
    assert set(find_closest(libelle, noms)) <= set(noms)


valeurs_d_adresse = st.one_of(
    hostiles,
    st.sampled_from(
        [
            "2015",
            "2026",
            "200000172",
            "200000545",
            "99001",
            "alpha",
            "toutes",
            "epci",
            "mutualisation",
            "pays-ouest",
            "manque",
            "3",
            "fiches",
            "secteur",
        ]
    ),
)
cles_d_adresse = st.one_of(
    st.sampled_from(
        [
            "millesime",
            "epci",
            "type",
            "echelle",
            "q",
            "commune",
            "fiche",
            "pays",
            "niveau",
            "regle",
            "seuil",
            "tri",
            "vue",
            "embed",
        ]
    ),
    hostiles,
)


@souvent
@given(
    params=st.dictionaries(
        cles_d_adresse, st.lists(valeurs_d_adresse, min_size=1, max_size=3), max_size=6
    )
)
def test_any_address_is_a_view_whose_own_address_gives_it_back(decoupages, params):
    vue, avis = parse_vue(params, decoupages, ("alpha", "beta"))
    assert all(
        (len(phrase) < 300 and phrase.isprintable()) or "\u202f" in phrase for phrase in avis
    )
    assert parse_vue(write_params(vue, decoupages), decoupages, ("alpha", "beta")) == (vue, ())


@souvent
@given(texte=hostiles)
def test_a_search_is_one_line_without_invisible_signs(texte):
    propre = clean_recherche(texte)
    assert propre == clean_recherche(propre)
    assert len(propre) <= LONGUEUR_RECHERCHE
    assert remove_invisible(propre) == propre == " ".join(propre.split())


json_values = st.recursive(
    st.one_of(st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), hostiles),
    lambda x: st.one_of(st.lists(x, max_size=3), st.dictionaries(hostiles, x, max_size=3)),
    max_leaves=8,
)


@souvent
@given(valeur=st.dictionaries(hostiles, json_values, max_size=4))
def test_what_goes_into_a_script_reads_back_and_is_no_markup_and_no_template(valeur):
    code = encode_js(valeur)
    assert json.loads(code) == valeur
    assert not set("<>&\u2028\u2029") & set(code)
    assert Template(code).render() == code


@parfois
@given(texte=hostiles)
def test_what_the_map_sends_to_the_browser_holds_the_very_texts(texte):
    etat, config = {"points": [["a", texte]]}, {"textes": {"titre": texte}}
    assert f"cartoEss.apply({encode_js(etat)})" in generate_leaflet_string(build_etat(etat))
    assert f", {encode_js(config)});" in generate_leaflet_string(build_fond(config, ()))


@souvent
@given(st.data())
def test_bits_read_back(data):
    codes = data.draw(st.lists(st.text(string.digits, min_size=5, max_size=5), unique=True))
    choisis = set(data.draw(st.lists(st.sampled_from(codes)))) if codes else set()
    hexa = encode_bits(codes, choisis)
    bits = [int(hexa[i >> 2], 16) >> (3 - (i & 3)) & 1 for i in range(len(codes))]
    assert {c for c, bit in zip(codes, bits, strict=True) if bit} == choisis


@souvent
@given(texte=st.one_of(hostiles, st.text(max_size=60)))
def test_contacts_are_judged_without_failing_and_only_http_is_a_site(texte):
    is_telephone(texte)
    is_courriel(texte)
    assert not is_site(texte) or texte.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize("extension", ["csv", "geojson", "xlsx", "html", "gpkg"])
def test_every_export_of_hostile_texts_is_written_and_holds_them(reel, extension):
    decoupages, vrai = reel
    modele = next(f for f in vrai.fiches if f.point)
    fiches = tuple(
        dataclasses.replace(modele, id=nom, structure=texte, enjeux=texte, secteur=texte)
        for nom, texte in TEXTES.items()
    )
    matrice = build_matrice(fiches, decoupages, millesime=2015, echelle=Echelle.TOUTES)
    extraction = build_extraction(
        Vue(2015, echelle=Echelle.TOUTES),
        decoupages,
        Referentiel(fiches, ()),
        matrice,
        date=dt.date(2026, 1, 1),
    )
    octets = build_export(extraction, extension, GEODATA)
    assert len(octets) > 1_000
    if extension == "csv":
        relu = parse_csv(octets, fichier="e.csv", colonnes=("id", "structure", "enjeux"))
        assert {ligne["id"]: ligne["structure"] for ligne in relu.lignes} == {
            nom: texte.strip() for nom, texte in TEXTES.items()
        }
        lignes = csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";")
        assert not [c for ligne in lignes for c in ligne if c[:1] in set("=+@\t\r\n")]
    if extension == "geojson":
        noms = {t["properties"]["structure"] for t in json.loads(octets)["features"]}
        assert noms == set(TEXTES.values())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="aucun pdftotext")
def test_the_pdf_of_hostile_texts_reads_as_typed(tmp_path, monkeypatch):
    courts = {nom: t for nom, t in TEXTES.items() if len(t) < 60 and "\n" not in t}
    monkeypatch.setenv("CARTO_ESS_REFERENTIEL", str(write_hostile(tmp_path / "r", courts)))
    fichier = tmp_path / "p.pdf"
    resultat = CliRunner().invoke(carto_ess, ["territory", "246200455", "--output", str(fichier)])
    assert resultat.exit_code == 0, resultat.output
    sortie = subprocess.run(["pdftotext", "-raw", fichier, "-"], capture_output=True, check=True)
    lu = "".join(sortie.stdout.decode().split())
    assert [n for n, t in courts.items() if "".join(t.split()) not in lu] == ["emoji"]
