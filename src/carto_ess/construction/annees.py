"""One millésime as the build sees it, whether a public package or hand-kept facts say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from carto_ess.construction.faits import Faits
from carto_ess.construction.graphies import abbreviate_epci, expand_epci, parse_nature
from carto_ess.construction.sources import CodeOfficiel
from carto_ess.francais import typeset
from carto_ess.territoire.commune import find_departement


class EpciDeLAnnee(NamedTuple):
    """An EPCI in one millésime; ``membres`` are all its communes that are known, outside too."""

    nature: str
    nom: str
    nom_court: str
    n_communes: int
    membres: frozenset[str]


class RegionDeLAnnee(NamedTuple):
    """A région in one millésime; ``departements`` are all its codes, separated by spaces."""

    code: str
    nom: str
    departements: str


@dataclass(frozen=True)
class Annee:
    """What one millésime holds of the départements built.

    ``communes`` gives names by code, ``epci_of`` the SIREN of each commune (empty without an EPCI).
    ``dedans`` says in which commune of that year lies each code that is no commune of its own then:
    communes merged, déléguées and associées. ``suites`` gives, for communes of that year, a later
    code that hand-kept facts lead to, and the date of the merger.
    """

    millesime: int
    communes: Mapping[str, str]
    epci_of: Mapping[str, str]
    epci: Mapping[str, EpciDeLAnnee]
    regions: Sequence[RegionDeLAnnee]
    dedans: Mapping[str, str]
    suites: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def build_annees(
    officiels: Mapping[int, CodeOfficiel],
    faits: Faits | None,
    departements: Collection[str],
    graphies: Mapping[str, str],
) -> list[Annee]:
    """Return every millésime of the départements, oldest first; facts win over a package."""
    annees = {
        m: _read_officiel(m, officiels, departements, graphies)
        for m in officiels
        if faits is None or m != faits.millesime
    }
    if faits:
        annees[faits.millesime] = _read_faits(faits, graphies)
    return [annees[m] for m in sorted(annees)]


def _read_officiel(
    millesime: int,
    officiels: Mapping[int, CodeOfficiel],
    departements: Collection[str],
    graphies: Mapping[str, str],
) -> Annee:
    officiel = officiels[millesime]
    membres = {m["code"]: e for e in officiel.epci for m in e["membres"]}
    noms = _align(millesime, officiels, membres.keys())
    communes = {
        code: typeset(nom, graphies)
        for code, nom in sorted(noms.items())
        if officiel.departement_of.get(code, find_departement(code)) in departements
    }
    return Annee(
        millesime=millesime,
        communes=communes,
        epci_of={c: membres[c]["code"] if c in membres else "" for c in communes},
        epci={
            e["code"]: _read_epci(e, graphies)
            for e in sorted(officiel.epci, key=lambda e: str(e["code"]))
            if any(m["code"] in communes for m in e["membres"])
        },
        regions=_read_regions(officiel, departements),
        dedans={c: p for c, p in officiel.dedans.items() if p in communes and c not in communes},
    )


def _align(
    millesime: int, officiels: Mapping[int, CodeOfficiel], membres: Collection[str]
) -> dict[str, str]:
    """Return the names of the communes of a year, where its EPCI may be newer than its communes.

    The package of 2020 has the EPCI of that year and the communes of 2019: an EPCI then names a
    commune that the list lacks, and leaves without an EPCI those that were gone. A commune without
    an EPCI that is still there later is one of the few islands that have none.
    """
    officiel = officiels[millesime]
    noms = {c["code"]: str(c["nom"]) for c in officiel.communes if "departement" in c}
    suivantes = [o for m, o in sorted(officiels.items()) if m > millesime]
    disparues = {
        code
        for code in noms
        if suivantes and code not in membres and code not in suivantes[0].departement_of
    }
    venus = {
        m["code"]: str(m.get("nom", m["code"]))
        for e in officiel.epci
        for m in e["membres"]
        if m["code"] not in noms
    }
    return {c: n for c, n in {**noms, **venus}.items() if c not in disparues}


def _read_epci(e: Mapping[str, Any], graphies: Mapping[str, str]) -> EpciDeLAnnee:
    court = typeset(e["nom"], graphies)
    membres = frozenset(m["code"] for m in e["membres"])
    nature = parse_nature(e["type"])
    return EpciDeLAnnee(nature, expand_epci(court), court, len(membres), membres)


def _read_regions(
    officiel: CodeOfficiel, departements: Collection[str]
) -> Sequence[RegionDeLAnnee]:
    region_of = {d["code"]: d.get("region") for d in officiel.departements}
    retenues = {region_of[d] for d in departements if d in region_of}
    return [
        RegionDeLAnnee(
            r["code"],
            typeset(r["nom"]),
            " ".join(sorted(d for d, c in region_of.items() if c == r["code"])),
        )
        for r in sorted(officiel.regions, key=lambda r: str(r["code"]))
        if r["code"] in retenues
    ]


def _read_faits(faits: Faits, graphies: Mapping[str, str]) -> Annee:
    membres: dict[str, set[str]] = {}
    for c in faits.communes:
        membres.setdefault(c["siren_epci"], set()).add(c["code_commune"])
    return Annee(
        millesime=faits.millesime,
        communes={c["code_commune"]: typeset(c["nom_commune"], graphies) for c in faits.communes},
        epci_of={c["code_commune"]: c["siren_epci"] for c in faits.communes},
        epci={
            e["siren"]: EpciDeLAnnee(
                parse_nature(e["nature"]),
                nom := typeset(e["nom"], graphies),
                abbreviate_epci(nom),
                faits.taille_epci[e["siren"]],
                frozenset(membres[e["siren"]]),
            )
            for e in faits.epci
        },
        regions=[
            RegionDeLAnnee(r["code"], typeset(r["nom"]), r["departements"]) for r in faits.regions
        ],
        dedans={},
        suites={f["code_2015"]: (f["code_2026"], f["date"]) for f in faits.fusions},
    )


def count_inside(annee: Annee) -> Mapping[str, int]:
    """Return how many communes of the départements built each EPCI of the year has."""
    return Counter(annee.epci_of.values())


def sum_populations(codes: Iterable[str], officiel: CodeOfficiel) -> int:
    """Return the inhabitants of communes; those that the EPCI file gives are of an older census."""
    return sum(officiel.populations.get(code, 0) for code in codes)
