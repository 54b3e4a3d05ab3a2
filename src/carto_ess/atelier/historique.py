"""What a version changed to the one before, and whether today's rules still read it."""

from __future__ import annotations

from dataclasses import dataclass

from carto_ess.atelier.chantier import open_chantier
from carto_ess.atelier.ecarts import Ecart, list_ecarts
from carto_ess.atelier.registre import Tables, parse_tables
from carto_ess.referentiel.modele import MODELES
from carto_ess.tableur.schema import Schema
from carto_ess.territoire.decoupage import Decoupages


@dataclass(frozen=True, slots=True)
class ChangementVersion:
    """The differences of a version, cell by cell; ``lisible`` when all of it is read today."""

    ecarts: tuple[Ecart, ...]
    lisible: bool


def compare_versions(avant: Tables, apres: Tables, decoupages: Decoupages) -> ChangementVersion:
    """Return what a version changed to the one before; made apart, as long as the tables are."""
    ancien, neuf = (open_chantier(tables, 0) for tables in (avant, apres))
    return ChangementVersion(list_ecarts(ancien, neuf), not parse_tables(apres, decoupages).fautes)


def build_classeur(extension: str, tables: Tables, decoupages: Decoupages, schema: Schema) -> bytes:
    """Return the workbook of a version that is ``lisible``."""
    return MODELES[extension](parse_tables(tables, decoupages).fiches, schema)
