"""« Qui appeler »: for each type that leaves land uncovered, the fiches of it that are nearest.

Nearest first by borders crossed between the land to cover and where a fiche is active, then by
kilometres from its structure. Unlike `extension`, one is found as long as the type has a fiche.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune, Commune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.distance import find_nearest_km
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.voisinage import Voisinage


@dataclass(frozen=True, slots=True)
class Proche:
    """A fiche to call, and how near it is.

    ``pas`` is the number of borders between the land to cover and the nearest communes where the
    fiche is active (1: next door, or elsewhere in the same territory), ``None`` beyond `PORTEE`.
    ``epci`` are those of these communes, in the perimeters of the question. ``km`` goes from the
    commune of its structure, ``lieu``, to the nearest commune to cover, as the crow flies; both are
    ``None`` without point. ``deja_presente`` says that it covers another part of the territory,
    ``partout`` the first of département and région that it also declares.
    """

    fiche: Fiche
    pas: int | None
    epci: tuple[Siren, ...]
    km: int | None
    lieu: Commune | None
    deja_presente: bool
    partout: Niveau | None


def find_proches(
    communes: Collection[CodeCommune],
    types: Iterable[TypeCooperation],
    matrice: Matrice,
    voisinage: Voisinage,
) -> dict[TypeCooperation, tuple[Proche, ...]]:
    """Return whom to call for a territory, type by type, nearest first.

    What is to cover is the part of `communes` (of the matrix's millésime) that no fiche of the type
    covers; a type that covers them all has nobody to call. Fiches that only declare the département
    or the région have nowhere to extend to and are left out.
    """
    return {
        type_: _find_of_type(
            frozenset(communes), [f for f in matrice.fiches if f.type is type_], matrice, voisinage
        )
        for type_ in types
    }


def rank_proches(
    communes: Collection[CodeCommune],
    fiches: Iterable[Fiche],
    matrice: Matrice,
    voisinage: Voisinage,
) -> tuple[Proche, ...]:
    """Return `fiches` from the nearest to a territory to the furthest, whatever covers it.

    Those that are active in it come first, then by borders crossed and kilometres; those that only
    declare the département or the région have no place of their own but their structure's, and come
    after those in reach.
    """
    decoupage = matrice.decoupages[matrice.millesime]
    territoire = frozenset(communes)
    besoin = _Besoin(
        territoire,
        tuple(decoupage.communes[code] for code in sorted(territoire)),
        _measure_steps(territoire, matrice, voisinage),
        decoupage.communes,
    )
    proches = (
        _describe(f, _select_proximite(f, matrice), besoin, matrice.decoupages) for f in fiches
    )
    return tuple(sorted(proches, key=lambda p: (not p.deja_presente, *_rank(p))))


def _find_of_type(
    territoire: frozenset[CodeCommune],
    fiches: Collection[Fiche],
    matrice: Matrice,
    voisinage: Voisinage,
) -> tuple[Proche, ...]:
    a_couvrir = territoire - matrice.merge(fiches)
    if not a_couvrir:
        return ()
    communes = matrice.decoupages[matrice.millesime].communes
    besoin = _Besoin(
        territoire,
        tuple(communes[code] for code in sorted(a_couvrir)),
        _measure_steps(a_couvrir, matrice, voisinage),
        communes,
    )
    trouves = [
        _describe(f, siennes, besoin, matrice.decoupages)
        for f in fiches
        if (siennes := _select_proximite(f, matrice))
    ]
    portee = [p for p in trouves if p.pas is not None] or trouves
    return tuple(sorted(portee, key=_rank))


def _rank(proche: Proche) -> tuple[float, float, str]:
    loin = float("inf")
    return (
        loin if proche.pas is None else proche.pas,
        loin if proche.km is None else proche.km,
        proche.fiche.structure,
    )


def _select_proximite(fiche: Fiche, matrice: Matrice) -> frozenset[CodeCommune]:
    par_niveau = matrice.par_fiche[fiche.id]
    return frozenset[CodeCommune]().union(
        *(c for niveau, c in par_niveau.items() if niveau in Echelle.PROXIMITE.niveaux)
    )


def _measure_steps(
    a_couvrir: frozenset[CodeCommune], matrice: Matrice, voisinage: Voisinage
) -> Mapping[CodeCommune, int]:
    """Return the borders to cross to the communes in reach, at least 1: own land is next door."""
    millesime, decoupages = matrice.millesime, matrice.decoupages
    depart = decoupages.bring_forward(a_couvrir, depuis=millesime)
    return {
        avant: max(n, 1)
        for code, n in voisinage.measure_steps(sorted(depart)).items()
        for avant in decoupages.bring_back([code], vers=millesime)
    }


@dataclass(frozen=True, slots=True)
class _Besoin:
    """A territory, its communes to cover, the borders to cross from them, and all communes."""

    territoire: frozenset[CodeCommune]
    a_couvrir: tuple[Commune, ...]
    pas: Mapping[CodeCommune, int]
    communes: Mapping[CodeCommune, Commune]


def _describe(
    fiche: Fiche, siennes: frozenset[CodeCommune], besoin: _Besoin, decoupages: Decoupages
) -> Proche:
    distance = min((besoin.pas[c] for c in siennes if c in besoin.pas), default=None)
    bords = sorted(c for c in siennes if distance is not None and besoin.pas.get(c) == distance)
    sirens = (besoin.communes[c].siren_epci for c in bords)
    lieu = decoupages.find_commune(fiche.point.code_commune) if fiche.point else None
    larges = [d.niveau for d in fiche.declarations]
    return Proche(
        fiche=fiche,
        pas=distance,
        epci=tuple(dict.fromkeys(Siren(s) for s in sirens if s)),
        km=find_nearest_km(lieu, besoin.a_couvrir) if lieu else None,
        lieu=lieu,
        deja_presente=not siennes.isdisjoint(besoin.territoire),
        partout=next((n for n in (Niveau.DEPARTEMENT, Niveau.REGION) if n in larges), None),
    )
