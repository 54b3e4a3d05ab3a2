"""What else people call a commune by: its postcodes, and the communes that now lie inside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from carto_ess.construction.sources import CodeOfficiel
from carto_ess.francais import typeset


def list_codes_postaux(officiel: CodeOfficiel, communes: Collection[str]) -> list[dict[str, str]]:
    """Return the rows of ``codes_postaux.csv``: one per commune of today and postcode, ascending.

    Several communes share a postcode, and a large one has several.
    """
    return [
        {"code_commune": c["code"], "code_postal": postal}
        for c in _sort(officiel.communes)
        if c["code"] in communes
        for postal in sorted(c.get("codesPostaux", ()))
    ]


def list_deleguees(
    officiel: CodeOfficiel, communes: Collection[str], graphies: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the rows of ``communes_deleguees.csv``: what lies inside a commune of today.

    Communes déléguées and associées, and the arrondissements of Paris, Lyon and Marseille, under
    another name than that of the commune: who lives there types it.
    """
    noms = {c["code"]: c["nom"] for c in officiel.communes}
    entiere_of = {
        c["code"]: c["chefLieu"] if "chefLieu" in c else c["commune"] for c in officiel.deleguees
    }
    return [
        {"code": c["code"], "nom": typeset(c["nom"], graphies), "code_commune": entiere}
        for c in _sort(officiel.deleguees)
        if (entiere := entiere_of[c["code"]]) in communes and c["nom"] != noms[entiere]
    ]


def _sort(communes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(communes, key=lambda c: str(c["code"]))
