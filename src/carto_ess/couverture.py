"""What a fiche covers: territories declared at a niveau, derived to communes, on codes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from carto_ess.commune import CodeCommune
from carto_ess.decoupage import Decoupages, Echelle, Niveau

if TYPE_CHECKING:
    from carto_ess.fiche import Fiche

Certitude = Literal["explicite", "interpretee"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """One territory that a fiche declares, as its perimeter was in ``millesime``.

    ``texte`` is what the source prints, ``certitude`` whether it says the territory itself or we
    read it so; ``note`` then says why, and which other readings are possible.
    """

    niveau: Niveau
    code: str
    nom: str
    millesime: int
    texte: str
    certitude: Certitude
    note: str


class Presence(NamedTuple):
    """A fiche that covers a commune, and the niveaux by which it does, nearest first."""

    fiche: Fiche
    niveaux: tuple[Niveau, ...]


def resolve_declaration(
    declaration: Declaration, decoupages: Decoupages, *, millesime: int
) -> frozenset[CodeCommune]:
    """Return the communes of `millesime` that stand on the land `declaration` names.

    The perimeter is that of the declaration's own millésime, so a territory that was merged since
    keeps its land: the CC du canton de Fauquembergues still covers its communes in 2026.

    Raises
    ------
    TerritoireNotFoundError
        The code is not in the découpage of the declaration's millésime.
    """
    origine = decoupages[declaration.millesime]
    communes = origine.select_communes(declaration.niveau, declaration.code)
    return decoupages.convert(communes, depuis=declaration.millesime, vers=millesime)


def derive_communes(
    declarations: Iterable[Declaration],
    decoupages: Decoupages,
    *,
    millesime: int,
    echelle: Echelle,
) -> dict[Niveau, frozenset[CodeCommune]]:
    """Return the communes covered, by the niveau they are covered by, nearest niveau first.

    Niveaux the fiche does not declare, or that `echelle` leaves out, are absent.
    """
    par_niveau: dict[Niveau, frozenset[CodeCommune]] = {}
    declarations = tuple(declarations)
    for niveau in echelle.niveaux:
        du_niveau = [d for d in declarations if d.niveau is niveau]
        if du_niveau:
            par_niveau[niveau] = unite_communes(du_niveau, decoupages, millesime=millesime)
    return par_niveau


def unite_communes(
    declarations: Iterable[Declaration], decoupages: Decoupages, *, millesime: int
) -> frozenset[CodeCommune]:
    """Return the communes of `millesime` that one at least of `declarations` covers."""
    premiere, *autres = (
        resolve_declaration(d, decoupages, millesime=millesime) for d in declarations
    )
    return premiere.union(*autres) if autres else premiere  # a set of its own is not copied


@dataclass(frozen=True)
class Matrice:
    """The commune × fiche matrix of one millésime at one échelle.

    ``par_fiche`` maps every fiche's id to its communes by niveau (empty when the échelle leaves out
    all it declares); ``par_commune`` maps *every* commune of the découpage to the fiches that cover
    it, in the référentiel's order: an empty tuple says that none is recorded.
    """

    millesime: int
    echelle: Echelle
    fiches: tuple[Fiche, ...] = field(repr=False)
    codes: tuple[CodeCommune, ...] = field(repr=False)
    par_fiche: Mapping[str, Mapping[Niveau, frozenset[CodeCommune]]] = field(repr=False)

    @cached_property
    def par_commune(self) -> Mapping[CodeCommune, tuple[Presence, ...]]:
        """The fiches of each commune; made when first asked for, gaps do without it."""
        par_commune: dict[CodeCommune, list[Presence]] = {code: [] for code in self.codes}
        for fiche in self.fiches:
            par_niveau = self.par_fiche[fiche.id]
            for code in self.communes_of(fiche.id):
                niveaux = tuple(n for n, communes in par_niveau.items() if code in communes)
                par_commune[code].append(Presence(fiche, niveaux))
        return {code: tuple(presences) for code, presences in par_commune.items()}

    def communes_of(self, id_fiche: str) -> frozenset[CodeCommune]:
        """Return every commune that the fiche covers at this échelle."""
        return self._toutes[id_fiche]

    @cached_property
    def _toutes(self) -> Mapping[str, frozenset[CodeCommune]]:
        """Every commune of each fiche; asked for hundreds of times a run."""
        return {
            cle: frozenset().union(*niveaux.values()) for cle, niveaux in self.par_fiche.items()
        }


def build_matrice(
    fiches: Iterable[Fiche], decoupages: Decoupages, *, millesime: int, echelle: Echelle
) -> Matrice:
    """Derive what covers each commune of `millesime`, from the declarations of `fiches`."""
    fiches = tuple(fiches)
    par_fiche = {
        fiche.id: derive_communes(
            fiche.declarations, decoupages, millesime=millesime, echelle=echelle
        )
        for fiche in fiches
    }
    return Matrice(millesime, echelle, fiches, tuple(decoupages[millesime].communes), par_fiche)
