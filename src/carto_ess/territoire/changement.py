"""What changed here from one year held to the next, and the years between which nothing did.

A change is one of perimeters: communes merged or restored, EPCI new, gone or with other communes. A
name that is spelt anew changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from carto_ess.francais import count, french_date, join_french, number
from carto_ess.territoire.decoupage import Decoupage, Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.fusion import EvenementEpci, Mouvement, NatureMouvement


class Origine(NamedTuple):
    """An EPCI of the year before, and how many of its communes here another one took over."""

    epci: Epci
    n_communes: int

    @property
    def is_whole(self) -> bool:
        """Whether all the communes that it had here are there."""
        return self.n_communes == len(self.epci.communes)


class Formation(NamedTuple):
    """An EPCI that is new, or that has more land than the year before.

    ``origines`` are the EPCI that held this land, the largest part first; ``n_isolees`` counts the
    communes that belonged to none.
    """

    epci: Epci
    is_new: bool
    origines: tuple[Origine, ...]
    n_isolees: int


@dataclass(frozen=True)
class Changement:
    """What changed between two millésimes held that follow each other.

    ``n_communes`` and ``n_epci`` count those of the year before, and those of the year after.
    """

    avant: int
    apres: int
    n_communes: tuple[int, int]
    n_epci: tuple[int, int]
    mouvements: tuple[Mouvement, ...]
    formations: tuple[Formation, ...]


@dataclass(frozen=True)
class Periode:
    """Years held, one after the other, between which no perimeter changed here.

    ``changement`` is what changed at its beginning, ``None`` for the oldest.
    """

    premier: int
    dernier: int
    is_actuelle: bool
    changement: Changement | None

    @property
    def millesime(self) -> int:
        """The year that stands for all: today's in the last period, else the first one."""
        return self.dernier if self.is_actuelle else self.premier

    def __contains__(self, millesime: int) -> bool:
        """Tell whether a year is one of these."""
        return self.premier <= millesime <= self.dernier


def list_periodes(decoupages: Decoupages) -> tuple[Periode, ...]:
    """Return the periods of the years held, oldest first."""
    changements = list_changements(decoupages)
    debuts = [decoupages.millesimes[0], *(c.apres for c in changements)]
    fins = [*(c.avant for c in changements), decoupages.actuel.millesime]
    return tuple(
        Periode(debut, fin, fin == decoupages.actuel.millesime, changement)
        for debut, fin, changement in zip(debuts, fins, [None, *changements], strict=True)
    )


def find_periode(millesime: int, decoupages: Decoupages) -> Periode:
    """Return the period of a year held."""
    return next(p for p in list_periodes(decoupages) if millesime in p)


def list_changements(decoupages: Decoupages) -> tuple[Changement, ...]:
    """Return what changed between each year held and the next, oldest first; the rest left out."""
    compares = (_compare(decoupages, a, b) for a, b in pairwise(decoupages.millesimes))
    return tuple(c for c in compares if c)


def _compare(decoupages: Decoupages, annee: int, suivante: int) -> Changement | None:
    avant, apres = decoupages[annee], decoupages[suivante]
    mouvements = tuple(m for m in decoupages.mouvements if m.millesime_apres == suivante)
    formations = tuple(_list_formations(decoupages, avant, apres))
    membres = ({s: e.communes for s, e in d.epci.items()} for d in (avant, apres))
    if not mouvements and next(membres) == next(membres):
        return None
    return Changement(
        annee,
        suivante,
        (len(avant.communes), len(apres.communes)),
        (len(avant.epci), len(apres.epci)),
        mouvements,
        formations,
    )


def _list_formations(
    decoupages: Decoupages, avant: Decoupage, apres: Decoupage
) -> Iterator[Formation]:
    for siren, epci in apres.epci.items():
        ancien = avant.epci.get(siren)
        if ancien and ancien.communes == epci.communes:
            continue
        terres = decoupages.convert(epci.communes, depuis=apres.millesime, vers=avant.millesime)
        nombres = Counter(avant.communes[code].siren_epci for code in terres)
        if ancien and set(nombres) == {siren}:
            continue
        origines = sorted(
            (Origine(avant.epci[Siren(s)], n) for s, n in nombres.items() if s),
            key=lambda o: (-o.n_communes, o.epci.nom_court),
        )
        yield Formation(epci, ancien is None, tuple(origines), nombres[""])


