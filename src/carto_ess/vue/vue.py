"""The reader’s view, and what each choice does to it.

A territory is a *focus*: the map frames it, the panel tells it, lists keep what concerns it; what
is covered never depends on it. Types and échelle alone say what the map shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from carto_ess.couverture.filtre import Filtre
from carto_ess.francais import join_years
from carto_ess.lacune.bilan import Regle
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.vue.liste import ORDRE, Presentation, Rangees, Tri


class Couche(StrEnum):
    """What the map draws besides its land, or leaves out, where a reader asks for it."""

    SANS_NOMS = "sans-noms"
    POINTS = "points"
    PAYS = "pays"


SEUIL = 2
"""Default of the rule « fewer than n fiches »."""


@dataclass(frozen=True, slots=True)
class Vue:
    """One view of the product: perimeters, what is shown, and what is selected.

    One territory at most is in focus: ``commune``, a code of the most recent millésime (the one
    the map draws) whatever ``millesime`` the perimeters are of, or ``epci``, or ``pays``.
    ``types`` are the layers shown (empty: all five), ``recherche`` the words that the list of
    fiches is searched for. ``niveau``, ``regle`` and ``seuil`` say how gaps are judged (see
    ``lacune.Question``), ``rangees`` which of them the table keeps, ``ordre`` how it is sorted
    (one of ``liste.ORDRES``), ``tri`` and ``presentation`` how the list of fiches is shown,
    ``couches`` what the map draws otherwise than by default.
    """

    millesime: int
    echelle: Echelle = Echelle.PROXIMITE
    types: tuple[TypeCooperation, ...] = ()
    recherche: str = ""
    epci: Siren | None = None
    pays: str | None = None
    commune: CodeCommune | None = None
    fiche: str | None = None
    niveau: Niveau = Niveau.EPCI
    regle: Regle = Regle.AUCUNE
    seuil: int = SEUIL
    rangees: Rangees = Rangees.TOUTES
    ordre: str = ORDRE
    tri: Tri = Tri.TYPE
    presentation: Presentation = Presentation.LISTE
    couches: tuple[Couche, ...] = ()

    @property
    def filtre(self) -> Filtre:
        """What a list of fiches keeps; the territory, which is no filter, is not in it."""
        return Filtre(self.types, self.recherche)

    @property
    def territoire(self) -> tuple[Niveau, str] | None:
        """The territory in focus, ``None`` for the whole."""
        if self.commune:
            return Niveau.COMMUNE, self.commune
        if self.epci:
            return Niveau.EPCI, self.epci
        return (Niveau.PAYS, self.pays) if self.pays else None

    def find_communes(self, decoupages: Decoupages) -> frozenset[CodeCommune] | None:
        """Return the communes in focus, of the view's millésime; ``None`` without territory."""
        if self.commune:
            return decoupages.bring_back([self.commune], vers=self.millesime)
        if self.territoire is None:
            return None
        return decoupages[self.millesime].select_communes(*self.territoire)

    def focus(self, niveau: Niveau, code: str) -> Vue:
        """Return the view on that territory, of its own millésime; a fiche open is closed."""
        libre = self.leave()
        match niveau:
            case Niveau.COMMUNE:
                return replace(libre, commune=CodeCommune(code))
            case Niveau.EPCI:
                return replace(libre, epci=Siren(code))
            case Niveau.PAYS:
                return replace(libre, pays=code)
            case _:
                return libre

    def leave(self) -> Vue:
        """Return the view on the whole: no territory, no fiche."""
        return replace(self, epci=None, pays=None, commune=None, fiche=None)

    def open_fiche(self, identifiant: str) -> Vue:
        """Return the view with that fiche open; the territory stays, to come back to."""
        return replace(self, fiche=identifiant)

    def close_fiche(self) -> Vue:
        """Return the view without fiche, on the territory where it was."""
        return replace(self, fiche=None)

    def show_types(self, types: Iterable[TypeCooperation]) -> Vue:
        """Return the view with these layers alone, in the booklet's order; none means all five."""
        choisis = frozenset(types)
        return replace(self, types=tuple(t for t in TypeCooperation if t in choisis), fiche=None)

    def draw(self, couche: Couche, *, asked: bool) -> Vue:
        """Return the view with that layer drawn otherwise than by default, or as by default."""
        voulues = {*self.couches, couche} if asked else {*self.couches} - {couche}
        return replace(self, couches=tuple(c for c in Couche if c in voulues))

    def focus_epci(self, siren: str, decoupages: Decoupages) -> tuple[Vue, tuple[str, ...]]:
        """Return the view on that EPCI; one of another millésime becomes the EPCI of its land.

        The notice says so: a link or a switch of perimeters never changes territory in silence. An
        EPCI that no millésime knows leaves the view on the whole.
        """
        if siren in decoupages[self.millesime].epci:
            return self.focus(Niveau.EPCI, siren), ()
        annees = [m for m in decoupages.millesimes if siren in decoupages[m].epci]
        if not annees:
            return self.leave(), ()
        proche = min(annees, key=lambda m: (abs(m - self.millesime), m))
        ancien = decoupages[proche].epci[Siren(siren)]
        suivant = find_epci_of(ancien.communes, proche, self.millesime, decoupages)
        n_existe = f"{ancien.nom_court} n’existe que dans {_name_decoupages(annees)}"
        if suivant is None:
            avis = f"{n_existe} : ses communes n’ont pas d’EPCI en {self.millesime}."
            return self.leave(), (avis,)
        nom = decoupages[self.millesime].epci[suivant].nom_court
        avis = (
            f"{n_existe} : voici {nom} ({self.millesime}), qui tient la plus grande part de ses "
            "communes."
        )
        return self.focus(Niveau.EPCI, suivant), (avis,)

    def switch(self, millesime: int, decoupages: Decoupages) -> tuple[Vue, tuple[str, ...]]:
        """Return the view in other perimeters: same land, same fiche, and what changed said."""
        vue = replace(self, millesime=millesime)
        if not self.epci or self.epci in decoupages[millesime].epci:
            return vue, ()
        suivante, avis = vue.focus_epci(self.epci, decoupages)
        return replace(suivante, fiche=self.fiche), avis


def name_territoire(vue: Vue, decoupages: Decoupages) -> str:
    """Return the short name of the territory in focus; there must be one."""
    if vue.commune:
        return decoupages.find_commune(vue.commune).nom
    if vue.epci:
        return decoupages[vue.millesime].epci[vue.epci].nom_court
    assert vue.pays  # noqa: S101 -- for the type checker
    return decoupages[vue.millesime].pays[vue.pays].nom


def _name_decoupages(annees: Sequence[int]) -> str:
    """Return « le découpage 2015 », « les découpages 2019 à 2024 »."""
    return f"{'les découpages' if annees[1:] else 'le découpage'} {join_years(annees)}"


def find_epci_of(
    communes: Iterable[CodeCommune], depuis: int, vers: int, decoupages: Decoupages
) -> Siren | None:
    """Return the EPCI of `vers` that holds the most communes of the land of `communes`.

    ``None`` when none of them belongs to one.
    """
    cibles = decoupages.convert(communes, depuis=depuis, vers=vers)
    sirens = [decoupages[vers].communes[code].siren_epci for code in sorted(cibles)]
    appartenances = [siren for siren in sirens if siren]
    return (
        Siren(max(sorted(set(appartenances)), key=appartenances.count)) if appartenances else None
    )
