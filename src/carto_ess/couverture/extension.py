"""« Qui pourrait s’étendre ici ? »: fiches of a missing type active next door."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle
from carto_ess.territoire.voisinage import Voisinage


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
) -> dict[TypeCooperation, tuple[Extension, ...]]:
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
) -> tuple[Extension, ...]:
    a_couvrir = territoire.difference(*actives.values())
    if not a_couvrir:
        return ()
    depart = decoupages.bring_forward(a_couvrir, depuis=millesime)
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
    return {
        avant: max(n, 1)
        for code, n in pas.items()
        for avant in decoupages.bring_back([code], vers=millesime)
    }


def _build_extension(
    fiche: Fiche,
    siennes: frozenset[CodeCommune],
    territoire: frozenset[CodeCommune],
    pas: Mapping[CodeCommune, int],
    decoupages: Decoupages,
    millesime: int,
) -> Extension:
    distance = min(pas[c] for c in siennes if c in pas)
    communes = tuple(sorted(c for c in siennes if pas.get(c) == distance))
    toutes = decoupages[millesime].communes
    sirens = (toutes[c].siren_epci for c in communes)
    epci = tuple(dict.fromkeys(Siren(s) for s in sirens if s))
    return Extension(fiche, distance, communes, epci, not siennes.isdisjoint(territoire))
