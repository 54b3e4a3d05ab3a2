"""``datapackage.json``: the tables of the open data, described as a Frictionless Data Package."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

from carto_ess.export.extraction import list_sources
from carto_ess.export.ouvertes import OUVERTES, Publication
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.tableur.schema import Schema

_NOMBRES = {"longitude": "number", "latitude": "number", "ecart_mediane": "number"}
_TITRES = {
    "type_libelle": "Type de coopération, en toutes lettres",
    "point_nom": "Commune du point",
    "longitude": "Longitude (degrés, WGS 84) de la commune du point",
    "latitude": "Latitude (degrés, WGS 84) de la commune du point",
    "niveaux": "Niveaux des territoires couverts",
    "n_communes": "Nombre de communes",
    "communes": "Codes Insee des communes couvertes",
    "dans_echelle": "Compte dans cette extraction",
    "niveau_libelle": "Niveau, en toutes lettres",
    "structure": "Structure",
    "code": "Code Insee ou SIREN",
    "nom": "Nom",
    "etat": "Couvert, sans coopération recensée ou non renseigné",
    "n_communes_couvertes": "Nombre de communes couvertes",
    "population": "Habitants",
    "population_non_couverte": "Habitants des communes non couvertes",
    "n_fiches": "Nombre de fiches",
    "ecart_mediane": "Écart à la médiane du nombre de fiches",
    "communes_non_couvertes": "Codes Insee des communes non couvertes",
    **{str(t): f"Nombre de fiches : {nom}" for t, nom in TYPES.items()},
}


def build_paquet(publication: Publication, schema: Schema, adresse: str) -> bytes:
    """Return the descriptor; `schema` is that of the référentiel's own columns."""
    fiches = {c.nom: c.titre for c in schema.fiches}
    couvertures = {c.nom: c.titre for c in schema.couvertures}
    fiche = {"fields": "fiche", "reference": {"resource": "fiches", "fields": "id"}}
    ressources = [
        _describe(publication, "fiches.csv", fiches, primaryKey="id"),
        _describe(publication, "couvertures.csv", couvertures, foreignKeys=[fiche]),
        _describe(publication, "lacunes-epci.csv", {}, primaryKey="code"),
        _describe(publication, "lacunes-communes.csv", {}, primaryKey="code"),
    ]
    publiees = publication.referentiel.fiches
    sources = list_sources(publiees, publication.decoupages, vide=not publiees)
    paquet = {
        "name": "cooperations-ess",
        "profile": "tabular-data-package",
        "title": publication.extraction.titre,
        "description": "« recensée » veut dire « présente dans le référentiel », qui n’est pas "
        "exhaustif. Les codes sont du texte.",
        "homepage": adresse,
        "created": f"{publication.date.isoformat()}T00:00:00Z",
        "sources": [{"title": source} for source in sources],
        "resources": ressources,
    }
    return json.dumps(paquet, ensure_ascii=False, indent=1).encode()


def _describe(
    publication: Publication, fichier: str, titres: dict[str, str], **cles: object
) -> dict[str, Any]:
    ouverte, octets = OUVERTES[fichier], publication.build(fichier)
    return {
        "name": fichier.removesuffix(".csv"),
        "path": fichier,
        "profile": "tabular-data-resource",
        "title": ouverte.titre,
        "description": ouverte.description,
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(octets),
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
        "dialect": {"delimiter": ";"},
        "schema": {"fields": [_field(nom, titres) for nom in _read_header(octets)], **cles},
    }


def _read_header(octets: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


def _field(nom: str, titres: dict[str, str]) -> dict[str, str]:
    titre = titres.get(nom) or _TITRES.get(nom, "")
    entier = nom.startswith(("n_", "population")) or nom in TYPES
    genre = _NOMBRES.get(nom, "integer" if entier else "string")
    return {"name": nom, "type": genre, **({"title": titre} if titre else {})}
