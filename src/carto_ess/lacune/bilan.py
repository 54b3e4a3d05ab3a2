"""Gaps: which territories no recorded fiche covers, of which types, and who lives there.

On codes alone. « Aucune » always means « none recorded »: the référentiel is not exhaustive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from statistics import fmean, median

from carto_ess.couverture.comptage import CouvertureParType, count_coverage, count_fiches
from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.lacune import Etat, Lacune
from carto_ess.lacune.plage import Plage, find_plage, span
from carto_ess.lacune.question import NIVEAUX_LACUNES, Question, Regle
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.perimetre import (
    Perimetre,
    build_perimetre_departement,
    list_hors,
    list_perimetres,
)
from carto_ess.territoire.population import count_population, share_population, sum_known

__all__ = ["NIVEAUX_LACUNES", "Bilan", "Etat", "Lacune", "Question", "Regle", "build_bilan"]


@dataclass(frozen=True)
class Bilan:
    """The answer: every territory of the niveau by ascending code, and the département.

    ``population_par_etat`` counts the inhabitants of the territories in each state (each current
    commune once; ``None`` when a population is missing). ``communes_hors`` are those of the
    département that no territory of the niveau holds (Pays); ``total`` counts them too.
    ``n_fiches_par_epci`` serves the median and the mean of the EPCI, whatever the niveau.
    ``annee`` is the year of the territories' perimeters: the question's, but for Pays.
    ``variantes`` are the answers that the other readings give, none when they give the same.
    ``vide``: the référentiel has no fiche at all, so that no count of it means anything.
    """

    question: Question
    lacunes: tuple[Lacune, ...]
    total: Lacune
    population_par_etat: Mapping[Etat, int | None]
    population_annee: int
    communes_hors: tuple[CodeCommune, ...]
    n_fiches_par_epci: tuple[int, ...]
    annee: int
    variantes: tuple[Bilan, ...] = ()
    vide: bool = False

    def plage(self, compte: Callable[[Bilan], int | None]) -> Plage | None:
        """Return what `compte` gives over every reading; ``None`` when one is not known."""
        return find_plage(map(compte, (self, *self.variantes)))

    def plage_etat(self, etat: Etat) -> Plage:
        """How many territories are in that state, over every reading."""
        return span(b.n_par_etat[etat] for b in (self, *self.variantes))

    def __getitem__(self, code: str) -> Lacune:
        """Return the territory of that code; raises `KeyError` when there is none."""
        return self._par_code[code]

    @cached_property
    def _par_code(self) -> Mapping[str, Lacune]:
        return {lacune.code: lacune for lacune in self.lacunes}

    @cached_property
    def n_par_etat(self) -> Mapping[Etat, int]:
        """How many territories are in each state."""
        return {etat: sum(x.etat is etat for x in self.lacunes) for etat in Etat}

    @cached_property
    def mediane(self) -> float:
        """Median number of fiches over the territories of the niveau; 0 without territory."""
        return _find_median(x.n_fiches for x in self.lacunes)

    @cached_property
    def moyenne(self) -> float:
        """Mean number of fiches over the territories of the niveau; 0 without territory."""
        return fmean(x.n_fiches for x in self.lacunes) if self.lacunes else 0.0

    @property
    def mediane_epci(self) -> float:
        """Median number of fiches over the EPCI, whatever the niveau; 0 without EPCI."""
        return _find_median(self.n_fiches_par_epci)

    @property
    def moyenne_epci(self) -> float:
        """Mean number of fiches over the EPCI, whatever the niveau; 0 without EPCI."""
        return fmean(self.n_fiches_par_epci) if self.n_fiches_par_epci else 0.0

    def select(self, *etats: Etat) -> tuple[Lacune, ...]:
        """Return the territories in one of `etats`."""
        return tuple(lacune for lacune in self.lacunes if lacune.etat in etats)


def build_bilan(
    question: Question,
    fiches: Iterable[Fiche],
    matrice: Matrice,
    decoupages: Decoupages,
    *,
    inconnus: Collection[CodeCommune] = frozenset(),
) -> Bilan:
    """Answer `question` with those of `fiches` that are of the types asked.

    The answer is that of the reading of `matrice`; those of the others come with it.

    Parameters
    ----------
    matrice
        What the fiches cover, in the question's millésime at its échelle.
    inconnus
        Communes that an unresolved coverage may hold (`carto_ess.inconnu.find_inconnus`).

    Raises
    ------
    ValueError
        `matrice` is of another question.
    """
    _check_matrice(question, matrice)
    retenues = tuple(fiches)
    bilan = _answer(question, retenues, matrice, decoupages, inconnus)
    types = question.types_demandes
    if not any(f.variantes for f in retenues if f.type in types):
        return bilan
    autres = (_answer(question, retenues, m, decoupages, inconnus) for m in matrice.variantes)
    return _attach(bilan, tuple(autres))


def _attach(bilan: Bilan, autres: tuple[Bilan, ...]) -> Bilan:
    """Return `bilan` whose territories each know what the other readings make of them."""
    return replace(
        bilan,
        lacunes=tuple(
            replace(x, variantes=tuple(autre[x.code] for autre in autres)) for x in bilan.lacunes
        ),
        total=replace(bilan.total, variantes=tuple(autre.total for autre in autres)),
        variantes=autres,
    )


def _answer(
    question: Question,
    fiches: Iterable[Fiche],
    matrice: Matrice,
    decoupages: Decoupages,
    inconnus: Collection[CodeCommune],
) -> Bilan:
    """Answer `question` by the one reading of `matrice`."""
    decoupage = decoupages[question.millesime]
    couverture = count_coverage(question.types_demandes, fiches, matrice)
    couvertes = _apply_regle(question, couverture)
    doutes = frozenset(inconnus) - couvertes
    jugement = _Jugement(couverture, couvertes | doutes, doutes, question.millesime, decoupages)
    cadres = list_perimetres(decoupage, question.niveau)
    fiches_par_cadre = count_fiches(cadres, couverture)
    fiches_par_epci = (
        fiches_par_cadre
        if question.niveau is Niveau.EPCI
        else count_fiches(list_perimetres(decoupage, Niveau.EPCI), couverture)
    )
    lacunes = _rank(
        tuple(_judge(c, n, jugement) for c, n in zip(cadres, fiches_par_cadre, strict=True))
    )
    return Bilan(
        question=question,
        lacunes=lacunes,
        total=_judge(build_perimetre_departement(decoupage), _count_all(couverture), jugement),
        population_par_etat=_share_population(lacunes, jugement),
        population_annee=decoupages.manifeste.population_annee,
        communes_hors=list_hors(decoupage, cadres),
        n_fiches_par_epci=tuple(sum(n.values()) for n in fiches_par_epci),
        annee=_find_year(question, decoupage),
        vide=not matrice.fiches and not inconnus,
    )


def _find_year(question: Question, decoupage: Decoupage) -> int:
    """Return the year of the perimeters judged."""
    if question.niveau is Niveau.PAYS and decoupage.pays:
        return next(iter(decoupage.pays.values())).annee
    return question.millesime


def _check_matrice(question: Question, matrice: Matrice) -> None:
    if (matrice.millesime, matrice.echelle) != (question.millesime, question.echelle):
        raise ValueError(
            f"La matrice est de {matrice.millesime}, échelle {matrice.echelle} ; la question, de "
            f"{question.millesime}, échelle {question.echelle}."
        )


def _apply_regle(question: Question, couverture: CouvertureParType) -> frozenset[CodeCommune]:
    """Return the communes that are covered in the sense of the question."""
    match question.regle:
        case Regle.AUCUNE:
            return frozenset().union(*couverture.par_type.values())
        case Regle.MANQUE:
            return frozenset.intersection(*couverture.par_type.values())
        case Regle.MOINS_DE:
            fiches = chain.from_iterable(couverture.fiches.values())
            n = Counter(chain.from_iterable(frozenset().union(*etendues) for etendues in fiches))
            return frozenset(code for code, fois in n.items() if fois >= question.seuil)


def _count_all(couverture: CouvertureParType) -> dict[TypeCooperation, int]:
    """Return the fiches that cover something: all that one covers is in the ressort."""
    return {type_: sum(map(any, siennes)) for type_, siennes in couverture.fiches.items()}


@dataclass(frozen=True, slots=True)
class _Jugement:
    """What every territory is judged on: ``sauves`` are the communes covered, or that may be."""

    couverture: CouvertureParType
    sauves: frozenset[CodeCommune]
    inconnus: frozenset[CodeCommune]
    millesime: int
    decoupages: Decoupages


def _judge(cadre: Perimetre, fiches: Mapping[TypeCooperation, int], jugement: _Jugement) -> Lacune:
    communes = frozenset(cadre.communes)
    vides, inconnues = communes - jugement.sauves, communes & jugement.inconnus
    non = tuple(filter(vides.__contains__, cadre.communes)) if vides else ()
    millesime, decoupages = jugement.millesime, jugement.decoupages
    population = count_population(cadre.communes, millesime, decoupages)
    return Lacune(
        niveau=cadre.niveau,
        code=cadre.code,
        nom=cadre.nom,
        nom_court=cadre.nom_court,
        communes=cadre.communes,
        communes_non_couvertes=non,
        communes_inconnues=tuple(c for c in cadre.communes if c in inconnues) if inconnues else (),
        n_communes_ailleurs=cadre.n_ailleurs,
        population=population,
        population_non_couverte=(
            None
            if population is None
            else count_population(
                non, jugement.millesime, jugement.decoupages, sauf=communes - vides
            )
        ),
        n_fiches=sum(fiches.values()),
        par_type=fiches,
        par_type_communes={
            type_: len(communes) - len(communes - couvertes)
            for type_, couvertes in jugement.couverture.par_type.items()
        },
    )


def _share_population(lacunes: Iterable[Lacune], jugement: _Jugement) -> dict[Etat, int | None]:
    par_etat: dict[Etat, list[Lacune]] = {
        # the best state wins a current commune that communes of the past in several states made
        etat: []
        for etat in (Etat.COUVERT, Etat.PARTIEL, Etat.INCONNU, Etat.AUCUNE)
    }
    for lacune in lacunes:
        par_etat[lacune.etat].append(lacune)
    if jugement.millesime == jugement.decoupages.actuel.millesime:  # none is in several states
        return {e: sum_known(x.population for x in du) for e, du in par_etat.items()}
    communes = {e: [*chain.from_iterable(x.communes for x in du)] for e, du in par_etat.items()}
    return share_population(communes, jugement.millesime, jugement.decoupages)


def _rank(lacunes: tuple[Lacune, ...]) -> tuple[Lacune, ...]:
    mediane = _find_median(x.n_fiches for x in lacunes)
    rangs: dict[int, int] = {}
    for i, n in enumerate(sorted((x.n_fiches for x in lacunes), reverse=True), start=1):
        rangs.setdefault(n, i)
    return tuple(
        replace(x, rang=rangs[x.n_fiches], ecart_mediane=x.n_fiches - mediane) for x in lacunes
    )


def _find_median(valeurs: Iterable[int]) -> float:
    valeurs = tuple(valeurs)
    return float(median(valeurs)) if valeurs else 0.0
