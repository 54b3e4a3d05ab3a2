"""Reads ``voisinage.csv``, computed once from the contours when geodata is built."""

from __future__ import annotations

import csv
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.geodata.dossier import read_file
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.voisinage import Voisinage


def read_voisinage(dossier: Path) -> Voisinage:
    """Read ``voisinage.csv`` of a geodata folder.

    Raises
    ------
    GeodataError
        The file is missing or its columns are not ``code_a,code_b,longueur_m``.
    """
    return read_file(dossier, "voisinage.csv", _read_voisinage)


def _read_voisinage(chemin: Path) -> Voisinage:
    voisines: dict[CodeCommune, list[CodeCommune]] = {}
    longueurs: dict[tuple[CodeCommune, CodeCommune], int] = {}
    try:
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            for ligne in csv.DictReader(flux):
                a, b = CodeCommune(ligne["code_a"]), CodeCommune(ligne["code_b"])
                voisines.setdefault(a, []).append(b)
                voisines.setdefault(b, []).append(a)
                longueurs[min(a, b), max(a, b)] = int(ligne["longueur_m"])
    except (OSError, KeyError, TypeError, ValueError) as erreur:
        raise GeodataError(
            f"Le fichier {chemin.name} ne peut pas être lu ou n’a pas les colonnes attendues "
            f"({erreur}). Relancez « carto-ess geodata build » ou restaurez le dossier geodata/."
        ) from erreur
    return Voisinage({code: tuple(sorted(v)) for code, v in sorted(voisines.items())}, longueurs)
