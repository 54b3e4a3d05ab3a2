"""The tables of geodata: one row per territory and span of millésimes, as the app reads them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any

from carto_ess._errors import GeodataError
from carto_ess.construction.annees import Annee, count_inside, sum_populations
from carto_ess.construction.faits import Faits
from carto_ess.construction.mouvements import trace_mouvements
from carto_ess.construction.sources import CodeOfficiel
from carto_ess.francais import typeset
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.fusion import Mouvement
from carto_ess.territoire.terre import Terres, trace_land

_CLES = {"communes": "code_commune", "epci": "siren", "regions": "code"}

Ligne = dict[str, Any]
Point = tuple[float, float]


@dataclass(frozen=True)
class Terrain:
    """The millésimes built, what became of communes between them, and the land of each.

    ``terres`` leaves out the communes that no year changes: see `territoire.terre`.
    """

    annees: Sequence[Annee]
    mouvements: Sequence[Mouvement]
    terres: Mapping[int, Terres]

    @property
    def actuelle(self) -> Annee:
        """The most recent millésime."""
        return self.annees[-1]

    def is_as_today(self, code: str, millesime: int) -> bool:
        """Tell whether a commune of `millesime` has the same code and land as one of today."""
        if code not in self.actuelle.communes:
            return False
        ici, la = self.terres[millesime], self.terres[self.actuelle.millesime]
        return ici.get(CodeCommune(code)) == la.get(CodeCommune(code))

    @cached_property
    def successeurs(self) -> Mapping[str, str]:
        """For each past commune whose code or land was another, one of today that holds its land.

        The one that kept the code, if any.
        """
        trouves: dict[str, str] = {}
        for annee in self.annees[:-1]:
            suites = self._find_shared(annee.millesime, self.actuelle.millesime)
            for code in annee.communes:
                if not self.is_as_today(code, annee.millesime):
                    trouves[code] = code if code in suites[code] else min(suites[code])
        return trouves

    def find_all(self, millesime: int) -> Mapping[str, frozenset[str]]:
        """Return the communes of `millesime` on whose land each commune of today stands."""
        return self._find_shared(self.actuelle.millesime, millesime)

    def trace_epci(self, millesime: int, origine: Annee) -> Mapping[str, frozenset[str]]:
        """Return, for each commune of `millesime`, the EPCI of `origine` that held its land."""
        parts = self._find_shared(millesime, origine.millesime)
        return {c: frozenset(origine.epci_of[p] for p in de) for c, de in parts.items()}

    def _find_shared(self, depuis: int, vers: int) -> Mapping[str, frozenset[str]]:
        tenant = {p: str(c) for c, pieces in self.terres[vers].items() for p in pieces}
        touchees = {
            str(c): frozenset(tenant[p] for p in pieces)
            for c, pieces in self.terres[depuis].items()
        }
        annee = next(a for a in self.annees if a.millesime == depuis)
        return {c: touchees.get(c, frozenset({c})) for c in annee.communes}


def build_terrain(annees: Sequence[Annee]) -> Terrain:
    """Trace the land of `annees`, oldest first.

    Raises
    ------
    GeodataError
        A commune comes from nowhere, or goes nowhere.
    """
    mouvements = trace_mouvements(annees)
    communes: Any = {a.millesime: a.communes.keys() for a in annees}
    return Terrain(annees, mouvements, trace_land(communes, mouvements))


@dataclass(frozen=True)
class Tables:
    """Rows of every table, sorted as written, and the EPCI that the land of today had each year.

    ``epci_of`` gives, by millésime, the SIREN on each commune of today (empty without one);
    ``partagees`` the communes of today that stand on several EPCI of a past millésime: there the
    outline of that year follows the EPCI of the commune that kept its code.
    """

    millesimes: tuple[int, ...]
    communes: Sequence[Ligne]
    mouvements: Sequence[Ligne]
    epci: Sequence[Ligne]
    pays: Sequence[Ligne]
    regions: Sequence[Ligne]
    epci_of: Mapping[int, Mapping[str, str]]
    partagees: Mapping[int, Sequence[str]]

    @property
    def actuel(self) -> int:
        """The most recent millésime."""
        return self.millesimes[-1]

    def of(self, table: str, millesime: int) -> list[Ligne]:
        """Return the rows of one millésime of ``communes``, ``epci`` or ``regions``, by code."""
        ici = (x for x in getattr(self, table) if x["premier"] <= millesime <= x["dernier"])
        return sorted(ici, key=itemgetter(_CLES[table]))

    @cached_property
    def dessins(self) -> Mapping[int, int]:
        """For each millésime, the most recent one whose EPCI have the same outlines and names."""
        derniers: dict[tuple[Any, ...], int] = {}
        cles = {}
        for m in self.millesimes:
            noms = tuple((e["siren"], e["nom"], e["nom_court"]) for e in self.of("epci", m))
            cles[m] = (noms, tuple(self.epci_of[m].items()))
            derniers[cles[m]] = m
        return {m: derniers[cle] for m, cle in cles.items()}

    @property
    def dessines(self) -> tuple[int, ...]:
        """The millésimes whose EPCI are drawn: the others have the outlines of one of them."""
        return tuple(m for m in self.millesimes if self.dessins[m] == m)


def build_tables(
    terrain: Terrain,
    faits: Faits | None,
    officiel: CodeOfficiel,
    points: Mapping[str, Point],
    points_passes: Mapping[str, Point],
) -> Tables:
    """Build the tables of one département or several.

    `points` are (longitude, latitude) by code of today; `points_passes` those of the past communes
    whose land was another.
    """
    pays_of = _trace_pays(terrain, faits) if faits else {}

    def describe(annee: Annee, code: str) -> Ligne:
        """Return the row of a commune in a year."""
        comme = terrain.is_as_today(code, annee.millesime)
        return {
            "code_commune": code,
            "nom": annee.communes[code],
            "siren_epci": annee.epci_of[code],
            "pays": pays_of.get(annee.millesime, {}).get(code, ""),
            "population": officiel.populations.get(code, "") if comme else "",
            **_build_point(points[code] if comme else points_passes[code]),
        }

    epci_of, partagees = _draw_past(terrain, faits)
    millesimes = tuple(a.millesime for a in terrain.annees)
    communes = _span(terrain.annees, lambda a: [describe(a, code) for code in a.communes])
    epci = _span(terrain.annees, _describe_epci)
    return Tables(
        millesimes=millesimes,
        communes=_keep_current(sorted(communes, key=_order("code_commune")), millesimes[-1]),
        mouvements=[dict(m._asdict()) for m in terrain.mouvements],
        epci=_fill_populations(sorted(epci, key=_order("siren")), terrain.actuelle, officiel),
        pays=_build_pays(terrain.annees[0], faits) if faits else [],
        regions=sorted(
            _span(terrain.annees, lambda a: [r._asdict() for r in a.regions]), key=_order("code")
        ),
        epci_of=epci_of,
        partagees=partagees,
    )


def write_csv(chemin: Path, colonnes: Sequence[str], lignes: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as UTF-8 CSV, the same bytes on every machine."""
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        table = csv.DictWriter(flux, colonnes, lineterminator="\n", extrasaction="ignore")
        table.writeheader()
        table.writerows(lignes)


