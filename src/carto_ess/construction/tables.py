"""The tables of geodata: one row per territory and millésime, as the app reads them."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carto_ess._errors import GeodataError
from carto_ess.construction.faits import Faits
from carto_ess.construction.graphies import abbreviate_epci, expand_epci, parse_nature
from carto_ess.construction.sources import MILLESIME, CodeOfficiel
from carto_ess.francais import typeset

Ligne = dict[str, Any]
Point = tuple[float, float]


@dataclass(frozen=True)
class Tables:
    """Rows of every table, sorted as written; ``epci_passe_of`` is keyed by commune of today."""

    communes: Sequence[Ligne]
    fusions: Sequence[Ligne]
    epci: Sequence[Ligne]
    pays: Sequence[Ligne]
    regions: Sequence[Ligne]
    epci_passe_of: Mapping[str, str]

    @property
    def millesimes(self) -> tuple[int, ...]:
        """The millésimes held, oldest first."""
        return tuple(sorted({ligne["millesime"] for ligne in self.communes}))

    def of(self, table: str, millesime: int) -> list[Ligne]:
        """Return the rows of one millésime of ``communes``, ``epci`` or ``regions``."""
        return [ligne for ligne in getattr(self, table) if ligne["millesime"] == millesime]


def build_tables(
    officiel: CodeOfficiel,
    faits: Faits | None,
    departements: Collection[str],
    points: Mapping[int, Mapping[str, Point]],
    graphies: Mapping[str, str],
) -> Tables:
    """Build the tables of one département or several.

    `points` are (longitude, latitude) by millésime and code; `graphies` the spellings to correct.
    """
    communes = _list_communes(officiel, departements)
    epci_passe_of = _trace_epci(faits, communes) if faits else {}
    pays_of = {c: faits.pays_of_epci.get(e, "") for c, e in epci_passe_of.items()} if faits else {}
    return Tables(
        communes=[
            *(_build_communes_passees(faits, points[faits.millesime], graphies) if faits else ()),
            *_build_communes(officiel, communes, pays_of, points[MILLESIME], graphies),
        ],
        fusions=_build_fusions(faits, graphies) if faits else [],
        epci=[
            *(_build_epci_passes(faits, graphies) if faits else ()),
            *_build_epci(officiel, departements, graphies),
        ],
        pays=_build_pays(faits) if faits else [],
        regions=[
            *(_build_regions_passees(faits) if faits else ()),
            *_build_regions(officiel, departements),
        ],
        epci_passe_of=epci_passe_of,
    )


def write_csv(chemin: Path, colonnes: Sequence[str], lignes: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as UTF-8 CSV, the same bytes on every machine."""
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        table = csv.DictWriter(flux, colonnes, lineterminator="\n")
        table.writeheader()
        table.writerows(lignes)


def _list_communes(
    officiel: CodeOfficiel, departements: Collection[str]
) -> list[Mapping[str, Any]]:
    communes = [c for c in officiel.communes if c.get("departement") in departements]
    return sorted(communes, key=lambda c: str(c["code"]))


def _trace_epci(faits: Faits, communes: Collection[Mapping[str, Any]]) -> dict[str, str]:
    """Return the past EPCI of the land of each commune of today."""
    apres = {f["code_2015"]: f["code_2026"] for f in faits.fusions}
    epci_of: dict[str, str] = {}
    for commune in faits.communes:
        code = apres.get(commune["code_commune"], commune["code_commune"])
        if epci_of.setdefault(code, commune["siren_epci"]) != commune["siren_epci"]:
            raise GeodataError(
                f"La commune {code} réunit des communes de plusieurs EPCI de {faits.millesime} "
                f"({epci_of[code]}, {commune['siren_epci']}) : corrigez communes_fusionnees.csv."
            )
    return {c["code"]: epci_of[c["code"]] for c in communes}


def _build_communes_passees(
    faits: Faits, points: Mapping[str, Point], graphies: Mapping[str, str]
) -> list[Ligne]:
    return [
        {
            "millesime": faits.millesime,
            "code_commune": c["code_commune"],
            "nom": typeset(c["nom_commune"], graphies),
            "siren_epci": c["siren_epci"],
            "pays": faits.pays_of_epci.get(c["siren_epci"], ""),
            "population": "",
            **_build_point(points[c["code_commune"]]),
        }
        for c in faits.communes
    ]


