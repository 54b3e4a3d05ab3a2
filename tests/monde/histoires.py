"""Histories drawn at random: communes merge, are restored, change code, from year to year.

Each is written twice: as the movements that geodata hold, and as cells of land, the truth that a
conversion is held against.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import strategies as st

from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.fusion import Mouvement, NatureMouvement
from petit_monde import OUEST, _commune, _decoupage, build_decoupages

ANNEES = (2015, 2019, 2020, 2021)
FUSION, RETABLIE, CODE = NatureMouvement


@dataclass
class Histoire:
    """The cells of each commune by year, and what happened between two years."""

    cellules: dict = field(default_factory=dict)
    mouvements: list = field(default_factory=list)

    def build(self):
        """Return the découpages; a commune of today has 10 inhabitants per cell."""
        annees = {
            annee: _decoupage(
                annee,
                [
                    _commune(code, code, OUEST, population=10 * len(cellules))
                    for code, cellules in sorted(communes.items())
                ],
                {OUEST: "Communauté de communes de l’Ouest"},
            )
            for annee, communes in self.cellules.items()
        }
        manifeste = replace(build_decoupages().manifeste, millesimes=ANNEES)
        return Decoupages(manifeste, annees, tuple(self.mouvements))


@st.composite
def histoires(draw):
    """Draw a history of four years that starts with three to six communes of two cells."""
    n = draw(st.integers(3, 6))
    depart = {f"990{i:02}": frozenset({f"{i}a", f"{i}b"}) for i in range(1, n + 1)}
    histoire = Histoire({ANNEES[0]: depart})
    for avant, apres in pairwise(ANNEES):
        ici = dict(histoire.cellules[avant])
        touchees = set()  # a commune takes part in one act a year
        for acte in draw(st.lists(st.sampled_from(list(NatureMouvement)), max_size=3)):
            libres = sorted(set(ici) - touchees)
            _ACTES[acte](draw, histoire, ici, libres, (avant, apres), touchees)
        histoire.cellules[apres] = ici
    return histoire


def _merge(draw, histoire, ici, libres, annees, touchees):
    if len(libres) > 1:
        absorbee, autre = draw(st.permutations(libres))[:2]
        ici[autre] |= ici.pop(absorbee)
        _note(histoire, annees, absorbee, autre, FUSION)
        touchees |= {absorbee, autre}


def _recode(draw, histoire, ici, libres, annees, touchees):
    if libres:
        code = draw(st.sampled_from(libres))
        nouveau = f"98{code[2:]}{len(histoire.mouvements)}"[:2] + f"{len(histoire.mouvements):03}"
        ici[nouveau] = ici.pop(code)
        _note(histoire, annees, code, nouveau, CODE)
        touchees |= {code, nouveau}


def _restore(draw, histoire, ici, libres, annees, touchees):
    """Give back a commune that some year held, or one that was gone before all of them."""
    possibles = []
    for mere in libres:
        propres = histoire.cellules[ANNEES[0]].get(mere, frozenset())
        if len(propres & ici[mere]) > 1:
            possibles.append((mere, f"97{mere[2:]}", frozenset({max(propres)})))
        for passe in histoire.cellules.values():
            possibles += [
                (mere, code, cellules)
                for code, cellules in passe.items()
                if cellules < ici[mere] and code not in ici
            ]
    possibles = [p for p in possibles if p[1] not in touchees and _is_last(histoire, p)]
    if possibles:
        mere, code, cellules = draw(st.sampled_from(sorted(possibles, key=repr)))
        ici[mere] -= cellules
        ici[code] = cellules
        _note(histoire, annees, mere, code, RETABLIE)
        touchees |= {mere, code}


def _is_last(histoire, possible):
    """A commune comes back with the land that it last had."""
    _, code, cellules = possible
    tenues = [c[code] for c in histoire.cellules.values() if code in c]
    return not tenues or tenues[-1] == cellules


def _note(histoire, annees, avant, apres, nature):
    histoire.mouvements.append(
        Mouvement(
            annees[0], CodeCommune(avant), avant, annees[1], CodeCommune(apres), apres, nature
        )
    )


_ACTES = {FUSION: _merge, RETABLIE: _restore, CODE: _recode}
