"""What a fiche covers: territories declared at a niveau, derived to communes, on codes alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from carto_ess.referentiel.fiche import Declaration, Fiche, Lecture
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Echelle, Niveau


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


class _Etendues(dict[tuple[Niveau, str], frozenset[CodeCommune]]):
    """The communes of `vers` by territory of `depuis`, resolved once: fiches share these sets."""

    def __init__(self, decoupages: Decoupages, *, depuis: int, vers: int) -> None:
        super().__init__(decoupages[depuis].etendues if depuis == vers else {})
        self._decoupages, self._depuis, self._vers = decoupages, depuis, vers

    def __missing__(self, territoire: tuple[Niveau, str]) -> frozenset[CodeCommune]:
        communes = self._decoupages[self._depuis].select_communes(*territoire)
        self[territoire] = self._decoupages.convert(communes, depuis=self._depuis, vers=self._vers)
        return self[territoire]


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
    proches = [d for d in declarations if d.niveau in echelle.niveaux]
    return _group_by_niveau(
        proches, [resolve_declaration(d, decoupages, millesime=millesime) for d in proches]
    )


def merge_communes(
    declarations: Iterable[Declaration], decoupages: Decoupages, *, millesime: int
) -> frozenset[CodeCommune]:
    """Return the communes of `millesime` that one at least of `declarations` covers."""
    return _merge([resolve_declaration(d, decoupages, millesime=millesime) for d in declarations])


def _group_by_niveau(
    declarations: Iterable[Declaration], etendues: Iterable[frozenset[CodeCommune]]
) -> dict[Niveau, frozenset[CodeCommune]]:
    paires = tuple(zip(declarations, etendues, strict=True))
    return {
        niveau: _merge(du_niveau)
        for niveau in Niveau
        if (du_niveau := [communes for d, communes in paires if d.niveau is niveau])
    }


def _merge(ensembles: Sequence[frozenset[CodeCommune]]) -> frozenset[CodeCommune]:
    """Return their union; a set that is alone is not copied."""
    return ensembles[0] if len(ensembles) == 1 else frozenset().union(*ensembles)


@dataclass(frozen=True)
class Matrice:
    """The commune × fiche matrix of one millésime at one échelle.

    ``etendues`` maps every fiche's id to the communes of each territory it declares, in its order
    (empty when the échelle leaves out all of them), as ``lecture`` reads them; fiches that declare
    the same territory share the set. ``par_fiche`` gives them by niveau. ``par_commune`` maps
    *every* commune of the découpage to the fiches that cover it, in the référentiel's order: an
    empty tuple says that none is recorded.
    """

    millesime: int
    echelle: Echelle
    fiches: tuple[Fiche, ...] = field(repr=False)
    decoupages: Decoupages = field(repr=False)
    etendues: Mapping[str, Sequence[frozenset[CodeCommune]]] = field(repr=False)
    lecture: Lecture = Lecture.RETENUE

    @cached_property
    def variantes(self) -> tuple[Matrice, ...]:
        """The matrices of the other readings that one at least of the fiches distinguishes."""
        lues = {d.lecture for fiche in self.fiches for d in fiche.variantes}
        return tuple(
            build_matrice(
                self.fiches,
                self.decoupages,
                millesime=self.millesime,
                echelle=self.echelle,
                lecture=lecture,
            )
            for lecture in Lecture
            if lecture is not self.lecture and lues & {lecture, self.lecture}
        )

    @property
    def codes(self) -> Collection[CodeCommune]:
        """Every commune of the millésime, covered or not, by ascending code."""
        return self.decoupages[self.millesime].communes.keys()

    @cached_property
    def par_fiche(self) -> Mapping[str, Mapping[Niveau, frozenset[CodeCommune]]]:
        """The communes of each fiche by niveau; made when first asked for, gaps do without it."""
        niveaux = self.echelle.niveaux
        return {
            fiche.id: _group_by_niveau(
                (d for d in fiche.read_as(self.lecture) if d.niveau in niveaux),
                self.etendues[fiche.id],
            )
            for fiche in self.fiches
        }

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
        """Return every commune that the fiche covers at this échelle; united at every call."""
        return _merge(self.etendues[id_fiche])

    def actuelles(self, fiche: Fiche) -> frozenset[CodeCommune]:
        """Return the communes of today, as the map draws them, that hold land `fiche` covers."""
        return self.decoupages.bring_forward(self.communes_of(fiche.id), depuis=self.millesime)

    def partielles(self, fiche: Fiche) -> frozenset[CodeCommune]:
        """Return the communes that the fiche covers, and whose land it declares in part only.

        Declared in the perimeters of another year, a commune may since have joined another one, or
        have been restored out of it. Found once for each fiche that is asked about.
        """
        if fiche.id not in self._partielles:
            self._partielles[fiche.id] = self._find_partielles(fiche)
        return self._partielles[fiche.id]

    @cached_property
    def _partielles(self) -> dict[str, frozenset[CodeCommune]]:
        return {}

    def _find_partielles(self, fiche: Fiche) -> frozenset[CodeCommune]:
        if all(d.millesime == self.millesime for d in fiche.read_as(self.lecture)):
            return frozenset()
        declarees: dict[int, set[CodeCommune]] = {}
        for d in fiche.read_as(self.lecture):
            if d.niveau in self.echelle.niveaux:
                communes = self.decoupages[d.millesime].select_communes(d.niveau, d.code)
                declarees.setdefault(d.millesime, set()).update(communes)
        entieres = (
            self.decoupages.convert_land(communes, depuis=annee, vers=self.millesime).entieres
            for annee, communes in declarees.items()
        )
        return self.communes_of(fiche.id).difference(*entieres)

    def en_partie(self, fiches: Iterable[Fiche]) -> frozenset[CodeCommune]:
        """Return the communes that some of `fiches` cover, and none of them whole."""
        touchees, entieres = set[CodeCommune](), set[CodeCommune]()
        for fiche in fiches:
            communes, parts = self.communes_of(fiche.id), self.partielles(fiche)
            touchees |= parts
            entieres |= communes - parts
        return frozenset(touchees - entieres)

    def merge(self, fiches: Iterable[Fiche]) -> frozenset[CodeCommune]:
        """Return every commune that one at least of `fiches` covers at this échelle."""
        return frozenset[CodeCommune]().union(*(self.communes_of(f.id) for f in fiches))


def build_matrice(
    fiches: Iterable[Fiche],
    decoupages: Decoupages,
    *,
    millesime: int,
    echelle: Echelle,
    lecture: Lecture = Lecture.RETENUE,
) -> Matrice:
    """Derive what covers each commune of `millesime`, from what `fiches` declare.

    `lecture` chooses how their words are read; a fiche that has not that reading keeps the one
    that is shown.
    """
    fiches, niveaux = tuple(fiches), echelle.niveaux
    connues = {m: _Etendues(decoupages, depuis=m, vers=millesime) for m in decoupages.millesimes}
    etendues = {
        fiche.id: [
            connues[d.millesime][d.niveau, d.code]
            for d in fiche.read_as(lecture)
            if d.niveau in niveaux
        ]
        for fiche in fiches
    }
    return Matrice(millesime, echelle, fiches, decoupages, etendues, lecture)
