"""The whole country on codes: ``python -m tests.benchmark.national --decoupage ARCHIVE``.

34,900 communes, 1,250 EPCI and 10,000 generated fiches: `coverage` and `gaps` beside a plain pandas
merge of the same tables, in one process and one run. Prints seconds, ratios and the memory peak.

Coverage is every (fiche, commune) pair: ours makes the set of each fiche, one after the other, and
counts it; pandas makes one table of them all. Gaps are the fiches that touch each EPCI: pandas
counts them from the pairs it already has; ours, from the territories declared, with all else that
`gaps` answers (types, communes, populations, ranks). What each reads is made beforehand: our sets
of communes by territory in the first of the runs, which is not the best one; pandas' tables. By
which niveau a fiche covers a commune, which the command `coverage` prints besides, is in neither.

With ``--geodata DOSSIER``, a folder that ``carto-ess geodata build --departement tous`` made, it
measures the map and the app instead: what mending took, the weight of the files, what a visitor
receives and waits for. ``--referentiel DOSSIER`` keeps the fiches generated, to look at the app.
"""

import gc
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import click
import pandas as pd

from carto_ess.construction.sources import read_code_officiel
from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.decoupages import read_verified
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.referentiel.fiche import Declaration, Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune, Commune
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.ressort import Ressort
from tests.benchmark import grand

MILLESIME = 2026


def read_country(archive):
    """Read every commune that belongs to an EPCI, as one « département » the size of France."""
    officiel = read_code_officiel(archive, MILLESIME)
    epci_of = {m["code"]: e["code"] for e in officiel.epci for m in e["membres"]}
    communes = {
        CodeCommune(c["code"]): Commune(
            CodeCommune(c["code"]), c["nom"], epci_of[c["code"]], None, c.get("population", 0), 0, 0
        )
        for c in sorted(officiel.communes, key=lambda c: c["code"])
        if c["code"] in epci_of
    }
    membres = {}
    for commune in communes.values():
        membres.setdefault(commune.siren_epci, []).append(commune.code)
    epci = {
        Siren(e["code"]): Epci(
            Siren(e["code"]), e["type"], e["nom"], e["nom"], tuple(m), len(m), None
        )
        for e in officiel.epci
        if (m := membres.get(e["code"]))
    }
    ressort = Ressort((), entier=True)
    pays = Decoupage(MILLESIME, ressort, communes, epci, {}, {})
    manifeste = Manifeste(ressort, (MILLESIME,), 2023, "populations", 0, 0.0, {}, "", (), {})
    return Decoupages(manifeste, {MILLESIME: pays}, ())


def generate_fiches(decoupage, n, hasard):
    """Make `n` fiches that each declare one to three EPCI and up to five communes."""
    sirens, codes, types = list(decoupage.epci), list(decoupage.communes), list(TypeCooperation)
    for i in range(n):
        territoires = [(Niveau.EPCI, s) for s in hasard.sample(sirens, hasard.randint(1, 3))]
        territoires += [(Niveau.COMMUNE, c) for c in hasard.sample(codes, hasard.randint(0, 5))]
        declarations = tuple(
            Declaration(niveau, code, "", MILLESIME, "", "explicite", "")
            for niveau, code in territoires
        )
        yield Fiche(
            f"f{i}",
            hasard.choice(types),
            "s",
            "x",
            "x",
            "x",
            "x",
            "x",
            "x",
            (),
            (),
            (),
            None,
            MILLESIME,
            declarations,
        )


def measure(travail):
    """Return what `travail()` gives and the best of five times, in seconds."""
    temps = []
    for _ in range(5):
        gc.collect()  # what the run before left is not charged to this one
        debut = time.perf_counter()
        resultat = travail()
        temps.append(time.perf_counter() - debut)
    return resultat, min(temps)


def merge_with_pandas(declarations, communes):
    """Return one row per fiche and commune, as a plain merge gives it."""
    par_epci = declarations[declarations.niveau == "epci"].merge(
        communes, left_on="code", right_on="epci"
    )
    seules = declarations[declarations.niveau == "commune"].rename(columns={"code": "commune"})
    lignes = pd.concat([par_epci[["fiche", "commune"]], seules[["fiche", "commune"]]])
    return lignes.drop_duplicates()


