"""The published schema of a référentiel: ``datapackage.json`` (Frictionless Table Schema)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import GeodataError


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column: its name, its French title, what to write in it, the values it allows, if few."""

    nom: str
    titre: str
    description: str
    requise: bool
    valeurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of the two tables, in their order."""

    fiches: tuple[Colonne, ...]
    couvertures: tuple[Colonne, ...]


def read_schema(chemin: Path) -> Schema:
    """Read ``datapackage.json``.

    Raises
    ------
    GeodataError
        It is missing or is not the schema of a référentiel.
    """
    try:
        paquet = json.loads(chemin.read_text(encoding="utf-8"))
        champs = {r["name"]: r["schema"]["fields"] for r in paquet["resources"]}
        return Schema(*(_read_colonnes(champs[nom]) for nom in ("fiches", "couvertures")))
    except (OSError, ValueError, KeyError, TypeError) as erreur:
        raise GeodataError(
            f"Le schéma du référentiel ({chemin}) manque ou est abîmé. Réinstallez l’application."
        ) from erreur


def list_titres(colonnes: tuple[Colonne, ...]) -> dict[str, str]:
    """Return the name of each column by its title."""
    return {colonne.titre: colonne.nom for colonne in colonnes}


def _read_colonnes(champs: list[Mapping[str, object]]) -> tuple[Colonne, ...]:
    colonnes = []
    for champ in champs:
        contraintes = champ.get("constraints", {})
        if not isinstance(contraintes, dict):
            raise TypeError("constraints")
        colonnes.append(
            Colonne(
                nom=str(champ["name"]),
                titre=str(champ["title"]),
                description=str(champ.get("description", "")),
                requise=bool(contraintes.get("required", False)),
                valeurs=tuple(map(str, contraintes.get("enum", ()))),
            )
        )
    return tuple(colonnes)
