"""``carto-ess plan``: the few extensions of recorded cooperations that reach the most people."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from carto_ess.atelier.ouverture import read_publie
from carto_ess.cli.options import (
    choose_millesime,
    echo_json,
    open_csv,
    tell_empty,
    with_format,
    with_millesime,
    with_types,
)
from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.decoupages import read_verified
from carto_ess.geodata.voisinage import read_voisinage
from carto_ess.lacune.bilan import Question, build_bilan
from carto_ess.lacune.plage import Plage, find_plage
from carto_ess.plan.phrases import HYPOTHESE, say_method, say_plan
from carto_ess.plan.plan import NOMBRE, NOMBRE_MAX, Etape, Plan, Reste, build_plan
from carto_ess.plan.terrain import Critere, Pas
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_geodata
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle


@click.command()
@with_millesime
@with_types
@click.option(
    "--nombre",
    type=click.IntRange(1, NOMBRE_MAX),
    default=NOMBRE,
    show_default=True,
    metavar="K",
    help="Nombre d’extensions.",
)
@click.option(
    "--critere",
    type=click.Choice([c.value for c in Critere]),
    default="habitants",
    show_default="habitants",
    help="Ce qu’il faut atteindre le plus.",
)
@click.option(
    "--sauf",
    multiple=True,
    metavar="FICHE:SIREN",
    help="Extension qui n’aura pas lieu, à répéter : le plan est fait sans elle.",
)
@with_format("json", "csv")
def plan(
    millesime: int | None,
    types: tuple[str, ...],
    nombre: int,
    critere: str,
    sauf: tuple[str, ...],
    format_: str,
) -> None:
    """Écrit par quelles extensions commencer pour atteindre le plus de monde.

    Une extension : une coopération recensée s’étend à tout un EPCI voisin, ou qu’elle couvre déjà
    en partie.
    """
    geodata = find_geodata(os.environ)
    decoupages = read_verified(geodata)
    referentiel = read_publie(os.environ, decoupages)
    fiches = referentiel.fiches
    question = Question(
        choose_millesime(decoupages, millesime),
        types=tuple(t for t in TypeCooperation if t in types),
    )
    matrice = build_matrice(
        fiches, decoupages, millesime=question.millesime, echelle=Echelle.PROXIMITE
    )
    trouve = build_plan(
        build_bilan(question, fiches, matrice, decoupages),
        matrice,
        read_voisinage(geodata),
        critere=Critere(critere),
        nombre=nombre,
        exclus=[_read_step(texte, {f.id for f in fiches}) for texte in sauf],
    )
    if not tell_empty(referentiel):
        click.echo(say_plan(trouve), err=True)
    if format_ == "csv":
        _write_csv(trouve)
    else:
        echo_json(describe_plan(trouve))


def _read_step(texte: str, fiches: set[str]) -> Pas:
    fiche, deux_points, siren = texte.partition(":")
    if not deux_points or fiche not in fiches:
        raise click.BadParameter(
            f"« {texte} » reçu, attendu l’identifiant d’une fiche, « : » et un SIREN.",
            param_hint="--sauf",
        )
    return Pas(fiche, Siren(siren))


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return the plan as the command line's JSON says it."""
    question = plan.bilan.question
    return {
        "millesime": question.millesime,
        "types": list(question.types_demandes),
        "critere": plan.critere,
        "nombre": plan.nombre,
        "titre": say_plan(plan),
        "hypothese": HYPOTHESE,
        "exacte": plan.exacte,
        "methode": say_method(plan),
        "avant": _describe_rest(plan.avants),
        "etapes": [_describe_step(etape) for etape in plan.etapes],
        "restant": _describe_rest(plan.restes),
        "sans_habitants": [epci.code for epci in plan.sans_habitants],
    }


def _describe_step(etape: Etape) -> dict[str, Any]:
    return {
        "fiche": etape.fiche.id,
        "type": etape.fiche.type,
        "epci": etape.epci.code,
        "communes": list(etape.communes),
        "habitants": etape.habitants,
        **_describe_plage("habitants", etape.plage_habitants),
        "cumul_habitants": etape.cumul_habitants,
        **_describe_plage("cumul_habitants", etape.plage_cumul),
        "nom_fiche": etape.fiche.structure,
        "nom_epci": etape.epci.nom,
        "n_communes": len(etape.communes),
        **_describe_plage("n_communes", etape.plage_communes),
        "partielle": etape.partielle,
        "restant": _describe_rest([portee.reste for portee in etape.portees]),
    }


def _describe_rest(restes: Sequence[Reste]) -> dict[str, int | None]:
    """Return what is left by the reading shown, with its range over every reading."""
    return {
        "n_communes": restes[0].communes,
        **_describe_plage("n_communes", find_plage(r.communes for r in restes)),
        "habitants": restes[0].habitants,
        **_describe_plage("habitants", find_plage(r.habitants for r in restes)),
    }


def _describe_plage(nom: str, plage: Plage | None) -> dict[str, int | None]:
    return {f"{nom}_min": plage and plage.mini, f"{nom}_max": plage and plage.maxi}


def _write_csv(plan: Plan) -> None:
    ecrivain = open_csv()
    comptes = [
        f"{nom}{borne}"
        for nom in ("n_communes", "habitants", "cumul_habitants")
        for borne in ("", "_min", "_max")
    ]
    colonnes = ("fiche", "type", "epci", *comptes)
    noms = ("nom_fiche", "nom_epci")
    ecrivain.writerow(
        ["millesime", "etape", *colonnes, *noms, "restant_communes", "restant_habitants", "exacte"]
    )
    for rang, etape in enumerate(plan.etapes, start=1):
        decrite = _describe_step(etape)
        ecrivain.writerow(
            [
                plan.bilan.question.millesime,
                rang,
                *(decrite[c] for c in (*colonnes, *noms)),
                etape.reste.communes,
                etape.reste.habitants,
                "oui" if plan.exacte else "non",
            ]
        )
