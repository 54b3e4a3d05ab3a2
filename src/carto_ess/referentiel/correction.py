"""Faults an officer can act on: grouped by cause, corrected where one value is likely, given back.

A correction is proposed when a single value, found by what is usually wrong (a zero lost, a name
nearly right, an address without ``https://``), makes the cell sound when it is read again. It is
never applied unasked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from carto_ess._errors import Faute, TerritoireNotFoundError
from carto_ess.referentiel.coordonnees import split_contacts
from carto_ess.referentiel.fiche import Certitude, NaturePoint
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.referentiel.saisie import SEPARATEUR, Saisie, parse_declaration, parse_fiche
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.tableur.choix import FEUILLES
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.tableur.xlsx import FeuilleXlsx, Marque, write_xlsx
from carto_ess.territoire.code import clean_code
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.noms import find_closest, match_closest
from carto_ess.texte import slug

Tables = tuple[Tableau, Tableau]

_PERMIS: Mapping[str, Collection[str]] = {
    "type": tuple(TypeCooperation), "niveau": tuple(Niveau), "certitude": get_args(Certitude),
    "point_nature": get_args(NaturePoint), "point_fiabilite": ("haute", "moyenne", "faible"),
}  # fmt: skip
_LARGEUR = 24
_ENTETE = {"bottom": 1, "valign": "top"}


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell and what it would become: its table (0 fiches, 1 couvertures), row and column."""

    table: int
    ligne: int
    champ: str
    avant: str
    apres: str
    cellule: str = ""

    def __str__(self) -> str:
        """Return « Fiches!C7 : « mutualisaton » devient « mutualisation » »."""
        lieu = self.cellule or f"ligne {self.ligne}, {self.champ}"
        return f"{lieu} : « {self.avant[:120]} » devient « {self.apres[:120]} »"


@dataclass(frozen=True, slots=True)
class Cause:
    """Faults of one kind: the column and what it expects, by fiche, and what would mend them.

    ``n`` counts them all, also where ``par_fiche`` holds the first ones alone (`cut`).
    """

    champ: str
    attendu: str
    par_fiche: Mapping[str, tuple[Faute, ...]]
    corrections: tuple[Correction, ...]
    n: int

    def cut(self, limite: int) -> Cause:
        """Return the same cause with its first `limite` faults."""
        gardees: dict[str, tuple[Faute, ...]] = {}
        for fiche, fautes in self.par_fiche.items():
            if limite <= 0:
                break
            gardees[fiche] = fautes[:limite]
            limite -= len(gardees[fiche])
        return replace(self, par_fiche=gardees)


def group_fautes(
    tables: Tables, fautes: Iterable[Faute], corrections: Iterable[Correction]
) -> tuple[Cause, ...]:
    """Group faults by cause, the most frequent first, then by fiche in the order of the tables."""
    proprietaires = {
        (table.fichier, ligne.numero): ligne["id"] or ligne["fiche"]
        for table in tables
        for ligne in table.lignes
    }
    groupes: dict[tuple[str, str], dict[str, list[Faute]]] = {}
    for faute in fautes:
        fiche = proprietaires.get((faute.fichier, faute.ligne or 0), "") or "sans fiche"
        groupes.setdefault((faute.champ, faute.attendu), {}).setdefault(fiche, []).append(faute)
    corrections = tuple(corrections)
    causes = []
    for (champ, attendu), par_fiche in groupes.items():
        lieux = {(f.fichier, f.ligne) for fautes in par_fiche.values() for f in fautes}
        siennes = tuple(
            c
            for c in corrections
            if c.champ == champ and (tables[c.table].fichier, c.ligne) in lieux
        )
        n = sum(map(len, par_fiche.values()))
        connues = {fiche: tuple(fautes) for fiche, fautes in par_fiche.items()}
        causes.append(Cause(champ, attendu, connues, siennes, n))
    return tuple(sorted(causes, key=lambda cause: -cause.n))


def propose_corrections(
    tables: Tables, fautes: Iterable[Faute], decoupages: Decoupages
) -> tuple[Correction, ...]:
    """Return the corrections of which the cell is sound once read again, one per cell at most."""
    rangs = {table.fichier: rang for rang, table in enumerate(tables)}
    lignes = [{ligne.numero: ligne for ligne in table.lignes} for table in tables]
    trouvees: dict[tuple[int, int, str], Correction] = {}
    for faute in fautes:
        rang = rangs.get(faute.fichier)
        if rang is None or faute.ligne not in lignes[rang] or not faute.champ:
            continue
        ligne = lignes[rang][faute.ligne]
        cle = (rang, ligne.numero, faute.champ)
        if cle in trouvees or not ligne[faute.champ]:
            continue
        possibles = {
            apres
            for apres in _list_candidates(ligne, faute.champ, decoupages)
            if apres != ligne[faute.champ]
            and _is_sound(ligne, faute.champ, apres, rang, decoupages)
        }
        if len(possibles) == 1:  # two that would do are a question, not a correction
            trouvees[cle] = Correction(*cle, ligne[faute.champ], possibles.pop(), faute.cellule)
    return tuple(trouvees.values())


def _list_candidates(ligne: Ligne, champ: str, decoupages: Decoupages) -> Iterator[str]:
    valeur = ligne[champ]
    match champ:
        case "id" | "fiche":
            yield slug(valeur)
        case "code" | "point_commune":
            yield from _list_codes(ligne, clean_code(valeur), decoupages)
        case "nom":
            yield from _list_noms(ligne, valeur, decoupages)
        case "annee" | "millesime":
            yield from re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", valeur)
        case "telephones" | "courriels" | "sites":
            yield SEPARATEUR.join(_mend_contact(champ, p) for p in split_contacts(valeur))
        case _ if champ in _PERMIS:
            yield from find_closest(valeur, _PERMIS[champ], n=1)


