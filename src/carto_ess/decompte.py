"""What gaps are counted on: territories of a niveau, fiches that touch them, inhabitants.

Populations are those of the most recent millésime's communes (year: the manifest of geodata).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from carto_ess.commune import CodeCommune
from carto_ess.couverture import Matrice
from carto_ess.decoupage import Decoupage, Decoupages, Niveau
from carto_ess.fiche import Fiche, TypeCooperation
from carto_ess.libelles import name_ressort

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Cadre:
    """A territory to judge, with its communes in the département and the number of the others."""

    niveau: Niveau
    code: str
    nom: str
    nom_court: str
    communes: tuple[CodeCommune, ...]
    n_ailleurs: int = 0


@dataclass(frozen=True, slots=True)
class CouvertureParType:
    """What the fiches of some types cover: their territories by fiche, their communes by type.

    Fiches that declare the same territory share its set of communes: what is to be known of each
    is found once, whatever the number of fiches.
    """

    fiches: Mapping[TypeCooperation, tuple[Sequence[frozenset[CodeCommune]], ...]]
    par_type: Mapping[TypeCooperation, frozenset[CodeCommune]]


def list_cadres(decoupage: Decoupage, niveau: Niveau) -> tuple[Cadre, ...]:
    """Return the territories of one of `NIVEAUX_LACUNES`, by ascending code."""
    match niveau:
        case Niveau.EPCI:
            return tuple(
                Cadre(niveau, e.siren, e.nom, e.nom_court, e.communes,
                       e.n_communes - len(e.communes))
                for e in decoupage.epci.values()
            )  # fmt: skip
        case Niveau.PAYS:
            return tuple(
                Cadre(niveau, p.code, p.nom, p.nom, p.communes) for p in decoupage.pays.values()
            )
        case _:
            return tuple(
                Cadre(niveau, c.code, c.nom, c.nom, (c.code,)) for c in decoupage.communes.values()
            )


def list_hors(decoupage: Decoupage, cadres: Iterable[Cadre]) -> tuple[CodeCommune, ...]:
    """Return the communes of the département that none of `cadres` holds."""
    cadres = tuple(cadres)
    if sum(len(cadre.communes) for cadre in cadres) == len(decoupage.communes):
        return ()  # territories of one niveau share no commune: these hold them all
    dedans = set(chain.from_iterable(cadre.communes for cadre in cadres))
    return tuple(c for c in decoupage.communes if c not in dedans)


def build_cadre_departement(decoupage: Decoupage) -> Cadre:
    """Return the whole ressort, one département or several, as a territory to judge."""
    nom = name_ressort(decoupage.ressort)
    return Cadre(Niveau.DEPARTEMENT, decoupage.ressort.code, nom, nom, tuple(decoupage.communes))


def count_coverage(
    types: Collection[TypeCooperation], fiches: Iterable[Fiche], matrice: Matrice
) -> CouvertureParType:
    """Gather what the fiches of `types` cover in the millésime and échelle of `matrice`."""
    par_type: dict[TypeCooperation, list[Sequence[frozenset[CodeCommune]]]] = {
        type_: [] for type_ in types
    }
    for fiche in fiches:
        if fiche.type in par_type:
            par_type[fiche.type].append(matrice.etendues[fiche.id])
    return CouvertureParType(
        {type_: tuple(siennes) for type_, siennes in par_type.items()},
        {
            type_: frozenset[CodeCommune]().union(*set(chain.from_iterable(siennes)))
            for type_, siennes in par_type.items()
        },
    )


def count_fiches(
    cadres: Iterable[Cadre], couverture: CouvertureParType
) -> list[dict[TypeCooperation, int]]:
    """Return the distinct fiches that touch each of `cadres` (of one niveau), by type."""
    cadres = tuple(cadres)
    ou = {commune: rang for rang, cadre in enumerate(cadres) for commune in cadre.communes}
    touches: dict[frozenset[CodeCommune], set[int | None]] = {}
    par_type: dict[TypeCooperation, Counter[int | None]] = {}
    for type_, siennes in couverture.fiches.items():
        rangs: list[int | None] = []
        for etendues in siennes:
            de_la_fiche: set[int | None] = set()
            for etendue in etendues:
                if len(etendue) == 1:  # as quick to look up as what is known of it
                    de_la_fiche.update(map(ou.get, etendue))
                    continue
                if (ici := touches.get(etendue)) is None:
                    ici = touches[etendue] = set(map(ou.get, etendue))
                de_la_fiche |= ici
            rangs.extend(de_la_fiche)
        par_type[type_] = Counter(rangs)
    return [{type_: n[rang] for type_, n in par_type.items()} for rang in range(len(cadres))]


def count_population(
    communes: Collection[CodeCommune],
    millesime: int,
    decoupages: Decoupages,
    *,
    sauf: Collection[CodeCommune] = (),
) -> int | None:
    """Return today's inhabitants of the land of `communes`, without the current ones of `sauf`.

    ``None`` when a current commune of that land also stands on land outside both, or has no known
    population.
    """
    recent = decoupages.millesimes[-1]
    if millesime == recent:
        return sum_population(
            [c for c in communes if c not in sauf] if sauf else communes, decoupages
        )
    actuelles = decoupages.convert(communes, depuis=millesime, vers=recent)
    origine = decoupages.convert(actuelles, depuis=recent, vers=millesime)
    if not origine <= {*communes, *sauf}:
        return None
    actuelles -= decoupages.convert(sauf, depuis=millesime, vers=recent)
    return sum_population(actuelles, decoupages)


def share_population(
    parts: Mapping[E, Collection[CodeCommune]], millesime: int, decoupages: Decoupages
) -> dict[E, int | None]:
    """Return today's inhabitants of the land of each part; an earlier part wins a shared commune.

    A current commune made of communes of the past that are in two parts counts once.
    """
    recent = decoupages.millesimes[-1]
    habitants: dict[E, int | None] = {}
    faites: frozenset[CodeCommune] = frozenset()
    for part, communes in parts.items():
        actuelles = decoupages.convert(communes, depuis=millesime, vers=recent) - faites
        habitants[part] = sum_population(actuelles, decoupages)
        faites |= actuelles
    return habitants


def sum_population(actuelles: Iterable[CodeCommune], decoupages: Decoupages) -> int | None:
    """Return the inhabitants of current communes; ``None`` when one has no known population."""
    recents = decoupages[decoupages.millesimes[-1]].populations
    return sum_known(map(recents.__getitem__, actuelles))


def sum_known(populations: Iterable[int | None]) -> int | None:
    """Return the sum; ``None`` when one of `populations` is not known."""
    populations = list(populations)
    connues = [n for n in populations if n is not None]
    return sum(connues) if len(connues) == len(populations) else None
