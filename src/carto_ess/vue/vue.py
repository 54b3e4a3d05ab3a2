"""What one link holds: the reader's view, read from an address and written back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carto_ess.couverture.filtre import Filtre
from carto_ess.francais import french_date
from carto_ess.lacune.bilan import NIVEAUX_LACUNES, Regle
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Echelle, Niveau
from carto_ess.texte import remove_invisible
from carto_ess.vue.liste import Presentation, Tri

LONGUEUR_RECHERCHE = 100
"""Longest search kept, in characters: more is no search but a paste."""

SEUIL = 2
"""Default of the rule « fewer than n fiches »."""

SEUIL_MAX = 9

_SEUILS = tuple(str(n) for n in range(1, SEUIL_MAX + 1))

_CLES = (
    "millesime", "echelle", "type", "epci", "q", "commune", "fiche", "pays", "niveau", "regle",
    "seuil", "tri", "vue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vue:
    """One view of the product: perimeters, filters and what is selected.

    ``niveau``, ``regle`` and ``seuil`` say how gaps are judged (see ``lacune.Question``), ``tri``
    and ``presentation`` how the list of fiches is shown (``vue`` in the address).
    ``commune`` is a code of the most recent millésime, the one the map draws, whatever
    ``millesime`` the perimeters are of.
    """

    millesime: int
    echelle: Echelle = Echelle.PROXIMITE
    filtre: Filtre = field(default_factory=Filtre)
    commune: CodeCommune | None = None
    fiche: str | None = None
    pays: str | None = None
    niveau: Niveau = Niveau.EPCI
    regle: Regle = Regle.AUCUNE
    seuil: int = SEUIL
    tri: Tri = Tri.TYPE
    presentation: Presentation = Presentation.LISTE

    def to_params(self, defaut: int) -> dict[str, list[str]]:
        """Return the address of this view; what equals the default (`defaut` year…) is left out."""
        valeurs: dict[str, Sequence[str]] = {
            "millesime": [str(self.millesime)] if self.millesime != defaut else [],
            "epci": [self.filtre.epci] if self.filtre.epci else [],
            "type": [str(t) for t in self.filtre.types],
            "echelle": [str(self.echelle)] if self.echelle is not Echelle.PROXIMITE else [],
            "q": [self.filtre.recherche] if self.filtre.recherche else [],
            "commune": [self.commune] if self.commune else [],
            "fiche": [self.fiche] if self.fiche else [],
            "pays": [self.pays] if self.pays else [],
            "niveau": [self.niveau] if self.niveau is not Niveau.EPCI else [],
            "regle": [self.regle] if self.regle is not Regle.AUCUNE else [],
            "seuil": [str(self.seuil)] if self.seuil != SEUIL else [],
            "tri": [self.tri] if self.tri is not Tri.TYPE else [],
            "vue": [self.presentation] if self.presentation is not Presentation.LISTE else [],
        }
        return {cle: list(liste) for cle, liste in valeurs.items() if liste}


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
    defaut = decoupages.millesimes[0]
    connus = {str(m): m for m in decoupages.millesimes}
    millesime = connus.get(_pick("millesime", params, connus, avis), defaut)
    echelle = Echelle(_pick("echelle", params, tuple(Echelle), avis) or Echelle.PROXIMITE)
    types = tuple(t for t in TypeCooperation if t in params.get("type", ()))
    avis += [_unknown("type", t) for t in params.get("type", ()) if t not in tuple(TypeCooperation)]
    recherche = clean_recherche((params.get("q") or [""])[-1])
    vue = Vue(
        millesime=millesime,
        echelle=echelle,
        filtre=Filtre(types=types, recherche=recherche),
        commune=_read_commune(params, decoupages, avis),
        fiche=_pick("fiche", params, tuple(ids), avis) or None,
        pays=_pick("pays", params, decoupages[defaut].pays, avis) or None,
        niveau=Niveau(_pick("niveau", params, NIVEAUX_LACUNES, avis) or Niveau.EPCI),
        regle=Regle(_pick("regle", params, tuple(Regle), avis) or Regle.AUCUNE),
        seuil=int(_pick("seuil", params, _SEUILS, avis) or SEUIL),
        tri=Tri(_pick("tri", params, tuple(Tri), avis) or Tri.TYPE),
        presentation=Presentation(
            _pick("vue", params, tuple(Presentation), avis) or Presentation.LISTE
        ),
    )
    avis += [f"Le paramètre « {_short(c)} » est inconnu : ignoré." for c in params
             if c not in (*_CLES, "embed", "embed_options")]  # fmt: skip
    if siren := (params.get("epci") or [""])[-1]:
        vue, dit = move_epci(vue, siren, decoupages)
        avis += dit
    return vue, tuple(avis)


def clean_recherche(texte: str) -> str:
    """Return the words of a search: in one line, without invisible signs, not endless."""
    return " ".join(remove_invisible(texte[: 10 * LONGUEUR_RECHERCHE]).split())[
        :LONGUEUR_RECHERCHE
    ].strip()


def move_epci(vue: Vue, siren: str, decoupages: Decoupages) -> tuple[Vue, tuple[str, ...]]:
    """Return `vue` filtered on that EPCI; one of another millésime becomes the EPCI of its land.

    The notice says so: a link or a switch of perimeters never changes territory in silence.
    """
    filtre = vue.filtre
    if siren in decoupages[vue.millesime].epci:
        return replace(vue, filtre=replace(filtre, epci=Siren(siren))), ()
    for millesime in decoupages.millesimes:
        if ancien := decoupages[millesime].epci.get(Siren(siren)):
            suivant = find_epci_of(ancien.communes, millesime, vue.millesime, decoupages)
            nom = decoupages[vue.millesime].epci[suivant].nom_court
            avis = (
                f"{ancien.nom_court} n’existe que dans les périmètres {millesime} : "
                f"le filtre passe à {nom} ({vue.millesime}), qui tient la plus grande part "
                "de ses communes."
            )
            return replace(vue, filtre=replace(filtre, epci=suivant)), (avis,)
    return replace(vue, filtre=replace(filtre, epci=None)), (_unknown("epci", siren),)


def find_epci_of(
    communes: Iterable[CodeCommune], depuis: int, vers: int, decoupages: Decoupages
) -> Siren:
    """Return the EPCI of `vers` that holds the most communes of the land of `communes`."""
    cibles = decoupages.convert(communes, depuis=depuis, vers=vers)
    appartenances = [decoupages[vers].communes[code].siren_epci for code in sorted(cibles)]
    return Siren(max(sorted(set(appartenances)), key=appartenances.count))


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
                f"depuis le {french_date(fusion.date)}."
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


def _unknown(cle: str, valeur: str) -> str:
    return f"L’adresse demande {cle} = « {_short(valeur)} », valeur inconnue : ignorée."


def _short(texte: str) -> str:
    propre = "".join(c for c in texte if c.isprintable())
    return propre if len(propre) <= 40 else propre[:39] + "…"
