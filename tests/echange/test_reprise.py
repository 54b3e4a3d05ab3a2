"""A table that was never ours goes in, is understood row by row, and loses nothing unsaid."""

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest
from odfdo import Cell, Document, Row, Table
from openpyxl import Workbook

from carto_ess._errors import TableauError
from carto_ess.couverture.matrice import merge_communes
from carto_ess.echange import reprise as reprise_module
from carto_ess.echange.correspondance import (
    Correspondance,
    parse_correspondance,
    propose_correspondance,
    write_correspondance,
)
from carto_ess.echange.lecture import read_table
from carto_ess.echange.lieux import LectureCodes
from carto_ess.echange.reprise import NON_PRECISE, convert_table, list_fiches
from carto_ess.referentiel.lecture import build_referentiel, read_referentiel
from carto_ess.referentiel.modele import MODELES
from carto_ess.referentiel.publication import publish
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_schema
from carto_ess.tableur.classeur import read_classeur
from carto_ess.tableur.libre import TableLibre, read_libres
from carto_ess.tableur.schema import read_schema
from carto_ess.territoire.niveau import Niveau

COMMUNES = ("Lumbres", "Vimy", "Desvres", "Marquise", "Fruges", "Berck")


def build_associations():
    """Thirty associations, one a row, communes by name in one cell, as a mailing list in CSV."""
    lignes = [
        ["Liste des associations 2026"],
        ["Nom de l’association", "Forme de coopération", "Activité", "Tél.", "Mail",
         "Communes desservies", "Objectifs", "Année", "Commentaire interne"],
    ]  # fmt: skip
    lignes += [
        [f"Association n° {i}", ("Mutualisation", "collectif d'acteurs")[i % 2], "Aide",
         f"03 21 00 00 {i:02}" if i % 3 else "", f"a{i}@example.org",
         ", ".join(COMMUNES[i % 3 : i % 3 + 3]), f"But {i}", "2024", "à rappeler"]
        for i in range(30)
    ]  # fmt: skip
    flux = io.StringIO()
    csv.writer(flux, delimiter=";").writerows(lignes)
    return flux.getvalue().encode("cp1252"), "associations.csv"


