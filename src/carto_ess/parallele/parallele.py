"""Two to four territories side by side, from codes alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from carto_ess._errors import CartoEssError
from carto_ess.couverture.matrice import Matrice, Presence
from carto_ess.lacune.bilan import Lacune
from carto_ess.lacune.constat import list_presences
from carto_ess.lacune.releve import Matiere
from carto_ess.parallele.cases import Case, build_cases
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.niveau import Echelle
from carto_ess.territoire.recherche import TerritoireDate

MINI, MAXI = 2, 4
"""Territories that can be compared: one is a portrait, five do not hold on a page."""


@dataclass(frozen=True, slots=True)
class TerritoireCompare:
    """One territory of a comparison.

    ``presences`` are the fiches that cover one of its communes, by type. ``seules`` are those of
    them that cover none of the other territories, ``types_seuls`` the types that it alone has.
    ``voisins`` are the other territories compared that share a border with it.
    """

    territoire: TerritoireDate
    lacune: Lacune
    cases: tuple[Case, ...]
    presences: tuple[Presence, ...]
    seules: tuple[Presence, ...]
    types_seuls: tuple[TypeCooperation, ...]
    voisins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parallele:
    """The territories in the order they were asked, all of one millésime.

    ``vide``: the référentiel has no fiche at all, so that there is nothing to compare.
    """

    millesime: int
    colonnes: tuple[TerritoireCompare, ...]
    vide: bool = False

    @property
    def types_manquants(self) -> tuple[TypeCooperation, ...]:
        """The types that none of them has."""
        rangees = zip(*(c.cases for c in self.colonnes), strict=True)
        return tuple(r[0].type for r in rangees if not any(case.fiches.maxi for case in r))


def compare_territoires(territoires: Sequence[TerritoireDate], matiere: Matiere) -> Parallele:
    """Put EPCI or Pays of one millésime side by side.

    Raises
    ------
    CartoEssError
        They are fewer than two, more than four, twice the same, or of several millésimes.
    """
    _check(territoires)
    millesime = territoires[0].millesime
    proximite = matiere.matrices[millesime, Echelle.PROXIMITE]
    toutes = matiere.matrices[millesime, Echelle.TOUTES]
    lacunes = [matiere.bilans[t.millesime, t.niveau][t.code] for t in territoires]
    presences = [_list_presences(x, proximite) for x in lacunes]
    cases = [build_cases(x, proximite, toutes) for x in lacunes]
    return Parallele(
        millesime,
        tuple(
            TerritoireCompare(
                territoire=territoire,
                lacune=lacunes[i],
                cases=cases[i],
                presences=presences[i],
                seules=_keep_alone(presences[i], [p for j, p in enumerate(presences) if j != i]),
                types_seuls=_find_alone(i, cases),
                voisins=_find_neighbours(i, lacunes, matiere, millesime),
            )
            for i, territoire in enumerate(territoires)
        ),
        vide=not toutes.fiches,
    )


def _check(territoires: Sequence[TerritoireDate]) -> None:
    n = len(territoires)
    if not MINI <= n <= MAXI:
        raise CartoEssError(
            f"{n} territoire{'s' * (n > 1)} reçu{'s' * (n > 1)}, attendu de {MINI} à {MAXI} pour "
            "une comparaison. Retirez-en, ou ajoutez-en."
        )
    if len({(t.niveau, t.code) for t in territoires}) < n:
        raise CartoEssError("Le même territoire est donné deux fois : gardez-le une seule fois.")
    if len({t.millesime for t in territoires}) > 1:
        annees = ", ".join(sorted({str(t.millesime) for t in territoires}))
        raise CartoEssError(
            f"Ces territoires n’existent pas la même année ({annees}) : comparez des périmètres "
            "d’une seule année."
        )


def _list_presences(lacune: Lacune, matrice: Matrice) -> tuple[Presence, ...]:
    rangs = {type_: rang for rang, type_ in enumerate(TypeCooperation)}
    trouvees = list_presences(matrice.fiches, frozenset(lacune.communes), matrice)
    return tuple(sorted(trouvees, key=lambda p: (rangs[p.fiche.type], p.fiche.structure)))


def _keep_alone(
    siennes: Collection[Presence], autres: Collection[Collection[Presence]]
) -> tuple[Presence, ...]:
    ailleurs = {p.fiche.id for liste in autres for p in liste}
    return tuple(p for p in siennes if p.fiche.id not in ailleurs)


def _find_alone(rang: int, cases: Sequence[Sequence[Case]]) -> tuple[TypeCooperation, ...]:
    """Return the types that this territory has and that no other one has."""
    return tuple(
        rangee[rang].type
        for rangee in zip(*cases, strict=True)
        if rangee[rang].fiches.maxi
        and not any(x.fiches.maxi for i, x in enumerate(rangee) if i != rang)
    )


def _find_neighbours(
    rang: int, lacunes: Sequence[Lacune], matiere: Matiere, millesime: int
) -> tuple[str, ...]:
    """Return the names of the other territories that share a border, or land, with this one."""
    actuelles = [matiere.decoupages.bring_forward(x.communes, depuis=millesime) for x in lacunes]
    voisines = matiere.voisinage.neighbours
    autour = {v for code in actuelles[rang] for v in voisines(code)} | actuelles[rang]
    return tuple(
        x.nom_court
        for i, x in enumerate(lacunes)
        if i != rang and not autour.isdisjoint(actuelles[i])
    )
