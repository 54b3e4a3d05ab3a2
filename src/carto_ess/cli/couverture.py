"""``carto-ess coverage``: the communes that each fiche covers, as JSON or CSV."""

from __future__ import annotations

import os

import click

from carto_ess.atelier.ouverture import read_publie
from carto_ess.cli.options import (
    choose_millesime,
    echo_json,
    open_csv,
    tell_empty,
    with_format,
    with_lecture,
    with_perimetres,
)
from carto_ess.couverture.matrice import build_matrice
from carto_ess.geodata.decoupages import read_verified
from carto_ess.referentiel.fiche import Lecture
from carto_ess.reglages import find_geodata
from carto_ess.territoire.niveau import Echelle


@click.command()
@with_perimetres
@with_lecture
@with_format("json", "csv")
def coverage(millesime: int | None, echelle: str, lecture: str, format_: str) -> None:
    """Écrit, pour chaque fiche, les communes qu’elle couvre.

    « en_partie » : celles dont elle ne déclare qu’une part, dans les périmètres d’une autre année.
    """
    decoupages = read_verified(find_geodata(os.environ))
    referentiel = read_publie(os.environ, decoupages)
    tell_empty(referentiel)
    annee = choose_millesime(decoupages, millesime)
    matrice = build_matrice(
        referentiel.fiches,
        decoupages,
        millesime=annee,
        echelle=Echelle(echelle),
        lecture=Lecture(lecture),
    )
    if format_ == "csv":
        ecrivain = open_csv()
        ecrivain.writerow([
            "millesime", "echelle", "lecture", "fiche", "niveau", "code_commune", "en_partie",
        ])  # fmt: skip
        for fiche in referentiel.fiches:
            partielles = matrice.partielles(fiche)
            for niveau, communes in matrice.par_fiche[fiche.id].items():
                ecrivain.writerows(
                    [annee, echelle, lecture, fiche.id, niveau, c, "oui" if c in partielles else ""]
                    for c in sorted(communes)
                )
        return
    fiches = [
        {
            "id": f.id,
            "nom": f.structure,
            "type": f.type,
            "communes": sorted(matrice.communes_of(f.id)),
            "en_partie": sorted(matrice.partielles(f)),
            "par_niveau": {n: sorted(c) for n, c in matrice.par_fiche[f.id].items()},
        }
        for f in referentiel.fiches
    ]
    echo_json({"millesime": annee, "echelle": echelle, "lecture": lecture, "fiches": fiches})
