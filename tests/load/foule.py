"""A crowd of visitors: each opens the page, then clicks and filters until the time is over.

Seven gestures in ten are clicks on a commune, three are the choice of an EPCI or its removal; one
to three seconds pass between two, drawn at random with a seed, so that two runs do the same.
"""

import asyncio
import csv
import random
import time
from statistics import median, quantiles
from typing import NamedTuple

from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.reglages import find_geodata

from .client import open_session

PAUSE = (1.0, 3.0)
"""Seconds between two gestures of one visitor."""
PART_DES_CLICS = 0.7
ARRIVEE = 0.1
"""Seconds between two arrivals."""
SEJOUR = (45.0, 150.0)
"""Seconds that a visitor of a long run stays; another one comes in their place."""
PALIERS = (5, 10, 20, 30)
"""Minutes of a long run at which its memory is told."""
DEPART = 140.0
"""Seconds after which nothing must be left of visitors who went."""
ECHAUFFEMENT = 0.25
"""Share of the time that the slope of memory leaves out: caches and allocators fill up first."""


def _read_communes():
    with (find_geodata({}) / "communes.csv").open(encoding="utf-8-sig") as flux:
        lignes = list(csv.DictReader(flux))
    recent = max(ligne["dernier"] for ligne in lignes)
    return [ligne["code_commune"] for ligne in lignes if ligne["dernier"] == recent]


GESTES = ("chargement", "suite", "clic", "filtre")
"""What is timed: the map, the rest of its page, then what a visitor does."""


class Programme(NamedTuple):
    """Who comes, for how many seconds.

    With `sejour`, two bounds in seconds, visitors leave and others come. `malveillants` are those
    of `malveillance`: what they do lasts as long. With `depart` memory is taken once more when
    nothing must be left of anybody.
    """

    sessions: int
    duree: float
    sejour: tuple[float, float] | None = None
    malveillants: tuple = ()
    depart: bool = False


class Releve:
    """What a crowd saw: seconds of each gesture, bytes, errors, memory over time."""

    def __init__(self):
        self.durees = {geste: [] for geste in GESTES}
        self.fil = {geste: [] for geste in GESTES}
        self.erreurs, self.visites = [], 0
        self.memoire = []

    def add(self, geste, reponse):
        self.durees[geste].append(reponse.duree)
        self.fil[geste].append(reponse.fil)


async def _stay(adresse, rang, fin, communes, releve, sejour):
    """One visitor until `fin`, or one after the other, each for a time drawn in `sejour`."""
    hasard = random.Random(rang)
    await asyncio.sleep(rang * ARRIVEE)
    while time.monotonic() < fin and not releve.erreurs:
        depart = min(fin, time.monotonic() + hasard.uniform(*sejour)) if sejour else fin
        await _visit(adresse, hasard, depart, communes, releve)


async def _visit(adresse, hasard, fin, communes, releve):
    """One visitor; an error ends the visit and is kept."""
    releve.visites += 1
    try:
        async with open_session(adresse) as session:
            releve.add("chargement", await session.load())
            releve.add("suite", await session.finish())
            while time.monotonic() < fin:
                await asyncio.sleep(hasard.uniform(*PAUSE))
                if hasard.random() < PART_DES_CLICS:
                    releve.add("clic", await session.choose("commune", hasard.choice(communes)))
                else:
                    types = hasard.choice(["", *TypeCooperation])
                    releve.add("filtre", await session.choose("types", types))
    except Exception as erreur:  # noqa: BLE001 -- whatever went wrong is the measure
        releve.erreurs.append(f"{type(erreur).__name__}: {erreur}")


async def _watch(serveur, releve):
    debut = time.monotonic()
    while serveur is not None:
        releve.memoire.append((time.monotonic() - debut, serveur.rss()))
        await asyncio.sleep(1)


