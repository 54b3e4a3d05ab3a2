"""What the map draws, in the order of its strings: communes; or EPCI, then communes of a few.

A state of the map is a few short texts, a digit or two for each thing drawn. Where the communes
are too many for one file (see ``territoire.maille``) the map draws EPCI, and in place of those that
are opened their communes: the texts hold every unit, opened or not, then the communes of those
opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from carto_ess.carte.codage import encode_bits, encode_numbers
from carto_ess.carte.zonage import build_zonage
from carto_ess.couverture.matrice import Matrice
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.maille import CleUnite
from carto_ess.vue.vue import Vue


class Zones(NamedTuple):
    """The number of each thing's zone, and for each zone the fiches of each type that cover it."""

    numeros: str
    tables: list[list[int]]


@dataclass(frozen=True)
class Trace:
    """What one state of the map draws; ``unites`` is empty where it draws communes from the start.

    ``ouvertes`` are the units whose communes are drawn, ``communes`` these communes; all of the
    most recent millésime.
    """

    decoupages: Decoupages = field(repr=False)
    ouvertes: tuple[CleUnite, ...] = ()

    @property
    def unites(self) -> Mapping[CleUnite, tuple[CodeCommune, ...]]:
        """The units, all of them; see `unite.gather_unites`."""
        return self.decoupages.unites

    @cached_property
    def communes(self) -> tuple[CodeCommune, ...]:
        """The communes drawn, in the order of the files."""
        if not self.unites:
            return tuple(self.decoupages.actuel.communes)
        return tuple(code for cle in self.ouvertes for code in self.unites[cle])

    def encode(self, choisies: Collection[CodeCommune]) -> str:
        """Write which things drawn are chosen: a unit is when all its communes are."""
        unites = [cle for cle, codes in self.unites.items() if all(c in choisies for c in codes)]
        return encode_bits([*self.unites, *self.communes], {*unites, *choisies})

    def encode_parts(self, choisies: Collection[CodeCommune]) -> str:
        """Write which units hold a commune chosen and another that is not."""
        partielles = {
            cle
            for cle, codes in self.unites.items()
            if 0 < sum(code in choisies for code in codes) < len(codes)
        }
        return encode_bits([*self.unites, *self.communes], partielles)

    def count(self, choisies: Collection[CodeCommune]) -> str:
        """Write how many communes of each unit are chosen: two digits in base 36."""
        nombres = [sum(c in choisies for c in codes) for codes in self.unites.values()]
        return encode_numbers(nombres, chiffres=2)

    def build_zones(self, fiches: Collection[Fiche], matrice: Matrice) -> Zones:
        """Group what is drawn by what covers it: units by numbers of fiches, communes by fiches.

        A fiche counts in a unit when it covers one commune of it at least.
        """
        zonage = build_zonage(self.communes, fiches, matrice)
        par_commune = [[z.par_type.get(t, 0) for t in TYPES] for z in zonage.zones]
        if not self.unites:
            return Zones(zonage.chiffres, par_commune)
        comptes = self._count_fiches(fiches, matrice)
        lignes = [tuple(comptes[cle][t] for t in TYPES) for cle in self.unites]
        numero = {ligne: i for i, ligne in enumerate(dict.fromkeys(lignes))}
        numeros = [*(numero[x] for x in lignes), *(len(numero) + i for i in zonage.numeros)]
        tables = [*map(list, numero), *par_commune]
        return Zones(encode_numbers(numeros), tables)

    def _count_fiches(
        self, fiches: Iterable[Fiche], matrice: Matrice
    ) -> Mapping[CleUnite, Counter[TypeCooperation]]:
        comptes: dict[CleUnite, Counter[TypeCooperation]] = {c: Counter() for c in self.unites}
        unite_of = self.decoupages.unite_of
        for fiche in fiches:
            codes = matrice.actuelles(fiche)
            for cle in {unite_of[code] for code in codes if code in unite_of}:
                comptes[cle][fiche.type] += 1
        return comptes


def build_trace(decoupages: Decoupages, vue: Vue) -> Trace:
    """Return what `vue` draws: with units, the communes of the EPCI and of the commune it chose."""
    if not decoupages.unites:
        return Trace(decoupages)
    choisies: set[CodeCommune] = {vue.commune} if vue.commune else set()
    if vue.epci:
        choisies |= decoupages.bring_forward(
            decoupages[vue.millesime].epci[vue.epci].communes, depuis=vue.millesime
        )
    cles = {decoupages.unite_of[code] for code in choisies if code in decoupages.unite_of}
    return Trace(decoupages, tuple(sorted(c for c in cles if c not in choisies)))


def list_covered(
    fiches: Iterable[Fiche], matrice: Matrice, decoupages: Decoupages
) -> frozenset[CodeCommune]:
    """Return the communes of the most recent millésime that one of `fiches` covers at least."""
    return decoupages.bring_forward(matrice.merge(fiches), depuis=matrice.millesime)
