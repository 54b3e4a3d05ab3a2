"""The territories that gaps are judged on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import name_ressort


@dataclass(frozen=True, slots=True)
class Perimetre:
    """A territory to judge, with its communes in the département and the number of the others."""

    niveau: Niveau
    code: str
    nom: str
    nom_court: str
    communes: tuple[CodeCommune, ...]
    n_ailleurs: int = 0


def list_perimetres(decoupage: Decoupage, niveau: Niveau) -> tuple[Perimetre, ...]:
    """Return the territories of one of `NIVEAUX_LACUNES`, by ascending code."""
    match niveau:
        case Niveau.EPCI:
            return tuple(
                Perimetre(
                    niveau, e.siren, e.nom, e.nom_court, e.communes, e.n_communes - len(e.communes)
                )
                for e in decoupage.epci.values()
            )
        case Niveau.PAYS:
            return tuple(
                Perimetre(niveau, p.code, p.nom_date, p.nom_date, p.communes)
                for p in decoupage.pays.values()
            )
        case _:
            return tuple(
                Perimetre(niveau, c.code, c.nom, c.nom, (c.code,))
                for c in decoupage.communes.values()
            )


def list_hors(decoupage: Decoupage, perimetres: Iterable[Perimetre]) -> tuple[CodeCommune, ...]:
    """Return the communes of the département that none of `perimetres` holds."""
    perimetres = tuple(perimetres)
    if sum(len(perimetre.communes) for perimetre in perimetres) == len(decoupage.communes):
        return ()  # territories of one niveau share no commune: these hold them all
    dedans = set(chain.from_iterable(perimetre.communes for perimetre in perimetres))
    return tuple(c for c in decoupage.communes if c not in dedans)


def build_perimetre_departement(decoupage: Decoupage) -> Perimetre:
    """Return the whole ressort, one département or several, as a territory to judge."""
    nom = name_ressort(decoupage.ressort)
    code = decoupage.ressort.code
    return Perimetre(Niveau.DEPARTEMENT, code, nom, nom, tuple(decoupage.communes))