def _build_communes(
    officiel: CodeOfficiel,
    communes: Iterable[Mapping[str, Any]],
    pays_of: Mapping[str, str],
    points: Mapping[str, Point],
    graphies: Mapping[str, str],
) -> list[Ligne]:
    epci_of = {m["code"]: e["code"] for e in officiel.epci for m in e["membres"]}
    return [
        {
            "millesime": MILLESIME,
            "code_commune": c["code"],
            "nom": typeset(c["nom"], graphies),
            "siren_epci": epci_of.get(c["code"], ""),
            "pays": pays_of.get(c["code"], ""),
            "population": c["population"],
            **_build_point(points[c["code"]]),
        }
        for c in communes
    ]


def _build_point(point: Point) -> Ligne:
    return {"longitude": f"{point[0]:.5f}", "latitude": f"{point[1]:.5f}"}


def _build_fusions(faits: Faits, graphies: Mapping[str, str]) -> list[Ligne]:
    return [
        {
            "millesime_avant": faits.millesime,
            "code_avant": f["code_2015"],
            "nom_avant": typeset(f["nom_2015"], graphies),
            "millesime_apres": MILLESIME,
            "code_apres": f["code_2026"],
            "nom_apres": typeset(f["nom_2026"], graphies),
            "date": f["date"],
        }
        for f in faits.fusions
    ]


def _build_epci_passes(faits: Faits, graphies: Mapping[str, str]) -> list[Ligne]:
    dedans = [c["siren_epci"] for c in faits.communes]
    return [
        {
            "millesime": faits.millesime,
            "siren": e["siren"],
            "nature": parse_nature(e["nature"]),
            "nom": (nom := typeset(e["nom"], graphies)),
            "nom_court": abbreviate_epci(nom),
            "n_communes": faits.taille_epci[e["siren"]],
            "n_communes_departement": dedans.count(e["siren"]),
        }
        for e in faits.epci
    ]


def _build_epci(
    officiel: CodeOfficiel, departements: Collection[str], graphies: Mapping[str, str]
) -> list[Ligne]:
    # Populations are summed over communes: those written in the EPCI file are of an older census.
    population = {c["code"]: c.get("population", 0) for c in officiel.communes}
    lignes = []
    for e in sorted(officiel.epci, key=lambda e: str(e["code"])):
        membres = [m["code"] for m in e["membres"]]
        dedans = [c for c in membres if officiel.departement_of.get(c) in departements]
        if not dedans:
            continue
        court = typeset(e["nom"], graphies)
        lignes.append(
            {
                "millesime": MILLESIME,
                "siren": e["code"],
                "nature": parse_nature(e["type"]),
                "nom": expand_epci(court),
                "nom_court": court,
                "n_communes": len(membres),
                "n_communes_departement": len(dedans),
                "population": sum(population[c] for c in membres),
                "population_departement": sum(population[c] for c in dedans),
            }
        )
    return lignes


def _build_pays(faits: Faits) -> list[Ligne]:
    dedans = [faits.pays_of_epci.get(c["siren_epci"], "") for c in faits.communes]
    return [
        {"code": code, "nom": typeset(nom), "n_communes": dedans.count(code)}
        for code, nom in faits.noms_pays.items()
    ]


def _build_regions_passees(faits: Faits) -> list[Ligne]:
    return [
        {
            "millesime": faits.millesime,
            "code": r["code"],
            "nom": typeset(r["nom"]),
            "departements": r["departements"],
        }
        for r in faits.regions
    ]


def _build_regions(officiel: CodeOfficiel, departements: Collection[str]) -> list[Ligne]:
    region_of = {d["code"]: d.get("region") for d in officiel.departements}
    retenues = {region_of[d] for d in departements}
    return [
        {
            "millesime": MILLESIME,
            "code": r["code"],
            "nom": typeset(r["nom"]),
            "departements": " ".join(sorted(d for d, c in region_of.items() if c == r["code"])),
        }
        for r in sorted(officiel.regions, key=lambda r: str(r["code"]))
        if r["code"] in retenues
    ]
