"""The signs of each EPCI, and the figures of each type: what the map counts from distinct fiches.

They cannot be summed from zones: two fiches that cover one commune each are two in their EPCI and
one in either commune.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from carto_ess.carte.codage import encode_numbers
from carto_ess.couverture.comptage import count_coverage, count_fiches
from carto_ess.couverture.matrice import Matrice
from carto_ess.francais import count, percent
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.perimetre import list_perimetres

FICHES_MAX = 35
"""The largest number of fiches that a sign tells: 35 and more."""


def encode_signes(
    fiches: Iterable[Fiche],
    matrice: Matrice,
    decoupage: Decoupage,
    *,
    inconnues: Collection[CodeCommune] = (),
) -> str:
    """Write what each EPCI has of each type: two characters, by ascending SIREN then type.

    The first is the number of distinct fiches that cover one of its communes at least (base 36, at
    most `FICHES_MAX`), the second how many of its communes in the département they cover: ``0``
    none, ``1`` some, ``2`` all, ``x`` none for sure, when it holds some of the communes
    `inconnues`, of which nothing is known.
    """
    perimetres = list_perimetres(decoupage, Niveau.EPCI)
    couverture = count_coverage(tuple(TypeCooperation), fiches, matrice)
    signes = []
    for perimetre, nombres in zip(perimetres, count_fiches(perimetres, couverture), strict=True):
        incertain = not frozenset(inconnues).isdisjoint(perimetre.communes)
        for type_, n in nombres.items():
            n_couvertes = len(couverture.par_type[type_].intersection(perimetre.communes))
            etat = "2" if n_couvertes == len(perimetre.communes) else "1" if n_couvertes else "0"
            signes.append(encode_numbers([min(n, FICHES_MAX)]))
            signes.append("x" if incertain and not n_couvertes else etat)
    return "".join(signes)


def count_effectifs(fiches: Iterable[Fiche], matrice: Matrice) -> dict[str, dict[str, str]]:
    """Return, for each type, the communes of the matrix that its fiches cover, in n and in %."""
    couverture = count_coverage(tuple(TypeCooperation), fiches, matrice)
    return {
        type_: {
            "communes": count(len(communes), "commune"),
            "part": percent(len(communes), len(matrice.codes)),
        }
        for type_, communes in couverture.par_type.items()
    }