def name_periode(periode: Periode, livret: int | None = None) -> str:
    """Return « Actuel (2026) », « De 2020 », « De 2015 (livret) » when fiches are of that year."""
    if periode.is_actuelle:
        return f"Actuel ({periode.millesime})"
    is_livret = livret is not None and livret in periode
    return f"De {periode.millesime} (livret)" if is_livret else f"De {periode.millesime}"


def summarize(changement: Changement) -> str:
    """Return what changed in one sentence: « En 2020 : 1 EPCI est créé ou agrandi. »."""
    avant, apres = changement.n_epci
    dits = [f"{number(apres)} EPCI au lieu de {number(avant)}"] if avant != apres else []
    if changement.formations and not dits:
        n = len(changement.formations)
        dits.append(count(n, "EPCI est créé ou agrandi", "EPCI sont créés ou agrandis"))
    for nature, un, plusieurs in (
        (NatureMouvement.FUSION, "commune a rejoint une autre", "communes ont rejoint une autre"),
        (NatureMouvement.RETABLISSEMENT, "commune est rétablie", "communes sont rétablies"),
        (NatureMouvement.CHANGEMENT_DE_CODE, "commune change de code", "communes changent de code"),
    ):
        if n := sum(m.nature is nature for m in changement.mouvements):
            dits.append(count(n, un, plusieurs))
    return f"{_say_years(changement)} : {' ; '.join(dits) or 'des communes quittent leur EPCI'}."


def describe(
    changement: Changement, evenements: Mapping[Siren, EvenementEpci] | None = None
) -> tuple[str, ...]:
    """Return what changed, one sentence per EPCI formed, then per commune.

    `evenements` say what happened to EPCI that are gone: their dates are given where they agree.
    """
    return (
        *(_say_formation(f, evenements or {}) for f in changement.formations),
        *_say_mouvements(changement.mouvements),
    )


def _say_years(changement: Changement) -> str:
    """Return « En 2020 », or « Entre 2015 et 2019 » when the years between are not held."""
    if changement.apres == changement.avant + 1:
        return f"En {changement.apres}"
    return f"Entre {changement.avant} et {changement.apres}"


def _say_formation(formation: Formation, evenements: Mapping[Siren, EvenementEpci]) -> str:
    siren = formation.epci.siren
    parties = [_say_origine(o) for o in formation.origines if o.epci.siren != siren]
    if formation.n_isolees:
        parties.append(count(formation.n_isolees, "commune sans EPCI", "communes sans EPCI"))
    dates = {
        evenement.date
        for o in formation.origines
        if (evenement := evenements.get(o.epci.siren)) and evenement.siren_apres == siren
    }
    quand = f", {_say_date(min(dates))}" if len(dates) == 1 and min(dates) else ""
    quoi = "nouvel EPCI" if formation.is_new else "agrandi"
    verbe = "réunit" if formation.is_new else "reçoit"
    return f"{formation.epci.nom_court} ({quoi}{quand}) {verbe} {join_french(parties)}."


def _say_date(date: str) -> str:
    return f"depuis le {french_date(date)}" if "-" in date else f"depuis {date}"


def _say_origine(origine: Origine) -> str:
    nom, n = origine.epci.nom_court, len(origine.epci.communes)
    if origine.is_whole:
        return f"toute la {nom}"
    communes = f"{number(n)} communes" if n > 1 else "communes"
    return f"{number(origine.n_communes)} des {communes} de la {nom}"


def _say_mouvements(mouvements: Sequence[Mouvement]) -> Iterator[str]:
    """Yield one sentence per commune that others joined, then per restoration, per new code."""
    fusions = [m for m in mouvements if m.nature is NatureMouvement.FUSION]
    for code in dict.fromkeys(m.code_apres for m in fusions):
        ici = [m for m in fusions if m.code_apres == code]
        verbe = "a rejoint" if len(ici) == 1 else "ont rejoint"
        yield f"{join_french([m.nom_avant for m in ici])} {verbe} {ici[0].nom_apres}."
    for m in mouvements:
        if m.nature is NatureMouvement.RETABLISSEMENT:
            yield f"{m.nom_apres} est de nouveau une commune ; elle était dans {m.nom_avant}."
        if m.nature is NatureMouvement.CHANGEMENT_DE_CODE:
            yield f"{m.nom_apres} change de code : {m.code_apres} au lieu de {m.code_avant}."
