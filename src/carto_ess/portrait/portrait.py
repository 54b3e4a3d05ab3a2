"""The portrait of a territory: everything its page says, from codes alone.

One object feeds the screen, the PDF, the HTML and the terminal, so that they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.couverture.extension import Extension, find_extensions
from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.lacune.doute import Doute, find_doutes
from carto_ess.lacune.evolution import Evolution
from carto_ess.lacune.releve import Matiere
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.territoire.population import sum_population


class FicheIci(NamedTuple):
    """A fiche that covers part of the territory: by which niveaux, how many of its communes."""

    fiche: Fiche
    niveaux: tuple[Niveau, ...]
    n_communes: int


class CommuneSeule(NamedTuple):
    """An uncovered commune; ``population`` is ``None`` when it was merged since."""

    code: CodeCommune
    nom: str
    population: int | None


class EpciProche(NamedTuple):
    """An EPCI next to the territory or in it, its gap, and its number of communes concerned."""

    lacune: Lacune
    n_communes: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything the page of one territory says, at the échelle of proximité.

    ``lacune`` is the territory's own, among those of ``bilan``. ``larges`` are the fiches that
    reach it by the département or the région only. ``non_couvertes`` goes by descending
    population, ``voisins`` by the length of the shared border, ``membres`` (of a Pays only) by
    name. ``extensions`` has one key per type that leaves a commune uncovered. ``evolutions`` links
    an EPCI to its successors (older millésime) or its origins (most recent one). ``doutes`` are the
    readings of the fiches' words that change what covers its communes. ``effectifs``
    counts the fiches of each current commune on the territory's land, ``None`` when unknown.
    ``date`` is the day of the edition, ``lien`` the address of the page.
    """

    niveau: Niveau
    millesime: int
    lacune: Lacune
    bilan: Bilan
    nature: str
    pays: tuple[str, ...]
    fiches: tuple[FicheIci, ...]
    larges: tuple[FicheIci, ...]
    non_couvertes: tuple[CommuneSeule, ...]
    voisins: tuple[EpciProche, ...]
    membres: tuple[EpciProche, ...]
    extensions: Mapping[TypeCooperation, tuple[Extension, ...]]
    evolutions: tuple[Evolution, ...]
    doutes: tuple[Doute, ...]
    effectifs: Mapping[CodeCommune, int | None]
    decoupages: Decoupages = field(repr=False)
    date: dt.date
    lien: str

    @property
    def nom(self) -> str:
        """Official name of the territory."""
        return self.lacune.nom

    @property
    def n_types(self) -> int:
        """How many types have one fiche at least."""
        return sum(n > 0 for n in self.lacune.par_type.values())

    @property
    def n_ex_aequo(self) -> int:
        """How many other territories have as many fiches."""
        return sum(x.rang == self.lacune.rang for x in self.bilan.lacunes) - 1

    @property
    def manifeste(self) -> Manifeste:
        """Sources of the perimeters and populations."""
        return self.decoupages.manifeste


def build_portrait(
    territoire: tuple[int, Niveau, str], matiere: Matiere, *, date: dt.date, lien: str
) -> Portrait:
    """Draw the portrait of a territory: its millésime, niveau (EPCI or Pays) and code.

    Raises
    ------
    TerritoireNotFoundError
        That millésime has no such territory.
    """
    millesime, niveau, code = territoire
    decoupage = matiere.decoupages[millesime]
    bilan = matiere.bilans[millesime, niveau]
    try:
        lacune = bilan[code]
    except KeyError:
        raise TerritoireNotFoundError(
            f"Aucun territoire de niveau « {niveau} » n’a le code « {code} » "
            f"dans les périmètres {millesime}."
        ) from None
    pays = {decoupage.communes[c].pays for c in lacune.communes} if niveau is Niveau.EPCI else set()
    proximite = matiere.matrices[millesime, Echelle.PROXIMITE]
    return Portrait(
        niveau=niveau, millesime=millesime, lacune=lacune, bilan=bilan,
        nature=decoupage.epci[Siren(code)].nature if niveau is Niveau.EPCI else "Pays",
        pays=tuple(sorted(decoupage.pays[p].nom_date for p in pays if p)),
        fiches=_select_fiches(matiere.fiches, proximite, lacune),
        larges=_select_larges(matiere, millesime, lacune),
        non_couvertes=_list_uncovered(lacune, millesime, matiere.decoupages),
        voisins=_list_neighbours(lacune, millesime, matiere),
        membres=_list_members(lacune, millesime, matiere),
        extensions=find_extensions(
            lacune.communes, lacune.types_incomplets, matiere.fiches, proximite,
            matiere.decoupages, matiere.voisinage,
        ),
        evolutions=_select_evolutions(lacune, millesime, matiere),
        doutes=find_doutes(proximite, tuple(TypeCooperation), lacune.communes),
        effectifs=_count_fiches(lacune, proximite, matiere.decoupages),
        decoupages=matiere.decoupages, date=date, lien=lien,
    )  # fmt: skip


