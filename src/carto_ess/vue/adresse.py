"""What one link holds: the reader's view, read from an address and written back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from carto_ess.francais import count
from carto_ess.lacune.bilan import NIVEAUX_LACUNES, Regle
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.texte import clean_line, quote_short
from carto_ess.vue.liste import ORDRE, ORDRES, Presentation, Rangees, Tri
from carto_ess.vue.reparation import repair
from carto_ess.vue.vue import SEUIL, Couche, Vue

LONGUEUR_RECHERCHE = 100
"""Longest search kept, in characters: more is no search but a paste."""

SEUIL_MAX = 9

_AVIS_MAX = 2
"""Unknown things of one sort said each in its own notice, or quoted in the notice of them all."""

_SEUILS = tuple(str(n) for n in range(1, SEUIL_MAX + 1))

_CLES = (
    "millesime",
    "echelle",
    "type",
    "epci",
    "q",
    "commune",
    "fiche",
    "pays",
    "niveau",
    "regle",
    "seuil",
    "rangees",
    "ordre",
    "tri",
    "vue",
    "couche",
)


def write_params(vue: Vue, decoupages: Decoupages) -> dict[str, list[str]]:
    """Return the address of `vue`; what equals the default (today's perimeters…) is left out."""
    defaut = Vue(decoupages.actuel.millesime)
    valeurs: dict[str, Sequence[str]] = {
        "millesime": [str(vue.millesime)] if vue.millesime != defaut.millesime else [],
        "epci": [vue.epci] if vue.epci else [],
        "pays": [vue.pays] if vue.pays else [],
        "commune": [vue.commune] if vue.commune else [],
        "fiche": [vue.fiche] if vue.fiche else [],
        "type": [str(t) for t in vue.types],
        "echelle": [vue.echelle] if vue.echelle is not defaut.echelle else [],
        "q": [vue.recherche] if vue.recherche else [],
        "niveau": [vue.niveau] if vue.niveau is not defaut.niveau else [],
        "regle": [vue.regle] if vue.regle is not defaut.regle else [],
        "seuil": [str(vue.seuil)] if vue.seuil != defaut.seuil else [],
        "rangees": [vue.rangees] if vue.rangees is not defaut.rangees else [],
        "ordre": [vue.ordre] if vue.ordre != defaut.ordre else [],
        "tri": [vue.tri] if vue.tri is not defaut.tri else [],
        "vue": [vue.presentation] if vue.presentation is not defaut.presentation else [],
        "couche": vue.couches,
    }
    return {cle: [str(v) for v in liste] for cle, liste in valeurs.items() if liste}


def parse_vue(
    params: Mapping[str, Sequence[str]], decoupages: Decoupages, ids: Iterable[str]
) -> tuple[Vue, tuple[str, ...]]:
    """Read a view from an address; what is unknown is left out and said in a French notice.

    Parameters
    ----------
    params
        The address's parameters, each with all its values.
    ids
        The ids of the fiches that exist.
    """
    avis: list[str] = []
    params = repair(params, ids := frozenset(ids))
    connus = {str(m): m for m in decoupages.millesimes}
    vue = Vue(
        millesime=connus.get(_pick("millesime", params, connus, avis), decoupages.actuel.millesime),
        echelle=Echelle(_pick("echelle", params, tuple(Echelle), avis) or Echelle.PROXIMITE),
        types=tuple(t for t in TypeCooperation if t in params.get("type", ())),
        recherche=clean_recherche((params.get("q") or [""])[-1]),
        niveau=Niveau(_pick("niveau", params, NIVEAUX_LACUNES, avis) or Niveau.EPCI),
        regle=Regle(_pick("regle", params, tuple(Regle), avis) or Regle.AUCUNE),
        seuil=int(_pick("seuil", params, _SEUILS, avis) or SEUIL),
        rangees=Rangees(_pick("rangees", params, tuple(Rangees), avis) or Rangees.TOUTES),
        ordre=_pick("ordre", params, ORDRES, avis) or ORDRE,
        tri=Tri(_pick("tri", params, tuple(Tri), avis) or Tri.TYPE),
        presentation=Presentation(
            _pick("vue", params, tuple(Presentation), avis) or Presentation.LISTE
        ),
        couches=tuple(c for c in Couche if c in params.get("couche", ())),
    )
    for cle, connues in (("type", tuple(TypeCooperation)), ("couche", tuple(Couche))):
        avis += _say_values(cle, [v for v in params.get(cle, ()) if v not in connues])
    avis += _say_params([c for c in params if c not in (*_CLES, "embed", "embed_options")])
    vue = _read_territoire(vue, params, decoupages, avis)
    fiche = _pick("fiche", params, tuple(ids), avis) or None
    return replace(vue, fiche=fiche), tuple(avis)


def parse_compares(
    params: Mapping[str, Sequence[str]], decoupages: Decoupages
) -> tuple[int, list[tuple[Niveau, str]]]:
    """Return the millésime and the territories of an address that compares; any code may be in it.

    The most recent perimeters where the address names none that are held.
    """
    annees = {str(m): m for m in decoupages.millesimes}
    annee = (params.get("millesime") or [""])[-1]
    demandes = [(n, c) for n in (Niveau.EPCI, Niveau.PAYS) for c in params.get(str(n), ())]
    return annees.get(annee, decoupages.actuel.millesime), demandes


def clean_recherche(texte: str) -> str:
    """Return the words of a search, as `clean_line` does."""
    return clean_line(texte, LONGUEUR_RECHERCHE)


def _read_territoire(
    vue: Vue, params: Mapping[str, Sequence[str]], decoupages: Decoupages, avis: list[str]
) -> Vue:
    """Put in focus the territory that the address names; of several, the nearest one."""
    pays = _pick("pays", params, decoupages[vue.millesime].pays, avis)
    if pays:
        vue = vue.focus(Niveau.PAYS, pays)
    if siren := (params.get("epci") or [""])[-1]:
        suivante, dits = vue.focus_epci(siren, decoupages)
        if suivante.epci:
            vue = suivante
        avis += dits or ([] if suivante.epci else [_unknown("epci", siren)])
    if commune := _read_commune(params, decoupages, avis):
        vue = vue.focus(Niveau.COMMUNE, commune)
    return vue


def _read_commune(
    params: Mapping[str, Sequence[str]], decoupages: Decoupages, avis: list[str]
) -> CodeCommune | None:
    """Return the commune of the most recent millésime that the address names, merged ones too."""
    code = CodeCommune((params.get("commune") or [""])[-1])
    if not code or code in decoupages.actuel.communes:
        return code or None
    for fusion in decoupages.fusions:
        if fusion.code_avant == code:
            avis.append(
                f"{fusion.nom_avant} ({code}) fait partie de {fusion.nom_apres} "
                f"depuis {fusion.depuis}."
            )
            return fusion.code_apres
    avis.append(_unknown("commune", code))
    return None


def _pick(
    cle: str, params: Mapping[str, Sequence[str]], permis: Iterable[str], avis: list[str]
) -> str:
    valeur = (params.get(cle) or [""])[-1]
    if not valeur or valeur in permis:
        return valeur
    avis.append(_unknown(cle, valeur))
    return ""


def _say_values(cle: str, inconnues: Sequence[str]) -> list[str]:
    """Say the values that are unknown, in one notice past a few: a page of them hides the map."""
    if len(inconnues) <= _AVIS_MAX:
        return [_unknown(cle, v) for v in inconnues]
    return [f"L’adresse demande {cle} = {_name_some(inconnues)}, valeurs inconnues : ignorées."]


def _say_params(inconnus: Sequence[str]) -> list[str]:
    """Say the parameters that are unknown, in one notice past a few."""
    if len(inconnus) <= _AVIS_MAX:
        return [f"Le paramètre « {quote_short(c)} » est inconnu : ignoré." for c in inconnus]
    return [f"L’adresse a des paramètres inconnus : {_name_some(inconnus)}, ignorés."]


def _name_some(textes: Sequence[str]) -> str:
    """Return « a », « b » et 298 autres."""
    cites = ", ".join(f"« {quote_short(t)} »" for t in textes[:_AVIS_MAX])
    return f"{cites} et {count(len(textes) - _AVIS_MAX, 'autre')}"


def _unknown(cle: str, valeur: str) -> str:
    return f"L’adresse demande {cle} = « {quote_short(valeur)} », valeur inconnue : ignorée."