def _order(cle: str) -> Callable[[Ligne], tuple[int, str]]:
    return lambda ligne: (ligne["premier"], ligne[cle])


def _span(annees: Sequence[Annee], describe: Callable[[Annee], Iterable[Ligne]]) -> list[Ligne]:
    """Return one row for each run of millésimes, one after the other, that describe it the same."""
    finies: list[Ligne] = []
    en_cours: dict[tuple[Any, ...], Ligne] = {}
    for annee in annees:
        suivantes = {}
        for ligne in describe(annee):
            cle = tuple(ligne.values())
            span = en_cours.pop(cle, {"premier": annee.millesime, "dernier": 0, **ligne})
            suivantes[cle] = {**span, "dernier": annee.millesime}
        finies += en_cours.values()
        en_cours = suivantes
    return [*finies, *en_cours.values()]


def _keep_current(lignes: Iterable[Ligne], actuel: int) -> list[Ligne]:
    """Leave the population of today out of rows that do not reach today."""
    return [
        ligne if ligne["dernier"] == actuel else {**ligne, "population": ""} for ligne in lignes
    ]


def _trace_pays(terrain: Terrain, faits: Faits) -> Mapping[int, Mapping[str, str]]:
    """Return the Pays of the land of each commune of each millésime.

    Raises
    ------
    GeodataError
        A commune unites land of several EPCI of the facts: whose Pays it has is not known.
    """
    origine = next(a for a in terrain.annees if a.millesime == faits.millesime)
    trouves: dict[int, dict[str, str]] = {}
    for annee in terrain.annees:
        trouves[annee.millesime] = {}
        for code, sirens in terrain.trace_epci(annee.millesime, origine).items():
            if len(sirens) > 1:
                raise GeodataError(
                    f"La commune {code} réunit des communes de plusieurs EPCI de {faits.millesime} "
                    f"({', '.join(sorted(sirens))}) : corrigez communes_fusionnees.csv."
                )
            trouves[annee.millesime][code] = faits.pays_of_epci.get(min(sirens), "")
    return trouves


