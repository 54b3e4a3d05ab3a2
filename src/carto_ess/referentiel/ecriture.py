"""Fiches back into the two tables they were read from: the inverse of `saisie`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from carto_ess.referentiel.fiche import Fiche, Lecture
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.referentiel.saisie import SEPARATEUR
from carto_ess.tableur.formule import neutralise

Rang = Mapping[str, str]


def write_fiche(fiche: Fiche) -> Rang:
    """Return the cells of a fiche's row, by column."""
    point = fiche.point
    valeurs = (
        fiche.id,
        fiche.type,
        fiche.structure,
        fiche.secteur,
        fiche.couverture,
        fiche.origine,
        fiche.composition,
        fiche.enjeux,
        fiche.travailler_ensemble,
        SEPARATEUR.join(fiche.telephones),
        SEPARATEUR.join(fiche.courriels),
        SEPARATEUR.join(fiche.sites),
        f"{point.code_commune} {point.nom}".rstrip() if point else "",
        point.nature if point else "",
        point.fiabilite if point else "",
        point.source if point else "",
        fiche.annee,
        fiche.verifie_le.isoformat() if fiche.verifie_le else "",
    )
    return dict(zip(COLONNES_FICHES, map(str, valeurs), strict=True))


def write_couvertures(fiche: Fiche) -> list[Rang]:
    """Return the cells of the rows of the territories that a fiche declares."""
    return [
        dict(
            zip(
                COLONNES_COUVERTURES,
                (fiche.id, str(d.niveau), d.code, d.nom, str(d.millesime), d.texte,
                 str(d.certitude), d.note, "" if d.lecture is Lecture.RETENUE else str(d.lecture)),
                strict=True,
            )
        )
        for d in (*fiche.declarations, *fiche.variantes)
    ]  # fmt: skip


def build_rangs(fiches: Iterable[Fiche]) -> tuple[list[Rang], list[Rang]]:
    """Return the rows of the table of fiches and of the table of couvertures."""
    fiches = tuple(fiches)
    return (
        [write_fiche(f) for f in fiches],
        [rang for f in fiches for rang in write_couvertures(f)],
    )


def write_csv(rangs: Iterable[Rang], colonnes: Sequence[str]) -> bytes:
    """Write a table as the project keeps it: `;`, UTF-8 with BOM, no cell that may be a formula."""
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\n")
    ecrivain.writerow(colonnes)
    ecrivain.writerows([neutralise(rang[colonne]) for colonne in colonnes] for rang in rangs)
    return flux.getvalue().encode("utf-8-sig")
