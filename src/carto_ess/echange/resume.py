"""A list of communes in its shortest form: « CA du Boulonnais + Lumbres − 3 communes »."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from carto_ess.francais import count, join_french
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage, Territoire
from carto_ess.territoire.niveau import Niveau


class Morceau(NamedTuple):
    """A territory added to the form, or taken away from what was added before it."""

    ajoute: bool
    territoire: Territoire


Forme = tuple[Morceau, ...]

_NOMMEES = 3
"""Communes named one by one in the sentence; more are counted."""


def summarize_communes(codes: Collection[CodeCommune], decoupage: Decoupage) -> Forme:
    """Return the fewest territories of `decoupage` whose sum and difference is `codes`.

    Départements, EPCI and communes are looked at, each once: an EPCI is added whole, or its
    communes are, or it is added and some are taken away; so is a département. `expand` gives
    `codes` back. On a tie, what adds wins over what takes away.
    """
    voulus = frozenset(codes)
    return tuple(
        terme
        for d in decoupage.ressort.departements
        for terme in _add(Territoire(Niveau.DEPARTEMENT, d.code, d.nom), voulus, decoupage)
    )


def expand(forme: Forme, decoupage: Decoupage) -> frozenset[CodeCommune]:
    """Return the communes that a form of `summarize_communes` says."""
    communes: frozenset[CodeCommune] = frozenset()
    for terme in forme:
        siennes = decoupage.select_communes(terme.territoire.niveau, terme.territoire.code)
        communes = communes | siennes if terme.ajoute else communes - siennes
    return communes


def describe_forme(forme: Forme, decoupage: Decoupage) -> str:
    """Return « CA du Boulonnais + Lumbres − Dannes » ; many communes are counted."""
    morceaux: list[str] = []
    for ajoute in (True, False):
        siens = [t.territoire for t in forme if t.ajoute is ajoute]
        grands = [_name(t, decoupage) for t in siens if t.niveau is not Niveau.COMMUNE]
        communes = [t.nom for t in siens if t.niveau is Niveau.COMMUNE]
        noms = grands + (
            communes if len(communes) <= _NOMMEES else [count(len(communes), "commune")]
        )
        if noms:
            lien = " + " if ajoute else " \u2212 "
            morceaux.append(lien.join(noms) if ajoute else f"\u2212 {join_french(noms)}")
    return " ".join(morceaux)


def _name(territoire: Territoire, decoupage: Decoupage) -> str:
    epci = {str(e.siren): e.nom_court for e in decoupage.epci.values()}
    return epci.get(territoire.code, territoire.nom)


def _list_children(parent: Territoire, decoupage: Decoupage) -> list[Territoire]:
    """Return the parts of a département (its EPCI, then communes without) or of an EPCI.

    An EPCI that goes beyond the département stands in it by its communes there, one by one.
    """
    dedans = decoupage.select_communes(parent.niveau, parent.code)
    communes = {c: Territoire(Niveau.COMMUNE, c, decoupage.communes[c].nom) for c in sorted(dedans)}
    if parent.niveau is Niveau.EPCI:
        return list(communes.values())
    epci = [e for e in decoupage.epci.values() if dedans >= set(e.communes)]
    tenues = {c for e in epci for c in e.communes}
    return [
        *(Territoire(Niveau.EPCI, e.siren, e.nom) for e in epci),
        *(t for c, t in communes.items() if c not in tenues),
    ]


def _add(t: Territoire, voulus: frozenset[CodeCommune], decoupage: Decoupage) -> Forme:
    """Return the shortest form of what is wanted of `t`, from nothing."""
    siennes = decoupage.select_communes(t.niveau, t.code)
    if not siennes & voulus:
        return ()
    if siennes <= voulus:
        return (Morceau(ajoute=True, territoire=t),)
    enfants = _list_children(t, decoupage)
    par_ajout = tuple(x for e in enfants for x in _add(e, voulus, decoupage))
    par_retrait = (
        Morceau(ajoute=True, territoire=t),
        *(x for e in enfants for x in _take_away(e, voulus, decoupage)),
    )
    return min(par_ajout, par_retrait, key=len)


def _take_away(t: Territoire, voulus: frozenset[CodeCommune], decoupage: Decoupage) -> Forme:
    """Return the shortest form of what is not wanted of `t`, from all of it."""
    siennes = decoupage.select_communes(t.niveau, t.code)
    if siennes <= voulus:
        return ()
    if not siennes & voulus:
        return (Morceau(ajoute=False, territoire=t),)
    enfants = _list_children(t, decoupage)
    return tuple(x for e in enfants for x in _take_away(e, voulus, decoupage))