def _select_fiches(
    fiches: Iterable[Fiche], matrice: Matrice, lacune: Lacune
) -> tuple[FicheIci, ...]:
    """Return the fiches that cover one of its communes, by type then name."""
    communes = frozenset(lacune.communes)
    ici = [
        FicheIci(
            fiche,
            tuple(n for n, c in matrice.par_fiche[fiche.id].items() if not c.isdisjoint(communes)),
            len(matrice.communes_of(fiche.id) & communes),
        )
        for fiche in fiches
    ]
    rang = {type_: i for i, type_ in enumerate(TypeCooperation)}
    return tuple(
        sorted(
            (f for f in ici if f.n_communes), key=lambda f: (rang[f.fiche.type], f.fiche.structure)
        )
    )


def _select_larges(matiere: Matiere, millesime: int, lacune: Lacune) -> tuple[FicheIci, ...]:
    proches = {
        f.fiche.id
        for f in _select_fiches(
            matiere.fiches, matiere.matrices[millesime, Echelle.PROXIMITE], lacune
        )
    }
    toutes = _select_fiches(matiere.fiches, matiere.matrices[millesime, Echelle.TOUTES], lacune)
    return tuple(f for f in toutes if f.fiche.id not in proches)


def _list_uncovered(
    lacune: Lacune, millesime: int, decoupages: Decoupages
) -> tuple[CommuneSeule, ...]:
    communes = decoupages[millesime].communes
    seules = [
        CommuneSeule(code, communes[code].nom, _find_population(code, millesime, decoupages))
        for code in lacune.communes_non_couvertes
    ]
    return tuple(sorted(seules, key=lambda c: (-(c.population or 0), c.nom)))


def _find_population(code: CodeCommune, millesime: int, decoupages: Decoupages) -> int | None:
    """Return today's inhabitants of a commune that stands alone on its land, else ``None``."""
    actuelles = decoupages.bring_forward([code], depuis=millesime)
    if decoupages.bring_back(actuelles, vers=millesime) != {code}:
        return None
    return sum_population(actuelles, decoupages)


def _list_neighbours(lacune: Lacune, millesime: int, matiere: Matiere) -> tuple[EpciProche, ...]:
    """Return the EPCI around, longest shared border first, with their communes that touch it."""
    decoupages, voisinage = matiere.decoupages, matiere.voisinage
    dedans = decoupages.bring_forward(lacune.communes, depuis=millesime)
    longueurs: dict[str, int] = {}
    autour: dict[str, set[CodeCommune]] = {}
    for code in dedans:
        for voisine in voisinage.neighbours(code):
            if voisine in dedans:
                continue
            paire = (min(code, voisine), max(code, voisine))
            for avant in decoupages.bring_back([voisine], vers=millesime):
                siren = decoupages[millesime].communes[avant].siren_epci
                autour.setdefault(siren, set()).add(avant)
            longueurs[siren] = longueurs.get(siren, 0) + voisinage.longueurs_m[paire]
    bilan = matiere.bilans[millesime, Niveau.EPCI]
    rangees = sorted(longueurs, key=lambda s: (-longueurs[s], s))
    return tuple(EpciProche(bilan[siren], len(autour[siren])) for siren in rangees)


def _list_members(lacune: Lacune, millesime: int, matiere: Matiere) -> tuple[EpciProche, ...]:
    """Return the EPCI that hold communes of a Pays, by name, with how many."""
    if lacune.niveau is not Niveau.PAYS:
        return ()
    communes = matiere.decoupages[millesime].communes
    sirens = [communes[code].siren_epci for code in lacune.communes]
    bilan = matiere.bilans[millesime, Niveau.EPCI]
    membres = [EpciProche(bilan[s], sirens.count(s)) for s in set(sirens)]
    return tuple(sorted(membres, key=lambda m: m.lacune.nom_court))


def _select_evolutions(lacune: Lacune, millesime: int, matiere: Matiere) -> tuple[Evolution, ...]:
    """Return what the EPCI became, or those of the oldest millésime whose land it holds."""
    if lacune.niveau is not Niveau.EPCI:
        return ()
    if millesime != matiere.decoupages.actuel.millesime:
        return tuple(e for e in matiere.evolutions[millesime] if e.avant.code == lacune.code)
    anciennes = matiere.evolutions.get(matiere.decoupages.millesimes[0], ())
    return tuple(e for e in anciennes if any(s.lacune.code == lacune.code for s in e.successeurs))


def _count_fiches(
    lacune: Lacune, matrice: Matrice, decoupages: Decoupages
) -> dict[CodeCommune, int | None]:
    """Return the number of fiches on each current commune of the territory's land."""
    inconnues = frozenset(lacune.communes_inconnues)
    effectifs: dict[CodeCommune, int | None] = {}
    for code in sorted(decoupages.bring_forward(lacune.communes, depuis=matrice.millesime)):
        avant = decoupages.bring_back([code], vers=matrice.millesime)
        n = len({p.fiche.id for c in avant for p in matrice.par_commune[c]})
        effectifs[code] = None if not n and not inconnues.isdisjoint(avant) else n
    return effectifs