def _list_codes(ligne: Ligne, code: str, decoupages: Decoupages) -> Iterator[str]:
    yield code
    yield f"0{code}"
    annee, niveau = _read_annee(ligne, decoupages), ligne["niveau"]
    if ligne["nom"] and niveau in tuple(Niveau):
        if any((Niveau(niveau), code) in d.territoires for d in decoupages.par_millesime.values()):
            return  # a code and a name that disagree: which one is right is for a person to say
        try:
            yield decoupages[annee].find(Niveau(niveau), ligne["nom"]).code
        except TerritoireNotFoundError:
            return


def _list_noms(ligne: Ligne, nom: str, decoupages: Decoupages) -> Iterator[str]:
    if ligne["niveau"] in tuple(Niveau):
        niveau, decoupage = Niveau(ligne["niveau"]), decoupages[_read_annee(ligne, decoupages)]
        yield from match_closest(nom, decoupage.noms_par_cle[niveau], n=1)


def _read_annee(ligne: Ligne, decoupages: Decoupages) -> int:
    connues = {str(m): m for m in decoupages.millesimes}
    return connues.get(ligne["millesime"], decoupages.actuel.millesime)


def _mend_contact(champ: str, valeur: str) -> str:
    """Return a contact without what is usually wrong in it."""
    if champ == "sites":
        return valeur if "://" in valeur else f"https://{valeur}"
    if champ == "courriels":
        return re.sub(r"\s*(?:\(at\)|\[at\]| at )\s*", "@", "".join(valeur.split()))
    chiffres = re.sub(r"\D", "", valeur)
    return f"0{chiffres}" if len(chiffres) == 9 and not valeur.startswith("0") else valeur


def _is_sound(ligne: Ligne, champ: str, apres: str, rang: int, decoupages: Decoupages) -> bool:
    """Tell whether the cell, holding `apres`, is read without a fault of its own."""
    fautes: list[Faute] = []
    corrigee = replace(ligne, cellules={**ligne.cellules, champ: apres}, fautes=())
    saisie = Saisie("", corrigee, fautes)
    if rang == 0:
        parse_fiche(saisie, declarations=(), decoupages=decoupages)
    else:
        parse_declaration(saisie, decoupages)
    avant = {"code", "nom"} if champ in {"code", "nom"} else {champ}
    return not any(faute.champ in avant for faute in fautes)


def apply_corrections(tables: Tables, corrections: Iterable[Correction]) -> Tables:
    """Return the tables with these cells changed; an id that changes is followed by its rows."""
    changes = {(c.table, c.ligne, c.champ): c.apres for c in corrections}
    fiches, couvertures = (
        replace(
            table,
            lignes=tuple(
                replace(
                    ligne,
                    cellules={
                        champ: changes.get((rang, ligne.numero, champ), cellule)
                        for champ, cellule in ligne.cellules.items()
                    },
                )
                for ligne in table.lignes
            ),
        )
        for rang, table in enumerate(tables)
    )
    return fiches, couvertures


def annotate(
    tables: Tables,
    fautes: Iterable[Faute],
    corrections: Iterable[Correction] = (),
    *,
    fonds: tuple[str, str],
) -> bytes:
    """Return the tables as a workbook: faulty cells in colour with their sentence in a note.

    Rows keep their numbers, so that « Fiches, ligne 23 » is row 23. Cells of `corrections`, already
    applied to `tables`, say what they held. `fonds` are the two colours, faulty and mended.
    """
    marques: dict[tuple[int, int, str], Marque] = {
        (c.table, c.ligne, c.champ): Marque(f"Corrigé : « {c.avant[:500]} » avant.", fonds[1])
        for c in corrections
    }
    rangs = {table.fichier: rang for rang, table in enumerate(tables)}
    for faute in fautes:
        if faute.fichier in rangs and faute.ligne is not None:
            cle = (rangs[faute.fichier], faute.ligne, faute.champ)
            dite = marques.get(cle)
            phrase = f"Reçu {faute.recu} ; attendu : {faute.attendu}. {faute.action}"
            marques[cle] = Marque(f"{dite.note}\n{phrase}" if dite else phrase, fonds[0])
    colonnes = (COLONNES_FICHES, COLONNES_COUVERTURES)
    return write_xlsx(
        [_build_feuille(rang, table, colonnes[rang], marques) for rang, table in enumerate(tables)],
        {"title": "Référentiel à corriger"},
        entete=_ENTETE,
    )


def _build_feuille(
    rang: int,
    table: Tableau,
    colonnes: tuple[str, ...],
    marques: Mapping[tuple[int, int, str], Marque],
) -> FeuilleXlsx:
    """Lay a table out, its header on the row above its first one, blank rows where it had some."""
    lignes = {ligne.numero: ligne for ligne in table.lignes}
    debut = max(min(lignes, default=2) - 1, 1)
    vide = [""] * len(colonnes)
    rangs = [
        list(colonnes) if numero == debut else
        [lignes[numero][c] for c in colonnes] if numero in lignes else vide
        for numero in range(1, max(lignes, default=debut) + 1)
    ]  # fmt: skip
    places = {
        (numero - 1, colonnes.index(champ) if champ in colonnes else 0): marque
        for (de, numero, champ), marque in marques.items()
        if de == rang
    }
    return FeuilleXlsx(FEUILLES[rang], [_LARGEUR] * len(colonnes), rangs, debut - 1, marques=places)
