"""The hand-kept facts of `geodata/sources/`: the perimeters of a past millésime, as tables."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.francais import number

MILLESIME_PASSE = 2015
"""The millésime of the booklet, the only past one whose facts are kept."""

Ligne = Mapping[str, str]


@dataclass(frozen=True)
class Faits:
    """The past perimeters of the départements built; rows as the tables hold them.

    ``communes`` are those of these départements; ``taille_epci`` counts the communes of each EPCI
    inside and outside; ``pays_of_epci`` and ``noms_pays`` are keyed by SIREN and by slug.
    """

    millesime: int
    communes: Sequence[Ligne]
    epci: Sequence[Ligne]
    taille_epci: Mapping[str, int]
    fusions: Sequence[Ligne]
    pays_of_epci: Mapping[str, str]
    noms_pays: Mapping[str, str]
    regions: Sequence[Ligne]


def read_table(chemin: Path, colonnes: Collection[str]) -> list[dict[str, str]]:
    """Read a UTF-8 CSV as text, refusing one that lacks any of `colonnes`.

    Raises
    ------
    GeodataError
        The file is missing, is not UTF-8 text, or lacks a column.
    """
    try:
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            lecteur = csv.DictReader(flux)
            lignes = list(lecteur)
            absentes = sorted(set(colonnes) - set(lecteur.fieldnames or ()))
    except (OSError, UnicodeDecodeError, csv.Error) as erreur:
        raise GeodataError(
            f"La table {chemin.name} manque ou ne peut pas être lue : restaurez le dossier "
            f"{chemin.parent.name}/ de geodata."
        ) from erreur
    if absentes:
        raise GeodataError(
            f"La table {chemin.name} n’a pas de colonne « {absentes[0]} » ; il faut : "
            f"{', '.join(colonnes)}."
        )
    return lignes


def read_graphies(dossier: Path) -> dict[str, str]:
    """Read the spellings to correct in names, as written → as printed; none when not kept."""
    chemin = dossier / "graphies.csv"
    if not chemin.exists():
        return {}
    return {g["ecrit"]: g["corrige"] for g in read_table(chemin, ("ecrit", "corrige"))}


def read_faits(
    dossier: Path,
    departements: Sequence[str],
    codes_actuels: Collection[str],
    dedans: Mapping[str, str],
) -> tuple[Faits | None, str]:
    """Read the past perimeters of départements: the facts, or ``None`` and a French sentence why.

    `codes_actuels` are their communes of today: facts that do not lead to each of them (those of a
    neighbour hold a few communes of the other side) would leave blanks on the map. `dedans` says in
    which commune lies, or lay in a year built, a code that is none of its own.

    Raises
    ------
    GeodataError
        A table is missing or lacks a column.
    """
    toutes = read_table(
        dossier / f"communes_{MILLESIME_PASSE}.csv",
        ("code_commune", "nom_commune", "code_departement", "siren_epci"),
    )
    fusions = read_table(
        dossier / "communes_fusionnees.csv",
        ("code_2015", "nom_2015", "code_2026", "nom_2026", "date"),
    )
    communes = [c for c in toutes if c["code_departement"] in departements]
    apres = {f["code_2015"]: f["code_2026"] for f in fusions}
    suivis = {
        _follow(apres.get(c["code_commune"], c["code_commune"]), codes_actuels, dedans)
        for c in communes
    }
    atteintes = suivis | {c for c in codes_actuels if dedans.get(c) in suivis}
    if atteintes != set(codes_actuels):
        retrouvees = len(atteintes & set(codes_actuels))
        return None, (
            f"Les périmètres de {MILLESIME_PASSE} ne sont connus que pour {number(retrouvees)} des "
            f"{number(len(codes_actuels))} communes {_name_all(departements)} : seuls ceux "
            "d’aujourd’hui sont construits."
        )
    return _select_faits(dossier, toutes, communes, fusions), ""


def _follow(code: str, codes_actuels: Collection[str], dedans: Mapping[str, str]) -> str:
    return code if code in codes_actuels else dedans.get(code, code)


def _name_all(departements: Sequence[str]) -> str:
    """Return « du département 01 », « des départements 01 et 26 », « de 3 départements »."""
    if len(departements) == 1:
        return f"du département {departements[0]}"
    if len(departements) == 2:
        return f"des départements {' et '.join(departements)}"
    return f"de {len(departements)} départements"


def _select_faits(
    dossier: Path, toutes: Sequence[Ligne], communes: Sequence[Ligne], fusions: Sequence[Ligne]
) -> Faits:
    presents = {c["siren_epci"] for c in communes}
    codes = {c["code_commune"] for c in communes}
    annee = MILLESIME_PASSE
    pays = read_table(dossier / f"pays_{annee}.csv", ("pays", "nom", "siren_epci"))
    epci = read_table(dossier / f"epci_{annee}.csv", ("siren", "nature", "nom"))
    regions = read_table(dossier / f"regions_{annee}.csv", ("code", "nom", "departements"))
    connus = [p for p in pays if p["siren_epci"] in presents]
    return Faits(
        millesime=annee,
        communes=sorted(communes, key=lambda c: c["code_commune"]),
        epci=sorted((e for e in epci if e["siren"] in presents), key=lambda e: e["siren"]),
        taille_epci=Counter(c["siren_epci"] for c in toutes),
        fusions=sorted((f for f in fusions if f["code_2015"] in codes), key=_code_avant),
        pays_of_epci={p["siren_epci"]: p["pays"] for p in connus},
        noms_pays={p["pays"]: p["nom"] for p in sorted(connus, key=lambda p: p["pays"])},
        regions=sorted(regions, key=lambda r: r["code"]),
    )


def _code_avant(fusion: Ligne) -> str:
    return fusion["code_2015"]
