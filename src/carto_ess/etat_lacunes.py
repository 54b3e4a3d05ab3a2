"""What the map engine is given to show gaps: numbers of fiches, and where the rule finds a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from carto_ess.commune import CodeCommune
from carto_ess.couverture import Matrice
from carto_ess.decoupage import Decoupages
from carto_ess.etat_carte import list_codes
from carto_ess.fiche import Fiche
from carto_ess.lacune import Bilan, Lacune, Regle
from carto_ess.libelles import TYPES, count
from carto_ess.zone import build_zonage, encode_bits


def build_state_lacunes(
    bilan: Bilan,
    fiches: Iterable[Fiche],
    matrice: Matrice,
    decoupages: Decoupages,
    *,
    choisie: Lacune | None,
) -> dict[str, Any]:
    """Return the engine's state for `bilan`: one class per number of fiches of the types asked.

    A commune of today made of several of the past is hatched when all of them are uncovered, and
    of unknown state when all of them are. `choisie` is the territory framed, if any.
    """
    question = bilan.question
    gardees = [f for f in fiches if f.type in question.types_demandes]
    codes = list_codes(decoupages)
    zonage = build_zonage(codes, gardees, matrice, decoupages)
    vides = _bring_forward(bilan.total.communes_non_couvertes, bilan, decoupages)
    inconnus = _bring_forward(bilan.total.communes_inconnues, bilan, decoupages)
    territoire = decoupages.convert(
        choisie.communes if choisie else (),
        depuis=question.millesime,
        vers=decoupages.millesimes[-1],
    )
    return {
        "millesime": question.millesime,
        "mode": "nombre",
        "types": list(question.types_demandes),
        "zones": zonage.chiffres,
        "tables": [[z.par_type.get(t, 0) for t in TYPES] for z in zonage.zones],
        "vides": encode_bits(codes, vides),
        "inconnus": encode_bits(codes, inconnus) if inconnus else None,
        "libelle_vide": name_gap(bilan),
        "effectifs": {"aucune": count(len(bilan.total.communes_non_couvertes), "commune")},
        "territoire": encode_bits(codes, territoire) if territoire else None,
        "points": [],
        "couches": {"points": False, "pays": question.niveau == "pays"},
        "vue": {"cle": "departement", "cadre": "departement"},
    }


def name_gap(bilan: Bilan) -> str:
    """Return what the legend calls a hatched commune, after the rule that makes it one."""
    match bilan.question.regle:
        case Regle.AUCUNE:
            return "aucune recensée"
        case Regle.MANQUE:
            return "il manque un type au moins"
        case Regle.MOINS_DE:
            return f"moins de {count(bilan.question.seuil, 'fiche')}"


def _bring_forward(
    communes: Iterable[CodeCommune], bilan: Bilan, decoupages: Decoupages
) -> set[CodeCommune]:
    """Return today's communes all of whose past communes are among `communes`."""
    millesime, recent = bilan.question.millesime, decoupages.millesimes[-1]
    anciennes = set(communes)
    return {
        code
        for code in decoupages.convert(anciennes, depuis=millesime, vers=recent)
        if decoupages.convert([code], depuis=recent, vers=millesime) <= anciennes
    }
