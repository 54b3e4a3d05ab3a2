"""Reads what hand-kept tables say of the past: what became of EPCI, and remarks on perimeters."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from carto_ess._errors import GeodataError
from carto_ess.geodata.dossier import read_file
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.fusion import Devenir, EvenementEpci


class Remarque(NamedTuple):
    """What a reader must know of a perimeter, in French, and where it is said (may be empty)."""

    millesime: int
    texte: str
    source: str


def read_evenements_epci(dossier: Path) -> dict[Siren, EvenementEpci]:
    """Read ``sources/epci_evenements.csv`` of a geodata folder; empty when it does not hold one.

    Raises
    ------
    GeodataError
        The table has not its columns, or an event of a kind that is not known.
    """
    lignes = read_file(dossier, "sources/epci_evenements.csv", _read_table)
    try:
        evenements = [
            EvenementEpci(
                Siren(x["siren"]), Devenir(x["evenement"]), x["siren_apres"], x["date"], x["source"]
            )
            for x in lignes
        ]
    except (KeyError, ValueError) as erreur:
        raise _refuse("epci_evenements.csv", erreur) from erreur
    return {evenement.siren: evenement for evenement in evenements}


def read_remarques(dossier: Path) -> tuple[Remarque, ...]:
    """Read ``sources/remarques.csv`` of a geodata folder; empty when it does not hold one.

    Raises
    ------
    GeodataError
        The table has not its columns.
    """
    lignes = read_file(dossier, "sources/remarques.csv", _read_table)
    try:
        return tuple(Remarque(int(x["millesime"]), x["remarque"], x["source"]) for x in lignes)
    except (KeyError, ValueError) as erreur:
        raise _refuse("remarques.csv", erreur) from erreur


def _read_table(chemin: Path) -> list[dict[str, str]]:
    if not chemin.exists():  # what these tables say is a help, not a need
        return []
    try:
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            return list(csv.DictReader(flux))
    except (OSError, ValueError, csv.Error) as erreur:
        raise _refuse(chemin.name, erreur) from erreur


def _refuse(nom: str, erreur: Exception) -> GeodataError:
    return GeodataError(
        f"La table {nom} ne peut pas être lue ou n’a pas les colonnes et les valeurs attendues "
        f"({erreur}). Restaurez le dossier sources/ de geodata."
    )
