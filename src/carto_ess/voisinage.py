"""Who is next to whom: adjacency of the current communes, and which fiches could extend.

The pairs come from ``voisinage.csv``, computed once from the contours when geodata is built.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.commune import CodeCommune
from carto_ess.couverture import Matrice
from carto_ess.decoupage import Decoupages, Echelle
from carto_ess.epci import Siren
from carto_ess.fiche import Fiche, TypeCooperation
from carto_ess.manifeste import read_file

PORTEE = 5
"""How many borders away a fiche is still proposed when none is next door."""


@dataclass(frozen=True, slots=True)
class Voisinage:
    """The communes of the most recent millésime, each with those that share a border with it.

    A commune without neighbour in the département may be absent. ``longueurs_m`` gives the length
    in metres of the border of each pair (smaller code first).
    """

    voisines: Mapping[CodeCommune, tuple[CodeCommune, ...]]
    longueurs_m: Mapping[tuple[CodeCommune, CodeCommune], int]

    def neighbours(self, code: CodeCommune) -> tuple[CodeCommune, ...]:
        """Return the communes that share a border with this one, by ascending code."""
        return self.voisines.get(code, ())

    def measure_steps(
        self, depuis: Iterable[CodeCommune], *, portee: int = PORTEE
    ) -> dict[CodeCommune, int]:
        """Return the communes within `portee` borders of `depuis`, each with how many to cross.

        Those of `depuis` are at 0; they come first, the farthest last.
        """
        pas = dict.fromkeys(depuis, 0)
        front = tuple(pas)
        for n in range(1, portee + 1):
            front = tuple(
                dict.fromkeys(v for code in front for v in self.neighbours(code) if v not in pas)
            )
            pas.update(dict.fromkeys(front, n))
        return pas


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


@dataclass(frozen=True, slots=True)
class Extension:
    """A fiche that could extend to a territory, and where it is active nearest to it.

    ``pas`` is the number of borders between the communes to cover and the nearest ones where the
    fiche is active (1: next door). ``communes`` are these nearest ones, by ascending code, and
    ``epci`` their EPCI, in the perimeters of the question. ``deja_presente`` says that the fiche
    covers another part of the same territory already.
    """

    fiche: Fiche
    pas: int
    communes: tuple[CodeCommune, ...]
    epci: tuple[Siren, ...]
    deja_presente: bool


def find_extensions(
    communes: Collection[CodeCommune],
    types: Iterable[TypeCooperation],
    fiches: Iterable[Fiche],
    matrice: Matrice,
    decoupages: Decoupages,
    voisinage: Voisinage,
) -> dict[TypeCooperation, tuple[Extension, ...]]:  # fmt: skip
    """Answer « Qui pourrait s’étendre ici ? » for a territory, type by type, nearest first.

    What is to cover is the part of `communes` (of the matrix's millésime) that no fiche of the type
    covers; a type that covers them all has no extension. Only proximité counts, whatever the
    échelle of `matrice`: a fiche of the whole région has nowhere to extend to. Fiches next door are
    given alone; without any, those within `PORTEE` borders.
    """
    proches = {f: _select_proximite(f, matrice) for f in fiches}
    return {
        type_: _find_of_type(
            frozenset(communes),
            {f: c for f, c in proches.items() if f.type is type_},
            matrice.millesime, decoupages, voisinage,
        )
        for type_ in types
    }  # fmt: skip


def _select_proximite(fiche: Fiche, matrice: Matrice) -> frozenset[CodeCommune]:
    par_niveau = matrice.par_fiche[fiche.id]
    return frozenset[CodeCommune]().union(
        *(c for niveau, c in par_niveau.items() if niveau in Echelle.PROXIMITE.niveaux)
    )


def _find_of_type(
    territoire: frozenset[CodeCommune],
    actives: Mapping[Fiche, frozenset[CodeCommune]],
    millesime: int,
    decoupages: Decoupages,
    voisinage: Voisinage,
) -> tuple[Extension, ...]:  # fmt: skip
    a_couvrir = territoire.difference(*actives.values())
    if not a_couvrir:
        return ()
    recent = decoupages.millesimes[-1]
    depart = decoupages.convert(a_couvrir, depuis=millesime, vers=recent)
    pas = _step_back(voisinage.measure_steps(sorted(depart)), millesime, decoupages)
    trouvees = [
        _build_extension(fiche, siennes, territoire, pas, decoupages, millesime)
        for fiche, siennes in actives.items()
        if not siennes.isdisjoint(pas)
    ]
    plus_proche = min((x.pas for x in trouvees), default=0)
    gardees = [x for x in trouvees if plus_proche > 1 or x.pas == plus_proche]
    return tuple(sorted(gardees, key=lambda x: (x.pas, -len(x.communes), x.fiche.structure)))


def _step_back(
    pas: Mapping[CodeCommune, int], millesime: int, decoupages: Decoupages
) -> dict[CodeCommune, int]:
    """Return the steps of the communes of `millesime`, at least 1: own land is next door."""
    recent = decoupages.millesimes[-1]
    return {
        avant: max(n, 1)
        for code, n in pas.items()
        for avant in decoupages.convert([code], depuis=recent, vers=millesime)
    }


def _build_extension(
    fiche: Fiche,
    siennes: frozenset[CodeCommune],
    territoire: frozenset[CodeCommune],
    pas: Mapping[CodeCommune, int],
    decoupages: Decoupages,
    millesime: int,
) -> Extension:  # fmt: skip
    distance = min(pas[c] for c in siennes if c in pas)
    communes = tuple(sorted(c for c in siennes if pas.get(c) == distance))
    toutes = decoupages[millesime].communes
    sirens = (toutes[c].siren_epci for c in communes)
    epci = tuple(dict.fromkeys(Siren(s) for s in sirens if s))
    return Extension(fiche, distance, communes, epci, not siennes.isdisjoint(territoire))
