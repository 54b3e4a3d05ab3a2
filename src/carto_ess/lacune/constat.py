"""What a territory has, what it lacks and whom to call: one record for every place that tells it.

The panel of the map, the page of gaps, the printed sheet and the page for the council say the same
because all of them read it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carto_ess.couverture.matrice import Matrice, Presence
from carto_ess.couverture.proches import Proche, find_proches
from carto_ess.lacune.bilan import Etat, Lacune
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune, Commune
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.voisinage import Voisinage
from carto_ess.texte import fold


class Etendue(StrEnum):
    """How much of a territory a type covers; ``inconnu`` when it cannot be told."""

    PARTOUT = "partout"
    PARTIE = "partie"
    MANQUE = "manque"
    INCONNU = "inconnu"


@dataclass(frozen=True, slots=True)
class LigneType:
    """One type in a territory: the communes it covers, and the fiches that cover one at least.

    ``presences`` say by which niveaux each fiche covers the territory, nearest first.
    """

    type: TypeCooperation
    etendue: Etendue
    n_communes: int
    presences: tuple[Presence, ...]

    @property
    def n_fiches(self) -> int:
        """Number of fiches."""
        return len(self.presences)


@dataclass(frozen=True)
class Constat:
    """What is known of one territory.

    ``lacune`` is its gap for every type at once. ``non_couvertes`` are its communes that nothing
    covers by any reading, ``incertaines`` those that a reading covers and another does not, both by
    name. ``appels`` gives, for each type missing or partial, whom to call, nearest
    first. ``partout`` are the fiches that act in the whole département or région and that the
    échelle leaves out of the count. ``vide``: the référentiel has no fiche at all, so that nothing
    can be said to be missing.
    """

    lacune: Lacune
    millesime: int
    lignes: tuple[LigneType, ...]
    non_couvertes: tuple[Commune, ...]
    incertaines: tuple[Commune, ...]
    appels: Mapping[TypeCooperation, tuple[Proche, ...]]
    partout: tuple[Presence, ...]
    vide: bool = False

    @property
    def n_types(self) -> int:
        """Number of types that cover one of its communes at least."""
        return sum(ligne.n_fiches > 0 for ligne in self.lignes)

    @property
    def n_fiches(self) -> int:
        """Number of fiches that cover one of its communes at least."""
        return sum(ligne.n_fiches for ligne in self.lignes)

    def select(self, etendue: Etendue) -> tuple[TypeCooperation, ...]:
        """Return the types of that extent, in the booklet's order."""
        return tuple(ligne.type for ligne in self.lignes if ligne.etendue is etendue)


def build_constat(
    lacune: Lacune, matrice: Matrice, toutes: Matrice, voisinage: Voisinage
) -> Constat:
    """Tell a territory from its gap.

    Parameters
    ----------
    lacune
        Its gap for every type, under the rule « none recorded », in the millésime and échelle of
        `matrice`.
    toutes
        The matrix of the same millésime where every échelle counts.
    """
    communes = frozenset(lacune.communes)
    lignes = tuple(_build_ligne(type_, lacune, communes, matrice) for type_ in TypeCooperation)
    a_appeler = [x.type for x in lignes if x.etendue in {Etendue.PARTIE, Etendue.MANQUE}]
    vides = [frozenset(x.communes_non_couvertes) for x in (lacune, *lacune.variantes)]
    sures = frozenset.intersection(*vides)
    deja = {p.fiche.id for ligne in lignes for p in ligne.presences}
    return Constat(
        lacune=lacune,
        millesime=matrice.millesime,
        lignes=lignes,
        non_couvertes=_name(sures, matrice),
        incertaines=_name(frozenset[CodeCommune]().union(*vides) - sures, matrice),
        appels=find_proches(lacune.communes, a_appeler, matrice, voisinage),
        partout=tuple(
            p for p in list_presences(toutes.fiches, communes, toutes) if p.fiche.id not in deja
        )
        if matrice.echelle is Echelle.PROXIMITE
        else (),
        vide=not toutes.fiches and lacune.etat is not Etat.INCONNU,
    )


def _name(codes: Iterable[CodeCommune], matrice: Matrice) -> tuple[Commune, ...]:
    communes = matrice.decoupages[matrice.millesime].communes
    return tuple(sorted((communes[code] for code in codes), key=lambda c: fold(c.nom)))


def list_presences(
    fiches: Iterable[Fiche], communes: frozenset[CodeCommune], matrice: Matrice
) -> tuple[Presence, ...]:
    """Return those of `fiches` that cover one of `communes`, with the niveaux by which they do."""
    trouvees = []
    for fiche in fiches:
        if matrice.communes_of(fiche.id).isdisjoint(communes):
            continue
        par_niveau = matrice.par_fiche[fiche.id]
        niveaux = tuple(n for n in Niveau if not communes.isdisjoint(par_niveau.get(n, ())))
        trouvees.append(Presence(fiche, niveaux))
    return tuple(trouvees)


def _build_ligne(
    type_: TypeCooperation, lacune: Lacune, communes: frozenset[CodeCommune], matrice: Matrice
) -> LigneType:
    presences: tuple[Presence, ...] = ()
    if lacune.par_type[type_]:
        du_type = (f for f in matrice.fiches if f.type is type_)
        presences = list_presences(du_type, communes, matrice)
    n = lacune.par_type_communes[type_]
    return LigneType(type_, find_etendue(type_, lacune), n, presences)


def find_etendue(type_: TypeCooperation, lacune: Lacune) -> Etendue:
    """Return how much of a territory a type covers."""
    n = lacune.par_type_communes[type_]
    if n == lacune.n_communes:
        return Etendue.PARTOUT
    if n:
        return Etendue.PARTIE
    return Etendue.INCONNU if lacune.etat is Etat.INCONNU else Etendue.MANQUE
