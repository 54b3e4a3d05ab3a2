"""Reads when EPCI were merged, and where that is said."""

from __future__ import annotations

import csv
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.geodata.dossier import read_file
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.fusion import FusionEpci


def read_fusions_epci(dossier: Path) -> dict[Siren, FusionEpci]:
    """Read ``sources/epci_fusionnes.csv`` of a geodata folder; empty when it does not hold one.

    Raises
    ------
    GeodataError
        The table has not the columns ``siren,date,source``.
    """
    return read_file(dossier, "sources/epci_fusionnes.csv", _read_fusions)


def _read_fusions(chemin: Path) -> dict[Siren, FusionEpci]:
    if not chemin.exists():  # dates are a help, not a need
        return {}
    try:
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            lignes = [
                FusionEpci(Siren(ligne["siren"]), ligne["date"], ligne["source"])
                for ligne in csv.DictReader(flux)
            ]
    except (OSError, KeyError, ValueError, csv.Error) as erreur:
        raise GeodataError(
            f"La table {chemin.name} ne peut pas être lue ou n’a pas les colonnes siren, date et "
            f"source ({erreur})."
        ) from erreur
    return {fusion.siren: fusion for fusion in lignes}
