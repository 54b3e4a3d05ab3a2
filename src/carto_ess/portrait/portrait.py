"""The page for the council: everything that it says of one territory, from codes alone.

One object feeds the screen, the PDF, the HTML and the terminal, so that they cannot disagree. What
it finds is a `Constat`, as in the panel of the map.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.couverture.matrice import Matrice
from carto_ess.lacune.bilan import Bilan, Lacune
from carto_ess.lacune.constat import Constat, build_constat
from carto_ess.lacune.doute import Doute, find_doutes, list_touched
from carto_ess.lacune.evolution import Evolution
from carto_ess.lacune.releve import Matiere
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Echelle, Niveau


class FicheIci(NamedTuple):
    """A fiche that covers part of the territory, and how many of its communes.

    ``en_partie`` counts those of them that are made of several, of which it declares some only.
    """

    fiche: Fiche
    n_communes: int
    en_partie: int


@dataclass(frozen=True, slots=True)
class Terre:
    """What the small maps show, in today's communes.

    ``effectifs`` counts the fiches of a type in each commune drawn, ``None`` when unknown;
    ``cible`` are the communes of the territory, the only ones drawn unless it is a commune, which
    is shown inside its EPCI. ``douteuses`` are those where a type depends on a reading.
    """

    effectifs: Mapping[TypeCooperation, Mapping[CodeCommune, int | None]]
    cible: frozenset[CodeCommune]
    douteuses: Mapping[TypeCooperation, frozenset[CodeCommune]]


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything the page of one territory says, at the échelle of proximité.

    ``bilan`` holds the territories of its niveau. ``fiches`` go by type then name. ``membres`` are
    the EPCI of a Pays by name, or the EPCI of a commune; ``voisines`` the EPCI around, or the
    communes around a commune, longest shared border first. ``evolutions`` links an EPCI to its
    successors (older millésime) or its origins (most recent one). ``doutes`` are the readings of
    the fiches' words that change what covers its communes. ``date`` is the day of the edition,
    ``adresse`` the public address of the app, empty when there is none.
    """

    constat: Constat
    bilan: Bilan
    pays: tuple[str, ...]
    fiches: tuple[FicheIci, ...]
    membres: tuple[Lacune, ...]
    voisines: tuple[Lacune, ...]
    evolutions: tuple[Evolution, ...]
    doutes: tuple[Doute, ...]
    terre: Terre
    decoupages: Decoupages = field(repr=False)
    date: dt.date
    adresse: str

    @property
    def lacune(self) -> Lacune:
        """What covers the territory and what does not, as its niveau was judged."""
        return self.constat.lacune

    @property
    def millesime(self) -> int:
        """The year of its perimeter."""
        return self.constat.millesime

    @property
    def niveau(self) -> Niveau:
        """Commune, EPCI or Pays."""
        return self.lacune.niveau

    @property
    def nom(self) -> str:
        """Official name of the territory."""
        return self.lacune.nom

    @property
    def manifeste(self) -> Manifeste:
        """Sources of the perimeters and populations."""
        return self.decoupages.manifeste


def build_portrait(
    territoire: tuple[int, Niveau, str], matiere: Matiere, *, date: dt.date, adresse: str = ""
) -> Portrait:
    """Draw the portrait of a territory: its millésime, niveau (commune, EPCI or Pays) and code.

    Raises
    ------
    TerritoireNotFoundError
        That millésime has no such territory.
    """
    millesime, niveau, code = territoire
    bilan = matiere.bilans[millesime, niveau]
    try:
        lacune = bilan[code]
    except KeyError:
        raise TerritoireNotFoundError(
            f"Aucun territoire de niveau « {niveau} » n’a le code « {code} » "
            f"dans les périmètres {millesime}."
        ) from None
    proximite = matiere.matrices[millesime, Echelle.PROXIMITE]
    toutes = matiere.matrices[millesime, Echelle.TOUTES]
    membres, voisines = _list_around(lacune, millesime, matiere)
    return Portrait(
        constat=build_constat(lacune, proximite, toutes, matiere.voisinage),
        bilan=bilan,
        pays=_name_pays(lacune, millesime, matiere.decoupages),
        fiches=_select_fiches(matiere.fiches, proximite, lacune),
        membres=membres,
        voisines=voisines,
        evolutions=_select_evolutions(lacune, millesime, matiere),
        doutes=find_doutes(proximite, tuple(TypeCooperation), lacune.communes),
        terre=_draw_land(lacune, membres, proximite, matiere),
        decoupages=matiere.decoupages,
        date=date,
        adresse=adresse.rstrip("/"),
    )


def _name_pays(lacune: Lacune, millesime: int, decoupages: Decoupages) -> tuple[str, ...]:
    if lacune.niveau is Niveau.PAYS:
        return ()
    decoupage = decoupages[millesime]
    pays = {decoupage.communes[c].pays for c in lacune.communes}
    return tuple(sorted(decoupage.pays[p].nom_date for p in pays if p))


