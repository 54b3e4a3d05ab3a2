"""Years follow each other without a line of code: a made-up 2027, a split, an EPCI that moves."""

import json

import pytest
from click.testing import CliRunner

import pays_construit as essai
from annees import build, read_communes
from carto_ess._errors import GeodataError
from carto_ess.cli.commandes import carto_ess
from carto_ess.construction.check import check_geodata
from carto_ess.geodata.decoupages import read_decoupages
from carto_ess.territoire.changement import describe, list_periodes, summarize
from pays_construit import A, B

LISEZMOI = essai.LISEZMOI.replace("| 2026  |", "| 2027  | 7.0.0 | |\n| 2026  |")


@pytest.fixture
def write_2027(tmp_path, monkeypatch):
    """Return what writes the archive of 2027, of communes and EPCI changed from those of 2026."""

    def write(*, sans=(), avec=(), epci=essai.EPCI, anciens=None):
        communes = [
            (code, nom, p, (anciens or {}).get(code, a)) for code, nom, p, a in essai.COMMUNES
            if code not in sans
        ]  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(essai, "COMMUNES", [*communes, *avec])
            patch.setattr(essai, "EPCI", epci)
            patch.setattr(essai, "LISEZMOI", LISEZMOI)
            return essai.write_decoupage(tmp_path / "2027.tgz", version="7.0.0")

    return write


def move(epci, code, vers):
    """Return the EPCI with one commune in another; `vers` empty, gone."""
    return [
        (siren, nom, nature, tuple(sorted({*m, code} if siren == vers else {*m} - {code})))
        for siren, nom, nature, m in epci
    ]


def test_a_new_year_is_one_command(pays_d_essai, write_2027, tmp_path):
    """Étang joins Bois, L'Ain changes EPCI: known of the archive alone."""
    epci = move(move(essai.EPCI, "91006", ""), "91001", B)
    suivante = write_2027(sans=("91006",), epci=epci, anciens={"91002": ("91006",)})
    commande = [
        "geodata", "build", "--millesimes", "2015,2026,2027", "--departement", "91",
        "--contours", pays_d_essai["contours"], "--decoupage", pays_d_essai["decoupage"],
        "--decoupage", suivante, "--sources", pays_d_essai["sources"],
        "--output", pays_d_essai["output"],
    ]  # fmt: skip
    resultat = CliRunner().invoke(carto_ess, [str(mot) for mot in commande])
    assert resultat.exit_code == 0, resultat.stderr
    assert "2027 : 5 communes, 2 EPCI" in resultat.stderr
    geodata = pays_d_essai["output"]
    assert check_geodata(geodata) == []
    decoupages = read_decoupages(geodata)
    assert decoupages.millesimes == (2015, 2026, 2027)
    assert decoupages.manifeste.versions == {2026: "6.0.0", 2027: "7.0.0"}
    assert decoupages.manifeste.population_annee == 2024
    assert decoupages.bring_forward(["91006"], depuis=2015) == {"91002"}
    assert decoupages[2027].communes["91001"].siren_epci == B
    assert decoupages[2026].communes["91001"].siren_epci == A
    *_, actuelle = list_periodes(decoupages)
    assert summarize(actuelle.changement) == (
        "En 2027 : 1 EPCI est créé ou agrandi ; 1 commune a rejoint une autre."
    )
    assert describe(actuelle.changement)[1] == "Étang a rejoint Bois."
    carto = json.loads((geodata / decoupages.manifeste.topologie).read_bytes())["carto"]
    assert carto["millesimes"] == [2015, 2026, 2027]


def test_a_commune_split_is_both_parts_forwards_and_a_part_backwards(pays_d_essai, write_2027):
    """Dune-Vieille, merged before 2026, is restored in 2027 with the contour it had."""
    contours = [c for c in essai.CONTOURS if c[0] not in {"91004", "91005"}]
    contours.append(("91004", "COM", essai.carre(1, 1.001, 2, 0.999)))
    contours.append(("91005", "COMD", essai.carre(2, 1)))
    suivante = write_2027(
        avec=[("91005", "Dune-Vieille", 40, ())],
        anciens={"91004": ()},
        epci=move(essai.EPCI, "91005", B),
    )
    chemin = essai.write_contours(pays_d_essai["output"].parent / "coupes.tar.gz", contours)
    arguments = pays_d_essai | {
        "contours": chemin,
        "decoupage": [pays_d_essai["decoupage"], suivante],
    }
    build(**arguments)
    assert check_geodata(pays_d_essai["output"]) == []
    decoupages = read_decoupages(pays_d_essai["output"])
    (retour,) = [m for m in decoupages.mouvements if m.nature == "retablissement"]
    assert (retour.code_avant, retour.code_apres) == ("91004", "91005")
    assert decoupages.bring_forward(["91004"], depuis=2026) == {"91004", "91005"}
    recul = decoupages.convert_land(["91005"], depuis=2027, vers=2026)
    assert recul == (frozenset(), {"91004"})
    assert decoupages.bring_forward(["91005"], depuis=2015) == {"91005"}
    assert decoupages.bring_forward(["91004"], depuis=2015) == {"91004"}


def test_a_commune_that_goes_nowhere_is_named(pays_d_essai, write_2027):
    suivante = write_2027(sans=("91006",), epci=move(essai.EPCI, "91006", ""))
    with pytest.raises(GeodataError, match=r"Étang \(91006\), de 2026, n’est plus là en 2027"):
        build(**(pays_d_essai | {"decoupage": [pays_d_essai["decoupage"], suivante]}))


def test_a_commune_that_comes_from_nowhere_is_named(pays_d_essai, write_2027):
    suivante = write_2027(avec=[("91009", "Neuve", 5, ())], epci=move(essai.EPCI, "91009", B))
    with pytest.raises(GeodataError, match=r"Neuve \(91009\), de 2027, n’est pas là en 2026"):
        build(
            **(pays_d_essai | {"decoupage": [pays_d_essai["decoupage"], suivante]}),
            millesimes=(2026, 2027),
        )


def test_communes_older_than_the_epci_of_a_year_follow_these(
    pays_d_essai,
    write_2027,
    monkeypatch,
):
    """A package may have the communes of the year before: its EPCI say which ones are gone."""
    epci = move(essai.EPCI, "91006", "")
    suivante = write_2027(sans=("91006",), epci=epci, anciens={"91002": ("91006",)})
    monkeypatch.setattr(essai, "EPCI", epci)
    decalee = essai.write_decoupage(pays_d_essai["output"].parent / "2026.tgz")
    build(**(pays_d_essai | {"decoupage": [decalee, suivante]}))
    communes = read_communes(pays_d_essai["output"] / "communes.csv", 2026)
    assert "91006" not in {c["code_commune"] for c in communes}


@pytest.mark.parametrize("valeur", ["2015;2026", "an 2000", "", "26"])
def test_years_that_are_none_are_a_wrong_call(valeur):
    resultat = CliRunner().invoke(carto_ess, ["geodata", "build", "--millesimes", valeur])
    assert resultat.exit_code == 2
    assert "des années séparées par des virgules" in " ".join(resultat.stderr.split())