def _draw_past(
    terrain: Terrain, faits: Faits | None
) -> tuple[dict[int, dict[str, str]], dict[int, list[str]]]:
    """Return the EPCI of each year on each commune of today, and the communes that had several."""
    epci_of: dict[int, dict[str, str]] = {}
    partagees: dict[int, list[str]] = {}
    for annee in terrain.annees:
        epci_of[annee.millesime], ici = {}, []
        for code, parties in terrain.find_all(annee.millesime).items():
            sirens = {annee.epci_of[p] for p in parties}
            garde = annee.epci_of.get(code, min(sirens))
            epci_of[annee.millesime][code] = garde if garde in sirens else min(sirens)
            ici += [code] * (len(sirens) > 1)
        if ici and not (faits and annee.millesime == faits.millesime):
            partagees[annee.millesime] = ici
    return epci_of, partagees


def _build_point(point: Point) -> Ligne:
    return {"longitude": f"{point[0]:.5f}", "latitude": f"{point[1]:.5f}"}


def _describe_epci(annee: Annee) -> Iterable[Ligne]:
    dedans = count_inside(annee)
    for siren, e in annee.epci.items():
        yield {
            "siren": siren,
            "nature": e.nature,
            "nom": e.nom,
            "nom_court": e.nom_court,
            "n_communes": e.n_communes,
            "n_communes_departement": dedans[siren],
            "population": "",
            "population_departement": "",
            "_membres": e.membres,
        }


def _fill_populations(lignes: Iterable[Ligne], annee: Annee, officiel: CodeOfficiel) -> list[Ligne]:
    remplies = []
    for ligne in lignes:
        ici: Collection[str] = ligne["_membres"]
        populations = {
            "population": sum_populations(ici, officiel),
            "population_departement": sum_populations(
                (c for c in ici if c in annee.communes), officiel
            ),
        }
        remplies.append({**ligne, **(populations if ligne["dernier"] == annee.millesime else {})})
    return remplies


def _build_pays(annee: Annee, faits: Faits) -> list[Ligne]:
    dedans = [faits.pays_of_epci.get(siren, "") for siren in annee.epci_of.values()]
    return [
        {"code": code, "nom": typeset(nom), "n_communes": dedans.count(code)}
        for code, nom in faits.noms_pays.items()
    ]