def count_with_pandas(lignes, communes):
    """Return, per EPCI, distinct fiches and covered communes."""
    jointes = communes.merge(lignes, how="left", on="commune")
    return jointes.groupby("epci").agg(n_fiches=("fiche", "nunique"), vides=("fiche", "count"))


@click.command()
@click.option("--decoupage", type=click.Path(exists=True, path_type=Path))
@click.option("--geodata", type=click.Path(exists=True, path_type=Path))
@click.option("--referentiel", type=click.Path(path_type=Path))
@click.option("--fiches", "n_fiches", default=10_000, show_default=True)
def main(decoupage, geodata, referentiel, n_fiches):
    """Print what the country costs: on codes with --decoupage, on screen with --geodata."""
    if decoupage is None and geodata is None:
        raise click.UsageError("--decoupage or --geodata is needed")
    if decoupage:
        compare_with_pandas(decoupage, n_fiches)
    if geodata:
        with tempfile.TemporaryDirectory() as provisoire:
            visit_country(geodata, referentiel or Path(provisoire), n_fiches)


def visit_country(geodata, referentiel, n_fiches):
    """Print what the map weighs and what a visit of the app costs, on generated fiches."""
    decoupages, lecture = measure(lambda: read_verified(geodata))
    recent = decoupages.actuel
    fiches = list(generate_fiches(recent, n_fiches, random.Random(1)))
    grand.write_referentiel(fiches, recent, referentiel)
    for phrase in grand.describe_map(geodata):
        click.echo(phrase)
    click.echo(f"geodata verified and read: {lecture:.2f} s")
    sys.path.append(str(Path(__file__).resolve().parents[1] / "navigateur"))
    from visiteur import serve  # beside the browser tests, which are no package

    with serve(CARTO_ESS_GEODATA=str(geodata), CARTO_ESS_REFERENTIEL=str(referentiel)) as adresse:
        for ligne in grand.describe_visit(adresse, recent):
            click.echo(ligne)


def compare_with_pandas(decoupage, n_fiches):
    """Print the times of ours and of pandas, their ratio, and the memory peak."""
    decoupages = read_country(decoupage)
    pays = decoupages[MILLESIME]
    fiches = tuple(generate_fiches(pays, n_fiches, random.Random(1)))

    def derive():
        matrice = build_matrice(fiches, decoupages, millesime=MILLESIME, echelle=Echelle.PROXIMITE)
        return matrice, sum(len(matrice.communes_of(f.id)) for f in fiches)

    (matrice, n_paires), couverture = measure(derive)
    question = Question(MILLESIME, niveau=Niveau.EPCI)
    bilan, lacunes = measure(lambda: build_bilan(question, fiches, matrice, decoupages))
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    declarations = pd.DataFrame(
        [(f.id, str(d.niveau), d.code) for f in fiches for d in f.declarations],
        columns=["fiche", "niveau", "code"],
    )
    communes = pd.DataFrame(
        [(c.code, c.siren_epci) for c in pays.communes.values()], columns=["commune", "epci"]
    )
    lignes, fusion = measure(lambda: merge_with_pandas(declarations, communes))
    comptes, groupes = measure(lambda: count_with_pandas(lignes, communes))
    assert len(lignes) == n_paires, "ours and pandas must find the same coverage"
    assert all(comptes.n_fiches[x.code] == x.n_fiches for x in bilan.lacunes)
    click.echo(f"{len(pays.communes)} communes, {len(pays.epci)} EPCI, {n_fiches} fiches")
    click.echo("| | carto-ess (s) | pandas (s) | ratio |\n|---|---|---|---|")
    for nom, notre, leur in (("coverage", couverture, fusion), ("gaps", lacunes, groupes)):
        click.echo(f"| {nom} | {notre:.2f} | {leur:.2f} | {notre / leur:.2f} |")
    click.echo(f"memory peak before pandas' tables: {memoire:.0f} MB")


if __name__ == "__main__":
    main()
