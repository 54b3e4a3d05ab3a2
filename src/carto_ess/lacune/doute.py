"""What depends on a reading: which communes, by which fiche, by which words of the booklet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from carto_ess.couverture.matrice import Matrice
from carto_ess.francais import count
from carto_ess.lacune.bilan import Bilan
from carto_ess.referentiel.fiche import Fiche, Lecture
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune


@dataclass(frozen=True, slots=True)
class Doute:
    """A reading of a fiche's words that covers other communes than those shown.

    ``en_moins`` are covered by what is shown and not by that reading, ``en_plus`` the other way
    round; both by ascending code, of the matrix's millésime.
    """

    fiche: Fiche
    lecture: Lecture
    en_moins: tuple[CodeCommune, ...]
    en_plus: tuple[CodeCommune, ...]


def find_doutes(
    matrice: Matrice,
    types: Collection[TypeCooperation],
    communes: Collection[CodeCommune] | None = None,
) -> tuple[Doute, ...]:
    """Return the readings that change what covers `communes` (all when ``None``), by fiche."""
    ici = frozenset(matrice.codes if communes is None else communes)
    doutes = []
    for fiche in matrice.fiches:
        if fiche.type not in types or not fiche.variantes:
            continue
        retenues = matrice.communes_of(fiche.id) & ici
        for autre in matrice.variantes:
            siennes = autre.communes_of(fiche.id) & ici
            if siennes != retenues:
                doutes.append(
                    Doute(
                        fiche,
                        autre.lecture,
                        tuple(sorted(retenues - siennes)),
                        tuple(sorted(siennes - retenues)),
                    )
                )
    return tuple(doutes)


def find_incertaines(bilan: Bilan) -> frozenset[CodeCommune]:
    """Return the communes that one reading covers and another does not."""
    vides = [frozenset(x.communes_non_couvertes) for x in (bilan.total, *bilan.total.variantes)]
    return frozenset[CodeCommune]().union(*vides) - frozenset.intersection(*vides)


def list_touched(doutes: Iterable[Doute]) -> frozenset[CodeCommune]:
    """Return every commune whose fiches depend on one of these readings."""
    return frozenset(code for doute in doutes for code in (*doute.en_moins, *doute.en_plus))


_COMMENT = {
    Lecture.ETROITE: "au plus étroit",
    Lecture.LARGE: "au plus large",
    Lecture.RETENUE: "comme nous la lisons",
}


def say_doute(doute: Doute, n_ici: int | None = None) -> str:
    """Return what that reading changes: « au plus étroit, 36 communes en moins ».

    `n_ici`: communes of the territory told about, if one is; « toutes » when all of them change.
    """
    parts = [
        f"toutes ses communes {suite}"
        if len(codes) == n_ici and len(codes) > 1
        else f"{count(len(codes), 'commune')} {suite}"
        for codes, suite in ((doute.en_moins, "en moins"), (doute.en_plus, "en plus"))
        if codes
    ]
    return f"{_COMMENT[doute.lecture]}, {' et '.join(parts)}"