def _select_fiches(
    fiches: Iterable[Fiche], matrice: Matrice, lacune: Lacune
) -> tuple[FicheIci, ...]:
    """Return the fiches that cover one of its communes, by type then name."""
    communes = frozenset(lacune.communes)
    ici = (
        FicheIci(
            f, len(matrice.communes_of(f.id) & communes), len(matrice.partielles(f) & communes)
        )
        for f in fiches
    )
    rang = {type_: i for i, type_ in enumerate(TypeCooperation)}
    presentes = (f for f in ici if f.n_communes)
    return tuple(sorted(presentes, key=lambda f: (rang[f.fiche.type], f.fiche.structure)))


def _list_around(
    lacune: Lacune, millesime: int, matiere: Matiere
) -> tuple[tuple[Lacune, ...], tuple[Lacune, ...]]:
    """Return the EPCI that the territory is made of or in, then its neighbours."""
    epci = matiere.bilans[millesime, Niveau.EPCI]
    communes = matiere.decoupages[millesime].communes
    siens = {communes[code].siren_epci for code in lacune.communes} - {""}
    membres = () if lacune.niveau is Niveau.EPCI else tuple(epci[s] for s in siens)
    membres = tuple(sorted(membres, key=lambda m: m.nom_court))
    if lacune.niveau is Niveau.COMMUNE:
        bilan = matiere.bilans[millesime, Niveau.COMMUNE]
        return membres, tuple(bilan[c] for c in _rank_neighbours(lacune, millesime, matiere))
    longueurs: dict[str, int] = {}
    for code, metres in _rank_neighbours(lacune, millesime, matiere).items():
        siren = communes[code].siren_epci
        if siren:
            longueurs[siren] = longueurs.get(siren, 0) + metres
    rangees = sorted(longueurs, key=lambda s: (-longueurs[s], s))
    return membres, tuple(epci[s] for s in rangees if epci[s] not in membres)


def _rank_neighbours(lacune: Lacune, millesime: int, matiere: Matiere) -> dict[CodeCommune, int]:
    """Return the communes around with the metres of border they share, the longest first."""
    decoupages, voisinage = matiere.decoupages, matiere.voisinage
    dedans = decoupages.bring_forward(lacune.communes, depuis=millesime)
    metres: dict[CodeCommune, int] = {}
    for code in dedans:
        for voisine in voisinage.neighbours(code):
            if voisine in dedans:
                continue
            paire = (min(code, voisine), max(code, voisine))
            for avant in decoupages.bring_back([voisine], vers=millesime):
                metres[avant] = metres.get(avant, 0) + voisinage.longueurs_m[paire]
    return dict(sorted(metres.items(), key=lambda x: (-x[1], x[0])))


def _select_evolutions(lacune: Lacune, millesime: int, matiere: Matiere) -> tuple[Evolution, ...]:
    """Return what the EPCI became, or those of the oldest millésime whose land it holds."""
    if lacune.niveau is not Niveau.EPCI:
        return ()
    if millesime != matiere.decoupages.actuel.millesime:
        return tuple(e for e in matiere.evolutions[millesime] if e.avant.code == lacune.code)
    anciennes = matiere.evolutions.get(matiere.decoupages.millesimes[0], ())
    return tuple(e for e in anciennes if any(s.lacune.code == lacune.code for s in e.successeurs))


def _draw_land(
    lacune: Lacune, membres: tuple[Lacune, ...], matrice: Matrice, matiere: Matiere
) -> Terre:
    """Count the fiches of each type in each current commune of the territory's land."""
    decoupages, millesime = matiere.decoupages, matrice.millesime
    autour = membres if lacune.niveau is Niveau.COMMUNE else ()
    communes = frozenset(lacune.communes).union(*(m.communes for m in autour))
    inconnues = frozenset(lacune.communes_inconnues).union(*(m.communes_inconnues for m in autour))
    effectifs: dict[TypeCooperation, dict[CodeCommune, int | None]] = {}
    for type_ in TypeCooperation:
        effectifs[type_] = {}
        for code in sorted(decoupages.bring_forward(communes, depuis=millesime)):
            avant = decoupages.bring_back([code], vers=millesime)
            n = len(
                {p.fiche.id for c in avant for p in matrice.par_commune[c] if p.fiche.type is type_}
            )
            effectifs[type_][code] = None if not n and not inconnues.isdisjoint(avant) else n
    douteuses = {t: list_touched(find_doutes(matrice, (t,), communes)) for t in TypeCooperation}
    return Terre(
        effectifs=effectifs,
        cible=frozenset(decoupages.bring_forward(lacune.communes, depuis=millesime)),
        douteuses={
            type_: frozenset(decoupages.bring_forward(codes, depuis=millesime))
            for type_, codes in douteuses.items()
        },
    )