def build_reseau():
    """Ten networks in thirty rows, a territory a row, in a workbook with another sheet beside."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "Réseau"
    feuille.append(["Organisme", "EPCI", "Type", "Site internet", "Millésime"])
    epci = ("CA du Boulonnais", "CC du Pays de Lumbres", "CC Desvres-Samer")
    for i in range(10):
        for nom in epci:
            feuille.append([f"Réseau {i}", nom, "partenariat_projets", "www.reseau.example", 2023])
    classeur.create_sheet("Notes").append(["rien"])
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue(), "reseau.xlsx"


def build_sites():
    """Thirty places by Insee code, seats by name, no type of cooperation, in ODS."""
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Sites")
    for rang in [
        ["Raison sociale", "Code Insee", "Siège social", "Thématique", "Courriel"],
        *([f"Site {i}", ("62534", "62861")[i % 2], "Lens", "Numérique", ""] for i in range(30)),
    ]:
        ligne = Row()
        ligne.set_cells([Cell(str(c)) for c in rang])
        table.append_row(ligne)
    document.body.append(table)
    flux = io.BytesIO()
    document.save(flux)
    return flux.getvalue(), "sites.ods"


def convert(octets, nom, decoupages, **changes):
    (table,) = (t for t in read_libres(octets, nom) if "Notes" not in t.fichier)
    correspondance = replace(propose_correspondance(table), **changes)
    return convert_table(table, correspondance, decoupages)


def test_a_list_of_associations_is_understood_by_its_headings(reel):
    reprise = convert(*build_associations(), reel[0])
    assert reprise.fautes == ()
    assert len(reprise.referentiel.fiches) == 30
    fiche = reprise.referentiel.fiches[1]
    assert (fiche.structure, fiche.type) == (
        "Association n° 1",
        TypeCooperation.COLLECTIF_ACTEURS_ESS,
    )
    assert [d.nom for d in fiche.declarations] == ["Vimy", "Desvres", "Marquise"]
    assert fiche.origine == NON_PRECISE
    assert "Colonne « Commentaire interne » : non reprise (30 cellules remplies)." in (
        reprise.rapport.pertes
    )
    assert (reprise.rapport.n_lignes, reprise.rapport.n_gardees) == (30, 30)


def test_several_rows_of_one_structure_are_one_fiche(reel):
    decoupages = reel[0]
    reprise = convert(*build_reseau(), decoupages, defauts={"secteur": "Réseaux"})
    assert reprise.fautes == ()
    assert len(reprise.referentiel.fiches) == 10
    fiche = reprise.referentiel.fiches[0]
    assert {d.niveau for d in fiche.declarations} == {Niveau.EPCI}
    communes = merge_communes(fiche.declarations, decoupages, millesime=2026)
    epci = decoupages.actuel.epci
    assert communes == {c for d in fiche.declarations for c in epci[d.code].communes}
    assert (fiche.sites, fiche.annee) == (("https://www.reseau.example",), 2023)
    assert reprise.rapport.n_gardees == 30


def test_a_table_without_a_type_asks_for_it_and_takes_one_for_all(reel):
    octets, nom = build_sites()
    sans = convert(octets, nom, reel[0])
    assert len(sans.fautes) == 30
    assert "un type pour tout le tableau" in str(sans.fautes[0])
    avec = convert(octets, nom, reel[0], defauts={"type": "structure_appui", "annee": "2026"})
    assert avec.fautes == ()
    fiche = avec.referentiel.fiches[0]
    assert (fiche.point.code_commune, fiche.point.nature) == ("62498", "siege")
    assert fiche.declarations[0].code == "62534"


TABLE = TableLibre(
    "t.csv",
    ("structure", "type", "communes", "tel", "secteur", "annee"),
    {
        2: {
            "structure": "A",
            "type": "mutualisation",
            "communes": "Vimy",
            "tel": "0321000001",
            "secteur": "x",
            "annee": "2020",
        },
        3: {
            "structure": "A",
            "type": "mutualisation",
            "communes": "Lumbres",
            "tel": "12",
            "secteur": "y",
            "annee": "2020",
        },
        4: {"structure": "", "type": "mutualisation", "communes": "Total : 2"},
        5: {"structure": "B", "type": "?", "communes": "Vimy", "annee": "2020"},
        6: {"structure": "C", "type": "mutualisation", "communes": "", "annee": "2020"},
    },
)


def test_rows_read_kept_and_left_aside_add_up_and_each_doubt_names_its_row_and_column(reel):
    reprise = convert_table(TABLE, propose_correspondance(TABLE), reel[0])
    rapport = reprise.rapport
    assert (rapport.n_lignes, rapport.n_gardees, rapport.n_ecartees) == (5, 2, 3)
    assert {(f.ligne, f.champ) for f in rapport.questions} >= {
        (4, "structure"), (5, "type"), (6, "communes"),
    }  # fmt: skip
    assert list_fiches(reprise) == ()
    (fiche,) = reprise.referentiel.fiches
    assert fiche.secteur == "x ; y"
    assert any("« 12 » n’est pas repris" in p and "Ligne 3" in p for p in rapport.pertes)


def test_a_correspondance_kept_is_read_again_the_same(reel):
    correspondance = Correspondance(
        colonnes={"structure": "Nom « court »", "type": "Forme"},
        territoires=("A", "B, C"),
        codes=LectureCodes.POSTAL,
        niveau=Niveau.EPCI,
        types={"ges": TypeCooperation.MUTUALISATION},
        defauts={"annee": "2026"},
    )
    assert parse_correspondance(write_correspondance(correspondance), "c.toml") == correspondance


@pytest.mark.parametrize(("texte", "mot"), [
    ("colonnes = ", "TOML"), ("[autre]\na = 1", "autre"), ("[colonnes]\nnom = 'A'", "nom"),
    ("[territoires]\ncolonnes = 'A'", "territoires"), ("[territoires]\ncodes = 'cp'", "cp"),
    ("[types]\na = 'club'", "club"), ("colonnes = 3", "colonnes"),
    ("territoires = 3", "territoires"),
])  # fmt: skip
def test_a_wrong_correspondance_is_one_sentence(texte, mot):
    with pytest.raises(TableauError, match=mot):
        parse_correspondance(texte, "c.toml")


@pytest.mark.parametrize("octets", [b"a;b\n", b"seul\n1\n2\n", b"\n\n"])
def test_what_is_no_table_is_said(octets):
    with pytest.raises(TableauError, match="ne contient pas de tableau"):
        read_libres(octets, "t.csv")


def test_headings_that_lack_or_repeat_get_a_name():
    (table,) = read_libres(b"Nom;Nom;;Ville\na;b;c;d\n", "t.csv")
    assert table.entete == ("Nom", "Nom (2)", "colonne C", "Ville")


@pytest.mark.parametrize(
    ("build", "defauts"),
    [
        (build_associations, {}),
        (build_reseau, {"secteur": "Réseaux"}),
        (build_sites, {"type": "structure_appui", "annee": "2026"}),
    ],
)
def test_what_is_read_of_a_foreign_table_is_published_exported_and_read_back_equal(
    build, defauts, reel, tmp_path, write_referentiel
):
    decoupages, schema = reel[0], read_schema(find_schema())
    fiches = list_fiches(convert(*build(), decoupages, defauts=defauts))
    assert fiches
    dossier = write_referentiel([{}], [{}], tmp_path / "en-place")
    publish(dossier, fiches, decoupages, maintenant=dt.datetime.now(dt.UTC))
    publiees = read_referentiel(dossier, decoupages).fiches
    assert publiees == fiches
    for extension, build_modele in MODELES.items():
        tables = read_classeur(build_modele(publiees, schema), f"m.{extension}", schema)
        assert build_referentiel(*tables, decoupages).fiches == fiches


def build_doutes(n, territoire="Lens", courriel=""):
    rangs = "".join(f"S{i};mutualisation;{territoire};{courriel}\n" for i in range(n))
    return f"Structure;Type;Communes;Courriels\n{rangs}".encode(), "t.csv"


def test_a_cell_that_comes_again_is_read_once(reel, monkeypatch):
    lus, lire = [], reprise_module.read_lieux
    monkeypatch.setattr(
        reprise_module, "read_lieux", lambda t, *a, **o: (lus.append(t), lire(t, *a, **o))[1]
    )
    assert convert(*build_doutes(50), reel[0]).rapport.n_gardees == 50
    assert lus == ["Lens"]


def test_a_table_of_nothing_but_doubts_is_read_until_nobody_reads_on(reel, monkeypatch):
    monkeypatch.setattr(reprise_module, "FAUTES_MAX", 20)
    rapport = convert(*build_doutes(500, "Lense"), reel[0]).rapport
    assert len(rapport.questions) == 21
    assert rapport.questions[-1].ligne == 22
    assert "La lecture s’arrête là" in rapport.questions[-1].action


def test_a_table_of_more_territories_than_any_referentiel_is_read_up_to_there(reel, monkeypatch):
    monkeypatch.setattr(reprise_module, "LIEUX_MAX", 30)
    rapport = convert(*build_doutes(500, "Lens | Arras"), reel[0]).rapport
    assert rapport.n_gardees == 15
    assert "La lecture s’arrête là" in rapport.questions[-1].action


def test_what_is_lost_is_cited_then_counted(reel, monkeypatch):
    monkeypatch.setattr(reprise_module, "FAUTES_MAX", 5)
    rapport = convert(*build_doutes(30, courriel="x@y"), reel[0]).rapport
    assert sum("n’est pas repris" in perte for perte in rapport.pertes) == 5
    assert rapport.pertes[-1] == "Et 25 valeurs ne sont pas reprises."


def test_a_table_is_described_as_it_is_read(reel):
    (table,) = read_libres(*build_doutes(3, "Lens | Arras"))
    lecture = read_table(table, propose_correspondance(table), reel[0], 2)
    assert lecture.formes == ("Arras + Lens",) * 2
    assert lecture.reprise.rapport.n_gardees == 3


def convert_siege(titre, siege, decoupages):
    table = f"Structure;Type;Communes;{titre}\nA;mutualisation;Lens;{siege}\n".encode()
    colonnes = {"structure": "Structure", "type": "Type", "point_commune": titre}
    return convert(
        table,
        "t.csv",
        decoupages,
        colonnes=colonnes,
        territoires=("Communes",),
        defauts={"annee": "2024"},
    )


@pytest.mark.parametrize(
    ("titre", "siege", "code"),
    [
        ("Commune du siège", "62160 Boulogne-sur-Mer", "62160"),
        ("Commune du siège", "Boulogne-sur-Mer", "62160"),
        ("Code Insee du siège", "62160", "62160"),
        ("Commune du siège", "62041", "62041"),
        ("Code postal du siège", "62500", ""),
    ],
)
def test_the_seat_is_one_commune(titre, siege, code, reel):
    (fiche,) = list_fiches(convert_siege(titre, siege, reel[0]))
    assert (fiche.point.code_commune if fiche.point else "") == code


def test_a_seat_that_is_insee_s_or_the_post_s_is_a_question(reel):
    (question,) = convert_siege("Commune du siège", "62500", reel[0]).rapport.questions
    assert "code Insee de Lespesses, et le code postal de" in str(question)