async def run_crowd(adresse, programme, serveur):
    """Let visitors in at `adresse`; return the report, times in ms, RSS in MB.

    `serveur` is whose memory is watched, ``None`` for none.
    """
    sessions, duree, sejour, malveillants, depart = programme
    communes, releve = _read_communes(), Releve()
    async with open_session(adresse) as premiere:  # caches are filled, then memory is taken
        await premiere.load()
        await premiere.finish()
        await premiere.choose("types", "mutualisation")
        await premiere.choose("commune", communes[0])
        avant = serveur.rss() if serveur else 0.0
        cpu, debut = serveur.cpu() if serveur else 0.0, time.monotonic()
        veille = asyncio.create_task(_watch(serveur, releve))
        fin = time.monotonic() + sessions * ARRIVEE + duree
        await asyncio.gather(
            *(_stay(adresse, rang, fin, communes, releve, sejour) for rang in range(sessions)),
            *(m.harm(adresse, fin) for m in malveillants),
        )
        veille.cancel()
        pendant = max((m for _, m in releve.memoire), default=0.0)
        cpu = (serveur.cpu() if serveur else 0.0) - cpu
    rapport = _report(releve, sessions, avant, pendant, cpu / 1000 / (time.monotonic() - debut))
    for m in malveillants:
        rapport[f"{m.titre} : réponses"] = dict(m.issues)
        rapport[f"{m.titre} : sans une phrase"] = m.sans_phrase
    if serveur and depart:  # sessions are kept two minutes for a visitor who comes back
        await asyncio.sleep(DEPART)
        rapport["mémoire après (Mo)"] = round(serveur.rss(), 1)
    return rapport


def _report(releve, sessions, avant, pendant, charge):
    rapport = {"sessions": sessions, "visites": releve.visites, "erreurs": len(releve.erreurs)}
    rapport["premieres erreurs"] = releve.erreurs[:3]
    for geste, durees in releve.durees.items():
        if durees:
            p95 = quantiles(durees, n=20)[-1] if len(durees) > 1 else durees[0]
            rapport[f"{geste} : n"] = len(durees)
            rapport[f"{geste} : p50 (ms)"] = round(1000 * median(durees), 1)
            rapport[f"{geste} : p95 (ms)"] = round(1000 * p95, 1)
            rapport[f"{geste} : octets, médiane"] = round(median(releve.fil[geste]))
    rapport["processeurs occupés"] = round(charge, 2)
    rapport["mémoire avant (Mo)"] = round(avant, 1)
    rapport["mémoire, plus haut (Mo)"] = round(pendant, 1)
    rapport["mémoire par session (Mo)"] = round((pendant - avant) / sessions, 3)
    for minutes in PALIERS:
        autour = [m for t, m in releve.memoire if abs(t - 60 * minutes) <= 30]
        if autour:
            rapport[f"mémoire vers {minutes} min (Mo)"] = round(median(autour), 1)
    pente = compute_slope(releve.memoire)
    if pente:
        rapport["pente de la mémoire (Mo/h)"] = f"{pente[0]:.2f} ± {2 * pente[1]:.2f}"
    rapport["memoire"] = releve.memoire
    return rapport


def compute_slope(memoire):
    """Return the slope of RSS and its standard error, in MB per hour, the warm-up left out.

    Neighbouring seconds are no independent measures, so they are averaged in twenty blocks first.
    ``None`` when there are too few.
    """
    gardes = memoire[int(len(memoire) * ECHAUFFEMENT) :]
    taille = len(gardes) // 20
    if not taille:
        return None
    blocs = [gardes[i * taille : (i + 1) * taille] for i in range(20)]
    points = [(sum(t for t, _ in b) / taille / 3600, sum(m for _, m in b) / taille) for b in blocs]
    tx, ty = sum(x for x, _ in points) / 20, sum(y for _, y in points) / 20
    sxx = sum((x - tx) ** 2 for x, _ in points)
    pente = sum((x - tx) * (y - ty) for x, y in points) / sxx
    residus = sum((y - ty - pente * (x - tx)) ** 2 for x, y in points)
    return pente, (residus / 18 / sxx) ** 0.5
