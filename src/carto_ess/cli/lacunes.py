"""``carto-ess gaps``: for each territory what covers it, what does not, and who lives there."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import click

from carto_ess.atelier.ouverture import open_registre, read_publie
from carto_ess.atelier.registre import parse_paire
from carto_ess.cli.options import (
    choose_millesime,
    echo_json,
    open_csv,
    tell_empty,
    with_format,
    with_lecture,
    with_perimetres,
    with_types,
)
from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.decoupages import read_verified
from carto_ess.lacune.bilan import (
    NIVEAUX_LACUNES,
    Bilan,
    Etat,
    Lacune,
    Question,
    Regle,
    build_bilan,
)
from carto_ess.lacune.inconnu import find_inconnus
from carto_ess.lacune.lacune import COMPTES
from carto_ess.lacune.phrases import note_population, titre_bilan
from carto_ess.referentiel.fiche import Lecture
from carto_ess.referentiel.lecture import Referentiel, build_referentiel
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_geodata
from carto_ess.tableur.tableau import LIGNES_MAX_DOSSIER
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Echelle, Niveau


@click.command()
@with_perimetres
@with_types
@click.option(
    "--niveau",
    type=click.Choice([n.value for n in NIVEAUX_LACUNES]),
    default="epci",
    show_default="epci",
    help="Territoires à juger.",
)
@click.option(
    "--regle",
    type=click.Choice([r.value for r in Regle]),
    default="aucune",
    show_default="aucune",
    help="Une commune n’est pas couverte quand aucune fiche des types demandés ne la couvre "
    "(aucune), quand il lui manque l’un de ces types (manque), ou quand elle a moins de fiches "
    "que --seuil (moins_de).",
)
@click.option(
    "--seuil",
    type=click.IntRange(min=1, max=LIGNES_MAX_DOSSIER),
    default=None,
    metavar="N",
    help="Nombre de fiches, avec --regle moins_de.",
)
@click.option(
    "--malgre-fautes",
    is_flag=True,
    help="Répond même si le référentiel contient des fautes : ce qu’une fiche fautive couvre "
    "peut-être est compté « inconnu ». Le code de sortie reste 1.",
)
@with_lecture
@with_format("json", "csv")
def gaps(  # noqa: PLR0913, PLR0917 - click gives one argument per option
    millesime: int | None,
    echelle: str,
    types: tuple[str, ...],
    niveau: str,
    regle: str,
    seuil: int | None,
    malgre_fautes: bool,  # noqa: FBT001 - a flag of the command line
    lecture: str,
    format_: str,
) -> None:
    """Écrit, pour chaque territoire, ce qui le couvre et ce qui lui manque.

    « Aucune » veut dire : aucune coopération recensée. Les habitants sont ceux des communes
    actuelles qui occupent le territoire, dans le ou les départements.
    """
    if (seuil is None) is (regle == Regle.MOINS_DE):
        raise click.UsageError("--seuil ne va qu’avec --regle moins_de, qui l’exige.")
    decoupages = read_verified(find_geodata(os.environ))
    question = Question(
        millesime=choose_millesime(decoupages, millesime),
        echelle=Echelle(echelle),
        niveau=Niveau(niveau),
        types=tuple(t for t in TypeCooperation if t in types),
        regle=Regle(regle),
        seuil=seuil or 1,
    )
    referentiel, inconnus = _read(question, decoupages, malgre_fautes=malgre_fautes)
    matrice = build_matrice(
        referentiel.fiches,
        decoupages,
        millesime=question.millesime,
        echelle=question.echelle,
        lecture=Lecture(lecture),
    )
    bilan = build_bilan(question, referentiel.fiches, matrice, decoupages, inconnus=inconnus)
    demandes = question.types_demandes
    parts = matrice.en_partie(f for f in referentiel.fiches if f.type in demandes)
    if referentiel.fautes:  # what is faulty may be a fiche
        bilan = replace(bilan, vide=False)
    if not tell_empty(referentiel):
        click.echo(titre_bilan(bilan), err=True)
    if format_ == "csv":
        _write_csv(bilan, lecture, parts)
    else:
        echo_json(describe_bilan(bilan, decoupages, Lecture(lecture), parts))
    raise SystemExit(1 if referentiel.fautes else 0)


def _read(
    question: Question, decoupages: Decoupages, *, malgre_fautes: bool
) -> tuple[Referentiel, frozenset[CodeCommune]]:
    """Return the référentiel and what its faults, told on standard error, leave unknown."""
    if not malgre_fautes:
        return read_publie(os.environ, decoupages), frozenset()
    fiches, couvertures = parse_paire(open_registre(os.environ).read_tables())
    referentiel = build_referentiel(fiches, couvertures, decoupages)
    for faute in referentiel.fautes:
        click.echo(str(faute), err=True)
    return referentiel, find_inconnus(question, fiches, couvertures, decoupages)


def describe_bilan(
    bilan: Bilan,
    decoupages: Decoupages,
    lecture: Lecture = Lecture.RETENUE,
    parts: Collection[CodeCommune] = frozenset(),
) -> dict[str, Any]:
    """Return the answer as the command line's JSON says it.

    `parts` are communes covered of which no fiche declares the whole: `Matrice.en_partie`.
    """
    question = bilan.question
    return {
        "millesime": question.millesime,
        "echelle": question.echelle,
        "lecture": lecture,
        "niveau": question.niveau,
        "types": list(question.types_demandes),
        "regle": question.regle,
        "seuil": question.seuil if question.regle is Regle.MOINS_DE else None,
        "titre": titre_bilan(bilan),
        "population_annee": bilan.population_annee,
        "population_note": note_population(decoupages),
        "territoires": [
            {
                **_describe(x, parts), "rang": x.rang, "ecart_mediane": x.ecart_mediane,
                "communes_non_couvertes": list(x.communes_non_couvertes),
                "communes_en_partie": [c for c in x.communes if c in parts],
            }
            for x in bilan.lacunes
        ],
        "total": {
            **_describe(bilan.total, parts),
            "n_territoires": len(bilan.lacunes),
            "n_par_etat": dict(bilan.n_par_etat),
            "n_par_etat_min": {etat: bilan.plage_etat(etat).mini for etat in Etat},
            "n_par_etat_max": {etat: bilan.plage_etat(etat).maxi for etat in Etat},
            "population_par_etat": dict(bilan.population_par_etat),
            "n_communes_hors": len(bilan.communes_hors),
            "mediane": bilan.mediane,
            "moyenne": round(bilan.moyenne, 2),
            "mediane_epci": bilan.mediane_epci,
            "moyenne_epci": round(bilan.moyenne_epci, 2),
        },
    }  # fmt: skip


def _describe(lacune: Lacune, parts: Collection[CodeCommune]) -> dict[str, Any]:
    return {
        "code": lacune.code,
        "nom": lacune.nom,
        "n_communes": lacune.n_communes,
        "n_communes_couvertes": lacune.n_communes_couvertes,
        "n_communes_en_partie": sum(c in parts for c in lacune.communes),
        "n_communes_inconnues": len(lacune.communes_inconnues),
        "n_communes_ailleurs": lacune.n_communes_ailleurs,
        "population": lacune.population,
        "population_non_couverte": lacune.population_non_couverte,
        "n_fiches": lacune.n_fiches,
        "par_type": dict(lacune.par_type),
        "par_type_communes": dict(lacune.par_type_communes),
        "etat": lacune.etat,
        **_describe_ranges(lacune),
    }


def _describe_ranges(lacune: Lacune) -> dict[str, Any]:
    """Return each count that may depend on a reading, from the least to the most."""
    dits: dict[str, Any] = {}
    for nom, compte in COMPTES.items():
        plage = lacune.plage(compte)
        dits |= {f"{nom}_min": plage and plage.mini, f"{nom}_max": plage and plage.maxi}
    for nom in ("par_type", "par_type_communes"):
        par_lecture = [getattr(x, nom) for x in (lacune, *lacune.variantes)]
        for suffixe, choisir in (("min", min), ("max", max)):
            dits[f"{nom}_{suffixe}"] = {
                t: choisir(lue[t] for lue in par_lecture) for t in par_lecture[0]
            }
    return dits


def _write_csv(bilan: Bilan, lecture: str, parts: Collection[CodeCommune]) -> None:
    """Write a row per territory, the département last; the question is repeated on each row."""
    question = bilan.question
    types = question.types_demandes
    simples = [c for c, v in _describe(bilan.total, parts).items() if not isinstance(v, dict)]
    ecrivain = open_csv()
    ecrivain.writerow(
        [
            "millesime",
            "echelle",
            "lecture",
            "niveau",
            "regle",
            "seuil",
            *simples,
            *types,
            *(f"{t}_{borne}" for borne in ("min", "max") for t in types),
            *(f"communes_{t}" for t in types),
            "population_annee",
        ]
    )
    for lacune in (*bilan.lacunes, bilan.total):
        decrite = _describe(lacune, parts)
        ecrivain.writerow(
            [
                question.millesime,
                question.echelle,
                lecture,
                lacune.niveau,
                question.regle,
                question.seuil if question.regle is Regle.MOINS_DE else "",
                *(decrite[c] for c in simples),
                *lacune.par_type.values(),
                *decrite["par_type_min"].values(),
                *decrite["par_type_max"].values(),
                *lacune.par_type_communes.values(),
                bilan.population_annee,
            ]
        )
